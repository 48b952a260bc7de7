//! The mock behind a socket: HTTP/1.1 over TCP.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use avouch_validate::Request;
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tokio::time::Sleep;

use crate::intake::{Fault, Intake, Upload};
use crate::{Body, Mock, Response, blob, refusal};

/// How long requests that are under way may take when the server ends.
const FAREWELL: Duration = Duration::from_secs(2);
/// How long the server rests: after it could not accept a connection, as when there are no file handles left, and before it
/// breaks off.
const REST: Duration = Duration::from_millis(50);
/// How many bytes of a download are made at a time.
const PIECE: usize = 64 << 10;

/// A mock that accepts connections. It ends when this is dropped, or with [`Server::shutdown`].
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
}

impl Server {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its address as a client writes it: `http://127.0.0.1:4000`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Accepts no more connections, lets the requests under way end, and returns when all is over.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        if let Some(task) = self.task.take() {
            // A task that failed has ended, too.
            drop(task.await);
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// Serves a mock on a listener. Must be called within a Tokio runtime with time and network.
///
/// # Errors
/// Where the listener has no address.
pub fn serve(mock: Arc<Mock>, listener: TcpListener) -> io::Result<Server> {
    let address = listener.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    let task = tokio::spawn(accept(mock, listener, stopped));
    Ok(Server { address, stop, task: Some(task) })
}

async fn accept(mock: Arc<Mock>, listener: TcpListener, mut stopped: watch::Receiver<bool>) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(mock.options().max_connections.max(1)));
    loop {
        let accepted = tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => break,
            accepted = async {
                let place = Arc::clone(&places).acquire_owned().await;
                (listener.accept().await, place)
            } => accepted,
        };
        let (Ok((stream, _)), Ok(place)) = accepted else {
            tokio::time::sleep(REST).await;
            continue;
        };
        let connection = graceful.watch(connection(Arc::clone(&mock), stream));
        tokio::spawn(async move {
            // What a client breaks off is its own affair.
            drop(connection.await);
            drop(place);
        });
    }
    drop(listener);
    drop(tokio::time::timeout(FAREWELL, graceful.shutdown()).await);
}

fn connection(mock: Arc<Mock>, stream: TcpStream) -> impl GracefulConnection<Error = hyper::Error> {
    // Small answers go out at once; a stream that cannot be told so works all the same.
    drop(stream.set_nodelay(true));
    let head_timeout = mock.options().head_timeout;
    let service = service_fn(move |request| {
        let mock = Arc::clone(&mock);
        async move { Ok::<_, Infallible>(exchange(&mock, request).await) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head_timeout)
        .max_buf_size(64 << 10)
        .serve_connection(TokioIo::new(stream), service)
}

/// One request and its answer.
async fn exchange(mock: &Mock, request: http::Request<Incoming>) -> http::Response<Outgoing> {
    let (head, body) = request.into_parts();
    let target = head.uri.path_and_query().map_or_else(|| head.uri.path().to_owned(), ToString::to_string);
    let mut taken =
        Request { method: head.method.as_str().to_owned(), target, headers: head.headers, body: Bytes::new() };
    let response = match take(mock, taken.content_type(), body).await {
        Ok((bytes, files)) => {
            taken.body = bytes;
            mock.answer_with(&taken, &files)
        }
        Err(Refused::TooLarge) => refused(413, "the body is larger than the mock takes"),
        Err(Refused::Malformed(reason)) => refused(400, &reason),
        Err(Refused::Silent) => refused(408, "the body did not come in time"),
    };
    let delay = mock.options().latency.saturating_add(response.delay);
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    outgoing(response)
}

enum Refused {
    TooLarge,
    Malformed(String),
    Silent,
}

async fn take(mock: &Mock, content_type: Option<&str>, mut body: Incoming) -> Result<(Bytes, Vec<Upload>), Refused> {
    let options = mock.options();
    let mut intake = Intake::new(content_type, mock.measures(), options);
    let refuse = |fault| match fault {
        Fault::TooLarge => Refused::TooLarge,
        Fault::Malformed(reason) => Refused::Malformed(reason),
    };
    loop {
        match tokio::time::timeout(options.body_timeout, body.frame()).await {
            Err(_) => return Err(Refused::Silent),
            Ok(None) => return intake.finish().map_err(refuse),
            Ok(Some(Err(error))) => return Err(Refused::Malformed(format!("the body cannot be read: {error}"))),
            Ok(Some(Ok(frame))) => {
                if let Some(bytes) = frame.data_ref() {
                    intake.push(bytes).map_err(refuse)?;
                }
            }
        }
    }
}

/// A refusal before the request is known. The rest of the body is not read, so that the connection cannot be used again.
fn refused(status: u16, detail: &str) -> Response {
    let mut response = Response::of(status);
    refusal::problem(&mut response, detail);
    response.set("connection", "close");
    response
}

fn outgoing(response: Response) -> http::Response<Outgoing> {
    let length = response.body.len();
    let until = if response.broken_off { length / 2 } else { length };
    let body = Outgoing { sent: 0, until, body: response.body, pause: None };
    let mut outgoing = http::Response::new(body);
    *outgoing.status_mut() =
        http::StatusCode::from_u16(response.status).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    *outgoing.headers_mut() = response.headers;
    outgoing
}

/// The content of an answer on its way out, a piece at a time.
#[derive(Debug)]
struct Outgoing {
    body: Body,
    sent: u64,
    /// Where it is broken off; its length where it is not.
    until: u64,
    /// The pause before it is broken off, in which what was sent before leaves the server.
    pause: Option<Pin<Box<Sleep>>>,
}

impl HttpBody for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let this = self.get_mut();
        let left = this.until.saturating_sub(this.sent);
        if left == 0 {
            if this.sent >= this.body.len() {
                return Poll::Ready(None);
            }
            let pause = this.pause.get_or_insert_with(|| Box::pin(tokio::time::sleep(REST)));
            return match pause.as_mut().poll(context) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(()) => Poll::Ready(Some(Err(io::Error::other("broken off, as it was asked to be")))),
            };
        }
        let piece = match &this.body {
            Body::Bytes(bytes) => {
                let from = usize::try_from(this.sent).unwrap_or(usize::MAX).min(bytes.len());
                let to = usize::try_from(this.until).unwrap_or(usize::MAX).min(bytes.len());
                bytes.slice(from..to)
            }
            Body::Blob(_) => blob::piece(this.sent, usize::try_from(left).unwrap_or(PIECE).min(PIECE)),
        };
        this.sent = this.sent.saturating_add(piece.len() as u64);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.sent >= self.body.len()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.body.len().saturating_sub(self.sent))
    }
}
