//! Schemas as JSON Schema 2020-12 that stands for itself.
//!
//! Every schema that the root leads to becomes one entry of `$defs` under its number, and whatever speaks of it holds a
//! `$ref` to that entry. So nothing is ever retrieved, recursion needs no care, nesting stays flat, and the place of a
//! keyword in the export (`/$defs/12/required`) names the schema that it came from.

use avouch_api::schema::{
    AdditionalProperties, ArrayKeywords, NumberKeywords, ObjectKeywords, Schema, SchemaId, StringKeywords, Type,
};
use avouch_api::{Api, Json};
use rustc_hash::FxHashSet;
use serde_json::{Map, Value, json};

use crate::formats::NUMBER_FORMAT;
use crate::one_way::OneWay;
use crate::patterns::Patterns;
use crate::{Formats, Nullable, Settings, View};

/// The most schemas that may apply to one place of an instance by way of each other (`$ref`, `allOf`, `oneOf`, …).
///
/// Documents nest a handful. The limit keeps the stack that validation takes in bounds.
const MAX_CHAIN: usize = 64;

/// What an export needs to know.
pub struct Exporter<'a> {
    pub api: &'a Api,
    pub settings: &'a Settings,
    pub one_way: &'a OneWay,
    pub patterns: &'a Patterns,
    pub view: View,
}

/// An exported schema.
pub struct Export {
    /// The schema with everything that it leads to.
    pub schema: Value,
    /// The longest chain of schemas that apply to the same place.
    pub chain: usize,
}

impl Exporter<'_> {
    /// Exports a schema and everything that it leads to.
    ///
    /// # Errors
    /// A sentence, where schemas apply to the same place of a value through more than [`MAX_CHAIN`] others.
    pub fn export(&self, root: SchemaId) -> Result<Export, String> {
        let root = self.api.resolve(root);
        let mut definitions = Map::new();
        let mut known = FxHashSet::from_iter([root]);
        let mut open = vec![root];
        let mut chains = Chains::new(self.api);
        while let Some(id) = open.pop() {
            chains.measure(id)?;
            let schema = self.api.schema(id);
            self.define(id, schema, &mut definitions);
            for child in children(schema) {
                let child = self.api.resolve(child);
                if known.insert(child) {
                    open.push(child);
                }
            }
        }
        let schema = json!({"$ref": reference(root), "$defs": definitions});
        Ok(Export { schema, chain: chains.longest })
    }

    fn define(&self, id: SchemaId, schema: &Schema, definitions: &mut Map<String, Value>) {
        let keywords = self.keywords(id, schema);
        let key = id.0.to_string();
        if self.admits_null_beside(schema) {
            let inner = format!("{key}n");
            let reference = json!({"$ref": format!("#/$defs/{inner}")});
            definitions.insert(key, json!({"if": {"type": "null"}, "then": true, "else": reference}));
            definitions.insert(inner, keywords);
        } else {
            definitions.insert(key, keywords);
        }
    }

    /// Whether `nullable: true` is to admit `null` although other keywords of the schema refuse it.
    fn admits_null_beside(&self, schema: &Schema) -> bool {
        let composed = schema.reference.is_some()
            || !(schema.all_of.is_empty() && schema.any_of.is_empty() && schema.one_of.is_empty())
            || schema.not.is_some()
            || schema.enumeration.is_some()
            || schema.constant.is_some();
        self.settings.nullable == Nullable::AsMeant && schema.nullable == Some(true) && composed
    }

    fn keywords(&self, id: SchemaId, schema: &Schema) -> Value {
        if let Some(boolean) = schema.boolean {
            return Value::Bool(boolean);
        }
        let mut out = Map::new();
        if let Some(target) = schema.target {
            self.put(&mut out, "$ref", Value::String(reference(self.api.resolve(target))));
        }
        let types: Vec<Value> = schema.types.iter().map(|kind| Value::from(type_name(kind))).collect();
        if !types.is_empty() {
            self.put(&mut out, "type", Value::Array(types));
        }
        self.format(schema, &mut out);
        if let Some(values) = &schema.enumeration {
            let values = values.iter().map(|value| self.api.value(*value)).collect();
            self.put(&mut out, "enum", Value::Array(values));
        }
        if let Some(value) = schema.constant {
            self.put(&mut out, "const", self.api.value(value));
        }
        self.composition(schema, &mut out);
        if let Some(object) = &schema.object {
            self.object(id, object, &mut out);
        }
        if let Some(array) = &schema.array {
            self.array(array, &mut out);
        }
        if let Some(string) = &schema.string {
            self.string(string, &mut out);
        }
        if let Some(number) = &schema.number {
            self.number(number, &mut out);
        }
        Value::Object(out)
    }

    fn format(&self, schema: &Schema, out: &mut Map<String, Value>) {
        let Some(format) = &schema.format else { return };
        if self.settings.formats == Formats::Assert {
            let keyword = if crate::formats::bounds(format).is_some() { NUMBER_FORMAT } else { "format" };
            self.put(out, keyword, Value::from(format.as_str()));
        }
    }

    fn composition(&self, schema: &Schema, out: &mut Map<String, Value>) {
        for (keyword, branches) in [("allOf", &schema.all_of), ("anyOf", &schema.any_of), ("oneOf", &schema.one_of)] {
            if !branches.is_empty() {
                self.put(out, keyword, branches.iter().map(|branch| self.sub(*branch)).collect());
            }
        }
        if let Some(not) = schema.not {
            self.put(out, "not", self.sub(not));
        }
        if let Some(condition) = &schema.condition {
            for (keyword, branch) in ["if", "then", "else"].into_iter().zip(condition.iter()) {
                if let Some(branch) = branch {
                    self.put(out, keyword, self.sub(*branch));
                }
            }
        }
    }

    fn object(&self, id: SchemaId, object: &ObjectKeywords, out: &mut Map<String, Value>) {
        let subs = |schemas: &mut dyn Iterator<Item = (&String, &SchemaId)>| -> Map<String, Value> {
            schemas.map(|(name, schema)| (name.clone(), self.sub(*schema))).collect()
        };
        if !object.properties.is_empty() {
            self.put(out, "properties", Value::Object(subs(&mut object.properties.iter())));
        }
        let demanded = |name: &&String| !self.one_way.excuses(self.view, id, name);
        let required: Vec<Value> = object.required.iter().filter(demanded).cloned().map(Value::from).collect();
        if !required.is_empty() {
            self.put(out, "required", Value::Array(required));
        }
        let readable = |pattern: &str| self.patterns.fault(pattern).is_none();
        let patterns = subs(&mut object.pattern_properties.iter().filter(|(pattern, _)| readable(pattern)));
        // Without a pattern that cannot be read, it is not known which properties are additional.
        if patterns.len() == object.pattern_properties.len() {
            if let Some(additional) = object.additional_properties {
                self.put(out, "additionalProperties", self.additional(additional));
            }
            if let Some(unevaluated) = object.unevaluated_properties {
                self.put(out, "unevaluatedProperties", self.additional(unevaluated));
            }
        }
        if !patterns.is_empty() {
            self.put(out, "patternProperties", Value::Object(patterns));
        }
        if let Some(names) = object.property_names {
            self.put(out, "propertyNames", self.sub(names));
        }
        self.count(out, "minProperties", object.min_properties);
        self.count(out, "maxProperties", object.max_properties);
        if !object.dependent_required.is_empty() {
            self.put(out, "dependentRequired", json!(object.dependent_required));
        }
        if !object.dependent_schemas.is_empty() {
            self.put(out, "dependentSchemas", Value::Object(subs(&mut object.dependent_schemas.iter())));
        }
    }

    fn array(&self, array: &ArrayKeywords, out: &mut Map<String, Value>) {
        let single =
            [("items", array.items), ("contains", array.contains), ("unevaluatedItems", array.unevaluated_items)];
        for (keyword, schema) in single {
            if let Some(schema) = schema {
                self.put(out, keyword, self.sub(schema));
            }
        }
        if !array.prefix_items.is_empty() {
            self.put(out, "prefixItems", array.prefix_items.iter().map(|item| self.sub(*item)).collect());
        }
        self.count(out, "minContains", array.min_contains);
        self.count(out, "maxContains", array.max_contains);
        self.count(out, "minItems", array.min_items);
        self.count(out, "maxItems", array.max_items);
        if array.unique_items {
            self.put(out, "uniqueItems", Value::Bool(true));
        }
    }

    fn string(&self, string: &StringKeywords, out: &mut Map<String, Value>) {
        self.count(out, "minLength", string.min_length);
        self.count(out, "maxLength", string.max_length);
        if let Some(pattern) = string.pattern.as_ref().filter(|pattern| self.patterns.fault(pattern).is_none()) {
            self.put(out, "pattern", Value::from(pattern.as_str()));
        }
    }

    fn number(&self, number: &NumberKeywords, out: &mut Map<String, Value>) {
        let mut bound = |keyword: &str, value: Option<Json>| {
            if let Some(value @ Value::Number(_)) = value.map(|value| self.api.value(value)) {
                self.put(out, keyword, value);
            }
        };
        bound("minimum", number.minimum);
        bound("maximum", number.maximum);
        bound("exclusiveMinimum", number.exclusive_minimum);
        bound("exclusiveMaximum", number.exclusive_maximum);
        // JSON Schema has no multiple of zero or less; such a keyword is the document's fault, not the value's.
        let positive = |value: &Json| self.api.value(*value).as_f64().is_some_and(|step| step > 0.0);
        bound("multipleOf", number.multiple_of.filter(positive));
    }

    fn count(&self, out: &mut Map<String, Value>, keyword: &str, count: Option<u64>) {
        if let Some(count) = count {
            self.put(out, keyword, Value::from(count));
        }
    }

    fn additional(&self, additional: AdditionalProperties) -> Value {
        match additional {
            AdditionalProperties::Allowed(allowed) => Value::Bool(allowed),
            AdditionalProperties::Schema(schema) => self.sub(schema),
        }
    }

    fn sub(&self, id: SchemaId) -> Value {
        json!({"$ref": reference(self.api.resolve(id))})
    }

    #[expect(clippy::unused_self, reason = "keeps the calls in one form")]
    fn put(&self, out: &mut Map<String, Value>, keyword: &str, value: Value) {
        out.insert(keyword.to_owned(), value);
    }
}

/// The number of the schema that a place in an export belongs to.
pub fn schema_at(location: &str) -> Option<SchemaId> {
    let key = location.strip_prefix("/$defs/")?.split('/').next()?;
    key.trim_end_matches('n').parse().ok().map(SchemaId)
}

/// The word for a type.
pub const fn type_name(kind: Type) -> &'static str {
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

fn reference(id: SchemaId) -> String {
    format!("#/$defs/{}", id.0)
}

/// The schemas that apply to the same place of a value as `schema` does, whether always or in some case.
pub fn in_place(schema: &Schema) -> impl Iterator<Item = SchemaId> {
    let condition = schema.condition.iter().flat_map(|condition| condition.iter().copied().flatten());
    let dependent = schema.object.iter().flat_map(|object| object.dependent_schemas.values().copied());
    let branches = schema.all_of.iter().chain(&schema.any_of).chain(&schema.one_of).copied();
    schema.target.into_iter().chain(branches).chain(schema.not).chain(condition).chain(dependent)
}

/// Every schema that a schema leads to directly.
pub fn children(schema: &Schema) -> impl Iterator<Item = SchemaId> {
    let deeper = |additional: Option<AdditionalProperties>| match additional {
        Some(AdditionalProperties::Schema(schema)) => Some(schema),
        _ => None,
    };
    let object = schema.object.iter().flat_map(move |object| {
        let properties = object.properties.values().chain(object.pattern_properties.values()).copied();
        properties
            .chain(deeper(object.additional_properties))
            .chain(deeper(object.unevaluated_properties))
            .chain(object.property_names)
    });
    let array = schema.array.iter().flat_map(|array| {
        let single = [array.items, array.contains, array.unevaluated_items];
        array.prefix_items.iter().copied().chain(single.into_iter().flatten())
    });
    in_place(schema).chain(object).chain(array)
}

/// The first schema that more schemas apply to the place of than is allowed, and what that means for it and all that lead to it.
pub fn endless_chain(api: &Api) -> Option<(SchemaId, String)> {
    let mut chains = Chains::new(api);
    api.document.schemas().find_map(|(id, _)| chains.measure(id).err().map(|fault| (id, fault)))
}

/// How long the chains of schemas are that apply to the same place.
struct Chains<'a> {
    api: &'a Api,
    lengths: rustc_hash::FxHashMap<SchemaId, usize>,
    longest: usize,
}

impl<'a> Chains<'a> {
    fn new(api: &'a Api) -> Self {
        Chains { api, lengths: rustc_hash::FxHashMap::default(), longest: 0 }
    }

    fn measure(&mut self, id: SchemaId) -> Result<(), String> {
        match self.length(id, &mut Vec::new()) {
            Some(length) => self.longest = self.longest.max(length),
            None => return Err(format!("more than {MAX_CHAIN} schemas apply to one place by way of each other")),
        }
        Ok(())
    }

    /// The longest chain from a schema on; a schema that leads back to itself adds nothing. `None` beyond the limit.
    fn length(&mut self, id: SchemaId, above: &mut Vec<SchemaId>) -> Option<usize> {
        if let Some(length) = self.lengths.get(&id) {
            return (above.len() + length <= MAX_CHAIN).then_some(*length);
        }
        if above.contains(&id) {
            return Some(0);
        }
        if above.len() >= MAX_CHAIN {
            return None;
        }
        above.push(id);
        let api = self.api;
        let mut longest = 0;
        for child in in_place(api.schema(id)) {
            longest = longest.max(self.length(api.resolve(child), above)? + 1);
        }
        above.pop();
        self.lengths.insert(id, longest);
        Some(longest)
    }
}
