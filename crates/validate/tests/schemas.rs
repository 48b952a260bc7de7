//! Schemas and values with the verdict that the specifications demand, written by hand: a witness that shares no code with the
//! export.

mod common;

use avouch_validate::{Formats, Nullable, Settings, Validator, View};
use serde_json::{Value, json};

const V30: &str = "3.0.3";
const V31: &str = "3.1.0";

/// Holds values against the schema `S` of `components.schemas`; every row is a value and whether it fits.
#[track_caller]
fn table(version: &str, schemas: &Value, rows: &[(Value, bool)]) {
    judge(version, schemas, View::Response, &Settings::default(), rows);
}

#[track_caller]
fn judge(version: &str, schemas: &Value, view: View, settings: &Settings, rows: &[(Value, bool)]) {
    let api = common::schemas(version, schemas);
    let schema = *api.schemas.get("S").expect("there is a schema S");
    let validator = Validator::with_settings(api, settings.clone());
    assert_eq!(validator.fault(schema, view), None, "{schemas}");
    for (value, verdict) in rows {
        let violations = validator.check(schema, view, value);
        assert_eq!(violations.is_empty(), *verdict, "{version} {schemas}\n{value}\n{violations:#?}");
        assert_eq!(validator.accepts(schema, view, value), *verdict, "{version} {schemas}\n{value}");
    }
}

fn as_specified() -> Settings {
    Settings { nullable: Nullable::AsSpecified, ..Settings::default() }
}

#[test]
fn nullable_beside_a_type_admits_null() {
    table(
        V30,
        &json!({"S": {"type": "string", "nullable": true}}),
        &[(json!(null), true), (json!("a"), true), (json!(1), false)],
    );
    table(V30, &json!({"S": {"type": "string"}}), &[(json!(null), false)]);
    table(V30, &json!({"S": {"type": "string", "nullable": false}}), &[(json!(null), false)]);
}

#[test]
fn nullable_without_a_type_takes_nothing_away() {
    table(V30, &json!({"S": {"nullable": true}}), &[(json!(null), true), (json!(1), true)]);
    table(V30, &json!({"S": {"nullable": false}}), &[(json!(null), true)]);
    table(V30, &json!({"S": {}}), &[(json!(null), true)]);
}

#[test]
fn nullable_beside_a_composition_is_read_as_meant_or_as_specified() {
    let schemas = json!({
        "S": {"nullable": true, "allOf": [{"$ref": "#/components/schemas/O"}]},
        "O": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}},
    });
    table(V30, &schemas, &[(json!(null), true), (json!({"a": "x"}), true), (json!({}), false), (json!(1), false)]);
    judge(V30, &schemas, View::Response, &as_specified(), &[(json!(null), false), (json!({"a": "x"}), true)]);
    let one_of = json!({"S": {"nullable": true, "oneOf": [{"type": "string"}, {"type": "integer"}]}});
    table(V30, &one_of, &[(json!(null), true), (json!("a"), true), (json!(true), false)]);
    judge(V30, &one_of, View::Response, &as_specified(), &[(json!(null), false)]);
}

#[test]
fn nullable_beside_an_enum_needs_null_listed_as_specified() {
    let schemas = json!({"S": {"type": "string", "nullable": true, "enum": ["a", "b"]}});
    table(V30, &schemas, &[(json!(null), true), (json!("a"), true), (json!("c"), false)]);
    judge(V30, &schemas, View::Response, &as_specified(), &[(json!(null), false), (json!("a"), true)]);
    let listed = json!({"S": {"type": "string", "nullable": true, "enum": ["a", null]}});
    judge(V30, &listed, View::Response, &as_specified(), &[(json!(null), true), (json!("b"), false)]);
}

#[test]
fn the_spellings_of_null_in_3_1_are_equal() {
    for schema in [
        json!({"type": ["string", "null"]}),
        json!({"oneOf": [{"type": "string"}, {"type": "null"}]}),
        json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
        json!({"anyOf": [{"type": "string"}, {"const": null}]}),
        json!({"anyOf": [{"type": "string"}, {"enum": [null]}]}),
    ] {
        table(V31, &json!({"S": schema}), &[(json!(null), true), (json!("a"), true), (json!(1), false)]);
    }
}

#[test]
fn required_and_nullable_are_two_things() {
    let schemas = json!({"S": {
        "type": "object",
        "required": ["a", "b"],
        "properties": {
            "a": {"type": "string", "nullable": true},
            "b": {"type": "string"},
            "c": {"type": "string", "nullable": true},
            "d": {"type": "string"},
        },
    }});
    table(
        V30,
        &schemas,
        &[
            (json!({"a": null, "b": ""}), true),
            (json!({"b": ""}), false),
            (json!({"a": null, "b": null}), false),
            (json!({"a": "", "b": "", "c": null}), true),
            (json!({"a": "", "b": "", "d": null}), false),
        ],
    );
}

#[test]
fn siblings_of_a_reference_hold_in_3_1_only() {
    let schemas = json!({
        "S": {"$ref": "#/components/schemas/T", "maxLength": 2},
        "T": {"type": "string"},
    });
    table(V30, &schemas, &[(json!("abc"), true), (json!(1), false)]);
    table(V31, &schemas, &[(json!("abc"), false), (json!("ab"), true), (json!(1), false)]);
}

#[test]
fn required_properties_that_travel_one_way_are_demanded_on_that_way() {
    let schemas = json!({"S": {
        "type": "object",
        "required": ["id", "name", "secret"],
        "properties": {
            "id": {"type": "string", "readOnly": true},
            "name": {"type": "string"},
            "secret": {"type": "string", "writeOnly": true},
        },
    }});
    for version in [V30, V31] {
        judge(
            version,
            &schemas,
            View::Request,
            &Settings::default(),
            &[
                (json!({"name": "n", "secret": "s"}), true),
                (json!({"id": "i", "name": "n", "secret": "s"}), true),
                (json!({"id": 1, "name": "n", "secret": "s"}), false),
                (json!({"name": "n"}), false),
            ],
        );
        judge(
            version,
            &schemas,
            View::Response,
            &Settings::default(),
            &[
                (json!({"id": "i", "name": "n"}), true),
                (json!({"name": "n"}), false),
                (json!({"id": "i", "secret": "s"}), false),
            ],
        );
    }
}

#[test]
fn one_way_properties_are_found_through_compositions() {
    let schemas = json!({
        "S": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"required": ["id", "name"]}]},
        "Base": {"type": "object", "properties": {"id": {"$ref": "#/components/schemas/Id"}, "name": {"type": "string"}}},
        "Id": {"type": "string", "readOnly": true},
    });
    judge(V30, &schemas, View::Request, &Settings::default(), &[(json!({"name": "n"}), true), (json!({}), false)]);
    judge(V30, &schemas, View::Response, &Settings::default(), &[(json!({"name": "n"}), false)]);
}

#[test]
fn additional_properties_are_allowed_unless_refused() {
    table(V30, &json!({"S": {"type": "object", "properties": {"a": {}}}}), &[(json!({"b": 1}), true)]);
    let closed = json!({"S": {"type": "object", "properties": {"a": {}}, "additionalProperties": false}});
    table(V30, &closed, &[(json!({"a": 1}), true), (json!({"b": 1}), false)]);
    let map = json!({"S": {"type": "object", "additionalProperties": {"type": "integer"}}});
    table(V30, &map, &[(json!({"b": 1}), true), (json!({"b": "x"}), false)]);
}

#[test]
fn closed_parts_of_a_composition_see_only_their_own_properties() {
    let schemas = json!({
        "S": {"allOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]},
        "A": {"type": "object", "properties": {"a": {}}, "additionalProperties": false},
        "B": {"type": "object", "properties": {"b": {}}, "additionalProperties": false},
    });
    table(V30, &schemas, &[(json!({}), true), (json!({"a": 1}), false), (json!({"a": 1, "b": 1}), false)]);
    let unevaluated = json!({
        "S": {"allOf": [{"$ref": "#/components/schemas/A"}], "properties": {"b": {}}, "unevaluatedProperties": false},
        "A": {"type": "object", "properties": {"a": {}}},
    });
    table(V31, &unevaluated, &[(json!({"a": 1, "b": 1}), true), (json!({"c": 1}), false)]);
}

#[test]
fn a_discriminator_never_changes_the_verdict() {
    let schemas = json!({
        "S": {
            "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
            "discriminator": {"propertyName": "kind", "mapping": {"feline": "#/components/schemas/Cat"}},
        },
        "Cat": {"type": "object", "required": ["kind", "lives"], "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}},
        "Dog": {"type": "object", "required": ["kind", "barks"], "properties": {"kind": {"type": "string"}, "barks": {"type": "boolean"}}},
    });
    for version in [V30, V31] {
        table(
            version,
            &schemas,
            &[
                (json!({"kind": "feline", "lives": 9}), true),
                (json!({"kind": "Dog", "lives": 9}), true),
                (json!({"kind": "nobody", "barks": true}), true),
                (json!({"kind": "feline", "lives": 9, "barks": true}), false),
                (json!({"kind": "feline"}), false),
            ],
        );
    }
}

#[test]
fn one_of_is_exactly_one_and_any_of_at_least_one() {
    let branches = json!([{"type": "object", "properties": {"a": {"type": "string"}}}, {"type": "object"}]);
    table(V30, &json!({"S": {"oneOf": branches}}), &[(json!({"a": "x"}), false), (json!({"a": 1}), true)]);
    table(V30, &json!({"S": {"anyOf": branches}}), &[(json!({"a": "x"}), true), (json!([]), false)]);
    table(V30, &json!({"S": {"not": {"type": "string"}}}), &[(json!("a"), false), (json!(1), true)]);
}

#[test]
fn dates_follow_rfc_3339() {
    table(
        V30,
        &json!({"S": {"type": "string", "format": "date-time"}}),
        &[
            (json!("2024-02-29T12:00:00Z"), true),
            (json!("2024-02-29t12:00:00z"), true),
            (json!("2016-12-31T23:59:60Z"), true),
            (json!("2024-02-29T12:00:00.123456789123+05:30"), true),
            (json!("2024-02-29T12:00:00"), false),
            (json!("2024-02-29 12:00:00Z"), false),
            (json!("2023-02-29T12:00:00Z"), false),
            (json!("2024-02-29"), false),
        ],
    );
    table(
        V30,
        &json!({"S": {"type": "string", "format": "date"}}),
        &[(json!("2024-02-29"), true), (json!("2023-02-29"), false)],
    );
}

#[test]
fn formats_are_checked_unless_switched_off_and_unknown_ones_tolerated() {
    let uuid = json!({"S": {"type": "string", "format": "uuid"}});
    table(V31, &uuid, &[(json!("585bc3c1-3743-497d-88b0-403fbb6b8d16"), true), (json!("585bc3c1"), false)]);
    let annotate = Settings { formats: Formats::Annotate, ..Settings::default() };
    judge(V31, &uuid, View::Response, &annotate, &[(json!("585bc3c1"), true)]);
    table(V31, &json!({"S": {"type": "string", "format": "colour"}}), &[(json!("anything"), true)]);
    table(V30, &json!({"S": {"type": "string", "format": "binary"}}), &[(json!("anything"), true)]);
    table(V30, &json!({"S": {"format": "uuid"}}), &[(json!(1), true)]);
}

#[test]
fn whole_numbers_are_integers_however_they_are_written() {
    for version in [V30, V31] {
        table(
            version,
            &json!({"S": {"type": "integer"}}),
            &[
                (json!(1), true),
                (json!(1.0), true),
                (json!(1e2), true),
                (json!(1.5), false),
                (json!("1"), false),
                (json!(18_446_744_073_709_551_615_u64), true),
            ],
        );
    }
}

#[test]
fn formats_of_numbers_bound_them() {
    table(
        V30,
        &json!({"S": {"type": "integer", "format": "int32"}}),
        &[(json!(2_147_483_647), true), (json!(2_147_483_648_u64), false)],
    );
    table(
        V30,
        &json!({"S": {"type": "integer", "format": "int64"}}),
        &[(json!(9_223_372_036_854_775_807_u64), true), (json!(9_223_372_036_854_775_808_u64), false)],
    );
    table(V30, &json!({"S": {"type": "number", "format": "float"}}), &[(json!(0.03), true), (json!(1e39), false)]);
    table(V30, &json!({"S": {"type": "number", "format": "double"}}), &[(json!(1e300), true)]);
    let annotate = Settings { formats: Formats::Annotate, ..Settings::default() };
    judge(V30, &json!({"S": {"format": "int32"}}), View::Response, &annotate, &[(json!(1_u64 << 40), true)]);
}

#[test]
fn numbers_beyond_the_53rd_bit_are_compared_exactly() {
    let schemas = json!({"S": {"type": "integer", "maximum": 9_007_199_254_740_992_u64}});
    table(V31, &schemas, &[(json!(9_007_199_254_740_992_u64), true), (json!(9_007_199_254_740_993_u64), false)]);
    let constant = json!({"S": {"const": 9_007_199_254_740_993_u64}});
    table(V31, &constant, &[(json!(9_007_199_254_740_993_u64), true), (json!(9_007_199_254_740_992_u64), false)]);
}

#[test]
fn bounds_are_exclusive_by_the_words_of_each_version() {
    let three_zero = json!({"S": {"type": "number", "minimum": 1, "exclusiveMinimum": true, "maximum": 5, "exclusiveMaximum": false}});
    table(V30, &three_zero, &[(json!(1), false), (json!(1.1), true), (json!(5), true)]);
    let three_one = json!({"S": {"type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 5}});
    table(V31, &three_one, &[(json!(1), false), (json!(1.1), true), (json!(5), false)]);
    table(V31, &json!({"S": {"multipleOf": 0.1}}), &[(json!(0.3), true), (json!(0.35), false)]);
}

#[test]
fn patterns_are_ecma_262_and_not_anchored() {
    table(V30, &json!({"S": {"type": "string", "pattern": "b+"}}), &[(json!("abba"), true), (json!("aca"), false)]);
    table(V30, &json!({"S": {"pattern": "^(?!admin)[a-z]+$"}}), &[(json!("user"), true), (json!("admin1"), false)]);
    table(V30, &json!({"S": {"pattern": r"^\d+$"}}), &[(json!("12"), true), (json!("١٢"), false)]);
    table(V30, &json!({"S": {"pattern": r"^\/a\-b\/$"}}), &[(json!("/a-b/"), true), (json!("a-b"), false)]);
    table(V30, &json!({"S": {"pattern": r"^\p{L}+$"}}), &[(json!("éa"), true), (json!("1"), false)]);
}

#[test]
fn lengths_count_code_points() {
    let schemas = json!({"S": {"type": "string", "minLength": 2, "maxLength": 2}});
    table(V30, &schemas, &[(json!("éé"), true), (json!("é"), false), (json!("💚💚"), true), (json!("💚"), false)]);
}

#[test]
fn a_pattern_that_cannot_be_read_admits_everything_and_is_named() {
    let api = common::schemas(V30, &json!({"S": {"type": "string", "pattern": "("}}));
    let schema = *api.schemas.get("S").expect("there is a schema S");
    let validator = Validator::new(api);
    assert_eq!(validator.check(schema, View::Response, &json!("a")), []);
    assert_eq!(validator.check(schema, View::Response, &json!(1)).len(), 1);
    assert!(validator.pattern_fault("(").is_some());
    assert!(validator.pattern_fault("a").is_none());
}

#[test]
fn a_pattern_that_backtracks_without_end_ends() {
    let api = common::schemas(V30, &json!({"S": {"pattern": r"^(?=a)(a+)+\1$"}}));
    let schema = *api.schemas.get("S").expect("there is a schema S");
    let validator = Validator::new(api);
    let value = Value::String("a".repeat(5000) + "!");
    assert!(validator.check(schema, View::Response, &value).len() <= 1);
}

#[test]
fn boolean_schemas_and_conditions_hold_in_3_1() {
    table(V31, &json!({"S": true}), &[(json!(1), true)]);
    table(V31, &json!({"S": false}), &[(json!(1), false)]);
    let schemas = json!({"S": {
        "if": {"properties": {"kind": {"const": "a"}}, "required": ["kind"]},
        "then": {"required": ["x"]},
        "else": {"required": ["y"]},
    }});
    table(
        V31,
        &schemas,
        &[
            (json!({"kind": "a", "x": 1}), true),
            (json!({"kind": "a"}), false),
            (json!({"kind": "b", "y": 1}), true),
            (json!({"kind": "b", "x": 1}), false),
        ],
    );
}

#[test]
fn keywords_of_arrays_and_objects_hold() {
    let array = json!({"S": {
        "type": "array", "prefixItems": [{"type": "string"}], "items": {"type": "integer"},
        "minItems": 1, "maxItems": 3, "uniqueItems": true,
    }});
    table(
        V31,
        &array,
        &[
            (json!(["a", 1]), true),
            (json!([1]), false),
            (json!(["a", "b"]), false),
            (json!([]), false),
            (json!(["a", 1, 2, 3]), false),
            (json!(["a", 1, 1.0]), false),
        ],
    );
    let contains = json!({"S": {"contains": {"const": 1}, "minContains": 2, "maxContains": 3}});
    table(V31, &contains, &[(json!([1, 1]), true), (json!([1]), false), (json!([1, 1, 1, 1]), false)]);
    let object = json!({"S": {
        "type": "object", "minProperties": 1, "maxProperties": 2,
        "patternProperties": {"^x-": {"type": "string"}}, "propertyNames": {"maxLength": 3},
        "dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": {"required": ["d"]}},
    }});
    table(
        V31,
        &object,
        &[
            (json!({"x-a": "y"}), true),
            (json!({"x-a": 1}), false),
            (json!({"long-name": 1}), false),
            (json!({"a": 1}), false),
            (json!({"a": 1, "b": 1}), true),
            (json!({"c": 1}), false),
            (json!({"c": 1, "d": 1}), true),
            (json!({}), false),
        ],
    );
}

#[test]
fn schemas_that_hold_themselves_are_checked_to_the_bottom() {
    let schemas = json!({"S": {
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#/components/schemas/S"}}},
    }});
    table(
        V30,
        &schemas,
        &[
            (json!({"name": "a", "children": [{"name": "b", "children": []}]}), true),
            (json!({"name": "a", "children": [{"name": "b", "children": [{}]}]}), false),
        ],
    );
}

#[test]
fn schemas_that_are_nothing_but_themselves_admit_everything() {
    let circle = json!({"S": {"$ref": "#/components/schemas/T"}, "T": {"$ref": "#/components/schemas/S"}});
    table(V31, &circle, &[(json!(1), true)]);
    let all_of = json!({"S": {"allOf": [{"$ref": "#/components/schemas/S"}], "type": "string"}});
    table(V31, &all_of, &[(json!("a"), true), (json!(1), false)]);
    let any_of = json!({"S": {"anyOf": [{"$ref": "#/components/schemas/S"}, {"type": "string"}]}});
    table(V31, &any_of, &[(json!("a"), true)]);
}

#[test]
fn deep_values_and_long_chains_end_with_a_verdict() {
    let recursive = json!({"S": {"type": "array", "items": {"$ref": "#/components/schemas/S"}}});
    let api = common::schemas(V31, &recursive);
    let schema = *api.schemas.get("S").expect("there is a schema S");
    let validator = Validator::new(api);
    let nested = |levels: usize| (0..levels).fold(json!([]), |inner, _| Value::Array(vec![inner]));
    assert_eq!(validator.check(schema, View::Response, &nested(127)), []);
    let too_deep = nested(20_000);
    let violations = validator.check(schema, View::Response, &too_deep);
    assert_eq!(violations.iter().map(|violation| violation.keyword.as_str()).collect::<Vec<_>>(), ["depth"]);
    // Dropping a value this deep by recursion would take more stack than a test thread has.
    unfold(too_deep);

    let mut chain = serde_json::Map::new();
    chain.insert("S".to_owned(), json!({"allOf": [{"$ref": "#/components/schemas/S0"}]}));
    for number in 0..2000 {
        chain.insert(
            format!("S{number}"),
            json!({"allOf": [{"$ref": format!("#/components/schemas/S{}", number + 1)}]}),
        );
    }
    chain.insert("S2000".to_owned(), json!({"type": "string"}));
    let api = common::schemas(V31, &Value::Object(chain));
    let schema = *api.schemas.get("S").expect("there is a schema S");
    let validator = Validator::new(api);
    assert!(validator.fault(schema, View::Response).is_some());
    assert_eq!(validator.check(schema, View::Response, &json!(1)), []);
}

fn unfold(mut value: Value) {
    while let Value::Array(items) = &mut value {
        match items.pop() {
            Some(inner) => value = inner,
            None => return,
        }
    }
}

/// The most schemas that may be open at once, on the stack of an ordinary thread.
#[test]
fn chains_and_depth_together_stay_within_the_stack() {
    let mut schemas = serde_json::Map::new();
    for number in 0..40 {
        schemas.insert(
            format!("S{number}"),
            json!({"allOf": [{"$ref": format!("#/components/schemas/S{}", number + 1)}]}),
        );
    }
    schemas.insert("S40".to_owned(), json!({"type": "array", "items": {"$ref": "#/components/schemas/S"}}));
    schemas.insert("S".to_owned(), json!({"allOf": [{"$ref": "#/components/schemas/S0"}]}));
    let api = common::schemas(V31, &Value::Object(schemas));
    let schema = *api.schemas.get("S").expect("there is a schema S");
    let validator = Validator::new(api);
    let nested = |levels: usize, inner: Value| (0..levels).fold(inner, |inner, _| Value::Array(vec![inner]));
    assert_eq!(validator.check(schema, View::Response, &nested(127, json!([]))), []);
    let violations = validator.check(schema, View::Response, &nested(127, json!(1)));
    assert_eq!(violations.iter().map(|violation| violation.keyword.as_str()).collect::<Vec<_>>(), ["type"]);
}
