//! What is wrong with an exchange.

use std::fmt;

use avouch_api::Origin;
use avouch_diagnostics::Severity;

use crate::Violation;

/// The checks. Scripts rely on [`Check::name`]: once released, a name keeps its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// The status of a response is documented.
    Status,
    /// The media type of a response is documented for its status.
    ContentType,
    /// The headers that the document has for the response are there and fit their schema.
    Headers,
    /// The body of a response fits its schema.
    Body,
    /// The body of a response has properties that its schema does not declare.
    Undeclared,
    /// The variables of the path fit their schemas.
    RequestPath,
    /// The query has what the operation demands, and fits.
    RequestQuery,
    /// The headers have what the operation demands, and fit.
    RequestHeaders,
    /// The cookies have what the operation demands, and fit.
    RequestCookies,
    /// The media type of the request body is one that the operation takes.
    RequestContentType,
    /// The request body is there where it must be, and fits its schema.
    RequestBody,
}

impl Check {
    /// Every check.
    pub const ALL: [Check; 11] = [
        Check::Status,
        Check::ContentType,
        Check::Headers,
        Check::Body,
        Check::Undeclared,
        Check::RequestPath,
        Check::RequestQuery,
        Check::RequestHeaders,
        Check::RequestCookies,
        Check::RequestContentType,
        Check::RequestBody,
    ];

    /// The stable name: `content-type`.
    pub const fn name(self) -> &'static str {
        match self {
            Check::Status => "status",
            Check::ContentType => "content-type",
            Check::Headers => "headers",
            Check::Body => "body",
            Check::Undeclared => "undeclared",
            Check::RequestPath => "request-path",
            Check::RequestQuery => "request-query",
            Check::RequestHeaders => "request-headers",
            Check::RequestCookies => "request-cookies",
            Check::RequestContentType => "request-content-type",
            Check::RequestBody => "request-body",
        }
    }

    /// The check with a name.
    pub fn by_name(name: &str) -> Option<Check> {
        Check::ALL.into_iter().find(|check| check.name() == name)
    }

    /// Whether the check looks at requests.
    pub const fn is_of_request(self) -> bool {
        matches!(
            self,
            Check::RequestPath
                | Check::RequestQuery
                | Check::RequestHeaders
                | Check::RequestCookies
                | Check::RequestContentType
                | Check::RequestBody
        )
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One way in which an exchange breaks the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The check that found it.
    pub check: Check,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong and what was expected, a lower-case fragment without a full stop.
    pub message: String,
    /// The place in the document that says so.
    pub pointer_document: Option<Origin>,
    /// Where in the body, as a JSON Pointer (RFC 6901); `None` where it is not about a place in a body.
    pub pointer_body: Option<String>,
    /// The parameter or header that it is about, by its name in the document.
    pub parameter: Option<String>,
    /// The keyword of JSON Schema that is broken, where it is one.
    pub keyword: Option<String>,
}

impl Breach {
    /// A breach that weighs as an error.
    pub fn new(check: Check, pointer_document: Option<Origin>, message: impl Into<String>) -> Breach {
        Breach {
            check,
            severity: Severity::Error,
            message: message.into(),
            pointer_document,
            pointer_body: None,
            parameter: None,
            keyword: None,
        }
    }

    /// A violation inside a body.
    pub(crate) fn in_body(check: Check, violation: Violation) -> Breach {
        Breach {
            check,
            severity: Severity::Error,
            message: violation.message,
            pointer_document: violation.origin,
            pointer_body: Some(violation.pointer),
            parameter: None,
            keyword: Some(violation.keyword),
        }
    }

    /// A violation of a parameter or header; the place inside its value becomes part of the message.
    pub(crate) fn in_parameter(check: Check, name: &str, violation: Violation) -> Breach {
        let message = match violation.pointer.as_str() {
            "" => format!("`{name}`: {}", violation.message),
            pointer => format!("`{name}` at `{pointer}`: {}", violation.message),
        };
        Breach {
            parameter: Some(name.to_owned()),
            keyword: Some(violation.keyword),
            ..Breach::new(check, violation.origin, message)
        }
    }

    /// The same breach about a parameter or header.
    #[must_use]
    pub(crate) fn of_parameter(mut self, name: &str) -> Breach {
        self.parameter = Some(name.to_owned());
        self
    }

    /// The same breach with another weight.
    #[must_use]
    pub(crate) fn weighing(mut self, severity: Severity) -> Breach {
        self.severity = severity;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Check;

    #[test]
    fn names_lead_back_to_their_check() {
        for check in Check::ALL {
            assert_eq!(Check::by_name(check.name()), Some(check));
            assert_eq!(check.is_of_request(), check.name().starts_with("request-"));
        }
        assert_eq!(Check::by_name("bodies"), None);
    }
}
