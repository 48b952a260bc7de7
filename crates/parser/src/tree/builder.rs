//! Building a tree, node by node in document order.

use avouch_diagnostics::NodeId;

use super::{Data, Node, Number, Span, Tree};

/// Builds a [`Tree`] from the events of a reader.
///
/// Members of an object are announced by [`TreeBuilder::key`] before their value. Whoever drives the builder keeps starts
/// and ends in step; an [`TreeBuilder::end`] too many is ignored.
#[derive(Debug, Default)]
pub struct TreeBuilder {
    tree: Tree,
    open: Vec<u32>,
    key: Span,
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
        self.key = self.store(key);
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
            Number::Text(text) => Data::NumberText(self.store(text)),
        };
        self.push(data)
    }

    /// Adds a string.
    pub fn string(&mut self, value: &str) -> NodeId {
        let span = self.store(value);
        self.push(Data::String(span))
    }

    /// Opens an array.
    pub fn start_array(&mut self) -> NodeId {
        let id = self.push(Data::Array);
        self.open.push(id.0);
        id
    }

    /// Opens an object.
    pub fn start_object(&mut self) -> NodeId {
        let id = self.push(Data::Object);
        self.open.push(id.0);
        id
    }

    /// Closes the innermost array or object.
    pub fn end(&mut self) {
        if let Some(id) = self.open.pop() {
            let size = index(self.tree.nodes.len()) - id;
            self.tree.nodes[id as usize].size = size;
        }
    }

    /// The tree; what is still open is closed.
    pub fn finish(mut self) -> Tree {
        while !self.open.is_empty() {
            self.end();
        }
        self.tree
    }

    fn push(&mut self, data: Data) -> NodeId {
        let id = index(self.tree.nodes.len());
        let parent = self.open.last().copied().unwrap_or(id);
        let key = std::mem::take(&mut self.key);
        self.tree.nodes.push(Node { key, parent, size: 1, data });
        NodeId(id)
    }

    fn store(&mut self, text: &str) -> Span {
        let start = index(self.tree.text.len());
        self.tree.text.push_str(text);
        Span { start, end: index(self.tree.text.len()) }
    }
}

/// A position in an arena. Files are limited to far below `u32::MAX` bytes before they come here, and so are the nodes
/// that aliases may add, so that the cast keeps the value.
fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
