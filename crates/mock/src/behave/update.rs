//! Reading, changing and removing the item that a path names.

use super::{Found, Scene, create, follow, full, task};
use crate::behaviour::{admit, look, remove};
use crate::call::{Answer, Refusal};
use crate::list;
use crate::merge::{Mode, merge};
use avouch_api::{ResourceIndex, StatusSpec};

/// Reads an item. A long-running task goes on by one state with every read.
pub(super) fn read<'m>(scene: &mut Scene<'_, 'm>, found: &[Found]) -> Result<Answer<'m>, Refusal> {
    let Some(last) = found.last() else { return Ok(scene.call.documented_answer()) };
    task::advance(scene, last.resource, &last.key);
    look(scene, last.resource, &last.key)?;
    let mut answer = scene.call.bare_answer();
    let known = scene.collection(last.resource).and_then(|known| known.schema);
    let item = scene.state.item(last.resource, &last.key).map(|item| &item.value);
    answer.value = item.filter(|_| answer.media.is_some()).and_then(|item| scene.present(&answer, item, known));
    if let Some(shown) = answer.value.clone() {
        list::include(scene, &mut answer, &[shown]);
    }
    Ok(answer)
}

/// Changes an item, or replaces it where the method is PUT.
pub(super) fn update<'m>(scene: &mut Scene<'_, 'm>, found: &[Found]) -> Result<Answer<'m>, Refusal> {
    let Some(last) = found.last() else { return Ok(scene.call.documented_answer()) };
    let known = scene.collection(last.resource);
    let mode = if scene.call.operation.method == "PUT" { Mode::Replace } else { Mode::Patch };
    let before = scene.state.item(last.resource, &last.key).map(|item| item.value.clone()).unwrap_or_default();
    let schema = known.and_then(|known| known.schema);
    let pointer = known.and_then(|known| known.identifier.as_deref()).unwrap_or_default();
    let mut value = before.clone();
    if let Some(body) = scene.call.body() {
        let keep = [pointer.strip_prefix('/').unwrap_or_default()];
        merge(scene.call.mock.source.validator(), schema, &mut value, body, mode, &keep);
        follow(&before, &mut value, last.key.last().map(String::as_str));
    }
    scene.stamp(&mut value, schema, false);
    let value = if scene.fits(schema, &value) || !scene.fits(schema, &before) { value } else { before };
    admit(scene, last.resource, Some(&last.key), &value)?;
    if !scene.state.change(last.resource, &last.key, value.clone()) {
        return Err(full());
    }
    let mut answer = scene.call.bare_answer();
    answer.value = answer.media.and_then(|_| scene.present(&answer, &value, schema));
    task::start(scene, &mut answer);
    Ok(answer)
}

/// Makes the item that the path names, or replaces it.
pub(super) fn put<'m>(
    scene: &mut Scene<'_, 'm>,
    resource: ResourceIndex,
    upper: &[Found],
) -> Result<Answer<'m>, Refusal> {
    let target = super::path::resolve(scene, |_| true);
    let mut answer = if let Ok(found) = &target {
        update(scene, found)?
    } else {
        let variable = scene.role.anchors.last().and_then(|anchor| anchor.variables.last());
        let named = variable.and_then(|name| scene.call.variable(name)).map(str::to_owned);
        create::create(scene, resource, upper, named.as_deref())?
    };
    // Where the document tells making from replacing, so does the status.
    let better: &[u16] = if target.is_ok() { &[200, 204] } else { &[201] };
    let documented = better.iter().find_map(|code| {
        let responses = &scene.call.operation.responses;
        responses.iter().find(|response| response.status == StatusSpec::Code(*code)).map(|response| (*code, response))
    });
    if let Some((status, documented)) = documented.filter(|(status, _)| *status != answer.status) {
        let media = crate::media::choose(&documented.content, None, None);
        answer = Answer {
            status,
            documented: Some(documented),
            media,
            value: answer.value.filter(|_| media.is_some()),
            ..answer
        };
    }
    Ok(answer)
}

/// Removes an item. A task that is to fail removes nothing.
pub(super) fn delete<'m>(scene: &mut Scene<'_, 'm>, found: &[Found]) -> Answer<'m> {
    let Some(last) = found.last() else { return scene.call.documented_answer() };
    let value = scene.state.item(last.resource, &last.key).map(|item| item.value.clone());
    if !task::is_to_fail(scene) {
        if scene.trail.deferred {
            scene.trail.gone.push((last.resource, last.key.clone()));
        } else {
            remove(scene, [(last.resource, last.key.clone())]);
            scene.trail.removed.clone_from(&value);
        }
    }
    let mut answer = scene.call.bare_answer();
    if answer.media.is_some() {
        let known = scene.collection(last.resource).and_then(|known| known.schema);
        let is_item = crate::schema::same(&scene.call.mock.api, answer.schema(), known);
        answer.value = match value.filter(|_| is_item) {
            Some(removed) => Some(removed),
            None => super::part::example(scene, found).value,
        };
    }
    task::start(scene, &mut answer);
    answer
}
