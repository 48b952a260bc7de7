//! Does the body of a response fit its schema?

use avouch_api::{MediaType, Response as Documented};
use avouch_diagnostics::Severity;
use serde_json::Value;

use crate::{Breach, Check, Response, Validator, View};

/// Reads the body in a representation and holds it against the schema.
pub fn check(validator: &Validator, documented: &Documented, media: Option<usize>, response: &Response) -> Vec<Breach> {
    if response.body.is_empty() {
        return empty(documented).into_iter().collect();
    }
    let Some(media) = media.and_then(|media| documented.content.get(media)) else { return Vec::new() };
    let breach = |message: String| Breach::new(Check::Body, Some(media.origin), message);
    let key = media.range.to_string();
    let body =
        match validator.decode_body(media, View::Response, response.content_type().unwrap_or(&key), &response.body) {
            Ok(body) => body,
            Err(fault) => return vec![Breach { pointer_body: Some(String::new()), ..breach(fault.message) }],
        };
    let mut breaches = Vec::new();
    for pointer in body.repeated {
        let message = "the name stands twice in its object, and readers do not agree which member counts".to_owned();
        breaches.push(Breach { pointer_body: Some(pointer), ..breach(message) }.weighing(Severity::Warning));
    }
    if let Some(value) = body.value {
        breaches.extend(check_value(validator, Check::Body, View::Response, media, &value));
    }
    breaches
}

/// Holds a value that was read in a representation against its schemas.
pub fn check_value(validator: &Validator, check: Check, view: View, media: &MediaType, value: &Value) -> Vec<Breach> {
    let whole = media.schema.map(|schema| validator.check(schema, view, value)).unwrap_or_default();
    let mut breaches: Vec<Breach> = whole.into_iter().map(|violation| Breach::in_body(check, violation)).collect();
    let stream = media.range.as_media_type().is_some_and(|kind| kind.is_json_lines() || kind.is_json_seq());
    if let (Some(schema), Value::Array(items), true) = (media.item_schema, value, stream) {
        for (index, item) in items.iter().enumerate() {
            for mut violation in validator.check(schema, view, item) {
                violation.pointer.insert_str(0, &format!("/{index}"));
                breaches.push(Breach::in_body(check, violation));
            }
            if breaches.len() >= validator.settings().max_violations {
                break;
            }
        }
    }
    breaches.truncate(validator.settings().max_violations);
    breaches
}

/// A body that is empty although only representations are documented of which none can be empty.
fn empty(documented: &Documented) -> Option<Breach> {
    let never_empty =
        |media: &MediaType| media.range.as_media_type().is_some_and(avouch_wire::media::MediaType::is_json);
    let demanded = !documented.content.is_empty() && documented.content.iter().all(never_empty);
    demanded.then(|| {
        let message = format!("the body is empty, {} is documented", crate::body::keys(&documented.content));
        Breach { pointer_body: Some(String::new()), ..Breach::new(Check::Body, Some(documented.origin), message) }
    })
}
