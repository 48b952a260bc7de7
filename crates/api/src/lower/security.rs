//! Security schemes and requirements.

use avouch_diagnostics::Diagnostic;
use avouch_parser::document::{self as source, ParameterLocation, SecuritySchemeKind};
use indexmap::IndexMap;

use super::context::Context;
use crate::{AuthLocation, Credential, Requirement, SecurityScheme, codes};

/// The schemes of the document by name.
pub(super) fn schemes(context: &mut Context<'_>) -> IndexMap<String, SecurityScheme> {
    let declared = context.document.components.security_schemes.iter();
    declared
        .filter_map(|(name, referable)| {
            let scheme = referable.get()?;
            let description = referable.reference.as_ref().and_then(|reference| reference.description.clone());
            let lowered = SecurityScheme {
                origin: scheme.origin,
                name: name.clone(),
                description: description.or_else(|| scheme.description.clone()),
                location: location(&scheme.kind),
            };
            Some((name.clone(), lowered))
        })
        .collect()
}

/// What holds for an operation: its own list, even where that is empty, else the document's.
pub(super) fn effective(context: &mut Context<'_>, own: Option<&[source::SecurityRequirement]>) -> Vec<Requirement> {
    let stated = own.or(context.document.security.as_deref()).unwrap_or_default();
    let schemes = stated.iter().flat_map(|requirement| requirement.schemes.values());
    if !context.charge(stated.len() + schemes.map(|scopes| 1 + scopes.len()).sum::<usize>()) {
        return Vec::new();
    }
    stated.iter().map(|requirement| lower(context, requirement)).collect()
}

fn lower(context: &mut Context<'_>, requirement: &source::SecurityRequirement) -> Requirement {
    let credentials = requirement.schemes.iter().map(|(name, scopes)| {
        if !context.document.components.security_schemes.contains_key(name) {
            let message = format!("the security scheme \"{name}\" is not declared");
            let hint = "declare it under `components.securitySchemes`; until then nobody can meet this requirement";
            let place = requirement.origin.place();
            context.report(Diagnostic::new(&codes::UNDECLARED_SCHEME, place, message).hint(hint));
        }
        Credential { scheme: name.clone(), scopes: scopes.clone() }
    });
    Requirement { credentials: credentials.collect() }
}

fn location(kind: &SecuritySchemeKind) -> AuthLocation {
    match kind {
        SecuritySchemeKind::ApiKey { name, location } => match location {
            ParameterLocation::Header | ParameterLocation::Path => AuthLocation::Header { name: name.clone() },
            ParameterLocation::Query | ParameterLocation::Querystring => AuthLocation::Query { name: name.clone() },
            ParameterLocation::Cookie => AuthLocation::Cookie { name: name.clone() },
        },
        SecuritySchemeKind::Http { scheme, .. } if scheme.eq_ignore_ascii_case("basic") => AuthLocation::Basic,
        SecuritySchemeKind::Http { scheme, bearer_format } if scheme.eq_ignore_ascii_case("bearer") => {
            AuthLocation::Bearer { format: bearer_format.clone() }
        }
        SecuritySchemeKind::Http { scheme, .. } => AuthLocation::OtherHttp { scheme: scheme.clone() },
        SecuritySchemeKind::MutualTls => AuthLocation::MutualTls,
        SecuritySchemeKind::OAuth2 { flows } => AuthLocation::OAuth2 { flows: flows.clone() },
        SecuritySchemeKind::OpenIdConnect { url } => AuthLocation::OpenIdConnect { url: url.clone() },
    }
}

#[cfg(test)]
mod tests {
    use crate::AuthLocation;
    use crate::lower::test::{codes_of, lowered};

    #[test]
    fn an_empty_list_takes_the_documents_away() {
        let (api, diagnostics) = lowered(
            "security: [{token: []}]
paths:
  /a: {get: {responses: {'200': {description: ok}}}}
  /b: {get: {security: [], responses: {'200': {description: ok}}}}
  /c: {get: {security: [{}, {token: [read], key: []}], responses: {'200': {description: ok}}}}
components:
  securitySchemes:
    token: {type: http, scheme: BEARER, bearerFormat: JWT}
    key: {type: apiKey, in: cookie, name: session}
",
        );
        assert_eq!(codes_of(&diagnostics), [""; 0]);
        let anonymous: Vec<_> = api.operations.iter().map(crate::Operation::allows_anonymous).collect();
        assert_eq!(anonymous, [false, true, true]);
        let credentials: Vec<_> = api.operations[2].security[1]
            .credentials
            .iter()
            .map(|credential| (credential.scheme.as_str(), credential.scopes.len()))
            .collect();
        assert_eq!(credentials, [("token", 1), ("key", 0)]);
        assert!(
            matches!(&api.security_schemes["token"].location, AuthLocation::Bearer { format: Some(format) } if format == "JWT")
        );
        assert!(matches!(&api.security_schemes["key"].location, AuthLocation::Cookie { name } if name == "session"));
    }

    #[test]
    fn an_undeclared_scheme_is_told_once_and_stays() {
        let (api, diagnostics) = lowered(
            "security: [{missing: []}]
paths:
  /a: {get: {responses: {'200': {description: ok}}}, put: {responses: {'200': {description: ok}}}}
",
        );
        assert_eq!(codes_of(&diagnostics), ["security/undeclared-scheme"]);
        assert!(!api.operations[1].allows_anonymous());
    }
}
