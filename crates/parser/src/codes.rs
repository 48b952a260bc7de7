//! The codes of the parser's diagnostics.

avouch_diagnostics::codes! {
    /// The bytes of a file are no text in UTF-8.
    pub ENCODING = "syntax/encoding", Error, "A file is not text in UTF-8.";
    /// There is nothing in a file.
    pub EMPTY = "syntax/empty", Error, "A file is empty.";
    /// A file is not JSON.
    pub JSON = "syntax/json", Error, "A file does not follow the syntax of JSON.";
    /// A file is not YAML.
    pub YAML = "syntax/yaml", Error, "A file does not follow the syntax of YAML.";
    /// A key stands twice in one object; the last one counts.
    pub DUPLICATE_KEY = "syntax/duplicate-key", Error, "A key stands twice in one object.";
    /// A key of a YAML mapping is itself a mapping or a sequence.
    pub COMPLEX_KEY = "syntax/complex-key", Error, "A key is a mapping or a sequence, which JSON cannot say.";
    /// A merge key (`<<`) whose value is no mapping.
    pub MERGE_KEY = "syntax/merge-key", Error, "The value of a merge key is neither a mapping nor a list of mappings.";
    /// A YAML alias that cannot be followed.
    pub ALIAS = "syntax/alias", Error, "An alias stands for something that contains it or could not be read.";
    /// A YAML tag that means nothing here.
    pub TAG = "syntax/tag", Warning, "A tag has no meaning in an OpenAPI document and is ignored.";
    /// A YAML number that JSON does not have.
    pub NOT_A_NUMBER = "syntax/not-a-json-number", Error, "A number is infinite or not a number, which JSON cannot say.";
    /// A YAML stream holds several documents.
    pub MULTIPLE_DOCUMENTS = "syntax/multiple-documents", Error, "A file holds several YAML documents; the first one counts.";
    /// The root file declares no version of OpenAPI that is read.
    pub VERSION = "document/version", Error, "A file is not an OpenAPI document of a supported version.";
    /// A limit of loading was reached.
    pub LIMIT = "limit/reached", Error, "A limit on size, depth or number was reached.";
    /// A file cannot be read from disk.
    pub UNREADABLE = "file/unreadable", Error, "A file cannot be read.";
    /// A reference leads nowhere.
    pub DANGLING = "reference/dangling", Error, "A reference leads nowhere.";
    /// References lead in a circle and never to a value.
    pub CIRCULAR = "reference/circular", Error, "References lead in a circle.";
    /// An object that is not a schema contains itself; the inner mention is left without a value.
    pub RECURSIVE = "reference/recursive", Warning, "An object other than a schema contains itself.";
    /// A reference leads to a component of another kind than is wanted.
    pub WRONG_KIND = "reference/wrong-kind", Error, "A reference leads to a component of another kind.";
    /// A reference stands where the specification has none.
    pub MISPLACED = "reference/misplaced", Warning, "A reference stands where the specification has none.";
    /// Fields beside a `$ref` where the version gives them no meaning.
    pub IGNORED_SIBLINGS = "reference/ignored-siblings", Warning, "Fields beside a reference are ignored.";
    /// A path item states a field that the path item it refers to states too; what then holds is undefined.
    pub PATH_ITEM_CONFLICT = "reference/path-item-conflict", Warning,
        "A path item and the one it refers to state the same field.";
    /// A value has another JSON type than the specification wants.
    pub WRONG_TYPE = "structure/wrong-type", Error, "A value has the wrong JSON type.";
    /// A field that must be there is not.
    pub MISSING_FIELD = "structure/missing-field", Error, "A required field is missing.";
    /// A field that no version of the specification knows at this place.
    pub UNKNOWN_FIELD = "structure/unknown-field", Error, "A field is not known at its place.";
    /// A field or value that belongs to another version of the specification than the file declares.
    pub OTHER_VERSION = "structure/other-version", Error, "A field or value belongs to another version of OpenAPI.";
    /// A value that is not one of those that may stand there.
    pub UNKNOWN_VALUE = "structure/unknown-value", Error, "A value is not one of those allowed.";
    /// Two fields of an object exclude each other.
    pub EXCLUSIVE_FIELDS = "structure/exclusive-fields", Error, "Two fields of an object exclude each other.";
    /// Two parameters of one list have the same name and location.
    pub DUPLICATE_PARAMETER = "structure/duplicate-parameter", Error, "A list names a parameter twice.";
    /// Two tags have the same name.
    pub DUPLICATE_TAG = "structure/duplicate-tag", Error, "A tag is declared twice.";
    /// A key of `responses` that is neither a status, nor a range of them, nor `default`.
    pub UNKNOWN_STATUS = "structure/unknown-status", Error, "A key of `responses` is not a status.";
    /// A key without quotes that YAML reads as a number, a boolean or null. It is read as its text.
    pub NON_STRING_KEY = "structure/non-string-key", Info, "A key is written as something else than a string.";
    /// A path parameter that is not stated to be required.
    pub OPTIONAL_PATH_PARAMETER = "structure/optional-path-parameter", Error, "A path parameter is not required.";
    /// `content` of a parameter or a header without exactly one entry.
    pub SEVERAL_CONTENTS = "structure/several-contents", Error, "The content of a parameter has not exactly one entry.";
    /// A key of `paths` that does not begin with a slash.
    pub RELATIVE_PATH = "structure/relative-path", Error, "A path does not begin with a slash.";
    /// A name in `components` with characters that no reference by name can have.
    pub COMPONENT_NAME = "structure/component-name", Error, "The name of a component has characters it must not have.";
    /// Objects are nested deeper than is read.
    pub TOO_DEEP = "structure/too-deep", Error, "Objects are nested too deeply.";
    /// A name that `type` cannot have.
    pub UNKNOWN_TYPE = "schema/unknown-type", Error, "A schema's type is not a type of JSON Schema.";
    /// A keyword that the dialect of the schema does not know.
    pub UNKNOWN_KEYWORD = "schema/unknown-keyword", Warning, "A schema has a keyword that its dialect does not know.";
    /// A keyword whose value has the right JSON type and still makes no sense.
    pub INVALID_KEYWORD = "schema/invalid-keyword", Error, "The value of a schema's keyword makes no sense.";
    /// `required` names a property twice.
    pub REPEATED_REQUIRED = "schema/repeated-required", Warning, "A schema requires a property twice.";
    /// A keyword that means nothing without another one.
    pub NO_EFFECT = "schema/no-effect", Warning, "A keyword has no effect without another one.";
    /// A schema declares a dialect that is not read as such.
    pub OTHER_DIALECT = "schema/other-dialect", Warning, "A schema is read by another dialect than it declares.";
    /// A reference leads out of the folders that may be read.
    pub OUTSIDE = "reference/outside", Error, "A reference leads out of the folders that may be read.";
    /// A reference leads to the network.
    pub REMOTE = "reference/remote", Error, "A reference leads to the network, which is not asked.";
    /// A reference is no URI reference that can be followed.
    pub INVALID = "reference/invalid", Error, "A reference cannot be understood.";
    /// A reference ends in `#/`, which names a member with an empty key; the whole file is taken.
    pub EMPTY_KEY = "reference/empty-key", Warning, "A reference ends in `#/` where the whole file is meant.";
    /// A JSON Pointer leads through an object that is itself a reference.
    pub THROUGH = "reference/through-reference", Warning, "A pointer leads through a reference, which it should name.";
    /// The types of the crate `openapiv3` have no place for something.
    pub NOT_IN_OPENAPIV3 = "openapiv3/not-represented", Warning, "The types of `openapiv3` have no place for something.";
}

#[cfg(test)]
mod tests {
    use avouch_diagnostics::Code;

    #[test]
    fn ids_are_unique_and_well_formed() {
        assert_eq!(Code::faults(super::ALL), Vec::<String>::new());
    }
}
