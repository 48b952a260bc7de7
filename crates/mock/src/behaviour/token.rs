//! A stand-in for the token endpoint of OAuth 2.0 (RFC 6749).

use std::time::{Duration, Instant};

use avouch_validate::Request;
use avouch_wire::auth::Credentials;
use avouch_wire::media::MediaType;
use avouch_wire::{Query, form};
use indexmap::IndexMap;
use serde_json::{Value, json};

use super::file::{self, Client, Grant, User};
use super::names::Names;
use super::read::Reader;
use super::{Context, Template, codes};
use crate::call::origin;
use crate::mint::Minter;
use crate::{Body, Response};

/// How long an access token is good where the file does not say.
const LIFETIME: Duration = Duration::from_secs(600);
/// How many tokens of a kind are remembered; the oldest are forgotten.
const MAX_TOKENS: usize = 10_000;

/// The stand-in token endpoint.
#[derive(Clone)]
pub(crate) struct Endpoint {
    at: String,
    grants: Vec<Grant>,
    lifetime: Duration,
    demanded: bool,
    clients: Vec<Client>,
    users: Vec<User>,
    also: Option<Template>,
}

impl std::fmt::Debug for Endpoint {
    /// Without the secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint").field("at", &self.at).field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}

/// The tokens that were issued.
pub(crate) struct Tokens {
    minter: Minter,
    /// Access tokens, and until when they are good.
    access: IndexMap<String, Instant>,
    /// Refresh tokens, each with the client that it was issued to.
    refresh: IndexMap<String, String>,
}

impl std::fmt::Debug for Tokens {
    /// Without the secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens")
            .field("access", &self.access.len())
            .field("refresh", &self.refresh.len())
            .finish_non_exhaustive()
    }
}

impl Tokens {
    /// No tokens yet.
    pub(crate) fn new(minter: Minter) -> Tokens {
        Tokens { minter, access: IndexMap::new(), refresh: IndexMap::new() }
    }
}

/// What a token is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Judgement {
    /// It is good.
    Good,
    /// It was issued, and is no longer good.
    Expired,
    /// It was not issued, and only such tokens are good.
    Unknown,
}

/// An error of the endpoint (RFC 6749, section 5.2).
struct Error {
    status: u16,
    code: &'static str,
    description: &'static str,
}

const fn error(code: &'static str, description: &'static str) -> Error {
    Error { status: 400, code, description }
}

impl Reader<'_> {
    /// `[token]`.
    pub(super) fn token(&mut self, token: file::Token) {
        let at = token.at.get_ref();
        if !at.starts_with('/') || at.contains(['?', '#', '{', ' ']) {
            self.tell(&codes::SYNTAX, &token.at.span(), "`at` is a path: `/oauth/token`");
            return;
        }
        let known = self.api.operations.iter().find(|own| own.method == "POST" && own.path.as_str() == at);
        if let Some(known) = known {
            let message = format!("the document has this request: it is `{}`", known.id);
            self.tell(&codes::CLASH, &token.at.span(), message);
            return;
        }
        let all = vec![Grant::Password, Grant::ClientCredentials, Grant::RefreshToken];
        self.behaviour.token = Some(Endpoint {
            lifetime: self.duration(token.lifetime.as_ref(), LIFETIME),
            also: self.optional(token.also.as_ref(), &Names::default()),
            at: token.at.into_inner(),
            grants: token.grants.unwrap_or(all),
            demanded: token.demanded,
            clients: token.clients,
            users: token.users,
        });
    }
}

impl Endpoint {
    /// The answer to a request of the endpoint; `None` for other requests.
    pub(crate) fn answer(&self, tokens: &mut Tokens, request: &Request) -> Option<Response> {
        if request.path() != self.at {
            return None;
        }
        if request.method != "POST" {
            let mut response = Response::of(405);
            response.set("allow", "POST");
            return Some(response);
        }
        let mut response = match self.issue(tokens, request) {
            Ok(body) => written(200, &body),
            Err(error) => {
                let mut response =
                    written(error.status, &json!({"error": error.code, "error_description": error.description}));
                if error.status == 401 {
                    response.set("www-authenticate", "Basic realm=\"mock\"");
                }
                response
            }
        };
        response.set("cache-control", "no-store");
        response.set("pragma", "no-cache");
        Some(response)
    }

    /// What a token is worth.
    pub(crate) fn judge(&self, tokens: &Tokens, token: &str) -> Judgement {
        match tokens.access.get(token) {
            Some(until) if *until > Instant::now() => Judgement::Good,
            Some(_) => Judgement::Expired,
            None if self.demanded => Judgement::Unknown,
            None => Judgement::Good,
        }
    }

    fn issue(&self, tokens: &mut Tokens, request: &Request) -> Result<Value, Error> {
        let form = Form::read(request)?;
        let client = self.client(request, &form)?;
        let grant = match form.get("grant_type")?.as_deref() {
            Some("password") => Grant::Password,
            Some("client_credentials") => Grant::ClientCredentials,
            Some("refresh_token") => Grant::RefreshToken,
            Some(_) => return Err(error("unsupported_grant_type", "the grant is unknown")),
            None => return Err(error("invalid_request", "`grant_type` is missing")),
        };
        if !self.grants.contains(&grant) {
            return Err(error("unsupported_grant_type", "this endpoint does not take the grant"));
        }
        match grant {
            Grant::Password => {
                let name = form.get("username")?.ok_or(error("invalid_request", "`username` is missing"))?;
                let password = form.get("password")?.ok_or(error("invalid_request", "`password` is missing"))?;
                let is_known = self.users.iter().any(|user| user.name == name && user.password == password);
                if !self.users.is_empty() && !is_known {
                    return Err(error("invalid_grant", "no user has this name and password"));
                }
            }
            Grant::RefreshToken => {
                let token = form.get("refresh_token")?.ok_or(error("invalid_request", "`refresh_token` is missing"))?;
                if tokens.refresh.get(&token) != Some(&client) {
                    return Err(error("invalid_grant", "the refresh token was not issued to this client"));
                }
            }
            Grant::ClientCredentials => {}
        }
        let access = tokens.minter.uuid();
        remember(&mut tokens.access, access.clone(), Instant::now() + self.lifetime);
        let mut body = json!({"access_token": access, "token_type": "bearer", "expires_in": self.lifetime.as_secs()});
        if let Some(Value::Object(also)) =
            self.also.as_ref().and_then(|also| also.value(&Context::new(&origin(request)), &mut tokens.minter))
            && let Value::Object(members) = &mut body
        {
            let fresh = also.into_iter().filter(|(name, _)| !members.contains_key(name)).collect::<Vec<_>>();
            members.extend(fresh);
        }
        if let Some(scope) = form.get("scope")?.filter(|scope| !scope.is_empty()) {
            body["scope"] = Value::from(scope);
        }
        if grant != Grant::ClientCredentials && self.grants.contains(&Grant::RefreshToken) {
            let refresh = tokens.minter.uuid();
            remember(&mut tokens.refresh, refresh.clone(), client);
            body["refresh_token"] = Value::from(refresh);
        }
        Ok(body)
    }

    /// The client, by HTTP Basic or by the form. One that names itself in both ways must mean the same.
    fn client(&self, request: &Request, form: &Form) -> Result<String, Error> {
        const REFUSED: Error =
            Error { status: 401, code: "invalid_client", description: "no client has this name and secret" };
        let field = request.headers.get(http::header::AUTHORIZATION);
        let by_header = match field.map(|field| Credentials::parse(field.to_str().unwrap_or_default())) {
            Some(Ok(Credentials::Basic(basic))) => Some((plain(&basic.user), basic.password)),
            Some(_) => return Err(REFUSED),
            None => None,
        };
        let by_form = match form.get("client_id")? {
            Some(id) => Some((id, form.get("client_secret")?.unwrap_or_default())),
            None => None,
        };
        let (id, secret) = match (by_header, by_form) {
            (Some(header), Some(form)) if header.0 != form.0 => {
                return Err(error("invalid_request", "the header and the form name different clients"));
            }
            (Some(client), _) | (None, Some(client)) => client,
            (None, None) => return Err(REFUSED),
        };
        // Both are form-encoded before they are joined (RFC 6749, section 2.3.1), which not every client does.
        let is_secret = |own: &str| own == secret || own == plain(&secret);
        let is_known = self.clients.iter().any(|client| client.id == id && is_secret(&client.secret));
        if self.clients.is_empty() || is_known { Ok(id) } else { Err(REFUSED) }
    }
}

/// The fields of a token request.
struct Form(Query);

impl Form {
    fn read(request: &Request) -> Result<Form, Error> {
        let kind = request.content_type().and_then(|text| MediaType::parse(text).ok());
        if !kind.is_some_and(|kind| kind.is_form()) {
            return Err(error("invalid_request", "the request is not application/x-www-form-urlencoded"));
        }
        form::decode(&request.body).map(Form).map_err(|_| error("invalid_request", "the form is not UTF-8"))
    }

    /// The text of a field; none may stand twice (RFC 6749, section 3.2).
    fn get(&self, name: &str) -> Result<Option<String>, Error> {
        let texts = form::texts(&self.0, name).map_err(|_| error("invalid_request", "a field cannot be decoded"))?;
        if texts.len() > 1 {
            return Err(error("invalid_request", "a field stands twice"));
        }
        Ok(texts.into_iter().next())
    }
}

/// A text that was form-encoded; itself where it was not.
fn plain(text: &str) -> String {
    let query = Query::parse_form(&format!("text={}", text.replace('&', "%26")));
    query.pairs().first().and_then(|pair| pair.value().ok()).unwrap_or_else(|| text.to_owned())
}

/// Remembers one more token, and forgets the oldest one where there are too many.
fn remember<T>(tokens: &mut IndexMap<String, T>, token: String, value: T) {
    if tokens.len() >= MAX_TOKENS {
        tokens.shift_remove_index(0);
    }
    tokens.insert(token, value);
}

fn written(status: u16, body: &Value) -> Response {
    let mut response = Response::of(status);
    response.set("content-type", "application/json");
    response.body = Body::Bytes(body.to_string().into());
    response
}
