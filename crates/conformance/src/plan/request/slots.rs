//! Whose identifiers the parameters and bodies of requests hold.

use avouch_api::{Action, Operation};
use avouch_wire::Location;
use serde_json::Value;

use super::Planner;
use crate::json;
use crate::plan::catalogue::Slot;
use crate::plan::names::{self, Speaks};

/// The most parts of a body that are looked at.
const MAX_PARTS: usize = 10_000;
/// The most identifiers of a body that are replaced.
const MAX_PLACES: usize = 200;

/// A place in a body that holds an identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Where, as a JSON Pointer into the body.
    pub(crate) at: String,
    /// Whose identifier it is.
    pub(crate) slot: Slot,
}

impl Planner<'_> {
    /// Whose identifier a parameter holds, by its name, else by its example, if it has one.
    pub(super) fn slot_of_parameter(
        &self,
        operation: &Operation,
        index: usize,
        example: Option<&Value>,
    ) -> Option<Slot> {
        let parameter = operation.parameters.get(index)?;
        match parameter.location {
            Location::Path => {
                let facts = self.catalogue.facts(operation.index)?;
                let is_own = |position: usize| facts.names_its_own && position + 1 == facts.variables.len();
                let found = facts.variables.iter().enumerate().find(|(_, (name, _))| *name == parameter.name);
                found.filter(|(position, _)| !is_own(*position)).map(|(_, (_, slot))| slot.clone())
            }
            Location::Query => match names::speaks(&[parameter.name.as_str()]) {
                Speaks::Of(words) => {
                    let shown = || self.catalogue.by_example(example?.as_str()?);
                    let found = self.catalogue.by_name(self.api, operation, &words).or_else(shown)?;
                    self.catalogue.slot(found)
                }
                Speaks::Identifier => {
                    let listed = self.catalogue.facts(operation.index)?.lists.as_ref()?;
                    self.catalogue.slot(listed.0)
                }
                Speaks::Nothing => None,
            },
            Location::Header | Location::Cookie | Location::Querystring => None,
        }
    }

    /// The places of a body that hold identifiers of resources.
    pub(super) fn slots_of_body(&self, operation: &Operation, value: &Value) -> Vec<Place> {
        let mut places = Vec::new();
        let mut parts = 0;
        let mut open: Vec<(Vec<String>, String, &Value)> = vec![(Vec::new(), String::new(), value)];
        while let Some((names, at, value)) = open.pop() {
            parts += 1;
            if parts > MAX_PARTS || places.len() >= MAX_PLACES {
                break;
            }
            match value {
                Value::Object(members) => {
                    for (name, member) in members.iter().rev() {
                        let mut names = names.clone();
                        names.push(name.clone());
                        open.push((names, json::child(&at, name), member));
                    }
                }
                Value::Array(items) => {
                    let items = items.iter().enumerate().rev();
                    open.extend(items.map(|(index, item)| (names.clone(), json::child(&at, &index.to_string()), item)));
                }
                leaf => places.extend(self.slot_of_leaf(operation, &names, leaf).map(|slot| Place { at, slot })),
            }
        }
        places
    }

    fn slot_of_leaf(&self, operation: &Operation, path: &[String], leaf: &Value) -> Option<Slot> {
        let identifier = json::identifier(leaf)?;
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let named = match names::speaks(&path) {
            Speaks::Of(words) => self.catalogue.by_name(self.api, operation, &words),
            Speaks::Identifier => self.unnamed(operation, &path),
            Speaks::Nothing => None,
        };
        let owner = named.or_else(|| leaf.is_string().then(|| self.catalogue.by_example(&identifier)).flatten())?;
        let is_own_name = operation.resource == Some((owner, Action::Create)) && path.len() == 1;
        self.catalogue.slot(owner).filter(|_| !is_own_name)
    }

    /// An identifier whose path of names does not say of what: in a body about a relationship it is what the path of the
    /// operation ends in, at the top of a body that changes an item it is the item's own.
    fn unnamed(&self, operation: &Operation, path: &[&str]) -> Option<avouch_api::ResourceIndex> {
        match operation.resource? {
            // A user who is known by a name in the path may have a number of its own beside it.
            (own, Action::Update | Action::Replace) if path.len() == 1 => {
                let pointer = json::child("", path.first()?);
                (self.catalogue.kind(own)?.pointer.as_ref() == Some(&pointer)).then_some(own)
            }
            (_, Action::WritePart | Action::Act) => {
                let last = operation.path.segments().iter().rev().find_map(|segment| segment.as_literal())?;
                self.catalogue.by_name(self.api, operation, &names::words(last))
            }
            _ => None,
        }
    }
}
