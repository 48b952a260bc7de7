//! Examples, the nearest first: of the parameter or representation, else of its schema.

use avouch_diagnostics::Diagnostic;
use avouch_parser::document::{self as source, Json, Referable};
use indexmap::IndexMap;

use super::context::{Context, used_at};
use crate::schema::SchemaId;
use crate::{Carrier, Example, ExampleValue, codes};

/// How many plain references an example of a schema is looked for behind.
const MAX_REFERENCES: usize = 64;

/// What stands beside a schema.
#[derive(Clone, Copy)]
pub(super) struct Stated<'a> {
    pub(super) example: Option<Json>,
    pub(super) examples: &'a IndexMap<String, Referable<source::Example>>,
}

/// The examples of a parameter or header: its own, else those of the media type that carries it, else of the schema.
pub(super) fn of_carrier(context: &mut Context<'_>, own: Stated<'_>, carrier: &Carrier) -> Vec<Example> {
    match carrier {
        Carrier::Style { schema, .. } => lower(context, own, *schema),
        Carrier::Content(media) => {
            let examples = lower(context, own, None);
            if examples.is_empty() { media.examples.clone() } else { examples }
        }
    }
}

/// The examples that are stated, else those of the schema. The parser reports where both `example` and `examples` are;
/// the latter count.
pub(super) fn lower(context: &mut Context<'_>, own: Stated<'_>, schema: Option<SchemaId>) -> Vec<Example> {
    let named = named(context, own.examples);
    if !named.is_empty() {
        return named;
    }
    match (own.example, schema) {
        (Some(json), _) => vec![lone(json, false)],
        (None, Some(schema)) => of_schema(context, schema),
        (None, None) => Vec::new(),
    }
}

fn named(context: &mut Context<'_>, examples: &IndexMap<String, Referable<source::Example>>) -> Vec<Example> {
    let mut lowered = Vec::new();
    for (name, referable) in examples {
        let Some(example) = referable.get() else { continue };
        let Some(value) = value(example) else {
            let message = format!("the example \"{name}\" has no value");
            context.report(Diagnostic::new(&codes::EMPTY_EXAMPLE, used_at(referable, example.origin), message));
            continue;
        };
        if !context.charge_with([Some(name), example.summary.as_ref(), example.serialized_value.as_ref()]) {
            break;
        }
        let summary = referable.reference.as_ref().and_then(|reference| reference.summary.clone());
        lowered.push(Example {
            origin: example.origin,
            name: Some(name.clone()),
            summary: summary.or_else(|| example.summary.clone()),
            value,
            from_schema: false,
        });
    }
    lowered
}

fn value(example: &source::Example) -> Option<ExampleValue> {
    let serialised = example.serialized_value.clone().map(ExampleValue::Serialised);
    let external = example.external_value.clone().map(ExampleValue::External);
    example.value.map(ExampleValue::Value).or(serialised).or(external)
}

/// The schema's own examples, behind plain references too; those nearest to the use win.
fn of_schema(context: &mut Context<'_>, schema: SchemaId) -> Vec<Example> {
    let mut current = schema;
    for _ in 0..MAX_REFERENCES {
        let schema = context.document.schema(current);
        if !schema.examples.is_empty() {
            let room = context.charge(schema.examples.len());
            return schema.examples.iter().filter(|_| room).map(|json| lone(*json, true)).collect();
        }
        match schema.target {
            Some(target) if schema.is_plain_reference() => current = target,
            _ => break,
        }
    }
    Vec::new()
}

fn lone(json: Json, from_schema: bool) -> Example {
    Example { origin: json.0, name: None, summary: None, value: ExampleValue::Value(json), from_schema }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::lower::test::{codes_of, lowered};
    use crate::{Api, ExampleValue};

    fn values(api: &Api, examples: &[crate::Example]) -> Vec<serde_json::Value> {
        let value = |example: &crate::Example| match &example.value {
            ExampleValue::Value(json) => api.value(*json),
            other => panic!("{other:?}"),
        };
        examples.iter().map(value).collect()
    }

    #[test]
    fn what_is_nearest_wins() {
        let (api, diagnostics) = lowered(
            "paths:
  /a:
    get:
      responses: {'200': {description: ok}}
      parameters:
        - {name: a, in: query, example: own, schema: {type: string, examples: [schema]}}
        - {name: b, in: query, examples: {x: {value: 1}, y: {value: 2}}, schema: {type: integer, examples: [3]}}
        - {name: c, in: query, schema: {$ref: '#/components/schemas/Alias'}}
        - {name: d, in: query, schema: {type: object, properties: {p: {type: string, examples: [inner]}}}}
components:
  schemas:
    Alias: {$ref: '#/components/schemas/Word'}
    Word: {type: string, examples: [one, two]}
",
        );
        assert_eq!(codes_of(&diagnostics), [""; 0]);
        let parameters = &api.operations[0].parameters;
        assert_eq!(values(&api, &parameters[0].examples), [json!("own")]);
        assert_eq!(values(&api, &parameters[1].examples), [json!(1), json!(2)]);
        assert_eq!(parameters[1].examples[1].name.as_deref(), Some("y"));
        assert_eq!(values(&api, &parameters[2].examples), [json!("one"), json!("two")]);
        assert!(parameters[2].examples[0].from_schema);
        assert!(parameters[3].examples.is_empty(), "examples are not put together from those of properties");
    }

    #[test]
    fn an_external_value_is_kept_and_an_empty_example_told() {
        let (api, diagnostics) = lowered(
            "paths:
  /a:
    get:
      responses:
        '200':
          description: ok
          content:
            text/csv:
              examples: {far: {externalValue: https://example.com/a.csv}, none: {summary: nothing}}
",
        );
        assert_eq!(codes_of(&diagnostics), ["example/empty"]);
        let examples = &api.operations[0].responses[0].content[0].examples;
        assert_eq!(examples.len(), 1);
        assert_eq!(examples[0].value, ExampleValue::External("https://example.com/a.csv".to_owned()));
    }
}
