//! Schemas that no value fits, where that can be proved: types that exclude each other, bounds the wrong way round, and closed
//! objects that must have a property of another part.

use avouch_api::Json;
use avouch_api::schema::{AdditionalProperties, Schema, SchemaId, Type, TypeSet};
use avouch_diagnostics::{Diagnostic, Diagnostics};

use super::Context;
use crate::{codes, place};

pub(super) fn lint(context: &Context<'_>, found: &mut Diagnostics) {
    for (id, schema) in context.api.document.schemas() {
        let Some(origin) = schema.origin else { continue };
        let fault = bounds(context, schema)
            .map(|(message, keyword)| (message, place::member(context.api, origin, &[keyword]).unwrap_or(origin)));
        let fault = fault.or_else(|| {
            let composed = !schema.all_of.is_empty() || (schema.target.is_some() && !schema.is_plain_reference());
            composed.then(|| composition(context, id)).flatten().map(|message| (message, origin))
        });
        if let Some((message, origin)) = fault {
            found.push(Diagnostic::new(&codes::UNSATISFIABLE, origin.place(), message));
        }
    }
}

/// What is wrong with the bounds of one schema, and the keyword to point at.
fn bounds(context: &Context<'_>, schema: &Schema) -> Option<(String, &'static str)> {
    let crossed = |least: Option<u64>, most: Option<u64>, keyword: &'static str, noun: &str| {
        let (least, most) = (least?, most?);
        (least > most).then(|| (format!("no value has at least {least} and at most {most} {noun}"), keyword))
    };
    let string = schema.string.as_ref();
    let array = schema.array.as_ref();
    let object = schema.object.as_ref();
    string
        .and_then(|string| crossed(string.min_length, string.max_length, "minLength", "characters"))
        .or_else(|| array.and_then(|array| crossed(array.min_items, array.max_items, "minItems", "items")))
        .or_else(|| {
            object
                .and_then(|object| crossed(object.min_properties, object.max_properties, "minProperties", "properties"))
        })
        .or_else(|| {
            let number = schema.number.as_ref()?;
            let read = |value: Option<Json>| context.api.value(value?).as_f64();
            let (least, most) = (read(number.minimum)?, read(number.maximum)?);
            (least > most).then(|| (format!("no number is at least {least} and at most {most}"), "minimum"))
        })
}

/// What is wrong with the parts that all hold for the same value.
fn composition(context: &Context<'_>, id: SchemaId) -> Option<String> {
    let parts: Vec<&Schema> = context.parts(id, false).into_iter().map(|part| context.api.schema(part)).collect();
    let types = parts.iter().filter(|part| !part.types.is_empty()).map(|part| widened(part.types));
    let common = types.reduce(|left, right| {
        left.iter().filter(|kind| right.contains(*kind)).fold(TypeSet::default(), TypeSet::with)
    })?;
    if common.is_empty() {
        return Some("no value is of all the types that the parts of the composition have".to_owned());
    }
    // Only where every value is an object does a demand on objects leave none.
    if common.only() != Some(Type::Object) {
        return None;
    }
    let objects = || parts.iter().filter_map(|part| part.object.as_ref());
    objects().find_map(|closed| {
        let refuses = closed.additional_properties == Some(AdditionalProperties::Allowed(false));
        let names = |name: &&String| !closed.properties.contains_key(*name);
        let missing = objects().flat_map(|object| &object.required).find(names)?;
        (refuses && closed.pattern_properties.is_empty()).then(|| {
            format!("no value fits: `{missing}` is required, and a part with `additionalProperties: false` does not declare it")
        })
    })
}

fn widened(types: TypeSet) -> TypeSet {
    if types.contains(Type::Number) { types.with(Type::Integer) } else { types }
}
