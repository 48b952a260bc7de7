//! Bytes that stand for files: the same at every place of every download, and never held as a whole.

use avouch_validate::Request;
use bytes::Bytes;

use crate::{Body, Options, Response};

/// Where redirections to bytes lead when the document names a server that is not the mock.
pub(crate) const PREFIX: &str = "/__avouch/blob";

/// How many bytes a download has where nothing else says so.
const DEFAULT_BYTES: u64 = 1024;

/// The made-up bytes from a place on. A pattern of prime length, so that a piece that is lost or sent twice shows.
pub(crate) fn piece(from: u64, length: usize) -> Bytes {
    const PERIOD: u8 = 251;
    let pattern: Vec<u8> = (0..PERIOD).collect();
    let start = usize::try_from(from % u64::from(PERIOD)).unwrap_or_default();
    let mut piece = Vec::with_capacity(length.saturating_add(pattern.len()));
    piece.extend_from_slice(pattern.get(start..).unwrap_or_default());
    while piece.len() < length {
        piece.extend_from_slice(&pattern);
    }
    piece.truncate(length);
    piece.into()
}

/// How many bytes a download has.
pub(crate) fn size(options: &Options) -> u64 {
    options.blob_bytes.unwrap_or(DEFAULT_BYTES)
}

/// The answer to a request for bytes that a redirection led to; `None` for other requests.
pub(crate) fn answer(options: &Options, request: &Request) -> Option<Response> {
    let rest = request.path().strip_prefix(PREFIX)?;
    if !rest.is_empty() && !rest.starts_with('/') {
        return None;
    }
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        let mut response = Response::of(405);
        response.set("allow", "GET, HEAD");
        return Some(response);
    }
    let mut response = Response::of(200);
    response.set("content-type", "application/octet-stream");
    if request.method == "GET" {
        response.body = Body::Blob(size(options));
    }
    Some(response)
}

#[cfg(test)]
mod tests {
    use super::piece;

    #[test]
    fn pieces_fit_together() {
        let whole = piece(0, 1000);
        assert_eq!(piece(300, 700), whole.slice(300..));
        assert_eq!(&whole[..3], [0, 1, 2]);
        assert_eq!((whole[250], whole[251]), (250, 0));
        assert_eq!(piece(u64::MAX - 1, 4).len(), 4);
    }
}
