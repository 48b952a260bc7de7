//! A file as it was written: an arena of nodes in document order.

mod builder;
mod cursor;
mod index;

pub(crate) use builder::Lifted;
pub use builder::{Duplicate, TreeBuilder};
pub use cursor::{Entries, Items, NodeRef};

use avouch_diagnostics::NodeId;

use index::Index;

/// The nodes of one file in document order (preorder): the children of a node follow it at once.
///
/// Strings lie in one buffer, so that reading a file costs a handful of allocations, not one a string. [`TreeBuilder`]
/// makes it, [`NodeRef`] reads it.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    text: String,
    /// The members of large objects by key.
    index: Index,
    /// Where in the text the keys begin that YAML reads as something else than strings, ascending.
    odd_keys: Vec<u32>,
}

impl Tree {
    /// How many nodes the tree has; 0 for an empty file.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether the tree has no node at all.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Replaces a number by its exact text.
    pub(crate) fn set_number_text(&mut self, id: NodeId, text: &str) {
        let span = self.store(text);
        if let Some(node) = self.nodes.get_mut(id.0 as usize) {
            node.data = Data::NumberText(span);
        }
    }

    fn store(&mut self, text: &str) -> Span {
        let start = position(self.text.len());
        self.text.push_str(text);
        Span { start, end: position(self.text.len()) }
    }

    fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    fn str(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// A list.
    Array,
    /// A mapping.
    Object,
}

/// A number as it was written, exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number<'t> {
    /// A whole number that fits.
    Unsigned(u64),
    /// A negative whole number that fits.
    Signed(i64),
    /// A number with a fraction or an exponent, as close as an `f64` comes.
    Float(f64),
    /// A whole number beyond 64 bits, in JSON's notation.
    Text(&'t str),
}

#[derive(Clone, Debug)]
struct Node {
    /// The key in the parent object; empty elsewhere.
    key: Span,
    parent: u32,
    /// How many nodes the subtree has, this one included.
    size: u32,
    data: Data,
}

/// A range of [`Tree::text`].
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    start: u32,
    end: u32,
}

#[derive(Clone, Copy, Debug)]
enum Data {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    NumberText(Span),
    String(Span),
    Array,
    Object,
}

/// A position in an arena. Files and the nodes that aliases add are limited to far below `u32::MAX` before they come
/// here, so that the cast keeps the value.
fn position(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
