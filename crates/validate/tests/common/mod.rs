//! Documents for tests, from JSON in the source.

use std::sync::Arc;

use avouch_api::Api;
use avouch_parser::{Options, Source, load};
use serde_json::{Value, json};

/// The Api of a document.
pub fn api(document: &Value) -> Arc<Api> {
    let source = Source::Text { name: "openapi.json".to_owned(), bytes: document.to_string().into_bytes() };
    let (document, _) = load(&source, &Options::default()).expect("the document loads");
    Arc::new(Api::from_document(Arc::new(document)).0)
}

/// The Api of a document of a version with these component schemas.
#[allow(dead_code, reason = "not every test file that shares this module needs it")]
pub fn schemas(version: &str, schemas: &Value) -> Arc<Api> {
    api(&json!({
        "openapi": version,
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }))
}
