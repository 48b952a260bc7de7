//! The items that the path of a request leads through.

use super::{Found, Scene};
use crate::call::{Refusal, text};
use crate::plan::Anchor;
use crate::rewrite::Rewrite;
use crate::seed;
use crate::state::Key;

/// Finds the items of those anchors whose number of segments is `wanted`, the outermost first.
pub(super) fn resolve(scene: &mut Scene<'_, '_>, wanted: impl Fn(usize) -> bool) -> Result<Vec<Found>, Refusal> {
    let role = scene.role;
    let mut found: Vec<Found> = Vec::new();
    for anchor in role.anchors.iter().filter(|anchor| wanted(anchor.length)) {
        let key = find(scene, anchor, found.last());
        let variable = anchor.variables.last().cloned().unwrap_or_default();
        let Some(key) = key else {
            let identifier = scene.call.variable(&variable).unwrap_or_default();
            return Err(Refusal::not_found(&anchor.literal, identifier));
        };
        found.push(Found { resource: anchor.resource, key, literal: anchor.literal.clone(), variable });
    }
    Ok(found)
}

fn find(scene: &mut Scene<'_, '_>, anchor: &Anchor, upper: Option<&Found>) -> Option<Key> {
    if let Some(upper) = upper {
        start(scene, anchor.resource, upper);
    }
    let key: Key =
        anchor.variables.iter().map(|name| scene.call.variable(name).map(str::to_owned)).collect::<Option<_>>()?;
    if let Some(pointer) = &anchor.alternate {
        let (wanted, upper) = (key.last()?, upper?);
        let mut items = scene.state.items(anchor.resource);
        let found = items.find(|(own, item)| {
            item.is_below(own, &upper.scope(), &upper.literal, None)
                && item.value.pointer(pointer).and_then(text).as_ref() == Some(wanted)
        });
        return found.map(|(key, _)| key.clone());
    }
    if let Some(found) = scene.state.key(anchor.resource, &key) {
        return Some(found);
    }
    // Nobody can know which items there are, where the document shows none and nothing makes one.
    let known = scene.collection(anchor.resource)?;
    let may_be = scene.state.is_open(anchor.resource) && !known.is_creatable;
    if !may_be || scene.state.is_deleted(anchor.resource, &key) {
        return None;
    }
    let mock = scene.call.mock;
    seed::copy_for(&mock.plan, &mock.source, scene.state, anchor, key.clone()).then_some(key)
}

/// Lets the items below a parent start from the example, where no operation makes them: those that the document shows below
/// some parent are there below every other one, said of that one.
pub(crate) fn start(scene: &mut Scene<'_, '_>, resource: avouch_api::ResourceIndex, upper: &Found) {
    let Some(known) = scene.collection(resource).filter(|known| !known.is_creatable) else { return };
    let Some(pointer) = known.identifier.as_deref() else { return };
    if !scene.state.starts(resource, upper.resource, &upper.key) {
        return;
    }
    let own_scope = upper.scope();
    let is_there = scene.state.items(resource).any(|(key, item)| item.is_below(key, &own_scope, &upper.literal, None));
    let model = scene.state.items(resource).find_map(|(_, item)| {
        item.scopes.iter().find(|scope| scope.resource == upper.resource && scope.via.is_none()).cloned()
    });
    let Some(model) = model.filter(|_| !is_there) else { return };
    let shown = scene.state.items(resource).filter(|(_, item)| item.scopes.contains(&model));
    let shown: Vec<_> = shown.map(|(key, item)| (key.clone(), item.value.clone())).collect();
    for (key, mut value) in shown {
        let mut rewrite = Rewrite::default();
        if let (Some(old), Some(new)) = (model.key.last(), upper.key.last()) {
            rewrite.add(old, new, Some(&upper.literal));
        }
        let mut own = key.last().cloned().unwrap_or_default();
        let mut fresh: Key = Vec::new();
        if known.variables > 1 {
            fresh.clone_from(&upper.key);
        } else {
            let example = value.pointer(pointer).cloned();
            let minted = super::create::mint(scene, resource, example.as_ref());
            let Some(identifier) = text(&minted) else { continue };
            rewrite.add(&own, &identifier, Some(&known.literal));
            super::create::readdress(scene, resource, &value, &minted, &mut rewrite);
            if let Some(place) = value.pointer_mut(pointer) {
                *place = minted;
            }
            own = identifier;
        }
        rewrite.apply(&mut value);
        fresh.push(own);
        scene.state.put(resource, fresh, value, vec![own_scope.clone()]);
    }
}
