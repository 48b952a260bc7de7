//! A large upload, on its own so that nothing else in the process takes memory meanwhile.

mod common;

use std::sync::Arc;

use avouch_mock::{Mock, Options, serve};
use common::api;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Files, version: '1'}
paths:
  /files:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: {type: object, required: [file], properties: {file: {type: string, format: binary}}}
      responses: {'204': {description: taken}}
";

#[tokio::test]
async fn a_large_file_is_counted_and_not_kept() {
    const SIZE: usize = 256 << 20;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = serve(Arc::new(Mock::new(api(DOCUMENT), Options::default())), listener).unwrap();
    let head = b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\nContent-Type: application/zip\r\n\r\n";
    let tail = b"\r\n--b--\r\n";
    let length = head.len() + SIZE + tail.len();
    let before = resident_bytes();
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let start = format!(
        "POST /files HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(start.as_bytes()).await.unwrap();
    stream.write_all(head).await.unwrap();
    let piece = vec![b'x'; 1 << 20];
    for _ in 0..SIZE / piece.len() {
        stream.write_all(&piece).await.unwrap();
    }
    stream.write_all(tail).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    if let (Some(before), Some(after)) = (before, resident_bytes()) {
        assert!(after.saturating_sub(before) < 32 << 20, "grew from {before} to {after}");
    }
}

/// How many bytes of this process are in memory, where the system says so.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
