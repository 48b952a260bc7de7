//! Valid values, broken at one place.
//!
//! Each function takes a value that a schema accepts and returns one that it rejects, with the place that a check must name: every
//! violation of the broken value is of the stated keywords and lies at that place. Where the schema does not let such a fault
//! be seen, there is none. Equal values are broken equally: the first place that qualifies is taken, by the order of the members.

use avouch_api::schema::SchemaId;
use avouch_validate::{Validator, View, pointer};
use serde_json::{Number, Value};

/// The most places of a value that are tried.
const MAX_TRIES: usize = 400;

/// A value that was broken.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The broken value.
    pub value: Value,
    /// The place that the violation is at, as a JSON Pointer (RFC 6901). For a missing property, the object that lacks it.
    pub pointer: String,
    /// The keyword that is broken.
    pub keyword: String,
    /// What was done.
    pub what: &'static str,
}

/// Leaves out a required property.
pub fn drop_required(validator: &Validator, schema: SchemaId, view: View, value: &Value) -> Option<Fault> {
    let members = places(value).into_iter().filter(|place| {
        let parent = place.rsplit_once('/').and_then(|(parent, _)| value.pointer(parent));
        matches!(parent, Some(Value::Object(_)))
    });
    first(validator, schema, view, members, |place| {
        let (parent, token) = place.rsplit_once('/')?;
        let mut broken = value.clone();
        let name = token.replace("~1", "/").replace("~0", "~");
        broken.pointer_mut(parent)?.as_object_mut()?.remove(&name)?;
        Some(Attempt { value: broken, at: parent.to_owned(), keywords: &["required"], what: "drop-required-property" })
    })
}

/// Puts `null` where it is not allowed.
pub fn null_in_non_nullable(validator: &Validator, schema: SchemaId, view: View, value: &Value) -> Option<Fault> {
    first(validator, schema, view, places(value).into_iter(), |place| {
        replace(value, place, Value::Null, &["type", "enum", "const", "oneOf", "anyOf"], "null-in-non-nullable")
    })
}

/// Puts a value of the right type that is not listed where only listed ones are allowed.
pub fn bad_enum(validator: &Validator, schema: SchemaId, view: View, value: &Value) -> Option<Fault> {
    first(validator, schema, view, places(value).into_iter(), |place| {
        let other = match value.pointer(place)? {
            Value::String(_) => Value::from("not-a-listed-value"),
            Value::Number(_) => Value::from(987_654_321),
            _ => return None,
        };
        replace(value, place, other, &["enum", "const"], "bad-enum")
    })
}

/// Puts a value of another type.
pub fn wrong_type(validator: &Validator, schema: SchemaId, view: View, value: &Value) -> Option<Fault> {
    first(validator, schema, view, places(value).into_iter(), |place| {
        let other = of_another_type(value.pointer(place)?);
        replace(value, place, other, &["type"], "wrong-type")
    })
}

/// A value of another type, as unlike as it gets: numbers are taken for text and text for an object.
pub(crate) fn of_another_type(value: &Value) -> Value {
    match value {
        Value::String(_) => Value::Number(Number::from(42)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Value::from("not of this type"),
        Value::Array(_) => Value::Object(serde_json::Map::new()),
    }
}

/// A broken value that is to be proved so.
pub(crate) struct Attempt<'k> {
    pub value: Value,
    pub at: String,
    pub keywords: &'k [&'k str],
    pub what: &'static str,
}

/// The value with another one at a place.
pub(crate) fn replace<'k>(
    value: &Value,
    place: &str,
    other: Value,
    keywords: &'k [&'k str],
    what: &'static str,
) -> Option<Attempt<'k>> {
    let mut broken = value.clone();
    *broken.pointer_mut(place)? = other;
    Some(Attempt { value: broken, at: place.to_owned(), keywords, what })
}

/// The fault that an attempt makes, if all that is wrong then is what was meant.
pub(crate) fn prove(validator: &Validator, schema: SchemaId, view: View, attempt: Attempt<'_>) -> Option<Fault> {
    if validator.accepts(schema, view, &attempt.value) {
        return None;
    }
    let violations = validator.check(schema, view, &attempt.value);
    let meant = |keyword: &str| attempt.keywords.contains(&keyword);
    let keyword = violations.first()?.keyword.clone();
    let all = violations.iter().all(|violation| violation.pointer == attempt.at && meant(&violation.keyword));
    all.then_some(Fault { value: attempt.value, pointer: attempt.at, keyword, what: attempt.what })
}

fn first<'k>(
    validator: &Validator,
    schema: SchemaId,
    view: View,
    places: impl Iterator<Item = String>,
    attempt: impl Fn(&str) -> Option<Attempt<'k>>,
) -> Option<Fault> {
    // A part of the value is broken rather than the whole: that is what servers get wrong.
    let (root, parts): (Vec<String>, Vec<String>) = places.take(MAX_TRIES).partition(String::is_empty);
    parts.into_iter().chain(root).find_map(|place| prove(validator, schema, view, attempt(&place)?))
}

/// Every place of a value below its root and the root itself, each before what it holds. Of an array only
/// the first items are taken, since the others are alike.
pub(crate) fn places(value: &Value) -> Vec<String> {
    const FIRST_ITEMS: usize = 3;
    let mut places = Vec::new();
    let mut open = vec![(String::new(), value)];
    while let Some((place, value)) = open.pop() {
        if places.len() >= 10 * MAX_TRIES {
            break;
        }
        let below = open.len();
        match value {
            Value::Object(members) => {
                open.extend(members.iter().map(|(name, member)| (pointer::child(&place, name), member)));
            }
            Value::Array(items) => {
                let numbered = items.iter().take(FIRST_ITEMS).enumerate();
                open.extend(numbered.map(|(index, item)| (pointer::child(&place, &index.to_string()), item)));
            }
            _ => {}
        }
        if let Some(added) = open.get_mut(below..) {
            added.reverse();
        }
        places.push(place);
    }
    places
}
