//! What becomes of a document in the types of `openapiv3`, written as JSON.

use serde_json::{Value, json};

use crate::support::{Loaded, fixture, schemas, text};

fn converted(loaded: &Loaded) -> (Value, Vec<String>) {
    let (openapi, diagnostics) = loaded.document.to_openapiv3();
    let messages = diagnostics.iter().map(|diagnostic| {
        let message = diagnostic.message.strip_suffix(" has no place in the types of `openapiv3`");
        message.unwrap_or(&diagnostic.message).to_owned()
    });
    (serde_json::to_value(openapi).expect("JSON"), messages.collect())
}

/// The one component schema `A` of a 3.1 document.
fn of_3_1(schema: &str) -> (Value, Vec<String>) {
    let loaded = schemas("3.1.0", &format!("    A: {schema}\n    B: {{type: string}}\n"));
    assert_eq!(loaded.found(), [""; 0], "{schema}");
    let (mut openapi, messages) = converted(&loaded);
    assert_eq!(openapi["openapi"], "3.0.3");
    (openapi["components"]["schemas"]["A"].take(), messages)
}

#[test]
fn what_3_0_can_say_is_said_in_its_terms() {
    let cases = [
        ("{type: [string, 'null']}", json!({"type": "string", "nullable": true})),
        ("{type: [string, integer]}", json!({"anyOf": [{"type": "string"}, {"type": "integer"}]})),
        (
            "{type: [string, integer, 'null']}",
            json!({"anyOf": [{"type": "integer"}, {"type": "string"}, {"enum": [null]}]}),
        ),
        ("{type: 'null'}", json!({"allOf": [{"enum": [null]}]})),
        ("{const: a}", json!({"enum": ["a"]})),
        ("{type: string, const: a}", json!({"type": "string", "enum": ["a"]})),
        ("{type: integer, exclusiveMinimum: 1}", json!({"type": "integer", "minimum": 1, "exclusiveMinimum": true})),
        ("{type: integer, exclusiveMinimum: 1, minimum: 5}", json!({"type": "integer", "minimum": 5})),
        (
            "{type: integer, exclusiveMinimum: 5, minimum: 5}",
            json!({"type": "integer", "minimum": 5, "exclusiveMinimum": true}),
        ),
        ("{type: number, exclusiveMaximum: 1.5}", json!({"type": "number", "maximum": 1.5, "exclusiveMaximum": true})),
        ("true", json!({})),
        ("false", json!({"not": {}})),
        ("{type: string, contentEncoding: base64}", json!({"type": "string", "format": "byte"})),
        ("{type: string, contentMediaType: application/octet-stream}", json!({"type": "string", "format": "binary"})),
        ("{$ref: '#/components/schemas/B'}", json!({"$ref": "#/components/schemas/B"})),
        (
            "{$ref: '#/components/schemas/B', description: d}",
            json!({"description": "d", "allOf": [{"$ref": "#/components/schemas/B"}]}),
        ),
        ("{type: string, examples: [a]}", json!({"type": "string", "example": "a"})),
        ("{type: array, items: {type: string}}", json!({"type": "array", "items": {"type": "string"}})),
    ];
    for (schema, expected) in cases {
        let (schema_in_3_0, messages) = of_3_1(schema);
        let sorted = |value: &Value| {
            let mut value = value.clone();
            if let Some(branches) = value.get_mut("anyOf").and_then(Value::as_array_mut) {
                branches.sort_by_key(Value::to_string);
            }
            value
        };
        assert_eq!(sorted(&schema_in_3_0), sorted(&expected), "{schema}");
        assert_eq!(messages, [""; 0], "{schema}");
    }
}

#[test]
fn what_3_0_cannot_say_is_reported() {
    let cases = [
        ("{prefixItems: [{}], items: {}}", vec!["the keyword `items`", "the keyword `prefixItems`"]),
        ("{contains: {}}", vec!["the keyword `contains`"]),
        ("{patternProperties: {a: {}}}", vec!["the keyword `patternProperties`"]),
        ("{if: {}, then: {}}", vec!["the keyword `if`"]),
        ("{unevaluatedProperties: false}", vec!["the keyword `unevaluatedProperties`"]),
        ("{dependentRequired: {a: [b]}}", vec!["the keyword `dependentRequired`"]),
        ("{contentEncoding: base32}", vec!["the keyword `contentEncoding`"]),
        ("{examples: [1, 2]}", vec!["a second example of a schema"]),
        ("{xml: {name: a}}", vec!["`xml`"]),
        ("{$comment: a}", vec!["`$id`, `$defs` or another keyword of the core"]),
    ];
    for (schema, expected) in cases {
        assert_eq!(of_3_1(schema).1, expected, "{schema}");
    }
    let root = text(
        "openapi: 3.1.0
info: {title: t, version: '1', summary: s, license: {name: l, identifier: MIT}}
jsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base
webhooks: {w: {post: {}}}
components:
  securitySchemes: {tls: {type: mutualTLS}}
  pathItems: {p: {get: {}}}
",
    );
    let (openapi, messages) = converted(&root);
    assert_eq!(
        messages,
        [
            "`jsonSchemaDialect`",
            "the webhook \"w\"",
            "the component \"p\", a path item,",
            "the security scheme type `mutualTLS`",
            "`summary` of `info`",
            "`identifier` of `license`",
        ]
    );
    assert_eq!(openapi["paths"], json!({}));
}

#[test]
fn schemas_of_other_files_become_components() {
    let loaded = fixture("many/openapi.yaml");
    let (openapi, messages) = converted(&loaded);
    assert_eq!(messages, [""; 0]);
    let schemas = openapi["components"]["schemas"].as_object().unwrap();
    assert_eq!(schemas.keys().collect::<Vec<_>>(), ["Book", "Local", "Shelf", "shelves_application_json_schema"]);
    assert_eq!(schemas["Shelf"]["properties"]["books"]["items"], json!({"$ref": "#/components/schemas/Book"}));
    assert_eq!(schemas["Book"]["properties"]["shelf"], json!({"$ref": "#/components/schemas/Shelf"}));
    assert_eq!(schemas["Book"]["properties"]["sequel"], json!({"$ref": "#/components/schemas/Book"}));
    assert_eq!(schemas["Local"]["properties"]["shelf"], json!({"$ref": "#/components/schemas/Shelf"}));
    let get = |path: &str| &openapi["paths"][path]["get"];
    assert_eq!(get("/encoded/{id}")["operationId"], "getShelf");
    assert_eq!(openapi["paths"]["/shelves/{id}"]["parameters"], json!([{"$ref": "#/components/parameters/Id"}]));
    // Every reference leads to a component that is there.
    let written = openapi.to_string();
    for reference in written.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(openapi.pointer(pointer).is_some(), "{pointer}");
    }
}

#[test]
fn the_conversion_is_the_same_every_time() {
    let once = converted(&fixture("many/openapi.yaml")).0.to_string();
    assert_eq!(converted(&fixture("many/openapi.yaml")).0.to_string(), once);
}
