//! Lists: which items, in which order, and which page of them.

mod filter;
mod include;
mod page;
mod range;
mod selector;

pub(crate) use include::include;

use avouch_api::schema::SchemaId;
use avouch_api::{Api, Operation, ResourceIndex};
use serde_json::Value;

use crate::behave::{Found, Scene, start};
use crate::behaviour::is_so;
use crate::call::{Answer, Call, Refusal};
use crate::merge::{Mode, merge};
use crate::schema;

/// Where the items of a list stand in an answer, as a JSON Pointer; `None` where the answer is no list.
pub(crate) fn items_place(api: &Api, operation: &Operation, schema: Option<SchemaId>, value: &Value) -> Option<String> {
    let by_pages = operation.pagination.as_ref().map(|pagination| pagination.items.clone());
    let by_shape = || schema.and_then(|schema| api.item_schema_of_list(schema)).map(|(pointer, _)| pointer);
    let is_list = |place: &String| value.pointer(place).is_some_and(Value::is_array);
    by_pages.filter(is_list).or_else(|| by_shape().filter(is_list)).or_else(|| value.is_array().then(String::new))
}

/// Answers a list of the items of a resource, below the last of the `upper` ones where there is one.
pub(crate) fn answer<'m>(
    scene: &mut Scene<'_, 'm>,
    resource: ResourceIndex,
    via: Option<&str>,
    upper: &[Found],
) -> Result<Answer<'m>, Refusal> {
    let mut answer = scene.call.documented_answer();
    let known = scene.collection(resource).filter(|known| known.identifier.is_some());
    let Some(known) = known else {
        page_of_example(scene, &mut answer)?;
        return Ok(answer);
    };
    // Below an item of its own resource, a list of another name holds what was found there: other lists start anew.
    let via = via.filter(|_| !upper.is_empty());
    if let Some(last) = upper.last().filter(|_| via.is_none()) {
        start(scene, resource, last);
    }
    let scope = upper.last().map(|last| (last.scope(), last.literal.as_str()));
    let listed = scene.trail.listed.take();
    let is_listed = |key: &crate::state::Key, item: &crate::state::Item| match &listed {
        Some(wanted) => is_so(&item.value, wanted),
        None => scope.as_ref().is_none_or(|(scope, name)| item.is_below(key, scope, name, via)),
    };
    let items = scene.state.items(resource).filter(|(key, item)| is_listed(key, item));
    let items: Vec<Value> = items.map(|(_, item)| item.value.clone()).collect();
    let place = answer
        .value
        .as_ref()
        .and_then(|envelope| items_place(&scene.call.mock.api, scene.call.operation, answer.schema(), envelope));
    let Some(place) = place else { return Ok(answer) };
    let listed = answer.schema().and_then(|own| schema::at(&scene.call.mock.api, own, &format!("{place}/0")));
    let items_of = Items { values: items, resource: Some(resource), schema: known.schema, listed };
    fill(scene, &mut answer, &place, items_of)?;
    Ok(answer)
}

/// Answers a page of the items that the example shows.
pub(crate) fn page_of_example(scene: &Scene<'_, '_>, answer: &mut Answer<'_>) -> Result<(), Refusal> {
    let call = scene.call;
    let Some(envelope) = &answer.value else { return Ok(()) };
    let Some(place) = items_place(&call.mock.api, call.operation, answer.schema(), envelope) else { return Ok(()) };
    let items = envelope.pointer(&place).and_then(Value::as_array).cloned().unwrap_or_default();
    let listed = answer.schema().and_then(|own| schema::at(&call.mock.api, own, &format!("{place}/0")));
    fill(scene, answer, &place, Items { values: items, resource: None, schema: listed, listed })
}

/// The items that a list may hold.
struct Items {
    values: Vec<Value>,
    /// Their resource, where it is known.
    resource: Option<ResourceIndex>,
    /// The schema of an item on its own.
    schema: Option<SchemaId>,
    /// The schema of an item of the list.
    listed: Option<SchemaId>,
}

/// Puts the wanted ones of the items into the envelope, and says there how the list goes on.
fn fill(scene: &Scene<'_, '_>, answer: &mut Answer<'_>, place: &str, items: Items) -> Result<(), Refusal> {
    let call = scene.call;
    let Items { values, resource, schema, listed } = items;
    let mut items = filter::wanted(call, (scene.state, resource), values, schema)?;
    filter::sort(call, &mut items, schema);
    let page = page::cut(call, items);
    let Some(envelope) = answer.value.clone() else { return Ok(()) };
    let mut filled = envelope.clone();
    let model = envelope.pointer(place).and_then(|items| items.get(0)).cloned();
    let is_same = schema == listed || schema::same(&call.mock.api, schema, listed);
    let items: Vec<Value> = match model.filter(|_| !is_same) {
        Some(model) => page.items.iter().map(|item| shorten(call, listed, &model, item)).collect(),
        None => page.items.clone(),
    };
    if let Some(target) = filled.pointer_mut(place) {
        *target = Value::Array(items);
    }
    let headers = page::tell(call, answer, &mut filled, &page);
    let validator = call.mock.source.validator();
    let fits = |value: &Value| {
        answer.schema().is_none_or(|schema| validator.accepts(schema, avouch_validate::View::Response, value))
    };
    if fits(&filled) || !fits(&envelope) {
        answer.value = Some(filled);
        answer.headers.extend(headers);
        include(scene, answer, &page.items);
    }
    Ok(())
}

/// An item as the list shows it, where lists show items in another way than they are read.
fn shorten(call: &Call<'_>, listed: Option<SchemaId>, model: &Value, item: &Value) -> Value {
    let mut shown = model.clone();
    merge(call.mock.source.validator(), listed, &mut shown, item, Mode::Replace, &[]);
    shown
}
