//! Operations.

use avouch_parser::document::{Extensions, ExternalDocs, Origin, Server};
use avouch_wire::path::PathTemplate;

use crate::{
    Action, Case, LongRunning, Pagination, Parameter, RequestBody, Requirement, ResourceIndex, Response, StatusSpec,
};

/// An operation of an [`Api`](crate::Api), by its position in [`Api::operations`](crate::Api::operations).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationIndex(pub u32);

/// Who calls an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// The client calls the server: `paths`.
    Path,
    /// The server calls whoever subscribed: `webhooks`, by the webhook's name.
    Webhook {
        /// The key under `webhooks`.
        name: String,
    },
    /// The server calls back an address that an operation gave it.
    Callback {
        /// The operation that declares the callback.
        parent: OperationIndex,
        /// The key under `callbacks`.
        name: String,
        /// The runtime expression that gives the address.
        expression: String,
    },
}

/// An operation with everything that holds for it.
#[derive(Debug)]
pub struct Operation {
    /// Its position in the Api.
    pub index: OperationIndex,
    /// Where it stands.
    pub origin: Origin,
    /// What scripts and reports call it: the `operationId`, else `METHOD path`, for callbacks `METHOD expression`. Unique
    /// within the Api: where an id is used twice, later ones are called `METHOD path` (a diagnostic says so), and where
    /// that is taken too a number follows: `POST {$url} (2)`.
    pub id: String,
    /// `operationId` as written.
    pub operation_id: Option<String>,
    /// Who calls it.
    pub kind: OperationKind,
    /// The method as it goes over the wire: `GET`.
    pub method: String,
    /// The path as a template; for webhooks the name with a slash before it, percent-encoded where it is no literal; for
    /// callbacks the expression with a slash before it.
    pub path: PathTemplate,
    /// `summary`, of the path item where the operation has none.
    pub summary: Option<String>,
    /// `description`, in Markdown.
    pub description: Option<String>,
    /// `externalDocs`.
    pub external_docs: Option<ExternalDocs>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `tags`, in order.
    pub tags: Vec<String>,
    /// The servers that hold for it: its own, else the path item's, else the document's, else `/`.
    pub servers: Vec<Server>,
    /// Every parameter, its own before those it takes from the path item. Header parameters that OpenAPI has ignored
    /// (`Accept`, `Content-Type`, `Authorization`) are left out, with a diagnostic.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<RequestBody>,
    /// The responses: codes, then ranges, then `default`, each in document order.
    pub responses: Vec<Response>,
    /// The alternatives of which one must be met; empty where anyone may call.
    pub security: Vec<Requirement>,
    /// The examples, paired into requests with the responses that they are meant to get.
    pub cases: Vec<Case>,
    /// How further pages are found, where the answer is a page of a list.
    pub pagination: Option<Pagination>,
    /// How a task that the operation starts is followed, where it starts one.
    pub long_running: Option<LongRunning>,
    /// The resource it works on and what it does there, where that was recognised.
    pub resource: Option<(ResourceIndex, Action)>,
    /// `x-…`.
    pub extensions: Extensions,
}

impl Operation {
    /// The response that the document has for a status: the code, else the range, else `default`.
    pub fn response(&self, status: u16) -> Option<&Response> {
        let find = |spec: StatusSpec| self.responses.iter().find(move |response| response.status == spec);
        find(StatusSpec::Code(status))
            .or_else(|| find(StatusSpec::Range(u8::try_from(status / 100).unwrap_or(0))))
            .or_else(|| find(StatusSpec::Default))
    }

    /// Whether the method is safe in the sense of RFC 9110, section 9.2.1.
    pub fn is_safe(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE" | "QUERY")
    }

    /// Whether the method is idempotent in the sense of RFC 9110, section 9.2.2.
    pub fn is_idempotent(&self) -> bool {
        self.is_safe() || matches!(self.method.as_str(), "PUT" | "DELETE")
    }

    /// Whether a caller may come without credentials.
    pub fn allows_anonymous(&self) -> bool {
        self.security.is_empty() || self.security.iter().any(|requirement| requirement.credentials.is_empty())
    }
}
