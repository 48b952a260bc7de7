//! Security: what a caller must show, and how.

use avouch_parser::document::{OAuthFlows, Origin};

/// A security scheme.
#[derive(Debug)]
pub struct SecurityScheme {
    /// Where it stands.
    pub origin: Origin,
    /// The name that requirements use.
    pub name: String,
    /// `description`.
    pub description: Option<String>,
    /// What is shown.
    pub location: AuthLocation,
}

/// How credentials travel.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a document has a handful of schemes")]
pub enum AuthLocation {
    /// `Authorization: Basic …` (RFC 7617).
    Basic,
    /// `Authorization: Bearer …` (RFC 6750).
    Bearer {
        /// `bearerFormat`.
        format: Option<String>,
    },
    /// Another scheme of the `Authorization` header.
    OtherHttp {
        /// The scheme's name.
        scheme: String,
    },
    /// A key in a header.
    Header {
        /// The header's name.
        name: String,
    },
    /// A key in the query.
    Query {
        /// The parameter's name.
        name: String,
    },
    /// A key in a cookie.
    Cookie {
        /// The cookie's name.
        name: String,
    },
    /// A bearer token that OAuth 2.0 gives out.
    OAuth2 {
        /// The flows.
        flows: OAuthFlows,
    },
    /// A bearer token of an identity provider (`openIdConnect`).
    OpenIdConnect {
        /// The address of the discovery document.
        url: String,
    },
    /// A client certificate.
    MutualTls,
}

/// One alternative: all of its credentials together. Without any, callers may come anonymously.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// The credentials.
    pub credentials: Vec<Credential>,
}

/// A scheme and the scopes that are needed.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The name of the scheme. The document declares it; undeclared names are a diagnostic, and keep the requirement from
    /// being met.
    pub scheme: String,
    /// The scopes or roles.
    pub scopes: Vec<String>,
}
