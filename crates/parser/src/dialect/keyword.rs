//! How a keyword of a schema is read.

/// How a keyword is read, by the part of [`Schema`](crate::document::Schema) that it goes into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyword {
    /// `$ref`.
    Reference,
    /// `$dynamicRef`.
    DynamicReference,
    /// `type` as one name.
    Type,
    /// `type` as one name or a list of names.
    Types,
    /// `nullable`.
    Nullable,
    /// `format`.
    Format,
    /// `enum`.
    Enumeration,
    /// `const`.
    Constant,
    /// `discriminator`.
    Discriminator,
    /// Keywords that say nothing about which values are valid.
    Note(NoteWord),
    /// Keywords that name a schema.
    Core(CoreWord),
    /// Keywords about objects.
    Object(ObjectWord),
    /// Keywords about arrays.
    Array(ArrayWord),
    /// Keywords about strings.
    String(StringWord),
    /// Keywords about numbers.
    Number(NumberWord),
    /// Keywords that combine schemas.
    Branch(BranchWord),
}

/// Keywords that say nothing about which values are valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoteWord {
    Title,
    Description,
    Default,
    /// One example.
    Example,
    /// A list of examples.
    Examples,
    ReadOnly,
    WriteOnly,
    Deprecated,
    Xml,
    ExternalDocs,
}

/// Keywords of the JSON Schema core: what names a schema and what it is read by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CoreWord {
    Id,
    Anchor,
    DynamicAnchor,
    Comment,
    /// `$schema`.
    Dialect,
    /// `$defs`.
    Definitions,
}

/// Keywords about objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectWord {
    Properties,
    Required,
    AdditionalProperties,
    PatternProperties,
    PropertyNames,
    UnevaluatedProperties,
    MinProperties,
    MaxProperties,
    DependentRequired,
    DependentSchemas,
}

/// Keywords about arrays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ArrayWord {
    Items,
    PrefixItems,
    Contains,
    MinContains,
    MaxContains,
    MinItems,
    MaxItems,
    UniqueItems,
    UnevaluatedItems,
}

/// Keywords about strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StringWord {
    MinLength,
    MaxLength,
    Pattern,
    ContentEncoding,
    ContentMediaType,
    ContentSchema,
}

/// Keywords about numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberWord {
    Minimum,
    Maximum,
    /// `exclusiveMinimum` as a bound of its own.
    ExclusiveMinimum,
    /// `exclusiveMaximum` as a bound of its own.
    ExclusiveMaximum,
    /// `exclusiveMinimum` as a word about `minimum`.
    MinimumIsExclusive,
    /// `exclusiveMaximum` as a word about `maximum`.
    MaximumIsExclusive,
    MultipleOf,
}

/// Keywords that combine schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BranchWord {
    AllOf,
    AnyOf,
    OneOf,
    Not,
    If,
    Then,
    Else,
}
