//! Long-running tasks: what a 202 with a `Location` starts.

use avouch_api::ResourceIndex;
use serde_json::Value;

use super::{Scene, create};
use crate::behaviour;
use crate::call::Answer;
use crate::schema;
use crate::state::{Key, Task};

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
    let ends = if is_to_fail(scene) { &followed.failed } else { &followed.done };
    let Some(end) = ends.first().map(|state| Value::from(state.as_str())) else { return };
    // The example that shows the end tells best what else is said then.
    let shown = || scene.state.items(resource).map(|(_, item)| &item.value);
    let fitting =
        shown().find(|value| value.pointer(&followed.state) == Some(&end)).or_else(|| shown().next()).cloned();
    let Some(mut value) = fitting.or_else(|| mock.source.made_up(known.schema?)) else { return };
    let Some(name) = create::renew(scene, resource, &mut value) else { return };
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
    let fails = is_to_fail(scene);
    if let Some(item) = scene.state.item_mut(resource, &key) {
        item.task =
            Some(Task { pointer: followed.state.clone(), coming, fails, settles: Vec::new(), removes: Vec::new() });
    }
    scene.trail.task = Some((resource, key));
    answer.headers.retain(|(name, _)| !name.eq_ignore_ascii_case(&followed.header));
    answer.headers.push((followed.header.clone(), address));
}

/// Lets a task go on to its next state; with the last one it ends.
pub(super) fn advance(scene: &mut Scene<'_, '_>, resource: ResourceIndex, key: &Key) {
    step(scene, resource, key, 1);
}

/// Lets a task end.
pub(crate) fn end(scene: &mut Scene<'_, '_>, resource: ResourceIndex, key: &Key) {
    step(scene, resource, key, usize::MAX);
}

fn step(scene: &mut Scene<'_, '_>, resource: ResourceIndex, key: &Key, steps: usize) {
    let Some(item) = scene.state.item_mut(resource, key) else { return };
    let Some(task) = &mut item.task else { return };
    let steps = steps.min(task.coming.len());
    if let (Some(state), Some(place)) = (task.coming.drain(..steps).next_back(), item.value.pointer_mut(&task.pointer))
    {
        *place = state;
    }
    if let Some(ended) = item.task.take_if(|task| task.coming.is_empty()) {
        scene.state.underway.shift_remove(&(resource, key.clone()));
        behaviour::end(scene, &ended);
    }
}
