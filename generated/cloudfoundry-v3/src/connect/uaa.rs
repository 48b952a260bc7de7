//! The token endpoint of the UAA.

use std::time::Duration;

use avouch_runtime::serde_json::Value;
use avouch_runtime::{Call, Client, Credential, Error, Method, Redirects, Response, json};

use super::credentials::{Credentials, Grant};
use super::error::{ConnectError, Refusal};

/// A UAA, as one client of it sees it.
pub(super) struct Uaa {
    address: String,
    /// Shows the client's id and secret by `Basic`.
    basic: Client,
    /// Shows nothing by itself.
    bare: Client,
    client: (String, String),
    origin: Option<String>,
}

/// What is shown for a token.
#[derive(Clone)]
pub(super) enum Shown {
    Grant(Grant),
    RefreshToken(String),
}

/// Tokens as the UAA issued them.
pub(super) struct Issued {
    pub(super) access_token: String,
    pub(super) refresh_token: Option<String>,
    pub(super) lifetime: Option<Duration>,
}

impl Uaa {
    pub(super) fn new(address: &str, credentials: &Credentials) -> Result<Self, ConnectError> {
        // An answer with a token is short, and one to a password is not repeated elsewhere.
        let settings = || {
            let settings = Client::builder(address).redirects(Redirects::never());
            settings.timeout(Some(Duration::from_secs(60))).body_limit(1024 * 1024)
        };
        let (id, secret) = &credentials.client;
        // RFC 6749, section 2.3.1: both are encoded as in a form. The UAA decodes them where this field says so; without
        // the field it takes them as they are, which is the same unless there is something to encode.
        let (encoded_id, encoded_secret) = (form_encoded(id), form_encoded(secret));
        let mut basic = settings().credential(Credential::basic(&encoded_id, &encoded_secret));
        if (&encoded_id, &encoded_secret) != (id, secret) {
            basic = basic.header("X-CF-ENCODED-CREDENTIALS", "true");
        }
        Ok(Self {
            address: address.to_owned(),
            basic: basic.build()?,
            bare: settings().build()?,
            client: credentials.client.clone(),
            origin: credentials.origin.clone(),
        })
    }

    /// Asks for a token.
    pub(super) async fn token(&self, shown: &Shown) -> Result<Issued, ConnectError> {
        match self.request(shown).send().await {
            Ok(response) => self.issued(&response),
            Err(error) => Err(self.failure(error, shown)),
        }
    }

    fn request(&self, shown: &Shown) -> Call<Value, Value> {
        // By the secret the client signs in itself, as the `cf` command does: in the body, which every UAA reads alike.
        let client = match shown {
            Shown::Grant(Grant::ClientSecret) => &self.bare,
            _ => &self.basic,
        };
        let call = client.call(Method::POST, "/oauth/token", &[json("200")], &[json("4XX")]);
        let call = match shown {
            Shown::Grant(Grant::Password { username, password }) => call
                .form_text("grant_type", "password")
                .form_text("username", username.as_str())
                .form_text("password", password.as_str()),
            Shown::Grant(Grant::Passcode(passcode)) => {
                call.form_text("grant_type", "password").form_text("passcode", passcode.as_str())
            }
            Shown::Grant(Grant::ClientSecret) => call
                .form_text("grant_type", "client_credentials")
                .form_text("client_id", self.client.0.as_str())
                .form_text("client_secret", self.client.1.as_str()),
            Shown::RefreshToken(token) => {
                call.form_text("grant_type", "refresh_token").form_text("refresh_token", token.as_str())
            }
        };
        match (&self.origin, shown) {
            (Some(origin), Shown::Grant(Grant::Password { .. })) => {
                let hint = Value::from_iter([("origin", origin.as_str())]);
                call.form_text("login_hint", hint.to_string())
            }
            _ => call,
        }
    }

    /// The tokens in an answer. What does not fit is not shown: there may be a token in it.
    fn issued(&self, response: &Response<Value>) -> Result<Issued, ConnectError> {
        let text = |name: &str| Some(response.get(name)?.as_str()?.to_owned());
        let Some(access_token) = text("access_token").filter(|token| !token.is_empty()) else {
            return Err(self.not_a_token_server(response));
        };
        let seconds = response.get("expires_in").and_then(Value::as_u64);
        Ok(Issued { access_token, refresh_token: text("refresh_token"), lifetime: seconds.map(Duration::from_secs) })
    }

    fn failure(&self, error: Error<Value>, shown: &Shown) -> ConnectError {
        match error {
            Error::Documented(response) => {
                let text = |name: &str| response.get(name).and_then(Value::as_str);
                let description = text("error_description").map(|text| self.without_secrets(text, shown));
                ConnectError::Refused(Refusal {
                    server: self.address.clone(),
                    shown: shown.name(),
                    status: response.status(),
                    code: text("error").map(|text| self.without_secrets(text, shown)),
                    description,
                })
            }
            Error::Undocumented(response) | Error::Decode { response, .. } => self.not_a_token_server(&response),
            Error::Request(error) => ConnectError::Unfit(error),
            other => ConnectError::Unreachable { server: self.address.clone(), error: Box::new(other) },
        }
    }

    fn not_a_token_server<T>(&self, response: &Response<T>) -> ConnectError {
        ConnectError::NotATokenServer {
            server: self.address.clone(),
            status: response.status(),
            media_type: response.header("content-type").map(str::to_owned),
        }
    }

    /// A text of the server without what was shown to it, and no longer than a line or two: there are UAAs that repeat a
    /// refresh token in the explanation why they refuse it.
    fn without_secrets(&self, text: &str, shown: &Shown) -> String {
        const LONGEST: usize = 300;
        let secrets = [shown.secret(), Some(self.client.1.as_str())];
        let mut text = text.to_owned();
        for secret in secrets.into_iter().flatten().filter(|secret| !secret.is_empty()) {
            text = text.replace(secret, "…");
        }
        let words = text.split_whitespace().map(|word| if word.len() > 80 { "…" } else { word });
        words.collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect()
    }
}

impl Shown {
    fn name(&self) -> &'static str {
        match self {
            Self::Grant(Grant::Password { .. }) => "password",
            Self::Grant(Grant::Passcode(_)) => "passcode",
            Self::Grant(Grant::ClientSecret) => "client secret",
            Self::RefreshToken(_) => "refresh token",
        }
    }

    fn secret(&self) -> Option<&str> {
        match self {
            Self::Grant(Grant::Password { password, .. }) => Some(password),
            Self::Grant(Grant::Passcode(secret)) | Self::RefreshToken(secret) => Some(secret),
            Self::Grant(Grant::ClientSecret) => None,
        }
    }
}

/// A text as a field of a form holds it (`application/x-www-form-urlencoded`).
fn form_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => encoded.push(char::from(byte)),
            b' ' => encoded.push('+'),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_basic_scheme_is_given() {
        assert_eq!(form_encoded("cf"), "cf");
        assert_eq!(form_encoded("a:b c%+/é~"), "a%3Ab+c%25%2B%2F%C3%A9%7E");
    }

    #[test]
    fn explanations_are_cleaned() {
        let uaa = Uaa::new("https://uaa.example.com", &Credentials::client("ci", "s3cret")).unwrap();
        let shown = Shown::RefreshToken("r-token".into());
        let clean = |text: &str| uaa.without_secrets(text, &shown);
        assert_eq!(
            clean("Invalid refresh token (expired): r-token of s3cret\n at noon"),
            "Invalid refresh token (expired): … of … at noon"
        );
        assert_eq!(clean(&"x".repeat(81)), "…");
        assert_eq!(clean(&"word ".repeat(1000)).chars().count(), 300);
    }
}
