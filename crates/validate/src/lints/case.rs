//! Names that differ only by case: parameters of an operation, and components of a kind.

use avouch_api::{Operation, Origin};
use avouch_diagnostics::{Code, Diagnostic, Diagnostics};
use avouch_wire::Location;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Context;
use crate::codes;

pub(super) fn lint(context: &Context<'_>, found: &mut Diagnostics) {
    let mut known = FxHashSet::default();
    for operation in &context.api.operations {
        parameters(operation, &mut known, found);
    }
    let api = context.api;
    let schemas = api.document.components.schemas.iter();
    let names = schemas.filter_map(|(name, schema)| Some((name.as_str(), api.schema(*schema).origin?)));
    report(&codes::COMPONENT_CASE, "schema", names, &mut FxHashSet::default(), found);
    for (kind, components) in context.components() {
        let names = components.iter().map(|component| (component.name, component.here));
        report(&codes::COMPONENT_CASE, kind, names, &mut FxHashSet::default(), found);
    }
}

/// Names of header parameters do not differ by case at all, which reading the Api has dealt with.
fn parameters(operation: &Operation, known: &mut FxHashSet<(Origin, Origin)>, found: &mut Diagnostics) {
    for location in [Location::Path, Location::Query, Location::Cookie] {
        let here =
            operation.parameters.iter().filter(|parameter| parameter.location == location && !parameter.synthesised);
        let names = here.map(|parameter| (parameter.name.as_str(), parameter.origin));
        report(&codes::PARAMETER_CASE, "parameter", names, known, found);
    }
}

fn report<'n>(
    code: &'static Code,
    kind: &str,
    names: impl Iterator<Item = (&'n str, Origin)>,
    known: &mut FxHashSet<(Origin, Origin)>,
    found: &mut Diagnostics,
) {
    let mut first: FxHashMap<String, (&str, Origin)> = FxHashMap::default();
    for (name, origin) in names {
        let earlier = *first.entry(name.to_lowercase()).or_insert((name, origin));
        if earlier.0 == name || !known.insert((earlier.1, origin)) {
            continue;
        }
        let is_component = *code == codes::COMPONENT_CASE;
        let place = |origin: Origin| if is_component { origin.key() } else { origin.place() };
        let message = format!("{kind} `{name}` differs from `{}` only by case", earlier.0);
        found.push(Diagnostic::new(code, place(origin), message).also(place(earlier.1), "the other one"));
    }
}
