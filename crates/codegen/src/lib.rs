//! Rust crates from APIs: models, and a client that is thin enough to read.
//!
//! ```text
//! Api --plan--> which types there are --view--> every decision --emit--> files --write--> a crate
//! ```
//!
//! The plan finds out which types the schemas come to, and keeps a [`Census`] of what no type can carry. The view gives
//! everything its name and settles what an operation takes and answers. Emitters print that item by item. [`Output`] is
//! the finished crate: [`Output::write`] puts it into a folder, [`Output::check`] says where a folder differs from it.
//!
//! ```
//! use std::sync::Arc;
//!
//! use avouch_api::Api;
//! use avouch_codegen::Builder;
//! use avouch_parser::{Options, Source};
//!
//! let text = r##"{
//!     "openapi": "3.1.0",
//!     "info": {"title": "Pets", "version": "1"},
//!     "paths": {"/pets/{id}": {"get": {
//!         "operationId": "getPet",
//!         "tags": ["Pets"],
//!         "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "integer"}}],
//!         "responses": {"200": {"description": "The pet", "content": {"application/json": {
//!             "schema": {"$ref": "#/components/schemas/Pet"}
//!         }}}}
//!     }}},
//!     "components": {"schemas": {
//!         "Pet": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
//!     }}
//! }"##;
//! let source = Source::Text { name: "pets.json".to_owned(), bytes: text.as_bytes().to_vec() };
//! let (document, _) = avouch_parser::load(&source, &Options::default())?;
//! let (api, _) = Api::from_document(Arc::new(document));
//!
//! let output = Builder::new(&api).generate()?;
//! let file = |path: &str| output.files.iter().find(|file| file.path == path).map_or("", |file| &file.text);
//! assert!(file("pets.rs").contains("pub fn get(self, id: i64) -> Call<Pet, Infallible>"));
//! assert!(file("models/pet.rs").contains("object! { Pet { required: name; } }"));
//! assert_eq!(output.census.operations_emitted, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What the generated code calls is the crate `avouch-runtime`, which is named here and not used: an operation is its
//! facts, and everything that is done with them lives there once.
//!
//! Deliberately absent: reading documents, the name of any API, and any choice that depends on the order of the document
//! where two orders mean the same. Names are minted by scopes, so that they do not clash and do not change because the
//! document grows elsewhere. No text of the document becomes code: it passes through identifiers that are minted and
//! literals that are escaped.

mod builder;
mod config;
mod emit;
mod error;
mod names;
mod output;
mod plan;
mod text;
mod view;

pub use builder::Builder;
pub use config::{Config, Parts, Runtime};
pub use emit::FileText;
pub use error::Error;
pub use output::{Drift, Output, generate};
pub use plan::{ByKind, Census, NotRepresented, Untyped};
