//! The loaded files: names, texts, trees, and positions on demand.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use avouch_diagnostics::{At, FileId, Place, Sources};

use crate::document::Origin;
use crate::read::{Format, spans};
use crate::tree::{NodeRef, Tree};

/// The files of a document by [`FileId`].
///
/// Files are added while others are borrowed: lowering holds nodes of one tree when a reference makes it load the next.
/// That is why they stand on shelves of growing length that never move once they are there.
#[derive(Debug, Default)]
pub(crate) struct Files {
    shelves: [OnceLock<Box<[OnceLock<File>]>>; SHELVES],
    count: AtomicU32,
}

/// Shelf `n` holds `2^n` files: room for a million, far beyond any limit that loading sets.
const SHELVES: usize = 20;

/// One loaded file.
#[derive(Debug)]
pub(crate) struct File {
    /// The name to show.
    pub(crate) name: String,
    /// Where it was read from, canonical; `None` for text that was in memory.
    pub(crate) path: Option<PathBuf>,
    /// The text as it was read.
    pub(crate) text: String,
    /// How to read the text.
    pub(crate) format: Format,
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
    /// Adds a file. `None` where there is no room left.
    pub(crate) fn push(&self, file: File) -> Option<FileId> {
        let id = FileId(self.count.fetch_add(1, Ordering::Relaxed));
        let (row, slot) = position(id);
        let slots = self.shelves.get(row)?.get_or_init(|| (0..1usize << row).map(|_| OnceLock::new()).collect());
        slots.get(slot)?.set(file).ok()?;
        Some(id)
    }

    /// A file.
    pub(crate) fn get(&self, id: FileId) -> Option<&File> {
        let (row, slot) = position(id);
        self.shelves.get(row)?.get()?.get(slot)?.get()
    }

    /// The node at an origin that one of these trees gave out.
    pub(crate) fn node(&self, origin: Origin) -> Option<NodeRef<'_>> {
        NodeRef::at(&self.get(origin.file)?.tree, origin.file, origin.node)
    }
}

impl File {
    /// The places of all nodes.
    fn spans(&self) -> &[NodeSpans] {
        self.spans.get_or_init(|| {
            let spans = spans(&self.text, self.format);
            // Both passes see the same nodes; without that, no place is better than a wrong one.
            if spans.len() == self.tree.len() { spans } else { Vec::new() }
        })
    }
}

/// The shelf and the slot on it: files 0, 1–2, 3–6, 7–14, …
fn position(id: FileId) -> (usize, usize) {
    let number = id.0 as usize + 1;
    let row = number.ilog2() as usize;
    (row, number - (1 << row))
}

impl Sources for Files {
    fn name(&self, file: FileId) -> &str {
        self.get(file).map_or("", |file| &file.name)
    }

    fn text(&self, file: FileId) -> &str {
        self.get(file).map_or("", |file| &file.text)
    }

    fn span(&self, place: Place) -> Option<Range<usize>> {
        let file = self.get(place.file)?;
        let range = |range: &Range<u32>| range.start as usize..range.end as usize;
        match place.at {
            At::File => None,
            At::Node(node) => file.spans().get(node.0 as usize).map(|node| range(&node.value)),
            // An item of an array and the root have no key.
            At::Key(node) => {
                let node = file.spans().get(node.0 as usize)?;
                Some(range(if node.key.is_empty() { &node.value } else { &node.key }))
            }
            At::Bytes(start, end) => Some(start..end),
        }
    }

    fn pointer(&self, place: Place) -> String {
        let (At::Node(node) | At::Key(node)) = place.at else { return String::new() };
        self.node(Origin { file: place.file, node }).map_or_else(String::new, NodeRef::pointer)
    }
}
