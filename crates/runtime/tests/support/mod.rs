//! A small server for tests: it answers by a function and remembers what it was asked.

#![allow(dead_code, reason = "each test uses the part that it needs")]

use avouch_runtime::{Body, Transport, TransportError, TransportFuture};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// A request as the server got it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Seen {
    /// A header field as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The method and the address.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.uri)
    }
}

pub type Reply = Response<Full<Bytes>>;

/// An answer with a body.
pub fn reply(status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Reply {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        let name: http::HeaderName = name.parse().unwrap();
        answer.headers_mut().append(name, value.parse().unwrap());
    }
    answer
}

/// An answer of JSON.
pub fn json(status: u16, body: impl Into<String>) -> Reply {
    reply(status, &[("content-type", "application/json")], body.into())
}

/// A server on a free port of the loopback interface.
#[derive(Clone)]
pub struct Server {
    pub base: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Starts a server that answers by a function of the request and the number of those before.
    pub async fn start(answer: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let server = Self { base, seen: Arc::clone(&seen) };
        let answer = Arc::new(answer);
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                let service = service_fn(move |request: Request<Incoming>| {
                    let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                    async move {
                        let (parts, body) = request.into_parts();
                        let request = Seen {
                            method: parts.method,
                            uri: parts.uri,
                            headers: parts.headers,
                            body: body.collect().await.unwrap().to_bytes(),
                        };
                        let before = {
                            let mut seen = seen.lock().unwrap();
                            seen.push(request.clone());
                            seen.len() - 1
                        };
                        Ok::<_, Infallible>(answer(&request, before))
                    }
                });
                tokio::spawn(async move {
                    let http = hyper::server::conn::http1::Builder::new();
                    let _ = http.serve_connection(TokioIo::new(connection), service).await;
                });
            }
        });
        server
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The first lines of the requests so far.
    pub fn lines(&self) -> Vec<String> {
        self.seen().iter().map(Seen::line).collect()
    }
}

/// A transport without a network: it answers by a function of the request and the number of those before. Time may
/// be paused under it.
#[derive(Clone)]
pub struct Script {
    seen: Arc<Mutex<Vec<Seen>>>,
    answer: Arc<Play>,
}

type Play = dyn Fn(&Seen, usize) -> Result<Reply, TransportError> + Send + Sync;

impl Script {
    /// A transport that answers by a function.
    pub fn new(answer: impl Fn(&Seen, usize) -> Result<Reply, TransportError> + Send + Sync + 'static) -> Self {
        Self { seen: Arc::default(), answer: Arc::new(answer) }
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The first lines of the requests so far.
    pub fn lines(&self) -> Vec<String> {
        self.seen().iter().map(Seen::line).collect()
    }
}

impl Transport for Script {
    fn send(&self, request: Request<Body>) -> TransportFuture {
        let script = self.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.bytes(usize::MAX).await.map_err(TransportError::after_sending)?;
            let seen = Seen { method: parts.method, uri: parts.uri, headers: parts.headers, body };
            let before = {
                let mut all = script.seen.lock().unwrap();
                all.push(seen.clone());
                all.len() - 1
            };
            // Others run meanwhile, as they would during a real exchange.
            tokio::time::sleep(Duration::from_millis(10)).await;
            Ok((script.answer)(&seen, before)?.map(Body::new))
        })
    }
}
