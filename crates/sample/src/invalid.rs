//! Values that a schema rejects: every kind of fault at every place of a valid value.

use avouch_api::schema::{SchemaId, Type};
use avouch_validate::{Validator, View, pointer};
use rustc_hash::FxHashSet;
use serde_json::{Number, Value};

use crate::faults::{of_another_type, places, prove, replace};
use crate::merge::Merged;

/// The most values that are returned.
const MAX_INVALID: usize = 200;
/// The most values that are tried.
const MAX_TRIES: usize = 4000;
/// The longest text that is made to break `maxLength`.
const MAX_LENGTH: u64 = 10_000;

/// A value that a schema rejects.
#[derive(Clone, Debug, PartialEq)]
pub struct Invalid {
    /// The value.
    pub value: Value,
    /// The keyword that it breaks.
    pub keyword: String,
    /// The place that the violation is at, as a JSON Pointer (RFC 6901). For a missing property, the object that lacks it.
    pub pointer: String,
    /// What was done, in words fit for "a value with {what}".
    pub what: &'static str,
}

/// Breaks a valid value in all ways that can be proved.
pub fn invalid(validator: &Validator, schema: SchemaId, view: View, value: &Value) -> Vec<Invalid> {
    let mut found = Vec::new();
    let mut known: FxHashSet<(String, String, &'static str)> = FxHashSet::default();
    let mut tries = 0;
    for place in places(value) {
        let Some(part) = value.pointer(&place) else { continue };
        let merged = at(validator, schema, value, &place);
        for (other, keywords, what) in mutations(part, &merged) {
            tries += 1;
            if found.len() >= MAX_INVALID || tries > MAX_TRIES {
                return found;
            }
            let attempt = replace(value, &place, other, keywords, what);
            let Some(fault) = attempt.and_then(|attempt| prove(validator, schema, view, attempt)) else { continue };
            if known.insert((fault.pointer.clone(), fault.keyword.clone(), what)) {
                found.push(Invalid { value: fault.value, keyword: fault.keyword, pointer: fault.pointer, what });
            }
        }
    }
    found
}

/// What the schemas say about a place of a value.
fn at(validator: &Validator, schema: SchemaId, value: &Value, place: &str) -> Merged {
    let api = validator.api();
    let mut merged = whole(validator, &[schema]);
    let mut here = value;
    for token in pointer::tokens(place) {
        let schemas = match here {
            Value::Array(items) => {
                let index = token.parse().unwrap_or(0);
                here = items.get(index).unwrap_or(&Value::Null);
                merged.item(index)
            }
            other => {
                here = other.get(&token).unwrap_or(&Value::Null);
                merged.property(&token)
            }
        };
        if schemas.is_empty() {
            return Merged::default();
        }
        merged = Merged::of(api, &schemas);
        add_branches(validator, &mut merged);
    }
    merged
}

fn whole(validator: &Validator, schemas: &[SchemaId]) -> Merged {
    let mut merged = Merged::of(validator.api(), schemas);
    add_branches(validator, &mut merged);
    merged
}

/// Adds the branches of alternatives: what they say may break the value, and what does not is found out by trying.
fn add_branches(validator: &Validator, merged: &mut Merged) {
    let mut next = 0;
    while let Some(choice) = merged.choices.get(next).cloned() {
        for branch in choice.branches {
            merged.add(validator.api(), branch, 8);
        }
        next += 1;
    }
}

type Mutation = (Value, &'static [&'static str], &'static str);

/// Other values for a place, with the keywords that they are to break.
fn mutations(part: &Value, merged: &Merged) -> Vec<Mutation> {
    let mut out: Vec<Mutation> = vec![
        (Value::Null, &["type", "enum", "const", "oneOf", "anyOf"], "null where it is not allowed"),
        (of_another_type(part), &["type", "oneOf", "anyOf", "enum", "const"], "a value of another type"),
    ];
    match part {
        Value::String(text) => strings(text, merged, &mut out),
        Value::Number(number) => numbers(number, merged, &mut out),
        Value::Array(items) => arrays(items, merged, &mut out),
        Value::Object(object) => {
            for name in object.keys() {
                let mut without = object.clone();
                without.remove(name);
                out.push((Value::Object(without), &["required"], "a required property left out"));
            }
            if merged.closed {
                let mut with = object.clone();
                with.insert("not-a-declared-property".to_owned(), Value::Bool(true));
                let keywords = &["additionalProperties", "unevaluatedProperties"];
                out.push((Value::Object(with), keywords, "a property that is not declared"));
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
    out
}

fn strings(text: &str, merged: &Merged, out: &mut Vec<Mutation>) {
    if !merged.listed.is_empty() {
        out.push((Value::from("not-a-listed-value"), &["enum", "const"], "a value that is not listed"));
    }
    if let Some(short) = merged.min_length.checked_sub(1) {
        let short = usize::try_from(short).unwrap_or(usize::MAX);
        out.push((Value::String(text.chars().take(short).collect()), &["minLength"], "a text that is too short"));
    }
    if let Some(long) = merged.max_length.filter(|most| *most < MAX_LENGTH).and_then(|most| usize::try_from(most).ok())
    {
        let filler = text.chars().last().unwrap_or('a');
        let padded: String = text.chars().chain(std::iter::repeat(filler)).take(long + 1).collect();
        out.push((Value::String(padded), &["maxLength"], "a text that is too long"));
    }
    if !merged.patterns.is_empty() {
        for other in ["", " ", "\u{1}", "not matching?", "0", "A"] {
            out.push((Value::from(other), &["pattern"], "a text that does not match the pattern"));
        }
    }
    if !merged.formats.is_empty() {
        out.push((Value::from("not of this format \u{1}"), &["format"], "a text that is not of the format"));
    }
}

fn numbers(number: &Number, merged: &Merged, out: &mut Vec<Mutation>) {
    if !merged.listed.is_empty() {
        out.push((Value::from(987_654_321), &["enum", "const"], "a value that is not listed"));
    }
    let beyond = |bound: Option<&(Number, bool)>, direction: i64| {
        let (bound, exclusive) = bound?;
        let step = if *exclusive { 0 } else { direction };
        match (bound.as_i64(), bound.as_f64()) {
            (Some(whole), _) => whole.checked_add(step).map(Value::from),
            (None, Some(float)) => Number::from_f64(float + if step < 0 { -1.0 } else { 1.0 }).map(Value::Number),
            (None, None) => None,
        }
    };
    if let Some(low) = beyond(merged.minimum.as_ref(), -1) {
        out.push((low, &["minimum", "exclusiveMinimum"], "a number that is too small"));
    }
    if let Some(high) = beyond(merged.maximum.as_ref(), 1) {
        out.push((high, &["maximum", "exclusiveMaximum"], "a number that is too great"));
    }
    if merged.formats.iter().any(|format| format == "int32") {
        out.push((Value::from(i64::from(i32::MAX) + 1), &["format"], "a number beyond its format"));
    }
    if !merged.allows(Type::Number) || merged.types.is_some_and(|types| !types.contains(Type::Number)) {
        let fraction = number.as_f64().and_then(|float| Number::from_f64(float + 0.5));
        out.extend(fraction.map(|fraction| -> Mutation { (Value::Number(fraction), &["type"], "a fraction") }));
    }
    if let Some(step) = merged.multiple_of.as_ref().and_then(Number::as_f64) {
        let off = number.as_f64().and_then(|float| Number::from_f64(float + step / 2.0));
        out.extend(
            off.map(|off| -> Mutation { (Value::Number(off), &["multipleOf", "type"], "a number between the steps") }),
        );
    }
}

fn arrays(items: &[Value], merged: &Merged, out: &mut Vec<Mutation>) {
    if merged.min_items > 0 {
        let fewer = usize::try_from(merged.min_items - 1).unwrap_or(usize::MAX);
        let fewer: Vec<Value> = items.iter().take(fewer).cloned().collect();
        out.push((Value::Array(fewer), &["minItems", "contains"], "too few items"));
    }
    let Some(first) = items.first() else { return };
    if let Some(most) = merged.max_items.filter(|most| *most < MAX_LENGTH).and_then(|most| usize::try_from(most).ok()) {
        let more: Vec<Value> = items.iter().cycle().take(most + 1).cloned().collect();
        out.push((Value::Array(more), &["maxItems"], "too many items"));
    }
    if merged.unique {
        let mut twice = items.to_vec();
        twice.push(first.clone());
        out.push((Value::Array(twice), &["uniqueItems"], "the same item twice"));
    }
}
