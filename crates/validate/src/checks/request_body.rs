//! Is the body of a request there where it must be, of a documented media type, and does it fit its schema?

use avouch_api::Operation;
use avouch_diagnostics::Severity;
use serde_json::Value;

use super::body::check_value;
use crate::{Breach, Check, Request, Validator, View, body, walk};

/// The representation that the request says its body is in, by its position in the content, and what is wrong with that.
pub fn check_content_type(operation: &Operation, request: &Request) -> (Option<usize>, Option<Breach>) {
    let Some(documented) = operation.body.as_ref().filter(|body| !body.content.is_empty()) else { return (None, None) };
    if request.headers.get(http::header::CONTENT_TYPE).is_none() {
        return (None, None);
    }
    let breach = |message| Some(Breach::new(Check::RequestContentType, Some(documented.origin), message));
    let keys = body::keys(&documented.content);
    match request.content_type() {
        None => (None, breach(format!("the Content-Type is not readable text, {keys} is documented"))),
        Some(sent) => match body::representation(&documented.content, sent) {
            Some(media) => (Some(media), None),
            None => (None, breach(format!("Content-Type `{sent}` is not documented, only {keys}"))),
        },
    }
}

/// Reads the body in its representation and says what is wrong with it.
pub fn check(
    validator: &Validator,
    operation: &Operation,
    request: &Request,
    media: Option<usize>,
) -> (Option<Value>, Vec<Breach>) {
    let Some(documented) = &operation.body else { return (None, Vec::new()) };
    let breach = |check, message: String| Breach::new(check, Some(documented.origin), message);
    if request.body.is_empty() && media.is_none() {
        let missing =
            documented.required.then(|| breach(Check::RequestBody, "the required body is missing".to_owned()));
        return (None, missing.into_iter().collect());
    }
    if request.headers.get(http::header::CONTENT_TYPE).is_none() && !documented.content.is_empty() {
        let message = format!("the body has no Content-Type, {} is documented", body::keys(&documented.content));
        return (None, vec![breach(Check::RequestContentType, message)]);
    }
    let Some(media) = media.and_then(|media| documented.content.get(media)) else { return (None, Vec::new()) };
    let content_type = request.content_type().unwrap_or_default();
    let is_json = avouch_wire::media::MediaType::parse(content_type).is_ok_and(|kind| kind.is_json());
    if request.body.is_empty() && (is_json || !documented.required) {
        let missing =
            documented.required.then(|| breach(Check::RequestBody, "the required body is missing".to_owned()));
        return (None, missing.into_iter().collect());
    }
    let decoded = match validator.decode_body(media, View::Request, content_type, &request.body) {
        Ok(decoded) => decoded,
        Err(fault) => return (None, vec![breach(Check::RequestBody, fault.message)]),
    };
    let mut breaches = Vec::new();
    for pointer in decoded.repeated {
        let message = "the name stands twice in its object, and readers do not agree which member counts".to_owned();
        let found = Breach { pointer_body: Some(pointer), ..breach(Check::RequestBody, message) };
        breaches.push(found.weighing(Severity::Warning));
    }
    if let Some(value) = &decoded.value {
        breaches.extend(check_value(validator, Check::RequestBody, View::Request, media, value));
        if let Some(schema) = media.schema.filter(|_| validator.settings().report_one_way_properties) {
            let limit = validator.settings().max_violations;
            for pointer in walk::walk(validator.api(), schema, View::Request, value, limit).one_way {
                let message = "the property is `readOnly` and should not be sent in a request".to_owned();
                let found = Breach { pointer_body: Some(pointer), ..breach(Check::RequestBody, message) };
                breaches.push(found.weighing(Severity::Warning));
            }
        }
    }
    (decoded.value, breaches)
}
