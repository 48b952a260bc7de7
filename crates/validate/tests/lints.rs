//! What lints find, where, and what they keep quiet about.

mod common;

use avouch_diagnostics::Severity;
use avouch_validate::{Validator, lint};
use serde_json::{Value, json};

/// The findings about a document: severity, code, pointer and message.
fn findings(document: &Value) -> Vec<String> {
    let api = common::api(document);
    let validator = Validator::new(api.clone());
    let found = lint(&api, &validator);
    let text = |diagnostic: &avouch_diagnostics::Diagnostic| {
        let place = diagnostic.place().expect("every finding has a place");
        let at = api.document.sources().pointer(place);
        format!("{} {} {at}: {}", diagnostic.severity, diagnostic.code.id, diagnostic.message)
    };
    found.iter().map(text).collect()
}

/// A document with one operation.
fn operation(operation: &Value) -> Value {
    json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/x": {"get": operation}}})
}

/// A document with one answer that has this schema and this example.
fn answer(schema: &Value, example: &Value) -> Value {
    operation(&json!({"responses": {"200": {
        "description": "",
        "content": {"application/json": {"schema": schema, "example": example}},
    }}}))
}

/// The findings about a schema that an operation answers with.
#[track_caller]
fn schema(schema: &Value, expected: &[&str]) {
    let document = operation(&json!({"responses": {"200": {
        "description": "",
        "content": {"application/json": {"schema": schema}},
    }}}));
    let at = "/paths/~1x/get/responses/200/content/application~1json/schema";
    let found: Vec<String> = findings(&document).iter().map(|finding| finding.replace(at, "")).collect();
    assert_eq!(found, expected);
}

const EXAMPLE: &str = "/paths/~1x/get/responses/200/content/application~1json/example";

#[test]
fn examples_that_do_not_fit_are_shown_at_the_part_that_does_not() {
    let schema = json!({"type": "object", "properties": {
        "links": {"type": "object", "properties": {"self": {"type": "object"}, "next": {"type": "object"}}},
        "names": {"type": "array", "items": {"type": "string"}},
    }});
    let example = json!({"links": {"self": {}, "next": null}, "names": ["a", 1], "more": 1});
    assert_eq!(
        findings(&answer(&schema, &example)),
        [
            format!(
                "warning example/invalid {EXAMPLE}/links/next: the example does not fit its schema: expected object, found null"
            ),
            format!(
                "warning example/invalid {EXAMPLE}/names/1: the example does not fit its schema: expected string, found 1"
            ),
            format!(
                "info example/undeclared-property {EXAMPLE}/more: property `more` of the example is not declared by its schema"
            ),
        ]
    );
}

#[test]
fn examples_that_fit_by_one_reading_are_left_alone() {
    for (schema, example) in [
        (json!({"type": "object"}), json!({"free": 1})),
        (json!({"type": "object", "properties": {"a": {}}, "additionalProperties": true}), json!({"b": 1})),
        (json!({"type": "object", "additionalProperties": {"type": "integer"}}), json!({"b": 1})),
        (json!({"allOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}]}), json!({"a": 1, "b": 1})),
        (json!({"oneOf": [{"required": ["a"], "properties": {"a": {}}}, {"type": "null"}]}), json!({"a": 1})),
        (json!({"required": ["s"], "properties": {"s": {"writeOnly": true}}}), json!({})),
        (json!({"type": "integer"}), json!(1.0)),
    ] {
        assert_eq!(findings(&answer(&schema, &example)), [""; 0], "{schema} {example}");
    }
    let parameters = operation(&json!({
        "parameters": [
            {"name": "a", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}, "example": "x,y"},
            {"name": "b", "in": "query", "schema": {"type": "integer"}, "example": "5"},
            {"name": "c", "in": "query", "schema": {"type": "object"}, "example": "r=1"},
        ],
        "responses": {"200": {"description": "", "content": {
            "application/xml": {"schema": {"type": "object"}, "example": "<a/>"},
            "text/csv": {"schema": {"type": "array", "items": {"type": "string"}}, "example": "a;b"},
        }}},
    }));
    assert_eq!(findings(&parameters), [""; 0]);
}

#[test]
fn an_example_that_is_the_text_of_json_is_told_so() {
    let document = answer(&json!({"type": "object"}), &json!("{\"a\": 1}"));
    let api = common::api(&document);
    let found = lint(&api, &Validator::new(api.clone()));
    let hints: Vec<_> = found.iter().map(|finding| finding.hint.as_deref().unwrap_or_default()).collect();
    assert_eq!(hints, ["the example is the text of a JSON value: write the value itself"]);
}

#[test]
fn formats_of_examples_are_information() {
    let found = findings(&answer(&json!({"type": "string", "format": "uuid"}), &json!("abc")));
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("info example/invalid"), "{found:?}");
}

#[test]
fn findings_about_one_example_are_bounded_and_counted() {
    let example: Value = (0..30).map(Value::from).collect();
    let document = answer(&json!({"type": "array", "items": {"type": "string"}}), &example);
    let api = common::api(&document);
    let found = lint(&api, &Validator::new(api.clone()));
    assert_eq!(found.count(Severity::Warning), 10);
    let hint = found.iter().next().and_then(|finding| finding.hint.as_deref());
    assert_eq!(hint, Some("the same example has 20 more findings of this kind"));
}

#[test]
fn names_that_differ_only_by_case_are_shown_both() {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "components": {"parameters": {
            "GUID": {"name": "a", "in": "query", "schema": {}},
            "guid": {"name": "A", "in": "query", "schema": {}},
        }},
        "paths": {"/x": {"get": {
            "parameters": [
                {"$ref": "#/components/parameters/GUID"},
                {"$ref": "#/components/parameters/guid"},
                {"name": "a", "in": "header", "schema": {}},
            ],
            "responses": {"200": {"description": ""}},
        }}},
    });
    assert_eq!(
        findings(&document),
        [
            "warning parameter/differs-by-case /components/parameters/guid: parameter `A` differs from `a` only by case",
            "warning component/differs-by-case /components/parameters/guid: parameter `guid` differs from `GUID` only by case",
        ]
    );
}

#[test]
fn answers_of_202_are_compared_with_their_siblings() {
    let located = json!({"description": "", "headers": {"location": {"schema": {"type": "string"}}}});
    let document = |other: &Value| {
        json!({
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "paths": {
                "/a": {"post": {"responses": {"202": other}}},
                "/b": {"post": {"responses": {"202": {"description": ""}}}},
                "/c": {"post": {"responses": {"202": {"description": "", "content": {"application/json": {}}}}}},
            },
        })
    };
    assert_eq!(
        findings(&document(&located)),
        [
            "warning response/accepted-without-location /paths/~1b/post/responses/202: the 202 answer of `POST /b` has no `Location`",
            "info response/accepted-without-location /paths/~1c/post/responses/202: the 202 answer of `POST /c` has no `Location`",
        ]
    );
    assert_eq!(findings(&document(&json!({"description": ""}))), [""; 0], "nothing in the document speaks for it");
}

#[test]
fn a_location_that_few_answers_have_is_no_custom_and_one_that_says_when_to_ask_again_needs_none() {
    let located = json!({"description": "", "headers": {"Location": {"schema": {"type": "string"}}}});
    let later = json!({"description": "", "headers": {"Retry-After": {"schema": {"type": "integer"}}}});
    let document = |bare: usize| {
        let mut paths =
            json!({"/a": {"post": {"responses": {"202": located}}}, "/b": {"get": {"responses": {"202": later}}}});
        for number in 0..bare {
            paths[format!("/bare{number}")] = json!({"post": {"responses": {"202": {"description": ""}}}});
        }
        json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths})
    };
    assert_eq!(findings(&document(0)), [""; 0], "Retry-After says how it goes on");
    assert_eq!(findings(&document(1)).len(), 1);
    assert_eq!(findings(&document(2)), [""; 0], "most have none");
}

#[test]
fn an_example_is_told_once_what_schemas_that_are_the_same_demand() {
    let schema = json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}});
    let answer = json!({"200": {"description": "", "content": {
        "application/json": {"schema": schema, "examples": {"one": {"$ref": "#/components/examples/One"}}}
    }}});
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": {"responses": answer}}, "/b": {"get": {"responses": answer}}},
        "components": {"examples": {"One": {"value": {"b": 1}}}},
    });
    assert_eq!(
        findings(&document),
        [
            "warning example/invalid /components/examples/One/value: the example does not fit its schema: required property `a` is missing",
            "info example/undeclared-property /components/examples/One/value/b: property `b` of the example is not declared by its schema",
        ]
    );
}

#[test]
fn a_202_answer_that_leads_on_or_is_finished_needs_no_location() {
    let located = json!({"description": "", "headers": {"Location": {"schema": {"type": "string"}}}});
    let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}});
    let link = |operation: &str| json!({"progress": {"operationId": operation}});
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/a": {"post": {"responses": {"202": located}}},
            "/b": {
                "get": {"operationId": "readB", "responses": {"200": {"description": ""}}},
                "post": {"responses": {"202": {"description": "", "links": link("readB")}}},
            },
            "/c": {"post": {"operationId": "makeC", "responses": {"202": {"description": "", "links": link("makeC")}}}},
            "/d": {"post": {"responses": {
                "201": {"description": "", "content": content},
                "202": {"description": "", "content": content},
            }}},
        },
        "components": {"schemas": {"Thing": {"type": "object"}}},
    });
    assert_eq!(
        findings(&document),
        [
            "warning response/accepted-without-location /paths/~1c/post/responses/202: the 202 answer of `makeC` has no `Location`"
        ]
    );
}

#[test]
fn an_operation_documents_a_success() {
    let found = |status: &str| findings(&operation(&json!({"responses": {status: {"description": ""}}})));
    assert_eq!(
        found("404"),
        ["warning operation/no-success /paths/~1x/get: `GET /x` documents no response that means success"]
    );
    for status in ["200", "2XX", "302", "default", "101"] {
        assert_eq!(found(status), [""; 0], "{status}");
    }
}

#[test]
fn styles_are_defined_for_the_values_that_they_carry() {
    let found = |style: &str, explode: bool, schema: Value| {
        let parameter = json!({"name": "p", "in": "query", "style": style, "explode": explode, "schema": schema});
        findings(&operation(&json!({"parameters": [parameter], "responses": {"200": {"description": ""}}}))).len()
    };
    let nested = json!({"type": "object", "properties": {"a": {"type": "array", "items": {}}}});
    assert_eq!(found("deepObject", true, json!({"type": "array", "items": {}})), 1);
    assert_eq!(found("deepObject", true, nested), 1);
    assert_eq!(found("deepObject", true, json!({"type": "object", "properties": {"a": {"type": "string"}}})), 0);
    assert_eq!(found("pipeDelimited", false, json!({"type": "array", "items": {}})), 0);
    assert_eq!(found("form", true, json!({"type": "array", "items": {}})), 0);
    assert_eq!(found("deepObject", true, json!({})), 0, "any value may come");
}

#[test]
fn defaults_fit_their_own_schema() {
    schema(&json!({"type": "integer", "default": 5}), &[]);
    schema(
        &json!({"type": "integer", "default": "5"}),
        &[
            "warning schema/invalid-default /default: the default does not fit its schema: expected integer, found \"5\"",
        ],
    );
}

#[test]
fn listed_values_are_of_the_type_and_stand_once() {
    schema(
        &json!({"type": "string", "enum": ["a", 1, "a"]}),
        &[
            "warning schema/enum-type /enum/1: 1 can never be chosen: the type is string",
            "warning schema/enum-repeated /enum/2: \"a\" is listed twice",
        ],
    );
    schema(&json!({"type": ["number", "null"], "enum": [1, 1.5, null]}), &[]);
}

#[test]
fn patterns_can_be_read() {
    schema(&json!({"type": "string", "pattern": "^(?!x)[a-z]+$"}), &[]);
    schema(&json!({"type": "string", "pattern": "^/v3/$"}), &[]);
    schema(
        &json!({"type": "string", "pattern": "[a"}),
        &[
            "warning schema/unreadable-pattern /pattern: pattern `[a` cannot be used as a regular expression, so that it is not checked",
        ],
    );
    schema(
        &json!({"type": "string", "pattern": "/^a$/i"}),
        &["warning schema/slashed-pattern /pattern: the slashes around pattern `/^a$/i` are part of it"],
    );
}

#[test]
fn required_properties_are_declared_somewhere() {
    schema(
        &json!({"type": "object", "required": ["a", "b"], "properties": {"a": {}}}),
        &["info schema/undeclared-required /required/1: required property `b` is not declared"],
    );
    for quiet in [
        json!({"type": "object", "required": ["a"]}),
        json!({"allOf": [{"properties": {"a": {}}}, {"required": ["a"]}]}),
        json!({"properties": {"a": {}, "b": {}}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}),
        json!({"properties": {"b": {}}, "required": ["x-a"], "patternProperties": {"^x-": {}}}),
    ] {
        schema(&quiet, &[]);
    }
}

#[test]
fn schemas_that_no_value_fits_are_proved() {
    schema(
        &json!({"allOf": [{"type": "string"}, {"type": "integer"}]}),
        &["warning schema/unsatisfiable : no value is of all the types that the parts of the composition have"],
    );
    schema(
        &json!({"type": "string", "minLength": 3, "maxLength": 2}),
        &["warning schema/unsatisfiable /minLength: no value has at least 3 and at most 2 characters"],
    );
    let closed = |name: &str| json!({"type": "object", "properties": {name: {}}, "required": [name], "additionalProperties": false});
    schema(
        &json!({"allOf": [closed("a"), closed("b")]}),
        &[
            "warning schema/unsatisfiable : no value fits: `a` is required, and a part with `additionalProperties: false` does not declare it",
        ],
    );
    for quiet in [
        json!({"allOf": [{"type": "number"}, {"type": "integer"}]}),
        json!({"allOf": [{"type": ["object", "null"]}, {"type": "null"}]}),
        json!({"allOf": [closed("a"), {"properties": {"a": {}}, "required": ["a"]}]}),
    ] {
        schema(&quiet, &[]);
    }
}

#[test]
fn alternatives_declare_what_tells_them_apart() {
    let branch = |name: &str| json!({"type": "object", "properties": {name: {"type": "string"}}});
    let schema_of =
        |second: &str| json!({"oneOf": [branch("kind"), branch(second)], "discriminator": {"propertyName": "kind"}});
    schema(&schema_of("kind"), &[]);
    schema(
        &schema_of("sort"),
        &[
            "warning schema/discriminator-property /oneOf/1: this alternative does not declare `kind`, by which the alternatives are told apart",
        ],
    );
}

#[test]
fn components_are_used_directly_or_by_way_of_others() {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "components": {
            "schemas": {
                "A": {"type": "object", "properties": {"b": {"$ref": "#/components/schemas/B"}}},
                "B": {"discriminator": {"propertyName": "t", "mapping": {"c": "#/components/schemas/C"}}, "properties": {"t": {}}},
                "C": {"allOf": [{"$ref": "#/components/schemas/B"}]},
                "Heir": {"allOf": [{"$ref": "#/components/schemas/B"}]},
                "Unused": {"$ref": "#/components/schemas/A"},
            },
            "responses": {"Used": {"description": ""}, "Unused": {"description": ""}},
            "securitySchemes": {"used": {"type": "http", "scheme": "basic"}, "unused": {"type": "http", "scheme": "basic"}},
        },
        "paths": {"/x": {"get": {
            "security": [{"used": []}],
            "responses": {
                "200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}},
                "404": {"$ref": "#/components/responses/Used"},
            },
        }}},
    });
    assert_eq!(
        findings(&document),
        [
            "info component/unused /components/responses/Unused: response `Unused` is not used",
            "info component/unused /components/securitySchemes/unused: security scheme `unused` is not used",
        ]
    );
}
