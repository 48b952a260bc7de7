//! Responses.

use std::fmt;

use avouch_parser::document::{Json, Origin, Server};
use indexmap::IndexMap;

use crate::{Content, Header, OperationIndex};

/// Which statuses a response is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusSpec {
    /// One code.
    Code(u16),
    /// A class of codes by its first digit: `Range(4)` is `4XX`.
    Range(u8),
    /// Every status that no other response is for.
    Default,
}

impl StatusSpec {
    /// Reads a key of `responses`: `200`, `4XX` or `default`; `None` for anything else. Codes beyond 599, which HTTP
    /// does not have, are read as they are.
    pub fn parse(key: &str) -> Option<StatusSpec> {
        match key.as_bytes() {
            b"default" => Some(StatusSpec::Default),
            [class @ b'1'..=b'5', b'X', b'X'] => Some(StatusSpec::Range(class - b'0')),
            [b'1'..=b'9', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(StatusSpec::Code),
            _ => None,
        }
    }

    /// Whether the response is for a status, other responses aside.
    pub fn covers(self, status: u16) -> bool {
        match self {
            StatusSpec::Code(code) => code == status,
            StatusSpec::Range(class) => status / 100 == u16::from(class),
            StatusSpec::Default => true,
        }
    }

    /// Whether it is for successes (2xx) only.
    pub fn is_success(self) -> bool {
        matches!(self, StatusSpec::Code(200..=299) | StatusSpec::Range(2))
    }

    /// Whether it is for redirections (3xx) only.
    pub fn is_redirection(self) -> bool {
        matches!(self, StatusSpec::Code(300..=399) | StatusSpec::Range(3))
    }
}

impl fmt::Display for StatusSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StatusSpec::Code(code) => write!(f, "{code}"),
            StatusSpec::Range(class) => write!(f, "{class}XX"),
            StatusSpec::Default => f.write_str("default"),
        }
    }
}

/// A response.
#[derive(Debug)]
pub struct Response {
    /// Where it stands.
    pub origin: Origin,
    /// Which statuses it is for.
    pub status: StatusSpec,
    /// `description`.
    pub description: Option<String>,
    /// The headers, without `Content-Type`, which OpenAPI has ignored.
    pub headers: Vec<Header>,
    /// The representations of its body.
    pub content: Content,
    /// The links.
    pub links: Vec<Link>,
}

impl Response {
    /// A header by its name, whatever the case.
    pub fn header(&self, name: &str) -> Option<&Header> {
        self.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))
    }
}

/// How values of a response feed another operation.
#[derive(Debug)]
pub struct Link {
    /// Where it stands.
    pub origin: Origin,
    /// The key under `links`.
    pub name: String,
    /// The operation; `None` where the link leads nowhere, which is a diagnostic.
    pub operation: Option<OperationIndex>,
    /// The parameters that it fills, by name (a location may qualify it: `path.id`).
    pub parameters: IndexMap<String, LinkSource>,
    /// The body that it fills.
    pub body: Option<LinkSource>,
    /// The server that the operation is to be found at, where the link states one.
    pub server: Option<Server>,
}

/// What a link fills in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkSource {
    /// A runtime expression, such as `$response.body#/guid`.
    Expression(String),
    /// A value of the document.
    Value(Json),
}

#[cfg(test)]
mod tests {
    use super::StatusSpec;

    #[test]
    fn keys_are_read_as_they_are_printed() {
        for key in ["100", "200", "599", "600", "1XX", "5XX", "default"] {
            assert_eq!(StatusSpec::parse(key).map(|status| status.to_string()).as_deref(), Some(key));
        }
        for key in ["", "99", "20", "2000", "4xx", "0XX", "6XX", "XXX", "Default", "+20", "2\u{665}0"] {
            assert_eq!(StatusSpec::parse(key), None, "{key}");
        }
    }
}
