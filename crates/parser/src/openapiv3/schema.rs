//! Schemas in the terms of 3.0.

use avouch_diagnostics::{FileId, Place, Severity};
use serde_json::{Number, Value};

use super::classify::Parts;
use super::names::is_bare_reference;
use super::{Border, v3};
use crate::document::{
    AdditionalProperties, ArrayKeywords, Discriminator, Json, NumberKeywords, ObjectKeywords, Origin, Schema, SchemaId,
    StringKeywords, Type,
};

/// How many schemas may stand inside each other before the next one becomes a component: a bound on the stack.
const MAX_DEPTH: usize = 48;

impl<'d> Border<'d> {
    /// A schema where it is used: itself, or the reference that it is.
    pub(super) fn schema_ref(&mut self, id: SchemaId) -> v3::ReferenceOr<v3::Schema> {
        let schema = self.document.schema(id);
        if is_bare_reference(schema)
            && let Some(reference) = self.names.schema_reference(schema)
        {
            return v3::ReferenceOr::Reference { reference };
        }
        if self.depth >= MAX_DEPTH {
            return v3::ReferenceOr::Reference { reference: self.names.schema_pointer(id) };
        }
        v3::ReferenceOr::Item(self.schema(schema))
    }

    /// A schema of `components`. One that only refers to a schema elsewhere has that schema's content.
    pub(super) fn component_schema(&mut self, name: &str, id: SchemaId) -> v3::ReferenceOr<v3::Schema> {
        let schema = self.document.schema(id);
        match schema.target {
            Some(target) if is_bare_reference(schema) && self.names.lends_name(name, target) => {
                self.schema_content(target)
            }
            _ => self.schema_ref(id),
        }
    }

    /// A schema that is a component now, where references to it lead.
    pub(super) fn schema_content(&mut self, id: SchemaId) -> v3::ReferenceOr<v3::Schema> {
        let schema = self.document.schema(id);
        if is_bare_reference(schema) {
            return self.schema_ref(id);
        }
        self.depth = 0;
        v3::ReferenceOr::Item(self.schema(schema))
    }

    fn boxed(&mut self, id: SchemaId) -> v3::ReferenceOr<Box<v3::Schema>> {
        match self.schema_ref(id) {
            v3::ReferenceOr::Reference { reference } => v3::ReferenceOr::Reference { reference },
            v3::ReferenceOr::Item(schema) => v3::ReferenceOr::Item(Box::new(schema)),
        }
    }

    fn schemas(&mut self, ids: &[SchemaId]) -> Vec<v3::ReferenceOr<v3::Schema>> {
        ids.iter().map(|id| self.schema_ref(*id)).collect()
    }

    fn schema(&mut self, schema: &'d Schema) -> v3::Schema {
        self.depth += 1;
        self.leave_out_words(schema);
        let mut parts = Parts::default();
        parts.any.format.clone_from(&schema.format);
        if let Some(object) = &schema.object {
            self.object(&mut parts, schema, object);
        }
        if let Some(array) = &schema.array {
            self.array(&mut parts, schema, array);
        }
        if let Some(string) = &schema.string {
            self.string(&mut parts, schema, string);
        }
        if let Some(number) = &schema.number {
            self.number(&mut parts, number);
        }
        parts.any.all_of = self.schemas(&schema.all_of);
        parts.any.any_of = self.schemas(&schema.any_of);
        parts.any.one_of = self.schemas(&schema.one_of);
        parts.any.not = schema.not.map(|not| Box::new(self.schema_ref(not)));
        if schema.boolean == Some(false) {
            parts.any.not = Some(Box::new(v3::ReferenceOr::Item(admits_all())));
        }
        if let Some(reference) = self.names.schema_reference(schema) {
            parts.any.all_of.insert(0, v3::ReferenceOr::Reference { reference });
        }
        self.values(&mut parts, schema);
        let nullable = types(&mut parts, schema);
        self.depth -= 1;
        v3::Schema { schema_data: self.schema_data(schema, nullable), schema_kind: parts.classify() }
    }

    fn schema_data(&mut self, schema: &'d Schema, nullable: bool) -> v3::SchemaData {
        if schema.examples.len() > 1 {
            self.leave_out(place(schema), Severity::Info, "a second example of a schema");
        }
        v3::SchemaData {
            nullable,
            read_only: schema.read_only,
            write_only: schema.write_only,
            deprecated: schema.deprecated,
            external_docs: schema.external_docs.as_deref().map(|docs| self.external_docs(docs)),
            example: self.example_value(schema.examples.first().copied()),
            title: schema.title.clone(),
            description: schema.description.clone(),
            discriminator: schema.discriminator.as_deref().map(|discriminator| self.discriminator(discriminator)),
            default: self.example_value(schema.default),
            extensions: schema.extensions.as_deref().map(|extensions| self.extensions(extensions)).unwrap_or_default(),
        }
    }

    fn discriminator(&mut self, discriminator: &Discriminator) -> v3::Discriminator {
        if discriminator.default_mapping.is_some() {
            self.leave_out(discriminator.origin.place(), Severity::Warning, "`defaultMapping`");
        }
        let file = discriminator.origin.file;
        let mapping = discriminator.mapping.iter();
        let mapping = mapping.map(|(value, (text, target))| (value.clone(), self.names.mapping(file, text, *target)));
        v3::Discriminator {
            property_name: discriminator.property_name.clone(),
            mapping: mapping.collect(),
            extensions: self.extensions(&discriminator.extensions),
        }
    }

    fn object(&mut self, parts: &mut Parts, schema: &Schema, object: &ObjectKeywords) {
        let any = &mut parts.any;
        any.properties = object.properties.iter().map(|(name, id)| (name.clone(), self.boxed(*id))).collect();
        any.required.clone_from(&object.required);
        any.additional_properties = object.additional_properties.map(|additional| match additional {
            AdditionalProperties::Allowed(allowed) => v3::AdditionalProperties::Any(allowed),
            AdditionalProperties::Schema(id) => v3::AdditionalProperties::Schema(Box::new(self.schema_ref(id))),
        });
        any.min_properties = object.min_properties.map(size);
        any.max_properties = object.max_properties.map(size);
        self.leave_out_each(
            schema,
            &[
                (!object.pattern_properties.is_empty(), "patternProperties"),
                (object.property_names.is_some(), "propertyNames"),
                (object.unevaluated_properties.is_some(), "unevaluatedProperties"),
                (!object.dependent_required.is_empty(), "dependentRequired"),
                (!object.dependent_schemas.is_empty(), "dependentSchemas"),
            ],
        );
    }

    fn array(&mut self, parts: &mut Parts, schema: &Schema, array: &ArrayKeywords) {
        let any = &mut parts.any;
        // After `prefixItems`, `items` is about the rest only; in 3.0 it would be about all items.
        if array.prefix_items.is_empty() {
            any.items = array.items.map(|items| self.boxed(items));
        } else if array.items.is_some() {
            self.leave_out_each(schema, &[(true, "items")]);
        }
        any.min_items = array.min_items.map(size);
        any.max_items = array.max_items.map(size);
        any.unique_items = array.unique_items.then_some(true);
        self.leave_out_each(
            schema,
            &[
                (!array.prefix_items.is_empty(), "prefixItems"),
                (array.contains.is_some(), "contains"),
                (array.min_contains.is_some(), "minContains"),
                (array.max_contains.is_some(), "maxContains"),
                (array.unevaluated_items.is_some(), "unevaluatedItems"),
            ],
        );
    }

    fn string(&mut self, parts: &mut Parts, schema: &Schema, string: &StringKeywords) {
        let any = &mut parts.any;
        any.pattern.clone_from(&string.pattern);
        any.min_length = string.min_length.map(size);
        any.max_length = string.max_length.map(size);
        // The two formats by which 3.0 says what 3.1 has keywords for.
        let format = match (string.content_encoding.as_deref(), string.content_media_type.as_deref()) {
            (Some("base64"), None) => Some("byte"),
            (None, Some("application/octet-stream")) => Some("binary"),
            _ => None,
        };
        if schema.format.is_none() && format.is_some() {
            any.format = format.map(str::to_owned);
        } else {
            self.leave_out_each(
                schema,
                &[
                    (string.content_encoding.is_some(), "contentEncoding"),
                    (string.content_media_type.is_some(), "contentMediaType"),
                ],
            );
        }
        self.leave_out_each(schema, &[(string.content_schema.is_some(), "contentSchema")]);
    }

    fn number(&self, parts: &mut Parts, number: &NumberKeywords) {
        let bound = |inclusive: Option<Json>, exclusive: Option<Json>, is_stronger: fn(f64, f64) -> bool| {
            let inclusive = inclusive.and_then(|json| self.number_value(json));
            let exclusive = exclusive.and_then(|json| self.number_value(json));
            match (inclusive, exclusive) {
                (Some(inclusive), Some(exclusive)) if is_stronger(float(&inclusive), float(&exclusive)) => {
                    (Some(inclusive), None)
                }
                (_, Some(exclusive)) => (Some(exclusive), Some(true)),
                (inclusive, None) => (inclusive, None),
            }
        };
        (parts.minimum, parts.any.exclusive_minimum) =
            bound(number.minimum, number.exclusive_minimum, |inclusive, exclusive| inclusive > exclusive);
        (parts.maximum, parts.any.exclusive_maximum) =
            bound(number.maximum, number.exclusive_maximum, |inclusive, exclusive| inclusive < exclusive);
        parts.multiple_of = number.multiple_of.and_then(|json| self.number_value(json));
    }

    fn number_value(&self, json: Json) -> Option<Number> {
        match self.value(json) {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// `enum` and `const`.
    fn values(&self, parts: &mut Parts, schema: &Schema) {
        let constant = schema.constant.map(|constant| vec![self.value(constant)]);
        match (&schema.enumeration, constant) {
            (Some(values), constant) => {
                parts.has_enumeration = true;
                parts.any.enumeration = values.iter().map(|value| self.value(*value)).collect();
                parts.any.all_of.extend(constant.map(|values| v3::ReferenceOr::Item(one_of_values(values))));
            }
            (None, Some(constant)) => {
                parts.has_enumeration = true;
                parts.any.enumeration = constant;
            }
            (None, None) => {}
        }
    }

    fn leave_out_words(&mut self, schema: &Schema) {
        self.leave_out_each(
            schema,
            &[(schema.dynamic_reference.is_some(), "$dynamicRef"), (schema.condition.is_some(), "if")],
        );
        for (is_there, what) in
            [(schema.xml.is_some(), "`xml`"), (schema.core.is_some(), "`$id`, `$defs` or another keyword of the core")]
        {
            if is_there {
                self.leave_out(place(schema), Severity::Info, what);
            }
        }
        for (name, value) in schema.unknown.iter().flat_map(|unknown| unknown.iter()) {
            self.leave_out(value.0.key(), Severity::Info, &format!("the keyword `{name}`"));
        }
    }

    /// Reports keywords that restrict values and have no terms in 3.0.
    fn leave_out_each(&mut self, schema: &Schema, words: &[(bool, &str)]) {
        for (is_there, word) in words {
            if *is_there {
                self.leave_out(place(schema), Severity::Warning, &format!("the keyword `{word}`"));
            }
        }
    }
}

/// Says the types in the terms of 3.0, and returns whether the schema is `nullable`.
fn types(parts: &mut Parts, schema: &Schema) -> bool {
    let others = schema.types.without(Type::Null);
    let admits_null = schema.types.contains(Type::Null);
    if let Some(only) = others.only() {
        parts.any.typ = Some(name(only).to_owned());
        return admits_null;
    }
    if schema.types.is_empty() {
        return schema.nullable == Some(true);
    }
    let null = admits_null.then(|| one_of_values(vec![Value::Null]));
    let mut branches: Vec<_> = others.iter().map(of_type).chain(null).map(v3::ReferenceOr::Item).collect();
    if branches.len() == 1 {
        // Only null is left, which a schema without a type says by its values.
        parts.any.all_of.append(&mut branches);
    } else if parts.any.any_of.is_empty() {
        parts.any.any_of = branches;
    } else {
        let schema_kind = v3::SchemaKind::AnyOf { any_of: branches };
        parts
            .any
            .all_of
            .push(v3::ReferenceOr::Item(v3::Schema { schema_data: v3::SchemaData::default(), schema_kind }));
    }
    false
}

fn name(kind: Type) -> &'static str {
    match kind {
        Type::Null => "null",
        Type::Boolean => "boolean",
        Type::Integer => "integer",
        Type::Number => "number",
        Type::String => "string",
        Type::Array => "array",
        Type::Object => "object",
    }
}

/// A schema that says nothing but its type.
fn of_type(kind: Type) -> v3::Schema {
    let any = v3::AnySchema { typ: Some(name(kind).to_owned()), ..v3::AnySchema::default() };
    bare(Parts { any, ..Parts::default() })
}

/// A schema that says nothing but its values.
fn one_of_values(values: Vec<Value>) -> v3::Schema {
    let any = v3::AnySchema { enumeration: values, ..v3::AnySchema::default() };
    bare(Parts { any, has_enumeration: true, ..Parts::default() })
}

/// A schema that says nothing.
fn admits_all() -> v3::Schema {
    bare(Parts::default())
}

fn bare(parts: Parts) -> v3::Schema {
    v3::Schema { schema_data: v3::SchemaData::default(), schema_kind: parts.classify() }
}

fn place(schema: &Schema) -> Place {
    schema.origin.map_or(Place::file(FileId(0)), Origin::place)
}

/// A count in the size of this machine; one that does not fit is the largest.
fn size(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn float(number: &Number) -> f64 {
    number.as_f64().unwrap_or(f64::NAN)
}
