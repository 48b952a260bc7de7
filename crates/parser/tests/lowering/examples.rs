//! Examples at every place that has them.

use serde_json::json;

use crate::support::operation;

#[test]
fn examples_of_media_types_and_parameters_stay_beside_those_of_the_schema() {
    let loaded = operation(
        "3.0.3",
        "      parameters:
        - name: a
          in: query
          schema: {type: string, example: schema}
          examples: {one: {summary: s, value: parameter}, far: {externalValue: 'https://example.org/x'}}
      responses:
        '200':
          description: ok
          content:
            application/xml: {schema: {type: object}, example: '<a/>'}
            application/json: {example: {a: null}, schema: {type: object, example: {a: 1}}}
",
    );
    assert_eq!(loaded.found(), [""; 0]);
    let parameter = loaded.get().parameters[0].get().unwrap();
    let one = parameter.examples["one"].get().unwrap();
    assert_eq!(
        (one.summary.as_deref(), one.value.map(|json| loaded.value(json))),
        (Some("s"), Some(json!("parameter")))
    );
    assert_eq!(parameter.examples["far"].get().unwrap().external_value.as_deref(), Some("https://example.org/x"));
    assert_eq!(loaded.values(&loaded.document.schema(parameter.schema.unwrap()).examples), [json!("schema")]);
    let content = &loaded.get().responses.by_status["200"].get().unwrap().content;
    let example = |media_type: &str| content[media_type].example.map(|json| loaded.value(json));
    assert_eq!(example("application/xml"), Some(json!("<a/>")));
    assert_eq!(example("application/json"), Some(json!({"a": null})));
}

#[test]
fn links_keep_values_and_expressions() {
    let loaded = operation(
        "3.0.3",
        "      responses:
        '200':
          description: ok
          links:
            next: {operationId: next, parameters: {id: $response.body#/id, n: 3}, requestBody: {a: 1}}
",
    );
    assert_eq!(loaded.found(), [""; 0]);
    let link = loaded.get().responses.by_status["200"].get().unwrap().links["next"].get().unwrap();
    let parameters: Vec<_> = link.parameters.values().map(|json| loaded.value(*json)).collect();
    assert_eq!(parameters, [json!("$response.body#/id"), json!(3)]);
    assert_eq!(link.request_body.map(|json| loaded.value(json)), Some(json!({"a": 1})));
}
