//! The mock behind a socket, as raw bytes.

mod common;

use std::sync::Arc;
use std::time::{Duration, Instant};

use avouch_mock::{Fault, FaultRule, Mock, Options, Server, serve};
use common::api;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Files, version: '1'}
paths:
  /hello: {get: {responses: {'200': {description: ok, content: {application/json: {example: {hello: world}}}}}}}
  /files:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: {type: object, required: [file], properties: {file: {type: string, format: binary}, note: {type: string, maxLength: 5}}}
          application/octet-stream: {}
          application/json: {schema: {type: object}}
      responses: {'204': {description: taken}, '422': {description: no}}
  /download: {get: {responses: {'200': {description: ok, content: {application/octet-stream: {}}}}}}
";

async fn start(options: Options) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback works");
    serve(Arc::new(Mock::new(api(DOCUMENT), options)), listener).expect("loopback works")
}

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.address()).await.expect("loopback works")
}

/// Sends raw bytes and reads until the server closes.
async fn exchange(server: &Server, raw: &[u8]) -> String {
    let mut stream = connect(server).await;
    stream.write_all(raw).await.expect("loopback works");
    let mut answer = Vec::new();
    // A server that breaks off is part of what is tested.
    drop(stream.read_to_end(&mut answer).await);
    String::from_utf8_lossy(&answer).into_owned()
}

const HELLO: &[u8] = b"GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn a_request_gets_its_answer_and_a_connection_serves_many() {
    let server = start(Options::default()).await;
    let answer = exchange(&server, HELLO).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n{\"hello\":\"world\"}"), "{answer}");
    let pipelined = [b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n".as_slice(), HELLO].concat();
    assert_eq!(exchange(&server, &pipelined).await.matches("\"world\"").count(), 2);
    assert!(exchange(&server, b"nonsense\r\n\r\n").await.starts_with("HTTP/1.1 400"));
    server.shutdown().await;
}

#[tokio::test]
async fn many_connections_are_served_at_once() {
    let latency = Duration::from_millis(200);
    let server = Arc::new(start(Options { latency, ..Options::default() }).await);
    let started = Instant::now();
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let server = Arc::clone(&server);
            tokio::spawn(async move { exchange(&server, HELLO).await.contains("world") })
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap());
    }
    let taken = started.elapsed();
    assert!(taken >= latency && taken < latency * 20, "{taken:?}");
}

#[tokio::test]
async fn bodies_have_limits() {
    let options = Options { max_body_bytes: 1000, max_upload_bytes: 5000, ..Options::default() };
    let server = start(options).await;
    let post = |kind: &str, body: &str| {
        let length = body.len();
        format!(
            "POST /files HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    };
    let status = |answer: String| answer.get(9..12).unwrap_or_default().to_owned();
    let large = format!("\"{}\"", "x".repeat(2000));
    assert_eq!(status(exchange(&server, post("application/json", &large).as_bytes()).await), "413");
    assert_eq!(status(exchange(&server, post("application/json", "{}").as_bytes()).await), "204");
    assert_eq!(status(exchange(&server, post("application/octet-stream", &large).as_bytes()).await), "204");
    let huge = "x".repeat(6000);
    assert_eq!(status(exchange(&server, post("application/octet-stream", &huge).as_bytes()).await), "413");
    let part =
        |name: &str, text: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
    let form = |parts: &[String]| post("multipart/form-data; boundary=b", &format!("{}--b--\r\n", parts.concat()));
    assert_eq!(status(exchange(&server, form(&[part("file", "f"), part("note", "short")]).as_bytes()).await), "204");
    assert_eq!(status(exchange(&server, form(&[part("file", "f"), part("note", "too long")]).as_bytes()).await), "422");
    assert_eq!(status(exchange(&server, form(&[part("note", "n")]).as_bytes()).await), "422");
    assert_eq!(status(exchange(&server, post("multipart/form-data; boundary=b", "--b\r\n").as_bytes()).await), "400");
}

#[tokio::test]
async fn downloads_are_as_long_as_asked() {
    const SIZE: u64 = 100 << 20;
    let server = start(Options { blob_bytes: Some(SIZE), ..Options::default() }).await;
    let mut stream = connect(&server).await;
    stream.write_all(b"GET /download HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    assert!(String::from_utf8_lossy(&head).to_lowercase().contains(&format!("content-length: {SIZE}")));
    let mut piece = vec![0; 1 << 20];
    let mut read = 0_u64;
    loop {
        match stream.read(&mut piece).await.unwrap() {
            0 => break,
            length => read += length as u64,
        }
    }
    assert_eq!(read, SIZE);
}

#[tokio::test]
async fn a_connection_is_closed_in_the_middle_of_the_answer() {
    let options = Options { faults: vec![FaultRule::always(Fault::Close)], ..Options::default() };
    let server = start(options).await;
    let answer = exchange(&server, HELLO).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("{\"hello\""), "{answer}");
}

#[tokio::test]
async fn a_slow_answer_comes_late_and_silent_clients_are_left() {
    let slowness = Duration::from_millis(300);
    let faults = vec![FaultRule::always(Fault::Slow)];
    let body_timeout = Duration::from_millis(200);
    let server = start(Options { faults, slowness, body_timeout, ..Options::default() }).await;
    let started = Instant::now();
    assert!(exchange(&server, HELLO).await.contains("world"));
    assert!(started.elapsed() >= slowness);
    let silent = b"POST /files HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{";
    assert!(exchange(&server, silent).await.starts_with("HTTP/1.1 408"));
}
