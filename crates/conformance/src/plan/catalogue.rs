//! What the document tells about its resources: who makes them, who lists them, which variable of a path identifies one, and
//! which identifiers its examples use.

use std::collections::{BTreeMap, BTreeSet};

use avouch_api::{
    Action, Api, Example, ExampleValue, MediaType, Operation, OperationIndex, OperationKind, Resource, ResourceIndex,
};
use avouch_wire::path::{PathTemplate, Segment};
use serde_json::Value;

use super::names;
use crate::json;

/// What identifies an item: the resource, and where an item has the value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Slot {
    pub(crate) resource: ResourceIndex,
    /// A JSON Pointer into an item.
    pub(crate) pointer: String,
}

/// A resource.
#[derive(Debug, Default)]
pub(crate) struct Kind {
    pub(crate) words: Vec<String>,
    /// Where an item has its identifier; `None` where items cannot be told apart.
    pub(crate) pointer: Option<String>,
    pub(crate) creates: Vec<OperationIndex>,
    pub(crate) lists: Vec<OperationIndex>,
    pub(crate) read: Option<OperationIndex>,
    pub(crate) delete: Option<OperationIndex>,
    pub(crate) parent: Option<ResourceIndex>,
    /// Where an item has what identifies it, at any of its paths.
    pub(crate) pointers: BTreeSet<String>,
}

/// What an operation has to do with resources.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The variables of the path that identify items, from the left.
    pub(crate) variables: Vec<(String, Slot)>,
    /// Whether the last of them is the identifier of an item that the operation makes.
    pub(crate) names_its_own: bool,
    /// What the answer lists, and where.
    pub(crate) lists: Option<(ResourceIndex, String)>,
}

/// The resources of an Api as a plan needs them.
#[derive(Debug)]
pub(crate) struct Catalogue {
    pub(crate) kinds: Vec<Kind>,
    pub(crate) facts: Vec<Facts>,
    /// The identifiers that examples use, and whose they are; ambiguous ones have several.
    examples: BTreeMap<String, BTreeSet<ResourceIndex>>,
}

impl Catalogue {
    pub(crate) fn new(api: &Api) -> Catalogue {
        let paths = item_paths(api);
        let facts = api.operations.iter().map(|operation| facts(api, &paths, operation)).collect();
        let kinds = api.resources.iter().map(|resource| kind(api, resource)).collect();
        let mut catalogue = Catalogue { kinds, facts, examples: BTreeMap::new() };
        for operation in &api.operations {
            catalogue.add_examples(api, operation);
        }
        catalogue
    }

    pub(crate) fn facts(&self, operation: OperationIndex) -> Option<&Facts> {
        self.facts.get(operation.0 as usize)
    }

    pub(crate) fn kind(&self, resource: ResourceIndex) -> Option<&Kind> {
        self.kinds.get(resource.0 as usize)
    }

    /// Where items of a resource have what identifies them.
    pub(crate) fn pointers(&self, resource: ResourceIndex) -> BTreeSet<String> {
        self.kind(resource).map(|kind| kind.pointers.clone()).unwrap_or_default()
    }

    /// The identifier of items of a resource.
    pub(crate) fn slot(&self, resource: ResourceIndex) -> Option<Slot> {
        let pointer = self.kind(resource)?.pointer.clone()?;
        Some(Slot { resource, pointer })
    }

    /// The resource that a name speaks of, seen from an operation: the longest name that fits, and among equals the one whose
    /// paths have most in common with the operation's.
    pub(crate) fn by_name(&self, api: &Api, operation: &Operation, name: &[String]) -> Option<ResourceIndex> {
        let near = |resource: &Resource| common_segments(&resource.collection, &operation.path);
        let fitting = api.resources.iter().filter_map(|resource| {
            let kind = self.kind(resource.index).filter(|kind| kind.pointer.is_some())?;
            let fit = names::fit(name, &kind.words);
            (fit > 0).then(|| (fit, near(resource), std::cmp::Reverse(resource.index)))
        });
        fitting.max().map(|(_, _, index)| index.0)
    }

    /// The resource that alone has an item with an identifier among its examples.
    pub(crate) fn by_example(&self, identifier: &str) -> Option<ResourceIndex> {
        let owners = self.examples.get(identifier)?;
        owners.first().copied().filter(|_| owners.len() == 1)
    }

    fn add_examples(&mut self, api: &Api, operation: &Operation) {
        let listed = self.facts(operation.index).and_then(|facts| facts.lists.clone());
        let own = operation
            .resource
            .filter(|(_, action)| matches!(action, Action::Create | Action::Read | Action::Update | Action::Replace));
        let items = match (&listed, own) {
            (Some((resource, pointer)), _) => Some((*resource, Some(pointer.as_str()))),
            (None, Some((resource, _))) => Some((resource, None)),
            (None, None) => None,
        };
        let Some((resource, list)) = items else { return };
        let Some(pointer) = self.kind(resource).and_then(|kind| kind.pointer.clone()) else { return };
        for example in success_examples(operation) {
            let ExampleValue::Value(value) = &example.value else { continue };
            let value = api.value(*value);
            let found: Vec<&Value> = match list {
                Some(list) => value.pointer(list).and_then(Value::as_array).into_iter().flatten().collect(),
                None => vec![&value],
            };
            let identifiers = found.into_iter().filter_map(|item| json::identifier(item.pointer(&pointer)?));
            for identifier in identifiers.filter(|identifier| identifier.chars().count() >= MIN_TELLING) {
                self.examples.entry(identifier).or_default().insert(resource);
            }
        }
    }
}

/// Shorter identifiers, such as `1` or `web`, may be the value of anything.
const MIN_TELLING: usize = 8;

fn success_examples(operation: &Operation) -> impl Iterator<Item = &Example> {
    let successes = operation.responses.iter().filter(|response| response.status.is_success());
    successes.flat_map(|response| &response.content).flat_map(|media: &MediaType| &media.examples)
}

fn kind(api: &Api, resource: &Resource) -> Kind {
    let mut kind = Kind {
        words: names::words(&resource.name),
        pointer: resource.identifier.as_ref().map(|identifier| identifier.pointer.clone()),
        parent: resource.parent,
        pointers: pointers(resource),
        ..Kind::default()
    };
    for (action, operation) in &resource.operations {
        let called = api.operation(*operation);
        if called.kind != OperationKind::Path {
            continue;
        }
        let is_item = || resource.item.as_ref().is_some_and(|item| item.identity() == called.path.identity());
        match action {
            Action::Create => kind.creates.push(*operation),
            Action::List => kind.lists.push(*operation),
            Action::Read if kind.read.is_none() && is_item() => kind.read = Some(*operation),
            Action::Delete if kind.delete.is_none() && is_item() => kind.delete = Some(*operation),
            _ => {}
        }
    }
    kind
}

fn pointers(resource: &Resource) -> BTreeSet<String> {
    let alternates = resource.alternates.iter().filter_map(|alternate| alternate.identifier.as_ref());
    resource.identifier.iter().chain(alternates).map(|identifier| identifier.pointer.clone()).collect()
}

/// The paths of items, with the names of variables erased, and what the last variable of each identifies.
type ItemPaths = BTreeMap<String, Slot>;

fn item_paths(api: &Api) -> ItemPaths {
    let mut paths = ItemPaths::new();
    for resource in &api.resources {
        let alternates = resource.alternates.iter().map(|alternate| (Some(&alternate.item), &alternate.identifier));
        for (item, identifier) in std::iter::once((resource.item.as_ref(), &resource.identifier)).chain(alternates) {
            let (Some(item), Some(identifier)) = (item, identifier) else { continue };
            let slot = Slot { resource: resource.index, pointer: identifier.pointer.clone() };
            paths.entry(key(item.segments())).or_insert(slot);
        }
    }
    paths
}

fn key(segments: &[Segment]) -> String {
    segments.iter().flat_map(|segment| ["/", segment.as_literal().unwrap_or("{}")]).collect()
}

fn facts(api: &Api, paths: &ItemPaths, operation: &Operation) -> Facts {
    let segments = operation.path.segments();
    let mut facts = Facts::default();
    for (position, segment) in segments.iter().enumerate() {
        let Some(variable) = segment.as_variable() else { continue };
        let above = segments.get(..=position).unwrap_or_default();
        if let Some(slot) = paths.get(&key(above)) {
            facts.variables.push((variable.to_owned(), slot.clone()));
        }
    }
    let Some((resource, action)) = operation.resource else { return facts };
    let ends_in_own = segments.last().and_then(Segment::as_variable).is_some()
        && facts.variables.last().is_some_and(|(_, slot)| slot.resource == resource);
    facts.names_its_own = action == Action::Create && ends_in_own;
    if action == Action::List {
        facts.lists = listed(api, operation).map(|pointer| (resource, pointer));
    }
    facts
}

/// Where the items of a list operation's answer are.
fn listed(api: &Api, operation: &Operation) -> Option<String> {
    if let Some(pagination) = &operation.pagination {
        return Some(pagination.items.clone());
    }
    let successes = operation.responses.iter().filter(|response| response.status.is_success());
    let schema = successes.flat_map(|response| &response.content).find_map(|media| media.schema)?;
    api.item_schema_of_list(schema).map(|(pointer, _)| pointer)
}

fn common_segments(left: &PathTemplate, right: &PathTemplate) -> usize {
    let pairs = left.segments().iter().zip(right.segments());
    pairs.take_while(|(left, right)| left.as_literal() == right.as_literal()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{api, shop};

    #[test]
    fn variables_of_paths_identify_items() {
        let api = api(&shop());
        let catalogue = Catalogue::new(&api);
        let variables = |id: &str| {
            let operation = api.operation_by_id(id).expect(id);
            let facts = catalogue.facts(operation.index).expect("every operation has facts");
            let name = |slot: &Slot| format!("{}{}", api.resources[slot.resource.0 as usize].name, slot.pointer);
            facts.variables.iter().map(|(variable, slot)| format!("{variable}={}", name(slot))).collect::<Vec<_>>()
        };
        assert_eq!(variables("getItem"), ["shop=shops/guid", "item=items/guid"]);
        assert_eq!(variables("openShop"), ["guid=shops/guid"]);
        assert_eq!(variables("listShops"), [""; 0]);
    }

    #[test]
    fn names_and_examples_lead_to_resources() {
        let api = api(&shop());
        let catalogue = Catalogue::new(&api);
        let operation = api.operation_by_id("createItem").expect("createItem");
        let name = |index: Option<ResourceIndex>| index.map(|index| api.resources[index.0 as usize].name.clone());
        assert_eq!(name(catalogue.by_name(&api, operation, &names::words("parent_shop"))).as_deref(), Some("shops"));
        assert_eq!(name(catalogue.by_name(&api, operation, &names::words("owner"))), None);
        assert_eq!(name(catalogue.by_example("11111111-aaaa-4aaa-8aaa-111111111111")).as_deref(), Some("shops"));
        assert_eq!(name(catalogue.by_example("web")), None);
    }
}
