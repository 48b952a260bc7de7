//! What violations say, and where.

mod common;

use avouch_validate::{Settings, Validator, Values, View, Violation};
use serde_json::{Value, json};

fn violations(schemas: &Value, value: &Value) -> Vec<Violation> {
    let api = common::schemas("3.1.0", schemas);
    let schema = *api.schemas.get("S").expect("there is a schema S");
    Validator::new(api).check(schema, View::Response, value)
}

#[track_caller]
fn says(schemas: &Value, value: &Value, expected: &[(&str, &str, &str)]) {
    let found = violations(schemas, value);
    let found: Vec<_> =
        found.iter().map(|found| (found.pointer.as_str(), found.keyword.as_str(), found.message.as_str())).collect();
    assert_eq!(found, expected);
}

fn pets() -> Value {
    json!({
        "S": {
            "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
            "discriminator": {"propertyName": "kind", "mapping": {"feline": "#/components/schemas/Cat"}},
        },
        "Cat": {"type": "object", "required": ["kind", "lives"], "properties": {"lives": {"type": "integer"}}},
        "Dog": {"type": "object", "required": ["kind", "barks"], "properties": {"barks": {"type": "boolean"}}},
    })
}

#[test]
fn plain_violations_say_what_was_expected_and_found() {
    let schemas = json!({"S": {
        "type": "object",
        "required": ["guid"],
        "additionalProperties": false,
        "properties": {
            "guid": {"type": "string", "format": "uuid"},
            "state": {"enum": ["STARTED", "STOPPED"]},
            "count": {"type": ["integer", "null"], "minimum": 1},
            "tags": {"type": "array", "items": {"type": "string", "maxLength": 2}},
        },
    }});
    says(
        &schemas,
        &json!({"x": 1}),
        &[
            ("", "additionalProperties", "property `x` not allowed"),
            ("", "required", "required property `guid` is missing"),
        ],
    );
    says(&schemas, &json!({"guid": 1}), &[("/guid", "type", "expected string, found 1")]);
    says(&schemas, &json!({"guid": "x"}), &[("/guid", "format", "\"x\" is not of format `uuid`")]);
    let guid = "585bc3c1-3743-497d-88b0-403fbb6b8d16";
    says(
        &schemas,
        &json!({"guid": guid, "state": "BROKEN"}),
        &[("/state", "enum", "\"BROKEN\" is not one of \"STARTED\", \"STOPPED\"")],
    );
    says(
        &schemas,
        &json!({"guid": guid, "count": "1"}),
        &[("/count", "type", "expected integer or null, found \"1\"")],
    );
    says(&schemas, &json!({"guid": guid, "count": 0}), &[("/count", "minimum", "0 is less than the minimum 1")]);
    says(
        &schemas,
        &json!({"guid": guid, "tags": ["a", "abc"]}),
        &[("/tags/1", "maxLength", "\"abc\" is longer than 2 characters")],
    );
}

#[test]
fn the_branch_that_the_discriminator_names_is_explained() {
    says(&pets(), &json!({"kind": "feline"}), &[("", "required", "required property `lives` is missing")]);
    says(&pets(), &json!({"kind": "Dog", "barks": "x"}), &[("/barks", "type", "expected boolean, found \"x\"")]);
}

#[test]
fn without_a_discriminator_constants_and_kinds_tell_the_branch() {
    let schemas = json!({"S": {"oneOf": [
        {"type": "object", "required": ["type", "a"], "properties": {"type": {"const": "a"}, "a": {"type": "string"}}},
        {"type": "object", "required": ["type", "b"], "properties": {"type": {"const": "b"}, "b": {"type": "string"}}},
        {"type": "string"},
    ]}});
    says(&schemas, &json!({"type": "b", "b": 1}), &[("/b", "type", "expected string, found 1")]);
    let nullable = json!({"S": {"anyOf": [{"type": "object", "required": ["x"]}, {"type": "null"}]}});
    says(&nullable, &json!({}), &[("", "required", "required property `x` is missing")]);
}

#[test]
fn where_no_branch_stands_out_all_are_named() {
    says(
        &pets(),
        &json!({"kind": "fish"}),
        &[(
            "",
            "oneOf",
            "matches none of the 2 alternatives: `Cat`: required property `lives` is missing; \
         `Dog`: required property `barks` is missing",
        )],
    );
    says(
        &pets(),
        &json!({"kind": "x", "lives": 1, "barks": true}),
        &[("", "oneOf", "matches 2 of 2 alternatives (`Cat`, `Dog`), exactly one is allowed")],
    );
}

#[test]
fn secrets_are_not_quoted() {
    let schemas = json!({"S": {"properties": {"password": {"type": "string", "minLength": 8}}}});
    says(
        &schemas,
        &json!({"password": "hunter2"}),
        &[("/password", "minLength", "a string is shorter than 8 characters")],
    );
    let api = common::schemas("3.1.0", &json!({"S": {"type": "integer"}}));
    let schema = *api.schemas.get("S").expect("there is a schema S");
    let silent = Settings { values: Values::Masked, ..Settings::default() };
    let found = Validator::with_settings(api, silent).check(schema, View::Response, &json!("hunter2"));
    assert_eq!(found.first().map(|found| found.message.as_str()), Some("expected integer, found a string"));
}

#[test]
fn the_origin_is_the_keyword_in_the_document() {
    let api = common::schemas(
        "3.1.0",
        &json!({
            "S": {"$ref": "#/components/schemas/T"},
            "T": {"type": "object", "properties": {"a": {"type": "string", "maxLength": 1}}},
        }),
    );
    let schema = *api.schemas.get("S").expect("there is a schema S");
    let found = Validator::new(api.clone()).check(schema, View::Response, &json!({"a": "bb"}));
    let origin = found.first().and_then(|found| found.origin).expect("the place is known");
    let node = api.document.node(origin).expect("the node is there");
    assert_eq!(node.pointer(), "/components/schemas/T/properties/a/maxLength");
}

#[test]
fn violations_are_bounded() {
    let api = common::schemas("3.1.0", &json!({"S": {"type": "array", "items": {"type": "string"}}}));
    let schema = *api.schemas.get("S").expect("there is a schema S");
    let validator = Validator::new(api);
    let many: Value = (0..1000).map(Value::from).collect();
    assert_eq!(validator.check(schema, View::Response, &many).len(), 50);
    let very_many: Value = (0..200_000).map(Value::from).collect();
    assert_eq!(validator.check(schema, View::Response, &very_many).len(), 1);
}
