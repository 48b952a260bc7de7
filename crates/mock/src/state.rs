//! What a mock remembers.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use avouch_api::ResourceIndex;
use indexmap::IndexMap;
use serde_json::Value;

use crate::behaviour::Underway;
use crate::call::text;
use crate::mint::Minter;
use crate::rewrite::{is_distinctive, mentions};
use crate::words;

/// What identifies an item in the store: the texts of the variables of its path. Empty is one of which nothing is known, as
/// of the owner of a thing that the document shows without one; it stands for any.
pub(crate) type Key = Vec<String>;

/// How many deleted items are remembered, which is bounded like all else.
const MAX_DELETED: usize = 100_000;

/// What a mock remembers.
#[derive(Clone, Debug)]
pub(crate) struct State {
    collections: Vec<IndexMap<Key, Item>>,
    parts: HashMap<String, Part>,
    /// The parents for which the items below them were started from the example.
    started: HashSet<(ResourceIndex, ResourceIndex, Key)>,
    /// The resources of which the document shows no item.
    open: HashSet<ResourceIndex>,
    /// The items that were deleted and that would else be made up when they are asked for.
    deleted: HashSet<(ResourceIndex, Key)>,
    /// The source of identifiers.
    pub(crate) minter: Minter,
    /// The items that go on by themselves.
    pub(crate) underway: IndexMap<(ResourceIndex, Key), Underway>,
    /// When the next of them goes on at the latest.
    pub(crate) next_due: Option<Instant>,
    /// What was put in and changed since this was last taken, where that is noted.
    pub(crate) touched: Vec<(ResourceIndex, Key)>,
    notes: bool,
    bytes: usize,
    max_bytes: usize,
}

/// An item of a resource.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// What it answers.
    pub(crate) value: Value,
    /// The items that it was found or made below.
    pub(crate) scopes: Vec<Scope>,
    /// How far it is, where it is a long-running task.
    pub(crate) task: Option<Task>,
    /// Whether it was there from the start, as the document shows it.
    pub(crate) is_shown: bool,
    bytes: usize,
}

/// An item that another one stands below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The resource of the upper item.
    pub(crate) resource: ResourceIndex,
    /// The upper item.
    pub(crate) key: Key,
    /// The name of the collection between them, where it is not that of the resource.
    pub(crate) via: Option<String>,
}

/// A long-running task that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Task {
    /// Where the state stands, as a JSON Pointer.
    pub(crate) pointer: String,
    /// The states that are still to come, the next one first.
    pub(crate) coming: Vec<Value>,
    /// Whether it is to fail.
    pub(crate) fails: bool,
    /// The items that go on to their end with it.
    pub(crate) settles: Vec<(ResourceIndex, Key)>,
    /// The items that go when it is done.
    pub(crate) removes: Vec<(ResourceIndex, Key)>,
}

/// What is kept under a path.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// A value.
    Value(Value),
    /// It was removed.
    Removed,
}

impl State {
    /// An empty store for so many resources.
    pub(crate) fn new(resources: usize, minter: Minter, max_bytes: usize) -> State {
        State {
            collections: vec![IndexMap::new(); resources],
            parts: HashMap::new(),
            started: HashSet::new(),
            open: HashSet::new(),
            deleted: HashSet::new(),
            minter,
            underway: IndexMap::new(),
            next_due: None,
            touched: Vec::new(),
            notes: false,
            bytes: 0,
            max_bytes,
        }
    }

    /// The items of a resource, the oldest first.
    pub(crate) fn items(&self, resource: ResourceIndex) -> impl Iterator<Item = (&Key, &Item)> {
        self.collections.get(resource.0 as usize).into_iter().flatten()
    }

    /// An item.
    pub(crate) fn item(&self, resource: ResourceIndex, key: &Key) -> Option<&Item> {
        self.collections.get(resource.0 as usize)?.get(key)
    }

    /// The key of the item that a path names: equal, or else one with texts that stand for any.
    pub(crate) fn key(&self, resource: ResourceIndex, named: &Key) -> Option<Key> {
        if self.item(resource, named).is_some() {
            return Some(named.clone());
        }
        let is_any = |key: &Key| {
            key.len() == named.len() && key.iter().zip(named).all(|(own, named)| own.is_empty() || own == named)
        };
        let open = self.items(resource).map(|(key, _)| key).filter(|key| key.iter().any(String::is_empty));
        open.into_iter().find(|key| is_any(key)).cloned()
    }

    /// An item, to be changed.
    pub(crate) fn item_mut(&mut self, resource: ResourceIndex, key: &Key) -> Option<&mut Item> {
        self.collections.get_mut(resource.0 as usize)?.get_mut(key)
    }

    /// Puts an item in; `false` where the store is full.
    pub(crate) fn put(&mut self, resource: ResourceIndex, key: Key, value: Value, scopes: Vec<Scope>) -> bool {
        let bytes = weight(&value);
        if self.bytes.saturating_add(bytes) > self.max_bytes {
            return false;
        }
        if resource.0 as usize >= self.collections.len() {
            return false;
        }
        self.deleted.remove(&(resource, key.clone()));
        self.note(resource, &key);
        let Some(items) = self.collections.get_mut(resource.0 as usize) else { return false };
        let replaced = items.insert(key, Item { value, scopes, task: None, is_shown: !self.notes, bytes });
        self.bytes = self.bytes.saturating_add(bytes).saturating_sub(replaced.map_or(0, |item| item.bytes));
        true
    }

    /// Changes the value of an item; `false` where the store is full or has no such item.
    pub(crate) fn change(&mut self, resource: ResourceIndex, key: &Key, value: Value) -> bool {
        let bytes = weight(&value);
        let room = self.max_bytes.saturating_sub(self.bytes);
        let Some(item) = self.item_mut(resource, key) else { return false };
        if bytes > item.bytes.saturating_add(room) {
            return false;
        }
        let before = std::mem::replace(&mut item.bytes, bytes);
        item.value = value;
        self.bytes = self.bytes.saturating_add(bytes).saturating_sub(before);
        self.note(resource, key);
        true
    }

    /// Notes from now on what is put in and changed.
    pub(crate) fn take_notes(&mut self) {
        self.notes = true;
    }

    fn note(&mut self, resource: ResourceIndex, key: &Key) {
        if self.notes {
            self.touched.push((resource, key.clone()));
        }
    }

    /// Lets an item go on by itself.
    pub(crate) fn begin(&mut self, place: (ResourceIndex, Key), underway: Underway) {
        self.next_due = Some(self.next_due.map_or(underway.due, |due| due.min(underway.due)));
        self.underway.insert(place, underway);
    }

    /// Takes items of a resource out.
    pub(crate) fn remove_all(&mut self, resource: ResourceIndex, keys: &HashSet<Key>) {
        let Some(items) = self.collections.get_mut(resource.0 as usize) else { return };
        let mut freed = 0;
        items.retain(|key, item| {
            let goes = keys.contains(key);
            freed += if goes { item.bytes } else { 0 };
            !goes
        });
        self.bytes = self.bytes.saturating_sub(freed);
        let room = MAX_DELETED.saturating_sub(self.deleted.len());
        self.deleted.extend(keys.iter().take(room).map(|key| (resource, key.clone())));
    }

    /// Notes that the document shows no item of a resource.
    pub(crate) fn open(&mut self, resource: ResourceIndex) {
        self.open.insert(resource);
    }

    /// Whether the document shows no item of a resource, so that nobody can know which ones there are.
    pub(crate) fn is_open(&self, resource: ResourceIndex) -> bool {
        self.open.contains(&resource)
    }

    /// Whether an item was deleted and not made again.
    pub(crate) fn is_deleted(&self, resource: ResourceIndex, key: &Key) -> bool {
        self.deleted.contains(&(resource, key.clone()))
    }

    /// What is kept under a path.
    pub(crate) fn part(&self, path: &str) -> Option<&Part> {
        self.parts.get(path)
    }

    /// Keeps something under a path; `false` where the store is full.
    pub(crate) fn put_part(&mut self, path: String, part: Part) -> bool {
        let size = |part: &Part| if let Part::Value(value) = part { weight(value) } else { 64 };
        let bytes = size(&part).saturating_add(path.len());
        if self.bytes.saturating_add(bytes) > self.max_bytes {
            return false;
        }
        let length = path.len();
        let replaced = self.parts.insert(path, part).map_or(0, |part| size(&part).saturating_add(length));
        self.bytes = self.bytes.saturating_add(bytes).saturating_sub(replaced);
        true
    }

    /// Whether this is the first time that the items of a resource below a parent are asked for.
    pub(crate) fn starts(&mut self, resource: ResourceIndex, parent: ResourceIndex, key: &Key) -> bool {
        self.started.len() < 100_000 && self.started.insert((resource, parent, key.clone()))
    }
}

impl Item {
    /// Whether it stands below another item: it was found or made there, its key begins with the other one's, or it names
    /// the other one. `via` is the name of the collection between them, where it is not the resource's own; then only what
    /// was found there is there.
    pub(crate) fn is_below(&self, own: &Key, upper: &Scope, upper_name: &str, via: Option<&str>) -> bool {
        let by_scope =
            |scope: &Scope| scope.resource == upper.resource && scope.key == upper.key && scope.via.as_deref() == via;
        if self.scopes.iter().any(by_scope) {
            return true;
        }
        if via.is_some() {
            return false;
        }
        let Some(identifier) = upper.key.last() else { return false };
        let mut pairs = own.iter().zip(&upper.key);
        let is_prefix = own.len() > upper.key.len() && pairs.all(|(own, upper)| own == upper);
        if is_distinctive(identifier) {
            let is_itself = own.last() == Some(identifier);
            return is_prefix || (!is_itself && mentions(&self.value, identifier));
        }
        is_prefix || names(&self.value, upper_name, identifier)
    }
}

/// Whether a value has a property that is called after a resource and holds an identifier: `pet_id`, or `id` inside `pet`.
fn names(value: &Value, resource: &str, identifier: &str) -> bool {
    let Value::Object(members) = value else { return false };
    members.iter().any(|(name, member)| {
        let words = words::split(name);
        let is_called = |words: &[String]| words::is_plural_of(resource, &words.concat());
        let own = match words.split_last() {
            Some((last, before)) if matches!(last.as_str(), "id" | "guid" | "uuid" | "name" | "key" | "slug") => {
                is_called(before) && text(member).as_deref() == Some(identifier)
            }
            _ => false,
        };
        let inner = is_called(&words)
            && member
                .as_object()
                .is_some_and(|inner| inner.values().any(|value| text(value).as_deref() == Some(identifier)));
        own || inner
    })
}

/// About how many bytes a value takes.
fn weight(value: &Value) -> usize {
    const ONE: usize = 64;
    let mut bytes = ONE;
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        bytes += ONE;
        match value {
            Value::String(text) => bytes += text.len(),
            Value::Array(items) => open.extend(items),
            Value::Object(members) => {
                bytes += members.keys().map(String::len).sum::<usize>();
                open.extend(members.values());
            }
            _ => {}
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use avouch_api::ResourceIndex;
    use serde_json::json;

    use super::{Scope, State};
    use crate::mint::Minter;

    const PETS: ResourceIndex = ResourceIndex(0);

    fn store(max_bytes: usize) -> State {
        State::new(1, Minter::new(0), max_bytes)
    }

    #[test]
    fn a_full_store_takes_nothing_more_until_something_leaves() {
        let mut state = store(1000);
        let key = |text: &str| vec![text.to_owned()];
        assert!(state.put(PETS, key("1"), json!("x".repeat(500)), Vec::new()));
        assert!(!state.put(PETS, key("2"), json!("x".repeat(500)), Vec::new()));
        assert!(!state.change(PETS, &key("1"), json!("x".repeat(5000))));
        state.remove_all(PETS, &HashSet::from([key("1")]));
        assert!(state.put(PETS, key("2"), json!("x".repeat(500)), Vec::new()));
        assert!(state.is_deleted(PETS, &key("1")) && !state.is_deleted(PETS, &key("2")));
    }

    #[test]
    fn items_stand_below_what_they_name() {
        let mut state = store(100_000);
        let key = vec!["t1".to_owned()];
        let value = json!({"owner_id": 5, "relationships": {"app": {"data": {"guid": "app-12345678"}}}});
        state.put(PETS, key.clone(), value, Vec::new());
        let item = state.item(PETS, &key).unwrap();
        let upper =
            |identifier: &str| Scope { resource: ResourceIndex(9), key: vec![identifier.to_owned()], via: None };
        assert!(item.is_below(&key, &upper("app-12345678"), "apps", None));
        assert!(!item.is_below(&key, &upper("app-12345678"), "apps", Some("old_tasks")));
        assert!(item.is_below(&key, &upper("5"), "owners", None));
        assert!(!item.is_below(&key, &upper("5"), "houses", None));
        assert!(!item.is_below(&key, &upper("6"), "owners", None));
    }
}
