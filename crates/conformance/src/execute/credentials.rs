//! What goes with requests so that the target knows who asks.

use std::process::Stdio;
use std::time::Duration;

use avouch_api::{Api, AuthLocation, Operation, Requirement};
use avouch_validate::Request;
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::process::Command;

use crate::config::{Config, parse_header};
use crate::mask::Masker;

/// How long the command that prints credentials may take.
const COMMAND_TIME: Duration = Duration::from_secs(60);
/// What stands where credentials are made up.
const INVENTED: &str = "avouch";

/// The credentials of a run.
#[derive(Debug)]
pub(crate) struct Credentials {
    given: Vec<(HeaderName, HeaderValue)>,
    printed: Vec<(HeaderName, HeaderValue)>,
    /// Keys that travel in the query, by name.
    queries: Vec<(String, String)>,
    command: Option<String>,
    invent: bool,
    /// Whether the last credentials that the command printed were refused.
    refused: bool,
}

impl Credentials {
    pub(crate) fn new(api: &Api, config: &Config, masker: &mut Masker) -> Credentials {
        for (name, value) in &config.headers {
            masker.learn(name, value, false);
        }
        let mut queries = Vec::new();
        for scheme in api.security_schemes.values() {
            let AuthLocation::Query { name } = &scheme.location else { continue };
            if let Some((_, value)) = config.parameters.iter().rev().find(|(key, _)| key == name) {
                masker.learn_value(value);
                queries.push((name.clone(), value.clone()));
            }
        }
        Credentials {
            given: config.headers.clone(),
            printed: Vec::new(),
            queries,
            command: config.auth_command.clone(),
            invent: config.invent_credentials,
            refused: false,
        }
    }

    /// Whether a refused request may be sent again with new credentials.
    pub(crate) fn can_refresh(&self) -> bool {
        self.command.is_some() && !self.refused
    }

    /// What became of the credentials that the command printed last.
    pub(crate) fn note(&mut self, refused: bool) {
        self.refused = refused;
    }

    /// Runs the command, where there is one.
    ///
    /// # Errors
    /// A sentence that holds nothing that the command printed to its output, where that are secrets.
    pub(crate) async fn refresh(&mut self, masker: &mut Masker) -> Result<(), String> {
        let Some(command) = &self.command else { return Ok(()) };
        let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
        let mut child = Command::new(shell);
        child.arg(flag).arg(command).stdin(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true);
        let output = tokio::time::timeout(COMMAND_TIME, child.output()).await;
        let output = output.map_err(|_| format!("it did not end within {COMMAND_TIME:?}"))?;
        let output = output.map_err(|error| error.to_string())?;
        if !output.status.success() {
            return Err(format!("it ended with {}", output.status));
        }
        let text = String::from_utf8(output.stdout).map_err(|_| "its output is not UTF-8".to_owned())?;
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let printed = lines.map(parse_header).collect::<Result<Vec<_>, _>>().map_err(|error| error.message)?;
        if printed.is_empty() {
            return Err("it printed no header lines".to_owned());
        }
        for (name, value) in &printed {
            masker.learn(name, value, true);
        }
        self.printed = printed;
        Ok(())
    }

    /// Adds the credentials to a request; whether what the operation demands is there then.
    pub(crate) fn apply(&self, api: &Api, operation: &Operation, request: &mut Request) -> bool {
        let given: Vec<_> = self.given.iter().chain(&self.printed).collect();
        for (name, _) in &given {
            request.headers.remove(name);
        }
        for (name, value) in given {
            request.headers.append(name, value.clone());
        }
        let demanded = |name: &str| {
            let schemes = operation.security.iter().flat_map(|requirement| &requirement.credentials);
            schemes
                .filter_map(|credential| api.security_schemes.get(&credential.scheme))
                .any(|scheme| matches!(&scheme.location, AuthLocation::Query { name: own } if own == name))
        };
        for (name, value) in self.queries.iter().filter(|(name, _)| demanded(name)) {
            add_query(&mut request.target, name, value);
        }
        if operation.allows_anonymous() || operation.security.iter().any(|needed| meets(api, needed, request)) {
            return true;
        }
        if self.invent {
            let simple = operation.security.iter().find(|needed| invent(api, needed, &mut request.clone()));
            return simple.is_some_and(|needed| invent(api, needed, request));
        }
        false
    }
}

/// Whether a request carries what one alternative demands.
fn meets(api: &Api, requirement: &Requirement, request: &Request) -> bool {
    requirement.credentials.iter().all(|credential| {
        let scheme = api.security_schemes.get(&credential.scheme);
        scheme.is_some_and(|scheme| match &scheme.location {
            AuthLocation::Header { name } => request.headers.contains_key(name.as_str()),
            AuthLocation::Query { name } => has_query(&request.target, name),
            AuthLocation::Cookie { name } => has_cookie(&request.headers, name),
            AuthLocation::MutualTls => false,
            _ => request.headers.contains_key(http::header::AUTHORIZATION),
        })
    })
}

/// Makes up what one alternative demands; whether that can be done.
fn invent(api: &Api, requirement: &Requirement, request: &mut Request) -> bool {
    requirement.credentials.iter().all(|credential| {
        let Some(scheme) = api.security_schemes.get(&credential.scheme) else { return false };
        let authorization = |headers: &mut HeaderMap, text: &str| {
            HeaderValue::from_str(text).is_ok_and(|value| {
                headers.insert(http::header::AUTHORIZATION, value);
                true
            })
        };
        match &scheme.location {
            AuthLocation::Basic => authorization(&mut request.headers, "Basic YXZvdWNoOmF2b3VjaA=="),
            AuthLocation::OtherHttp { scheme } => authorization(&mut request.headers, &format!("{scheme} {INVENTED}")),
            AuthLocation::Bearer { .. } | AuthLocation::OAuth2 { .. } | AuthLocation::OpenIdConnect { .. } => {
                authorization(&mut request.headers, &format!("Bearer {INVENTED}"))
            }
            AuthLocation::Header { name } => HeaderName::from_bytes(name.as_bytes()).is_ok_and(|name| {
                request.headers.insert(name, HeaderValue::from_static(INVENTED));
                true
            }),
            AuthLocation::Query { name } => {
                add_query(&mut request.target, name, INVENTED);
                true
            }
            AuthLocation::Cookie { name } => add_cookie(&mut request.headers, name),
            AuthLocation::MutualTls => false,
        }
    })
}

fn add_query(target: &mut String, name: &str, value: &str) {
    target.push(if target.contains('?') { '&' } else { '?' });
    target.extend(utf8_percent_encode(name, NON_ALPHANUMERIC));
    target.push('=');
    target.extend(utf8_percent_encode(value, NON_ALPHANUMERIC));
}

fn has_query(target: &str, name: &str) -> bool {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let name = utf8_percent_encode(name, NON_ALPHANUMERIC).to_string();
    query.split('&').any(|pair| pair.split('=').next() == Some(&name))
}

fn has_cookie(headers: &HeaderMap, name: &str) -> bool {
    let fields = headers.get_all(http::header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = fields.flat_map(|field| field.split(';'));
    pairs.any(|pair| pair.trim().split('=').next() == Some(name))
}

fn add_cookie(headers: &mut HeaderMap, name: &str) -> bool {
    let before = headers.get(http::header::COOKIE).and_then(|value| value.to_str().ok());
    let text = before.map(|before| format!("{before}; ")).unwrap_or_default() + &format!("{name}={INVENTED}");
    HeaderValue::from_str(&text).is_ok_and(|value| {
        headers.insert(http::header::COOKIE, value);
        true
    })
}
