//! The API as meant: what a [`Document`] says once references are followed, defaults are filled in and the parts that
//! belong together are put together.
//!
//! ```text
//! Source --avouch_parser::load--> Document --Api::from_document--> (Api, Diagnostics)
//! ```
//!
//! An [`Operation`] has all its parameters (those of its path item too), its body, its responses by status, the security
//! that holds for it, the servers it is found at, its examples paired into [`Case`]s, and what was recognised from its
//! shape: [`Pagination`], [`LongRunning`], its part in a [`Resource`]. Everything is data; nothing here validates a value,
//! sends a byte or prints code.
//!
//! Schemas stay where they are: the [`Schema`]s of the document, by [`SchemaId`], re-exported as [`schema`].
//!
//! ```
//! use std::sync::Arc;
//!
//! use avouch_api::{Action, Api, NextPage, StatusSpec};
//! use avouch_parser::{Options, Source, load};
//!
//! let text = r##"
//! openapi: 3.1.1
//! info: {title: Boats, version: "1"}
//! paths:
//!   /boats:
//!     get:
//!       operationId: listBoats
//!       parameters:
//!         - {name: page, in: query, schema: {type: integer}, example: 1}
//!       responses:
//!         "200":
//!           description: The boats of the harbour.
//!           content:
//!             application/json:
//!               schema: {type: array, items: {$ref: "#/components/schemas/Boat"}}
//!               example: [{name: Ada}]
//!   /boats/{name}:
//!     get:
//!       parameters:
//!         - {name: name, in: path, required: true, schema: {type: string}, example: Ada}
//!       responses:
//!         "200":
//!           description: A boat.
//!           content: {application/json: {schema: {$ref: "#/components/schemas/Boat"}}}
//! components:
//!   schemas:
//!     Boat: {type: object, properties: {name: {type: string}}}
//! "##;
//! let source = Source::Text { name: "boats.yaml".to_owned(), bytes: text.as_bytes().to_vec() };
//! let (document, _) = load(&source, &Options::default())?;
//! let (api, diagnostics) = Api::from_document(Arc::new(document));
//! assert!(diagnostics.is_empty());
//!
//! let list = api.operation_by_id("listBoats").ok_or("it has an id")?;
//! assert_eq!(list.cases[0].request.parameters.len(), 1);
//! assert_eq!(list.cases[0].response.status, Some(StatusSpec::Code(200)));
//! assert_eq!(list.pagination.as_ref().map(|pages| &pages.next), Some(&NextPage::PageNumber));
//!
//! // An operation without an id goes by its method and path.
//! let read = api.operation_by_id("GET /boats/{name}").ok_or("it has a path")?;
//! let (boats, action) = read.resource.ok_or("it reads a boat")?;
//! assert_eq!(action, Action::Read);
//! assert_eq!(api.resource(boats).collection.as_str(), "/boats");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is absent on purpose
//!
//! - The version of the specification: the parser has dealt with it.
//! - The name of any API: what is recognised is recognised by its shape.
//! - Effective properties of composed schemas, and values made from schemas: those who need them have their own reading.
//!
//! # Hostile documents
//!
//! Nothing here fails or panics on a document. References may multiply a small document; how much is made of it is bounded,
//! and the rest is left out with a diagnostic.

mod body;
mod case;
pub mod codes;
mod lower;
mod operation;
mod parameter;
mod pattern;
mod query;
mod resource;
mod response;
pub mod schema;
mod security;
pub mod words;

use std::sync::Arc;

use avouch_diagnostics::Diagnostics;
use avouch_parser::Document;
pub use avouch_parser::document::{
    Extensions, ExternalDocs, Info, Json, Origin, Referable, Server, ServerVariable, Tag,
};
use indexmap::IndexMap;
use schema::{Schema, SchemaId};

pub use avouch_wire::{Location, Style, StyleName, media};
pub use body::{Content, Encoding, MediaType, RequestBody};
pub use case::{Case, CaseRequest, CaseResponse, Example, ExampleValue};
pub use operation::{Operation, OperationIndex, OperationKind};
pub use parameter::{Carrier, Header, Parameter};
pub use pattern::{Pattern, PatternError, Selection};
pub use query::url_with_defaults;
pub use resource::{Action, Alternate, Identifier, LongRunning, NextPage, Pagination, Resource, ResourceIndex, Role};
pub use response::{Link, LinkSource, Response, StatusSpec};
pub use security::{AuthLocation, Credential, Requirement, SecurityScheme};

/// A whole API.
#[derive(Debug)]
pub struct Api {
    /// The document it was read from; holds the schemas and every value that is spoken of by its place.
    pub document: Arc<Document>,
    /// Every operation: those of paths first, then of webhooks, then of callbacks, each in document order.
    pub operations: Vec<Operation>,
    /// Every tag that an operation carries or the document declares, declared ones first, in order.
    pub tags: Vec<Tag>,
    /// The security schemes by name.
    pub security_schemes: IndexMap<String, SecurityScheme>,
    /// The named schemas (`components.schemas` of the root file), by name.
    pub schemas: IndexMap<String, SchemaId>,
    /// What was recognised as resources: things that operations create, read, list, change and delete.
    pub resources: Vec<Resource>,
    index: query::Index,
}

impl Api {
    /// Reads a document as it is meant. What is wrong in it becomes a diagnostic, and the rest is read.
    pub fn from_document(document: Arc<Document>) -> (Api, Diagnostics) {
        lower::lower(document)
    }

    /// The metadata of the document.
    pub fn info(&self) -> &Info {
        &self.document.info
    }

    /// A schema.
    ///
    /// # Panics
    ///
    /// Where `id` comes from another document.
    pub fn schema(&self, id: SchemaId) -> &Schema {
        self.document.schema(id)
    }

    /// The schema that `id` stands for once plain references are followed: a schema that is nothing but a `$ref` is its
    /// target. Ends at a cycle of nothing but references.
    pub fn resolve(&self, id: SchemaId) -> SchemaId {
        let mut current = id;
        for _ in 0..64 {
            match self.schema(current) {
                schema if schema.is_plain_reference() => match schema.target {
                    Some(target) if target != current => current = target,
                    _ => return current,
                },
                _ => return current,
            }
        }
        current
    }

    /// An operation.
    ///
    /// # Panics
    ///
    /// Where `index` comes from another Api.
    pub fn operation(&self, index: OperationIndex) -> &Operation {
        &self.operations[index.0 as usize]
    }

    /// A resource.
    ///
    /// # Panics
    ///
    /// Where `index` comes from another Api.
    pub fn resource(&self, index: ResourceIndex) -> &Resource {
        &self.resources[index.0 as usize]
    }

    /// Reads a value of the document.
    pub fn value(&self, json: Json) -> serde_json::Value {
        self.document.value(json)
    }
}
