//! Walks a value along its schema, for what validation does not say: properties that no schema declares, and properties that
//! travel the wrong way.

use avouch_api::Api;
use avouch_api::schema::{AdditionalProperties, Schema, SchemaId};
use rustc_hash::FxHashSet;
use serde_json::{Map, Value};

use crate::{View, export, one_way, pointer};

/// Values that nest deeper are not walked.
const MAX_DEPTH: usize = 256;
/// The most schemas that are taken together for one place of a value.
const MAX_APPLICABLE: usize = 256;

/// What a walk found, as JSON Pointers into the value.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Walked {
    /// Properties that no schema declares. Objects whose schemas declare no property at all are open, and so are those
    /// whose schemas say something about additional properties.
    pub undeclared: Vec<String>,
    /// Properties that do not belong into the view: `readOnly` in requests, `writeOnly` in responses.
    pub one_way: Vec<String>,
}

/// Walks a value.
pub fn walk(api: &Api, schema: SchemaId, view: View, value: &Value, limit: usize) -> Walked {
    let mut walk = Walk { api, view, limit, found: Walked::default() };
    if pointer::depth(value) <= MAX_DEPTH {
        walk.value(&[schema], value, "");
    }
    walk.found
}

struct Walk<'a> {
    api: &'a Api,
    view: View,
    limit: usize,
    found: Walked,
}

impl Walk<'_> {
    fn value(&mut self, schemas: &[SchemaId], value: &Value, at: &str) {
        if self.found.undeclared.len() >= self.limit || self.found.one_way.len() >= self.limit {
            return;
        }
        match value {
            Value::Object(members) => self.object(schemas, members, at),
            Value::Array(items) => {
                let applicable = self.applicable(schemas);
                for (index, item) in items.iter().enumerate() {
                    let arrays = applicable.iter().filter_map(|id| self.api.schema(*id).array.as_ref());
                    let subs: Vec<SchemaId> =
                        arrays.filter_map(|array| array.prefix_items.get(index).copied().or(array.items)).collect();
                    if !subs.is_empty() {
                        self.value(&subs, item, &pointer::child(at, &index.to_string()));
                    }
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, schemas: &[SchemaId], members: &Map<String, Value>, at: &str) {
        let applicable = self.applicable(schemas);
        let parts: Vec<&Schema> = applicable.iter().map(|id| self.api.schema(*id)).collect();
        let declares = parts.iter().any(|schema| schema.object.as_ref().is_some_and(|o| !o.properties.is_empty()));
        let closed = declares && !parts.iter().any(|schema| is_open(schema));
        for (name, member) in members {
            let place = pointer::child(at, name);
            let subs = declared(&parts, name);
            if subs.is_empty() {
                if closed {
                    self.found.undeclared.push(place);
                }
                continue;
            }
            if subs.iter().any(|schema| one_way::is_excluded(self.api, self.view, *schema)) {
                self.found.one_way.push(place.clone());
            }
            self.value(&subs, member, &place);
        }
    }

    /// The schemas that may apply to a place, compositions and references followed.
    fn applicable(&self, schemas: &[SchemaId]) -> Vec<SchemaId> {
        let mut known = FxHashSet::default();
        let mut found = Vec::new();
        let mut open = schemas.to_vec();
        while let Some(id) = open.pop() {
            let id = self.api.resolve(id);
            if known.insert(id) && found.len() < MAX_APPLICABLE {
                found.push(id);
                let schema = self.api.schema(id);
                open.extend(export::in_place(schema).filter(|part| schema.not != Some(*part)));
            }
        }
        found
    }
}

/// Whether a schema says that there may be properties beside those that it declares, or leaves it unknown.
fn is_open(schema: &Schema) -> bool {
    let says = |additional: Option<AdditionalProperties>| {
        matches!(additional, Some(AdditionalProperties::Allowed(true) | AdditionalProperties::Schema(_)))
    };
    let dangling = schema.reference.is_some() && schema.target.is_none();
    dangling
        || schema.dynamic_reference.is_some()
        || schema.object.as_ref().is_some_and(|object| {
            says(object.additional_properties)
                || says(object.unevaluated_properties)
                || !object.pattern_properties.is_empty()
        })
}

/// The schemas that schemas have for a property.
fn declared(parts: &[&Schema], name: &str) -> Vec<SchemaId> {
    let objects = || parts.iter().filter_map(|schema| schema.object.as_ref());
    let named: Vec<SchemaId> = objects().filter_map(|object| object.properties.get(name).copied()).collect();
    if !named.is_empty() {
        return named;
    }
    let additional = objects().filter_map(|object| match object.additional_properties {
        Some(AdditionalProperties::Schema(schema)) => Some(schema),
        _ => None,
    });
    additional.collect()
}
