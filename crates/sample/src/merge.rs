//! All that several schemas say about one value, taken together.

use avouch_api::schema::{AdditionalProperties, Schema, SchemaId, Type, TypeSet};
use avouch_api::{Api, Json};
use indexmap::{IndexMap, IndexSet};
use serde_json::{Number, Value};

/// How far references and compositions are followed.
const MAX_DEPTH: usize = 24;
/// The most schemas that are taken together.
const MAX_PARTS: usize = 256;

/// The keywords of schemas that hold for the same value.
#[derive(Debug, Default)]
pub struct Merged {
    /// The schemas, references and `allOf` followed.
    pub parts: Vec<SchemaId>,
    /// The types that all of them allow; `None` where none says.
    pub types: Option<TypeSet>,
    /// Values that are spelt out: constants and enumerations, of the first schema that has some.
    pub listed: Vec<Value>,
    /// Examples and defaults.
    pub examples: Vec<Value>,
    /// The schemas of each declared property.
    pub properties: IndexMap<String, Vec<SchemaId>>,
    /// Required properties.
    pub required: IndexSet<String>,
    /// Properties that another one demands.
    pub dependent: Vec<(String, Vec<String>)>,
    /// Whether other properties are refused.
    pub closed: bool,
    /// The schemas of other properties.
    pub additional: Vec<SchemaId>,
    /// Patterns of names with the schemas of such properties.
    pub pattern_properties: Vec<(String, SchemaId)>,
    /// The schemas of the names of properties.
    pub property_names: Vec<SchemaId>,
    /// The fewest properties.
    pub min_properties: u64,
    /// The most properties.
    pub max_properties: Option<u64>,
    /// The schemas of the first items.
    pub prefix: Vec<SchemaId>,
    /// The schemas of the other items.
    pub items: Vec<SchemaId>,
    /// The schema that some item must fit.
    pub contains: Option<SchemaId>,
    /// The fewest items.
    pub min_items: u64,
    /// The most items.
    pub max_items: Option<u64>,
    /// Whether items must differ.
    pub unique: bool,
    /// The fewest characters.
    pub min_length: u64,
    /// The most characters.
    pub max_length: Option<u64>,
    /// Patterns of the text.
    pub patterns: Vec<String>,
    /// Formats.
    pub formats: Vec<String>,
    /// The least number, and whether it is itself refused.
    pub minimum: Option<(Number, bool)>,
    /// The greatest number, and whether it is itself refused.
    pub maximum: Option<(Number, bool)>,
    /// What the number is a multiple of.
    pub multiple_of: Option<Number>,
    /// Alternatives of which one (or some) must hold: `oneOf` and `anyOf`.
    pub choices: Vec<Choice>,
    /// Whether there are demands that are only found out by trying: `not`, `if`.
    pub has_further_demands: bool,
    /// The types that keywords speak of.
    pub about: TypeSet,
}

/// Alternatives.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The schemas of which one must hold.
    pub branches: Vec<SchemaId>,
    /// Whether no other may hold then: `oneOf`.
    pub is_exclusive: bool,
}

impl Merged {
    /// Takes schemas together.
    pub fn of(api: &Api, schemas: &[SchemaId]) -> Merged {
        let mut merged = Merged::default();
        for schema in schemas {
            merged.add(api, *schema, MAX_DEPTH);
        }
        merged
    }

    /// Adds a schema.
    pub fn add(&mut self, api: &Api, id: SchemaId, depth: usize) {
        let id = api.resolve(id);
        if self.parts.contains(&id) || self.parts.len() >= MAX_PARTS {
            return;
        }
        self.parts.push(id);
        let schema = api.schema(id);
        self.values(api, schema);
        self.object(schema);
        self.array(schema);
        self.scalar(api, schema);
        for (branches, is_exclusive) in [(&schema.one_of, true), (&schema.any_of, false)] {
            if !branches.is_empty() {
                self.choices
                    .push(Choice { branches: branches.clone(), is_exclusive: is_exclusive && branches.len() > 1 });
            }
        }
        self.has_further_demands |= schema.not.is_some() || schema.condition.is_some();
        if let Some(depth) = depth.checked_sub(1) {
            for part in schema.target.iter().chain(&schema.all_of) {
                self.add(api, *part, depth);
            }
        }
    }

    /// Whether a type is allowed.
    pub fn allows(&self, kind: Type) -> bool {
        self.types.is_none_or(|types| types.contains(kind) || (kind == Type::Integer && types.contains(Type::Number)))
    }

    /// The schemas of a property.
    pub fn property(&self, name: &str) -> Vec<SchemaId> {
        self.properties.get(name).cloned().unwrap_or_else(|| self.additional.clone())
    }

    /// The schemas of an item.
    pub fn item(&self, index: usize) -> Vec<SchemaId> {
        self.prefix.get(index).map_or_else(|| self.items.clone(), |item| vec![*item])
    }

    fn values(&mut self, api: &Api, schema: &Schema) {
        let read = |value: &Json| api.value(*value);
        if !schema.types.is_empty() {
            let types = schema.types;
            self.types = Some(self.types.map_or(types, |known| both(known, types)));
        }
        if self.listed.is_empty() {
            self.listed.extend(schema.constant.iter().map(read));
            self.listed.extend(schema.enumeration.iter().flatten().map(read));
        }
        self.examples.extend(schema.examples.iter().chain(&schema.default).map(read));
    }

    fn object(&mut self, schema: &Schema) {
        let Some(object) = &schema.object else { return };
        self.about = self.about.with(Type::Object);
        for (name, property) in &object.properties {
            self.properties.entry(name.clone()).or_default().push(*property);
        }
        self.required.extend(object.required.iter().cloned());
        let dependent = object.dependent_required.iter().map(|(name, needs)| (name.clone(), needs.clone()));
        self.dependent.extend(dependent);
        for additional in [object.additional_properties, object.unevaluated_properties].into_iter().flatten() {
            match additional {
                AdditionalProperties::Allowed(allowed) => self.closed |= !allowed,
                AdditionalProperties::Schema(schema) => self.additional.push(schema),
            }
        }
        let patterns = object.pattern_properties.iter().map(|(pattern, schema)| (pattern.clone(), *schema));
        self.pattern_properties.extend(patterns);
        self.property_names.extend(object.property_names);
        self.min_properties = self.min_properties.max(object.min_properties.unwrap_or(0));
        self.max_properties = least(self.max_properties, object.max_properties);
    }

    fn array(&mut self, schema: &Schema) {
        let Some(array) = &schema.array else { return };
        self.about = self.about.with(Type::Array);
        if self.prefix.is_empty() {
            self.prefix.clone_from(&array.prefix_items);
        }
        self.items.extend(array.items);
        self.contains = self.contains.or(array.contains);
        let contained = if array.contains.is_some() { array.min_contains.unwrap_or(1) } else { 0 };
        self.min_items = self.min_items.max(array.min_items.unwrap_or(0)).max(contained);
        self.max_items = least(self.max_items, array.max_items);
        self.unique |= array.unique_items;
    }

    fn scalar(&mut self, api: &Api, schema: &Schema) {
        self.formats.extend(schema.format.clone());
        if let Some(string) = &schema.string {
            if string.min_length.is_some() || string.max_length.is_some() || string.pattern.is_some() {
                self.about = self.about.with(Type::String);
            }
            self.min_length = self.min_length.max(string.min_length.unwrap_or(0));
            self.max_length = least(self.max_length, string.max_length);
            self.patterns.extend(string.pattern.clone());
        }
        let Some(number) = &schema.number else { return };
        self.about = self.about.with(Type::Integer).with(Type::Number);
        let read = |value: Option<Json>| match api.value(value?) {
            Value::Number(number) => Some(number),
            _ => None,
        };
        let float = |bound: &(Number, bool)| bound.0.as_f64().unwrap_or(0.0);
        for (bound, exclusive) in [(number.minimum, false), (number.exclusive_minimum, true)] {
            let Some(bound) = read(bound).map(|bound| (bound, exclusive)) else { continue };
            if self
                .minimum
                .as_ref()
                .is_none_or(|known| float(known) < float(&bound) || exclusive && float(known) <= float(&bound))
            {
                self.minimum = Some(bound);
            }
        }
        for (bound, exclusive) in [(number.maximum, false), (number.exclusive_maximum, true)] {
            let Some(bound) = read(bound).map(|bound| (bound, exclusive)) else { continue };
            if self
                .maximum
                .as_ref()
                .is_none_or(|known| float(known) > float(&bound) || exclusive && float(known) >= float(&bound))
            {
                self.maximum = Some(bound);
            }
        }
        self.multiple_of = match (self.multiple_of.take(), read(number.multiple_of)) {
            (Some(known), Some(further)) => Some(common_multiple(&known, &further).unwrap_or(known)),
            (known, further) => known.or(further),
        };
    }
}

/// The least common multiple of whole numbers.
fn common_multiple(left: &Number, right: &Number) -> Option<Number> {
    let (left, right) = (left.as_u64()?, right.as_u64()?);
    let (mut divisor, mut rest) = (left, right);
    while rest > 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    Some(Number::from((left / divisor.max(1)).checked_mul(right)?))
}

fn both(left: TypeSet, right: TypeSet) -> TypeSet {
    let wide = |set: TypeSet| if set.contains(Type::Number) { set.with(Type::Integer) } else { set };
    let right = wide(right);
    wide(left).iter().filter(|kind| right.contains(*kind)).fold(TypeSet::default(), TypeSet::with)
}

fn least(left: Option<u64>, right: Option<u64>) -> Option<u64> {
    left.into_iter().chain(right).min()
}
