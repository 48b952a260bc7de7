//! One exchange as it went over the wire.

use bytes::Bytes;
use http::HeaderMap;

/// A request, with nothing normalised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The method as it was sent: `GET`.
    pub method: String,
    /// The request target in origin form, raw: the path and, after `?`, the query. Never normalised.
    pub target: String,
    /// The header fields.
    pub headers: HeaderMap,
    /// The content; empty where there is none.
    pub body: Bytes,
}

/// A response, with nothing normalised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The header fields.
    pub headers: HeaderMap,
    /// The content after transfer and content codings are undone; empty where there is none.
    pub body: Bytes,
}

/// A request and its response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    /// The request.
    pub request: Request,
    /// The response.
    pub response: Response,
}

impl Request {
    /// The path of the target, raw, without the query.
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(&self.target, |(path, _)| path)
    }

    /// The query of the target, raw, without `?`; empty where there is none.
    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// The media type that the header fields state, where they do.
    pub fn content_type(&self) -> Option<&str> {
        content_type(&self.headers)
    }
}

impl Response {
    /// The media type that the header fields state, where they do.
    pub fn content_type(&self) -> Option<&str> {
        content_type(&self.headers)
    }
}

fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(http::header::CONTENT_TYPE)?.to_str().ok()
}
