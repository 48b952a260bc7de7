//! What is open while the events of its content come.

use avouch_diagnostics::NodeId;
use granit_parser::{Span, StructureStyle};

use crate::files::NodeSpans;
use crate::tree::Lifted;

/// An open sequence or mapping.
pub(super) struct Frame {
    pub(super) node: NodeId,
    pub(super) anchor: usize,
    /// The next node's role; always [`Role::Value`] in a sequence.
    pub(super) role: Role,
    pub(super) is_mapping: bool,
    pub(super) is_flow: bool,
    /// What merge keys bring in, and the places of it.
    pub(super) merges: Vec<Lifted>,
    pub(super) merged_places: Vec<Vec<NodeSpans>>,
    /// Where the last merge key stands.
    pub(super) merge_key: Span,
    /// How many levels there are below.
    pub(super) height: usize,
}

/// What the next node is to the mapping that is open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Key,
    Value,
    /// The value of `<<`.
    Merge,
}

impl Frame {
    pub(super) fn new(is_mapping: bool, style: StructureStyle, anchor: usize) -> Self {
        Frame {
            node: NodeId(0),
            anchor,
            role: if is_mapping { Role::Key } else { Role::Value },
            is_mapping,
            is_flow: style == StructureStyle::Flow,
            merges: Vec::new(),
            merged_places: Vec::new(),
            merge_key: Span::default(),
            height: 1,
        }
    }
}
