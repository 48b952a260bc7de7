//! Values for schemas of every kind, valid and broken.

use std::sync::Arc;

use avouch_api::Api;
use avouch_api::schema::SchemaId;
use avouch_parser::{Options, Source, load};
use avouch_sample::{Fault, Sampler, faults};
use avouch_validate::{Validator, View};
use serde_json::{Map, Value, json};

fn api(schemas: &Value) -> Arc<Api> {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    });
    let source = Source::Text { name: "openapi.json".to_owned(), bytes: document.to_string().into_bytes() };
    let (document, _) = load(&source, &Options::default()).expect("the document loads");
    Arc::new(Api::from_document(Arc::new(document)).0)
}

/// A sampler for `components.schemas`, and the schema `S`.
fn sampler(schemas: &Value) -> (Sampler, SchemaId) {
    let api = api(schemas);
    let schema = *api.schemas.get("S").expect("there is a schema S");
    (Sampler::new(api, 7), schema)
}

fn sample(schema: &Value) -> Option<Value> {
    let (sampler, schema) = sampler(&json!({"S": schema}));
    sampler.valid(schema, View::Response)
}

#[test]
fn values_of_every_kind_are_found() {
    for schema in [
        json!({}),
        json!(true),
        json!({"type": "null"}),
        json!({"type": "boolean"}),
        json!({"type": "integer", "minimum": 5, "exclusiveMaximum": 7, "multipleOf": 6}),
        json!({"type": "integer", "exclusiveMinimum": 9_007_199_254_740_992_u64}),
        json!({"type": "number", "minimum": 0.1, "maximum": 0.2}),
        json!({"type": "string", "minLength": 40, "maxLength": 41}),
        json!({"type": "string", "maxLength": 0}),
        json!({"type": "string", "pattern": "^[a-z]{3}-\\d+$", "maxLength": 8}),
        json!({"type": "string", "format": "uuid"}),
        json!({"type": "string", "format": "date-time"}),
        json!({"type": "string", "format": "ipv6"}),
        json!({"type": "string", "format": "uri", "minLength": 60}),
        json!({"enum": [null, 3, "a"]}),
        json!({"const": {"a": [1]}}),
        json!({"type": "array", "items": {"type": "integer"}, "minItems": 5, "uniqueItems": true}),
        json!({"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": false}),
        json!({"type": "array", "contains": {"const": 3}}),
        json!({"type": "object", "minProperties": 3}),
        json!({"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 2}),
        json!({"type": "object", "patternProperties": {"^x-[a-z]+$": {"type": "integer"}}, "additionalProperties": false, "minProperties": 1}),
        json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a", "b"], "maxProperties": 2}),
        json!({"type": "object", "properties": {"a": {}, "b": {}}, "required": ["a"], "dependentRequired": {"a": ["c"]}}),
        json!({"allOf": [{"type": "object", "properties": {"a": {"type": "string", "minLength": 3}}}, {"properties": {"a": {"maxLength": 3}}, "required": ["a"]}]}),
        json!({"oneOf": [{"type": "string"}, {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}]}),
        json!({"oneOf": [{"type": "integer", "multipleOf": 3}, {"type": "integer", "multipleOf": 5}], "minimum": 1}),
        json!({"anyOf": [{"type": "null"}, {"type": "array", "items": {"type": "string"}}]}),
        json!({"type": "integer", "not": {"minimum": 1}}),
        json!({"type": "object", "required": ["kind"], "properties": {"kind": {"enum": ["a", "b"]}}, "if": {"properties": {"kind": {"const": "a"}}}, "then": {"required": ["x"]}}),
        json!({"type": "object", "unevaluatedProperties": false, "allOf": [{"properties": {"a": {"type": "integer"}}}]}),
    ] {
        assert!(sample(&schema).is_some(), "{schema}");
    }
}

#[test]
fn what_no_value_fits_is_refused() {
    for schema in [
        json!(false),
        json!({"allOf": [{"type": "string"}, {"type": "integer"}]}),
        json!({"type": "integer", "minimum": 5, "maximum": 4}),
        json!({"type": "string", "pattern": "^a$", "minLength": 2}),
        json!({"type": "object", "required": ["a"], "properties": {"a": false}}),
    ] {
        assert_eq!(sample(&schema), None, "{schema}");
    }
    let endless =
        json!({"S": {"type": "object", "required": ["s"], "properties": {"s": {"$ref": "#/components/schemas/S"}}}});
    let (sampler, schema) = sampler(&endless);
    assert_eq!(sampler.valid(schema, View::Response), None);
}

#[test]
fn equal_seeds_give_equal_values_and_other_numbers_other_values() {
    let schemas = json!({"S": {"type": "object", "required": ["guid", "name"], "properties": {
        "guid": {"type": "string", "format": "uuid"}, "name": {"type": "string"},
    }}});
    let (one, schema) = sampler(&schemas);
    let (other, _) = sampler(&schemas);
    let value = one.valid(schema, View::Response).expect("there is a value");
    assert_eq!(Some(&value), other.valid(schema, View::Response).as_ref());
    assert_eq!(Some(&value), one.valid(schema, View::Response).as_ref());
    let variants: Vec<Value> = (1..20).filter_map(|number| one.variant(schema, View::Response, number)).collect();
    assert_eq!(variants.len(), 19);
    for (index, variant) in variants.iter().enumerate() {
        assert!(!variants[..index].iter().any(|earlier| earlier["guid"] == variant["guid"]), "{variant}");
    }
}

#[test]
fn the_examples_of_the_document_come_first() {
    let schemas = json!({"S": {"type": "object", "required": ["state", "name"], "properties": {
        "state": {"type": "string", "enum": ["DOWN", "UP"], "default": "UP"},
        "name": {"type": "string", "example": "my-app"},
        "wrong": {"type": "integer", "example": "three"},
    }}});
    let (sampler, schema) = sampler(&schemas);
    let value = sampler.valid(schema, View::Response).expect("there is a value");
    assert_eq!((&value["state"], &value["name"]), (&json!("UP"), &json!("my-app")));
    assert!(value["wrong"].is_u64(), "{value}");
}

#[test]
fn what_travels_one_way_is_left_out_on_the_other() {
    let schemas = json!({"S": {
        "type": "object",
        "required": ["id", "secret"],
        "properties": {"id": {"type": "string", "readOnly": true}, "secret": {"type": "string", "writeOnly": true}},
        "example": {"id": "1", "secret": "s"},
    }});
    let (sampler, schema) = sampler(&schemas);
    assert_eq!(sampler.valid(schema, View::Request), Some(json!({"secret": "s"})));
    assert_eq!(sampler.valid(schema, View::Response), Some(json!({"id": "1"})));
}

#[test]
fn recursion_ends_where_it_may() {
    let schemas = json!({"S": {"type": "object", "required": ["name", "children"], "properties": {
        "name": {"type": "string"},
        "children": {"type": "array", "items": {"$ref": "#/components/schemas/S"}},
        "parent": {"anyOf": [{"$ref": "#/components/schemas/S"}, {"type": "null"}]},
    }}});
    let (sampler, schema) = sampler(&schemas);
    assert!(sampler.valid(schema, View::Response).is_some());
}

#[test]
fn names_of_properties_make_texts_that_suit_them() {
    let schema =
        json!({"type": "object", "properties": {"guid": {"type": "string"}, "contact_email": {"type": "string"}}});
    let value = sample(&schema).expect("there is a value");
    assert_eq!(value["guid"].as_str().map(str::len), Some(36), "{value}");
    assert!(value["contact_email"].as_str().is_some_and(|text| text.ends_with("@example.org")), "{value}");
}

fn app() -> Value {
    json!({"S": {
        "type": "object",
        "required": ["guid", "state", "metadata"],
        "properties": {
            "guid": {"type": "string", "format": "uuid"},
            "name": {"type": ["string", "null"], "minLength": 1, "maxLength": 5, "example": "app"},
            "state": {"enum": ["UP", "DOWN"]},
            "count": {"type": "integer", "minimum": 0, "maximum": 9},
            "metadata": {"type": "object", "additionalProperties": false, "properties": {"labels": {"type": "object"}}},
            "tags": {"type": "array", "items": {"type": "string", "pattern": "^[a-z]+$"}, "minItems": 1, "maxItems": 2},
            "ids": {"type": "array", "items": {"type": "integer"}, "uniqueItems": true},
        },
    }})
}

#[test]
fn faults_are_at_the_place_and_of_the_kind_that_they_say() {
    let (sampler, schema) = sampler(&app());
    let validator = sampler.validator();
    let value = sampler.valid(schema, View::Response).expect("there is a value");
    let place = |fault: Option<Fault>| fault.map(|fault| (fault.pointer, fault.keyword));
    let expected = |pointer: &str, keyword: &str| Some((pointer.to_owned(), keyword.to_owned()));
    let view = View::Response;
    assert_eq!(place(faults::drop_required(validator, schema, view, &value)), expected("", "required"));
    assert_eq!(place(faults::null_in_non_nullable(validator, schema, view, &value)), expected("/count", "type"));
    assert_eq!(place(faults::bad_enum(validator, schema, view, &value)), expected("/state", "enum"));
    assert_eq!(place(faults::wrong_type(validator, schema, view, &value)), expected("/count", "type"));
}

#[test]
fn faults_that_nobody_could_see_are_none() {
    let (sampler, schema) = sampler(&json!({"S": {"properties": {"a": {}}}}));
    let validator = sampler.validator();
    let value = json!({"a": "x"});
    assert_eq!(faults::drop_required(validator, schema, View::Response, &value), None);
    assert_eq!(faults::null_in_non_nullable(validator, schema, View::Response, &value), None);
    assert_eq!(faults::bad_enum(validator, schema, View::Response, &value), None);
    assert_eq!(faults::wrong_type(validator, schema, View::Response, &value), None);
}

#[test]
fn every_keyword_of_a_schema_is_broken_once_at_each_place() {
    let (sampler, schema) = sampler(&app());
    let found = sampler.invalid(schema, View::Response);
    check_invalid(sampler.validator(), schema, &sampler);
    for (pointer, keyword) in [
        ("", "required"),
        ("", "type"),
        ("/guid", "format"),
        ("/guid", "type"),
        ("/name", "minLength"),
        ("/name", "maxLength"),
        ("/state", "enum"),
        ("/count", "minimum"),
        ("/count", "maximum"),
        ("/count", "type"),
        ("/metadata", "additionalProperties"),
        ("/tags", "minItems"),
        ("/tags", "maxItems"),
        ("/ids", "uniqueItems"),
        ("/tags/0", "pattern"),
    ] {
        let made = found.iter().any(|invalid| invalid.pointer == pointer && invalid.keyword == keyword);
        assert!(made, "{keyword} at {pointer:?}: {found:#?}");
    }
}

/// Each invalid value is rejected, at its place and nowhere else, by its keyword.
#[track_caller]
fn check_invalid(validator: &Validator, schema: SchemaId, sampler: &Sampler) {
    for invalid in sampler.invalid(schema, View::Response) {
        let violations = validator.check(schema, View::Response, &invalid.value);
        assert!(!violations.is_empty(), "{invalid:?}");
        assert!(
            violations.iter().all(|violation| violation.pointer == invalid.pointer),
            "{invalid:?}\n{violations:#?}"
        );
        assert_eq!(violations[0].keyword, invalid.keyword);
    }
}

/// Schemas that are put together by chance: values are found for nearly all, and every broken one is rejected where it says.
#[test]
fn schemas_made_by_chance_have_values() {
    let mut chance = Chance(1);
    let mut schemas = Map::new();
    for number in 0..300 {
        schemas.insert(format!("S{number}"), chance.schema(3));
    }
    let api = api(&Value::Object(schemas));
    let sampler = Sampler::new(Arc::clone(&api), 3);
    let mut missing = Vec::new();
    for (name, schema) in &api.schemas {
        match sampler.valid(*schema, View::Response) {
            Some(value) => assert!(sampler.validator().accepts(*schema, View::Response, &value), "{name}"),
            None => missing.push(name),
        }
        check_invalid(sampler.validator(), *schema, &sampler);
    }
    assert!(missing.len() <= 3, "{missing:?}");
}

/// Numbers that look like chance and are always the same.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn schema(&mut self, depth: u64) -> Value {
        let kinds = if depth == 0 { 4 } else { 8 };
        match self.below(kinds) {
            0 => {
                let least = self.below(20);
                json!({"type": "string", "minLength": least, "maxLength": least + self.below(5)})
            }
            1 => {
                let least = self.below(100);
                json!({"type": "integer", "minimum": least, "maximum": least + self.below(50)})
            }
            2 => json!({"type": ["boolean", "null"]}),
            3 => {
                let formats = ["uuid", "date", "date-time", "email", "ipv4", "uri", "time", "hostname"];
                let format = formats.get(usize::try_from(self.below(8)).unwrap_or(0));
                json!({"type": "string", "format": format})
            }
            4 => {
                let least = self.below(3);
                json!({"type": "array", "items": self.schema(depth - 1), "minItems": least, "maxItems": least + 2})
            }
            5 | 6 => {
                let mut properties = Map::new();
                let mut required = Vec::new();
                for number in 0..self.below(4) {
                    properties.insert(format!("p{number}"), self.schema(depth - 1));
                    if self.below(2) == 0 {
                        required.push(format!("p{number}"));
                    }
                }
                let additional = self.below(2) == 0;
                json!({"type": "object", "properties": properties, "required": required, "additionalProperties": additional})
            }
            _ => {
                let tagged = |tag: &str, inner: Value| json!({"type": "object", "required": ["tag"], "properties": {"tag": {"const": tag}, "inner": inner}});
                json!({"oneOf": [tagged("a", self.schema(depth - 1)), tagged("b", self.schema(depth - 1))]})
            }
        }
    }
}
