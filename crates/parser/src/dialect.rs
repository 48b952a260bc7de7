//! What differs between the versions of the specification, as tables.
//!
//! A version is a `Dialect`: which fields an object may and must have, which keywords a schema may have and how each of
//! them is read, and a handful of names. Lowering asks the tables and never the version, so that a further version is a
//! further table.

mod keyword;
mod v3_0;
mod v3_1;

use std::fmt;

use crate::document::ParameterLocation;
use crate::tree::{Kind, NodeRef};

pub(crate) use keyword::{ArrayWord, BranchWord, CoreWord, Keyword, NoteWord, NumberWord, ObjectWord, StringWord};

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

/// Why the version of a file cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionFault {
    /// The file declares no version: it is not an OpenAPI document, though it may be a part of one.
    Undeclared,
    /// The declaration is not a version number.
    Malformed(String),
    /// The version is a real one, or a future one, that is not read.
    Unsupported(String),
}

impl fmt::Display for VersionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VersionFault::Undeclared => f.write_str("it has no `openapi` field, so it is not an OpenAPI document"),
            VersionFault::Malformed(text) => write!(f, "`{text}` is not a version of OpenAPI"),
            VersionFault::Unsupported(text) => {
                write!(f, "OpenAPI {text} is not supported yet; supported are")?;
                Line::ALL
                    .iter()
                    .enumerate()
                    .try_for_each(|(index, line)| write!(f, "{} {line}", if index == 0 { "" } else { " and" }))
            }
        }
    }
}

impl std::error::Error for VersionFault {}

/// The longest text that is looked at as a version, in bytes.
const LONGEST: usize = 40;

impl Version {
    /// The version that the root of a file declares.
    ///
    /// A declaration without quotes, which YAML reads as a number (`openapi: 3.1`), counts too.
    ///
    /// # Errors
    ///
    /// Where there is no declaration, or none that is supported.
    pub fn declared(root: NodeRef<'_>) -> Result<Self, VersionFault> {
        let declaration = root.get("openapi").or_else(|| root.get("swagger")).ok_or(VersionFault::Undeclared)?;
        let text = match declaration.kind() {
            Kind::String => declaration.as_str().unwrap_or_default().to_owned(),
            Kind::Number => declaration.to_value().to_string(),
            _ => return Err(VersionFault::Malformed("what stands there".to_owned())),
        };
        // No version is that long; what is need not be repeated in full.
        if text.len() > LONGEST {
            return Err(VersionFault::Malformed(text.chars().take(LONGEST).chain(['…']).collect()));
        }
        Version::parse(text)
    }

    fn parse(text: String) -> Result<Self, VersionFault> {
        let mut numbers = text.split('.').map(|part| part.split(['-', '+']).next().unwrap_or_default().parse::<u32>());
        let (Some(Ok(major)), minor) = (numbers.next(), numbers.next().unwrap_or(Ok(0))) else {
            return Err(VersionFault::Malformed(text));
        };
        let line = match (major, minor) {
            (3, Ok(0)) => Line::V3_0,
            (3, Ok(1)) => Line::V3_1,
            (_, Ok(_)) => return Err(VersionFault::Unsupported(text)),
            (_, Err(_)) => return Err(VersionFault::Malformed(text)),
        };
        Ok(Version { line, text })
    }
}

impl Line {
    /// Every line that is read, oldest first.
    pub const ALL: &'static [Line] = &[Line::V3_0, Line::V3_1];

    pub(crate) fn dialect(self) -> &'static Dialect {
        match self {
            Line::V3_0 => &v3_0::DIALECT,
            Line::V3_1 => &v3_1::DIALECT,
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.dialect().name)
    }
}

/// How one line of versions is read.
#[derive(Debug)]
pub(crate) struct Dialect {
    /// The line as people write it: `3.0`.
    pub(crate) name: &'static str,
    /// The fields of an object.
    pub(crate) fields: fn(Object) -> Fields,
    /// The keywords of a schema, the frequent ones first.
    pub(crate) keywords: &'static [(&'static str, Keyword)],
    /// Whether keywords beside `$ref` hold too; otherwise they are ignored.
    pub(crate) reference_siblings: bool,
    /// Whether `true` and `false` are schemas.
    pub(crate) boolean_schemas: bool,
    /// Whether a schema may have keywords of its author's own.
    pub(crate) open_vocabulary: bool,
    /// The names that `type` may have.
    pub(crate) types: &'static [&'static str],
    /// What `$schema` and `jsonSchemaDialect` may name: the dialects that are read as this table reads schemas.
    pub(crate) schema_dialects: &'static [&'static str],
    /// The operations of a path item: field and HTTP method.
    pub(crate) methods: &'static [(&'static str, &'static str)],
    /// What a parameter's `in` may be.
    pub(crate) locations: &'static [(&'static str, ParameterLocation)],
    /// What `style` may be at each location.
    pub(crate) styles: &'static [(ParameterLocation, &'static [&'static str])],
    /// What a security scheme's `type` may be.
    pub(crate) security_types: &'static [&'static str],
    /// The version to declare in the terms of 3.0, where the document's own would say something else.
    pub(crate) openapiv3_version: Option<&'static str>,
    /// Of which fields the root object must have at least one.
    pub(crate) root_any_of: &'static [&'static str],
}

impl Dialect {
    /// How a keyword of a schema is read; `None` where the dialect does not know it.
    pub(crate) fn keyword(&self, name: &str) -> Option<Keyword> {
        self.keywords.iter().find(|(known, _)| *known == name).map(|(_, keyword)| *keyword)
    }

    /// What `style` may be at a location.
    pub(crate) fn styles_at(&self, location: ParameterLocation) -> &'static [&'static str] {
        self.styles.iter().find(|(known, _)| *known == location).map(|(_, styles)| *styles).unwrap_or_default()
    }

    /// The HTTP method of a field of a path item.
    pub(crate) fn method(&self, field: &str) -> Option<&'static str> {
        self.methods.iter().find(|(known, _)| *known == field).map(|(_, method)| *method)
    }
}

/// The lines whose dialect passes a test, as words: `3.1`.
pub(crate) fn lines_where(test: impl Fn(&Dialect) -> bool) -> Vec<&'static str> {
    Line::ALL.iter().map(|line| line.dialect()).filter(|dialect| test(dialect)).map(|dialect| dialect.name).collect()
}

/// The fields that an object may and must have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// Every field but extensions.
    pub(crate) known: &'static [&'static str],
    /// Those that must be there.
    pub(crate) required: &'static [&'static str],
    /// Whether `x-…` may be there.
    pub(crate) extensible: bool,
}

/// The kinds of objects with fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Object {
    Root,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Tag,
    ExternalDocs,
    Components,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Header,
    MediaType,
    Encoding,
    Example,
    Link,
    Callback,
    Reference,
    SecurityScheme,
    OAuthFlows,
    ImplicitFlow,
    PasswordFlow,
    ClientCredentialsFlow,
    AuthorizationCodeFlow,
    Discriminator,
    Xml,
}

impl Object {
    /// What to call such an object in a message.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Object::Root => "the document",
            Object::Info => "`info`",
            Object::Contact => "`contact`",
            Object::License => "`license`",
            Object::Server => "a server",
            Object::ServerVariable => "a server variable",
            Object::Tag => "a tag",
            Object::ExternalDocs => "`externalDocs`",
            Object::Components => "`components`",
            Object::PathItem => "a path item",
            Object::Operation => "an operation",
            Object::Parameter => "a parameter",
            Object::RequestBody => "a request body",
            Object::Response => "a response",
            Object::Header => "a header",
            Object::MediaType => "a media type",
            Object::Encoding => "an encoding",
            Object::Example => "an example",
            Object::Link => "a link",
            Object::Callback => "a callback",
            Object::Reference => "a reference",
            Object::SecurityScheme => "a security scheme",
            Object::OAuthFlows => "`flows`",
            Object::ImplicitFlow => "an implicit flow",
            Object::PasswordFlow => "a password flow",
            Object::ClientCredentialsFlow => "a client credentials flow",
            Object::AuthorizationCodeFlow => "an authorization code flow",
            Object::Discriminator => "a discriminator",
            Object::Xml => "`xml`",
        }
    }
}

/// The sections of `components`, and what stands in each; `None` for schemas, which are no objects with fixed fields.
pub(crate) const SECTIONS: &[(&str, Option<Object>)] = &[
    ("schemas", None),
    ("responses", Some(Object::Response)),
    ("parameters", Some(Object::Parameter)),
    ("examples", Some(Object::Example)),
    ("requestBodies", Some(Object::RequestBody)),
    ("headers", Some(Object::Header)),
    ("securitySchemes", Some(Object::SecurityScheme)),
    ("links", Some(Object::Link)),
    ("callbacks", Some(Object::Callback)),
    ("pathItems", Some(Object::PathItem)),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Line, VersionFault> {
        Version::parse(text.to_owned()).map(|version| version.line)
    }

    #[test]
    fn patch_versions_belong_to_their_line() {
        assert_eq!(parse("3.0.0"), Ok(Line::V3_0));
        assert_eq!(parse("3.0.4"), Ok(Line::V3_0));
        assert_eq!(parse("3.1.0-rc1"), Ok(Line::V3_1));
        assert_eq!(parse("3.1"), Ok(Line::V3_1));
    }

    #[test]
    fn other_versions_are_named() {
        let message = |text: &str| parse(text).map_err(|fault| fault.to_string());
        assert_eq!(message("2.0"), Err("OpenAPI 2.0 is not supported yet; supported are 3.0 and 3.1".to_owned()));
        assert_eq!(message("3.2.0"), Err("OpenAPI 3.2.0 is not supported yet; supported are 3.0 and 3.1".to_owned()));
        assert_eq!(message("three"), Err("`three` is not a version of OpenAPI".to_owned()));
        assert_eq!(message(""), Err("`` is not a version of OpenAPI".to_owned()));
        assert_eq!(message("3.x"), Err("`3.x` is not a version of OpenAPI".to_owned()));
    }

    #[test]
    fn no_table_names_a_thing_twice() {
        for line in Line::ALL {
            let dialect = line.dialect();
            for (index, (name, _)) in dialect.keywords.iter().enumerate() {
                assert!(dialect.keywords[..index].iter().all(|(other, _)| other != name), "{line}: {name}");
            }
            for object in [Object::Root, Object::Parameter, Object::PathItem, Object::SecurityScheme, Object::Link] {
                let fields = (dialect.fields)(object);
                assert!(fields.required.iter().all(|field| fields.known.contains(field)), "{line}: {object:?}");
            }
        }
    }

    #[test]
    fn every_method_is_a_field_of_a_path_item() {
        for line in Line::ALL {
            let dialect = line.dialect();
            let fields = (dialect.fields)(Object::PathItem);
            assert!(dialect.methods.iter().all(|(field, _)| fields.known.contains(field)), "{line}");
        }
    }
}
