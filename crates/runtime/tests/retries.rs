//! What is sent again, and when.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![cfg(feature = "client")]

mod support;

use avouch_runtime::{
    Body, Call, Client, Error, Method, Retry, Transport, TransportError, TransportFuture, Upload, text,
};
use bytes::Bytes;
use http_body::Frame;
use serde_json::Value;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use support::{Script, reply};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::Instant;

fn call(client: &Client, method: Method) -> Call<String, Value> {
    client.call(method, "/", &[text("200")], &[])
}

fn client(script: &Script) -> Client {
    Client::builder("http://a").transport(script.clone()).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn busy_servers_are_asked_again_when_they_say() {
    for status in [429, 503] {
        let script = Script::new(move |_, before| {
            Ok(match before {
                0 => reply(status, &[("retry-after", "7")], ""),
                1 => {
                    let date = ("date", "Wed, 21 Oct 2015 07:28:00 GMT");
                    reply(status, &[date, ("retry-after", "Wed, 21 Oct 2015 07:28:11 GMT")], "")
                }
                _ => reply(200, &[], "done"),
            })
        });
        let begin = Instant::now();
        let response = call(&client(&script), Method::GET).send().await.unwrap();
        assert_eq!(response.into_inner(), "done");
        assert_eq!(begin.elapsed(), Duration::from_millis(18_000 + 3 * 10));
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_stays_busy_is_believed() {
    let script = Script::new(|_, _| Ok(reply(503, &[("x", "y")], "busy")));
    let error = call(&client(&script), Method::DELETE).send().await.unwrap_err();
    assert!(matches!(&error, Error::Undocumented(response) if response.body() == "busy"));
    assert_eq!(script.lines().len(), 3);

    let script = Script::new(|_, _| Ok(reply(503, &[("retry-after", "3600")], "")));
    let begin = Instant::now();
    call(&client(&script), Method::GET).send().await.unwrap_err();
    assert_eq!((script.lines().len(), begin.elapsed().as_secs()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn other_answers_are_not_asked_for_again() {
    for status in [400, 404, 408, 500, 502, 504] {
        let script = Script::new(move |_, _| Ok(reply(status, &[("retry-after", "1")], "")));
        call(&client(&script), Method::GET).send().await.unwrap_err();
        assert_eq!(script.lines().len(), 1, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_idempotent_is_not_sent_twice() {
    let sent = async |method: Method, failure: fn() -> Result<support::Reply, TransportError>, retry: Retry| {
        let script = Script::new(move |_, _| failure());
        let client = Client::builder("http://a").transport(script.clone()).retry(retry).build().unwrap();
        call(&client, method).body("text/plain", "x").send().await.unwrap_err();
        script.lines().len()
    };
    let refused: fn() -> Result<support::Reply, TransportError> = || Err(TransportError::before_sending("refused"));
    let reset: fn() -> Result<support::Reply, TransportError> = || Err(TransportError::after_sending("reset"));
    let busy: fn() -> Result<support::Reply, TransportError> = || Ok(reply(503, &[], ""));
    for method in [Method::POST, Method::PATCH] {
        assert_eq!(sent(method.clone(), refused, Retry::default()).await, 3);
        assert_eq!(sent(method.clone(), reset, Retry::default()).await, 1);
        assert_eq!(sent(method.clone(), reset, Retry::default().non_idempotent(true)).await, 1);
        assert_eq!(sent(method.clone(), busy, Retry::default()).await, 1);
        assert_eq!(sent(method.clone(), busy, Retry::default().non_idempotent(true)).await, 3);
    }
    for failure in [refused, reset, busy] {
        assert_eq!(sent(Method::PUT, failure, Retry::default().attempts(5)).await, 5);
        assert_eq!(sent(Method::PUT, failure, Retry::never()).await, 1);
    }
}

/// A server that reads some of each request and closes the connection.
async fn rude() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            counter.fetch_add(1, Ordering::SeqCst);
            let _ = connection.read(&mut [0; 64]).await;
            let _ = connection.shutdown().await;
        }
    });
    (base, count)
}

#[tokio::test]
async fn a_connection_that_breaks_after_bytes_were_sent() {
    for (method, connections) in [(Method::POST, 1), (Method::PATCH, 1), (Method::PUT, 3), (Method::GET, 3)] {
        let (base, count) = rude().await;
        let retry = Retry::default().first_pause(Duration::from_millis(1));
        let client = Client::builder(&base).retry(retry).build().unwrap();
        let error = call(&client, method.clone()).body("text/plain", "x").send().await.unwrap_err();
        assert!(matches!(&error, Error::Transport(error) if error.may_have_been_sent()), "{error}");
        assert_eq!(count.load(Ordering::SeqCst), connections, "{method}");
    }
}

#[tokio::test]
async fn a_connection_that_cannot_be_made() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let retry = Retry::default().first_pause(Duration::from_millis(1));
    let client = Client::builder(&base).retry(retry).build().unwrap();
    let error = call(&client, Method::POST).send().await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if !error.may_have_been_sent()), "{error}");
}

/// A server that never answers, but takes a request if it is slow enough.
struct Silent;

impl Transport for Silent {
    fn send(&self, request: http::Request<Body>) -> TransportFuture {
        Box::pin(async move {
            let taken = request.into_body().bytes(usize::MAX).await;
            taken.map_err(TransportError::after_sending)?;
            std::future::pending().await
        })
    }
}

/// A body that yields a byte every 50 s, eight times, and then ends or never does.
struct Drip {
    left: usize,
    ends: bool,
    clock: Pin<Box<tokio::time::Sleep>>,
}

impl Drip {
    const PAUSE: Duration = Duration::from_secs(50);

    fn new(ends: bool) -> Self {
        Self { left: 8, ends, clock: Box::pin(tokio::time::sleep(Self::PAUSE)) }
    }
}

impl http_body::Body for Drip {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left == 0 {
            return if self.ends { Poll::Ready(None) } else { Poll::Pending };
        }
        std::task::ready!(self.clock.as_mut().poll(context));
        self.left -= 1;
        let next = Instant::now() + Self::PAUSE;
        self.clock.as_mut().reset(next);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b".")))))
    }
}

#[tokio::test(start_paused = true)]
async fn silence_is_limited_and_slowness_is_not() {
    let client = Client::builder("http://a").transport(Silent).build().unwrap();
    let begin = Instant::now();
    let error = call(&client, Method::POST).send().await.unwrap_err();
    assert!(matches!(error, Error::TimedOut(_)), "{error}");
    assert_eq!(begin.elapsed().as_secs(), 60);

    let begin = Instant::now();
    let slow = Upload::stream(Body::new(Drip::new(true)), Some(8));
    call(&client, Method::POST).body("text/plain", slow).send().await.unwrap_err();
    assert!((400..=520).contains(&begin.elapsed().as_secs()), "{:?}", begin.elapsed());

    let begin = Instant::now();
    let error = call(&client, Method::GET).timeout(Duration::from_secs(5)).send().await.unwrap_err();
    assert!(matches!(error, Error::TimedOut(_)), "{error}");
    assert_eq!(begin.elapsed().as_secs(), 5);
}

/// A server whose answer comes in drips.
struct Dripping(bool);

impl Transport for Dripping {
    fn send(&self, _request: http::Request<Body>) -> TransportFuture {
        let body = Body::new(Drip::new(self.0));
        Box::pin(async move { Ok(http::Response::new(body)) })
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_is_read_and_a_silent_one_is_an_error() {
    let client = Client::builder("http://a").transport(Dripping(true)).build().unwrap();
    assert_eq!(call(&client, Method::GET).send().await.unwrap().into_inner(), "........");

    let client = Client::builder("http://a").transport(Dripping(false)).build().unwrap();
    let error = call(&client, Method::GET).send().await.unwrap_err();
    match error {
        Error::Body { status, error } => {
            assert_eq!((status.as_u16(), error.kind()), (200, io::ErrorKind::TimedOut));
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_body_in_memory_has_a_limit() {
    let script = Script::new(|_, _| Ok(reply(200, &[], vec![b'x'; 1001])));
    let builder = |limit| Client::builder("http://a").transport(script.clone()).body_limit(limit);
    let error = call(&builder(1000).build().unwrap(), Method::GET).send().await.unwrap_err();
    assert_eq!(error.to_string(), "the body of an answer 200 OK: the body is longer than 1000 bytes");
    assert!(call(&builder(1001).build().unwrap(), Method::GET).send().await.is_ok());
}
