//! The order of operations: what is needed exists, what is used by others goes last.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use avouch_api::{Action, Api, OperationIndex, ResourceIndex};

use super::catalogue::Catalogue;

/// An operation that is to be ordered, and what it needs.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) operation: OperationIndex,
    /// Resources of which it needs an item.
    pub(crate) needs: BTreeSet<ResourceIndex>,
    /// Resources of which it mentions an item, but can do without.
    pub(crate) mentions: BTreeSet<ResourceIndex>,
}

/// The nodes in order, by their position.
///
/// Phase by phase (making, reading, changing, acting, listing, deleting), unless something needs what a later phase brings;
/// deletions from the bottom up. Where needs run in a circle, the document's order decides.
pub(crate) fn order(api: &Api, catalogue: &Catalogue, nodes: &[Node]) -> Vec<usize> {
    let graph = Graph::new(api, catalogue, nodes);
    let mut waiting: Vec<usize> = vec![0; nodes.len()];
    for after in graph.edges.values().flatten() {
        if let Some(count) = waiting.get_mut(*after) {
            *count += 1;
        }
    }
    let priority = |node: usize| Reverse((graph.phases.get(node).copied().unwrap_or_default(), node));
    let mut ready: BinaryHeap<_> =
        (0..nodes.len()).filter(|node| waiting.get(*node) == Some(&0)).map(priority).collect();
    let mut left: BTreeSet<(u8, usize)> = (0..nodes.len()).map(|node| priority(node).0).collect();
    let mut ordered = Vec::with_capacity(nodes.len());
    while let Some(next) = ready.pop().map(|Reverse(next)| next).or_else(|| left.first().copied()) {
        if !left.remove(&next) {
            continue;
        }
        let (_, node) = next;
        ordered.push(node);
        for after in graph.edges.get(&node).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(*after) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    ready.push(priority(*after));
                }
            }
        }
    }
    ordered
}

struct Graph {
    /// From a node to those that come after it.
    edges: BTreeMap<usize, BTreeSet<usize>>,
    phases: Vec<u8>,
}

impl Graph {
    fn new(api: &Api, catalogue: &Catalogue, nodes: &[Node]) -> Graph {
        let position: BTreeMap<OperationIndex, usize> =
            nodes.iter().enumerate().map(|(position, node)| (node.operation, position)).collect();
        let among = |operations: &[OperationIndex]| -> Vec<usize> {
            operations.iter().filter_map(|operation| position.get(operation).copied()).collect()
        };
        let creates: Vec<Vec<usize>> = catalogue.kinds.iter().map(|kind| among(&kind.creates)).collect();
        let lists: Vec<Vec<usize>> = catalogue.kinds.iter().map(|kind| among(&kind.lists)).collect();
        let has_creates = |resource: ResourceIndex| creates.get(resource.0 as usize).is_some_and(|own| !own.is_empty());
        let phases = nodes.iter().map(|node| phase(api, node.operation, &has_creates)).collect();
        let mut graph = Graph { edges: BTreeMap::new(), phases };
        let of = |table: &[Vec<usize>], resource: &ResourceIndex| -> Vec<usize> {
            table.get(resource.0 as usize).cloned().unwrap_or_default()
        };
        for (position, node) in nodes.iter().enumerate() {
            for resource in node.needs.union(&node.mentions) {
                graph.add_all(&of(&creates, resource), position);
            }
            for resource in node.needs.iter().filter(|resource| !has_creates(**resource)) {
                graph.add_all(&of(&lists, resource), position);
            }
        }
        graph.add_tasks_and_links(api, nodes, &position);
        graph.add_deletions(api, catalogue, nodes, &creates);
        graph
    }

    fn add(&mut self, before: usize, after: usize) {
        if before != after {
            self.edges.entry(before).or_default().insert(after);
        }
    }

    fn add_all(&mut self, before: &[usize], after: usize) {
        for before in before {
            self.add(*before, after);
        }
    }

    fn phase(&self, node: usize) -> u8 {
        self.phases.get(node).copied().unwrap_or_default()
    }

    /// A task is read after the first operation that starts one, and what a link fills after what the link starts from.
    fn add_tasks_and_links(&mut self, api: &Api, nodes: &[Node], position: &BTreeMap<OperationIndex, usize>) {
        let mut starts: BTreeMap<usize, usize> = BTreeMap::new();
        for (from, node) in nodes.iter().enumerate() {
            let operation = api.operation(node.operation);
            let read = operation.long_running.as_ref().and_then(|task| position.get(&task.operation));
            if let Some(read) = read {
                let first = starts.entry(*read).or_insert(from);
                if (self.phase(from), from) < (self.phase(*first), *first) {
                    *first = from;
                }
            }
            let links = operation.responses.iter().flat_map(|response| &response.links);
            let targets: Vec<usize> = links.filter_map(|link| position.get(&link.operation?).copied()).collect();
            // Links run in circles (an app leads to its space, a space to its apps): only those that go forward count.
            for target in targets {
                if (self.phase(from), from) < (self.phase(target), target) {
                    self.add(from, target);
                }
            }
        }
        for (read, start) in starts {
            self.add(start, read);
        }
    }

    /// What stands below, or was made with a mention of another thing, is deleted before it.
    fn add_deletions(&mut self, api: &Api, catalogue: &Catalogue, nodes: &[Node], creates: &[Vec<usize>]) {
        let mut deletes: BTreeMap<ResourceIndex, Vec<usize>> = BTreeMap::new();
        for (position, node) in nodes.iter().enumerate() {
            if let Some((resource, Action::Delete)) = api.operation(node.operation).resource {
                deletes.entry(resource).or_default().push(position);
            }
        }
        for (resource, own) in &deletes {
            let makers = creates.get(resource.0 as usize).into_iter().flatten();
            let mut above: BTreeSet<ResourceIndex> =
                makers.filter_map(|maker| nodes.get(*maker)).flat_map(|node| node.needs.iter().copied()).collect();
            above.extend(catalogue.kind(*resource).and_then(|kind| kind.parent));
            for upper in above.iter().filter(|upper| *upper != resource).filter_map(|upper| deletes.get(upper)) {
                for lower in own {
                    for upper in upper {
                        self.add(*lower, *upper);
                    }
                }
            }
        }
    }
}

/// When an operation has its turn, unless something needs it sooner or later.
fn phase(api: &Api, operation: OperationIndex, has_creates: &impl Fn(ResourceIndex) -> bool) -> u8 {
    let operation = api.operation(operation);
    let action = operation.resource.map(|(resource, action)| (has_creates(resource), action));
    match action {
        None if operation.is_safe() => 0,
        Some((_, Action::Create)) => 1,
        Some((false, Action::List)) => 2,
        Some((_, Action::Read)) => 3,
        _ if operation.method == "DELETE" => {
            if matches!(action, Some((_, Action::Delete))) {
                10
            } else {
                9
            }
        }
        Some((_, Action::WritePart)) => 4,
        Some((_, Action::ReadPart)) => 5,
        Some((_, Action::Update | Action::Replace)) => 6,
        None | Some((_, Action::Act)) => 7,
        Some((true, Action::List)) => 8,
        Some((_, Action::Delete)) => 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::api;

    #[test]
    fn links_that_run_in_a_circle_keep_no_read_waiting_for_the_deletions() {
        let link = |operation: &str, code: &str| {
            format!(
                "'{code}': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing'}}}}}}, links: {{other: {{operationId: {operation}}}}}}}"
            )
        };
        let resource = |name: &str, other: &str| {
            format!(
                "  /{name}s:\n    post: {{operationId: make-{name}, responses: {{{}}}}}\n  '/{name}s/{{id}}':\n    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]\n    get: {{operationId: get-{name}, responses: {{{}}}}}\n    delete: {{operationId: delete-{name}, responses: {{'204': {{description: d}}}}}}\n",
                link(&format!("get-{other}"), "201"),
                link(&format!("get-{other}"), "200"),
            )
        };
        let schema = "components: {schemas: {Thing: {type: object, properties: {id: {type: string}}}}}";
        let api = api(&format!("paths:\n{}{}{schema}", resource("app", "space"), resource("space", "app")));
        let catalogue = Catalogue::new(&api);
        let nodes: Vec<Node> = api
            .operations
            .iter()
            .map(|operation| Node { operation: operation.index, needs: BTreeSet::new(), mentions: BTreeSet::new() })
            .collect();
        let ordered = order(&api, &catalogue, &nodes);
        let names: Vec<&str> = ordered.iter().map(|at| api.operations[*at].id.as_str()).collect();
        assert_eq!(names, ["make-app", "make-space", "get-app", "get-space", "delete-app", "delete-space"]);
    }
}
