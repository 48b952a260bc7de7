//! What every operation does with the store, decided once from the shapes that the Api recognised.

use std::collections::HashMap;

use avouch_api::schema::SchemaId;
use avouch_api::{Action, Api, Operation, OperationIndex, OperationKind, Resource, ResourceIndex};
use avouch_wire::path::{PathTemplate, Piece, Segment};

/// What every operation does, and what is known of every resource.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// By the position of the resource in the Api.
    pub(crate) collections: Vec<Collection>,
    /// By the position of the operation in the Api.
    pub(crate) roles: Vec<Role>,
    /// The operation that reads at a path, by the path with its variables unnamed.
    pub(crate) readers: HashMap<String, OperationIndex>,
}

/// A resource as the store has it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Collection {
    /// The schema of an item.
    pub(crate) schema: Option<SchemaId>,
    /// Where an item says what identifies it, as a JSON Pointer.
    pub(crate) identifier: Option<String>,
    /// The literal segment before an identifier in paths: `apps`.
    pub(crate) literal: String,
    /// How many variables the path of an item has.
    pub(crate) variables: usize,
    /// Whether an operation makes items.
    pub(crate) is_creatable: bool,
}

/// What an operation does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Role {
    /// The items that its path leads through, the outermost first.
    pub(crate) anchors: Vec<Anchor>,
    /// What it does with the last one, or below it.
    pub(crate) behaviour: Behaviour,
}

/// An item on the path of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Anchor {
    /// Its resource.
    pub(crate) resource: ResourceIndex,
    /// Where the item has the value of the last variable, where that is not what identifies it in the store.
    pub(crate) alternate: Option<String>,
    /// The operation's names of the variables up to and with the item's own.
    pub(crate) variables: Vec<String>,
    /// How many segments of the path are the item's.
    pub(crate) length: usize,
    /// The literal segment before the last variable.
    pub(crate) literal: String,
}

/// What an operation does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Behaviour {
    /// Answers the example.
    #[default]
    Example,
    /// Makes an item.
    Create(ResourceIndex),
    /// Makes or replaces the item that its path names.
    Put(ResourceIndex),
    /// Reads the item that its path names.
    Read,
    /// Changes it.
    Update,
    /// Removes it.
    Delete,
    /// Reads many items. `via` is the collection's own name where it is not the resource's.
    List { resource: ResourceIndex, via: Option<String> },
    /// Reads what is kept under the request's path.
    ReadPart,
    /// Changes what is kept under the request's path.
    WritePart,
    /// Removes what is kept under the request's path.
    DeletePart,
    /// Does something with the last item of its path.
    Act,
}

impl Plan {
    /// Makes the plan of an Api.
    pub(crate) fn new(api: &Api) -> Plan {
        let collections = api.resources.iter().map(collection).collect();
        let reads = api
            .operations
            .iter()
            .filter(|operation| operation.method == "GET" && operation.kind == OperationKind::Path);
        let readers = reads.map(|operation| (operation.path.identity(), operation.index)).collect();
        let mut plan = Plan { collections, roles: Vec::new(), readers };
        let items = Items::new(api);
        plan.roles = api.operations.iter().map(|operation| plan.role_of(api, operation, &items)).collect();
        plan
    }

    /// Notes that items of a resource are made, if not by an operation of its own.
    pub(crate) fn is_made(&mut self, resource: ResourceIndex) {
        if let Some(known) = self.collections.get_mut(resource.0 as usize) {
            known.is_creatable = true;
        }
    }

    /// What is known of a resource.
    pub(crate) fn collection(&self, resource: ResourceIndex) -> Option<&Collection> {
        self.collections.get(resource.0 as usize)
    }

    /// What an operation does.
    pub(crate) fn role(&self, operation: OperationIndex) -> Option<&Role> {
        self.roles.get(operation.0 as usize)
    }

    fn role_of(&self, api: &Api, operation: &Operation, items: &Items<'_>) -> Role {
        if operation.kind != OperationKind::Path {
            return Role::default();
        }
        let anchors = items.anchors(operation);
        let behaviour = self.behaviour(api, operation, &anchors);
        Role { anchors, behaviour }
    }

    fn behaviour(&self, api: &Api, operation: &Operation, anchors: &[Anchor]) -> Behaviour {
        let names_item = anchors.last().is_some_and(|anchor| anchor.length == operation.path.segments().len());
        let known = |index: ResourceIndex| self.collection(index).is_some_and(|known| known.identifier.is_some());
        let is_part = self.readers.contains_key(&operation.path.identity());
        match operation.resource {
            Some((_, Action::Read)) if names_item => Behaviour::Read,
            Some((_, Action::Update | Action::Replace)) if names_item => Behaviour::Update,
            Some((_, Action::Delete)) if names_item => Behaviour::Delete,
            Some((index, Action::Create)) if names_item => Behaviour::Put(index),
            Some((index, Action::Create)) if known(index) => Behaviour::Create(index),
            Some((index, Action::List)) => {
                let own = last_literal(operation.path.segments());
                let name = api.resources.get(index.0 as usize).map(|resource| resource.name.clone());
                let via = own.filter(|own| Some(own) != name.as_ref());
                Behaviour::List { resource: index, via }
            }
            Some((_, Action::Act)) if !is_part => Behaviour::Act,
            Some((_, Action::ReadPart | Action::WritePart | Action::Act)) | None => match operation.method.as_str() {
                "GET" | "HEAD" | "QUERY" if is_part => Behaviour::ReadPart,
                "DELETE" if is_part => Behaviour::DeletePart,
                "PUT" | "PATCH" | "POST" if is_part => Behaviour::WritePart,
                _ => Behaviour::Example,
            },
            Some(_) => Behaviour::Example,
        }
    }
}

fn collection(resource: &Resource) -> Collection {
    let segments = resource.item.as_ref().map(PathTemplate::segments).unwrap_or_default();
    Collection {
        schema: resource.schema,
        identifier: resource.item.as_ref().and(resource.identifier.as_ref()).map(|found| found.pointer.clone()),
        literal: last_literal(segments).unwrap_or_else(|| resource.name.clone()),
        variables: segments.iter().flat_map(variables).count(),
        is_creatable: resource.operations.iter().any(|(action, _)| *action == Action::Create),
    }
}

/// The paths of items of a whole Api.
struct Items<'a> {
    /// By the path with its variables unnamed: the resource, and for an alternate what identifies the item there.
    by_identity: HashMap<String, (&'a Resource, Option<String>)>,
}

impl<'a> Items<'a> {
    fn new(api: &'a Api) -> Items<'a> {
        let mut by_identity = HashMap::new();
        for resource in api.resources.iter().filter(|resource| resource.identifier.is_some()) {
            if let Some(item) = &resource.item {
                by_identity.insert(item.identity(), (resource, None));
            }
        }
        for resource in api.resources.iter().filter(|resource| resource.identifier.is_some()) {
            for alternate in &resource.alternates {
                let pointer = alternate.identifier.as_ref().map(|identifier| identifier.pointer.clone());
                by_identity
                    .entry(alternate.item.identity())
                    .or_insert((resource, pointer.or_else(|| Some(String::new()))));
            }
        }
        Items { by_identity }
    }

    /// The items that the path of an operation leads through.
    fn anchors(&self, operation: &Operation) -> Vec<Anchor> {
        let segments = operation.path.segments();
        let mut anchors = Vec::new();
        for length in 1..=segments.len() {
            let Some(prefix) = segments.get(..length).and_then(template) else { continue };
            let Some((resource, alternate)) = self.by_identity.get(&prefix.identity()) else { continue };
            anchors.push(Anchor {
                resource: resource.index,
                alternate: alternate.clone(),
                variables: prefix.variables().map(str::to_owned).collect(),
                length,
                literal: last_literal(prefix.segments()).unwrap_or_default(),
            });
        }
        anchors
    }
}

/// The template of some segments on their own.
fn template(segments: &[Segment]) -> Option<PathTemplate> {
    let mut text = String::new();
    for segment in segments {
        text.push('/');
        for piece in segment.pieces() {
            match piece {
                Piece::Variable(name) => text.extend(["{", name, "}"]),
                Piece::Literal(literal) => text.push_str(literal),
                _ => return None,
            }
        }
    }
    PathTemplate::parse(&text).ok()
}

fn variables(segment: &Segment) -> impl Iterator<Item = &str> {
    segment.pieces().iter().filter_map(|piece| match piece {
        Piece::Variable(name) => Some(name.as_str()),
        _ => None,
    })
}

/// The last segment without variables.
fn last_literal(segments: &[Segment]) -> Option<String> {
    segments.iter().rev().find_map(|segment| segment.as_literal().filter(|text| !text.is_empty()).map(str::to_owned))
}
