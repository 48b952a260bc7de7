//! Answers.

use http::{HeaderMap, StatusCode, Uri};
use std::ops::{Deref, DerefMut};

/// An answer: status, header fields, and the body as its document describes it.
#[derive(Clone, Debug)]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    url: Uri,
    body: T,
}

impl<T> Response<T> {
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, url: Uri, body: T) -> Self {
        Self { status, headers, url, body }
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
        Response { status: self.status, headers: self.headers, url: self.url, body: map(self.body) }
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
