//! What an operation does to a resource.

use super::nodes::{Node, Nodes};
use super::{Plan, listed_schema};
use crate::lower::shape::{self, Shapes};
use crate::schema::{SchemaId, Type};
use crate::{Action, Operation, OperationKind, Resource, ResourceIndex, StatusSpec};

type Assignment = Option<(ResourceIndex, Action)>;

/// The part of every operation, by position.
pub(super) fn assign(shapes: &Shapes<'_>, operations: &[Operation], nodes: &Nodes<'_>, plan: &Plan) -> Vec<Assignment> {
    let judge = Judge { shapes, operations, nodes, plan };
    let mut assigned: Vec<Assignment> = (0..operations.len()).map(|position| judge.assignment(position)).collect();
    let mut has_create = vec![false; plan.resources.len()];
    for (resource, action) in assigned.iter().flatten() {
        has_create[resource.0 as usize] |= *action == Action::Create;
    }
    // PUT on an item makes it where nothing else does.
    for (operation, assignment) in operations.iter().zip(&mut assigned) {
        if let Some((resource, action @ Action::Replace)) = assignment
            && !has_create[resource.0 as usize]
            && operation.path.segments().last().is_some_and(|last| last.as_literal().is_none())
        {
            *action = Action::Create;
        }
    }
    assigned
}

struct Judge<'a, 'd> {
    shapes: &'a Shapes<'d>,
    operations: &'a [Operation],
    nodes: &'a Nodes<'a>,
    plan: &'a Plan,
}

impl Judge<'_, '_> {
    fn assignment(&self, position: usize) -> Assignment {
        let operation = &self.operations[position];
        if operation.kind != OperationKind::Path {
            return None;
        }
        let node = self.nodes.of(position)?;
        if let Some(index) = self.plan.by_item.get(&node.key) {
            return Some((*index, on_item(&operation.method)?));
        }
        if let Some(index) = self.plan.by_collection.get(&node.key)
            && let Some(action) = self.on_collection(operation, self.plan.resource(*index)?)
        {
            return Some((*index, action));
        }
        match self.plan.item_above(node, node.len() - 1) {
            Some(above) => Some(self.below_item(operation, node, above)),
            None if operation.method == "GET" => self.list_of_known(node).map(|index| (index, Action::List)),
            None => None,
        }
    }

    fn on_collection(&self, operation: &Operation, resource: &Resource) -> Option<Action> {
        match operation.method.as_str() {
            "GET" | "HEAD" | "QUERY" => Some(Action::List),
            "POST" => self.creates(operation, resource).then_some(Action::Create),
            // The body says which item it is.
            "PUT" => {
                let sent = operation.body.as_ref().and_then(|body| shape::schema_of(&body.content))?;
                (Some(self.shapes.core(sent)) == resource.schema.map(|schema| self.shapes.core(schema)))
                    .then_some(Action::Replace)
            }
            _ => None,
        }
    }

    /// Whether a POST on a collection makes an item: an item is what it is sent, it says so (201), it answers the item or
    /// something with the item's identifier, it accepts (202) or swallows something without an answer, or it takes the
    /// identifier and has nothing to add to it.
    fn creates(&self, operation: &Operation, resource: &Resource) -> bool {
        if resource.item.is_none() {
            return false;
        }
        let sent = operation.body.as_ref().and_then(|body| shape::schema_of(&body.content));
        if sent
            .is_some_and(|sent| resource.schema.map(|schema| self.shapes.core(schema)) == Some(self.shapes.core(sent)))
        {
            return true;
        }
        let mut successes = operation.responses.iter().filter(|response| response.status.is_success()).peekable();
        if successes.peek().is_none() {
            return false;
        }
        successes.any(|response| {
            if response.status == StatusSpec::Code(201) {
                return true;
            }
            match shape::body_schema(response) {
                None => operation.body.is_some() || response.status == StatusSpec::Code(202),
                Some(answer) => {
                    self.is_item(answer, resource)
                        || (self.says_nothing(answer)
                            && sent.is_some_and(|sent| self.demands_identifier(sent, resource)))
                }
            }
        })
    }

    /// Whether an answer is an object of which nothing is said.
    fn says_nothing(&self, answer: SchemaId) -> bool {
        self.shapes.properties(answer).is_empty()
            && self.shapes.types(answer).contains(Type::Object)
            && self.shapes.list(answer).is_none()
    }

    /// Whether who sends something must say by which identifier it is to be known.
    fn demands_identifier(&self, sent: SchemaId, resource: &Resource) -> bool {
        let property = resource.identifier.as_ref().and_then(|identifier| identifier.pointer.strip_prefix('/'));
        let keywords = self.shapes.schema(self.shapes.core(sent)).object.as_ref();
        let demands = |property: &str| keywords.is_some_and(|own| own.required.iter().any(|name| name == property));
        property.is_some_and(demands)
    }

    fn is_item(&self, answer: SchemaId, resource: &Resource) -> bool {
        let core = self.shapes.core(answer);
        if resource.schema.is_some_and(|schema| self.shapes.core(schema) == core) {
            return true;
        }
        let property = resource.identifier.as_ref().and_then(|identifier| identifier.pointer.strip_prefix('/'));
        property.is_some_and(|property| self.shapes.property(core, property).is_some())
            && self.shapes.list(core).is_none()
    }

    fn below_item(&self, operation: &Operation, node: &Node<'_>, above: ResourceIndex) -> (ResourceIndex, Action) {
        // What is read, or what its collection reads, is a part; what is only written to is an act.
        let collection = if node.ends_in_variable() { self.nodes.get(node.prefix(node.len() - 1)) } else { None };
        let is_part = [Some(node), collection].into_iter().flatten().any(|node| node.operation("GET").is_some());
        let change = if is_part { Action::WritePart } else { Action::Act };
        match operation.method.as_str() {
            "GET" | "HEAD" | "QUERY" => match self.list_of_known(node) {
                Some(listed) => (listed, Action::List),
                None => (above, Action::ReadPart),
            },
            "POST" => match self.created_below(operation, node, above) {
                Some(created) => (created, Action::Create),
                None => (above, change),
            },
            _ => (above, change),
        }
    }

    /// The resource whose items a path lists.
    fn list_of_known(&self, node: &Node<'_>) -> Option<ResourceIndex> {
        let item = listed_schema(self.shapes, self.operations, node)?;
        self.plan.of_schema(self.shapes.core(item), node.last_literal(node.len()))
    }

    /// The resource of which a POST below an item of another one makes an item: it answers one, and either says that it was
    /// made or stands where such items are listed.
    fn created_below(&self, operation: &Operation, node: &Node<'_>, above: ResourceIndex) -> Option<ResourceIndex> {
        let listed = self.list_of_known(node);
        operation.responses.iter().filter(|response| response.status.is_success()).find_map(|response| {
            let answer = shape::body_schema(response).map(|schema| self.shapes.core(schema));
            let name = node.last_literal(node.len());
            let answered = answer.and_then(|core| self.plan.of_schema(core, name)).filter(|index| *index != above);
            let is_made = response.status == StatusSpec::Code(201);
            match (listed, answered) {
                (Some(listed), Some(answered)) => (listed == answered).then_some(listed),
                (Some(listed), None) => (answer.is_none() && is_made).then_some(listed),
                (None, Some(answered)) => is_made.then_some(answered),
                (None, None) => None,
            }
        })
    }
}

fn on_item(method: &str) -> Option<Action> {
    match method {
        "GET" | "HEAD" | "QUERY" => Some(Action::Read),
        "PATCH" | "POST" => Some(Action::Update),
        "PUT" => Some(Action::Replace),
        "DELETE" => Some(Action::Delete),
        _ => None,
    }
}
