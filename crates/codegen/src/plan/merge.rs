//! Facts that hold together: a schema with what it refers to and with the branches of its `allOf`.

use std::collections::BTreeSet;

use avouch_api::Api;
use avouch_api::schema::{AdditionalProperties, Discriminator, Schema, SchemaId, Type, TypeSet};
use indexmap::IndexMap;
use rustc_hash::FxHashSet;

/// A schema that takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    /// With everything it refers to.
    Whole(SchemaId),
    /// Its own keywords alone, and of those not `oneOf` and `anyOf`.
    Bare(SchemaId),
}

/// Schemas that all hold of one value, and their facts put together.
#[derive(Debug)]
pub(crate) struct Merged<'a> {
    /// The schemas, those that are referred to before those that refer.
    pub schemas: Vec<(SchemaId, &'a Schema)>,
    /// Those of the schemas whose unions count.
    unions: Vec<&'a Schema>,
    /// The JSON types that are left; empty where nothing restricts them.
    pub types: TypeSet,
    /// Whether null is allowed.
    pub nullable: bool,
}

/// The branches of a `oneOf` or `anyOf`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Branches<'a> {
    /// The branches.
    pub ids: &'a [SchemaId],
    /// Whether several may hold at once.
    pub any: bool,
}

impl<'a> Merged<'a> {
    /// Puts the facts of some schemas together.
    pub(crate) fn gather(api: &'a Api, parts: &[Part]) -> Self {
        let mut schemas = Vec::new();
        let mut unions = Vec::new();
        let mut seen = FxHashSet::default();
        for part in parts {
            match part {
                Part::Whole(id) => collect(api, *id, 0, &mut seen, &mut schemas, &mut unions),
                Part::Bare(id) if seen.insert(*id) => schemas.push((*id, api.schema(*id))),
                Part::Bare(_) => {}
            }
        }
        let mut merged = Merged { schemas, unions, types: TypeSet::default(), nullable: false };
        merged.settle_types(api);
        merged
    }

    fn settle_types(&mut self, api: &Api) {
        let mut types = TypeSet::default();
        for (_, schema) in self.schemas.iter().filter(|(_, schema)| !schema.types.is_empty()) {
            types = if types.is_empty() { schema.types } else { intersect(types, schema.types) };
        }
        // The word without a type has no effect by the letter, and everybody who writes it means it.
        let word = self.schemas.iter().any(|(_, schema)| schema.nullable == Some(true));
        let listed = self.values(api).is_some_and(|values| values.iter().any(serde_json::Value::is_null));
        self.nullable = types.contains(Type::Null) || word || listed;
        self.types = types.without(Type::Null);
        if self.types.is_empty() {
            self.types = self.inferred();
        }
    }

    /// The type that keywords speak of where no `type` is stated.
    fn inferred(&self) -> TypeSet {
        let mut types = TypeSet::default();
        for (_, schema) in &self.schemas {
            if schema.object.is_some() {
                types = types.with(Type::Object);
            }
            if schema.array.is_some() {
                types = types.with(Type::Array);
            }
        }
        types
    }

    /// The values that are allowed, where they are listed: by the last `enum` or `const`.
    pub(crate) fn values(&self, api: &Api) -> Option<Vec<serde_json::Value>> {
        self.schemas.iter().rev().find_map(|(_, schema)| match (&schema.constant, &schema.enumeration) {
            (Some(constant), _) => Some(vec![api.value(*constant)]),
            (None, Some(values)) => Some(values.iter().map(|value| api.value(*value)).collect()),
            (None, None) => None,
        })
    }

    /// The properties, with the schemas that hold for each.
    pub(crate) fn properties(&self) -> IndexMap<&'a str, Vec<SchemaId>> {
        let mut properties: IndexMap<&str, Vec<SchemaId>> = IndexMap::new();
        for (_, schema) in &self.schemas {
            for (name, id) in schema.object.iter().flat_map(|object| &object.properties) {
                properties.entry(name).or_default().push(*id);
            }
        }
        properties
    }

    /// The properties that must be there.
    pub(crate) fn required(&self) -> BTreeSet<&'a str> {
        self.objects().flat_map(|object| object.required.iter().map(String::as_str)).collect()
    }

    /// What is said about further properties: a schema before a permission; a prohibition is as good as silence.
    pub(crate) fn additional(&self) -> Option<AdditionalProperties> {
        let stated = |keyword: Option<AdditionalProperties>| match keyword {
            None | Some(AdditionalProperties::Allowed(false)) => None,
            stated => stated,
        };
        let all: Vec<_> = self
            .objects()
            .filter_map(|object| stated(object.additional_properties).or(stated(object.unevaluated_properties)))
            .collect();
        let by_schema = all.iter().find(|keyword| matches!(keyword, AdditionalProperties::Schema(_)));
        by_schema.or(all.first()).copied()
    }

    /// The schemas of properties by pattern.
    pub(crate) fn pattern_properties(&self) -> Vec<SchemaId> {
        self.objects().flat_map(|object| object.pattern_properties.values().copied()).collect()
    }

    /// The keywords about objects.
    pub(crate) fn objects(&self) -> impl Iterator<Item = &'a avouch_api::schema::ObjectKeywords> {
        self.schemas.iter().filter_map(|(_, schema)| schema.object.as_deref())
    }

    /// The branches of the unions, those of one `oneOf` or `anyOf` each.
    pub(crate) fn unions(&self) -> impl Iterator<Item = Branches<'a>> {
        self.unions.iter().flat_map(|schema| {
            let one = Branches { ids: &schema.one_of, any: false };
            let any = Branches { ids: &schema.any_of, any: true };
            [one, any].into_iter().filter(|branches| !branches.ids.is_empty())
        })
    }

    /// What tells the branches apart.
    pub(crate) fn discriminator(&self) -> Option<&'a Discriminator> {
        self.schemas.iter().rev().find_map(|(_, schema)| schema.discriminator.as_deref())
    }

    /// The last `format`.
    pub(crate) fn format(&self) -> Option<&'a str> {
        self.schemas.iter().rev().find_map(|(_, schema)| schema.format.as_deref())
    }

    /// The last schema of items.
    pub(crate) fn items(&self) -> Option<SchemaId> {
        self.schemas.iter().rev().find_map(|(_, schema)| schema.array.as_ref()?.items)
    }

    /// Whether nothing at all is said about the value.
    pub(crate) fn says_nothing(&self) -> bool {
        self.schemas.iter().all(|(_, schema)| !has_substance(schema) || schema.boolean == Some(true))
    }

    /// The schemas with their own keywords alone, to hold beside each branch of a union.
    pub(crate) fn bare(&self) -> Vec<Part> {
        self.schemas.iter().filter(|(_, schema)| has_own_substance(schema)).map(|(id, _)| Part::Bare(*id)).collect()
    }
}

fn collect<'a>(
    api: &'a Api,
    id: SchemaId,
    depth: usize,
    seen: &mut FxHashSet<SchemaId>,
    schemas: &mut Vec<(SchemaId, &'a Schema)>,
    unions: &mut Vec<&'a Schema>,
) {
    if depth > 64 || !seen.insert(id) {
        return;
    }
    let schema = api.schema(id);
    for inner in schema.target.into_iter().chain(schema.all_of.iter().copied()) {
        collect(api, inner, depth + 1, seen, schemas, unions);
    }
    schemas.push((id, schema));
    if !schema.one_of.is_empty() || !schema.any_of.is_empty() {
        unions.push(schema);
    }
}

/// The types of both sets; an integer is a number.
fn intersect(left: TypeSet, right: TypeSet) -> TypeSet {
    let mut types = TypeSet::default();
    for kind in left.iter() {
        if right.contains(kind) || kind == Type::Integer && right.contains(Type::Number) {
            types = types.with(kind);
        } else if kind == Type::Number && right.contains(Type::Integer) {
            types = types.with(Type::Integer);
        }
    }
    // Sets that exclude each other admit nothing; one of them is nearer to what is meant than no type at all.
    if types.is_empty() { right } else { types }
}

/// Whether a schema says anything that a type could carry, or refers to something that may.
pub(crate) fn has_substance(schema: &Schema) -> bool {
    has_own_substance(schema)
        || schema.reference.is_some()
        || !schema.all_of.is_empty()
        || !schema.any_of.is_empty()
        || !schema.one_of.is_empty()
}

/// Whether the schema's own keywords say anything that a type could carry; annotations and bounds do not.
pub(crate) fn has_own_substance(schema: &Schema) -> bool {
    schema.boolean.is_some()
        || !schema.types.is_empty()
        || schema.format.is_some()
        || schema.enumeration.is_some()
        || schema.constant.is_some()
        || schema.object.is_some()
        || schema.array.is_some()
        || schema.discriminator.is_some()
        || schema.dynamic_reference.is_some()
}

/// The schema that an inline schema comes to where it only wraps it: a lone `$ref` or branch of an `allOf` with
/// annotations, or with a `type` that the other one states too.
pub(crate) fn essence(api: &Api, id: SchemaId) -> (SchemaId, bool) {
    let mut current = id;
    let mut nullable = false;
    for _ in 0..64 {
        let schema = api.schema(current);
        if !schema.any_of.is_empty() || !schema.one_of.is_empty() {
            break;
        }
        let inner: Vec<SchemaId> = schema.target.into_iter().chain(schema.all_of.iter().copied()).collect();
        let mut telling =
            inner.iter().copied().filter(|part| !Merged::gather(api, &[Part::Whole(*part)]).says_nothing());
        let (Some(only), None) = (telling.next(), telling.next()) else { break };
        if has_own_substance(schema) && !only_repeats_type(api, schema, only) {
            break;
        }
        nullable |= schema.nullable == Some(true);
        current = api.resolve(only);
    }
    (current, nullable)
}

fn only_repeats_type(api: &Api, schema: &Schema, inner: SchemaId) -> bool {
    let other = schema.boolean.is_some()
        || schema.format.is_some()
        || schema.enumeration.is_some()
        || schema.constant.is_some()
        || schema.object.is_some()
        || schema.array.is_some()
        || schema.discriminator.is_some()
        || schema.dynamic_reference.is_some();
    let types = Merged::gather(api, &[Part::Whole(inner)]).types;
    !other && !types.is_empty() && types.iter().all(|kind| schema.types.contains(kind))
}
