//! Reading a tree.

use avouch_diagnostics::{FileId, NodeId, Place};
use serde_json::Value;

use super::index::{LARGE, hash};
use super::{Data, Kind, Number, Tree};
use crate::document::Origin;

/// A node of a file's tree, and the way to its neighbours.
#[derive(Clone, Copy, Debug)]
pub struct NodeRef<'t> {
    tree: &'t Tree,
    file: FileId,
    id: NodeId,
}

impl<'t> NodeRef<'t> {
    /// The root of a tree; `None` where the file is empty.
    pub fn root(tree: &'t Tree, file: FileId) -> Option<Self> {
        (!tree.is_empty()).then_some(NodeRef { tree, file, id: NodeId(0) })
    }

    /// The node with a number; `None` where the tree has none such.
    pub fn at(tree: &'t Tree, file: FileId, id: NodeId) -> Option<Self> {
        ((id.0 as usize) < tree.len()).then_some(NodeRef { tree, file, id })
    }

    /// The number of the node.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The file and number of the node.
    pub fn origin(self) -> Origin {
        Origin { file: self.file, node: self.id }
    }

    /// The place of the value.
    pub fn place(self) -> Place {
        Place::node(self.file, self.id)
    }

    /// The place of the key under which the node stands.
    pub fn key_place(self) -> Place {
        Place::key(self.file, self.id)
    }

    /// What the node is.
    pub fn kind(self) -> Kind {
        match self.tree.node(self.id).data {
            Data::Null => Kind::Null,
            Data::Bool(_) => Kind::Bool,
            Data::Unsigned(_) | Data::Signed(_) | Data::Float(_) | Data::NumberText(_) => Kind::Number,
            Data::String(_) => Kind::String,
            Data::Array => Kind::Array,
            Data::Object => Kind::Object,
        }
    }

    /// The key under which the node stands; empty in arrays and at the root.
    pub fn key(self) -> &'t str {
        self.tree.str(self.tree.node(self.id).key)
    }

    /// Whether the key was written as a string. YAML reads `200:` as a number; the key is its text all the same.
    pub fn has_string_key(self) -> bool {
        let key = self.tree.node(self.id).key;
        self.tree.odd_keys.binary_search(&key.start).is_err()
    }

    /// The text of a string.
    pub fn as_str(self) -> Option<&'t str> {
        match self.tree.node(self.id).data {
            Data::String(span) => Some(self.tree.str(span)),
            _ => None,
        }
    }

    /// The value of a boolean.
    pub fn as_bool(self) -> Option<bool> {
        match self.tree.node(self.id).data {
            Data::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The value of a number.
    pub fn as_number(self) -> Option<Number<'t>> {
        match self.tree.node(self.id).data {
            Data::Unsigned(value) => Some(Number::Unsigned(value)),
            Data::Signed(value) => Some(Number::Signed(value)),
            Data::Float(value) => Some(Number::Float(value)),
            Data::NumberText(span) => Some(Number::Text(self.tree.str(span))),
            _ => None,
        }
    }

    /// The member of an object by its key; `None` for other kinds. Where a key stands twice, the last one counts.
    pub fn get(self, key: &str) -> Option<NodeRef<'t>> {
        if self.tree.node(self.id).size as usize > LARGE
            && let Some(members) = self.tree.index.find(self.id.0, hash(key))
        {
            let found = members.iter().rev().map(|member| NodeRef { id: NodeId(member.node), ..self });
            return found.into_iter().find(|node| node.key() == key);
        }
        self.entries().filter(|(name, _)| *name == key).last().map(|(_, node)| node)
    }

    /// The members of an object in document order; none for other kinds.
    pub fn entries(self) -> Entries<'t> {
        Entries { children: self.children(Kind::Object) }
    }

    /// The items of an array in order; none for other kinds.
    pub fn items(self) -> Items<'t> {
        self.children(Kind::Array)
    }

    /// The node and everything below it, in document order.
    pub fn descendants(self) -> impl Iterator<Item = NodeRef<'t>> {
        let end = self.id.0 + self.tree.node(self.id).size;
        (self.id.0..end).map(move |id| NodeRef { id: NodeId(id), ..self })
    }

    /// The parent; `None` at the root.
    pub fn parent(self) -> Option<NodeRef<'t>> {
        let parent = self.tree.node(self.id).parent;
        (parent != self.id.0).then_some(NodeRef { id: NodeId(parent), ..self })
    }

    /// The JSON Pointer (RFC 6901) from the root of the file.
    pub fn pointer(self) -> String {
        let mut tokens = Vec::new();
        let mut node = self;
        while let Some(parent) = node.parent() {
            tokens.push(match parent.kind() {
                Kind::Array => parent.items().take_while(|item| item.id != node.id).count().to_string(),
                _ => node.key().replace('~', "~0").replace('/', "~1"),
            });
            node = parent;
        }
        tokens.iter().rev().fold(String::new(), |pointer, token| pointer + "/" + token)
    }

    /// The node as a JSON value. Whole numbers beyond 64 bits become the nearest `f64`, as JSON readers have it.
    pub fn to_value(self) -> Value {
        match self.tree.node(self.id).data {
            Data::Null => Value::Null,
            Data::Bool(value) => Value::Bool(value),
            Data::Unsigned(value) => Value::from(value),
            Data::Signed(value) => Value::from(value),
            Data::Float(value) => Value::from(value),
            Data::NumberText(span) => serde_json::from_str(self.tree.str(span)).unwrap_or(Value::Null),
            Data::String(span) => Value::from(self.tree.str(span)),
            Data::Array => self.items().map(NodeRef::to_value).collect(),
            Data::Object => self.entries().map(|(key, node)| (key.to_owned(), node.to_value())).collect(),
        }
    }

    fn children(self, kind: Kind) -> Items<'t> {
        let end = if self.kind() == kind { self.id.0 + self.tree.node(self.id).size } else { 0 };
        Items { parent: self, next: self.id.0 + 1, end }
    }
}

/// The children of an array.
#[derive(Clone, Debug)]
pub struct Items<'t> {
    parent: NodeRef<'t>,
    next: u32,
    end: u32,
}

impl<'t> Iterator for Items<'t> {
    type Item = NodeRef<'t>;

    fn next(&mut self) -> Option<NodeRef<'t>> {
        if self.next >= self.end {
            return None;
        }
        let id = NodeId(self.next);
        self.next += self.parent.tree.node(id).size;
        Some(NodeRef { id, ..self.parent })
    }
}

/// The members of an object.
#[derive(Clone, Debug)]
pub struct Entries<'t> {
    children: Items<'t>,
}

impl<'t> Iterator for Entries<'t> {
    type Item = (&'t str, NodeRef<'t>);

    fn next(&mut self) -> Option<Self::Item> {
        self.children.next().map(|node| (node.key(), node))
    }
}
