//! What differs between the versions of the specification, as tables.

/// The version that a document declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The line of versions it belongs to.
    pub line: Line,
    /// The declaration as written: `3.0.3`.
    pub text: String,
}

/// A line of versions of the specification; patch versions do not differ in what they mean here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Line {
    /// OpenAPI 3.0.
    V3_0,
    /// OpenAPI 3.1.
    V3_1,
}
