//! 202 answers without a `Location`.
//!
//! OpenAPI does not demand one, nor does HTTP. Where at least as many 202 answers of the same document have one as have nothing,
//! callers learn to expect it, and an answer without one leaves them with nothing to follow. Where it has content instead, that is
//! worth knowing but may be meant; where a link leads to an operation that tells how it goes on, `Retry-After` says when to ask again,
//! or the content is that of a finished answer, it is meant.

use avouch_api::{Api, MediaType, Operation, Response, StatusSpec};
use avouch_diagnostics::{Diagnostic, Diagnostics, Severity};
use rustc_hash::FxHashSet;

use super::Context;
use crate::codes;

pub(super) fn lint(context: &Context<'_>, found: &mut Diagnostics) {
    let accepted = || {
        let operations = context.api.operations.iter();
        operations.flat_map(|operation| {
            let responses = operation.responses.iter().filter(|response| response.status == StatusSpec::Code(202));
            responses.map(move |response| (operation, response))
        })
    };
    let has_location = |response: &Response| response.header("Location").is_some();
    let Some((_, model)) = accepted().find(|(_, response)| has_location(response)) else { return };
    let mut known = FxHashSet::default();
    let lacking: Vec<_> = accepted()
        .filter(|(operation, response)| !has_location(response) && !is_meant(context.api, operation, response))
        .filter(|(operation, response)| known.insert((operation.origin, response.origin)))
        .collect();
    let having = accepted().filter(|(_, response)| has_location(response)).count();
    if lacking.iter().filter(|(_, response)| response.content.is_empty()).count() > having {
        return;
    }
    for (operation, response) in lacking {
        let message = format!("the 202 answer of `{}` has no `Location`", operation.id);
        let mut diagnostic = Diagnostic::new(&codes::ACCEPTED_WITHOUT_LOCATION, response.origin.place(), message)
            .also(model.origin.place(), "other 202 answers have one");
        if response.content.is_empty() {
            diagnostic = diagnostic.hint("document the header, or the status that the operation really answers");
        } else {
            diagnostic.severity = Severity::Info;
        }
        found.push(diagnostic);
    }
}

/// Whether an answer says in another way how it goes on, or need not.
fn is_meant(api: &Api, operation: &Operation, response: &Response) -> bool {
    let tells_when = response.header("Retry-After").is_some();
    tells_when || leads_on(api, response) || is_finished(api, operation, response)
}

/// Whether a link leads to an operation that only reads.
fn leads_on(api: &Api, response: &Response) -> bool {
    response.links.iter().filter_map(|link| link.operation).any(|index| api.operation(index).is_safe())
}

/// Whether another success of the operation has the same content.
fn is_finished(api: &Api, operation: &Operation, response: &Response) -> bool {
    let schema = |media: &MediaType| media.schema.map(|id| api.resolve(id));
    let schemas = |response: &Response| response.content.iter().map(schema).collect::<Vec<_>>();
    let mut others =
        operation.responses.iter().filter(|other| other.status.is_success() && other.status != response.status);
    !response.content.is_empty() && others.any(|other| schemas(other) == schemas(response))
}
