//! Does the body of a response have properties that its schema does not declare?

use avouch_api::Response as Documented;
use avouch_diagnostics::Severity;

use crate::{Breach, Check, Response, Validator, View, walk};

/// Lists the properties, as information.
pub fn check(validator: &Validator, documented: &Documented, media: Option<usize>, response: &Response) -> Vec<Breach> {
    let Some(media) = media.and_then(|media| documented.content.get(media)) else { return Vec::new() };
    let Some(schema) = media.schema else { return Vec::new() };
    let key = media.range.to_string();
    let decoded = validator.decode_body(media, View::Response, response.content_type().unwrap_or(&key), &response.body);
    let Some(value) = decoded.ok().and_then(|body| body.value) else { return Vec::new() };
    let limit = validator.settings().max_violations;
    let found = walk::walk(validator.api(), schema, View::Response, &value, limit);
    let breach = |pointer: String| {
        let message = "the schema does not declare this property".to_owned();
        let breach = Breach::new(Check::Undeclared, validator.api().schema(schema).origin, message);
        Breach { pointer_body: Some(pointer), ..breach }.weighing(Severity::Info)
    };
    found.undeclared.into_iter().take(limit).map(breach).collect()
}
