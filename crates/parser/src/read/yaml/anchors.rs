//! What anchors stand for.

use avouch_diagnostics::NodeId;
use granit_parser::{ScalarStyle, Span, Tag};
use rustc_hash::FxHashMap;

/// A complete node with an anchor.
pub(super) enum Anchor {
    /// A scalar, as it was written: an alias to it may stand for a key.
    Scalar(Box<Scalar>),
    /// A sequence or mapping of the tree, and how many levels it has.
    Node { node: NodeId, height: usize },
}

/// A scalar with an anchor.
#[derive(Clone)]
pub(super) struct Scalar {
    pub(super) text: String,
    pub(super) style: ScalarStyle,
    pub(super) tag: Option<Tag>,
    pub(super) span: Span,
}

/// Anchors by the number that the parser gives them. One that is not here is still open, or was skipped.
#[derive(Default)]
pub(super) struct Anchors {
    anchors: FxHashMap<usize, Anchor>,
    /// The anchors of nodes, in the order in which their nodes ended.
    nodes: Vec<(NodeId, usize)>,
}

impl Anchors {
    pub(super) fn add(&mut self, number: usize, anchor: Anchor) {
        if let Anchor::Node { node, .. } = anchor {
            self.nodes.push((node, number));
        }
        self.anchors.insert(number, anchor);
    }

    pub(super) fn get(&self, number: usize) -> Option<&Anchor> {
        self.anchors.get(&number)
    }

    /// Forgets the anchors of a subtree that is taken out of the tree; they were the last ones to end.
    pub(super) fn detach(&mut self, from: NodeId) {
        while let Some((_, number)) = self.nodes.pop_if(|(node, _)| *node >= from) {
            self.anchors.remove(&number);
        }
    }
}
