//! What is wrong with a value.

use avouch_api::Origin;

/// One way in which a value breaks its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where in the value, as a JSON Pointer (RFC 6901). A property that is missing or not allowed is reported at the object.
    pub pointer: String,
    /// The keyword of JSON Schema that is broken: `required`, `type`, `enum`, `format`.
    pub keyword: String,
    /// What is wrong and what was expected, a lower-case fragment without a full stop.
    pub message: String,
    /// Where the keyword stands in the document, or the schema where the keyword has no node of its own.
    pub origin: Option<Origin>,
    /// The properties that the violation is about: those that are missing, or not allowed.
    pub properties: Vec<String>,
}
