//! Which items of a list a query asks for, and in which order.

use std::cmp::Ordering;

use avouch_api::schema::SchemaId;
use avouch_api::{Api, Carrier, Parameter};
use avouch_validate::pointer;
use avouch_wire::{Location, StyleName};
use serde_json::Value;

use crate::call::{Call, text};
use crate::{schema, words};

/// How deep properties are looked for.
const MAX_DEPTH: usize = 4;
/// Names of parameters that order a list.
const ORDERS: [&str; 6] = ["orderby", "sort", "sortby", "ordering", "order", "sortorder"];
/// Names of what is inside an object that stands for another item.
const IDENTIFIERS: [&str; 6] = ["id", "guid", "uuid", "name", "key", "slug"];

/// The items that the declared query parameters let through: those that are called like a property of the item, in the
/// singular or the plural, or like an object in it with what identifies that (`space_guids`). Other parameters let all
/// through.
pub(super) fn wanted(call: &Call<'_>, items: Vec<Value>, item: Option<SchemaId>) -> Vec<Value> {
    let Some(item) = item else { return items };
    let api = &call.mock.api;
    let filters: Vec<(Vec<String>, Vec<String>)> = call
        .decoded
        .parameters
        .iter()
        .filter_map(|(index, value)| {
            let parameter = call.operation.parameters.get(*index)?;
            let places =
                if is_filter(call, *index, parameter) { places(api, item, &parameter.name) } else { Vec::new() };
            let values: Vec<String> = match value {
                Value::Array(values) => {
                    values.iter().filter_map(text).flat_map(|own| spelled(parameter, own)).collect()
                }
                scalar => text(scalar).into_iter().collect(),
            };
            (!places.is_empty() && !values.is_empty()).then_some((places, values))
        })
        .collect();
    let passes = |item: &Value| {
        filters.iter().all(|(places, values)| {
            places.iter().filter_map(|place| item.pointer(place)).any(|own| match own {
                Value::Array(own) => own.iter().filter_map(text).any(|own| values.contains(&own)),
                own => text(own).is_some_and(|own| values.contains(&own)),
            })
        })
    };
    if filters.is_empty() { items } else { items.into_iter().filter(passes).collect() }
}

/// An item of a list in a query, and where the list is one text, the items that it stands for if the commas between them were
/// encoded: many clients encode the whole text, and most servers part it after decoding.
fn spelled(parameter: &Parameter, item: String) -> Vec<String> {
    let is_one_text = matches!(
        &parameter.carrier,
        Carrier::Style { style, .. } if style.name == StyleName::Form && !style.explode
    );
    let mut items: Vec<String> = Vec::new();
    if is_one_text && item.contains(',') {
        items.extend(item.split(',').map(str::to_owned));
    }
    items.push(item);
    items
}

/// Sorts the items by the property that a parameter such as `order_by` names; `-` before the name sorts downwards.
pub(super) fn sort(call: &Call<'_>, items: &mut [Value], item: Option<SchemaId>) {
    let wish = call.decoded.parameters.iter().find_map(|(index, value)| {
        let parameter = call.operation.parameters.get(*index)?;
        let orders = parameter.location == Location::Query && ORDERS.contains(&words::plain(&parameter.name).as_str());
        let value = if let Value::Array(values) = value { values.first()? } else { value };
        value.as_str().filter(|_| orders)
    });
    let Some(wish) = wish else { return };
    let (name, downwards) = match wish.strip_prefix('-') {
        Some(name) => (name, true),
        None => (wish.strip_prefix('+').unwrap_or(wish), false),
    };
    let declared = |name: &str| item.is_some_and(|item| schema::property(&call.mock.api, item, name).is_some());
    if !declared(name) {
        return;
    }
    let place = pointer::child("", name);
    items.sort_by(|left, right| {
        let order = compare(left.pointer(&place), right.pointer(&place));
        if downwards { order.reverse() } else { order }
    });
}

fn is_filter(call: &Call<'_>, index: usize, parameter: &Parameter) -> bool {
    let pages = call
        .operation
        .pagination
        .as_ref()
        .is_some_and(|pagination| pagination.parameters.iter().any(|(_, own)| *own == index));
    let plain = words::plain(&parameter.name);
    parameter.location == Location::Query
        && !pages
        && !ORDERS.contains(&plain.as_str())
        && !matches!(
            plain.as_str(),
            "include" | "includes" | "expand" | "fields" | "page" | "perpage" | "limit" | "offset"
        )
}

/// The places of an item that a parameter may be about.
fn places(api: &Api, item: SchemaId, name: &str) -> Vec<String> {
    let properties = schema::properties(api, item);
    if let Some((own, _)) = properties.iter().find(|(own, _)| words::is_plural_of(name, own)) {
        return vec![pointer::child("", own)];
    }
    let words = words::split(name);
    let mut found = Vec::new();
    for at in (1..words.len()).rev() {
        let (outer, inner) = words.split_at(at);
        objects(api, item, &outer.concat(), "", MAX_DEPTH, &mut |place, object| {
            found.extend(inside(api, object, &inner.concat(), place));
        });
        if !found.is_empty() {
            break;
        }
    }
    found
}

/// Every object property of that name, wherever it stands in an item.
fn objects(api: &Api, root: SchemaId, name: &str, place: &str, depth: usize, tell: &mut dyn FnMut(&str, SchemaId)) {
    let Some(depth) = depth.checked_sub(1) else { return };
    for (own, property) in schema::properties(api, root) {
        let below = pointer::child(place, own);
        if words::is_plural_of(own, name) || words::is_plural_of(name, own) {
            tell(&below, property);
        }
        objects(api, property, name, &below, depth, tell);
    }
}

/// The scalar of that name in an object, or in its `data`.
fn inside(api: &Api, object: SchemaId, name: &str, place: &str) -> Option<String> {
    let own = |root: SchemaId, place: &str| {
        let properties = schema::properties(api, root);
        let named = properties.iter().find(|(own, _)| words::is_plural_of(name, own));
        named.map(|(own, _)| pointer::child(place, own))
    };
    let data = || {
        let inner = schema::properties(api, object).into_iter().find(|(own, _)| *own == "data").map(|(_, id)| id)?;
        let is_identifier = words::singulars(name).iter().any(|word| IDENTIFIERS.contains(&word.as_str()));
        own(inner, &pointer::child(place, "data")).filter(|_| is_identifier)
    };
    own(object, place).or_else(data)
}

fn compare(left: Option<&Value>, right: Option<&Value>) -> Ordering {
    let rank = |value: Option<&Value>| match value {
        None | Some(Value::Null) => 0,
        Some(Value::Bool(_)) => 1,
        Some(Value::Number(_)) => 2,
        Some(Value::String(_)) => 3,
        Some(_) => 4,
    };
    match (left, right) {
        (Some(Value::Bool(left)), Some(Value::Bool(right))) => left.cmp(right),
        (Some(Value::Number(left)), Some(Value::Number(right))) => {
            let float = |number: &serde_json::Number| number.as_f64().unwrap_or_default();
            float(left).total_cmp(&float(right))
        }
        (Some(Value::String(left)), Some(Value::String(right))) => left.cmp(right),
        (left, right) => rank(left).cmp(&rank(right)),
    }
}
