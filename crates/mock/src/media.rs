//! Which representation an answer is given in.

use avouch_api::Content;
use avouch_wire::media::negotiate;

use crate::source::is_json;

/// The position of the representation to answer in: what the client accepts best, and among equals JSON, then the preferred
/// one, then the first. A client that accepts none of them is answered all the same (RFC 9110, section 12.1).
pub(crate) fn choose(content: &Content, accept: Option<&str>, preferred: Option<usize>) -> Option<usize> {
    let mut order: Vec<usize> = (0..content.len()).collect();
    order.sort_by_key(|index| {
        let json = content.get(*index).is_some_and(|media| media.range.as_media_type().is_some() && is_json(media));
        (!json, Some(*index) != preferred, *index)
    });
    let names = order.iter().map(|index| content.get(*index).map(|media| media.range.to_string()).unwrap_or_default());
    let best = negotiate(accept, names).and_then(|position| order.get(position).copied());
    best.or_else(|| order.first().copied())
}

/// The `Accept` header fields of a request as one.
pub(crate) fn accept(headers: &http::HeaderMap) -> Option<String> {
    let fields: Vec<&str> =
        headers.get_all(http::header::ACCEPT).iter().filter_map(|field| field.to_str().ok()).collect();
    (!fields.is_empty()).then(|| fields.join(","))
}
