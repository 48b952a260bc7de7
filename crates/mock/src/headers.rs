//! The headers that the document has for an answer.

use avouch_api::{Carrier, Header};
use avouch_wire::{Value as WireValue, param};
use serde_json::Value;

use crate::blob;
use crate::call::Answer;
use crate::mock::Mock;

/// Fills in the documented headers that the answer does not have yet: those that must be there, and those with an example.
pub(crate) fn fill(mock: &Mock, answer: &mut Answer<'_>, origin: &str) {
    let Some(documented) = answer.documented else { return };
    for header in &documented.headers {
        if answer.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(&header.name)) {
            continue;
        }
        let Some(mut value) = mock.source.header(header) else { continue };
        if let Value::String(text) = &mut value
            && let Some(own) = address(mock, answer.status, &header.name, text, origin)
        {
            *text = own;
        }
        if let Some(text) = write(header, &value) {
            answer.headers.push((header.name.clone(), text));
        }
    }
}

/// The header's value as it travels; `None` where no header can hold it.
fn write(header: &Header, value: &Value) -> Option<String> {
    match &header.carrier {
        Carrier::Style { style, .. } => param::encode_header(*style, &WireValue::from_json(value).ok()?).ok(),
        Carrier::Content(_) => Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
    }
}

/// An address in a header, said of the mock: the document's own servers are the mock, and where a redirection leads to
/// another server, the mock has bytes for it. `None` for all else.
fn address(mock: &Mock, status: u16, name: &str, text: &str, origin: &str) -> Option<String> {
    if let Some(own) = mock.origins.text(text, origin) {
        return Some(own);
    }
    let redirects = (300..400).contains(&status) && name.eq_ignore_ascii_case("location");
    if !redirects {
        return None;
    }
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let path = rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or("/");
    let target = mock.options.blob_origin.as_deref().unwrap_or(origin);
    Some(format!("{target}{}{path}", blob::PREFIX))
}
