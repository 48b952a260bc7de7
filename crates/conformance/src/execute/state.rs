//! What a run has made and learned.

use std::collections::{BTreeMap, BTreeSet};

use avouch_api::{OperationIndex, ResourceIndex};
use serde_json::Value;

use crate::json;
use crate::plan::{Catalogue, Slot};

/// The most items that are remembered of one resource.
const MAX_ITEMS: usize = 100;

/// An item of a resource at the target.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    pub(crate) resource: ResourceIndex,
    /// Its identifiers, by their pointers into an item.
    pub(crate) identifiers: BTreeMap<String, Value>,
    /// The items above it in the path at which it was found or made.
    pub(crate) above: Vec<(ResourceIndex, String)>,
    pub(crate) tie: Tie,
    pub(crate) alive: bool,
    /// Whether it was made for one deletion alone.
    pub(crate) further: bool,
}

/// What ties an item to the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tie {
    /// Nothing: it was there.
    Found,
    /// It was found below something that the run has made.
    Below,
    /// An operation of the run made it.
    Made,
}

/// An identifier for a request.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    pub(crate) value: Value,
    pub(crate) tie: Tie,
    /// The position of the instance.
    pub(crate) instance: usize,
}

/// What a run has made and learned.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) instances: Vec<Instance>,
    /// The resources of which an operation was sent that should have made an item.
    pub(crate) attempted: BTreeSet<ResourceIndex>,
    /// Those among them of which something was made that could not be identified.
    pub(crate) unidentified: BTreeSet<ResourceIndex>,
    /// Values that links of answers gave, by operation and position of the parameter.
    pub(crate) linked: BTreeMap<(OperationIndex, usize), Value>,
}

impl State {
    /// The identifier of an item that fits below those that a path has already named; what this run made comes first, then
    /// what equals the example.
    pub(crate) fn resolve(&self, slot: &Slot, above: &[(ResourceIndex, String)], example: &Value) -> Option<Resolved> {
        let candidates = self.instances.iter().enumerate().filter(|(_, instance)| {
            instance.resource == slot.resource && instance.alive && !instance.further && fits(instance, above)
        });
        let ranked = candidates.filter_map(|(position, instance)| {
            let value = instance.identifiers.get(&slot.pointer)?;
            let below = instance.above.iter().filter(|own| above.contains(own)).count();
            let rank = (instance.tie, below, value == example);
            Some((rank, std::cmp::Reverse(position), instance, value))
        });
        let (_, position, instance, value) = ranked.max_by_key(|(rank, position, _, _)| (*rank, *position))?;
        Some(Resolved { value: value.clone(), tie: instance.tie, instance: position.0 })
    }

    /// The identifier of one instance.
    pub(crate) fn of_instance(&self, position: usize, slot: &Slot) -> Option<Resolved> {
        let instance = self.instances.get(position).filter(|instance| instance.resource == slot.resource)?;
        let value = instance.identifiers.get(&slot.pointer)?.clone();
        Some(Resolved { value, tie: instance.tie, instance: position })
    }

    /// Remembers an item; one that is known already only becomes this run's if it was not.
    pub(crate) fn add(&mut self, catalogue: &Catalogue, instance: Instance) -> Option<usize> {
        let pointer = catalogue.kind(instance.resource)?.pointer.as_ref()?;
        let identifier = json::identifier(instance.identifiers.get(pointer)?)?;
        let is_same = |known: &Instance| {
            let same_place = fits(known, &instance.above) && known.resource == instance.resource;
            same_place && known.identifiers.get(pointer).and_then(json::identifier).as_ref() == Some(&identifier)
        };
        if let Some(position) = self.instances.iter().position(is_same) {
            let known = self.instances.get_mut(position)?;
            // What was there before was not made, even where an answer to a request that makes things names it.
            if instance.tie < Tie::Made || known.tie > Tie::Found || !known.alive {
                known.tie = known.tie.max(instance.tie);
            }
            known.alive |= instance.tie == Tie::Made;
            for (pointer, value) in instance.identifiers {
                known.identifiers.entry(pointer).or_insert(value);
            }
            if known.above.is_empty() {
                known.above = instance.above;
            }
            return Some(position);
        }
        let of_kind = self.instances.iter().filter(|known| known.resource == instance.resource).count();
        if of_kind >= MAX_ITEMS && instance.tie != Tie::Made {
            return None;
        }
        self.instances.push(instance);
        Some(self.instances.len() - 1)
    }

    /// Whether an item of a resource is known.
    pub(crate) fn knows(&self, resource: ResourceIndex) -> bool {
        self.instances.iter().any(|instance| instance.resource == resource && instance.alive && !instance.further)
    }
}

/// Whether nothing above an instance contradicts a path.
fn fits(instance: &Instance, above: &[(ResourceIndex, String)]) -> bool {
    instance.above.iter().all(|(resource, identifier)| {
        above.iter().all(|(other, other_identifier)| other != resource || other_identifier == identifier)
    })
}

/// The identifiers that an item has.
pub(crate) fn identifiers(pointers: &BTreeSet<String>, item: &Value) -> BTreeMap<String, Value> {
    let found = pointers.iter().filter_map(|pointer| {
        let value = item.pointer(pointer)?;
        json::identifier(value).map(|_| (pointer.clone(), value.clone()))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::{api, shop};

    fn item(resource: u32, id: &str, made: bool, above: &[(u32, &str)]) -> Instance {
        Instance {
            resource: ResourceIndex(resource),
            identifiers: [("/guid".to_owned(), json!(id))].into_iter().collect(),
            above: above.iter().map(|(resource, id)| (ResourceIndex(*resource), (*id).to_owned())).collect(),
            tie: if made { Tie::Made } else { Tie::Found },
            alive: true,
            further: false,
        }
    }

    #[test]
    fn what_the_run_made_comes_first_and_parents_must_agree() {
        let api = api(&shop());
        let catalogue = Catalogue::new(&api);
        let mut state = State::default();
        let slot = Slot { resource: ResourceIndex(1), pointer: "/guid".to_owned() };
        let resolve = |state: &State, above: &[(ResourceIndex, String)], example: &str| {
            state.resolve(&slot, above, &json!(example)).and_then(|found| json::identifier(&found.value))
        };
        state.add(&catalogue, item(1, "first", false, &[]));
        state.add(&catalogue, item(1, "example", false, &[]));
        assert_eq!(resolve(&state, &[], "example").as_deref(), Some("example"));
        assert_eq!(resolve(&state, &[], "other").as_deref(), Some("first"));
        state.add(&catalogue, item(1, "made", true, &[(0, "shop")]));
        assert_eq!(resolve(&state, &[], "example").as_deref(), Some("made"));
        let elsewhere = [(ResourceIndex(0), "elsewhere".to_owned())];
        assert_eq!(resolve(&state, &elsewhere, "example").as_deref(), Some("example"));
        assert_eq!(state.add(&catalogue, item(1, "made", false, &[])), Some(2), "known already");
        assert_eq!(state.instances[2].tie, Tie::Made);
        assert_eq!(state.add(&catalogue, item(1, "first", true, &[])), Some(0));
        assert_eq!(state.instances[0].tie, Tie::Found, "it was there before");
    }
}
