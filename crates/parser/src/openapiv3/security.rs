//! Security schemes and requirements.

use avouch_diagnostics::Severity;

use super::{Border, v3};
use crate::document::{
    OAuthFlow, OAuthFlows, Origin, ParameterLocation, SecurityRequirement, SecurityScheme, SecuritySchemeKind,
};

/// Requirements, which are maps on both sides.
pub(super) fn requirements(requirements: &[SecurityRequirement]) -> Vec<v3::SecurityRequirement> {
    requirements.iter().map(|requirement| requirement.schemes.clone()).collect()
}

impl Border<'_> {
    pub(super) fn security_scheme(&mut self, scheme: &SecurityScheme) -> Option<v3::SecurityScheme> {
        let description = scheme.description.clone();
        let extensions = self.extensions(&scheme.extensions);
        let place = scheme.origin.place();
        if scheme.deprecated {
            self.leave_out(place, Severity::Info, "`deprecated` of a security scheme");
        }
        Some(match &scheme.kind {
            SecuritySchemeKind::ApiKey { name, location } => {
                let location = match location {
                    ParameterLocation::Query => v3::APIKeyLocation::Query,
                    ParameterLocation::Header => v3::APIKeyLocation::Header,
                    ParameterLocation::Cookie => v3::APIKeyLocation::Cookie,
                    ParameterLocation::Path | ParameterLocation::Querystring => {
                        self.leave_out(place, Severity::Warning, "an API key at this place");
                        return None;
                    }
                };
                v3::SecurityScheme::APIKey { location, name: name.clone(), description, extensions }
            }
            SecuritySchemeKind::Http { scheme, bearer_format } => v3::SecurityScheme::HTTP {
                scheme: scheme.clone(),
                bearer_format: bearer_format.clone(),
                description,
                extensions,
            },
            SecuritySchemeKind::OAuth2 { flows } => {
                v3::SecurityScheme::OAuth2 { flows: self.flows(scheme.origin, flows), description, extensions }
            }
            SecuritySchemeKind::OpenIdConnect { url } => {
                v3::SecurityScheme::OpenIDConnect { open_id_connect_url: url.clone(), description, extensions }
            }
            SecuritySchemeKind::MutualTls => {
                self.leave_out(place, Severity::Warning, "the security scheme type `mutualTLS`");
                return None;
            }
        })
    }

    fn flows(&mut self, origin: Origin, flows: &OAuthFlows) -> v3::OAuth2Flows {
        if flows.device_authorization.is_some() {
            self.leave_out(origin.place(), Severity::Warning, "the flow `deviceAuthorization`");
        }
        let authorization_url = |flow: &OAuthFlow| flow.authorization_url.clone().unwrap_or_default();
        let token_url = |flow: &OAuthFlow| flow.token_url.clone().unwrap_or_default();
        v3::OAuth2Flows {
            implicit: flows.implicit.as_ref().map(|flow| v3::ImplicitOAuth2Flow {
                authorization_url: authorization_url(flow),
                refresh_url: flow.refresh_url.clone(),
                scopes: flow.scopes.clone(),
                extensions: self.extensions(&flow.extensions),
            }),
            password: flows.password.as_ref().map(|flow| v3::PasswordOAuth2Flow {
                refresh_url: flow.refresh_url.clone(),
                token_url: token_url(flow),
                scopes: flow.scopes.clone(),
                extensions: self.extensions(&flow.extensions),
            }),
            client_credentials: flows.client_credentials.as_ref().map(|flow| v3::ClientCredentialsOAuth2Flow {
                refresh_url: flow.refresh_url.clone(),
                token_url: token_url(flow),
                scopes: flow.scopes.clone(),
                extensions: self.extensions(&flow.extensions),
            }),
            authorization_code: flows.authorization_code.as_ref().map(|flow| v3::AuthorizationCodeOAuth2Flow {
                authorization_url: authorization_url(flow),
                token_url: token_url(flow),
                refresh_url: flow.refresh_url.clone(),
                scopes: flow.scopes.clone(),
                extensions: self.extensions(&flow.extensions),
            }),
            extensions: self.extensions(&flows.extensions),
        }
    }
}
