//! Merging what the behaviour file says into a value.

use avouch_api::schema::SchemaId;
use avouch_validate::{Validator, View};
use serde_json::{Map, Value};

use super::{Context, Template};
use crate::mint::Minter;
use crate::schema;

/// Merges a table of the file into a value of a schema (RFC 7396). An empty table empties, and what a reference leads to
/// takes the place as a whole. Null stands where the document has null, and removes elsewhere. Unlike what a client sends,
/// it may set what is read-only.
pub(crate) fn blend(
    validator: &Validator,
    schema: Option<SchemaId>,
    value: &mut Value,
    patch: &Template,
    context: &Context<'_>,
    minter: &mut Minter,
) {
    let members = match patch {
        Template::Object(members) if !members.is_empty() => members,
        whole => {
            if let Some(whole) = whole.value(context, minter) {
                *value = whole;
            }
            return;
        }
    };
    for (name, member) in members {
        let Some(known) = member.value(context, minter) else { continue };
        if member.is_hollow(&known) {
            continue;
        }
        if !value.is_object() {
            *value = Value::Object(Map::new());
        }
        let Value::Object(own) = &mut *value else { return };
        let property = schema.and_then(|schema| schema::property(validator.api(), schema, name));
        if known.is_null() {
            let has_null = property.is_none_or(|property| validator.accepts(property, View::Response, &Value::Null));
            if has_null {
                own.insert(name.clone(), Value::Null);
            } else {
                own.remove(name);
            }
        } else if matches!(member, Template::Object(_)) {
            blend(validator, property, own.entry(name.as_str()).or_insert(Value::Null), member, context, minter);
        } else {
            own.insert(name.clone(), known);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use avouch_api::Api;
    use avouch_validate::Validator;
    use serde_json::{Value, json};

    use super::{Context, Minter, Template, blend};

    /// A template of a value; texts in braces are places in the item.
    fn template(value: &Value) -> Template {
        match value {
            Value::Object(members) => {
                Template::Object(members.iter().map(|(name, member)| (name.clone(), template(member))).collect())
            }
            Value::String(text) => super::super::template::read(text, &|_| Ok((super::super::template::Root::Item, 1)))
                .expect("a template"),
            other => Template::Constant(other.clone()),
        }
    }

    #[test]
    fn tables_merge_empty_ones_empty_and_references_replace() {
        let text = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n";
        let source = avouch_parser::Source::Text { name: "t.yaml".to_owned(), bytes: text.into() };
        let (document, _) = avouch_parser::load(&source, &avouch_parser::Options::default()).unwrap();
        let validator = Validator::new(Arc::new(Api::from_document(Arc::new(document)).0));
        let mut context = Context::new("");
        context.item = Some(json!({"map": {"x": 1}}));
        let mut value = json!({"a": {"b": 1, "c": 2}, "labels": {"old": "1"}, "map": {"old": "1"}, "text": "t"});
        let patch = json!({
            "a": {"b": 5}, "labels": {}, "map": "{item.map}", "text": null,
            "kept": {"data": {"guid": "{item.nothing}"}}, "fresh": {"x": {"y": true}},
        });
        blend(&validator, None, &mut value, &template(&patch), &context, &mut Minter::new(0));
        let expected = json!({
            "a": {"b": 5, "c": 2}, "labels": {}, "map": {"x": 1}, "text": null, "fresh": {"x": {"y": true}},
        });
        assert_eq!(value, expected);
    }
}
