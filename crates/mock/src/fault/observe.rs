//! Whether a fault could be told from the outside, as far as the document alone says.

use std::sync::Arc;

use avouch_api::{Api, Operation, OperationKind, Response as Documented};
use avouch_validate::Validator;

use super::{Fault, break_body, undocumented_status, undocumented_type};
use crate::pick::pick;
use crate::prefer::Prefer;
use crate::source::{Source, is_json};

/// Whether a client that holds the answers to an operation against the document could see a fault in them.
///
/// This is what the document says of the answer to the operation's first case, whatever a mock's state may be. A late answer
/// and a failure with 500 break no document, so that they count as seen only where 500 is not documented.
pub fn observable(validator: &Arc<Validator>, operation: &Operation, fault: Fault) -> bool {
    let api: &Api = validator.api();
    if operation.kind != OperationKind::Path {
        return false;
    }
    let picked = pick(api, operation, &avouch_validate::DecodedRequest::default(), &Prefer::default());
    let Some(documented) = picked.documented else { return false };
    let has_body =
        !documented.content.is_empty() && !matches!(picked.status, 204 | 205 | 304) && operation.method != "HEAD";
    match fault {
        Fault::WrongStatus => undocumented_status(operation).is_some(),
        Fault::WrongContentType => has_body && undocumented_type(&documented.content).is_some(),
        Fault::DropRequiredHeader => documented.headers.iter().any(|header| header.required),
        Fault::Error500 => operation.response(500).is_none(),
        Fault::Slow => false,
        Fault::Close => has_body,
        Fault::EmptyBody => {
            has_body && documented.content.iter().all(|media| media.range.as_media_type().is_some() && is_json(media))
        }
        _ => has_body && body_can_break(validator, documented, picked.example.map(|(index, _)| index), fault),
    }
}

fn body_can_break(validator: &Arc<Validator>, documented: &Documented, preferred: Option<usize>, fault: Fault) -> bool {
    let index = crate::media::choose(&documented.content, None, preferred);
    let Some(media) = index.and_then(|index| documented.content.get(index)).filter(|media| is_json(media)) else {
        return false;
    };
    let Some(schema) = media.schema else { return false };
    let source = Source::new(Arc::clone(validator), 0);
    let value = source.body(media, None);
    value.is_some_and(|value| break_body(source.validator(), schema, &value, fault).is_some())
}
