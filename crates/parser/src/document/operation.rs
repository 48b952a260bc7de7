//! Path items, operations, and what travels in their requests and responses.

use indexmap::IndexMap;

use super::{Extensions, ExternalDocs, Json, Origin, Referable, SchemaId, SecurityRequirement, Server};

/// A path item.
#[derive(Clone, Debug)]
pub struct PathItem {
    /// Where it stands.
    pub origin: Origin,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// The operations by method, in document order; methods as they go over the wire (`GET`), also those that only 3.2 has.
    pub operations: IndexMap<String, Operation>,
    /// `servers`.
    pub servers: Vec<Server>,
    /// `parameters` of all operations.
    pub parameters: Vec<Referable<Parameter>>,
    /// `x-…`.
    pub extensions: Extensions,
}

/// An operation as the document states it, not yet merged with its path item.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Where it stands.
    pub origin: Origin,
    /// `tags`.
    pub tags: Vec<String>,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `externalDocs`.
    pub external_docs: Option<ExternalDocs>,
    /// `operationId`.
    pub operation_id: Option<String>,
    /// `parameters`.
    pub parameters: Vec<Referable<Parameter>>,
    /// `requestBody`.
    pub request_body: Option<Referable<RequestBody>>,
    /// `responses`.
    pub responses: Responses,
    /// `callbacks`.
    pub callbacks: IndexMap<String, Referable<Callback>>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `security`; `None` where the operation says nothing and the document's holds.
    pub security: Option<Vec<SecurityRequirement>>,
    /// `servers`.
    pub servers: Vec<Server>,
    /// `x-…`.
    pub extensions: Extensions,
}

/// `responses`.
#[derive(Clone, Debug, Default)]
pub struct Responses {
    /// Where they stand; `None` where the operation has none.
    pub origin: Option<Origin>,
    /// By the key as written: `200`, `4XX`, `default`. Keys that are no status are not here; they have a diagnostic.
    pub by_status: IndexMap<String, Referable<Response>>,
    /// `x-…`.
    pub extensions: Extensions,
}

/// Where a parameter travels, in the words of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParameterLocation {
    /// `path`.
    Path,
    /// `query`.
    Query,
    /// `header`.
    Header,
    /// `cookie`.
    Cookie,
    /// `querystring` (3.2).
    Querystring,
}

/// A parameter.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "they are the flags that the specification has")]
pub struct Parameter {
    /// Where it stands.
    pub origin: Origin,
    /// `name`.
    pub name: String,
    /// `in`.
    pub location: ParameterLocation,
    /// `description`.
    pub description: Option<String>,
    /// `required`; always true for path parameters, whatever the document says.
    pub required: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `allowEmptyValue`.
    pub allow_empty_value: bool,
    /// `style` as written; `None` means the default of the location.
    pub style: Option<String>,
    /// `explode` as written; `None` means the default of the style.
    pub explode: Option<bool>,
    /// `allowReserved`.
    pub allow_reserved: bool,
    /// `schema`.
    pub schema: Option<SchemaId>,
    /// `content`, by media type.
    pub content: IndexMap<String, MediaType>,
    /// `example`.
    pub example: Option<Json>,
    /// `examples`.
    pub examples: IndexMap<String, Referable<Example>>,
    /// `x-…`.
    pub extensions: Extensions,
}

/// A header of a response or of a part.
#[derive(Debug)]
pub struct Header {
    /// Where it stands.
    pub origin: Origin,
    /// `description`.
    pub description: Option<String>,
    /// `required`.
    pub required: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `allowEmptyValue`.
    pub allow_empty_value: bool,
    /// `style` as written.
    pub style: Option<String>,
    /// `explode` as written.
    pub explode: Option<bool>,
    /// `schema`.
    pub schema: Option<SchemaId>,
    /// `content`, by media type.
    pub content: IndexMap<String, MediaType>,
    /// `example`.
    pub example: Option<Json>,
    /// `examples`.
    pub examples: IndexMap<String, Referable<Example>>,
    /// `x-…`.
    pub extensions: Extensions,
}

/// A request body.
#[derive(Debug)]
pub struct RequestBody {
    /// Where it stands.
    pub origin: Origin,
    /// `description`.
    pub description: Option<String>,
    /// `content`, by media type or range.
    pub content: IndexMap<String, MediaType>,
    /// `required`.
    pub required: bool,
    /// `x-…`.
    pub extensions: Extensions,
}

/// A response.
#[derive(Debug)]
pub struct Response {
    /// Where it stands.
    pub origin: Origin,
    /// `summary` (3.2).
    pub summary: Option<String>,
    /// `description`; optional from 3.2 on.
    pub description: Option<String>,
    /// `headers`, by name as written.
    pub headers: IndexMap<String, Referable<Header>>,
    /// `content`, by media type or range.
    pub content: IndexMap<String, MediaType>,
    /// `links`.
    pub links: IndexMap<String, Referable<Link>>,
    /// `x-…`.
    pub extensions: Extensions,
}

/// One representation of a body or a parameter.
#[derive(Debug)]
pub struct MediaType {
    /// Where it stands.
    pub origin: Origin,
    /// `schema`.
    pub schema: Option<SchemaId>,
    /// `itemSchema` of a stream (3.2).
    pub item_schema: Option<SchemaId>,
    /// `example`.
    pub example: Option<Json>,
    /// `examples`.
    pub examples: IndexMap<String, Referable<Example>>,
    /// `encoding`, by property.
    pub encoding: IndexMap<String, Encoding>,
    /// `x-…`.
    pub extensions: Extensions,
}

/// How a property of a form or multipart body is written.
#[derive(Debug)]
pub struct Encoding {
    /// Where it stands.
    pub origin: Origin,
    /// `contentType`.
    pub content_type: Option<String>,
    /// `headers` of the part.
    pub headers: IndexMap<String, Referable<Header>>,
    /// `style` as written.
    pub style: Option<String>,
    /// `explode` as written.
    pub explode: Option<bool>,
    /// `allowReserved` as written.
    pub allow_reserved: Option<bool>,
    /// `x-…`.
    pub extensions: Extensions,
}

/// An example.
#[derive(Debug)]
pub struct Example {
    /// Where it stands.
    pub origin: Origin,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `value`, or `dataValue` (3.2).
    pub value: Option<Json>,
    /// `serializedValue` (3.2).
    pub serialized_value: Option<String>,
    /// `externalValue`, a URI that is never fetched.
    pub external_value: Option<String>,
    /// `x-…`.
    pub extensions: Extensions,
}

/// A link: how values of a response feed another operation.
#[derive(Debug)]
pub struct Link {
    /// Where it stands.
    pub origin: Origin,
    /// `operationRef`.
    pub operation_ref: Option<String>,
    /// `operationId`.
    pub operation_id: Option<String>,
    /// `parameters`: values or runtime expressions, by parameter name.
    pub parameters: IndexMap<String, Json>,
    /// `requestBody`: a value or a runtime expression.
    pub request_body: Option<Json>,
    /// `description`.
    pub description: Option<String>,
    /// `server`.
    pub server: Option<Server>,
    /// `x-…`.
    pub extensions: Extensions,
}

/// A callback: path items by runtime expression.
#[derive(Debug)]
pub struct Callback {
    /// Where it stands.
    pub origin: Origin,
    /// The path items, by the expression that gives their URL.
    pub paths: IndexMap<String, Referable<PathItem>>,
    /// `x-…`.
    pub extensions: Extensions,
}
