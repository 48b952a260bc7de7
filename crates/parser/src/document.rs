//! The superset of all dialects: what a document says, located and resolved, and still in the document's own arrangement.

mod openapi;
mod operation;
mod reference;
mod schema;
mod security;

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use avouch_diagnostics::{FileId, NodeId, Place, Sources};
use indexmap::IndexMap;

pub use openapi::{Components, Contact, ExternalDocs, Info, License, Server, ServerVariable, Tag};
pub use operation::{
    Callback, Encoding, Example, Header, Link, MediaType, Operation, Parameter, ParameterLocation, PathItem,
    RequestBody, Response, Responses,
};
pub use reference::{Referable, Reference};
pub use schema::{
    AdditionalProperties, ArrayKeywords, CoreKeywords, Discriminator, NumberKeywords, ObjectKeywords, Schema, SchemaId,
    StringKeywords, Type, TypeSet, Xml,
};
pub use security::{OAuthFlow, OAuthFlows, SecurityRequirement, SecurityScheme, SecuritySchemeKind};

use crate::dialect::Version;
use crate::files::Files;
use crate::tree::NodeRef;

/// Where an object of the document stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The file.
    pub file: FileId,
    /// The node in that file's tree.
    pub node: NodeId,
}

impl Origin {
    /// The place of the object's value.
    pub const fn place(self) -> Place {
        Place::node(self.file, self.node)
    }

    /// The place of the key under which the object stands.
    pub const fn key(self) -> Place {
        Place::key(self.file, self.node)
    }
}

/// A JSON value of the document, such as an example, a default or an extension, kept where it stands.
///
/// [`Document::value`] reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Json(pub Origin);

/// Specification extensions (`x-…`) of an object, by name.
pub type Extensions = IndexMap<String, Json>;

/// A loaded document: the root file, everything that its references lead to, and the files themselves.
#[derive(Debug)]
pub struct Document {
    /// The version that the root file declares.
    pub version: Version,
    /// Metadata about the API.
    pub info: Info,
    /// `servers`; empty where the document names none.
    pub servers: Vec<Server>,
    /// The dialect that schemas are written in by default (`jsonSchemaDialect`, 3.1).
    pub json_schema_dialect: Option<String>,
    /// `paths` in document order, by the key as it was written.
    pub paths: IndexMap<String, Referable<PathItem>>,
    /// `webhooks` in document order (3.1).
    pub webhooks: IndexMap<String, Referable<PathItem>>,
    /// `components`.
    pub components: Components,
    /// The security that holds where an operation states none; `None` where the document says nothing.
    pub security: Option<Vec<SecurityRequirement>>,
    /// `tags` in document order.
    pub tags: Vec<Tag>,
    /// `externalDocs`.
    pub external_docs: Option<ExternalDocs>,
    /// `x-…` of the root object.
    pub extensions: Extensions,
    /// `x-…` of the `paths` object.
    pub paths_extensions: Extensions,
    pub(crate) schemas: Vec<Schema>,
    pub(crate) files: Arc<Files>,
}

impl Document {
    /// A schema.
    ///
    /// # Panics
    ///
    /// Where `id` comes from another document.
    pub fn schema(&self, id: SchemaId) -> &Schema {
        &self.schemas[id.0 as usize]
    }

    /// Every schema of the document, in the order of their ids.
    pub fn schemas(&self) -> impl ExactSizeIterator<Item = (SchemaId, &Schema)> {
        self.schemas
            .iter()
            .enumerate()
            .map(|(index, schema)| (SchemaId(u32::try_from(index).unwrap_or(u32::MAX)), schema))
    }

    /// Reads a value of the document; `null` where `json` comes from another document.
    pub fn value(&self, json: Json) -> serde_json::Value {
        self.node(json.0).map_or(serde_json::Value::Null, NodeRef::to_value)
    }

    /// The node that an object or value of this document stands at.
    pub fn node(&self, origin: Origin) -> Option<NodeRef<'_>> {
        self.files.node(origin)
    }

    /// The name of a file as the root document sees it: relative to its folder, with `/` between names, whatever place the
    /// document was loaded from. What is committed or compared uses this name.
    pub fn relative_name(&self, file: FileId) -> String {
        let root = Path::new(self.files.name(FileId(0))).parent().unwrap_or(Path::new(""));
        let name = Path::new(self.files.name(file));
        let shared = root.components().zip(name.components()).take_while(|(left, right)| left == right).count();
        let up = root.components().skip(shared).map(|_| "..".into());
        let down = name.components().skip(shared).map(|part| part.as_os_str().to_string_lossy());
        up.chain(down).collect::<Vec<Cow<'_, str>>>().join("/")
    }

    /// The loaded files, for showing diagnostics.
    pub fn sources(&self) -> &dyn Sources {
        &*self.files
    }
}
