//! OpenAPI 3.0.

use super::{ArrayWord, BranchWord, Dialect, Fields, Keyword, NoteWord, NumberWord, Object, ObjectWord, StringWord};
use crate::document::ParameterLocation;

pub(super) static DIALECT: Dialect = Dialect {
    name: "3.0",
    fields,
    keywords: KEYWORDS,
    reference_siblings: false,
    boolean_schemas: false,
    open_vocabulary: false,
    types: &["string", "integer", "number", "boolean", "array", "object"],
    schema_dialects: &[],
    methods: METHODS,
    locations: LOCATIONS,
    styles: STYLES,
    security_types: &["apiKey", "http", "oauth2", "openIdConnect"],
    openapiv3_version: None,
    root_any_of: &["paths"],
};

pub(super) static METHODS: &[(&str, &str)] = &[
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("trace", "TRACE"),
];

pub(super) static LOCATIONS: &[(&str, ParameterLocation)] = &[
    ("path", ParameterLocation::Path),
    ("query", ParameterLocation::Query),
    ("header", ParameterLocation::Header),
    ("cookie", ParameterLocation::Cookie),
];

pub(super) static STYLES: &[(ParameterLocation, &[&str])] = &[
    (ParameterLocation::Path, &["simple", "label", "matrix"]),
    (ParameterLocation::Query, &["form", "spaceDelimited", "pipeDelimited", "deepObject"]),
    (ParameterLocation::Header, &["simple"]),
    (ParameterLocation::Cookie, &["form"]),
];

static KEYWORDS: &[(&str, Keyword)] = &[
    ("type", Keyword::Type),
    ("description", Keyword::Note(NoteWord::Description)),
    ("$ref", Keyword::Reference),
    ("properties", Keyword::Object(ObjectWord::Properties)),
    ("required", Keyword::Object(ObjectWord::Required)),
    ("items", Keyword::Array(ArrayWord::Items)),
    ("format", Keyword::Format),
    ("example", Keyword::Note(NoteWord::Example)),
    ("enum", Keyword::Enumeration),
    ("nullable", Keyword::Nullable),
    ("title", Keyword::Note(NoteWord::Title)),
    ("allOf", Keyword::Branch(BranchWord::AllOf)),
    ("anyOf", Keyword::Branch(BranchWord::AnyOf)),
    ("oneOf", Keyword::Branch(BranchWord::OneOf)),
    ("default", Keyword::Note(NoteWord::Default)),
    ("additionalProperties", Keyword::Object(ObjectWord::AdditionalProperties)),
    ("minimum", Keyword::Number(NumberWord::Minimum)),
    ("maximum", Keyword::Number(NumberWord::Maximum)),
    ("maxLength", Keyword::String(StringWord::MaxLength)),
    ("minLength", Keyword::String(StringWord::MinLength)),
    ("pattern", Keyword::String(StringWord::Pattern)),
    ("readOnly", Keyword::Note(NoteWord::ReadOnly)),
    ("writeOnly", Keyword::Note(NoteWord::WriteOnly)),
    ("deprecated", Keyword::Note(NoteWord::Deprecated)),
    ("minItems", Keyword::Array(ArrayWord::MinItems)),
    ("maxItems", Keyword::Array(ArrayWord::MaxItems)),
    ("uniqueItems", Keyword::Array(ArrayWord::UniqueItems)),
    ("not", Keyword::Branch(BranchWord::Not)),
    ("discriminator", Keyword::Discriminator),
    ("minProperties", Keyword::Object(ObjectWord::MinProperties)),
    ("maxProperties", Keyword::Object(ObjectWord::MaxProperties)),
    ("exclusiveMinimum", Keyword::Number(NumberWord::MinimumIsExclusive)),
    ("exclusiveMaximum", Keyword::Number(NumberWord::MaximumIsExclusive)),
    ("multipleOf", Keyword::Number(NumberWord::MultipleOf)),
    ("externalDocs", Keyword::Note(NoteWord::ExternalDocs)),
    ("xml", Keyword::Note(NoteWord::Xml)),
];

/// Fields of an object that may be extended.
pub(super) const fn open(known: &'static [&'static str], required: &'static [&'static str]) -> Fields {
    Fields { known, required, extensible: true }
}

/// Fields of an object that may not be extended.
pub(super) const fn closed(known: &'static [&'static str], required: &'static [&'static str]) -> Fields {
    Fields { known, required, extensible: false }
}

pub(super) fn fields(object: Object) -> Fields {
    match object {
        Object::Root | Object::Components | Object::Info | Object::Contact | Object::License => root_fields(object),
        Object::Server => open(&["url", "description", "variables"], &["url"]),
        Object::ServerVariable => open(&["enum", "default", "description"], &["default"]),
        Object::Tag => open(&["name", "description", "externalDocs"], &["name"]),
        Object::ExternalDocs => open(&["url", "description"], &["url"]),
        Object::PathItem | Object::Operation => operation_fields(object),
        Object::Parameter => open(
            &[
                "name",
                "in",
                "description",
                "required",
                "schema",
                "example",
                "examples",
                "style",
                "explode",
                "deprecated",
                "allowEmptyValue",
                "allowReserved",
                "content",
            ],
            &["name", "in"],
        ),
        Object::Header => open(
            &[
                "description",
                "schema",
                "required",
                "example",
                "examples",
                "style",
                "explode",
                "deprecated",
                "allowEmptyValue",
                "content",
            ],
            &[],
        ),
        Object::RequestBody => open(&["description", "content", "required"], &["content"]),
        Object::Response => open(&["description", "content", "headers", "links"], &["description"]),
        Object::MediaType => open(&["schema", "example", "examples", "encoding"], &[]),
        Object::Encoding => open(&["contentType", "headers", "style", "explode", "allowReserved"], &[]),
        Object::Example => open(&["summary", "description", "value", "externalValue"], &[]),
        Object::Link => {
            open(&["operationRef", "operationId", "parameters", "requestBody", "description", "server"], &[])
        }
        // The fields of a callback are runtime expressions, which no table can list.
        Object::Callback => open(&[], &[]),
        Object::Reference => closed(&["$ref"], &["$ref"]),
        Object::Discriminator => closed(&["propertyName", "mapping"], &["propertyName"]),
        Object::Xml => open(&["name", "namespace", "prefix", "attribute", "wrapped"], &[]),
        Object::SecurityScheme
        | Object::OAuthFlows
        | Object::ImplicitFlow
        | Object::PasswordFlow
        | Object::ClientCredentialsFlow
        | Object::AuthorizationCodeFlow => security_fields(object),
    }
}

fn root_fields(object: Object) -> Fields {
    match object {
        Object::Info => {
            open(&["title", "version", "description", "termsOfService", "contact", "license"], &["title", "version"])
        }
        Object::Contact => open(&["name", "url", "email"], &[]),
        Object::License => open(&["name", "url"], &["name"]),
        Object::Components => open(
            &[
                "schemas",
                "responses",
                "parameters",
                "examples",
                "requestBodies",
                "headers",
                "securitySchemes",
                "links",
                "callbacks",
            ],
            &[],
        ),
        _ => open(
            &["openapi", "info", "servers", "paths", "components", "security", "tags", "externalDocs"],
            &["openapi", "info"],
        ),
    }
}

fn operation_fields(object: Object) -> Fields {
    match object {
        Object::PathItem => open(
            &[
                "$ref",
                "summary",
                "description",
                "get",
                "put",
                "post",
                "delete",
                "options",
                "head",
                "patch",
                "trace",
                "servers",
                "parameters",
            ],
            &[],
        ),
        _ => open(
            &[
                "tags",
                "summary",
                "description",
                "operationId",
                "parameters",
                "requestBody",
                "responses",
                "security",
                "deprecated",
                "externalDocs",
                "callbacks",
                "servers",
            ],
            &["responses"],
        ),
    }
}

fn security_fields(object: Object) -> Fields {
    const FLOW: &[&str] = &["authorizationUrl", "tokenUrl", "refreshUrl", "scopes"];
    match object {
        Object::OAuthFlows => open(&["implicit", "password", "clientCredentials", "authorizationCode"], &[]),
        Object::ImplicitFlow => open(FLOW, &["authorizationUrl", "scopes"]),
        Object::PasswordFlow | Object::ClientCredentialsFlow => open(FLOW, &["tokenUrl", "scopes"]),
        Object::AuthorizationCodeFlow => open(FLOW, &["authorizationUrl", "tokenUrl", "scopes"]),
        _ => open(
            &["type", "description", "name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl"],
            &["type"],
        ),
    }
}
