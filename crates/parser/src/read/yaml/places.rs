//! The places of nodes, where somebody wants them.

use std::ops::Range;

use avouch_diagnostics::NodeId;
use granit_parser::Span;

use crate::files::NodeSpans;
use crate::read::range;

/// Notes places in step with the builder, or nothing at all.
pub(super) struct Places {
    spans: Option<Vec<NodeSpans>>,
    key: Range<usize>,
}

impl Places {
    pub(super) fn ignored() -> Self {
        Places { spans: None, key: 0..0 }
    }

    pub(super) fn noted() -> Self {
        Places { spans: Some(Vec::new()), key: 0..0 }
    }

    pub(super) fn finish(self) -> Vec<NodeSpans> {
        self.spans.unwrap_or_default()
    }

    /// The next node's key stands there.
    pub(super) fn key(&mut self, span: Span) {
        self.key = bytes(span);
    }

    /// The next node stands there.
    pub(super) fn value(&mut self, span: Span) {
        let key = std::mem::take(&mut self.key);
        if let Some(spans) = &mut self.spans {
            spans.push(NodeSpans { key: range(key), value: range(bytes(span)) });
        }
    }

    /// The next node is empty: it stands right after its key where it has one.
    pub(super) fn empty_value(&mut self, span: Span) {
        let key = std::mem::take(&mut self.key);
        if let Some(spans) = &mut self.spans {
            let start = if key.is_empty() { bytes(span).start } else { key.end };
            spans.push(NodeSpans { key: range(key), value: range(start..start) });
        }
    }

    /// Takes in the dash before a sequence that stands no deeper than its key: the parser says that it starts after it.
    pub(super) fn include_dash(&mut self, node: NodeId, source: &str) {
        let Some(place) = self.spans.as_mut().and_then(|spans| spans.get_mut(node.0 as usize)) else { return };
        let before = source.get(..place.value.start as usize).unwrap_or_default().trim_end();
        let dash =
            before.strip_suffix('-').filter(|rest| !place.key.is_empty() && rest.ends_with([' ', '\n', '\r', '\t']));
        if let Some(rest) = dash {
            place.value = range(rest.len()..place.value.end as usize);
        }
    }

    /// A sequence or mapping ends there.
    pub(super) fn end_at(&mut self, node: NodeId, span: Span) {
        if let Some(place) = self.spans.as_mut().and_then(|spans| spans.get_mut(node.0 as usize)) {
            place.value.end = range(bytes(span)).end.max(place.value.start);
        }
    }

    /// A sequence or mapping in block style ends where the last thing in it ends.
    pub(super) fn end_with_children(&mut self, node: NodeId) {
        let Some(spans) = &mut self.spans else { return };
        let node = node.0 as usize;
        let start = spans.get(node).map_or(0, |span| span.value.start);
        // A copy of an anchored node stands elsewhere, so that the last one is not always the furthest one.
        let children = spans.get(node + 1..).unwrap_or_default();
        let end = children.iter().rev().map(|span| span.value.end.max(span.key.end)).find(|end| *end > start);
        if let Some(span) = spans.get_mut(node) {
            span.value.end = end.unwrap_or(start);
        }
    }

    /// The next nodes are a copy of others, under the key that was noted.
    pub(super) fn copy(&mut self, node: NodeId, size: usize) {
        let key = std::mem::take(&mut self.key);
        if let Some(spans) = &mut self.spans {
            let first = spans.len();
            let start = node.0 as usize;
            spans.extend_from_within(start..(start + size).min(first));
            if let Some(span) = spans.get_mut(first) {
                span.key = range(key);
            }
        }
    }

    /// The next nodes are a copy of others that were lifted.
    pub(super) fn copy_from(&mut self, lifted: Option<&[NodeSpans]>) {
        if let (Some(spans), Some(lifted)) = (&mut self.spans, lifted) {
            spans.extend_from_slice(lifted);
        }
    }

    /// The places of a subtree.
    pub(super) fn lift(&self, node: NodeId, size: usize) -> Vec<NodeSpans> {
        let start = node.0 as usize;
        self.spans.as_ref().and_then(|spans| spans.get(start..start + size)).unwrap_or_default().to_vec()
    }

    /// Forgets a node that is taken out of the tree, and all that follow it.
    pub(super) fn detach(&mut self, node: NodeId) {
        if let Some(spans) = &mut self.spans {
            spans.truncate(node.0 as usize);
        }
    }
}

/// The bytes of a span. The parser knows them for every event of a text in memory.
pub(super) fn bytes(span: Span) -> Range<usize> {
    let range = span.byte_range().unwrap_or_default();
    range.start..range.end.max(range.start)
}
