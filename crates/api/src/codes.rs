//! The codes of this crate's diagnostics.

avouch_diagnostics::codes! {
    /// An `operationId` is used by two operations; the first keeps it, the other goes by its method and path.
    pub DUPLICATE_ID = "operation/duplicate-id", Error, "Two operations have the same operationId.";
    /// Callbacks of callbacks, deeper than is followed; the inner ones are left out.
    pub NESTED_CALLBACKS = "operation/nested-callbacks", Warning, "Callbacks are nested too deeply.";
    /// References multiply the parts of the document beyond what is kept; the remaining parts are left out.
    pub TOO_MANY_PARTS = "operation/too-many-parts", Error, "References multiply the document beyond its limits.";
    /// A request body where HTTP gives it no meaning; it is kept.
    pub BODY_WITHOUT_SEMANTICS = "operation/body-without-semantics", Info,
        "A request body stands at a method for which HTTP gives it no meaning.";
    /// Two keys of `paths` differ at most in the names of their variables.
    pub IDENTICAL_PATHS = "path/identical", Error, "Two paths differ only in the names of their variables.";
    /// A path that cannot be read as a template; its operations are left out.
    pub MALFORMED_PATH = "path/malformed", Error, "A path is not a template that can be read.";
    /// A path with a query, a fragment or spaces; it is kept as it is.
    pub UNUSUAL_PATH = "path/not-plain", Info, "A path has a query, a fragment or spaces.";
    /// A variable of a path that no parameter declares; a string is taken for it.
    pub UNDECLARED_VARIABLE = "parameter/undeclared-variable", Error, "A variable of a path is not declared.";
    /// A path parameter that its path has no variable for; it is left out.
    pub NOT_IN_TEMPLATE = "parameter/not-in-template", Error, "A path parameter has no variable in its path.";
    /// A header parameter that OpenAPI has ignored: `Accept`, `Content-Type` or `Authorization`.
    pub IGNORED_PARAMETER = "parameter/ignored-header", Warning, "A header parameter is one that OpenAPI ignores.";
    /// Two header parameters whose names differ only by case, which names of headers do not.
    pub DUPLICATE_HEADER = "parameter/duplicate-header", Error, "Two header parameters differ only by case.";
    /// A key of `content` that is neither a media type nor a range of them; it is left out.
    pub INVALID_MEDIA_TYPE = "body/invalid-media-type", Error, "A key of `content` is not a media type.";
    /// An `encoding` that has no effect, since the body is neither a form nor multipart.
    pub UNUSED_ENCODING = "body/unused-encoding", Info, "An encoding has no effect on its media type.";
    /// An `encoding` for a property that the schema does not have.
    pub UNKNOWN_ENCODED_PROPERTY = "body/unknown-property", Warning, "An encoding is for a property that is not there.";
    /// A response header that OpenAPI has ignored: `Content-Type`.
    pub IGNORED_HEADER = "response/ignored-header", Info, "A header is one that OpenAPI ignores.";
    /// A link that leads to no operation.
    pub UNRESOLVED_LINK = "link/unresolved", Error, "A link leads to no operation.";
    /// A link that fills a parameter which its operation does not have.
    pub LINK_PARAMETER = "link/unknown-parameter", Warning, "A link fills a parameter that is not there.";
    /// A requirement of a security scheme that the document does not declare; nobody can meet it.
    pub UNDECLARED_SCHEME = "security/undeclared-scheme", Error, "A security scheme is not declared.";
    /// A variable of a server's URL that is not declared.
    pub SERVER_VARIABLE = "server/undeclared-variable", Error, "A variable of a server's URL is not declared.";
    /// An example without a value; it is left out.
    pub EMPTY_EXAMPLE = "example/empty", Warning, "An example has no value.";
    /// An operation with more named examples than are paired into cases.
    pub TOO_MANY_CASES = "example/too-many-cases", Warning, "An operation has more examples than are tried.";
}

#[cfg(test)]
mod tests {
    use avouch_diagnostics::Code;

    #[test]
    fn ids_are_unique_and_well_formed() {
        assert_eq!(Code::faults(super::ALL), Vec::<String>::new());
    }
}
