//! Documents for the tests of lowering.

use std::sync::Arc;

use avouch_diagnostics::{Diagnostics, Severity};
use avouch_parser::{Document, Options, Source, load};

use crate::Api;

/// A document that is given without its first lines.
///
/// # Panics
///
/// Where loading finds an error: then the test is not about this crate.
pub(crate) fn document(text: &str) -> Arc<Document> {
    let (document, diagnostics) = loaded(text);
    let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    document
}

/// The Api of such a document, and the diagnostics of lowering.
pub(crate) fn lowered(text: &str) -> (Api, Diagnostics) {
    Api::from_document(document(text))
}

/// The Api of a document in which loading may find errors.
pub(crate) fn lowered_despite_errors(text: &str) -> (Api, Diagnostics) {
    Api::from_document(loaded(text).0)
}

fn loaded(text: &str) -> (Arc<Document>, Diagnostics) {
    let bytes = format!("openapi: 3.1.1\ninfo: {{title: Test, version: '1'}}\n{text}").into_bytes();
    let source = Source::Text { name: "test.yaml".to_owned(), bytes };
    let (document, diagnostics) = load(&source, &Options::default()).expect("the document loads");
    (Arc::new(document), diagnostics)
}

/// The ids of the codes, in order.
pub(crate) fn codes_of(diagnostics: &Diagnostics) -> Vec<&'static str> {
    diagnostics.iter().map(|diagnostic| diagnostic.code.id).collect()
}

/// The messages, in order.
pub(crate) fn messages_of(diagnostics: &Diagnostics) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect()
}
