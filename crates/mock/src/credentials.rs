//! Whether a request shows the credentials that its operation demands. Any token will do.

use avouch_api::{Api, AuthLocation, Operation, Requirement};
use avouch_validate::Request;
use avouch_wire::auth::Credentials;
use avouch_wire::{Cookies, Query};

/// Whether one of the operation's alternatives is met.
pub(crate) fn are_shown(api: &Api, operation: &Operation, request: &Request) -> bool {
    operation.allows_anonymous() || operation.security.iter().any(|alternative| is_met(api, alternative, request))
}

/// The challenge that goes with a 401 (RFC 9110, section 11.6.1): the first scheme of the operation that has one.
pub(crate) fn challenge(api: &Api, operation: &Operation) -> String {
    let schemes = operation.security.iter().flat_map(|alternative| &alternative.credentials);
    let mut challenges =
        schemes.filter_map(|credential| match &api.security_schemes.get(&credential.scheme)?.location {
            AuthLocation::Basic => Some("Basic realm=\"mock\"".to_owned()),
            AuthLocation::Bearer { .. } | AuthLocation::OAuth2 { .. } | AuthLocation::OpenIdConnect { .. } => {
                Some("Bearer realm=\"mock\"".to_owned())
            }
            AuthLocation::OtherHttp { scheme } => Some(scheme.clone()),
            _ => None,
        });
    challenges.next().unwrap_or_else(|| "ApiKey realm=\"mock\"".to_owned())
}

/// The bearer token of a request, where a scheme of the operation takes one.
pub(crate) fn bearer(api: &Api, operation: &Operation, request: &Request) -> Option<String> {
    let mut schemes = operation.security.iter().flat_map(|alternative| &alternative.credentials);
    let takes_one = schemes.any(|credential| {
        matches!(
            api.security_schemes.get(&credential.scheme).map(|scheme| &scheme.location),
            Some(AuthLocation::Bearer { .. } | AuthLocation::OAuth2 { .. } | AuthLocation::OpenIdConnect { .. })
        )
    });
    let fields = request.headers.get_all(http::header::AUTHORIZATION);
    fields.iter().filter(|_| takes_one).find_map(|field| match Credentials::parse(field.to_str().ok()?) {
        Ok(Credentials::Bearer(token)) => Some(token),
        _ => None,
    })
}

fn is_met(api: &Api, alternative: &Requirement, request: &Request) -> bool {
    alternative.credentials.iter().all(|credential| match api.security_schemes.get(&credential.scheme) {
        Some(scheme) => is_shown(&scheme.location, request),
        None => false,
    })
}

fn is_shown(location: &AuthLocation, request: &Request) -> bool {
    let fields = request.headers.get_all(http::header::AUTHORIZATION);
    let mut authorizations = fields.iter().filter_map(|field| Credentials::parse(field.to_str().ok()?).ok());
    match location {
        AuthLocation::Basic => authorizations.any(|shown| matches!(shown, Credentials::Basic(_))),
        AuthLocation::Bearer { .. } | AuthLocation::OAuth2 { .. } | AuthLocation::OpenIdConnect { .. } => {
            authorizations.any(|shown| matches!(shown, Credentials::Bearer(_)))
        }
        AuthLocation::OtherHttp { scheme } => {
            authorizations.any(|shown| matches!(shown, Credentials::Other(own, _) if own.eq_ignore_ascii_case(scheme)))
        }
        AuthLocation::Header { name } => request.headers.get(name).is_some_and(|value| !value.is_empty()),
        AuthLocation::Query { name } => {
            let query = Query::parse(request.query());
            query.named(name).any(|pair| !pair.raw_value().is_empty())
        }
        AuthLocation::Cookie { name } => {
            let mut cookies = Cookies::default();
            for field in request.headers.get_all(http::header::COOKIE) {
                cookies.add(&String::from_utf8_lossy(field.as_bytes()));
            }
            cookies.pairs().any(|(own, value)| own == name && !value.is_empty())
        }
        // Certificates are shown below HTTP, where a mock does not look.
        AuthLocation::MutualTls => true,
    }
}
