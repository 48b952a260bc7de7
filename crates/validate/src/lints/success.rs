//! Operations that document no success.

use avouch_api::{Operation, StatusSpec};
use avouch_diagnostics::{Diagnostic, Diagnostics};

use super::Context;
use crate::codes;

pub(super) fn lint(context: &Context<'_>, found: &mut Diagnostics) {
    for operation in context.api.operations.iter().filter(|operation| !documents_success(operation)) {
        let message = format!("`{}` documents no response that means success", operation.id);
        let diagnostic = Diagnostic::new(&codes::NO_SUCCESS, operation.origin.place(), message);
        found.push(diagnostic.hint("document the 2xx response, or `default`"));
    }
}

/// A redirection or a switch of protocols is what some operations are for.
fn documents_success(operation: &Operation) -> bool {
    operation.responses.iter().any(|response| match response.status {
        StatusSpec::Default | StatusSpec::Code(100..=399) | StatusSpec::Range(1..=3) => true,
        StatusSpec::Code(_) | StatusSpec::Range(_) => false,
    })
}
