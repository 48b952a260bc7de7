//! Defaults that do not fit their own schema.

use avouch_diagnostics::{Diagnostic, Diagnostics};

use super::Context;
use crate::{View, codes};

pub(super) fn lint(context: &Context<'_>, found: &mut Diagnostics) {
    for (id, schema) in context.api.document.schemas() {
        let Some(default) = schema.default else { continue };
        let value = context.api.value(default);
        let fits = |view| context.validator.accepts(id, view, &value);
        if fits(View::Request) || fits(View::Response) {
            continue;
        }
        if let Some(violation) = context.validator.check(id, View::Request, &value).into_iter().next() {
            let (origin, _) = context.locate(default.0, &violation.pointer);
            let message = format!("the default does not fit its schema: {}", violation.message);
            let mut diagnostic = Diagnostic::new(&codes::INVALID_DEFAULT, origin.place(), message);
            if let Some(demand) = violation.origin {
                diagnostic = diagnostic.also(demand.place(), format!("`{}` is demanded here", violation.keyword));
            }
            found.push(diagnostic);
        }
    }
}
