//! Examples, paired into cases: a request and the response that it is meant to get.

use avouch_parser::document::{Json, Origin};

use crate::StatusSpec;

/// An example.
#[derive(Clone, Debug)]
pub struct Example {
    /// Where it stands.
    pub origin: Origin,
    /// Its name in an `examples` map; `None` for a lone `example` and for examples of schemas.
    pub name: Option<String>,
    /// `summary`.
    pub summary: Option<String>,
    /// The value.
    pub value: ExampleValue,
    /// Whether it is the schema's own, used because nothing nearer has one.
    pub from_schema: bool,
}

/// The value of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExampleValue {
    /// A value of the document. For a media type that is not JSON, a string may already be the text that goes over the wire.
    Value(Json),
    /// The text that goes over the wire (`serializedValue`).
    Serialised(String),
    /// A URI that holds the value; it is never fetched.
    External(String),
}

/// A request that the document's examples spell out, and the response that belongs to it.
///
/// Examples of the same name in parameters, request body and responses belong together. What has no example of that name
/// takes part with its only example, else with its first one. Names that only responses have make no case, since nothing in
/// the request would bring that answer about; the only case of an operation takes its name from its answer then. Examples
/// whose value is elsewhere ([`ExampleValue::External`]) take no part.
#[derive(Clone, Debug)]
pub struct Case {
    /// The name: of the examples that it is made of, else `default`, made unique within the operation.
    pub name: String,
    /// The request.
    pub request: CaseRequest,
    /// The response that is meant: by an example of the same name, else the first success of the document.
    pub response: CaseResponse,
}

/// The request of a [`Case`].
#[derive(Clone, Debug, Default)]
pub struct CaseRequest {
    /// The parameters that have an example, by their position in [`Operation::parameters`](crate::Operation::parameters).
    pub parameters: Vec<(usize, Example)>,
    /// The representation, by its position in the body's content, and its example.
    pub body: Option<(usize, Example)>,
    /// The required parameters that no example gives a value for, by position.
    pub missing_parameters: Vec<usize>,
    /// Whether the body is required and no example gives one.
    pub missing_body: bool,
}

/// The response of a [`Case`].
#[derive(Clone, Debug)]
pub struct CaseResponse {
    /// The status that is meant, a redirection where the operation documents no success; `None` where it documents
    /// neither.
    pub status: Option<StatusSpec>,
    /// The representation, by its position in the response's content, and its example, where there is one.
    pub body: Option<(usize, Example)>,
}
