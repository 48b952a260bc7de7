//! Schemas: JSON Schema 2020-12, with typed annotations for what that cannot say.

use indexmap::IndexMap;

use super::{Extensions, ExternalDocs, Json, Origin, Reference};

/// A schema of a [`Document`](super::Document), by its place in it: one resource referred to twice has one id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaId(pub u32);

/// One of the types of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// `null`.
    Null,
    /// `boolean`.
    Boolean,
    /// `integer`: a number without a fractional part; `1.0` is one.
    Integer,
    /// `number`.
    Number,
    /// `string`.
    String,
    /// `array`.
    Array,
    /// `object`.
    Object,
}

/// The `type` keyword as a set; empty where there is none, which admits every type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TypeSet(u8);

impl TypeSet {
    /// The set of one type.
    pub const fn of(kind: Type) -> Self {
        TypeSet(1 << kind as u8)
    }

    /// This set and one more type.
    #[must_use]
    pub const fn with(self, kind: Type) -> Self {
        TypeSet(self.0 | (1 << kind as u8))
    }

    /// This set without a type.
    #[must_use]
    pub const fn without(self, kind: Type) -> Self {
        TypeSet(self.0 & !(1 << kind as u8))
    }

    /// Whether the set names the type.
    pub const fn contains(self, kind: Type) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    /// Whether there is no `type` keyword.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The types of the set, in the order of [`Type`].
    pub fn iter(self) -> impl Iterator<Item = Type> {
        [Type::Null, Type::Boolean, Type::Integer, Type::Number, Type::String, Type::Array, Type::Object]
            .into_iter()
            .filter(move |kind| self.contains(*kind))
    }

    /// The type, where the set has just one.
    pub fn only(self) -> Option<Type> {
        let mut types = self.iter();
        types.next().filter(|_| types.next().is_none())
    }
}

/// A schema in the reading of JSON Schema 2020-12, whatever dialect it was written in.
///
/// What a dialect spells otherwise is lowered: 3.0's `nullable: true` beside a `type` becomes the type `null` (and
/// [`Schema::nullable`] remembers the word), boolean `exclusiveMinimum` becomes the bound, `example` becomes the one item
/// of [`Schema::examples`], `items` as a list becomes `prefixItems`.
#[derive(Debug, Default)]
pub struct Schema {
    /// Where the schema stands. `None` only for schemas that no text spells out.
    pub origin: Option<Origin>,
    /// A boolean schema: `true` admits everything, `false` nothing.
    pub boolean: Option<bool>,
    /// `$ref`, and the schema it leads to. Other keywords beside it hold too (3.1); in 3.0 they are ignored and absent here.
    pub reference: Option<Reference>,
    /// Where `$ref` leads; `None` without a `$ref`, or where it dangles.
    pub target: Option<SchemaId>,
    /// `$dynamicRef` or a `$ref` that only the validator can follow, as written.
    pub dynamic_reference: Option<String>,
    /// `type`.
    pub types: TypeSet,
    /// The word `nullable` (3.0, also `x-nullable` in 2.0) as written; its meaning is in [`Schema::types`] where it has one.
    pub nullable: Option<bool>,
    /// `format`.
    pub format: Option<String>,
    /// `enum`, in order.
    pub enumeration: Option<Vec<Json>>,
    /// `const`.
    pub constant: Option<Json>,
    /// `default`.
    pub default: Option<Json>,
    /// `examples`, or the one `example`.
    pub examples: Vec<Json>,
    /// `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// Keywords that name the schema (3.1).
    pub core: Option<Box<CoreKeywords>>,
    /// Keywords about objects.
    pub object: Option<Box<ObjectKeywords>>,
    /// Keywords about arrays.
    pub array: Option<Box<ArrayKeywords>>,
    /// Keywords about strings.
    pub string: Option<Box<StringKeywords>>,
    /// Keywords about numbers.
    pub number: Option<Box<NumberKeywords>>,
    /// `allOf`.
    pub all_of: Vec<SchemaId>,
    /// `anyOf`.
    pub any_of: Vec<SchemaId>,
    /// `oneOf`.
    pub one_of: Vec<SchemaId>,
    /// `not`.
    pub not: Option<SchemaId>,
    /// `if`, `then`, `else`.
    pub condition: Option<Box<[Option<SchemaId>; 3]>>,
    /// `discriminator`.
    pub discriminator: Option<Box<Discriminator>>,
    /// `readOnly`: sent by the server only.
    pub read_only: bool,
    /// `writeOnly`: sent by the client only.
    pub write_only: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `xml`.
    pub xml: Option<Box<Xml>>,
    /// `externalDocs`.
    pub external_docs: Option<Box<ExternalDocs>>,
    /// `x-…`.
    pub extensions: Option<Box<Extensions>>,
    /// Keywords that no dialect of the document knows, by name.
    pub unknown: Option<Box<IndexMap<String, Json>>>,
}

impl Schema {
    /// Whether the schema is nothing but a `$ref`, annotations aside.
    pub fn is_plain_reference(&self) -> bool {
        self.reference.is_some()
            && self.boolean.is_none()
            && self.types.is_empty()
            && self.format.is_none()
            && self.enumeration.is_none()
            && self.constant.is_none()
            && self.object.is_none()
            && self.array.is_none()
            && self.string.is_none()
            && self.number.is_none()
            && self.all_of.is_empty()
            && self.any_of.is_empty()
            && self.one_of.is_empty()
            && self.not.is_none()
            && self.condition.is_none()
            && self.discriminator.is_none()
    }
}

/// Keywords of the JSON Schema core beside `$ref` (3.1).
#[derive(Debug, Default)]
pub struct CoreKeywords {
    /// `$id`.
    pub id: Option<String>,
    /// `$anchor`.
    pub anchor: Option<String>,
    /// `$dynamicAnchor`.
    pub dynamic_anchor: Option<String>,
    /// `$schema`.
    pub dialect: Option<String>,
    /// `$comment`.
    pub comment: Option<String>,
    /// `$defs`.
    pub definitions: IndexMap<String, SchemaId>,
}

/// `additionalProperties` or `unevaluatedProperties` where it is a boolean or a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdditionalProperties {
    /// `true` or `false`.
    Allowed(bool),
    /// A schema for them.
    Schema(SchemaId),
}

/// Keywords about objects.
#[derive(Debug, Default)]
pub struct ObjectKeywords {
    /// `properties` in document order.
    pub properties: IndexMap<String, SchemaId>,
    /// `required`, in order, without repetitions.
    pub required: Vec<String>,
    /// `additionalProperties`; `None` where the keyword is absent, which means `true`.
    pub additional_properties: Option<AdditionalProperties>,
    /// `patternProperties`, by the pattern (ECMA-262).
    pub pattern_properties: IndexMap<String, SchemaId>,
    /// `propertyNames`.
    pub property_names: Option<SchemaId>,
    /// `unevaluatedProperties`.
    pub unevaluated_properties: Option<AdditionalProperties>,
    /// `minProperties`.
    pub min_properties: Option<u64>,
    /// `maxProperties`.
    pub max_properties: Option<u64>,
    /// `dependentRequired`.
    pub dependent_required: IndexMap<String, Vec<String>>,
    /// `dependentSchemas`.
    pub dependent_schemas: IndexMap<String, SchemaId>,
}

/// Keywords about arrays.
#[derive(Debug, Default)]
pub struct ArrayKeywords {
    /// `items`: the items after those of [`ArrayKeywords::prefix_items`].
    pub items: Option<SchemaId>,
    /// `prefixItems`.
    pub prefix_items: Vec<SchemaId>,
    /// `contains`.
    pub contains: Option<SchemaId>,
    /// `minContains`.
    pub min_contains: Option<u64>,
    /// `maxContains`.
    pub max_contains: Option<u64>,
    /// `minItems`.
    pub min_items: Option<u64>,
    /// `maxItems`.
    pub max_items: Option<u64>,
    /// `uniqueItems`.
    pub unique_items: bool,
    /// `unevaluatedItems`.
    pub unevaluated_items: Option<SchemaId>,
}

/// Keywords about strings.
#[derive(Debug, Default)]
pub struct StringKeywords {
    /// `minLength`, in code points.
    pub min_length: Option<u64>,
    /// `maxLength`, in code points.
    pub max_length: Option<u64>,
    /// `pattern` (ECMA-262, unanchored).
    pub pattern: Option<String>,
    /// `contentEncoding`.
    pub content_encoding: Option<String>,
    /// `contentMediaType`.
    pub content_media_type: Option<String>,
    /// `contentSchema`.
    pub content_schema: Option<SchemaId>,
}

/// Keywords about numbers, as the values of the document, exact.
#[derive(Debug, Default)]
pub struct NumberKeywords {
    /// `minimum`.
    pub minimum: Option<Json>,
    /// `maximum`.
    pub maximum: Option<Json>,
    /// `exclusiveMinimum` as a bound.
    pub exclusive_minimum: Option<Json>,
    /// `exclusiveMaximum` as a bound.
    pub exclusive_maximum: Option<Json>,
    /// `multipleOf`.
    pub multiple_of: Option<Json>,
}

/// `discriminator`.
#[derive(Debug)]
pub struct Discriminator {
    /// Where it stands.
    pub origin: Origin,
    /// `propertyName`.
    pub property_name: String,
    /// `mapping`, as written, with the schema that each entry leads to (`None` where it leads nowhere).
    pub mapping: IndexMap<String, (String, Option<SchemaId>)>,
    /// `defaultMapping` (3.2).
    pub default_mapping: Option<SchemaId>,
    /// `x-…`.
    pub extensions: Extensions,
}

/// `xml`.
#[derive(Debug, Default)]
pub struct Xml {
    /// `name`.
    pub name: Option<String>,
    /// `namespace`.
    pub namespace: Option<String>,
    /// `prefix`.
    pub prefix: Option<String>,
    /// `attribute`.
    pub attribute: bool,
    /// `wrapped`.
    pub wrapped: bool,
    /// `x-…`.
    pub extensions: Extensions,
}
