//! Patterns that cannot be read, and patterns that stand between slashes as in JavaScript's source.

use avouch_api::Origin;
use avouch_diagnostics::{Diagnostic, Diagnostics};

use super::Context;
use crate::{codes, place};

pub(super) fn lint(context: &Context<'_>, found: &mut Diagnostics) {
    for (_, schema) in context.api.document.schemas() {
        let Some(origin) = schema.origin else { continue };
        let at = |path: &[&str]| place::member(context.api, origin, path);
        if let Some(pattern) = schema.string.as_ref().and_then(|string| string.pattern.as_ref()) {
            check(context, pattern, at(&["pattern"]).unwrap_or(origin), found);
        }
        for pattern in schema.object.iter().flat_map(|object| object.pattern_properties.keys()) {
            check(context, pattern, at(&["patternProperties", pattern]).unwrap_or(origin), found);
        }
    }
}

fn check(context: &Context<'_>, pattern: &str, origin: Origin, found: &mut Diagnostics) {
    if context.validator.pattern_fault(pattern).is_some() {
        let message = format!("pattern `{pattern}` cannot be used as a regular expression, so that it is not checked");
        found.push(Diagnostic::new(&codes::UNREADABLE_PATTERN, origin.place(), message));
    } else if is_slashed(pattern) {
        let message = format!("the slashes around pattern `{pattern}` are part of it");
        let hint = "a pattern is written without the slashes and flags of JavaScript's source";
        found.push(Diagnostic::new(&codes::SLASHED_PATTERN, origin.place(), message).hint(hint));
    }
}

/// Whether a pattern is written as a literal of JavaScript whose anchors stand inside: `/^a$/i`. A path such as `/a/` may be meant.
fn is_slashed(pattern: &str) -> bool {
    let Some(inner) = pattern.strip_prefix('/') else { return false };
    let Some((inner, flags)) = inner.rsplit_once('/') else { return false };
    let flags_only = flags.chars().all(|flag| "dgimsuvy".contains(flag));
    flags_only && (inner.starts_with('^') || inner.ends_with('$'))
}
