//! The loaded files: names, texts, trees, and positions on demand.

use std::ops::Range;
use std::sync::OnceLock;

use avouch_diagnostics::{At, FileId, Place, Sources};

use crate::tree::{NodeRef, Tree};

/// The files of a document by [`FileId`].
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(crate) files: Vec<File>,
}

/// One loaded file.
#[derive(Debug)]
pub(crate) struct File {
    /// The name to show.
    pub(crate) name: String,
    /// The text as it was read.
    pub(crate) text: String,
    /// Its nodes.
    pub(crate) tree: Tree,
    /// The bytes of every node's key and value, found by a second pass when first asked for.
    pub(crate) spans: OnceLock<Vec<NodeSpans>>,
}

/// Where a node stands in its file's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NodeSpans {
    pub(crate) key: Range<u32>,
    pub(crate) value: Range<u32>,
}

impl Files {
    /// The node at an origin that one of these trees gave out.
    pub(crate) fn node(&self, origin: crate::document::Origin) -> Option<NodeRef<'_>> {
        let file = self.files.get(origin.file.0 as usize)?;
        NodeRef::at(&file.tree, origin.file, origin.node)
    }
}

impl Sources for Files {
    fn name(&self, file: FileId) -> &str {
        self.files.get(file.0 as usize).map_or("", |file| &file.name)
    }

    fn text(&self, file: FileId) -> &str {
        self.files.get(file.0 as usize).map_or("", |file| &file.text)
    }

    fn span(&self, place: Place) -> Option<Range<usize>> {
        let file = self.files.get(place.file.0 as usize)?;
        let spans = file.spans.get()?;
        let range = |range: &Range<u32>| range.start as usize..range.end as usize;
        match place.at {
            At::File => None,
            At::Node(node) => spans.get(node.0 as usize).map(|node| range(&node.value)),
            At::Key(node) => spans.get(node.0 as usize).map(|node| range(&node.key)),
            At::Bytes(start, end) => Some(start..end),
        }
    }

    fn pointer(&self, place: Place) -> String {
        let (At::Node(node) | At::Key(node)) = place.at else { return String::new() };
        self.node(crate::document::Origin { file: place.file, node }).map_or_else(String::new, NodeRef::pointer)
    }
}
