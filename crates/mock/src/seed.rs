//! What a store starts with: the items that the examples of the document's answers show.

use avouch_api::{Api, Case, Example, ExampleValue, MediaType, Operation, ResourceIndex, Response};
use avouch_validate::View;
use serde_json::Value;

use crate::Options;
use crate::call::text;
use crate::mint::Minter;
use crate::plan::{Anchor, Behaviour, Plan, Role};
use crate::rewrite::Rewrite;
use crate::source::{Source, example_value, is_json};
use crate::state::{Key, Scope, State};
use crate::{list, schema};

/// The most items that a store starts with.
const MAX_ITEMS: usize = 20_000;

/// Fills a store.
pub(crate) fn plant(api: &Api, plan: &Plan, source: &Source, options: &Options) -> State {
    let state = State::new(plan.collections.len(), Minter::new(options.seed), options.max_state_bytes);
    let mut planter = Planter { api, plan, source, state, planted: 0 };
    // What is read tells more of an item than what is listed, and that more than what a change answers.
    let passes: [fn(&Behaviour) -> bool; 3] = [
        |behaviour| *behaviour == Behaviour::Read,
        |behaviour| matches!(behaviour, Behaviour::List { .. }),
        |behaviour| matches!(behaviour, Behaviour::Update | Behaviour::Act | Behaviour::Put(_)),
    ];
    for pass in passes {
        let mut operations: Vec<(&Operation, &Role)> = api.operations.iter().zip(&plan.roles).collect();
        operations.retain(|(_, role)| pass(&role.behaviour));
        // Upper items first, so that those below find their parents.
        operations.sort_by_key(|(operation, _)| operation.path.segments().len());
        for (operation, role) in operations {
            planter.operation(operation, role);
        }
    }
    planter.named_by_parameters();
    planter.made_up();
    planter.state
}

/// The example of a variable of the path.
type PathExample<'p> = &'p dyn Fn(&str) -> Option<String>;

struct Planter<'a> {
    api: &'a Api,
    plan: &'a Plan,
    source: &'a Source,
    state: State,
    planted: usize,
}

impl Planter<'_> {
    fn operation(&mut self, operation: &Operation, role: &Role) {
        let successes = operation.responses.iter().filter(|response| response.status.is_success());
        for (response, media) in
            successes.flat_map(|response| response.content.iter().map(move |media| (response, media)))
        {
            if !is_json(media) {
                continue;
            }
            for example in &media.examples {
                let Some(value) = example_value(self.api, media, example) else { continue };
                let fits = |schema| self.source.validator().accepts(schema, View::Response, &value);
                if media.schema.is_none_or(fits) {
                    let case = case_of(operation, response, example);
                    self.example(operation, role, media, case, &value);
                }
            }
        }
    }

    fn example(&mut self, operation: &Operation, role: &Role, media: &MediaType, case: Option<&Case>, value: &Value) {
        let path = |name: &str| path_example(self.api, operation, case, name);
        match &role.behaviour {
            Behaviour::List { resource, via } => {
                self.list(operation, role, (*resource, via.as_deref()), (media, value), &path);
            }
            _ => self.single(role, media, value, &path),
        }
    }

    /// The items of a list.
    fn list(
        &mut self,
        operation: &Operation,
        role: &Role,
        (resource, via): (ResourceIndex, Option<&str>),
        (media, value): (&MediaType, &Value),
        path: PathExample<'_>,
    ) {
        let Some(known) = self.plan.collection(resource) else { return };
        let Some(place) = list::items_place(self.api, operation, media.schema, value) else { return };
        let listed = media.schema.and_then(|schema| schema::at(self.api, schema, &format!("{place}/0")));
        if !schema::same(self.api, listed, known.schema) {
            return;
        }
        let scope = role.anchors.last().and_then(|anchor| {
            Some(Scope { resource: anchor.resource, key: self.key_of(anchor, path)?, via: via.map(str::to_owned) })
        });
        let items = value.pointer(&place).and_then(Value::as_array).cloned().unwrap_or_default();
        for item in items {
            self.item(resource, role, path, item, scope.clone());
        }
    }

    /// An item that an answer is as a whole.
    fn single(&mut self, role: &Role, media: &MediaType, value: &Value, path: PathExample<'_>) {
        let Some((anchor, upper)) = role.anchors.split_last() else { return };
        let known = self.plan.collection(anchor.resource).and_then(|known| known.schema);
        if !schema::same(self.api, media.schema, known) {
            return;
        }
        let scope = upper
            .last()
            .and_then(|upper| Some(Scope { resource: upper.resource, key: self.key_of(upper, path)?, via: None }));
        self.item(anchor.resource, role, path, value.clone(), scope);
    }

    /// Puts one item in, unless it is there; what it was found below is remembered either way.
    fn item(
        &mut self,
        resource: ResourceIndex,
        role: &Role,
        path: PathExample<'_>,
        value: Value,
        scope: Option<Scope>,
    ) {
        let Some(known) = self.plan.collection(resource) else { return };
        let Some(identifier) = known.identifier.as_deref().and_then(|pointer| value.pointer(pointer)).and_then(text)
        else {
            return;
        };
        let mut key: Key = Vec::new();
        if known.variables > 1 {
            let upper = role.anchors.iter().rfind(|anchor| anchor.variables.len() == known.variables - 1);
            key = upper.and_then(|anchor| self.key_of(anchor, path)).unwrap_or_default();
            let own = role.anchors.iter().find(|anchor| anchor.resource == resource && anchor.alternate.is_none());
            for at in key.len()..known.variables - 1 {
                let named = own.and_then(|own| own.variables.get(at)).and_then(|name| path(name));
                key.push(named.unwrap_or_default());
            }
        }
        key.push(identifier);
        if let Some(item) = self.state.item_mut(resource, &key) {
            item.scopes.extend(scope.filter(|scope| !item.scopes.contains(scope)));
            return;
        }
        self.planted += 1;
        if self.planted <= MAX_ITEMS {
            self.state.put(resource, key, value, scope.into_iter().collect());
        }
    }

    /// The item that an example's path leads through: by the examples of the variables, else the first of its resource.
    fn key_of(&self, anchor: &Anchor, path: PathExample<'_>) -> Option<Key> {
        let first = || self.state.items(anchor.resource).next().map(|(key, _)| key.clone());
        if let Some(pointer) = &anchor.alternate {
            let wanted = path(anchor.variables.last()?)?;
            let mut items = self.state.items(anchor.resource);
            let found = items.find(|(_, item)| item.value.pointer(pointer).and_then(text).as_ref() == Some(&wanted));
            return found.map(|(key, _)| key.clone()).or_else(first);
        }
        let named: Option<Key> = anchor.variables.iter().map(|name| path(name)).collect();
        named.or_else(first)
    }

    /// Items for identifiers that only the examples of path parameters name.
    fn named_by_parameters(&mut self) {
        for (operation, role) in self.api.operations.iter().zip(&self.plan.roles) {
            let Some(anchor) = role.anchors.last().filter(|anchor| anchor.alternate.is_none()) else { continue };
            for case in &operation.cases {
                let path = |name: &str| path_example(self.api, operation, Some(case), name);
                let Some(key) = anchor.variables.iter().map(|name| path(name)).collect::<Option<Key>>() else {
                    continue;
                };
                if self.state.item(anchor.resource, &key).is_none() && self.planted < MAX_ITEMS {
                    self.planted += 1;
                    copy_for(self.plan, self.source, &mut self.state, anchor, key);
                }
            }
        }
    }

    /// One item for resources of which the document shows none.
    fn made_up(&mut self) {
        for resource in &self.api.resources {
            let Some(known) = self.plan.collection(resource.index) else { continue };
            let (Some(pointer), Some(schema), 1) = (&known.identifier, known.schema, known.variables) else { continue };
            if self.state.items(resource.index).next().is_some() {
                continue;
            }
            self.state.open(resource.index);
            let Some(value) = self.source.made_up(schema) else { continue };
            if let Some(identifier) = value.pointer(pointer).and_then(text) {
                self.state.put(resource.index, vec![identifier], value, Vec::new());
            }
        }
    }
}

/// Makes the item of a key after the first one of its resource, or after its schema.
pub(crate) fn copy_for(plan: &Plan, source: &Source, state: &mut State, anchor: &Anchor, key: Key) -> bool {
    let Some(known) = plan.collection(anchor.resource) else { return false };
    let Some(pointer) = known.identifier.as_deref() else { return false };
    let model = state.items(anchor.resource).next().map(|(old, item)| (Some(old.clone()), item.value.clone()));
    let made_up = || Some((None, source.made_up(known.schema?)?));
    let Some((old, mut value)) = model.or_else(made_up) else { return false };
    if let (Some(old), Some(new)) = (old.as_ref().and_then(|key| key.last()), key.last()) {
        let mut rewrite = Rewrite::default();
        rewrite.add(old, new, Some(&known.literal));
        rewrite.apply(&mut value);
    }
    let Some(place) = value.pointer_mut(pointer) else { return false };
    let Some(identifier) = key.last() else { return false };
    *place = identifier_like(place, identifier);
    let fits = known.schema.is_none_or(|schema| source.validator().accepts(schema, View::Response, &value));
    fits && state.put(anchor.resource, key, value, Vec::new())
}

/// An identifier's text as the kind of value that the example has.
pub(crate) fn identifier_like(example: &Value, identifier: &str) -> Value {
    let number = || identifier.parse::<i64>().ok().map(Value::from);
    let kept = Value::from(identifier);
    if example.is_number() { number().unwrap_or(kept) } else { kept }
}

/// The case whose answer an example is, else the first.
fn case_of<'o>(operation: &'o Operation, response: &Response, example: &Example) -> Option<&'o Case> {
    let is_its = |case: &&Case| {
        case.response.status == Some(response.status)
            && case.response.body.as_ref().is_some_and(|(_, own)| own.origin == example.origin)
    };
    operation.cases.iter().find(is_its).or_else(|| operation.cases.first())
}

/// The example of a path variable in a case.
pub(crate) fn path_example(api: &Api, operation: &Operation, case: Option<&Case>, name: &str) -> Option<String> {
    let is_it = |index: usize| {
        operation
            .parameters
            .get(index)
            .is_some_and(|parameter| parameter.location == avouch_wire::Location::Path && parameter.name == name)
    };
    let (_, example) = case?.request.parameters.iter().find(|(index, _)| is_it(*index))?;
    match &example.value {
        ExampleValue::Value(json) => text(&api.value(*json)),
        ExampleValue::Serialised(text) => Some(text.clone()),
        ExampleValue::External(_) => None,
    }
}
