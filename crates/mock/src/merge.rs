//! What a client sends, put into an item, as far as the document has a place for it.

use avouch_api::schema::SchemaId;
use avouch_validate::{Validator, View};
use serde_json::{Map, Value};

use crate::schema;

/// How objects of the request meet objects of the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The item is new: maps are the client's alone, other objects are filled up from the example.
    Create,
    /// The item is changed: what is not named stays (RFC 7396), and null removes where null has no place.
    Patch,
    /// The item is replaced: what is named replaces what was there.
    Replace,
}

/// How deep objects are merged.
const MAX_DEPTH: usize = 64;

/// Puts the properties of a request body into an item of a schema. Properties that the schema does not declare are left
/// aside, and so is a property with which the item would no longer fit. `keep` are names that a client cannot set.
pub(crate) fn merge(
    validator: &Validator,
    schema: Option<SchemaId>,
    item: &mut Value,
    body: &Value,
    mode: Mode,
    keep: &[&str],
) {
    let (Value::Object(own), Value::Object(sent)) = (&mut *item, body) else { return };
    let sent: Vec<(&String, &Value)> = sent
        .iter()
        .filter(|(name, _)| !keep.contains(&name.as_str()) && is_settable(validator, schema, name))
        .collect();
    let fits = |item: &Value| schema.is_none_or(|schema| validator.accepts(schema, View::Response, item));
    let before = own.clone();
    let was_fine = fits(&Value::Object(before.clone()));
    for (name, value) in &sent {
        set(validator, schema, own, name, value, mode, MAX_DEPTH);
    }
    if !was_fine || fits(item) {
        return;
    }
    // Together they do not fit: each on its own then, merged or else as a whole.
    let mut current = before;
    for (name, value) in sent {
        for attempt in [mode, Mode::Replace] {
            let mut candidate = current.clone();
            set(validator, schema, &mut candidate, name, value, attempt, MAX_DEPTH);
            let candidate = Value::Object(candidate);
            if fits(&candidate) {
                if let Value::Object(accepted) = candidate {
                    current = accepted;
                }
                break;
            }
        }
    }
    *item = Value::Object(current);
}

/// Whether a client may set a property: the schema has a place for it that is not the server's.
fn is_settable(validator: &Validator, schema: Option<SchemaId>, name: &str) -> bool {
    let Some(schema) = schema else { return true };
    let api = validator.api();
    match schema::property(api, schema, name) {
        Some(property) => !schema::is_read_only(api, property),
        None => schema::is_map(api, schema),
    }
}

fn set(
    validator: &Validator,
    schema: Option<SchemaId>,
    own: &mut Map<String, Value>,
    name: &str,
    value: &Value,
    mode: Mode,
    depth: usize,
) {
    let api = validator.api();
    let property = schema.and_then(|schema| schema::property(api, schema, name));
    if value.is_null() && mode == Mode::Patch {
        let has_null = property.is_none_or(|property| validator.accepts(property, View::Response, &Value::Null));
        if schema.is_some() && !has_null || property.is_none() {
            own.remove(name);
        } else {
            own.insert(name.to_owned(), Value::Null);
        }
        return;
    }
    let is_map = property.is_some_and(|property| schema::is_map(api, property));
    let merges = match mode {
        Mode::Create => !is_map,
        Mode::Patch => true,
        Mode::Replace => false,
    };
    match (own.get_mut(name), value) {
        (Some(Value::Object(inner)), Value::Object(sent)) if merges && depth > 0 => {
            for (name, value) in sent {
                let has_place = property.is_none_or(|schema| is_map || schema::property(api, schema, name).is_some());
                if has_place {
                    set(validator, property, inner, name, value, mode, depth - 1);
                }
            }
        }
        _ => {
            own.insert(name.to_owned(), value.clone());
        }
    }
}
