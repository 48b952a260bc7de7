//! From an item to those that it refers to, by way of others: from an app to its space, and on to the organization.

use std::collections::{HashSet, VecDeque};

use avouch_api::ResourceIndex;
use serde_json::Value;

use super::{Behaviour, Path};
use crate::call::text;
use crate::state::State;

/// How many items a way may lead through.
const MAX_STEPS: usize = 4;

/// A way from an item to another one, and the places there that matter.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    steps: Vec<(Path, ResourceIndex)>,
    /// The places of the last item.
    pub(crate) places: Vec<String>,
}

impl Behaviour {
    /// The shortest way from the items of a resource to those in which `places` finds something. It is told a resource and the
    /// name by which it is referred to.
    pub(crate) fn way(&self, from: ResourceIndex, places: &dyn Fn(ResourceIndex, &str) -> Vec<String>) -> Option<Way> {
        let mut known = HashSet::from([from]);
        let mut open: VecDeque<(ResourceIndex, Vec<(Path, ResourceIndex)>)> = VecDeque::from([(from, Vec::new())]);
        while let Some((at, steps)) = open.pop_front() {
            for link in self.references.iter().filter(|link| link.from == at) {
                let mut way = steps.clone();
                way.push((link.at.clone(), link.to));
                let found = places(link.to, link.name());
                if !found.is_empty() {
                    return Some(Way { steps: way, places: found });
                }
                if way.len() < MAX_STEPS && known.insert(link.to) {
                    open.push_back((link.to, way));
                }
            }
        }
        None
    }
}

impl super::Link {
    /// The name by which the other item is referred to: the last step that says more than that it is a reference.
    fn name(&self) -> &str {
        let is_plain = |step: &&String| {
            !matches!(step.as_str(), "data" | "*" | "id" | "guid" | "uuid" | "name" | "key" | "relationships")
        };
        self.at.steps().iter().rev().find(is_plain).map(String::as_str).unwrap_or_default()
    }
}

impl Way {
    /// The items that the way leads to.
    pub(crate) fn follow<'s>(&self, state: &'s State, from: &'s Value) -> Vec<&'s Value> {
        let mut found = vec![from];
        for (at, to) in &self.steps {
            let names: Vec<String> = found.iter().flat_map(|item| at.all(item)).filter_map(text).collect();
            let item = |name: &String| state.item(*to, &vec![name.clone()]).map(|item| &item.value);
            found = names.iter().filter_map(item).collect();
        }
        found
    }
}
