//! What the tests share: loading a document, and generating from it.

#![allow(dead_code, reason = "not every test that includes this module uses all of it")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use avouch_api::Api;
use avouch_codegen::{Builder, Output};
use avouch_parser::{Options, Source};

/// The folder of the fixtures.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// The Api of a document.
pub fn api(source: &Source) -> Api {
    let (document, _) =
        avouch_parser::load(source, &Options::default()).unwrap_or_else(|error| panic!("{}", error.message));
    Api::from_document(Arc::new(document)).0
}

/// What is generated from a fixture.
pub fn fixture(name: &str) -> Output {
    Builder::new(&api(&Source::Path(fixtures().join(name)))).generate().expect("the defaults fit together")
}

/// What is generated from a text.
pub fn text(text: &str) -> Output {
    let source = Source::Text { name: "test.yaml".to_owned(), bytes: text.as_bytes().to_vec() };
    Builder::new(&api(&source)).generate().expect("the defaults fit together")
}
