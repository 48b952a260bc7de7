//! What operations do: from a fine request to its answer.

mod act;
mod create;
mod part;
mod path;
mod task;
mod update;

pub(crate) use create::renew;
pub(crate) use part::{part_place, success_media};
pub(crate) use path::start;
pub(crate) use task::end as end_task;

use avouch_api::ResourceIndex;
use avouch_api::schema::SchemaId;
use serde_json::Value;

use crate::behaviour::Wanted;
use crate::call::{Answer, Call, Refusal};
use crate::mint::{Moment, moment, now};
use crate::plan::{Behaviour, Collection, Role};
use crate::rewrite::Rewrite;
use crate::state::{Key, Scope, State};
use crate::{behaviour, list, merge, pick, schema, seed};

/// Answers a request that is fine.
pub(crate) fn answer<'m>(call: &mut Call<'m>) -> Result<Answer<'m>, Refusal> {
    let role = call.mock.plan.role(call.operation.index).filter(|_| !call.picked.is_wish);
    let Some(role) = role else { return Ok(call.documented_answer()) };
    let mut state = call.mock.state();
    let mut scene = Scene { call, state: &mut state, role, trail: Trail::default() };
    if let Ok(found) = path::resolve(&mut scene, |_| true) {
        let is_made = matches!(role.behaviour, Behaviour::Create(_));
        let last = found.into_iter().last().filter(|_| !is_made);
        scene.trail.subject = last.map(|found| (found.resource, found.key));
    }
    let prepared = behaviour::before(&mut scene)?;
    let trail = scene.trail;
    if let Some(status) = prepared.status {
        call.picked = pick::of_status(call.operation, &call.picked, status);
    }
    let mut scene = Scene { call, state: &mut state, role, trail };
    let mut answer = operate(&mut scene)?;
    behaviour::after(&mut scene, prepared, &mut answer)?;
    Ok(answer)
}

/// Does what the shape of the operation says.
fn operate<'m>(scene: &mut Scene<'_, 'm>) -> Result<Answer<'m>, Refusal> {
    let role = scene.role;
    let target = scene.target_length();
    let upper = path::resolve(scene, |length| length < target)?;
    match &role.behaviour {
        Behaviour::Create(resource) => create::create(scene, *resource, &upper, None),
        Behaviour::Put(resource) => update::put(scene, *resource, &upper),
        Behaviour::List { resource, via } => list::answer(scene, *resource, via.as_deref(), &upper),
        Behaviour::Example => Ok(part::example(scene, &upper)),
        behaviour => {
            let found = path::resolve(scene, |_| true)?;
            match behaviour {
                Behaviour::Read => update::read(scene, &found),
                Behaviour::Update => update::update(scene, &found),
                Behaviour::Delete => Ok(update::delete(scene, &found)),
                Behaviour::ReadPart => part::read(scene, &found),
                Behaviour::WritePart => part::write(scene, &found),
                Behaviour::DeletePart => part::delete(scene, &found),
                _ => act::act(scene, &found),
            }
        }
    }
}

/// A request with the store it acts on.
pub(crate) struct Scene<'c, 'm> {
    pub(crate) call: &'c Call<'m>,
    pub(crate) state: &'c mut State,
    pub(crate) role: &'m Role,
    pub(crate) trail: Trail,
}

/// What an operation leaves for the rules that speak of it.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    /// The item that it makes or addresses.
    pub(crate) subject: Option<(ResourceIndex, Key)>,
    /// What the item was, where it was removed.
    pub(crate) removed: Option<Value>,
    /// The task that it has started.
    pub(crate) task: Option<(ResourceIndex, Key)>,
    /// Whether what it deletes goes with the end of its task.
    pub(crate) deferred: bool,
    /// What a list has, where a rule says so.
    pub(crate) listed: Option<Wanted>,
    /// What is to go.
    pub(crate) gone: Vec<(ResourceIndex, Key)>,
}

/// An item that the path of a request leads through.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) resource: ResourceIndex,
    pub(crate) key: Key,
    /// The literal segment before it in paths.
    pub(crate) literal: String,
    /// The operation's name of its variable.
    pub(crate) variable: String,
}

impl Found {
    /// The item as what others stand below.
    pub(crate) fn scope(&self) -> Scope {
        Scope { resource: self.resource, key: self.key.clone(), via: None }
    }
}

impl<'m> Scene<'_, 'm> {
    /// How many segments of the path may be missing from the store: all of them for what is made there.
    fn target_length(&self) -> usize {
        match self.role.behaviour {
            Behaviour::Put(_) => self.call.operation.path.segments().len(),
            _ => usize::MAX,
        }
    }

    /// What is known of a resource.
    pub(crate) fn collection(&self, resource: ResourceIndex) -> Option<&'m Collection> {
        self.call.mock.plan.collection(resource)
    }

    /// An item's value as an answer gives it: itself where the answer's schema is the item's, inside the property that has
    /// the item's schema, or else as much of it as the answer's schema has a place for.
    pub(crate) fn present(&self, answer: &Answer<'_>, item: &Value, known: Option<SchemaId>) -> Option<Value> {
        let mock = self.call.mock;
        let Some(media) = answer.representation() else { return Some(item.clone()) };
        let Some(own) = media.schema else { return Some(item.clone()) };
        if schema::same(&mock.api, Some(own), known) {
            return Some(item.clone());
        }
        let example = self.call.picked.example.map(|(_, example)| example);
        let mut base = mock.source.body(media, example)?;
        let wrapper =
            schema::properties(&mock.api, own).into_iter().find(|(_, id)| schema::same(&mock.api, Some(*id), known));
        match (wrapper, base.as_object_mut()) {
            (Some((name, _)), Some(members)) => {
                members.insert(name.to_owned(), item.clone());
            }
            _ => merge::merge(mock.source.validator(), Some(own), &mut base, item, merge::Mode::Replace, &[]),
        }
        Some(base)
    }

    /// Tells an item the current moment, where it says when it was made or changed.
    pub(crate) fn stamp(&self, value: &mut Value, schema: Option<SchemaId>, is_new: bool) {
        let (Value::Object(members), Some(schema)) = (value, schema) else { return };
        let validator = self.call.mock.source.validator();
        for (name, member) in members.iter_mut() {
            let Some(property) = schema::property(validator.api(), schema, name) else { continue };
            match moment(validator, name, property) {
                Some(Moment::Changed) => *member = Value::from(now()),
                Some(Moment::Made) if is_new => *member = Value::from(now()),
                _ => {}
            }
        }
    }

    /// Exchanges what the document's example says of its own item for what the request's path names.
    pub(crate) fn rewrite_example(&self, found: &[Found], value: &mut Value) {
        let call = self.call;
        let mut rewrite = Rewrite::default();
        let documented = |name: &str| seed::path_example(&call.mock.api, call.operation, call.picked.case, name);
        for found in found {
            let Some(new) = found.key.last() else { continue };
            let mentioned = |old: &String| crate::rewrite::mentions(value, old);
            let example = documented(&found.variable).filter(mentioned);
            let known = || {
                self.state.items(found.resource).filter_map(|(key, _)| key.last()).find(|key| mentioned(key)).cloned()
            };
            if let Some(old) = example.or_else(known) {
                rewrite.add(&old, new, Some(&found.literal));
            }
        }
        let free = call.path.iter().filter(|(name, _)| !found.iter().any(|found| found.variable == *name));
        for (name, new) in free {
            if let Some(old) = documented(name) {
                rewrite.add(&old, new, None);
                echo(value, name, &old, new);
            }
        }
        rewrite.apply(value);
    }

    /// Whether a value fits a schema as part of an answer.
    pub(crate) fn fits(&self, schema: Option<SchemaId>, value: &Value) -> bool {
        let validator = self.call.mock.source.validator();
        schema.is_none_or(|schema| validator.accepts(schema, avouch_validate::View::Response, value))
    }
}

/// Says in addresses what the body has said in identifiers: where a client's text replaced an identifier of the example, the
/// links that lead through the old one lead through the new one. `own` identifies the item itself, and stays.
pub(crate) fn follow(before: &Value, after: &mut Value, own: Option<&str>) {
    let mut rewrite = Rewrite::default();
    let mut open = vec![(before, &*after)];
    while let Some((before, after)) = open.pop() {
        match (before, after) {
            (Value::String(old), Value::String(new))
                if old != new && !old.contains('/') && Some(old.as_str()) != own =>
            {
                let both = crate::rewrite::is_distinctive(old) && crate::rewrite::is_distinctive(new);
                rewrite.add(old, if both { new } else { old }, None);
            }
            (Value::Object(old), Value::Object(new)) => {
                open.extend(old.iter().filter_map(|(name, value)| Some((value, new.get(name)?))));
            }
            _ => {}
        }
    }
    rewrite.apply_to_addresses(after);
}

/// Repeats a variable of the path in the property that is called like it.
fn echo(value: &mut Value, name: &str, old: &str, new: &str) {
    let Value::Object(members) = value else { return };
    let name = crate::words::plain(name);
    for (own, member) in members {
        if crate::words::plain(own) == name && crate::call::text(member).as_deref() == Some(old) {
            *member = seed::identifier_like(member, new);
        }
    }
}

/// There is no room for more.
pub(crate) fn full() -> Refusal {
    Refusal { statuses: (&[507, 503, 500]).into(), detail: "the store is full; delete something first".to_owned() }
}
