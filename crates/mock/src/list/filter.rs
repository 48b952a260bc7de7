//! Which items of a list a query asks for, and in which order.

use std::cmp::Ordering;

use avouch_api::schema::SchemaId;
use avouch_api::{Api, Carrier, Parameter, ResourceIndex};
use avouch_validate::pointer;
use avouch_wire::{Location, StyleName};
use serde_json::Value;

use super::range::{Relation, of_member};
use super::selector::Selector;
use crate::behaviour::Way;
use crate::call::{Call, Refusal, text};
use crate::state::State;
use crate::{schema, words};

/// How deep properties are looked for.
const MAX_DEPTH: usize = 4;
/// Names of parameters that order a list.
const ORDERS: [&str; 6] = ["orderby", "sort", "sortby", "ordering", "order", "sortorder"];
/// The name of parameters that select by labels.
const SELECTOR: &str = "labelselector";
/// Names of what is inside an object that stands for another item.
const IDENTIFIERS: [&str; 6] = ["id", "guid", "uuid", "name", "key", "slug"];

/// What lets items of a list through.
enum Filter {
    /// One of the places has one of the values.
    Values(Vec<String>, Vec<String>),
    /// The labels at one of the places meet a selector.
    Labels(Vec<String>, Selector),
    /// One of the places relates to a bound.
    Range(Vec<String>, Relation, String),
    /// An item that this one refers to, by way of others, has one of the values at one of the places.
    Related(Way, Vec<String>),
}

/// The items that the declared query parameters let through: those that are called like a property of the item, in the
/// singular or the plural, or like an object in it with what identifies that (`space_guids`); selectors of labels; bounds
/// (`created_ats[gt]`); and those that are so of what the item refers to by way of others. Other parameters let all through.
///
/// # Errors
/// Where a selector is none.
pub(super) fn wanted(
    call: &Call<'_>,
    (state, resource): (&State, Option<ResourceIndex>),
    items: Vec<Value>,
    item: Option<SchemaId>,
) -> Result<Vec<Value>, Refusal> {
    let Some(item) = item else { return Ok(items) };
    let mut filters = Vec::new();
    for (index, value) in &call.decoded.parameters {
        if let Some(parameter) = call.operation.parameters.get(*index)
            && is_filter(call, *index, parameter)
        {
            read(call, resource, item, parameter, value, &mut filters)?;
        }
    }
    let passes = |item: &Value| filters.iter().all(|filter| filter.admits(state, item));
    Ok(if filters.is_empty() { items } else { items.into_iter().filter(passes).collect() })
}

/// Reads what a parameter asks for.
fn read(
    call: &Call<'_>,
    resource: Option<ResourceIndex>,
    item: SchemaId,
    parameter: &Parameter,
    value: &Value,
    filters: &mut Vec<Filter>,
) -> Result<(), Refusal> {
    let api = &call.mock.api;
    let name = parameter.name.as_str();
    let selector = value.as_str().filter(|_| words::plain(name) == SELECTOR);
    if let Some(selector) = selector {
        let places = labels(api, item);
        let selector = Selector::parse(selector)
            .map_err(|message| Refusal { statuses: (&[400, 422]).into(), detail: format!("`{name}`: {message}") })?;
        filters.extend((!places.is_empty()).then_some(Filter::Labels(places, selector)));
        return Ok(());
    }
    if let Value::Object(members) = value {
        let bounds = members.iter().filter_map(|(member, bound)| Some((of_member(name, member)?, text(bound)?)));
        let bounds = bounds.map(|((name, relation), bound)| Filter::Range(places(api, item, name), relation, bound));
        filters.extend(bounds.filter(|bound| !matches!(bound, Filter::Range(places, ..) if places.is_empty())));
        return Ok(());
    }
    let values: Vec<String> = match value {
        Value::Array(values) => values.iter().filter_map(text).flat_map(|own| spelled(parameter, own)).collect(),
        scalar => text(scalar).into_iter().collect(),
    };
    if values.is_empty() {
        return Ok(());
    }
    let own = places(api, item, name);
    if !own.is_empty() {
        filters.push(Filter::Values(own, values));
    } else if let Some(behaviour) = call.mock.behaviour()
        && let Some(resource) = resource
    {
        let has_places = |resource: ResourceIndex, via: &str| {
            let schema = call.mock.plan.collection(resource).and_then(|known| known.schema);
            schema.map(|schema| places_of_related(api, schema, via, name)).unwrap_or_default()
        };
        filters.extend(behaviour.way(resource, &has_places).map(|way| Filter::Related(way, values)));
    }
    Ok(())
}

impl Filter {
    fn admits(&self, state: &State, item: &Value) -> bool {
        match self {
            Filter::Values(places, values) => has_one(item, places, values),
            Filter::Labels(places, selector) => {
                let labels = places.iter().find_map(|place| item.pointer(place)?.as_object());
                selector.admits(labels)
            }
            Filter::Range(places, relation, bound) => {
                places.iter().filter_map(|place| item.pointer(place)).any(|own| relation.holds(own, bound))
            }
            Filter::Related(way, values) => {
                way.follow(state, item).iter().any(|item| has_one(item, &way.places, values))
            }
        }
    }
}

/// Whether one of the places of an item has one of the values.
fn has_one(item: &Value, places: &[String], values: &[String]) -> bool {
    places.iter().filter_map(|place| item.pointer(place)).any(|own| match own {
        Value::Array(own) => own.iter().filter_map(text).any(|own| values.contains(&own)),
        own => text(own).is_some_and(|own| values.contains(&own)),
    })
}

/// Where an item has its labels: objects of that name whose own names are not known beforehand.
fn labels(api: &Api, item: SchemaId) -> Vec<String> {
    let mut found = Vec::new();
    objects(api, item, "labels", "", MAX_DEPTH, &mut |place, object| {
        found.extend(schema::is_map(api, object).then(|| place.to_owned()));
    });
    found
}

/// The places that a parameter may be about in an item that others refer to as `via`: `app_names` is about the name of what
/// is called `app`.
fn places_of_related(api: &Api, related: SchemaId, via: &str, name: &str) -> Vec<String> {
    let words = words::split(name);
    for at in (1..words.len()).rev() {
        let (outer, inner) = words.split_at(at);
        if words::plain(via) == outer.concat() {
            let inner = inner.concat();
            let own = schema::properties(api, related).into_iter().find(|(own, _)| words::is_plural_of(&inner, own));
            return own.map(|(own, _)| pointer::child("", own)).into_iter().collect();
        }
    }
    places(api, related, name)
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
