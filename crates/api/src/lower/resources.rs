//! Resources, recognised from the shapes of paths and answers.
//!
//! | Path | What it is |
//! |---|---|
//! | `/v3/apps/{guid}` | an item: it ends in a variable, and something can be read there |
//! | `/v3/apps` | the collection of the items |
//! | `/v3/apps/{guid}/processes/{type}` | an alternate, where `/v3/processes/{guid}` answers the same schema |
//! | `/v3/apps/{guid}/tasks` | a list of the items of `/v3/tasks/{guid}`, where the schemas agree |
//! | `/v3/apps/{guid}/env` | a part of an item |
//! | `/v3/apps/{guid}/actions/start` | something done with an item |

mod actions;
mod identifier;
mod nodes;

use rustc_hash::{FxHashMap, FxHashSet};

use super::shape::{self, Shapes};
use crate::schema::SchemaId;
use crate::words;
use crate::{Action, Alternate, Operation, Resource, ResourceIndex};
use nodes::{Node, Nodes};

/// For every operation the resource that its path stands below, with the number of segments of the item's path.
pub(super) type Above = Vec<Option<(ResourceIndex, usize)>>;

/// Recognises resources, and tells every operation its part in them.
pub(super) fn recognise(shapes: &Shapes<'_>, operations: &mut [Operation]) -> (Vec<Resource>, Above) {
    let (mut resources, assigned, above) = {
        let nodes = Nodes::new(operations);
        let plan = Plan::new(shapes, operations, &nodes);
        let assigned = actions::assign(shapes, operations, &nodes, &plan);
        let above = nodes.above(operations, &plan.by_item);
        (plan.resources, assigned, above)
    };
    for (operation, assignment) in operations.iter_mut().zip(assigned) {
        let Some((resource, action)) = assignment else { continue };
        operation.resource = Some((resource, action));
        if let Some(resource) = resources.get_mut(resource.0 as usize) {
            resource.operations.push((action, operation.index));
        }
    }
    adopt(&mut resources, &above);
    (resources, above)
}

/// What was found, before the operations are told.
struct Plan {
    resources: Vec<Resource>,
    /// By the key of the path of an item, alternates too.
    by_item: FxHashMap<String, ResourceIndex>,
    /// By the key of the path of a collection, those of alternates too.
    by_collection: FxHashMap<String, ResourceIndex>,
    /// By the schema of an item.
    by_schema: FxHashMap<SchemaId, Vec<ResourceIndex>>,
}

/// A path that may be one of items.
struct Candidate<'o> {
    node: &'o Node<'o>,
    /// How many segments the collection has.
    collection: usize,
    /// Whether its collection has variables of its own: what is in it depends on something else.
    inner: bool,
    schema: Option<SchemaId>,
}

impl Plan {
    fn new<'o>(shapes: &Shapes<'_>, operations: &'o [Operation], nodes: &'o Nodes<'o>) -> Plan {
        let mut plan = Plan {
            resources: Vec::new(),
            by_item: FxHashMap::default(),
            by_collection: FxHashMap::default(),
            by_schema: FxHashMap::default(),
        };
        let candidates = candidates(shapes, operations, nodes);
        for candidate in candidates.iter().filter(|candidate| !candidate.inner) {
            plan.add(shapes, operations, nodes, candidate);
        }
        for candidate in candidates.iter().filter(|candidate| candidate.inner) {
            match plan.twin(candidate) {
                Some(twin) => plan.add_alternate(shapes, operations, twin, candidate),
                None => plan.add(shapes, operations, nodes, candidate),
            }
        }
        plan.add_mere_lists(shapes, operations, nodes);
        plan
    }

    fn add(&mut self, shapes: &Shapes<'_>, operations: &[Operation], nodes: &Nodes<'_>, candidate: &Candidate<'_>) {
        let Some(index) = self.next_index() else { return };
        let Some(name) = candidate.node.last_literal(candidate.collection) else { return };
        let key = candidate.node.prefix(candidate.collection);
        let listed = nodes.get(key).and_then(|node| listed_schema(shapes, operations, node));
        let schema = candidate.schema.or(listed);
        let collection = candidate.node.template_of(candidate.collection);
        let Some(collection) = nodes.get(key).map(|node| node.template.clone()).or(collection) else { return };
        let identifier = identifier::find(shapes, operations, candidate.node, schema, name);
        self.resources.push(Resource {
            index,
            name: name.to_owned(),
            collection,
            item: Some(candidate.node.template.clone()),
            identifier,
            schema,
            parent: self.item_above(candidate.node, candidate.collection),
            alternates: Vec::new(),
            operations: Vec::new(),
        });
        self.by_item.insert(candidate.node.key.clone(), index);
        self.by_collection.entry(key.to_owned()).or_insert(index);
        if let Some(schema) = schema {
            self.by_schema.entry(shapes.core(schema)).or_default().push(index);
        }
    }

    /// The resource whose items a nested path finds too: of the same schema and name, in a collection without variables, and with
    /// an identifier, without which nobody gets from the one to the other.
    fn twin(&self, candidate: &Candidate<'_>) -> Option<ResourceIndex> {
        let name = candidate.node.last_literal(candidate.collection)?;
        let is_twin = |resource: &Resource| {
            let is_outer = resource.collection.variables().next().is_none();
            is_outer && resource.name == name && resource.identifier.is_some()
        };
        let mut twins =
            self.by_schema.get(&candidate.schema?)?.iter().filter(|index| self.resource(**index).is_some_and(is_twin));
        twins.next().copied().filter(|_| twins.next().is_none())
    }

    fn add_alternate(
        &mut self,
        shapes: &Shapes<'_>,
        operations: &[Operation],
        twin: ResourceIndex,
        candidate: &Candidate<'_>,
    ) {
        let parent = self.item_above(candidate.node, candidate.collection);
        let name = candidate.node.last_literal(candidate.collection).unwrap_or_default();
        let identifier = identifier::find(shapes, operations, candidate.node, candidate.schema, name);
        let alternate = Alternate { item: candidate.node.template.clone(), identifier, parent };
        if let Some(resource) = self.resources.get_mut(twin.0 as usize) {
            resource.alternates.push(alternate);
        }
        self.by_item.insert(candidate.node.key.clone(), twin);
        self.by_collection.entry(candidate.node.prefix(candidate.collection).to_owned()).or_insert(twin);
    }

    /// Lists of things that have no path of their own, where they are not below an item.
    fn add_mere_lists(&mut self, shapes: &Shapes<'_>, operations: &[Operation], nodes: &Nodes<'_>) {
        for node in nodes.iter().filter(|node| !node.ends_in_variable()) {
            let free = !self.by_collection.contains_key(&node.key) && self.item_above(node, node.len() - 1).is_none();
            let Some(item) = listed_schema(shapes, operations, node).filter(|_| free) else { continue };
            let core = shapes.core(item);
            if self.by_schema.contains_key(&core) || !shapes.is_object(core) {
                continue;
            }
            let (Some(index), Some(name)) = (self.next_index(), node.last_literal(node.len())) else { continue };
            self.resources.push(Resource {
                index,
                name: name.to_owned(),
                collection: node.template.clone(),
                item: None,
                identifier: None,
                schema: Some(item),
                parent: None,
                alternates: Vec::new(),
                operations: Vec::new(),
            });
            self.by_collection.insert(node.key.clone(), index);
        }
    }

    /// The resource of the nearest item that the first `length` segments of a path are or stand below.
    fn item_above(&self, node: &Node<'_>, length: usize) -> Option<ResourceIndex> {
        (1..=length).rev().find_map(|length| self.by_item.get(node.prefix(length)).copied())
    }

    /// The resource that a schema is an item of: the only one, else the one of that name, else the only one that stands
    /// below no other.
    fn of_schema(&self, core: SchemaId, name: Option<&str>) -> Option<ResourceIndex> {
        let known = self.by_schema.get(&core)?;
        let of = |index: &&ResourceIndex| self.resource(**index);
        let only = |mut found: Vec<&ResourceIndex>| found.pop().copied().filter(|_| found.is_empty());
        let named = |index: &&ResourceIndex| of(index).is_some_and(|resource| Some(resource.name.as_str()) == name);
        let free = |index: &&ResourceIndex| of(index).is_some_and(|resource| resource.parent.is_none());
        only(known.iter().collect())
            .or_else(|| only(known.iter().filter(named).collect()))
            .or_else(|| only(known.iter().filter(free).collect()))
    }

    fn resource(&self, index: ResourceIndex) -> Option<&Resource> {
        self.resources.get(index.0 as usize)
    }

    fn next_index(&self) -> Option<ResourceIndex> {
        u32::try_from(self.resources.len()).ok().map(ResourceIndex)
    }
}

/// The paths that may be ones of items, short ones first, so that what is above is known before what is below.
fn candidates<'o>(shapes: &Shapes<'_>, operations: &'o [Operation], nodes: &'o Nodes<'o>) -> Vec<Candidate<'o>> {
    let mut nodes_by_length: Vec<&Node<'_>> = nodes.iter().filter(|node| node.ends_in_variable()).collect();
    nodes_by_length.sort_by_key(|node| node.len());
    let mut items: FxHashSet<&str> = FxHashSet::default();
    let mut found = Vec::new();
    for node in nodes_by_length {
        let Some(collection) = nodes.collection_of(node) else { continue };
        let nested = (1..=collection).any(|length| items.contains(node.prefix(length)));
        let above = nodes.get(node.prefix(collection));
        // What hangs on an item by a variable alone is an item only where the one above lists it.
        let hangs_on_item = items.contains(node.prefix(collection));
        if hangs_on_item && above.is_none_or(|above| listed_schema(shapes, operations, above).is_none()) {
            continue;
        }
        if !is_item(shapes, operations, node, above, nested) {
            continue;
        }
        let read = node.operation("GET").and_then(|position| shape::success(&operations[position]));
        let schema = read.map(|(_, schema)| shapes.core(schema)).filter(|schema| shapes.is_object(*schema));
        items.insert(&node.key);
        let inner = node.has_variable(collection);
        found.push(Candidate { node, collection, inner, schema });
    }
    found
}

/// Whether a path is one of items: something can be read there, or its collection lists and makes what it removes.
///
/// Below an item, a collection that is only written to is a part of that item.
fn is_item(
    shapes: &Shapes<'_>,
    operations: &[Operation],
    node: &Node<'_>,
    collection: Option<&Node<'_>>,
    nested: bool,
) -> bool {
    if node.operation("GET").is_some() {
        return true;
    }
    let Some(collection) = collection else { return false };
    let lists = listed_schema(shapes, operations, collection).is_some();
    let makes = collection.operation("POST").is_some_and(|position| {
        let created = |response: &crate::Response| response.status == crate::StatusSpec::Code(201);
        operations[position].responses.iter().any(created)
    });
    if nested { lists && makes } else { lists || makes }
}

/// The schema of an item of the list that a path answers.
fn listed_schema(shapes: &Shapes<'_>, operations: &[Operation], node: &Node<'_>) -> Option<SchemaId> {
    let operation = &operations[node.operation("GET")?];
    let (_, answer) = shape::success(operation)?;
    shapes.list(answer).map(|list| list.item)
}

/// A resource whose items are made only below items of another one belongs to that one, wherever they stand later.
fn adopt(resources: &mut [Resource], above: &Above) {
    for resource in resources.iter_mut().filter(|resource| resource.parent.is_none()) {
        let creators = resource.operations.iter().filter(|(action, _)| *action == Action::Create);
        let mut parents = creators.map(|(_, operation)| {
            let above = above.get(operation.0 as usize).copied().flatten();
            above.map(|(index, _)| index).filter(|index| *index != resource.index)
        });
        if let Some(parent) = parents.next().flatten()
            && parents.all(|other| other == Some(parent))
        {
            resource.parent = Some(parent);
        }
    }
}

/// Whether two names are the same but for number.
fn same_name(left: &str, right: &str) -> bool {
    words::singular(&words::plain(left)) == words::singular(&words::plain(right))
}

#[cfg(test)]
mod tests;
