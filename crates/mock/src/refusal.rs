//! Answers that say no, in the shape that the document has for errors.

use avouch_api::{Operation, Response as Documented, StatusSpec};
use avouch_validate::{Breach, Check, Validator, View};
use serde_json::{Value, json};

use crate::Response;
use crate::call::{Answer, Refusal};
use crate::mock::Mock;
use crate::{media, words};

/// Names of properties that say in words what is wrong, the likeliest first.
const DETAILS: [&str; 9] =
    ["detail", "message", "errormessage", "description", "errordescription", "reason", "msg", "error", "title"];

/// What a request breaks, as a refusal. Remarks are no reason to refuse.
pub(crate) fn of_breaches(breaches: &[Breach]) -> Option<Refusal> {
    let first = breaches.iter().find(|breach| breach.severity == avouch_diagnostics::Severity::Error)?;
    let statuses: &'static [u16] = match first.check {
        Check::RequestContentType => &[415, 400, 422],
        Check::RequestBody if first.keyword.is_some() => &[422, 400],
        // What cannot be an identifier identifies nothing.
        Check::RequestPath => &[400, 422, 404],
        _ => &[400, 422],
    };
    let place = first.pointer_body.as_deref().filter(|pointer| !pointer.is_empty());
    let detail = match place {
        Some(pointer) => format!("{}: at `{pointer}`: {}", first.check.name(), first.message),
        None => format!("{}: {}", first.check.name(), first.message),
    };
    Some(Refusal { statuses: statuses.into(), detail })
}

/// The answer that says no to a request of an operation.
pub(crate) fn answer<'m>(
    mock: &'m Mock,
    operation: &'m Operation,
    refusal: &Refusal,
    accept: Option<&str>,
) -> Answer<'m> {
    let (status, documented) = choose(operation, &refusal.statuses);
    let mut answer = Answer { status, documented, media: None, value: None, blob: None, headers: Vec::new() };
    if let Some(documented) = documented {
        answer.media = media::choose(&documented.content, accept, None);
        answer.value = body(mock, documented, answer.media, status, &refusal.detail);
    }
    answer
}

/// The answer to a request that leads to no operation, in the shape that some operation has for the status, else as problem
/// details (RFC 9457).
pub(crate) fn unrouted(mock: &Mock, status: u16, detail: &str) -> Response {
    let documented =
        mock.api.operations.iter().find_map(|operation| {
            operation.responses.iter().find(|response| response.status == StatusSpec::Code(status))
        });
    let written = documented.and_then(|documented| {
        let index = media::choose(&documented.content, None, None)?;
        let value = body(mock, documented, Some(index), status, detail)?;
        avouch_validate::encode_body(&mock.api, documented.content.get(index)?, &value).ok()
    });
    let mut response = Response::of(status);
    match written {
        Some(body) => {
            response.set("content-type", &body.content_type);
            response.body = crate::Body::Bytes(body.bytes);
        }
        None => problem(&mut response, detail),
    }
    response
}

/// Gives an answer the body of problem details.
pub(crate) fn problem(response: &mut Response, detail: &str) {
    let title = http::StatusCode::from_u16(response.status).ok().and_then(|status| status.canonical_reason());
    let body =
        json!({"type": "about:blank", "title": title.unwrap_or("Error"), "status": response.status, "detail": detail});
    response.set("content-type", "application/problem+json");
    response.body = crate::Body::Bytes(body.to_string().into());
}

/// The first of the statuses that the document has by its code, else the first that a range or `default` is for, else the
/// first, undocumented: it is the truth all the same.
fn choose<'m>(operation: &'m Operation, statuses: &[u16]) -> (u16, Option<&'m Documented>) {
    let by_code = statuses.iter().find_map(|status| {
        let documented = operation.responses.iter().find(|response| response.status == StatusSpec::Code(*status));
        documented.map(|documented| (*status, Some(documented)))
    });
    let first = statuses.first().copied().unwrap_or(400);
    by_code.unwrap_or_else(|| (first, operation.response(first)))
}

/// The documented body of an error, with what is wrong put where the schema has a place for words.
fn body(mock: &Mock, documented: &Documented, index: Option<usize>, status: u16, detail: &str) -> Option<Value> {
    let media = documented.content.get(index?)?;
    let value = mock.source.body(media, None)?;
    let mut told = value.clone();
    describe(&mut told, detail, 8);
    state(&mut told, status);
    let fits = media.schema.is_none_or(|schema| fits(mock.source.validator(), schema, &told));
    Some(if fits { told } else { value })
}

fn fits(validator: &Validator, schema: avouch_api::schema::SchemaId, value: &Value) -> bool {
    validator.accepts(schema, View::Response, value)
}

/// Puts the words where the first object has a place for them, the outermost first.
fn describe(value: &mut Value, detail: &str, depth: usize) -> bool {
    match value {
        Value::Object(members) => {
            for name in DETAILS {
                let place = members.iter_mut().find(|(own, value)| words::plain(own) == name && value.is_string());
                if let Some((_, place)) = place {
                    *place = Value::from(detail);
                    return true;
                }
            }
            for (name, value) in members.iter_mut() {
                let plain = words::plain(name);
                let is_list = DETAILS.iter().any(|detail| words::is_plural_of(&plain, detail));
                if let (true, Some(first @ Value::String(_))) = (is_list, value.get_mut(0)) {
                    *first = Value::from(detail);
                    return true;
                }
            }
            depth > 0 && members.values_mut().any(|member| describe(member, detail, depth - 1))
        }
        Value::Array(items) => depth > 0 && items.first_mut().is_some_and(|item| describe(item, detail, depth - 1)),
        _ => false,
    }
}

/// Repeats the status where the outermost object does (RFC 9457, section 3.1.2).
fn state(value: &mut Value, status: u16) {
    let Value::Object(members) = value else { return };
    for (name, member) in members {
        let repeats = matches!(words::plain(name).as_str(), "status" | "statuscode" | "httpstatus");
        if repeats && member.is_number() {
            *member = Value::from(status);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{describe, state};

    #[test]
    fn words_go_where_words_are() {
        let mut value = json!({"errors": [{"code": 1, "title": "T", "detail": "D"}]});
        assert!(describe(&mut value, "why", 8));
        assert_eq!(value, json!({"errors": [{"code": 1, "title": "T", "detail": "why"}]}));
        let mut value = json!({"errorMessages": ["a", "b"]});
        assert!(describe(&mut value, "why", 8));
        assert_eq!(value, json!({"errorMessages": ["why", "b"]}));
        let mut value = json!({"code": 1});
        assert!(!describe(&mut value, "why", 8));
        assert_eq!(value, json!({"code": 1}));
    }

    #[test]
    fn a_repeated_status_is_the_one_that_is_sent() {
        let mut value = json!({"status": 400, "code": 7});
        state(&mut value, 422);
        assert_eq!(value, json!({"status": 422, "code": 7}));
    }
}
