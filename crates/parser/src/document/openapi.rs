//! The root object's parts that are not operations.

use indexmap::IndexMap;

use super::{
    Callback, Example, Extensions, Header, Link, Origin, Parameter, PathItem, Referable, RequestBody, Response,
    SchemaId, SecurityScheme,
};

/// `info`.
#[derive(Clone, Debug, Default)]
pub struct Info {
    /// `title`.
    pub title: String,
    /// `summary` (3.1).
    pub summary: Option<String>,
    /// `description`, Markdown.
    pub description: Option<String>,
    /// `termsOfService`.
    pub terms_of_service: Option<String>,
    /// `contact`.
    pub contact: Option<Contact>,
    /// `license`.
    pub license: Option<License>,
    /// `version` of the document.
    pub version: String,
    /// `x-…`.
    pub extensions: Extensions,
}

/// `contact`.
#[derive(Clone, Debug, Default)]
pub struct Contact {
    /// `name`.
    pub name: Option<String>,
    /// `url`.
    pub url: Option<String>,
    /// `email`.
    pub email: Option<String>,
    /// `x-…`.
    pub extensions: Extensions,
}

/// `license`.
#[derive(Clone, Debug, Default)]
pub struct License {
    /// `name`.
    pub name: String,
    /// `identifier`, an SPDX expression (3.1).
    pub identifier: Option<String>,
    /// `url`.
    pub url: Option<String>,
    /// `x-…`.
    pub extensions: Extensions,
}

/// A server.
#[derive(Clone, Debug)]
pub struct Server {
    /// Where it stands.
    pub origin: Origin,
    /// `url`, a template; may be relative to where the document was found.
    pub url: String,
    /// `description`.
    pub description: Option<String>,
    /// `variables` of the template.
    pub variables: IndexMap<String, ServerVariable>,
    /// `x-…`.
    pub extensions: Extensions,
}

/// A variable of a server's URL.
#[derive(Clone, Debug, Default)]
pub struct ServerVariable {
    /// `enum`; empty where any value may stand.
    pub enumeration: Vec<String>,
    /// `default`.
    pub default: String,
    /// `description`.
    pub description: Option<String>,
    /// `x-…`.
    pub extensions: Extensions,
}

/// A tag.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Where it stands.
    pub origin: Origin,
    /// `name`.
    pub name: String,
    /// `summary` (3.2).
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `parent` (3.2).
    pub parent: Option<String>,
    /// `externalDocs`.
    pub external_docs: Option<ExternalDocs>,
    /// `x-…`.
    pub extensions: Extensions,
}

/// `externalDocs`.
#[derive(Clone, Debug, Default)]
pub struct ExternalDocs {
    /// `description`.
    pub description: Option<String>,
    /// `url`.
    pub url: String,
    /// `x-…`.
    pub extensions: Extensions,
}

/// `components`, each kind by name in document order.
#[derive(Debug, Default)]
pub struct Components {
    /// `schemas`.
    pub schemas: IndexMap<String, SchemaId>,
    /// `responses`.
    pub responses: IndexMap<String, Referable<Response>>,
    /// `parameters`.
    pub parameters: IndexMap<String, Referable<Parameter>>,
    /// `examples`.
    pub examples: IndexMap<String, Referable<Example>>,
    /// `requestBodies`.
    pub request_bodies: IndexMap<String, Referable<RequestBody>>,
    /// `headers`.
    pub headers: IndexMap<String, Referable<Header>>,
    /// `securitySchemes`.
    pub security_schemes: IndexMap<String, Referable<SecurityScheme>>,
    /// `links`.
    pub links: IndexMap<String, Referable<Link>>,
    /// `callbacks`.
    pub callbacks: IndexMap<String, Referable<Callback>>,
    /// `pathItems` (3.1).
    pub path_items: IndexMap<String, Referable<PathItem>>,
    /// `x-…`.
    pub extensions: Extensions,
}
