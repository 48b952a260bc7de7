//! Building a tree, node by node in document order.

use std::ops::Range;

use avouch_diagnostics::NodeId;
use rustc_hash::FxHashSet;

use super::index::{LARGE, Member, hash};
use super::{Data, Node, Number, Span, Tree, position};

/// Builds a [`Tree`] from the events of a reader.
///
/// Members of an object are announced by [`TreeBuilder::key`] before their value. Whoever drives the builder keeps starts
/// and ends in step; an [`TreeBuilder::end`] too many is ignored.
#[derive(Debug, Default)]
pub struct TreeBuilder {
    tree: Tree,
    open: Vec<Open>,
    key: Span,
    key_hash: u32,
    /// The members of the open objects, those of the innermost one last.
    members: Vec<Member>,
    duplicates: Vec<Duplicate>,
}

/// Two members of one object that have the same key; the second one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The earlier member.
    pub first: NodeId,
    /// The later member.
    pub second: NodeId,
}

/// A copy of some nodes of a tree under construction.
#[derive(Debug)]
pub(crate) struct Lifted {
    nodes: Vec<Node>,
    /// The number of the first node in the tree.
    base: u32,
}

/// More duplicates of keys than this are not kept: the file is beyond repair by then.
const MAX_DUPLICATES: usize = 1_000;

/// A key is compared with at most this many others that have the same hash.
const COLLISIONS: usize = 8;

#[derive(Clone, Copy, Debug)]
struct Open {
    node: u32,
    /// Where the members of this object start among all.
    members: usize,
}

impl Lifted {
    /// How many nodes there are.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }
}

impl TreeBuilder {
    /// An empty tree, with room for a file of `bytes` bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        let mut builder = TreeBuilder::default();
        builder.tree.text.reserve(bytes / 2);
        builder.tree.nodes.reserve(bytes / 32);
        builder
    }

    /// How many arrays and objects are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// How many nodes there are so far; the number of the next one.
    pub fn len(&self) -> usize {
        self.tree.nodes.len()
    }

    /// Whether there is no node yet.
    pub fn is_empty(&self) -> bool {
        self.tree.nodes.is_empty()
    }

    /// Names the next node.
    pub fn key(&mut self, key: &str) {
        self.key = self.tree.store(key);
        self.key_hash = hash(key);
    }

    /// Names the next node by a key that YAML reads as something else than a string, such as `200`.
    pub fn odd_key(&mut self, key: &str) {
        self.key(key);
        self.tree.odd_keys.push(self.key.start);
    }

    /// Adds `null`.
    pub fn null(&mut self) -> NodeId {
        self.push(Data::Null)
    }

    /// Adds a boolean.
    pub fn bool(&mut self, value: bool) -> NodeId {
        self.push(Data::Bool(value))
    }

    /// Adds a number.
    pub fn number(&mut self, value: Number<'_>) -> NodeId {
        let data = match value {
            Number::Unsigned(value) => Data::Unsigned(value),
            Number::Signed(value) => Data::Signed(value),
            Number::Float(value) => Data::Float(value),
            Number::Text(text) => Data::NumberText(self.tree.store(text)),
        };
        self.push(data)
    }

    /// Adds a string.
    pub fn string(&mut self, value: &str) -> NodeId {
        let span = self.tree.store(value);
        self.push(Data::String(span))
    }

    /// Opens an array.
    pub fn start_array(&mut self) -> NodeId {
        let id = self.push(Data::Array);
        self.open.push(Open { node: id.0, members: self.members.len() });
        id
    }

    /// Opens an object.
    pub fn start_object(&mut self) -> NodeId {
        let id = self.push(Data::Object);
        self.open.push(Open { node: id.0, members: self.members.len() });
        id
    }

    /// Closes the innermost array or object.
    pub fn end(&mut self) {
        if let Some(open) = self.open.pop() {
            let size = position(self.tree.nodes.len()) - open.node;
            self.tree.nodes[open.node as usize].size = size;
            if self.members.len() > open.members {
                self.end_object(open);
            }
        }
    }

    /// Keys that stand twice in an object, found so far. At most a thousand are kept.
    pub fn duplicates(&self) -> &[Duplicate] {
        &self.duplicates
    }

    /// The tree; what is still open is closed.
    pub fn finish(mut self) -> Tree {
        while !self.open.is_empty() {
            self.end();
        }
        self.tree.index.sort();
        self.tree
    }

    /// How many nodes a closed subtree has.
    pub(crate) fn size(&self, id: NodeId) -> usize {
        self.tree.nodes.get(id.0 as usize).map_or(0, |node| node.size as usize)
    }

    /// Whether a node is an object.
    pub(crate) fn is_object(&self, id: NodeId) -> bool {
        matches!(self.tree.nodes.get(id.0 as usize), Some(Node { data: Data::Object, .. }))
    }

    /// The items of a closed array; none for other kinds.
    pub(crate) fn items(&self, id: NodeId) -> Vec<NodeId> {
        match self.tree.nodes.get(id.0 as usize) {
            Some(Node { data: Data::Array, size, .. }) => {
                siblings(&self.tree.nodes, id.0 as usize + 1, (id.0 + size) as usize)
                    .map(|node| NodeId(position(node)))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// Adds a copy of a closed subtree of this tree under the current key. Texts are shared.
    pub(crate) fn copy(&mut self, id: NodeId) -> NodeId {
        let lifted = self.lift(id);
        self.attach(&lifted.nodes, lifted.base)
    }

    /// A copy of a closed subtree of this tree, to be merged elsewhere.
    pub(crate) fn lift(&self, id: NodeId) -> Lifted {
        let start = id.0 as usize;
        let nodes = self.tree.nodes.get(start..start + self.size(id)).unwrap_or_default().to_vec();
        Lifted { nodes, base: id.0 }
    }

    /// Takes out the last child that was closed, with all that follows it, as if it had never been added.
    pub(crate) fn detach(&mut self, id: NodeId) {
        self.tree.nodes.truncate(id.0 as usize);
        self.tree.index.truncate(id.0);
        if self.members.last().is_some_and(|member| member.node == id.0) {
            self.members.pop();
        }
        self.duplicates.retain(|duplicate| duplicate.second.0 < id.0);
    }

    /// Adds those members of lifted objects to the innermost object whose keys it does not have; earlier objects win.
    /// Gives back which of the lifted nodes were added: the object, and the range in it.
    pub(crate) fn merge(&mut self, objects: &[Lifted]) -> Vec<(usize, Range<usize>)> {
        let Some(open) = self.open.last() else { return Vec::new() };
        let members = self.members.get(open.members..).unwrap_or_default();
        let mut present: FxHashSet<String> =
            members.iter().map(|member| self.key_of(member.node as usize).to_owned()).collect();
        let mut added = Vec::new();
        for (number, object) in objects.iter().enumerate() {
            for start in siblings(&object.nodes, 1, object.nodes.len()) {
                let member = &object.nodes[start];
                let key = self.tree.str(member.key).to_owned();
                if present.contains(&key) {
                    continue;
                }
                self.key = member.key;
                self.key_hash = hash(&key);
                present.insert(key);
                let range = start..start + member.size as usize;
                self.attach(&object.nodes[range.clone()], object.base + position(start));
                added.push((number, range));
            }
        }
        added
    }

    /// Adds nodes that stood at `base`, the first one being the parent of the others, as the next child.
    fn attach(&mut self, nodes: &[Node], base: u32) -> NodeId {
        let root = position(self.tree.nodes.len());
        for (offset, node) in nodes.iter().enumerate() {
            if offset == 0 {
                let id = self.push(node.data);
                self.tree.nodes[id.0 as usize].size = node.size;
            } else {
                self.tree.nodes.push(Node { parent: node.parent - base + root, ..node.clone() });
            }
        }
        NodeId(root)
    }

    fn push(&mut self, data: Data) -> NodeId {
        let id = position(self.tree.nodes.len());
        let parent = self.open.last().map_or(id, |open| open.node);
        let key = std::mem::take(&mut self.key);
        if self.open.last().is_some_and(|open| matches!(self.tree.nodes[open.node as usize].data, Data::Object)) {
            self.members.push(Member { hash: self.key_hash, node: id });
        }
        self.tree.nodes.push(Node { key, parent, size: 1, data });
        NodeId(id)
    }

    /// Looks for keys that stand twice, and indexes a large object.
    fn end_object(&mut self, open: Open) {
        let members = &mut self.members[open.members..];
        members.sort_unstable();
        for run in members.chunk_by(|left, right| left.hash == right.hash).filter(|run| run.len() > 1) {
            for (number, second) in run.iter().enumerate() {
                let key_of = |member: &Member| self.tree.str(self.tree.nodes[member.node as usize].key);
                let before = run[number.saturating_sub(COLLISIONS)..number].iter().rev();
                if let Some(first) = before.into_iter().find(|first| key_of(first) == key_of(second))
                    && self.duplicates.len() < MAX_DUPLICATES
                {
                    self.duplicates.push(Duplicate { first: NodeId(first.node), second: NodeId(second.node) });
                }
            }
        }
        if members.len() > LARGE {
            self.tree.index.add(open.node, members);
        }
        self.members.truncate(open.members);
    }

    fn key_of(&self, node: usize) -> &str {
        self.tree.nodes.get(node).map_or("", |node| self.tree.str(node.key))
    }
}

/// The nodes from `start` to `end` that are no descendants of one another.
fn siblings(nodes: &[Node], start: usize, end: usize) -> impl Iterator<Item = usize> {
    let next = move |node: &usize| nodes.get(*node).map(|found| node + found.size as usize);
    std::iter::successors(Some(start), next).take_while(move |node| *node < end)
}
