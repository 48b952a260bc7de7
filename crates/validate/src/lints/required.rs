//! Required properties that are not declared.

use avouch_api::schema::{Schema, SchemaId};
use avouch_diagnostics::{Diagnostic, Diagnostics};
use rustc_hash::{FxHashMap, FxHashSet};

use super::Context;
use crate::codes;

pub(super) fn lint(context: &Context<'_>, found: &mut Diagnostics) {
    let declared = Declared::of(context);
    for (id, schema) in context.api.document.schemas() {
        let Some(object) = schema.object.as_ref().filter(|object| !object.required.is_empty()) else { continue };
        let Some(names) = declared.names.get(&id).filter(|names| !names.is_empty()) else { continue };
        if declared.open.contains(&id) {
            continue;
        }
        let Some(origin) = schema.origin else { continue };
        let list = context.api.document.node(origin).and_then(|node| node.get("required"));
        for name in object.required.iter().filter(|name| !names.contains(name.as_str())) {
            let item = list.and_then(|list| list.items().find(|item| item.as_str() == Some(name)));
            let place = match item.or(list) {
                Some(node) => node.place(),
                None => origin.place(),
            };
            let message = format!("required property `{name}` is not declared");
            found.push(Diagnostic::new(&codes::UNDECLARED_REQUIRED, place, message));
        }
    }
}

/// The properties that are declared for the objects that a schema has a part in: by itself, by what it is composed of, and by whatever
/// is composed with it.
#[derive(Default)]
struct Declared<'a> {
    names: FxHashMap<SchemaId, FxHashSet<&'a str>>,
    /// Schemas whose objects may have more properties than can be told.
    open: FxHashSet<SchemaId>,
}

impl<'a> Declared<'a> {
    fn of(context: &'a Context<'_>) -> Self {
        let mut declared = Declared::default();
        for (id, schema) in context.api.document.schemas() {
            if schema.object.is_none()
                && schema.all_of.is_empty()
                && schema.any_of.is_empty()
                && schema.one_of.is_empty()
            {
                continue;
            }
            // Conditions and negations say what a value may look like, too.
            let mut parts = context.parts(id, true);
            parts.extend(schema.condition.iter().flat_map(|condition| condition.iter().copied().flatten()));
            parts.extend(schema.not);
            let schemas = || parts.iter().map(|part| context.api.schema(*part));
            let objects = schemas().filter_map(|schema| schema.object.as_ref());
            let names: FxHashSet<&str> =
                objects.flat_map(|object| object.properties.keys().map(String::as_str)).collect();
            let open = schemas().any(is_open);
            for part in parts {
                declared.names.entry(part).or_default().extend(&names);
                if open {
                    declared.open.insert(part);
                }
            }
        }
        declared
    }
}

fn is_open(schema: &Schema) -> bool {
    let patterns = schema.object.as_ref().is_some_and(|object| !object.pattern_properties.is_empty());
    let dangling = schema.reference.is_some() && schema.target.is_none();
    patterns || dangling || schema.dynamic_reference.is_some()
}
