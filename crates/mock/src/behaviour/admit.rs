//! Whether an item may be as it is about to be: nothing that must be its own is another's, and what it refers to is there.

use std::collections::HashSet;

use avouch_api::ResourceIndex;
use serde_json::Value;

use super::effect::refusal;
use super::file::Missing;
use super::patch::blend;
use super::{Context, Path};
use crate::behave::Scene;
use crate::call::{Refusal, text};
use crate::state::Key;

/// Refuses an item that must not be. `own` is its key where it is there already.
pub(crate) fn admit(
    scene: &mut Scene<'_, '_>,
    resource: ResourceIndex,
    own: Option<&Key>,
    value: &Value,
) -> Result<(), Refusal> {
    let Some(behaviour) = scene.call.mock.behaviour() else { return Ok(()) };
    let Some(body) = scene.call.body() else { return Ok(()) };
    for link in behaviour.references.iter().filter(|link| link.from == resource && link.missing == Missing::Refuse) {
        // Only what the client says itself: the rest is the mock's own affair.
        let named: HashSet<String> = link.at.all(body).into_iter().filter_map(text).collect();
        let known = |name: &str| scene.state.items(link.to).any(|(key, _)| key.last().is_some_and(|own| own == name));
        if let Some(missing) = named.iter().find(|name| !known(name)) {
            let upper = scene.collection(link.to).map(|known| known.literal.as_str()).unwrap_or_default();
            let detail = format!("there is no `{missing}` in `{upper}`");
            return Err(Refusal { statuses: vec![422, 400, 404].into(), detail });
        }
    }
    let Some(rules) = behaviour.resource(resource) else { return Ok(()) };
    for unique in &rules.unique {
        let values = |value: &Value| -> Vec<Vec<Value>> {
            let present =
                |place: &Path| place.all(value).into_iter().filter(|value| !value.is_null()).cloned().collect();
            unique.by.iter().map(present).collect()
        };
        let wanted = values(value);
        if wanted.iter().all(Vec::is_empty) {
            continue;
        }
        // What the examples show does not count, so that the requests that they show can be sent.
        let is_other = |key: &Key, is_shown: bool| !is_shown && Some(key) != own;
        let mut items = scene.state.items(resource);
        let is_taken = items.any(|(key, item)| is_other(key, item.is_shown) && values(&item.value) == wanted);
        drop(items);
        if is_taken {
            let mut context = Context::new(&scene.call.origin);
            context.call = Some(scene.call);
            context.item = Some(value.clone());
            return Err(refusal(&unique.refuse, &context, &mut scene.state.minter));
        }
    }
    Ok(())
}

/// Gives a new item what it has unless its client says otherwise.
pub(crate) fn defaults(scene: &mut Scene<'_, '_>, resource: ResourceIndex, value: &mut Value) {
    let rules = scene.call.mock.behaviour().and_then(|behaviour| behaviour.resource(resource));
    let Some(defaults) = rules.and_then(|rules| rules.defaults.as_ref()) else { return };
    let mut context = Context::new(&scene.call.origin);
    context.call = Some(scene.call);
    let schema = scene.collection(resource).and_then(|known| known.schema);
    blend(scene.call.mock.source.validator(), schema, value, defaults, &context, &mut scene.state.minter);
}
