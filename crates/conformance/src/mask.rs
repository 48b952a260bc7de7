//! Keeps secrets out of everything that is printed or written.

use std::collections::BTreeSet;

use avouch_api::{Api, AuthLocation};
use avouch_validate::is_secret;
use http::{HeaderName, HeaderValue};
use serde_json::Value;

/// What stands in the place of a secret.
pub(crate) const MASK: &str = "***";
/// Shorter values are not looked for in texts: they may be anything.
const MIN_SECRET: usize = 6;
/// Header fields that carry credentials whatever the document says.
const CREDENTIAL_HEADERS: [&str; 6] =
    ["authorization", "cookie", "proxy-authorization", "proxy-authenticate", "set-cookie", "x-api-key"];

/// Knows what is secret.
#[derive(Clone, Debug, Default)]
pub(crate) struct Masker {
    /// Names of header fields, in lower case.
    headers: BTreeSet<String>,
    /// Names of query parameters.
    queries: BTreeSet<String>,
    /// Secrets themselves, the longest first.
    values: Vec<String>,
}

impl Masker {
    /// Knows the names that the security schemes of a document use.
    pub(crate) fn new(api: &Api) -> Masker {
        let mut masker = Masker::default();
        masker.headers.extend(CREDENTIAL_HEADERS.map(str::to_owned));
        for scheme in api.security_schemes.values() {
            match &scheme.location {
                AuthLocation::Header { name } => drop(masker.headers.insert(name.to_ascii_lowercase())),
                AuthLocation::Query { name } => drop(masker.queries.insert(name.clone())),
                _ => {}
            }
        }
        masker
    }

    /// Takes note of a header that the user gave: where it carries credentials, its value is a secret wherever it turns up.
    pub(crate) fn learn(&mut self, name: &HeaderName, value: &HeaderValue, always: bool) {
        if !always && !self.is_secret_header(name.as_str()) {
            return;
        }
        self.headers.insert(name.as_str().to_owned());
        let text = String::from_utf8_lossy(value.as_bytes());
        self.learn_value(&text);
        // A server may repeat a token without the scheme that stands before it, and one cookie of several.
        for part in text.split([' ', ';', ',']) {
            self.learn_value(part.split_once('=').map_or(part, |(_, value)| value));
        }
    }

    /// Takes note of a secret.
    pub(crate) fn learn_value(&mut self, value: &str) {
        if value.len() >= MIN_SECRET && !self.values.iter().any(|known| known == value) {
            self.values.push(value.to_owned());
            self.values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        }
    }

    /// Takes note that a value is no secret.
    pub(crate) fn forget(&mut self, value: &str) {
        self.values.retain(|known| known != value);
    }

    /// How many secrets are known.
    pub(crate) fn known(&self) -> usize {
        self.values.len()
    }

    pub(crate) fn is_secret_header(&self, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        // `Access-Control-Allow-Credentials` and its kind speak of credentials and carry none.
        self.headers.contains(&name) || (is_secret(&name) && !name.starts_with("access-control-"))
    }

    pub(crate) fn is_secret_query(&self, name: &str) -> bool {
        self.queries.contains(name) || is_secret(name)
    }

    /// Any text, without the secrets that are known.
    pub(crate) fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for value in &self.values {
            if text.contains(value.as_str()) {
                text = text.replace(value.as_str(), MASK);
            }
        }
        text
    }

    /// The value of a header field.
    pub(crate) fn header(&self, name: &str, value: &[u8]) -> String {
        if self.is_secret_header(name) { MASK.to_owned() } else { self.text(&String::from_utf8_lossy(value)) }
    }

    /// A request target.
    pub(crate) fn target(&self, target: &str) -> String {
        let Some((path, query)) = target.split_once('?') else { return self.text(target) };
        format!("{}?{}", self.text(path), self.pairs(query))
    }

    /// A body, where it is text: `None` for other bytes.
    pub(crate) fn body(&self, content_type: Option<&str>, bytes: &[u8]) -> Option<String> {
        let text = std::str::from_utf8(bytes).ok()?;
        if text.contains('\0') {
            return None;
        }
        if let Ok(mut value) = serde_json::from_str::<Value>(text) {
            return Some(if Masker::value(&mut value) { self.text(&value.to_string()) } else { self.text(text) });
        }
        let is = |name: &str| content_type.is_some_and(|own| own.to_ascii_lowercase().starts_with(name));
        if is("application/x-www-form-urlencoded") {
            return Some(self.pairs(text));
        }
        if is("multipart/") {
            return Some(self.parts(text));
        }
        Some(self.text(text))
    }

    /// Masks the members of a value whose names speak of a secret; whether there are any.
    fn value(value: &mut Value) -> bool {
        let mut found = false;
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            match value {
                Value::Object(members) => {
                    for (name, member) in members {
                        let is_leaf = matches!(member, Value::String(_) | Value::Number(_));
                        if is_leaf && is_secret(name) {
                            *member = Value::String(MASK.to_owned());
                            found = true;
                        } else {
                            open.push(member);
                        }
                    }
                }
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
        found
    }

    fn pairs(&self, text: &str) -> String {
        let masked = text.split('&').map(|pair| match pair.split_once('=') {
            Some((name, _)) if self.is_secret_query(name) => format!("{name}={MASK}"),
            _ => self.text(pair),
        });
        masked.collect::<Vec<_>>().join("&")
    }

    /// The parts of a multipart body; those whose name speaks of a secret are masked.
    fn parts(&self, text: &str) -> String {
        let boundary = text.lines().next().unwrap_or_default();
        if !boundary.starts_with("--") {
            return self.text(text);
        }
        let masked = text.split(boundary).map(|part| {
            let Some((head, _)) = part.split_once("\r\n\r\n") else { return part.to_owned() };
            if is_secret(head) { format!("{head}\r\n\r\n{MASK}\r\n") } else { self.text(part) }
        });
        masked.collect::<Vec<_>>().join(boundary)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::api;

    fn masker() -> Masker {
        let api = api("paths: {}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Account}
    query: {type: apiKey, in: query, name: sig}
");
        let mut masker = Masker::new(&api);
        masker.learn(&http::header::AUTHORIZATION, &HeaderValue::from_static("Bearer abcdefgh"), false);
        masker.learn(&HeaderName::from_static("x-plain"), &HeaderValue::from_static("visible-value"), false);
        masker
    }

    #[test]
    fn headers_of_schemes_and_secrets_are_masked() {
        let masker = masker();
        for name in ["Authorization", "cookie", "Set-Cookie", "x-account", "X-Auth-Token"] {
            assert_eq!(masker.header(name, b"anything"), MASK, "{name}");
        }
        assert_eq!(masker.header("x-plain", b"visible-value"), "visible-value");
        assert_eq!(masker.header("x-echo", b"you sent abcdefgh"), "you sent ***");
    }

    #[test]
    fn bodies_are_masked_by_name_and_by_value() {
        let masker = masker();
        let json = br#"{"a":[{"password":"p1","n":1}],"token":"t","echo":"abcdefgh"}"#;
        let shown = masker.body(Some("application/json"), json).expect("text");
        let shown: Value = serde_json::from_str(&shown).expect("still JSON");
        assert_eq!(shown, serde_json::json!({"a": [{"password": "***", "n": 1}], "token": "***", "echo": "***"}));
        let form = masker.body(Some("application/x-www-form-urlencoded"), b"user=u&password=p&sig=s");
        assert_eq!(form.as_deref(), Some("user=u&password=***&sig=***"));
        let multipart = b"--b\r\nContent-Disposition: form-data; name=\"secret\"\r\n\r\nvalue\r\n--b--\r\n";
        assert!(!masker.body(Some("multipart/form-data; boundary=b"), multipart).expect("text").contains("value"));
        assert_eq!(masker.body(None, &[0xff, 0xfe]), None);
    }

    #[test]
    fn targets_are_masked() {
        assert_eq!(masker().target("/a/abcdefgh?sig=1&api_key=2&page=3"), "/a/***?sig=***&api_key=***&page=3");
    }

    #[test]
    fn headers_that_only_speak_of_credentials_are_shown() {
        let masker = Masker::default();
        assert!(!masker.is_secret_header("Access-Control-Allow-Credentials"));
        assert!(masker.is_secret_header("X-Auth-Token"));
    }
}
