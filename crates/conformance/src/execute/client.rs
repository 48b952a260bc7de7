//! The HTTP client of the executor: exact bytes over one kept-alive connection.
//!
//! Targets of requests are sent as they are spelled, redirections are answers like others, and nothing is decoded but the
//! transfer coding.

mod tls;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use avouch_validate::{Request, Response};
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use crate::config::{Scheme, Target};

/// The most header fields and bytes of head that an answer may have are hyper's; this is how long an event stream is read.
const STREAM_TIME: Duration = Duration::from_secs(1);

/// An answer that was read.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) response: Response,
    /// Whether the body is not the whole one, so that it cannot be judged.
    pub(crate) cut: bool,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ClientError {
    /// No connection came about.
    Connect(String),
    /// The connection ended before an answer came.
    NoAnswer(String),
    /// What came is not HTTP/1.1.
    Malformed(String),
    /// The answer did not come in time.
    Timeout(Duration),
    /// The request cannot be sent.
    Unsendable(String),
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClientError::Connect(detail) => write!(f, "no connection: {detail}"),
            ClientError::NoAnswer(detail) => write!(f, "the connection ended without an answer: {detail}"),
            ClientError::Malformed(detail) => write!(f, "the answer is not HTTP/1.1: {detail}"),
            ClientError::Timeout(after) => write!(f, "no complete answer within {after:?}"),
            ClientError::Unsendable(detail) => write!(f, "the request cannot be sent: {detail}"),
        }
    }
}

/// A client of one target.
pub(crate) struct Client {
    target: Target,
    tls: Option<Arc<rustls::ClientConfig>>,
    timeout: Duration,
    max_body: usize,
    connection: Option<Connection>,
}

struct Connection {
    sender: SendRequest<Full<Bytes>>,
    task: JoinHandle<()>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Client {
    pub(crate) fn new(target: &Target, timeout: Duration, max_body: usize) -> Client {
        Client { target: target.clone(), tls: None, timeout, max_body, connection: None }
    }

    /// Makes sure that there is a connection.
    ///
    /// # Errors
    /// Where there is none to be had.
    pub(crate) async fn connect(&mut self) -> Result<(), ClientError> {
        let deadline = Instant::now() + self.timeout;
        if self.connection.is_none() {
            self.connection = Some(self.open(deadline).await?);
        }
        Ok(())
    }

    /// Sends a request and reads its answer.
    ///
    /// A connection that was used before and fails before an answer comes is replaced once: servers close idle connections,
    /// and some close those on which an error was answered. A request that may be repeated gets a second chance on a fresh
    /// connection too.
    ///
    /// # Errors
    /// Where there is no answer.
    pub(crate) async fn send(&mut self, request: &Request) -> Result<Answer, ClientError> {
        let deadline = Instant::now() + self.timeout;
        let may_repeat = matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE" | "PUT" | "DELETE");
        let mut reused = self.connection.as_ref().is_some_and(|connection| !connection.sender.is_closed());
        if !reused {
            self.connection = None;
        }
        let mut left = u8::from(may_repeat);
        loop {
            let result = self.attempt(request, deadline).await;
            match result {
                Err(ClientError::NoAnswer(_)) if reused => reused = false,
                Err(ClientError::NoAnswer(_)) if left > 0 => left -= 1,
                Err(error) => {
                    self.connection = None;
                    return Err(error);
                }
                Ok(answer) => return Ok(answer),
            }
            self.connection = None;
        }
    }

    async fn attempt(&mut self, request: &Request, deadline: Instant) -> Result<Answer, ClientError> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.open(deadline).await?,
        };
        let outgoing = outgoing(&self.target, request)?;
        let late = ClientError::Timeout(self.timeout);
        let sent = async {
            connection.sender.ready().await?;
            connection.sender.send_request(outgoing).await
        };
        let response = match timeout_at(deadline, sent).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) if error.is_parse() || error.is_user() => {
                return Err(ClientError::Malformed(error.to_string()));
            }
            Ok(Err(error)) => return Err(ClientError::NoAnswer(chain(&error))),
            Err(_) => return Err(late),
        };
        let (head, body) = response.into_parts();
        let is_stream = head
            .headers
            .get(http::header::CONTENT_TYPE)
            .is_some_and(|value| value.as_bytes().to_ascii_lowercase().starts_with(b"text/event-stream"));
        let until = if is_stream { deadline.min(Instant::now() + STREAM_TIME) } else { deadline };
        let (body, end) = read(body, self.max_body, until).await;
        let cut = match end {
            End::Whole => {
                self.connection = Some(connection);
                false
            }
            End::Late if !is_stream => return Err(late),
            End::Broken(detail) => return Err(ClientError::Malformed(format!("its body ends early: {detail}"))),
            End::Late | End::Full => true,
        };
        let response = Response { status: head.status.as_u16(), headers: head.headers, body };
        Ok(Answer { cut: cut || is_coded(&response), response })
    }

    async fn open(&mut self, deadline: Instant) -> Result<Connection, ClientError> {
        let failed = |error: &dyn fmt::Display| ClientError::Connect(error.to_string());
        let address = (self.target.host(), self.target.port());
        let stream = timeout_at(deadline, TcpStream::connect(address)).await;
        let stream = stream.map_err(|_| ClientError::Connect("no answer to the connection in time".to_owned()))?;
        let stream = stream.map_err(|error| failed(&error))?;
        stream.set_nodelay(true).map_err(|error| failed(&error))?;
        match self.target.scheme() {
            Scheme::Http => shake_hands(TokioIo::new(stream)).await,
            Scheme::Https => {
                let config = match &self.tls {
                    Some(config) => Arc::clone(config),
                    None => Arc::clone(self.tls.insert(tls::config().map_err(ClientError::Connect)?)),
                };
                let secured = timeout_at(deadline, tls::secure(config, self.target.host(), stream)).await;
                let secured = secured.map_err(|_| ClientError::Connect("no TLS in time".to_owned()))?;
                shake_hands(TokioIo::new(secured.map_err(ClientError::Connect)?)).await
            }
        }
    }
}

async fn shake_hands<T>(stream: T) -> Result<Connection, ClientError>
where
    T: hyper::rt::Read + hyper::rt::Write + Send + Unpin + 'static,
{
    let (sender, connection) =
        Builder::new().handshake(stream).await.map_err(|error| ClientError::Connect(error.to_string()))?;
    // How the connection ends is told to whoever waits for an answer on it.
    let task = tokio::spawn(async move { drop(connection.await) });
    Ok(Connection { sender, task })
}

fn outgoing(target: &Target, request: &Request) -> Result<http::Request<Full<Bytes>>, ClientError> {
    let unsendable = |detail: String| ClientError::Unsendable(detail);
    let method = http::Method::from_bytes(request.method.as_bytes())
        .map_err(|_| unsendable(format!("`{}` is not a method", request.method.escape_debug())))?;
    let uri = http::Uri::try_from(request.target.as_str())
        .map_err(|error| unsendable(format!("`{}`: {error}", request.target.escape_debug())))?;
    if uri.path_and_query().is_none_or(|sent| sent.as_str() != request.target) {
        return Err(unsendable(format!("`{}` is not a path with a query", request.target.escape_debug())));
    }
    let mut outgoing = http::Request::new(Full::new(request.body.clone()));
    *outgoing.method_mut() = method;
    *outgoing.uri_mut() = uri;
    let host = http::HeaderValue::from_str(&target.authority()).map_err(|error| unsendable(error.to_string()))?;
    let headers = outgoing.headers_mut();
    headers.insert(http::header::HOST, host);
    headers.insert(
        http::header::USER_AGENT,
        http::HeaderValue::from_static(concat!("avouch/", env!("CARGO_PKG_VERSION"))),
    );
    for name in request.headers.keys() {
        headers.remove(name);
    }
    for (name, value) in &request.headers {
        headers.append(name, value.clone());
    }
    Ok(outgoing)
}

enum End {
    Whole,
    /// More bytes than are read.
    Full,
    Late,
    Broken(String),
}

async fn read(mut body: Incoming, max: usize, deadline: Instant) -> (Bytes, End) {
    let mut bytes = BytesMut::new();
    let end = loop {
        match timeout_at(deadline, body.frame()).await {
            Err(_) => break End::Late,
            Ok(None) => break End::Whole,
            Ok(Some(Err(error))) => break End::Broken(chain(&error)),
            Ok(Some(Ok(frame))) => {
                let Ok(data) = frame.into_data() else { continue };
                let room = max.saturating_sub(bytes.len());
                bytes.extend_from_slice(data.get(..room).unwrap_or(&data));
                if data.len() > room {
                    break End::Full;
                }
            }
        }
    };
    (bytes.freeze(), end)
}

/// Whether the body is in a content coding, which was not asked for and is not undone.
fn is_coded(response: &Response) -> bool {
    let codings = response.headers.get_all(http::header::CONTENT_ENCODING).iter();
    codings.into_iter().any(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// An error and what caused it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}
