//! Items that go on by themselves: after they were read so many times, or after a time.

use std::time::Instant;

use avouch_api::ResourceIndex;

use super::effect::{self, is_so, wanted};
use super::{Context, Progress};
use crate::behave::{Scene, end_task};
use crate::call::Refusal;
use crate::state::Key;

/// How many states an item goes through at once.
const MAX_STEPS: usize = 16;

/// An item that is going on.
#[derive(Clone, Debug)]
pub(crate) struct Underway {
    /// When it goes on at the latest.
    pub(crate) due: Instant,
    /// How many reads it was shown in.
    looks: u32,
    /// Which of its resource's states it is in; `None` for a task.
    step: Option<usize>,
    /// Whether it is to fail.
    fails: bool,
}

impl Underway {
    /// A task that ends at a moment at the latest.
    pub(crate) fn task(due: Instant) -> Underway {
        Underway { due, looks: 0, step: None, fails: false }
    }
}

/// Lets everything go on whose time has come.
pub(crate) fn begin(scene: &mut Scene<'_, '_>) -> Result<(), Refusal> {
    let now = Instant::now();
    if scene.state.next_due.is_none_or(|due| due > now) {
        return Ok(());
    }
    let due: Vec<_> = scene.state.underway.iter().filter(|(_, underway)| underway.due <= now).collect();
    let due: Vec<_> = due.into_iter().map(|(place, underway)| (place.clone(), underway.step)).collect();
    let mut result = Ok(());
    for ((resource, key), step) in due {
        if step.is_some() {
            result = result.and(go_on(scene, resource, &key));
        } else {
            scene.state.underway.shift_remove(&(resource, key.clone()));
            end_task(scene, resource, &key);
        }
    }
    scene.state.next_due = scene.state.underway.values().map(|underway| underway.due).min();
    result
}

/// An item is looked at: it goes on if it was looked at often enough.
pub(crate) fn look(scene: &mut Scene<'_, '_>, resource: ResourceIndex, key: &Key) -> Result<(), Refusal> {
    let Some(behaviour) = scene.call.mock.behaviour() else { return Ok(()) };
    let Some(underway) = scene.state.underway.get_mut(&(resource, key.clone())) else { return Ok(()) };
    let Some(step) = underway.step else { return Ok(()) };
    let reads = behaviour.resource(resource).and_then(|rules| rules.progress.get(step)).map_or(0, |rule| rule.reads);
    if underway.looks < reads {
        underway.looks += 1;
        return Ok(());
    }
    go_on(scene, resource, key)
}

/// Lets an item go on to its end.
pub(super) fn settle(scene: &mut Scene<'_, '_>, resource: ResourceIndex, key: &Key) {
    for _ in 0..MAX_STEPS {
        // What cannot go on has been told where it was tried first.
        if go_on(scene, resource, key).is_err() || !scene.state.underway.contains_key(&(resource, key.clone())) {
            return;
        }
    }
}

/// Notes of everything that the request has made and changed whether it goes on by itself.
pub(super) fn enrol(scene: &mut Scene<'_, '_>, fails: bool) -> Vec<(ResourceIndex, Key)> {
    let mut enrolled = Vec::new();
    for (resource, key) in std::mem::take(&mut scene.state.touched) {
        if note(scene, resource, &key, fails) {
            enrolled.push((resource, key));
        }
    }
    enrolled
}

/// Lets an item leave the state that it is in.
fn go_on(scene: &mut Scene<'_, '_>, resource: ResourceIndex, key: &Key) -> Result<(), Refusal> {
    let place = (resource, key.clone());
    let Some(underway) = scene.state.underway.shift_remove(&place) else { return Ok(()) };
    let Some(behaviour) = scene.call.mock.behaviour() else { return Ok(()) };
    let rules = behaviour.resource(resource).map(|rules| rules.progress.as_slice()).unwrap_or_default();
    let Some(rule) = underway.step.and_then(|step| rules.get(step)) else { return Ok(()) };
    let Some(item) = scene.state.item(resource, key).map(|item| item.value.clone()) else { return Ok(()) };
    let mut context = Context::new(&scene.call.origin);
    context.item = Some(item);
    let fails = underway.fails && rule.failed.set.is_some();
    if !fails {
        effect::find(scene, &rule.find, &mut context)?;
    }
    let effect = if fails { &rule.failed } else { &rule.effect };
    effect::run(scene, rule.line, effect, Some(&place), &mut context)?;
    // What it has made may go on, too, and so may it itself; nothing but the request's own wish makes that fail.
    enrol(scene, false);
    Ok(())
}

/// Notes whether an item goes on by itself. Whether it does.
fn note(scene: &mut Scene<'_, '_>, resource: ResourceIndex, key: &Key, fails: bool) -> bool {
    let Some(behaviour) = scene.call.mock.behaviour().filter(|behaviour| behaviour.has_progress(resource)) else {
        return false;
    };
    let rules = behaviour.resource(resource).map(|rules| rules.progress.as_slice()).unwrap_or_default();
    let context = Context::new(&scene.call.origin);
    let minter = &mut scene.state.minter.clone();
    let item = scene.state.item(resource, key).map(|item| &item.value);
    let is_in =
        |rule: &Progress, minter: &mut _| item.is_some_and(|item| is_so(item, &wanted(&rule.from, &context, minter)));
    let step = rules.iter().position(|rule| is_in(rule, minter));
    let place = (resource, key.clone());
    let Some((step, rule)) = step.and_then(|step| Some((step, rules.get(step)?))) else {
        scene.state.underway.shift_remove(&place);
        return false;
    };
    let is_known = scene.state.underway.get(&place).is_some_and(|underway| underway.step == Some(step));
    if !is_known {
        let due = Instant::now() + rule.after;
        scene.state.begin(place, Underway { due, looks: 0, step: Some(step), fails });
    }
    true
}
