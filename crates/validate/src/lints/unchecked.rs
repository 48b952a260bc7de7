//! Schemas that cannot be checked against, so that nobody takes silence for consent.

use avouch_diagnostics::{Diagnostic, Diagnostics};

use super::Context;
use crate::{codes, export};

pub(super) fn lint(context: &Context<'_>, found: &mut Diagnostics) {
    for (_, schema) in context.api.document.schemas() {
        if let (Some(reference), Some(origin)) = (&schema.dynamic_reference, schema.origin) {
            let message = format!("what `{reference}` leads to depends on the value, and is not checked");
            found.push(Diagnostic::new(&codes::NOT_CHECKED, origin.place(), message));
        }
    }
    let endless = export::endless_chain(context.api).into_iter();
    for (id, fault) in endless.chain(context.validator.faults()) {
        if let Some(origin) = context.api.schema(id).origin {
            let message = format!("the schema cannot be checked against: {fault}");
            found.push(Diagnostic::new(&codes::NOT_CHECKED, origin.place(), message));
        }
    }
}
