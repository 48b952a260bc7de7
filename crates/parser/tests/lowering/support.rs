//! Loading texts, and telling what was found.

use std::path::Path;

use avouch_diagnostics::Diagnostics;
use avouch_parser::document::{Json, Schema};
use avouch_parser::{Document, Options, Source, load};
use serde_json::Value;

/// A document and what was found in it.
pub struct Loaded {
    pub document: Document,
    pub diagnostics: Diagnostics,
}

/// Loads a text, JSON or YAML.
pub fn text(text: &str) -> Loaded {
    source(&Source::Text { name: "openapi.yaml".to_owned(), bytes: text.as_bytes().to_vec() })
}

/// Loads a fixture by its path below `tests/fixtures`.
pub fn fixture(path: &str) -> Loaded {
    source(&Source::Path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)))
}

fn source(source: &Source) -> Loaded {
    match load(source, &Options::default()) {
        Ok((document, diagnostics)) => Loaded { document, diagnostics },
        Err(error) => panic!("{}", error.message),
    }
}

/// A document with nothing but component schemas, given as YAML with an indentation of four.
pub fn schemas(version: &str, schemas: &str) -> Loaded {
    text(&format!(
        "openapi: {version}\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}"
    ))
}

/// A document with one operation, `GET /x`, whose fields are given as YAML with an indentation of six.
pub fn operation(version: &str, fields: &str) -> Loaded {
    text(&format!("openapi: {version}\ninfo: {{title: t, version: '1'}}\npaths:\n  /x:\n    get:\n{fields}"))
}

impl Loaded {
    /// Every diagnostic as `severity code pointer`, with the file's name before the pointer outside of the root file.
    pub fn found(&self) -> Vec<String> {
        let sources = self.document.sources();
        let line = |diagnostic: &avouch_diagnostics::Diagnostic| {
            let place = diagnostic.place().expect("a place");
            let file = if place.file.0 == 0 { "" } else { sources.name(place.file) };
            let file = file.rsplit('/').next().unwrap_or_default();
            format!("{} {} {file}{}", diagnostic.severity, diagnostic.code, sources.pointer(place))
        };
        self.diagnostics.iter().map(line).collect()
    }

    /// The messages and hints of all diagnostics.
    pub fn messages(&self) -> Vec<String> {
        let message = |diagnostic: &avouch_diagnostics::Diagnostic| match &diagnostic.hint {
            Some(hint) => format!("{} ({hint})", diagnostic.message),
            None => diagnostic.message.clone(),
        };
        self.diagnostics.iter().map(message).collect()
    }

    /// A component schema.
    pub fn schema(&self, name: &str) -> &Schema {
        self.document.schema(self.document.components.schemas[name])
    }

    /// The schema of a property of a component schema.
    pub fn property(&self, name: &str, property: &str) -> &Schema {
        let object = self.schema(name).object.as_ref().expect("keywords about objects");
        self.document.schema(object.properties[property])
    }

    /// A value of the document.
    pub fn value(&self, json: Json) -> Value {
        self.document.value(json)
    }

    /// Values of the document.
    pub fn values(&self, values: &[Json]) -> Vec<Value> {
        values.iter().map(|json| self.value(*json)).collect()
    }

    /// The one operation of a document made by [`operation`].
    pub fn get(&self) -> &avouch_parser::document::Operation {
        &self.document.paths["/x"].get().expect("a path item").operations["GET"]
    }
}
