//! How requests reach a server.

use super::body::Body;
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

/// Sends one request and returns the answer as soon as its header is there.
///
/// A transport follows no redirects, adds no credentials and repeats nothing: the client does.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request.
    fn send(&self, request: http::Request<Body>) -> TransportFuture;
}

/// The answer to come.
pub type TransportFuture = Pin<Box<dyn Future<Output = Result<http::Response<Body>, TransportError>> + Send>>;

/// Why there is no answer.
#[derive(Debug)]
pub struct TransportError {
    sent: bool,
    source: Box<dyn Error + Send + Sync>,
}

impl TransportError {
    /// The connection failed before anything of the request was sent.
    pub fn before_sending(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { sent: false, source: source.into() }
    }

    /// The connection failed when the server may have got the request, or some of it.
    pub fn after_sending(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { sent: true, source: source.into() }
    }

    /// Whether the server may have got some of the request.
    pub fn may_have_been_sent(&self) -> bool {
        self.sent
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.sent { "the connection failed" } else { "no connection could be made" };
        write!(formatter, "{what}: {}", self.source)?;
        let mut cause = self.source.source();
        while let Some(error) = cause {
            write!(formatter, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
