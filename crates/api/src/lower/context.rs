//! What all of lowering shares: the document, the diagnostics, and the measure of how much is made of it.

use std::borrow::Cow;
use std::rc::Rc;

use avouch_diagnostics::{Diagnostic, Diagnostics, FileId, NodeId, Place};
use avouch_parser::Document;
use avouch_parser::document::{self as source, Origin};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::schema::SchemaId;
use crate::{codes, query};

/// How many parts (parameters, representations, headers, examples, links, and their texts) are made of one document.
///
/// A document writes a part once and may refer to it from any number of operations, each of which gets its own. Real ones
/// stay far below this; one that is built to multiply would fill the memory.
pub(super) const MAX_PARTS: usize = 1_000_000;

/// How many characters of a name are shown in a message.
const MAX_SHOWN: usize = 200;

/// How much text counts as one more part.
const TEXT_OF_A_PART: usize = 64;

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
    properties: FxHashMap<SchemaId, Rc<FxHashSet<&'d str>>>,
    parts: usize,
    parts_left: usize,
}

impl<'d> Context<'d> {
    /// The state at the start; `parts` bounds what is made.
    pub(super) fn new(document: &'d Document, parts: usize) -> Self {
        Context {
            document,
            links: Vec::new(),
            diagnostics: Diagnostics::new(),
            reported: FxHashSet::default(),
            properties: FxHashMap::default(),
            parts,
            parts_left: parts,
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
        let message =
            format!("references multiply this document to more than {} parts; the rest is left out", self.parts);
        self.report(Diagnostic::new(&codes::TOO_MANY_PARTS, place, message));
        false
    }

    /// As [`Context::charge`], for one part with these texts.
    pub(super) fn charge_with<'t>(&mut self, texts: impl IntoIterator<Item = Option<&'t String>>) -> bool {
        let length: usize = texts.into_iter().flatten().map(String::len).sum();
        self.charge(1 + length / TEXT_OF_A_PART)
    }

    /// The names of the properties that a schema and its parts have.
    pub(super) fn properties(&mut self, schema: SchemaId) -> Rc<FxHashSet<&'d str>> {
        let document = self.document;
        let names = self.properties.entry(schema).or_insert_with(|| {
            Rc::new(query::properties(document, schema).into_iter().map(|(name, _)| name).collect())
        });
        Rc::clone(names)
    }

    pub(super) fn into_diagnostics(self) -> Diagnostics {
        self.diagnostics
    }
}

/// A name or path for a message, shortened where it is too long to be read; it may be told often.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
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

#[cfg(test)]
mod tests {
    use crate::lower::lower_within;
    use crate::lower::test::{codes_of, document};

    #[test]
    fn references_do_not_multiply_without_end() {
        let path = |number| format!("  /{number}: {{$ref: '#/components/pathItems/Shared'}}\n");
        let paths: Vec<_> = (0..50).map(path).collect();
        let paths = paths.concat();
        let parameters: Vec<_> =
            (0..50).map(|number| format!("{{name: p{number}, in: query, schema: {{type: string}}}}")).collect();
        let text = format!(
            "paths:\n{paths}components:\n  pathItems:\n    Shared: {{get: {{responses: {{'204': {{description: d}}}}, parameters: [{}]}}}}\n",
            parameters.join(", ")
        );
        let (api, diagnostics) = lower_within(document(&text), 1_000);
        let parameters: usize = api.operations.iter().map(|operation| operation.parameters.len()).sum();
        assert!((900..1_000).contains(&parameters), "{parameters}");
        assert_eq!(codes_of(&diagnostics), ["operation/too-many-parts"]);
        let (api, diagnostics) = lower_within(document(&text), 10_000);
        assert_eq!(api.operations.len(), 50);
        assert_eq!(codes_of(&diagnostics), [""; 0]);
    }
}
