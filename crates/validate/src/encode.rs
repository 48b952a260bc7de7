//! From values to a whole request.

use avouch_api::{Api, Operation};
use avouch_wire::Location;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use crate::Request;
use crate::body::{EncodeError, EncodedBody};
use crate::params::encode_parameter;

/// Builds the request of an operation, ready to be sent as it is.
///
/// `base` stands before the path, raw; `parameters` are values by their position in [`Operation::parameters`]; the body is one that
/// [`encode_body`](crate::encode_body) or [`encode_example`](crate::encode_example) wrote. Nothing is refused for what a path
/// addresses: a checker may mean to send it.
///
/// # Errors
/// Where a style cannot carry a value, a variable of the path has none, or a header cannot hold a text.
pub fn encode_request(
    api: &Api,
    operation: &Operation,
    base: &str,
    parameters: &[(usize, Value)],
    body: Option<EncodedBody>,
) -> Result<Request, EncodeError> {
    let mut path = Vec::new();
    let mut query = Vec::new();
    let mut cookies = Vec::new();
    let mut headers = HeaderMap::new();
    for (index, value) in parameters {
        let Some(parameter) = operation.parameters.get(*index) else { continue };
        let Some(text) = encode_parameter(parameter, value)? else { continue };
        match parameter.location {
            Location::Path => path.push((parameter.name.as_str(), text)),
            Location::Query | Location::Querystring => query.push(text),
            Location::Cookie => cookies.push(text),
            Location::Header => put(&mut headers, &parameter.name, &text)?,
        }
    }
    if !cookies.is_empty() {
        put(&mut headers, "cookie", &cookies.join("; "))?;
    }
    put(&mut headers, "accept", &accept(operation))?;
    let mut target = base.trim_end_matches('/').to_owned() + &operation.path.expand(&path)?;
    for pairs in query.iter().filter(|pairs| !pairs.is_empty()) {
        target.push(if target.contains('?') { '&' } else { '?' });
        target.push_str(pairs);
    }
    let mut bytes = bytes::Bytes::new();
    if let Some(body) = body {
        put(&mut headers, "content-type", &body.content_type)?;
        bytes = body.bytes;
    }
    debug_assert!(std::ptr::eq(api.operation(operation.index), operation), "the operation is one of the Api");
    Ok(Request { method: operation.method.clone(), target, headers, body: bytes })
}

/// What a client of an operation accepts: the media types of its successes, and whatever errors come in.
fn accept(operation: &Operation) -> String {
    let successes = operation.responses.iter().filter(|response| response.status.is_success());
    let mut accepted: Vec<String> = Vec::new();
    for media in successes.flat_map(|response| &response.content) {
        let text = media.range.to_string();
        if !accepted.contains(&text) {
            accepted.push(text);
        }
    }
    if accepted.is_empty() {
        return "*/*".to_owned();
    }
    if !accepted.iter().any(|text| text == "*/*") {
        accepted.push("*/*;q=0.1".to_owned());
    }
    accepted.join(", ")
}

fn put(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), EncodeError> {
    let character = |text: &str, is_wrong: fn(char) -> bool| text.chars().find(|found| is_wrong(*found)).unwrap_or(' ');
    let wrong_name = || avouch_wire::Error::Character {
        place: avouch_wire::Place::HeaderName,
        character: character(name, |found| !found.is_ascii_alphanumeric() && found != '-'),
    };
    let wrong_value = || avouch_wire::Error::Character {
        place: avouch_wire::Place::HeaderValue,
        character: character(value, char::is_control),
    };
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong_name())?;
    let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| wrong_value())?;
    headers.append(name, value);
    Ok(())
}
