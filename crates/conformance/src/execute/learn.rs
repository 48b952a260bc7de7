//! What an answer tells about the items at the target.

use std::collections::BTreeMap;

use avouch_api::{Action, Api, LinkSource, Operation, OperationKind, ResourceIndex, Response as Documented};
use avouch_validate::Response;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::build::{Built, above};
use super::state::{Instance, State, Tie, identifiers};
use crate::json;
use crate::plan::{Catalogue, Plan};

/// The most items of one list that are remembered.
const MAX_LISTED: usize = 20;

/// Learns from an answer; gives the position of the item that the operation made, where it made one.
pub(crate) fn learn(
    plan: &Plan,
    state: &mut State,
    operation: &Operation,
    built: &Built,
    response: &Response,
    location: Option<&str>,
) -> Option<usize> {
    if !matches!(response.status, 200..=299) {
        return None;
    }
    let body = json::read(&response.body);
    let made = match operation.resource {
        Some((resource, Action::Create)) => make(plan, state, resource, built, response, body.as_ref(), location),
        _ => None,
    };
    if let (Some(body), Some(facts)) = (&body, plan.catalogue.facts(operation.index))
        && let Some((resource, pointer)) = &facts.lists
    {
        list(&plan.catalogue, state, *resource, pointer, built, body);
    }
    if let Some((resource, instance)) = location.and_then(|path| at(plan, path))
        && (made.is_none() || operation.resource.is_none_or(|(own, _)| own != resource))
    {
        state.add(&plan.catalogue, Instance { tie: Tie::Below, ..instance });
    }
    follow_links(&plan.api, state, operation, built, response, body.as_ref());
    made
}

/// Remembers what an operation made.
fn make(
    plan: &Plan,
    state: &mut State,
    resource: ResourceIndex,
    built: &Built,
    response: &Response,
    body: Option<&Value>,
    location: Option<&str>,
) -> Option<usize> {
    let pointers = plan.catalogue.pointers(resource);
    let mut found = body.map(|body| identifiers(&pointers, body)).unwrap_or_default();
    if let Some((slot, value)) = &built.own_name {
        // A PUT may have replaced what was there before: it made something where it says so (201), or nothing was there.
        if response.status != 201 && !built.was_absent && plan.only_own() {
            return None;
        }
        found.entry(slot.pointer.clone()).or_insert_with(|| value.clone());
    }
    let pointer = plan.catalogue.kind(resource)?.pointer.clone()?;
    let from_location = || location.and_then(|path| at(plan, path)).filter(|(own, _)| *own == resource);
    let mut tie = Tie::Made;
    let told = found.contains_key(&pointer);
    match from_location() {
        _ if told => {}
        Some((_, instance)) => found.extend(instance.identifiers),
        None => {
            // The answer is silent: the item has the identifier that was sent. It may have been there before.
            let sent = built.body.as_ref()?.pointer(&pointer).filter(|value| json::identifier(value).is_some())?;
            found.insert(pointer, sent.clone());
            let is_new = response.status == 201 || built.was_absent || !plan.only_own();
            tie = if is_new { Tie::Made } else { Tie::Found };
        }
    }
    let instance = Instance {
        resource,
        identifiers: found,
        above: above(&built.path).into_iter().filter(|(own, _)| *own != resource).collect(),
        tie,
        alive: true,
        further: false,
    };
    state.add(&plan.catalogue, instance)
}

/// Remembers what a task has made, where its end speaks of one item, and one only, of the resource that the operation makes.
pub(crate) fn made_by_task(
    plan: &Plan,
    state: &mut State,
    operation: &Operation,
    built: &Built,
    addresses: &[String],
) -> Option<usize> {
    let (resource, Action::Create) = operation.resource? else { return None };
    let items = addresses.iter().filter_map(|path| at(plan, path)).filter(|(own, _)| *own == resource);
    let mut items: Vec<Instance> = items.map(|(_, instance)| instance).collect();
    items.dedup_by(|left, right| left.identifiers == right.identifiers);
    let [item] = <[Instance; 1]>::try_from(items).ok()?;
    let above = above(&built.path).into_iter().filter(|(own, _)| *own != resource).collect();
    state.add(&plan.catalogue, Instance { tie: Tie::Made, above, ..item })
}

fn list(catalogue: &Catalogue, state: &mut State, resource: ResourceIndex, pointer: &str, built: &Built, body: &Value) {
    let Some(items) = body.pointer(pointer).and_then(Value::as_array) else { return };
    let pointers = catalogue.pointers(resource);
    let below: Vec<_> = above(&built.path).into_iter().filter(|(own, _)| *own != resource).collect();
    let ours = !built.path.is_empty() && built.path.iter().all(|named| named.tie > Tie::Found);
    let tie = if ours { Tie::Below } else { Tie::Found };
    for item in items.iter().take(MAX_LISTED) {
        let instance = Instance {
            resource,
            identifiers: identifiers(&pointers, item),
            above: below.clone(),
            tie,
            alive: true,
            further: false,
        };
        state.add(catalogue, instance);
    }
}

/// Finds what an operation made in a list, as the only item with the name that was sent.
///
/// It may be another one that was there before, so that it counts as found and is never destroyed.
pub(crate) fn by_name(
    plan: &Plan,
    state: &mut State,
    resource: ResourceIndex,
    built: &Built,
    listing: &Built,
    list: &Operation,
    response: &Response,
) -> Option<usize> {
    let name = built.body.as_ref()?.get("name")?.as_str()?;
    let (listed, pointer) = plan.catalogue.facts(list.index)?.lists.as_ref().filter(|(own, _)| *own == resource)?;
    let body = json::read(&response.body).filter(|_| matches!(response.status, 200..=299))?;
    let items = body.pointer(pointer)?.as_array()?;
    let mut named = items.iter().filter(|item| item.get("name").and_then(Value::as_str) == Some(name));
    let item = named.next().filter(|_| named.next().is_none())?;
    let instance = Instance {
        resource: *listed,
        identifiers: identifiers(&plan.catalogue.pointers(resource), item),
        above: above(&listing.path).into_iter().filter(|(own, _)| *own != resource).collect(),
        tie: Tie::Found,
        alive: true,
        further: false,
    };
    state.add(&plan.catalogue, instance)
}

/// The item that a path without the base leads to.
pub(crate) fn at(plan: &Plan, path: &str) -> Option<(ResourceIndex, Instance)> {
    let reads = plan.api.operations.iter().filter(|operation| {
        operation.kind == OperationKind::Path && matches!(operation.resource, Some((_, Action::Read)))
    });
    let mut matching: Vec<_> = reads.filter_map(|operation| Some((operation, operation.path.matches(path)?))).collect();
    matching.sort_by(|(left, _), (right, _)| left.path.cmp_specificity(&right.path));
    let (operation, texts) = matching.into_iter().next()?;
    let facts = plan.catalogue.facts(operation.index)?;
    let text = |variable: &str| {
        let raw = texts.iter().find(|(name, _)| *name == variable)?.1;
        Some(percent_decode_str(raw).decode_utf8_lossy().into_owned())
    };
    let (variable, slot) = facts.variables.last()?;
    let outer = facts.variables.iter().take(facts.variables.len().saturating_sub(1));
    let instance = Instance {
        resource: slot.resource,
        identifiers: BTreeMap::from([(slot.pointer.clone(), Value::String(text(variable)?))]),
        above: outer.filter_map(|(variable, slot)| Some((slot.resource, text(variable)?))).collect(),
        tie: Tie::Found,
        alive: true,
        further: false,
    };
    Some((slot.resource, instance))
}

/// Takes the values that the links of an answer give to other operations.
fn follow_links(
    api: &Api,
    state: &mut State,
    operation: &Operation,
    built: &Built,
    response: &Response,
    body: Option<&Value>,
) {
    let links = operation.response(response.status).map(|documented: &Documented| documented.links.as_slice());
    for link in links.unwrap_or_default() {
        let Some(target) = link.operation.and_then(|index| api.operations.get(index.0 as usize)) else { continue };
        for (name, source) in &link.parameters {
            let value = match source {
                LinkSource::Value(json) => Some(api.value(*json)),
                LinkSource::Expression(expression) => evaluate(expression, built, response, body),
            };
            let position = target.parameters.iter().position(|parameter| {
                let qualified = name.split_once('.').filter(|(place, _)| *place == parameter.location.as_str());
                parameter.name == *name || qualified.is_some_and(|(_, rest)| rest == parameter.name)
            });
            if let (Some(value), Some(position)) = (value, position) {
                state.linked.insert((target.index, position), value);
            }
        }
    }
}

/// The runtime expressions (OpenAPI, Runtime Expressions) that take from bodies and response headers.
fn evaluate(expression: &str, built: &Built, response: &Response, body: Option<&Value>) -> Option<Value> {
    if let Some(pointer) = expression.strip_prefix("$response.body#") {
        return body?.pointer(pointer).cloned();
    }
    if let Some(pointer) = expression.strip_prefix("$request.body#") {
        return built.body.as_ref()?.pointer(pointer).cloned();
    }
    let name = expression.strip_prefix("$response.header.")?;
    let value = response.headers.get(name)?.to_str().ok()?;
    Some(Value::String(value.to_owned()))
}
