//! Things done with an item: its state becomes the one that the example of the answer shows.

use avouch_api::schema::SchemaId;
use avouch_validate::View;
use serde_json::Value;

use super::{Found, Scene, full, part, task};
use crate::call::{Answer, Refusal};
use crate::merge::{Mode, merge};
use crate::schema;

/// Does something with the last item of the path.
pub(super) fn act<'m>(scene: &mut Scene<'_, 'm>, found: &[Found]) -> Result<Answer<'m>, Refusal> {
    let mut answer = part::example(scene, found);
    if let Some(last) = found.last() {
        let known = scene.collection(last.resource);
        let schema = known.and_then(|known| known.schema);
        let item = scene.state.item(last.resource, &last.key).map(|item| item.value.clone());
        if let Some(mut item) = item.filter(|_| schema::same(&scene.call.mock.api, answer.schema(), schema)) {
            if let Some(shown) = &answer.value {
                take_over(scene, schema, &mut item, shown);
            }
            if let Some(body) = scene.call.body() {
                let pointer = known.and_then(|known| known.identifier.as_deref()).unwrap_or_default();
                let keep = [pointer.strip_prefix('/').unwrap_or_default()];
                merge(scene.call.mock.source.validator(), schema, &mut item, body, Mode::Patch, &keep);
            }
            scene.stamp(&mut item, schema, false);
            if !scene.state.change(last.resource, &last.key, item.clone()) {
                return Err(full());
            }
            answer.value = Some(item);
        }
    }
    task::start(scene, &mut answer);
    Ok(answer)
}

/// Takes over what the example shows of the properties that can only have listed values, such as a state.
fn take_over(scene: &Scene<'_, '_>, schema: Option<SchemaId>, item: &mut Value, shown: &Value) {
    let Some(schema) = schema else { return };
    let validator = scene.call.mock.source.validator();
    let Value::Object(shown) = shown else { return };
    for (name, value) in shown {
        let property = schema::property(validator.api(), schema, name);
        if property.and_then(|property| schema::enumeration(validator.api(), property)).is_none() {
            continue;
        }
        let Some(own) = item.get(name).cloned().filter(|own| own != value) else { continue };
        if let Some(place) = item.get_mut(name) {
            *place = value.clone();
        }
        if !validator.accepts(schema, View::Response, item)
            && let Some(place) = item.get_mut(name)
        {
            *place = own;
        }
    }
}
