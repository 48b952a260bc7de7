//! Answers.

use bytes::Bytes;
use http::{HeaderMap, StatusCode, Uri};
use std::fmt;
use std::ops::{Deref, DerefMut};

/// An answer: status, header fields, and the body as its document describes it.
#[derive(Clone)]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    url: Uri,
    body: T,
    /// The body as it came, where it tells of a failure.
    text: Bytes,
}

/// A body that is longer tells people nothing.
const LONGEST_TEXT: usize = 64 * 1024;

impl<T> Response<T> {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, url: Uri, body: T) -> Self {
        Self { status, headers, url, body, text: Bytes::new() }
    }

    /// The same with the body as it came, for messages.
    pub(crate) fn with_text(mut self, text: Bytes) -> Self {
        if text.len() <= LONGEST_TEXT {
            self.text = text;
        }
        self
    }

    /// The body as it came, where it tells of a failure and is not too long.
    pub(crate) fn text(&self) -> &Bytes {
        &self.text
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The header fields.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The first value of a header field, if there is one and it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The address that answered, after redirects. Credentials are not in it.
    pub fn url(&self) -> &Uri {
        &self.url
    }

    /// The body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The body alone.
    pub fn into_inner(self) -> T {
        self.body
    }

    /// The same with another body.
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Response<U> {
        let body = map(self.body);
        Response { status: self.status, headers: self.headers, url: self.url, body, text: self.text }
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("url", &self.url)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.body
    }
}
