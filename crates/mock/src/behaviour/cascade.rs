//! What goes when an item goes, and what a task leaves behind when it ends.

use std::collections::{HashMap, HashSet};

use avouch_api::ResourceIndex;

use super::file::Gone;
use super::progress;
use crate::behave::Scene;
use crate::call::text;
use crate::state::{Key, Task};

/// Removes items, and what refers to them as the behaviour file says; level by level, so that a great many of them are gone
/// through once.
pub(crate) fn remove(scene: &mut Scene<'_, '_>, gone: impl IntoIterator<Item = (ResourceIndex, Key)>) {
    let mut level: HashMap<ResourceIndex, HashSet<Key>> = HashMap::new();
    for (resource, key) in gone {
        level.entry(resource).or_default().insert(key);
    }
    while !level.is_empty() {
        let mut names: HashMap<ResourceIndex, HashSet<String>> = HashMap::new();
        for (resource, keys) in &level {
            names.insert(*resource, keys.iter().filter_map(|key| key.last().cloned()).collect());
            scene.state.remove_all(*resource, keys);
        }
        level = below(scene, &names);
    }
}

/// What goes with the items of these names. Those that only lose the reference lose it here.
fn below(
    scene: &mut Scene<'_, '_>,
    names: &HashMap<ResourceIndex, HashSet<String>>,
) -> HashMap<ResourceIndex, HashSet<Key>> {
    let mut level: HashMap<ResourceIndex, HashSet<Key>> = HashMap::new();
    let Some(behaviour) = scene.call.mock.behaviour() else { return level };
    for link in behaviour.references.iter().filter(|link| link.gone != Gone::Keep) {
        let Some(names) = names.get(&link.to) else { continue };
        let is_gone = |value: &serde_json::Value| text(value).is_some_and(|text| names.contains(&text));
        let items = scene.state.items(link.from);
        let concerned = items.filter(|(_, item)| link.at.all(&item.value).into_iter().any(is_gone));
        let concerned: Vec<Key> = concerned.map(|(key, _)| key.clone()).collect();
        if link.gone == Gone::Remove {
            level.entry(link.from).or_default().extend(concerned);
            level.retain(|_, keys| !keys.is_empty());
            continue;
        }
        let schema = scene.collection(link.from).and_then(|known| known.schema);
        for key in concerned {
            let Some(mut value) = scene.state.item(link.from, &key).map(|item| item.value.clone()) else { continue };
            link.at.clear(&mut value, &is_gone);
            // Where the document has no null, the reference stays.
            if scene.fits(schema, &value) {
                scene.state.change(link.from, &key, value);
            }
        }
    }
    level
}

/// Ends what a task was about: items go on to their end, and what was to go is gone, unless the task has failed.
pub(crate) fn end(scene: &mut Scene<'_, '_>, task: &Task) {
    for (resource, key) in &task.settles {
        progress::settle(scene, *resource, key);
    }
    if !task.fails {
        remove(scene, task.removes.iter().cloned());
    }
}
