//! What all of lowering shares: the document, the diagnostics, and the measure of how much is made of it.

use avouch_diagnostics::{Diagnostic, Diagnostics, FileId, NodeId, Place};
use avouch_parser::Document;
use avouch_parser::document::{self as source, Origin};
use rustc_hash::FxHashSet;

use crate::codes;

/// How many parts (parameters, representations, headers, examples, links) are made of one document.
///
/// A document writes a part once and may refer to it from any number of operations, each of which gets its own. Real ones
/// stay far below a million; one that is built to multiply would fill the memory.
const MAX_PARTS: usize = 4_000_000;

/// A link that waits until every operation is there.
pub(super) struct PendingLink<'d> {
    /// The operation, response and link by position.
    pub(super) at: (usize, usize, usize),
    /// The link as the document has it.
    pub(super) source: &'d source::Link,
}

/// The state of lowering.
pub(super) struct Context<'d> {
    pub(super) document: &'d Document,
    pub(super) links: Vec<PendingLink<'d>>,
    diagnostics: Diagnostics,
    reported: FxHashSet<(&'static str, Option<Place>, String)>,
    parts_left: usize,
}

impl<'d> Context<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Context {
            document,
            links: Vec::new(),
            diagnostics: Diagnostics::new(),
            reported: FxHashSet::default(),
            parts_left: MAX_PARTS,
        }
    }

    /// Adds a diagnostic, unless the same one was made before: what is referred to often is lowered often.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        if self.reported.insert((diagnostic.code.id, diagnostic.place(), diagnostic.message.clone())) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Takes the room for `parts` more parts. Where it is not there, says so once and takes nothing.
    pub(super) fn charge(&mut self, parts: usize) -> bool {
        if let Some(left) = self.parts_left.checked_sub(parts) {
            self.parts_left = left;
            return true;
        }
        let place = root_origin().place();
        let message = format!("references multiply this document to more than {MAX_PARTS} parts; the rest is left out");
        self.report(Diagnostic::new(&codes::TOO_MANY_PARTS, place, message));
        false
    }

    pub(super) fn into_diagnostics(self) -> Diagnostics {
        self.diagnostics
    }
}

/// Where the root object of a document stands.
pub(super) const fn root_origin() -> Origin {
    Origin { file: FileId(0), node: NodeId(0) }
}

/// The key under which a value stands that may be referred to: the reference's own where there is one, since that is
/// where it is used.
pub(super) fn used_at<T>(referable: &source::Referable<T>, origin: Origin) -> Place {
    referable.reference.as_ref().map_or(origin, |reference| reference.origin).key()
}
