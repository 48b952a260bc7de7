//! Faults on request: answers that are wrong in exactly one way.

mod observe;
mod rule;

use avouch_sample::faults;
use avouch_validate::{Validator, View, representation};
use serde_json::Value;

use crate::call::{Answer, Call};
use crate::source::is_json;
use crate::{Body, Response, refusal};

pub use observe::observable;
pub use rule::{FaultRule, FaultRuleError};

/// The header field that says where the body of an answer was broken: `bad-enum at #/state`.
const PLACE: &str = "avouch-fault";

/// A way in which an answer can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// A required property of the body is missing.
    DropRequiredProperty,
    /// `null` stands in the body where it is not allowed.
    NullInNonNullable,
    /// A value of the body is of another type.
    WrongType,
    /// A value of the body is not one of those that are listed.
    BadEnum,
    /// The status is not documented.
    WrongStatus,
    /// The media type is not documented.
    WrongContentType,
    /// A required header is missing.
    DropRequiredHeader,
    /// The server fails with 500.
    Error500,
    /// The answer comes late.
    Slow,
    /// The connection is closed in the middle of the answer.
    Close,
    /// The body is missing.
    EmptyBody,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Fault; 11] = [
        Fault::DropRequiredProperty,
        Fault::NullInNonNullable,
        Fault::WrongType,
        Fault::BadEnum,
        Fault::WrongStatus,
        Fault::WrongContentType,
        Fault::DropRequiredHeader,
        Fault::Error500,
        Fault::Slow,
        Fault::Close,
        Fault::EmptyBody,
    ];

    /// The name on the command line: `wrong-status`.
    pub const fn name(self) -> &'static str {
        match self {
            Fault::DropRequiredProperty => "drop-required-property",
            Fault::NullInNonNullable => "null-in-non-nullable",
            Fault::WrongType => "wrong-type",
            Fault::BadEnum => "bad-enum",
            Fault::WrongStatus => "wrong-status",
            Fault::WrongContentType => "wrong-content-type",
            Fault::DropRequiredHeader => "drop-required-header",
            Fault::Error500 => "error-500",
            Fault::Slow => "slow",
            Fault::Close => "close",
            Fault::EmptyBody => "empty-body",
        }
    }

    /// What it does, in one line.
    pub const fn summary(self) -> &'static str {
        match self {
            Fault::DropRequiredProperty => "leave out a property of the body that the schema requires",
            Fault::NullInNonNullable => "put null where the schema does not allow it",
            Fault::WrongType => "put a value of another type into the body",
            Fault::BadEnum => "put a value into the body that is not among the listed ones",
            Fault::WrongStatus => "answer with a status that is not documented",
            Fault::WrongContentType => "answer with a media type that is not documented",
            Fault::DropRequiredHeader => "leave out a header that the document requires",
            Fault::Error500 => "fail with 500",
            Fault::Slow => "answer late",
            Fault::Close => "close the connection in the middle of the answer",
            Fault::EmptyBody => "leave out the body",
        }
    }

    /// The fault of a name.
    pub fn by_name(name: &str) -> Option<Fault> {
        Fault::ALL.into_iter().find(|fault| fault.name() == name)
    }
}

/// Writes the answer to a fine request, with the faults that were asked for. Only intended answers are made wrong: what
/// says no is left alone.
pub(crate) fn finish(call: &Call<'_>, mut answer: Answer<'_>) -> Response {
    let mock = call.mock;
    let rules = mock.options.faults.iter().filter(|rule| rule.concerns(call.operation));
    let faults: Vec<Fault> =
        rules.filter(|rule| !call.picked.is_wish && mock.happens(rule.probability)).map(|rule| rule.fault).collect();
    if faults.contains(&Fault::Error500) {
        return failure(call);
    }
    // The body is broken as it goes out, addresses and all, so that nothing mends it afterwards.
    mock.settle(&mut answer, &call.origin);
    let broken = faults.iter().find_map(|fault| {
        let broken = break_value(mock.source.validator(), &answer, *fault)?;
        Some((*fault, broken))
    });
    let place = broken.map(|(fault, broken)| {
        answer.value = Some(broken.value);
        format!("{} at #{}", fault.name(), broken.pointer)
    });
    let required: Option<String> = answer.documented.and_then(|documented| {
        documented.headers.iter().find(|header| header.required).map(|header| header.name.clone())
    });
    let media = answer.documented.map(|documented| &documented.content);
    let mut response = mock.write(answer.clone(), &call.origin);
    if let Some(place) = place {
        response.set(PLACE, &place);
    }
    for fault in faults {
        match fault {
            Fault::WrongStatus => {
                if let Some(status) = undocumented_status(call.operation) {
                    response.status = status;
                }
            }
            Fault::WrongContentType => {
                if let Some(other) = media.filter(|_| !response.body.is_empty()).and_then(undocumented_type) {
                    response.set("content-type", other);
                }
            }
            Fault::DropRequiredHeader => {
                if let Some(name) = &required {
                    response.headers.remove(name.as_str());
                }
            }
            Fault::Slow => response.delay = mock.options.slowness,
            Fault::Close => response.broken_off = true,
            Fault::EmptyBody => response.body = Body::default(),
            _ => {}
        }
    }
    response
}

/// The body with a fault of its own kind; `None` where it does not let such a fault be seen.
pub(crate) fn break_value(validator: &Validator, answer: &Answer<'_>, fault: Fault) -> Option<faults::Fault> {
    let media = answer.representation().filter(|media| is_json(media))?;
    break_body(validator, media.schema?, answer.value.as_ref()?, fault)
}

fn break_body(
    validator: &Validator,
    schema: avouch_api::schema::SchemaId,
    value: &Value,
    fault: Fault,
) -> Option<faults::Fault> {
    let breaks = match fault {
        Fault::DropRequiredProperty => faults::drop_required,
        Fault::NullInNonNullable => faults::null_in_non_nullable,
        Fault::WrongType => faults::wrong_type,
        Fault::BadEnum => faults::bad_enum,
        _ => return None,
    };
    breaks(validator, schema, View::Response, value)
}

/// A status that the operation does not document, a success where there is one; `None` where it documents all.
fn undocumented_status(operation: &avouch_api::Operation) -> Option<u16> {
    const STATUSES: [u16; 8] = [203, 207, 226, 299, 418, 451, 508, 599];
    STATUSES.into_iter().find(|status| operation.response(*status).is_none() && !operation.responses.is_empty())
}

/// A media type that is not documented; `None` where all are, or none is.
fn undocumented_type(content: &avouch_api::Content) -> Option<&'static str> {
    const TYPES: [&str; 3] = ["application/x-undocumented", "text/x-undocumented", "image/x-undocumented"];
    TYPES.into_iter().find(|name| !content.is_empty() && representation(content, name).is_none())
}

fn failure(call: &Call<'_>) -> Response {
    let detail = "the server has failed, as it was asked to".to_owned();
    let refused = crate::call::Refusal { statuses: (&[500]).into(), detail: detail.clone() };
    let answer = refusal::answer(call.mock, call.operation, &refused, None);
    let is_documented = answer.documented.is_some();
    let mut response = call.mock.write(answer, &call.origin);
    if !is_documented {
        refusal::problem(&mut response, &detail);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::Fault;

    #[test]
    fn names_lead_back_to_their_fault() {
        for fault in Fault::ALL {
            assert_eq!(Fault::by_name(fault.name()), Some(fault));
        }
        assert_eq!(Fault::by_name("wrong"), None);
    }
}
