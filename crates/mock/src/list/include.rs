//! Related items beside the ones that were asked for: `include=space.organization` and `included` in the answer.

use std::collections::HashSet;

use avouch_api::{Api, ResourceIndex};
use avouch_wire::Location;
use serde_json::{Map, Value};

use crate::behave::Scene;
use crate::call::{Answer, Call, text};
use crate::rewrite::is_distinctive;
use crate::{schema, words};

/// Names of parameters that ask for related items.
const PARAMETERS: [&str; 3] = ["include", "includes", "expand"];
/// Names of the property that they stand in.
const PROPERTIES: [&str; 2] = ["included", "includes"];

/// Puts those related items that the request asks for into the place that the answer's schema has for them, in place of what
/// the example shows there. `shown` are the items that they are related to.
pub(crate) fn include(scene: &Scene<'_, '_>, answer: &mut Answer<'_>, shown: &[Value]) {
    let api = &scene.call.mock.api;
    let wishes = wishes(scene.call);
    let Some(root) = answer.schema().filter(|_| !wishes.is_empty()) else { return };
    let place = schema::properties(api, root).into_iter().find(|(name, _)| PROPERTIES.contains(name));
    let Some((name, included)) = place else { return };
    let mut known: HashSet<String> = HashSet::new();
    for item in shown {
        mentioned(item, &mut known);
    }
    let mut related = Map::new();
    // In the order of the wishes: what the first one adds may lead to the next.
    for wish in wishes {
        let properties = schema::properties(api, included);
        let property = properties.into_iter().find(|(property, _)| words::is_plural_of(property, &wish));
        let Some((property, list)) = property else { continue };
        let Some(resource) = schema::items(api, list).and_then(|item| resource_of(api, item)) else { continue };
        let items = scene.state.items(resource);
        let items = items.filter(|(key, _)| key.last().is_some_and(|key| is_distinctive(key) && known.contains(key)));
        let items: Vec<Value> = items.map(|(_, item)| item.value.clone()).collect();
        for item in &items {
            mentioned(item, &mut known);
        }
        related.insert(property.to_owned(), Value::Array(items));
    }
    let Some(before) = answer.value.clone().filter(|_| !related.is_empty()) else { return };
    if let Some(Value::Object(members)) = &mut answer.value {
        members.insert(name.to_owned(), Value::Object(related));
    }
    if !answer.value.as_ref().is_some_and(|value| scene.fits(Some(root), value)) {
        answer.value = Some(before);
    }
}

/// The kinds of items that the request asks for: `space.organization` asks for both.
fn wishes(call: &Call<'_>) -> Vec<String> {
    let mut wishes = Vec::new();
    for (index, value) in &call.decoded.parameters {
        let Some(parameter) = call.operation.parameters.get(*index) else { continue };
        let asks =
            parameter.location == Location::Query && PARAMETERS.contains(&words::plain(&parameter.name).as_str());
        let values = if let Value::Array(values) = value { values.as_slice() } else { std::slice::from_ref(value) };
        for text in values.iter().filter(|_| asks).filter_map(text) {
            wishes.extend(text.split(['.', ',']).map(|wish| wish.trim().to_owned()));
        }
    }
    wishes
}

fn resource_of(api: &Api, item: avouch_api::schema::SchemaId) -> Option<ResourceIndex> {
    let found = api.resources.iter().find(|resource| schema::same(api, resource.schema, Some(item)));
    found.filter(|resource| resource.identifier.is_some()).map(|resource| resource.index)
}

/// Notes every text that may identify another item. Addresses do not count: they lead to what has little to do with the item.
fn mentioned(value: &Value, known: &mut HashSet<String>) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) if !text.contains('/') => {
                known.insert(text.clone());
            }
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values()),
            _ => {}
        }
    }
}
