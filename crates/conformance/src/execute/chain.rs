//! Checks on answers that belong together. Pure: everything they look at is an argument.

use avouch_api::{Action, Api, Operation};
use avouch_validate::Response;
use serde_json::Value;

use super::build::{Built, Named};
use super::state::Tie;
use crate::codes;
use crate::finding::{Blame, Draft};
use crate::json;

/// Holds the identifiers and the name of an answer against those of its request.
pub(crate) fn echo(api: &Api, operation: &Operation, built: &Built, response: &Response) -> Vec<Draft> {
    let Some((resource, action)) = operation.resource else { return Vec::new() };
    if !matches!(response.status, 200..=299) || !answers_item(api, operation, response) {
        return Vec::new();
    }
    let Some(item) = json::read(&response.body) else { return Vec::new() };
    let mut drafts = Vec::new();
    if matches!(action, Action::Read | Action::Update | Action::Replace) {
        let named = built.path.last().filter(|named| named.resource == resource && named.instance.is_some());
        drafts.extend(named.and_then(|named| identifier(operation, named, &item)));
    }
    if matches!(action, Action::Create | Action::Update | Action::Replace) {
        drafts.extend(built.body.as_ref().and_then(|sent| name(operation, sent, &item)));
    }
    drafts
}

/// Whether something that this run made is not found: the verdict on a read that was answered so.
pub(crate) fn unreadable(operation: &Operation, built: &Built, response: &Response) -> Option<Draft> {
    let is_read = matches!(operation.resource, Some((_, Action::Read)));
    let named = built.path.last().filter(|named| named.tie == Tie::Made && is_read)?;
    let gone = matches!(response.status, 404 | 410);
    let message =
        || format!("status {}: what this run has made, `{}`, is not found", response.status, text(&named.value));
    gone.then(|| Draft::new(&codes::UNREADABLE, "readable", Blame::Server, message()).at(operation.origin))
}

/// What is said where a deleted item can still be read.
pub(crate) fn still_there(operation: &Operation, status: u16) -> Draft {
    let message = format!("what was deleted can still be read, with status {status}");
    Draft::new(&codes::STILL_THERE, "gone", Blame::Server, message).at(operation.origin)
}

/// Whether the answer is an item of the operation's resource by its schema.
fn answers_item(api: &Api, operation: &Operation, response: &Response) -> bool {
    let item = operation.resource.and_then(|(resource, _)| api.resources.get(resource.0 as usize)?.schema);
    let Some(documented) = operation.response(response.status) else { return false };
    let content_type = response.content_type().unwrap_or_default();
    let media = avouch_validate::representation(&documented.content, content_type);
    let schema = media.and_then(|media| documented.content.get(media)?.schema);
    item.zip(schema).is_some_and(|(item, schema)| api.resolve(item) == api.resolve(schema))
}

fn identifier(operation: &Operation, named: &Named, item: &Value) -> Option<Draft> {
    let answered = json::identifier(item.pointer(&named.pointer)?)?;
    let asked = json::identifier(&named.value)?;
    (answered != asked).then(|| {
        let message = format!("asked for `{asked}`, answered with `{answered}`");
        Draft::new(&codes::ECHO, "echo", Blame::Server, message).at(operation.origin).in_body(&named.pointer)
    })
}

fn name(operation: &Operation, sent: &Value, item: &Value) -> Option<Draft> {
    let sent = sent.get("name")?.as_str()?;
    let answered = item.get("name")?.as_str()?;
    (sent != answered).then(|| {
        let message = "the name that was sent is not the one that was answered";
        Draft::new(&codes::NAME, "echo", Blame::Server, message).at(operation.origin).in_body("/name")
    })
}

fn text(value: &Value) -> String {
    json::identifier(value).unwrap_or_default()
}
