//! What a mock answers.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::blob;

/// An answer, not yet on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The header fields, without those that speak of the connection.
    pub headers: HeaderMap,
    /// The content.
    pub body: Body,
    /// How long to wait before it is sent, beyond [`Options::latency`](crate::Options::latency).
    pub delay: Duration,
    /// Whether the connection is to be closed in the middle of it.
    pub broken_off: bool,
}

/// The content of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Bytes in memory.
    Bytes(Bytes),
    /// So many made-up bytes, always the same ones, produced as they are sent.
    Blob(u64),
}

impl Default for Body {
    fn default() -> Self {
        Body::Bytes(Bytes::new())
    }
}

impl Body {
    /// How many bytes it has.
    pub fn len(&self) -> u64 {
        match self {
            Body::Bytes(bytes) => bytes.len() as u64,
            Body::Blob(size) => *size,
        }
    }

    /// Whether it has no bytes at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes from the start, at most `limit` of them.
    pub fn prefix(&self, limit: usize) -> Bytes {
        match self {
            Body::Bytes(bytes) => bytes.slice(..bytes.len().min(limit)),
            Body::Blob(size) => blob::piece(0, usize::try_from(*size).unwrap_or(limit).min(limit)),
        }
    }
}

impl Response {
    /// An answer of a status without content.
    pub(crate) fn of(status: u16) -> Response {
        Response { status, ..Response::default() }
    }

    /// Sets a header field; what no header field can hold is left out.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value.as_bytes()))
        {
            self.headers.insert(name, value);
        }
    }

    /// The same answer as the checks of `avouch_validate` take it. Of made-up bytes only the first 64 KiB are there.
    pub fn to_judge(&self) -> avouch_validate::Response {
        const SHOWN: usize = 64 << 10;
        let body = match &self.body {
            Body::Bytes(bytes) => bytes.clone(),
            blob @ Body::Blob(_) => blob.prefix(SHOWN),
        };
        avouch_validate::Response { status: self.status, headers: self.headers.clone(), body }
    }
}
