//! Listed values that are not of the type, or stand twice.

use avouch_api::schema::{Schema, Type};
use avouch_diagnostics::{Diagnostic, Diagnostics};
use serde_json::Value;

use super::Context;
use crate::{codes, shape};

pub(super) fn lint(context: &Context<'_>, found: &mut Diagnostics) {
    for (_, schema) in context.api.document.schemas() {
        let Some(listed) = &schema.enumeration else { continue };
        let mut earlier: Vec<(Value, avouch_api::Json)> = Vec::new();
        for json in listed {
            let value = context.api.value(*json);
            if !is_allowed(schema, &value) {
                let words: Vec<&str> = schema.types.iter().map(crate::export::type_name).collect();
                let message = format!("{value} can never be chosen: the type is {}", words.join(" or "));
                found.push(Diagnostic::new(&codes::ENUM_TYPE, json.0.place(), message));
            }
            if let Some((_, first)) = earlier.iter().find(|(known, _)| *known == value) {
                let message = format!("{value} is listed twice");
                let diagnostic = Diagnostic::new(&codes::ENUM_REPEATED, json.0.place(), message);
                found.push(diagnostic.also(first.0.place(), "first here"));
            } else {
                earlier.push((value, *json));
            }
        }
    }
}

fn is_allowed(schema: &Schema, value: &Value) -> bool {
    let kind = shape::type_of(value);
    schema.types.is_empty()
        || schema.types.contains(kind)
        || (kind == Type::Integer && schema.types.contains(Type::Number))
        || (kind == Type::Null && schema.nullable == Some(true))
}
