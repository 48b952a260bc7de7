//! Alternatives without the property that tells them apart.

use avouch_diagnostics::{Diagnostic, Diagnostics};

use super::Context;
use crate::codes;

pub(super) fn lint(context: &Context<'_>, found: &mut Diagnostics) {
    for (_, schema) in context.api.document.schemas() {
        let Some(discriminator) = &schema.discriminator else { continue };
        let name = discriminator.property_name.as_str();
        for branch in schema.one_of.iter().chain(&schema.any_of) {
            let parts = context.parts(*branch, true);
            let schemas = || parts.iter().map(|part| context.api.schema(*part));
            let known = schemas().all(|part| part.reference.is_none() || part.target.is_some());
            let declared =
                schemas().any(|part| part.object.as_ref().is_some_and(|object| object.properties.contains_key(name)));
            let resolved = context.api.schema(context.api.resolve(*branch));
            let Some(origin) = resolved.origin else { continue };
            if known && !declared {
                let message =
                    format!("this alternative does not declare `{name}`, by which the alternatives are told apart");
                let diagnostic = Diagnostic::new(&codes::DISCRIMINATOR_PROPERTY, origin.place(), message);
                found.push(diagnostic.also(discriminator.origin.place(), "the discriminator"));
            }
        }
    }
}
