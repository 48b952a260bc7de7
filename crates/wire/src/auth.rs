//! Credentials in the `Authorization` header field, and the challenges that ask for them.
//!
//! Nothing here prints a secret: errors never quote credentials, and [`Basic`] and [`Credentials`] have a `Debug` that
//! hides them.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::error::{Error, Place};
use crate::media;

/// A user name and a password (RFC 7617).
#[derive(Clone, PartialEq, Eq)]
pub struct Basic {
    /// The user name, without `:`.
    pub user: String,
    /// The password.
    pub password: String,
}

/// What an `Authorization` header holds.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credentials {
    /// Scheme `Basic`.
    Basic(Basic),
    /// Scheme `Bearer` with its token (RFC 6750).
    Bearer(String),
    /// Another scheme, as written, with what follows it.
    Other(String, String),
}

/// One challenge of a `WWW-Authenticate` header (RFC 9110 section 11.6.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// The scheme, as written.
    pub scheme: String,
    /// The parameters: names, in lower case, and values, without quotes, in order.
    pub parameters: Vec<(String, String)>,
    /// The token that some schemes have in the place of parameters.
    pub token: Option<String>,
}

impl Basic {
    /// The header field value, in UTF-8.
    ///
    /// # Errors
    /// [`Error::Character`] for a `:` in the user name, which would move the rest of it to the password, and for
    /// control characters.
    pub fn encode(&self) -> Result<String, Error> {
        let forbidden = |text: &str, colon: bool| {
            text.chars().find(|character| character.is_control() || (colon && *character == ':'))
        };
        match forbidden(&self.user, true).or_else(|| forbidden(&self.password, false)) {
            Some(character) => Err(Error::Character { place: Place::Credentials, character }),
            None => Ok(format!("Basic {}", STANDARD.encode(format!("{}:{}", self.user, self.password)))),
        }
    }

    fn decode(text: &str) -> Result<Basic, Error> {
        let malformed = |reason| Error::malformed_secret(Place::Credentials, reason);
        let bytes = STANDARD.decode(text).map_err(|_| malformed("the text after `Basic` is not base64"))?;
        let text = String::from_utf8(bytes).map_err(|_| Error::Utf8 { place: Place::Credentials })?;
        let (user, password) = text
            .split_once(':')
            .ok_or_else(|| malformed("`Basic` holds a user name and a password with `:` between"))?;
        Ok(Basic { user: user.to_owned(), password: password.to_owned() })
    }
}

impl Credentials {
    /// Parses the value of an `Authorization` header; schemes compare without regard to case.
    ///
    /// # Errors
    /// [`Error::Malformed`] or [`Error::Utf8`] for `Basic` credentials that do not decode; [`Error::Malformed`] for a
    /// `Bearer` without a token or an empty header.
    pub fn parse(header: &str) -> Result<Credentials, Error> {
        let header = header.trim();
        let (scheme, rest) = header.split_once([' ', '\t']).unwrap_or((header, ""));
        let rest = rest.trim();
        if scheme.is_empty() {
            return Err(Error::malformed_secret(Place::Credentials, "the header is empty"));
        }
        if scheme.eq_ignore_ascii_case("basic") {
            return Basic::decode(rest).map(Credentials::Basic);
        }
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Ok(Credentials::Other(scheme.to_owned(), rest.to_owned()));
        }
        if rest.is_empty() {
            return Err(Error::malformed_secret(Place::Credentials, "`Bearer` has no token"));
        }
        Ok(Credentials::Bearer(rest.to_owned()))
    }
}

/// The header field value for a bearer token (RFC 6750 section 2.1).
///
/// # Errors
/// [`Error::Malformed`] for an empty token; [`Error::Character`] for what is no visible ASCII character.
pub fn bearer(token: &str) -> Result<String, Error> {
    if token.is_empty() {
        return Err(Error::malformed_secret(Place::Credentials, "the bearer token is empty"));
    }
    match token.chars().find(|character| !character.is_ascii_graphic()) {
        Some(character) => Err(Error::Character { place: Place::Credentials, character }),
        None => Ok(format!("Bearer {token}")),
    }
}

impl Challenge {
    /// Parses all challenges of a `WWW-Authenticate` header field's value.
    ///
    /// # Errors
    /// [`Error::Malformed`] for text that is no list of challenges.
    pub fn parse_all(header: &str) -> Result<Vec<Challenge>, Error> {
        let malformed = || Error::malformed(Place::Credentials, "not a list of challenges", header);
        let mut challenges: Vec<Challenge> = Vec::new();
        for element in media::split_list(header).into_iter().map(str::trim).filter(|element| !element.is_empty()) {
            // An element is a parameter of the challenge before it, or a scheme with at most one parameter or token.
            let (scheme, rest) = match element.split_once([' ', '\t']) {
                Some((scheme, rest)) if !rest.trim_start().starts_with('=') => (scheme, rest.trim()),
                _ if element.contains('=') => ("", element),
                _ => (element, ""),
            };
            if !scheme.is_empty() {
                if !media::is_token(scheme) {
                    return Err(malformed());
                }
                challenges.push(Challenge { scheme: scheme.to_owned(), parameters: Vec::new(), token: None });
            }
            let challenge = challenges.last_mut().ok_or_else(malformed)?;
            match media::parameters(rest) {
                Some(parameters) => challenge.parameters.extend(parameters),
                None if !scheme.is_empty() => challenge.token = Some(rest.to_owned()),
                None => return Err(malformed()),
            }
        }
        Ok(challenges)
    }

    /// Whether the challenge has this scheme; schemes compare without regard to case.
    pub fn is_scheme(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// The first value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Basic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Basic").field("user", &self.user).finish_non_exhaustive()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Credentials::Basic(basic) => basic.fmt(f),
            Credentials::Bearer(_) => f.write_str("Bearer(..)"),
            Credentials::Other(scheme, _) => write!(f, "Other({scheme:?}, ..)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basic(user: &str, password: &str) -> Basic {
        Basic { user: user.to_owned(), password: password.to_owned() }
    }

    #[test]
    fn the_examples_of_the_rfc() {
        assert_eq!(basic("Aladdin", "open sesame").encode().unwrap(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(basic("test", "123\u{a3}").encode().unwrap(), "Basic dGVzdDoxMjPCow==");
        for header in ["Basic dGVzdDoxMjPCow==", "bAsIc   dGVzdDoxMjPCow== "] {
            assert_eq!(Credentials::parse(header), Ok(Credentials::Basic(basic("test", "123\u{a3}"))));
        }
        assert_eq!(Credentials::parse("Basic Ojo="), Ok(Credentials::Basic(basic("", ":"))));
    }

    #[test]
    fn bearer_and_other_schemes() {
        assert_eq!(bearer("a.b-c==").unwrap(), "Bearer a.b-c==");
        assert_eq!(Credentials::parse("bearer a.b-c=="), Ok(Credentials::Bearer("a.b-c==".into())));
        assert_eq!(Credentials::parse("Key k=1, v"), Ok(Credentials::Other("Key".into(), "k=1, v".into())));
        assert_eq!(Credentials::parse("Key"), Ok(Credentials::Other("Key".into(), String::new())));
    }

    #[test]
    fn text_that_would_break_out_is_refused() {
        let refused = |character| Err(Error::Character { place: Place::Credentials, character });
        assert_eq!(basic("a:b", "c").encode(), refused(':'));
        assert_eq!(basic("a", "b\r\nX: y").encode(), refused('\r'));
        assert_eq!(bearer("a\nb"), refused('\n'));
        assert_eq!(bearer("a b"), refused(' '));
        assert!(bearer("").is_err());
        for header in ["", "  ", "Bearer", "Basic", "Basic ***", "Basic YQ==", "Basic /w=="] {
            assert!(Credentials::parse(header).is_err(), "{header}");
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let header = basic("user", "hidden").encode().unwrap();
        for header in [header.as_str(), "Bearer hidden", "Key hidden"] {
            assert!(!format!("{:?}", Credentials::parse(header)).contains("hidden"));
        }
        assert!(!Credentials::parse("Basic hidden*").unwrap_err().to_string().contains("hidden"));
    }

    #[test]
    fn challenges() {
        let header = r#"Basic realm="a, b", charset="UTF-8", Negotiate, NTLM TlRMTVNTUAAC==, Bearer, error = x"#;
        let challenges = Challenge::parse_all(header).unwrap();
        let schemes: Vec<&str> = challenges.iter().map(|challenge| challenge.scheme.as_str()).collect();
        assert_eq!(schemes, ["Basic", "Negotiate", "NTLM", "Bearer"]);
        assert_eq!(challenges[0].parameter("REALM"), Some("a, b"));
        assert_eq!(challenges[0].parameter("charset"), Some("UTF-8"));
        assert_eq!(challenges[2].token.as_deref(), Some("TlRMTVNTUAAC=="));
        assert_eq!(challenges[3].parameter("error"), Some("x"));
        assert!(challenges[3].is_scheme("bearer"));
        for header in ["a=b", "B\u{e4}sic x=1", "Basic realm=\"x\", =y"] {
            assert!(Challenge::parse_all(header).is_err(), "{header}");
        }
        assert_eq!(Challenge::parse_all(""), Ok(vec![]));
    }
}
