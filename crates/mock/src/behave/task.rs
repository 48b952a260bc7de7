//! Long-running tasks: what a 202 with a `Location` starts.

use serde_json::Value;

use super::{Scene, create};
use crate::call::{Answer, text};
use crate::rewrite::Rewrite;
use crate::schema;
use crate::state::{Item, Task};

/// Whether the client wishes the task that its request starts to fail.
pub(super) fn is_to_fail(scene: &Scene<'_, '_>) -> bool {
    let failing = scene.call.operation.long_running.as_ref().is_some_and(|followed| !followed.failed.is_empty());
    scene.call.prefer.task_fails && failing
}

/// Starts the task that the answer speaks of, and says in its header where to follow it.
pub(super) fn start(scene: &mut Scene<'_, '_>, answer: &mut Answer<'_>) {
    let mock = scene.call.mock;
    let Some(followed) = &scene.call.operation.long_running else { return };
    if answer.documented.is_none_or(|documented| documented.header(&followed.header).is_none()) {
        return;
    }
    let reader = mock.api.operation(followed.operation);
    let Some((resource, _)) = reader.resource else { return };
    let Some(known) = scene.collection(resource).filter(|known| known.variables == 1) else { return };
    let Some(pointer) = known.identifier.as_deref() else { return };
    let ends = if is_to_fail(scene) { &followed.failed } else { &followed.done };
    let Some(end) = ends.first().map(|state| Value::from(state.as_str())) else { return };
    // The example that shows the end tells best what else is said then.
    let shown = || scene.state.items(resource).map(|(_, item)| &item.value);
    let fitting =
        shown().find(|value| value.pointer(&followed.state) == Some(&end)).or_else(|| shown().next()).cloned();
    let Some(mut value) = fitting.or_else(|| mock.source.made_up(known.schema?)) else { return };
    let example = value.pointer(pointer).cloned();
    let identifier = create::mint(scene, resource, example.as_ref());
    let Some(name) = text(&identifier) else { return };
    let mut rewrite = Rewrite::default();
    if let Some(old) = example.as_ref().and_then(text) {
        rewrite.add(&old, &name, Some(&known.literal));
    }
    create::readdress(scene, resource, &value, &identifier, &mut rewrite);
    rewrite.apply(&mut value);
    if let Some(place) = value.pointer_mut(pointer) {
        *place = identifier;
    }
    scene.stamp(&mut value, known.schema, true);
    let states = known.schema.and_then(|schema| schema::at(&mock.api, schema, &followed.state));
    let states = states.and_then(|schema| schema::enumeration(&mock.api, schema)).unwrap_or_default();
    let is_end = |state: &Value| {
        state.as_str().is_none_or(|state| followed.done.iter().chain(&followed.failed).any(|end| end == state))
    };
    let running = states.into_iter().find(|state| !is_end(state));
    let coming: Vec<Value> = running.clone().into_iter().chain([end.clone()]).collect();
    if let Some(place) = value.pointer_mut(&followed.state) {
        *place = running.unwrap_or(end);
    }
    let key = vec![name];
    let Some(address) = create::address(scene, resource, &key) else { return };
    if !scene.fits(known.schema, &value) || !scene.state.put(resource, key.clone(), value, Vec::new()) {
        return;
    }
    if let Some(item) = scene.state.item_mut(resource, &key) {
        item.task = Some(Task { pointer: followed.state.clone(), coming });
    }
    answer.headers.retain(|(name, _)| !name.eq_ignore_ascii_case(&followed.header));
    answer.headers.push((followed.header.clone(), address));
}

/// Lets a task go on to its next state.
pub(super) fn advance(item: &mut Item) {
    let Some(task) = &mut item.task else { return };
    if !task.coming.is_empty() {
        let next = task.coming.remove(0);
        if let Some(place) = item.value.pointer_mut(&task.pointer) {
            *place = next;
        }
    }
    if task.coming.is_empty() {
        item.task = None;
    }
}
