//! Security schemes and requirements.

use avouch_diagnostics::Diagnostic;

use super::Lowering;
use super::shared::{Cache, Caches, Shared};
use crate::codes;
use crate::dialect::Object;
use crate::document::{
    Extensions, OAuthFlow, OAuthFlows, ParameterLocation, SecurityRequirement, SecurityScheme, SecuritySchemeKind,
};
use crate::tree::{Kind, NodeRef};

impl<'l> Lowering<'l> {
    /// A list of alternatives. `None` where it is no list, as if it were absent.
    pub(super) fn requirements(&mut self, node: NodeRef<'l>) -> Option<Vec<SecurityRequirement>> {
        let node = self.at(node);
        let requirements = self.list(node, Self::requirement);
        (node.kind() == Kind::Array).then(|| requirements.into_iter().flatten().collect())
    }

    fn requirement(&mut self, node: NodeRef<'l>) -> Option<SecurityRequirement> {
        if !self.is_object(node, "an object (a security requirement)") {
            return None;
        }
        Some(SecurityRequirement { origin: node.origin(), schemes: self.map(node, Self::texts) })
    }

    fn flows(&mut self, node: NodeRef<'l>) -> Option<OAuthFlows> {
        let mut flows = OAuthFlows::default();
        for (key, child) in self.fields(Object::OAuthFlows, node, &mut flows.extensions)? {
            match key {
                "implicit" => flows.implicit = self.flow(Object::ImplicitFlow, child),
                "password" => flows.password = self.flow(Object::PasswordFlow, child),
                "clientCredentials" => flows.client_credentials = self.flow(Object::ClientCredentialsFlow, child),
                "authorizationCode" => flows.authorization_code = self.flow(Object::AuthorizationCodeFlow, child),
                _ => self.unread(child),
            }
        }
        Some(flows)
    }

    fn flow(&mut self, object: Object, node: NodeRef<'l>) -> Option<OAuthFlow> {
        let mut flow = OAuthFlow::default();
        for (key, child) in self.fields(object, node, &mut flow.extensions)? {
            match key {
                "authorizationUrl" => flow.authorization_url = self.text(child),
                "tokenUrl" => flow.token_url = self.text(child),
                "refreshUrl" => flow.refresh_url = self.text(child),
                "scopes" => {
                    flow.scopes = self.map_as_it_is(child, |lowering, scope| lowering.text(scope).unwrap_or_default());
                }
                _ => self.unread(child),
            }
        }
        Some(flow)
    }
}

/// The fields of a security scheme before its type is known to need them.
#[derive(Default)]
struct SchemeFields<'l> {
    kind: Option<NodeRef<'l>>,
    name: Option<String>,
    location: Option<ParameterLocation>,
    scheme: Option<String>,
    bearer_format: Option<String>,
    flows: Option<OAuthFlows>,
    url: Option<String>,
}

impl Shared for SecurityScheme {
    const OBJECT: Object = Object::SecurityScheme;

    fn read<'l>(lowering: &mut Lowering<'l>, node: NodeRef<'l>) -> Option<Self> {
        let mut fields = SchemeFields::default();
        let mut description = None;
        let mut extensions = Extensions::new();
        for (key, child) in lowering.fields(Object::SecurityScheme, node, &mut extensions)? {
            match key {
                "type" => fields.kind = Some(child),
                "description" => description = lowering.text(child),
                "name" => fields.name = lowering.text(child),
                "in" => fields.location = lowering.key_location(child),
                "scheme" => fields.scheme = lowering.text(child),
                "bearerFormat" => fields.bearer_format = lowering.text(child),
                "flows" => fields.flows = lowering.flows(child),
                "openIdConnectUrl" => fields.url = lowering.text(child),
                _ => lowering.unread(child),
            }
        }
        let kind = lowering.scheme_kind(node, fields)?;
        Some(SecurityScheme { origin: node.origin(), description, kind, deprecated: false, extensions })
    }

    fn cache(caches: &mut Caches) -> &mut Cache<Self> {
        &mut caches.security_schemes
    }
}

impl<'l> Lowering<'l> {
    fn scheme_kind(&self, node: NodeRef<'l>, fields: SchemeFields<'l>) -> Option<SecuritySchemeKind> {
        let kind = fields.kind?;
        let name = self.text(kind)?;
        if !self.dialect(node).security_types.contains(&name.as_str()) {
            self.unknown_value(kind, &name, |dialect| dialect.security_types.to_vec());
        }
        self.check_scheme_fields(node, &name);
        let needs = |field: &str, is_there: bool| {
            if !is_there && node.get(field).is_none() {
                let message = format!("a security scheme of type \"{name}\" has no `{field}`");
                self.report(
                    Diagnostic::new(&codes::MISSING_FIELD, node.place(), message).hint(format!("add `{field}`")),
                );
            }
        };
        match name.as_str() {
            "apiKey" => {
                needs("name", fields.name.is_some());
                needs("in", fields.location.is_some());
                Some(SecuritySchemeKind::ApiKey { name: fields.name?, location: fields.location? })
            }
            "http" => {
                needs("scheme", fields.scheme.is_some());
                Some(SecuritySchemeKind::Http { scheme: fields.scheme?, bearer_format: fields.bearer_format })
            }
            "mutualTLS" => Some(SecuritySchemeKind::MutualTls),
            "oauth2" => {
                needs("flows", fields.flows.is_some());
                Some(SecuritySchemeKind::OAuth2 { flows: fields.flows? })
            }
            "openIdConnect" => {
                needs("openIdConnectUrl", fields.url.is_some());
                Some(SecuritySchemeKind::OpenIdConnect { url: fields.url? })
            }
            _ => None,
        }
    }

    /// Reports fields that belong to another type of security scheme.
    fn check_scheme_fields(&self, node: NodeRef<'l>, name: &str) {
        let own: &[&str] = match name {
            "apiKey" => &["name", "in"],
            "http" => &["scheme", "bearerFormat"],
            "oauth2" => &["flows"],
            "openIdConnect" => &["openIdConnectUrl"],
            "mutualTLS" => &[],
            // Nothing can be said about the fields of a type that is none.
            _ => return,
        };
        for (key, child) in node.entries() {
            let belongs_to_another =
                matches!(key, "name" | "in" | "scheme" | "bearerFormat" | "flows" | "openIdConnectUrl");
            if belongs_to_another && !own.contains(&key) {
                let message = format!("a security scheme of type \"{name}\" has no field `{key}`");
                self.report(Diagnostic::new(&codes::UNKNOWN_FIELD, child.key_place(), message).hint("it is left out"));
            }
        }
    }

    /// Where an API key travels.
    fn key_location(&self, node: NodeRef<'l>) -> Option<ParameterLocation> {
        let text = self.text(node)?;
        let location = match text.as_str() {
            "query" => Some(ParameterLocation::Query),
            "header" => Some(ParameterLocation::Header),
            "cookie" => Some(ParameterLocation::Cookie),
            _ => None,
        };
        if location.is_none() {
            self.unknown_value(node, &text, |_| vec!["query", "header", "cookie"]);
        }
        location
    }
}
