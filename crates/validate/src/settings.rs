//! How strictly documents are read.

/// Which side of an exchange a value belongs to: `readOnly` properties are the server's, `writeOnly` ones the client's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum View {
    /// A value that a client sends. Required properties that are `readOnly` are not demanded.
    Request,
    /// A value that a server sends. Required properties that are `writeOnly` are not demanded.
    Response,
}

/// What the word `nullable: true` admits (OpenAPI 3.0).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nullable {
    /// `null`, wherever the word stands: also beside `allOf` or `enum`, where the specification gives it no effect but
    /// authors expect one.
    #[default]
    AsMeant,
    /// `null` only beside a `type` in the same schema object, and only if `enum` lists it (OpenAPI 3.0.4, Schema Object).
    AsSpecified,
}

/// Whether a `format` decides about a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Formats {
    /// Formats that are known are checked, and `int32`, `int64` and `float` bound numbers; unknown ones are tolerated.
    #[default]
    Assert,
    /// Formats are remarks, as JSON Schema 2020-12 has it by default.
    Annotate,
}

/// Whether messages quote values. Those of properties whose name speaks of a secret are never quoted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Values {
    /// Short ones are.
    #[default]
    Quoted,
    /// None is; messages say what kind of value it was.
    Masked,
}

/// The switches of a [`Validator`](crate::Validator).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether formats are checked.
    pub formats: Formats,
    /// What `nullable: true` admits.
    pub nullable: Nullable,
    /// Whether properties that are `readOnly` are reported when a request sends them (and `writeOnly` ones in a response);
    /// the specification says that they should not be sent, and that a server may ignore them.
    pub report_one_way_properties: bool,
    /// Whether properties that the schema does not declare are reported, as information.
    pub report_undeclared_properties: bool,
    /// Whether query parameters that the operation does not declare are reported, as information.
    pub report_unknown_query: bool,
    /// Whether messages quote values.
    pub values: Values,
    /// The most violations that one check returns.
    pub max_violations: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            formats: Formats::default(),
            nullable: Nullable::default(),
            report_one_way_properties: false,
            report_undeclared_properties: false,
            report_unknown_query: false,
            values: Values::default(),
            max_violations: 50,
        }
    }
}
