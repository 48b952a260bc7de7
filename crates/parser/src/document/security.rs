//! Security schemes and requirements.

use indexmap::IndexMap;

use super::{Extensions, Origin, ParameterLocation};

/// One alternative of a `security` list: all of the named schemes together. Empty means that anonymous calls are allowed.
#[derive(Clone, Debug)]
pub struct SecurityRequirement {
    /// Where it stands.
    pub origin: Origin,
    /// The scopes or roles needed, by the name of the scheme.
    pub schemes: IndexMap<String, Vec<String>>,
}

/// A security scheme.
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// Where it stands.
    pub origin: Origin,
    /// `description`.
    pub description: Option<String>,
    /// What kind it is, with what belongs to the kind.
    pub kind: SecuritySchemeKind,
    /// `deprecated` (3.2).
    pub deprecated: bool,
    /// `x-…`.
    pub extensions: Extensions,
}

/// The kinds of security schemes.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "a document has a handful of them")]
pub enum SecuritySchemeKind {
    /// `apiKey`: a value in a header, the query or a cookie.
    ApiKey {
        /// `name`.
        name: String,
        /// `in`.
        location: ParameterLocation,
    },
    /// `http`: an HTTP authentication scheme.
    Http {
        /// `scheme` as registered with IANA, case-insensitive: `basic`, `bearer`.
        scheme: String,
        /// `bearerFormat`.
        bearer_format: Option<String>,
    },
    /// `mutualTLS` (3.1).
    MutualTls,
    /// `oauth2`.
    OAuth2 {
        /// `flows`.
        flows: OAuthFlows,
    },
    /// `openIdConnect`.
    OpenIdConnect {
        /// `openIdConnectUrl`.
        url: String,
    },
}

/// `flows` of an OAuth 2.0 scheme.
#[derive(Clone, Debug, Default)]
pub struct OAuthFlows {
    /// `implicit`.
    pub implicit: Option<OAuthFlow>,
    /// `password`.
    pub password: Option<OAuthFlow>,
    /// `clientCredentials` (`application` in 2.0).
    pub client_credentials: Option<OAuthFlow>,
    /// `authorizationCode` (`accessCode` in 2.0).
    pub authorization_code: Option<OAuthFlow>,
    /// `deviceAuthorization` (3.2).
    pub device_authorization: Option<OAuthFlow>,
    /// `x-…`.
    pub extensions: Extensions,
}

/// One OAuth 2.0 flow.
#[derive(Clone, Debug, Default)]
pub struct OAuthFlow {
    /// `authorizationUrl`.
    pub authorization_url: Option<String>,
    /// `tokenUrl`.
    pub token_url: Option<String>,
    /// `refreshUrl`.
    pub refresh_url: Option<String>,
    /// `deviceAuthorizationUrl` (3.2).
    pub device_authorization_url: Option<String>,
    /// `scopes`, by name with their descriptions.
    pub scopes: IndexMap<String, String>,
    /// `x-…`.
    pub extensions: Extensions,
}
