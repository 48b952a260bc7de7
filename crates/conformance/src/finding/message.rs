//! What is shown of requests and responses.

use avouch_validate::{Request, Response};
use http::HeaderMap;
use indexmap::IndexMap;
use serde::Serialize;

use crate::mask::Masker;

/// Header fields that differ from run to run and say nothing about the document.
const VOLATILE: [&str; 10] = [
    "age",
    "connection",
    "date",
    "etag",
    "expires",
    "keep-alive",
    "last-modified",
    "server-timing",
    "set-cookie",
    "transfer-encoding",
];
/// The most bytes of a body that are shown.
const MAX_BODY: usize = 2048;

/// What is shown of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestExcerpt {
    /// The method.
    pub method: String,
    /// The request target.
    pub target: String,
    /// The header fields.
    pub headers: IndexMap<String, String>,
    /// The start of the body, or how many bytes it has where it is no text; `None` where there is none.
    pub body: Option<String>,
}

/// What is shown of a response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResponseExcerpt {
    /// The status code.
    pub status: u16,
    /// The header fields, but for those that differ from run to run whatever the server does.
    pub headers: IndexMap<String, String>,
    /// The start of the body, or how many bytes it has where it is no text; `None` where there is none.
    pub body: Option<String>,
}

impl RequestExcerpt {
    pub(crate) fn of(request: &Request, masker: &Masker) -> RequestExcerpt {
        RequestExcerpt {
            method: request.method.clone(),
            target: masker.target(&request.target),
            headers: headers(&request.headers, masker),
            body: body(request.content_type(), &request.body, masker),
        }
    }
}

impl ResponseExcerpt {
    pub(crate) fn of(response: &Response, masker: &Masker) -> ResponseExcerpt {
        ResponseExcerpt {
            status: response.status,
            headers: headers(&response.headers, masker),
            body: body(response.content_type(), &response.body, masker),
        }
    }
}

fn headers(headers: &HeaderMap, masker: &Masker) -> IndexMap<String, String> {
    let mut shown = IndexMap::new();
    for name in headers.keys().filter(|name| !is_volatile(name.as_str())) {
        let values = headers.get_all(name).iter().map(|value| masker.header(name.as_str(), value.as_bytes()));
        shown.insert(name.as_str().to_owned(), values.collect::<Vec<_>>().join(", "));
    }
    shown.sort_keys();
    shown
}

fn is_volatile(name: &str) -> bool {
    VOLATILE.contains(&name) || name.ends_with("request-id") || name.contains("trace") || name.contains("correlation")
}

fn body(content_type: Option<&str>, bytes: &[u8], masker: &Masker) -> Option<String> {
    if bytes.is_empty() {
        return None;
    }
    let Some(text) = masker.body(content_type, bytes) else {
        return Some(format!("({} bytes that are no text)", bytes.len()));
    };
    match text.char_indices().find(|(position, _)| *position >= MAX_BODY) {
        Some((end, _)) => Some(format!("{}… ({} bytes)", text.get(..end).unwrap_or_default(), bytes.len())),
        None => Some(text),
    }
}
