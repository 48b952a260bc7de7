//! Documents for tests.

use std::sync::Arc;

use avouch_api::Api;
use avouch_diagnostics::Severity;
use avouch_parser::{Options, Source, load};

/// The Api of a document that is given without its first lines.
pub(crate) fn api(text: &str) -> Arc<Api> {
    let bytes = format!("openapi: 3.1.1\ninfo: {{title: Test, version: '1'}}\n{text}").into_bytes();
    let source = Source::Text { name: "test.yaml".to_owned(), bytes };
    let (document, diagnostics) = load(&source, &Options::default()).expect("the document loads");
    let errors: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    Arc::new(Api::from_document(Arc::new(document)).0)
}

/// A document of shops and their items: two resources, one below the other, that name each other in bodies and in the query.
pub(crate) fn shop() -> String {
    include_str!("../tests/fixtures/shop.yaml")
        .split_once("paths:")
        .map(|(_, rest)| format!("paths:{rest}"))
        .expect("paths")
}
