//! Making an item.

use std::collections::HashSet;

use avouch_api::ResourceIndex;
use avouch_wire::{Style, Value as WireValue, param};
use serde_json::Value;

use super::{Found, Scene, follow, full, task};
use crate::behaviour::{admit, defaults};
use crate::call::{Answer, Refusal, text};
use crate::merge::{Mode, merge};
use crate::rewrite::{Rewrite, mentions, own_address};
use crate::state::Key;
use crate::{schema, seed};

/// Makes an item from the example of the answer and what the client sends. `named` is the identifier, where the path has it.
pub(super) fn create<'m>(
    scene: &mut Scene<'_, 'm>,
    resource: ResourceIndex,
    upper: &[Found],
    named: Option<&str>,
) -> Result<Answer<'m>, Refusal> {
    let call = scene.call;
    let mut answer = call.bare_answer();
    let known = scene.collection(resource);
    let Some((known, pointer)) = known.and_then(|known| Some((known, known.identifier.as_deref()?))) else {
        return Ok(call.documented_answer());
    };
    let Some(base) = model(scene, &answer, resource) else { return Ok(super::part::example(scene, upper)) };
    let example = base.pointer(pointer).cloned();
    let sent = call.body().and_then(|body| body.pointer(pointer)).filter(|sent| text(sent).is_some());
    let identifier = match (named, sent) {
        (Some(named), _) => {
            example.as_ref().map_or_else(|| Value::from(named), |old| seed::identifier_like(old, named))
        }
        (None, Some(sent)) => sent.clone(),
        (None, None) => mint(scene, resource, example.as_ref()),
    };
    let Some(name) = text(&identifier) else { return Ok(call.documented_answer()) };
    let value = furnish(scene, resource, upper, base, &identifier);
    let mut key: Key = Vec::new();
    if known.variables > 1 {
        if let Some(parent) = upper.iter().rfind(|found| found.key.len() < known.variables) {
            key.clone_from(&parent.key);
        }
        key.resize(known.variables - 1, String::new());
    }
    key.push(name);
    admit(scene, resource, None, &value)?;
    scene.trail.subject = Some((resource, key.clone()));
    let scopes = upper.last().map(Found::scope).into_iter().collect();
    if !scene.state.put(resource, key.clone(), value.clone(), scopes) {
        return Err(full());
    }
    answer.value = answer.media.and_then(|_| scene.present(&answer, &value, known.schema));
    if answer.status == 201 || answer.documented.is_some_and(|documented| documented.header("Location").is_some()) {
        answer.headers.extend(address(scene, resource, &key).map(|address| ("Location".to_owned(), address)));
    }
    task::start(scene, &mut answer);
    Ok(answer)
}

/// A fresh identifier for a resource.
pub(super) fn mint(scene: &mut Scene<'_, '_>, resource: ResourceIndex, example: Option<&Value>) -> Value {
    let known = scene.collection(resource);
    let source = &scene.call.mock.source;
    let own = known.and_then(|known| schema::at(&scene.call.mock.api, known.schema?, known.identifier.as_deref()?));
    let mut minter = scene.state.minter.clone();
    let taken: HashSet<&str> =
        scene.state.items(resource).filter_map(|(key, _)| key.last().map(String::as_str)).collect();
    let identifier = minter.identifier(source, own, example, &taken);
    scene.state.minter = minter;
    identifier
}

/// Gives a value that was copied from another item an identifier, times and addresses of its own. The identifier as text.
pub(crate) fn renew(scene: &mut Scene<'_, '_>, resource: ResourceIndex, value: &mut Value) -> Option<String> {
    let known = scene.collection(resource)?;
    let pointer = known.identifier.as_deref()?;
    let example = value.pointer(pointer).cloned();
    let identifier = mint(scene, resource, example.as_ref());
    let name = text(&identifier)?;
    let mut rewrite = Rewrite::default();
    if let Some(old) = example.as_ref().and_then(text) {
        rewrite.add(&old, &name, Some(&known.literal));
    }
    readdress(scene, resource, value, &identifier, &mut rewrite);
    rewrite.apply(value);
    if let Some(place) = value.pointer_mut(pointer) {
        *place = identifier;
    }
    scene.stamp(value, known.schema, true);
    Some(name)
}

/// The address of an item, with the mock's own origin.
pub(super) fn address(scene: &Scene<'_, '_>, resource: ResourceIndex, key: &Key) -> Option<String> {
    let item = scene.call.mock.api.resources.get(resource.0 as usize)?.item.as_ref()?;
    let texts = key.iter().map(|text| param::encode_path("", Style::SIMPLE, &WireValue::from(text.as_str())).ok());
    let texts = texts.collect::<Option<Vec<String>>>()?;
    let values: Vec<(&str, String)> = item.variables().zip(texts).collect();
    let path = item.expand(&values).ok()?;
    Some(format!("{}{}{path}", scene.call.origin, scene.call.base()))
}

/// Lets the address that an example gives as its own be that of another item, where it is not made of the identifier.
pub(super) fn readdress(
    scene: &Scene<'_, '_>,
    resource: ResourceIndex,
    value: &Value,
    identifier: &Value,
    rewrite: &mut Rewrite,
) {
    let item = scene.call.mock.api.resources.get(resource.0 as usize).and_then(|resource| resource.item.as_ref());
    let literal = scene.collection(resource).map(|known| known.literal.as_str());
    if let (Some((_, old)), Some(new)) = (item.and_then(|item| own_address(value, item)), text(identifier)) {
        rewrite.add(&old, &new, literal);
    }
}

/// What a new item starts from: the example of the answer, else an item that is there, else what the schema lets be made up.
fn model(scene: &Scene<'_, '_>, answer: &Answer<'_>, resource: ResourceIndex) -> Option<Value> {
    let mock = scene.call.mock;
    let known = scene.collection(resource)?;
    let first = scene.state.items(resource).next().map(|(_, item)| item.value.clone());
    if let Some(media) = answer.representation().filter(|media| schema::same(&mock.api, media.schema, known.schema)) {
        let example = scene.call.picked.example.filter(|(index, _)| Some(*index) == answer.media);
        let own = || mock.source.body(media, example.map(|(_, example)| example));
        return if media.examples.is_empty() { first.or_else(own) } else { own() };
    }
    first.or_else(|| mock.source.made_up(known.schema?))
}

/// The item: the example, said of the new identifier and its parents, with what the client sends.
fn furnish(
    scene: &mut Scene<'_, '_>,
    resource: ResourceIndex,
    upper: &[Found],
    base: Value,
    identifier: &Value,
) -> Value {
    let Some(known) = scene.collection(resource) else { return base };
    let pointer = known.identifier.as_deref().unwrap_or_default();
    let mut value = base;
    let mut rewrite = Rewrite::default();
    let old = value.pointer(pointer).and_then(text);
    if let (Some(old), Some(new)) = (old, text(identifier)) {
        rewrite.add(&old, &new, Some(&known.literal));
    }
    readdress(scene, resource, &value, identifier, &mut rewrite);
    for found in upper {
        let Some(new) = found.key.last() else { continue };
        let mut others = scene.state.items(found.resource).filter_map(|(key, _)| key.last());
        if let Some(old) = others.find(|old| *old != new && mentions(&value, old)) {
            rewrite.add(old, new, Some(&found.literal));
        }
    }
    rewrite.apply(&mut value);
    if let Some(place) = value.pointer_mut(pointer) {
        *place = identifier.clone();
    }
    scene.stamp(&mut value, known.schema, true);
    defaults(scene, resource, &mut value);
    let plain = value.clone();
    if let Some(body) = scene.call.body() {
        let keep = [pointer.strip_prefix('/').unwrap_or_default()];
        let validator = scene.call.mock.source.validator();
        merge(validator, known.schema, &mut value, body, Mode::Create, &keep);
        follow(&plain, &mut value, text(identifier).as_deref());
    }
    if scene.fits(known.schema, &value) || !scene.fits(known.schema, &plain) { value } else { plain }
}
