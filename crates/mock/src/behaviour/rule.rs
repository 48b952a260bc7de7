//! Rules at work: before the operation they refuse, after it they do what it does beyond its shape.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::effect::{self, refusal};
use super::patch::blend;
use super::progress::{self, Underway};
use super::{Context, Rule, edit, keep, remove};
use crate::behave::Scene;
use crate::call::{Answer, Refusal};
use crate::schema;

/// When a task ends at the latest, read or not.
const LATEST: Duration = Duration::from_secs(2);

/// The rules of a request, with what they have found.
pub(crate) struct Prepared<'m> {
    rules: Vec<(&'m Rule, Vec<(String, Value)>)>,
    /// Which of the documented answers is to be given.
    pub(crate) status: Option<u16>,
}

/// Chooses the rules of a request, and refuses what they refuse.
pub(crate) fn before<'m>(scene: &mut Scene<'_, 'm>) -> Result<Prepared<'m>, Refusal> {
    let mut prepared = Prepared { rules: Vec::new(), status: None };
    let Some(behaviour) = scene.call.mock.behaviour() else { return Ok(prepared) };
    progress::begin(scene)?;
    let call = scene.call;
    let item = scene.trail.subject.as_ref();
    let item = item.and_then(|(resource, key)| scene.state.item(*resource, key)).map(|item| item.value.clone());
    for index in behaviour.by_operation.get(&call.operation.index.0).into_iter().flatten() {
        let Some(rule) = behaviour.rules.get(*index) else { continue };
        let mut context = Context::new(&call.origin);
        context.call = Some(call);
        context.item.clone_from(&item);
        let found = effect::find(scene, &rule.find, &mut context);
        if !applies(scene, rule, &context) {
            continue;
        }
        found?;
        if let Some(refuse) = &rule.refuse {
            return Err(refusal(refuse, &context, &mut scene.state.minter));
        }
        prepared.status = prepared.status.or(rule.status);
        scene.trail.deferred |= rule.deferred;
        if let Some(lists) = &rule.lists {
            let wanted = effect::wanted(lists, &context, &mut scene.state.minter);
            scene.trail.listed = Some(wanted);
        }
        prepared.rules.push((rule, context.found));
    }
    Ok(prepared)
}

/// Does what the rules say, and gives the answer what follows from it.
pub(crate) fn after(scene: &mut Scene<'_, '_>, prepared: Prepared<'_>, answer: &mut Answer<'_>) -> Result<(), Refusal> {
    if scene.call.mock.behaviour().is_none() {
        return Ok(());
    }
    for (rule, found) in prepared.rules {
        apply(scene, rule, found, answer)?;
    }
    let fails = scene.call.prefer.task_fails;
    let settles = progress::enrol(scene, fails);
    let removes = std::mem::take(&mut scene.trail.gone);
    match scene.trail.task.clone() {
        Some((resource, key)) => {
            if let Some(task) = scene.state.item_mut(resource, &key).and_then(|item| item.task.as_mut()) {
                task.settles = settles;
                task.removes = removes;
                scene.state.begin((resource, key), Underway::task(Instant::now() + LATEST));
            }
        }
        None => remove(scene, removes),
    }
    Ok(())
}

/// Whether all conditions of a rule hold. What refers to nothing is null.
fn applies(scene: &mut Scene<'_, '_>, rule: &Rule, context: &Context<'_>) -> bool {
    let minter = &mut scene.state.minter;
    rule.when.iter().all(|(reference, values)| {
        let own = super::template::resolve(reference, context, minter).unwrap_or_default();
        values.iter().any(|value| value.value(context, minter).unwrap_or_default() == own)
    })
}

fn apply(
    scene: &mut Scene<'_, '_>,
    rule: &Rule,
    found: Vec<(String, Value)>,
    answer: &mut Answer<'_>,
) -> Result<(), Refusal> {
    let mock = scene.call.mock;
    let subject = scene.trail.subject.clone();
    let mut context = Context::new(&scene.call.origin);
    context.call = Some(scene.call);
    context.found = found;
    let item = subject.as_ref().and_then(|(resource, key)| scene.state.item(*resource, key));
    context.item = item.map(|item| item.value.clone()).or_else(|| scene.trail.removed.clone());
    let changed = effect::run(scene, rule.line, &rule.effect, subject.as_ref(), &mut context)?;
    let item = subject.and_then(|(resource, key)| {
        let known = scene.collection(resource).and_then(|known| known.schema);
        Some((known, scene.state.item(resource, &key)?.value.clone()))
    });
    if let Some((known, item)) = item.filter(|_| changed && answer.value.is_some()) {
        if schema::same(&mock.api, answer.schema(), known) {
            answer.value = Some(item.clone());
        }
        context.item = Some(item);
    }
    if let Some(((resource, key), patch)) = scene.trail.task.clone().zip(rule.task.as_ref()) {
        effect::change_one(scene, rule.line, (resource, &key), patch, &context)?;
    }
    for keep in &rule.keep {
        keep::put(scene, rule.line, keep, &context)?;
    }
    let Some(shown) = answer.value.take() else { return Ok(()) };
    let schema = answer.schema();
    let mut value = shown.clone();
    context.answer = Some(shown.clone());
    if let Some(patch) = &rule.answer {
        blend(mock.source.validator(), schema, &mut value, patch, &context, &mut scene.state.minter);
    }
    for fill in &rule.fill {
        edit::fill(&mut value, fill, &mut context, &mut scene.state.minter)?;
    }
    if value != shown {
        effect::hold_answer(scene, rule.line, schema, &value)?;
    }
    answer.value = Some(value);
    Ok(())
}
