//! What `$anchor` and `$id` name in a file (JSON Schema 2020-12, chapter 8.2).

use avouch_diagnostics::NodeId;
use rustc_hash::FxHashMap;

use crate::tree::NodeRef;

/// The schemas of a file by their names. Where a name stands twice, the first one counts.
#[derive(Debug, Default)]
pub(super) struct Identifiers {
    anchors: FxHashMap<String, NodeId>,
    ids: FxHashMap<String, NodeId>,
}

impl Identifiers {
    /// The names in the file of a root.
    pub(super) fn of(root: NodeRef<'_>) -> Self {
        let mut identifiers = Identifiers::default();
        for node in root.descendants() {
            let (Some(name), Some(parent)) = (node.as_str(), node.parent()) else { continue };
            match node.key() {
                "$anchor" | "$dynamicAnchor" => identifiers.anchors.entry(name.to_owned()).or_insert(parent.id()),
                "$id" => identifiers.ids.entry(name.trim_end_matches('#').to_owned()).or_insert(parent.id()),
                _ => continue,
            };
        }
        identifiers
    }

    /// The schema with an `$anchor`.
    pub(super) fn anchor(&self, name: &str) -> Option<NodeId> {
        self.anchors.get(name).copied()
    }

    /// The schema with an `$id`.
    pub(super) fn id(&self, uri: &str) -> Option<NodeId> {
        self.ids.get(uri).copied()
    }
}
