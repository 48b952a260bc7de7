//! Questions about schemas, answered without a value.

use std::collections::HashSet;

use avouch_api::Api;
use avouch_api::schema::{AdditionalProperties, Schema, SchemaId, Type};
use avouch_validate::pointer;
use serde_json::Value;

/// The most schemas that one question looks at.
const MAX_VISITED: usize = 512;

/// The schemas that may speak of the same value: a schema, what it refers to, and the parts of its compositions; each once.
pub(crate) fn parts(api: &Api, root: SchemaId) -> Vec<SchemaId> {
    let mut found = Vec::new();
    let mut known = HashSet::new();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if found.len() >= MAX_VISITED || !known.insert(id) {
            continue;
        }
        found.push(id);
        let schema = api.schema(id);
        let next: Vec<_> =
            schema.target.iter().chain(&schema.all_of).chain(&schema.one_of).chain(&schema.any_of).copied().collect();
        open.extend(next.into_iter().rev());
    }
    found
}

/// The first answer of the parts of a schema.
fn find<T>(api: &Api, root: SchemaId, ask: impl Fn(&Schema) -> Option<T>) -> Option<T> {
    parts(api, root).into_iter().find_map(|part| ask(api.schema(part)))
}

/// The declared properties, each name once.
pub(crate) fn properties(api: &Api, root: SchemaId) -> Vec<(&str, SchemaId)> {
    let mut found: Vec<(&str, SchemaId)> = Vec::new();
    let mut known = HashSet::new();
    for part in parts(api, root) {
        let declared = api.schema(part).object.iter().flat_map(|object| &object.properties);
        found.extend(declared.filter(|(name, _)| known.insert(name.as_str())).map(|(name, id)| (name.as_str(), *id)));
    }
    found
}

/// The schema of a property: its declaration, else what holds for additional ones.
pub(crate) fn property(api: &Api, root: SchemaId, name: &str) -> Option<SchemaId> {
    let declared = find(api, root, |schema| schema.object.as_ref()?.properties.get(name).copied());
    declared.or_else(|| {
        find(api, root, |schema| match schema.object.as_ref()?.additional_properties? {
            AdditionalProperties::Schema(id) => Some(id),
            AdditionalProperties::Allowed(_) => None,
        })
    })
}

/// The schemas that a property may have: one for every part of the schema that declares it, else what holds for additional
/// ones.
pub(crate) fn alternatives(api: &Api, root: SchemaId, name: &str) -> Vec<SchemaId> {
    let declared = |part: &SchemaId| api.schema(*part).object.as_ref()?.properties.get(name).copied();
    let found: Vec<SchemaId> = parts(api, root).iter().filter_map(declared).collect();
    if found.is_empty() { property(api, root, name).into_iter().collect() } else { found }
}

/// Whether the schema describes a map: an object whose names are not known beforehand.
pub(crate) fn is_map(api: &Api, root: SchemaId) -> bool {
    properties(api, root).is_empty()
}

/// The schema of the items of a list.
pub(crate) fn items(api: &Api, root: SchemaId) -> Option<SchemaId> {
    find(api, root, |schema| schema.array.as_ref()?.items)
}

/// The schema at a place of a value, by a JSON Pointer.
pub(crate) fn at(api: &Api, root: SchemaId, place: &str) -> Option<SchemaId> {
    pointer::tokens(place).try_fold(root, |current, token| {
        property(api, current, &token).or_else(|| token.parse::<usize>().ok().and_then(|_| items(api, current)))
    })
}

/// `format`.
pub(crate) fn format(api: &Api, root: SchemaId) -> Option<String> {
    find(api, root, |schema| schema.format.clone())
}

/// The values that `enum` or `const` allow; `None` where neither stands.
pub(crate) fn enumeration(api: &Api, root: SchemaId) -> Option<Vec<Value>> {
    find(api, root, |schema| match (&schema.enumeration, schema.constant) {
        (Some(values), _) => Some(values.iter().map(|value| api.value(*value)).collect()),
        (None, Some(value)) => Some(vec![api.value(value)]),
        (None, None) => None,
    })
}

/// `default`.
pub(crate) fn default(api: &Api, root: SchemaId) -> Option<Value> {
    find(api, root, |schema| schema.default.map(|value| api.value(value)))
}

/// Whether a part of the schema names a type.
pub(crate) fn names_type(api: &Api, root: SchemaId, kind: Type) -> bool {
    find(api, root, |schema| schema.types.contains(kind).then_some(())).is_some()
}

/// Whether a property is `readOnly`, the server's alone.
pub(crate) fn is_read_only(api: &Api, root: SchemaId) -> bool {
    find(api, root, |schema| schema.read_only.then_some(())).is_some()
}

/// Whether two schemas are the same one once references are followed.
pub(crate) fn same(api: &Api, left: Option<SchemaId>, right: Option<SchemaId>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => api.resolve(left) == api.resolve(right),
        _ => false,
    }
}

/// `minimum`, where it is a whole number that is not negative.
pub(crate) fn minimum(api: &Api, root: SchemaId) -> Option<u64> {
    find(api, root, |schema| schema.number.as_ref()?.minimum.map(|value| api.value(value)))
        .and_then(|value| value.as_u64())
}
