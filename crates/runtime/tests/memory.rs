//! Uploads and downloads of a gibibyte take little memory. The peak is that of the process, so that this test has
//! one of its own.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![cfg(all(feature = "client", target_os = "linux"))]

mod sample;

use avouch_runtime::Upload;
use bytes::Bytes;
use http::{Method, Request, Response};
use http_body::{Body as _, Frame};
use http_body_util::{BodyExt, Either, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use sample::Client;
use std::convert::Infallible;
use std::fs::File;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::AsyncWrite;
use tokio::net::TcpListener;

const SIZE: u64 = 1024 * 1024 * 1024;
const CHUNK: u64 = 256 * 1024;

/// Zeros.
struct Zeros {
    left: u64,
    chunk: Bytes,
}

impl http_body::Body for Zeros {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= CHUNK;
        Poll::Ready(Some(Ok(Frame::data(self.chunk.clone()))))
    }
}

/// Answers a GET with zeros, and anything else with how many bytes it has sent.
async fn serve(listener: TcpListener) {
    let answer = |request: Request<Incoming>| async move {
        let answer = if request.method() == Method::GET {
            Either::Left(Zeros { left: SIZE, chunk: vec![0; usize::try_from(CHUNK).unwrap()].into() })
        } else {
            let announced = request.body().size_hint().exact();
            let mut body = request.into_body();
            let mut count = 0;
            while let Some(frame) = body.frame().await {
                count += frame.unwrap().into_data().unwrap().len() as u64;
            }
            assert_eq!(announced, Some(count));
            let package = format!(r#"{{"guid": "{count}", "state": "READY", "source": "empty"}}"#);
            Either::Right(Full::new(Bytes::from(package)))
        };
        Ok::<_, Infallible>(Response::new(answer))
    };
    while let Ok((connection, _)) = listener.accept().await {
        let http = hyper::server::conn::http1::Builder::new();
        tokio::spawn(http.serve_connection(TokioIo::new(connection), service_fn(answer)));
    }
}

/// The most memory that the process has taken so far, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Counts what is written to it.
struct Counter(u64);

impl AsyncWrite for Counter {
    fn poll_write(mut self: Pin<&mut Self>, _context: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        self.0 += bytes.len() as u64;
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_gibibyte_each_way() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(serve(listener));
    let client = Client::new(&base).unwrap();
    let path = std::env::temp_dir().join(format!("avouch-upload-{}", std::process::id()));
    File::create(&path).unwrap().set_len(SIZE).unwrap();
    let before = peak();

    let upload = client.packages().upload("p1").resources("[]").bits(Upload::file(&path)).send().await;
    std::fs::remove_file(&path).unwrap();
    let sent: u64 = upload.unwrap().guid.as_str().parse().unwrap();
    assert!((SIZE..SIZE + 1024).contains(&sent), "{sent}");

    let mut counter = Counter(0);
    let download = client.packages().download("p1").send().await.unwrap();
    assert_eq!(download.into_inner().copy_to(&mut counter).await.unwrap(), SIZE);
    assert_eq!(counter.0, SIZE);

    let growth = peak() - before;
    assert!(growth < 64 * 1024, "{growth} KiB");
    println!("peak memory grew by {growth} KiB");
}
