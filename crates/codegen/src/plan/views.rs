//! Request and response views: what `readOnly` and `writeOnly` make of a schema.
//!
//! A schema has two types only where the two differ for whoever writes the code: where a property that only one side sends
//! is required of it. Elsewhere one type with optional fields serves both.

use avouch_api::Api;
use avouch_api::schema::{AdditionalProperties, Schema, SchemaId};
use rustc_hash::FxHashSet;

/// Which side of the exchange a type is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum View {
    /// What a client sends.
    Request,
    /// What a server answers.
    Response,
}

/// The schemas whose views differ.
#[derive(Debug, Default)]
pub(crate) struct Views {
    differing: FxHashSet<SchemaId>,
}

impl Views {
    /// Finds them: schemas that require what one side does not send, and every schema that leads to such a one.
    pub(crate) fn new(api: &Api) -> Self {
        let mut differing: FxHashSet<SchemaId> = FxHashSet::default();
        let mut parents: rustc_hash::FxHashMap<SchemaId, Vec<SchemaId>> = rustc_hash::FxHashMap::default();
        let mut todo = Vec::new();
        if !api.document.schemas().any(|(_, schema)| schema.read_only || schema.write_only) {
            return Views::default();
        }
        for (id, schema) in api.document.schemas() {
            for child in children(schema) {
                parents.entry(child).or_default().push(id);
            }
            if requires_one_sided(api, schema) && differing.insert(id) {
                todo.push(id);
            }
        }
        while let Some(id) = todo.pop() {
            for parent in parents.get(&id).into_iter().flatten() {
                if differing.insert(*parent) {
                    todo.push(*parent);
                }
            }
        }
        Views { differing }
    }

    /// Whether the views of a schema differ.
    pub(crate) fn differ(&self, id: SchemaId) -> bool {
        self.differing.contains(&id)
    }
}

/// Whether a schema requires a property that only one side sends.
///
/// The property and the requirement may stand in different branches of an `allOf`; the branch that declares the property
/// counts then as if it were required, which costs a type and is never wrong.
fn requires_one_sided(api: &Api, schema: &Schema) -> bool {
    let Some(object) = &schema.object else { return false };
    object.properties.iter().any(|(name, id)| {
        let property = api.schema(*id);
        let target = api.schema(api.resolve(*id));
        let one_sided = property.read_only || property.write_only || target.read_only || target.write_only;
        one_sided && object.required.contains(name)
    })
}

/// The schemas that a schema leads to.
fn children(schema: &Schema) -> Vec<SchemaId> {
    let mut children: Vec<SchemaId> = schema.target.into_iter().collect();
    children.extend(schema.all_of.iter().chain(&schema.any_of).chain(&schema.one_of));
    if let Some(object) = &schema.object {
        children.extend(object.properties.values().chain(object.pattern_properties.values()));
        if let Some(AdditionalProperties::Schema(id)) = object.additional_properties {
            children.push(id);
        }
    }
    if let Some(array) = &schema.array {
        children.extend(array.items.into_iter().chain(array.prefix_items.iter().copied()));
    }
    children
}
