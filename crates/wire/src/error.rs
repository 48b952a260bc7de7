//! What can go wrong between a value and its bytes.

use std::fmt;

use crate::style::{Location, Shape, Style, StyleName};

/// The most characters of somebody else's text that a message quotes.
const EXCERPT: usize = 60;

/// Why a value cannot be written, or bytes cannot be read.
///
/// Messages are lower-case fragments fit for "cannot send the request: {error}". They name the parameter and quote at
/// most a short excerpt of its text; values of headers, cookies and credentials are never quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The style does not exist in this location.
    StyleNotAllowed {
        /// The style asked for.
        style: StyleName,
        /// Where the value travels.
        location: Location,
    },
    /// The specification leaves this combination of style, explode and shape undefined.
    ShapeNotDefined {
        /// Name of the parameter.
        name: String,
        /// The style asked for.
        style: Style,
        /// Shape of the value, or the one that the decoder was told to expect.
        shape: Shape,
    },
    /// A value nests deeper than any style can carry.
    Nested {
        /// JSON Pointer, from the value, to the list or object inside a list or object.
        pointer: String,
    },
    /// A part of the value contains the delimiter of its style, which this style has no means to escape.
    Delimiter {
        /// Name of the parameter; empty where the caller gave none.
        name: String,
        /// The delimiter.
        delimiter: char,
    },
    /// A character that must not appear in this place.
    Character {
        /// Where the text was meant to stand.
        place: Place,
        /// The first offending character.
        character: char,
    },
    /// A `%` that is not followed by two hexadecimal digits.
    PercentEncoding {
        /// Excerpt of the text.
        text: String,
    },
    /// Bytes, after percent-decoding where that applies, that are not UTF-8.
    Utf8 {
        /// Where the bytes stood.
        place: Place,
    },
    /// A parameter that carries one value was sent several times.
    Repeated {
        /// Name of the parameter.
        name: String,
        /// How often it was sent.
        count: usize,
    },
    /// A flat list of names and values ends with a name.
    NameWithoutValue {
        /// Name of the parameter; empty where the caller gave none.
        name: String,
    },
    /// A path segment that is empty, `.` or `..`: sent as it is, it would address another resource.
    Segment {
        /// The segment.
        segment: String,
    },
    /// A template variable without a value.
    MissingVariable {
        /// Name of the variable.
        name: String,
    },
    /// Text that does not follow the grammar of its place.
    Malformed {
        /// What was read.
        place: Place,
        /// What is wrong with it and what was expected.
        reason: &'static str,
        /// Excerpt of the text; empty where it may hold secrets.
        text: String,
    },
    /// A limit of a reader was reached.
    Limit {
        /// What is limited.
        what: &'static str,
        /// The limit, in bytes or pieces as `what` says.
        limit: u64,
    },
}

/// The places of a message that an [`Error`] speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Place {
    /// A path or a path template.
    Path,
    /// A query string or a form body.
    Query,
    /// The name of a header field.
    HeaderName,
    /// The value of a header field.
    HeaderValue,
    /// The name of a cookie.
    CookieName,
    /// The value of a cookie.
    CookieValue,
    /// A media type or media range.
    MediaType,
    /// The boundary of a multipart body.
    Boundary,
    /// The head of a part of a multipart body.
    PartHead,
    /// A multipart body.
    Multipart,
    /// A field of an event stream.
    EventField,
    /// A `Link` header field.
    Link,
    /// A `Retry-After` header field.
    RetryAfter,
    /// An `Authorization` or `WWW-Authenticate` header field.
    Credentials,
}

impl Error {
    /// A grammar error with an excerpt of the text.
    pub(crate) fn malformed(place: Place, reason: &'static str, text: &str) -> Error {
        Error::Malformed { place, reason, text: excerpt(text) }
    }

    /// A grammar error in text that may hold secrets.
    pub(crate) fn malformed_secret(place: Place, reason: &'static str) -> Error {
        Error::Malformed { place, reason, text: String::new() }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::StyleNotAllowed { style, location } => write!(f, "style `{style}` is not allowed in {location}"),
            Error::ShapeNotDefined { name, style, shape } => write!(
                f,
                "parameter `{name}`: OpenAPI does not define style `{}` with explode={} for {shape}",
                style.name, style.explode
            ),
            Error::Nested { pointer } => {
                write!(f, "the value at `{pointer}` is nested, and no parameter style can carry nested values")
            }
            Error::Delimiter { name, delimiter } => {
                for_parameter(f, name)?;
                write!(f, "a value contains {delimiter:?}, which separates values in this style and cannot be escaped")
            }
            Error::Character { place, character } => write!(f, "{place} must not contain {character:?}"),
            Error::PercentEncoding { text } => {
                write!(f, "`{text}` has a `%` that is not followed by two hexadecimal digits")
            }
            Error::Utf8 { place } => write!(f, "{place} is not UTF-8"),
            Error::Repeated { name, count } => {
                write!(f, "parameter `{name}` carries one value but was sent {count} times")
            }
            Error::NameWithoutValue { name } => {
                for_parameter(f, name)?;
                f.write_str("the list of names and values ends with a name that has no value")
            }
            Error::Segment { segment } => {
                write!(f, "path segment `{segment}` would address another resource: it must not be empty, `.` or `..`")
            }
            Error::MissingVariable { name } => write!(f, "the path variable `{name}` has no value"),
            Error::Malformed { place, reason, text } if text.is_empty() => write!(f, "{place}: {reason}"),
            Error::Malformed { place, reason, text } => write!(f, "{place}: {reason} (in `{text}`)"),
            Error::Limit { what, limit } => write!(f, "{what}: more than the limit of {limit}"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Place::Path => "path",
            Place::Query => "query or form",
            Place::HeaderName => "header name",
            Place::HeaderValue => "header value",
            Place::CookieName => "cookie name",
            Place::CookieValue => "cookie value",
            Place::MediaType => "media type",
            Place::Boundary => "multipart boundary",
            Place::PartHead => "head of a multipart part",
            Place::Multipart => "multipart body",
            Place::EventField => "event stream field",
            Place::Link => "Link header",
            Place::RetryAfter => "Retry-After header",
            Place::Credentials => "credentials",
        })
    }
}

/// The beginning of a text, cut at a character boundary.
pub(crate) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn for_parameter(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    if name.is_empty() { Ok(()) } else { write!(f, "parameter `{name}`: ") }
}
