//! Media types, media ranges, and the choice among the keys of a `content` map.

use std::fmt;

use crate::error::{Error, Place};

mod select;

pub(crate) use select::split_list;
pub use select::{best_match, negotiate};

/// A media type such as `application/vnd.api+json; version=1` (RFC 9110 section 8.3.1).
///
/// The spelling of the text is kept and printed again; comparisons go by [`MediaType::matches`] and the `is_…` methods,
/// which disregard case where HTTP does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MediaType {
    /// The part before the slash, as written.
    pub kind: String,
    /// The part after the slash, with its suffix, as written.
    pub subtype: String,
    /// Names, in lower case, and values, without quotes, in order.
    pub parameters: Vec<(String, String)>,
}

/// A key of a `content` map, or an element of an `Accept` header: a media type whose parts may be `*`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MediaRange(MediaType);

impl MediaType {
    /// Parses a media type.
    ///
    /// # Errors
    /// [`Error::Malformed`] for text that is no media type; a `*` is one in a [`MediaRange`] only.
    pub fn parse(text: &str) -> Result<MediaType, Error> {
        let parsed = parse(text)?;
        if parsed.kind == "*" || parsed.subtype == "*" {
            return Err(Error::malformed(Place::MediaType, "a media range stands where a media type is needed", text));
        }
        Ok(parsed)
    }

    /// Type and subtype in lower case, without parameters.
    pub fn essence(&self) -> String {
        format!("{}/{}", self.kind, self.subtype).to_ascii_lowercase()
    }

    /// What follows the last `+` of the subtype, as written (RFC 6839).
    pub fn suffix(&self) -> Option<&str> {
        self.subtype.rsplit_once('+').map(|(_, suffix)| suffix)
    }

    /// The value of a parameter; names compare without regard to case.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether type and subtype are these, whatever their case and the parameters.
    pub fn matches(&self, kind: &str, subtype: &str) -> bool {
        self.kind.eq_ignore_ascii_case(kind) && self.subtype.eq_ignore_ascii_case(subtype)
    }

    /// Whether the body is one JSON value: `application/json`, `text/json`, and every subtype with the suffix `+json`.
    pub fn is_json(&self) -> bool {
        self.matches("application", "json") || self.matches("text", "json") || self.has_suffix("json")
    }

    /// Whether the body is one JSON value a line: `application/jsonl`, `application/x-ndjson` and their other
    /// spellings.
    pub fn is_json_lines(&self) -> bool {
        const SUBTYPES: [&str; 6] = ["jsonl", "x-jsonl", "jsonlines", "x-jsonlines", "ndjson", "x-ndjson"];
        self.kind.eq_ignore_ascii_case("application") && self.is_one_of(&SUBTYPES)
    }

    /// Whether the body is a JSON text sequence (RFC 7464): `application/json-seq` and subtypes with the suffix
    /// `+json-seq`.
    pub fn is_json_seq(&self) -> bool {
        self.matches("application", "json-seq") || self.has_suffix("json-seq")
    }

    /// Whether the body is `application/x-www-form-urlencoded`.
    pub fn is_form(&self) -> bool {
        self.matches("application", "x-www-form-urlencoded")
    }

    /// Whether the body has parts, `multipart/form-data` or any other.
    pub fn is_multipart(&self) -> bool {
        self.kind.eq_ignore_ascii_case("multipart")
    }

    /// Whether the body is XML: `application/xml`, `text/xml`, and every subtype with the suffix `+xml`.
    pub fn is_xml(&self) -> bool {
        self.matches("application", "xml") || self.matches("text", "xml") || self.has_suffix("xml")
    }

    /// Whether the type is `text`, event streams, JSON and XML among them.
    pub fn is_text(&self) -> bool {
        self.kind.eq_ignore_ascii_case("text")
    }

    /// Whether the body is a stream of server-sent events.
    pub fn is_event_stream(&self) -> bool {
        self.matches("text", "event-stream")
    }

    /// Whether the body is `application/octet-stream`: bytes of which nothing is said.
    pub fn is_octet_stream(&self) -> bool {
        self.matches("application", "octet-stream")
    }

    fn has_suffix(&self, suffix: &str) -> bool {
        self.suffix().is_some_and(|own| own.eq_ignore_ascii_case(suffix))
    }

    fn is_one_of(&self, subtypes: &[&str]) -> bool {
        subtypes.iter().any(|subtype| self.subtype.eq_ignore_ascii_case(subtype))
    }
}

impl MediaRange {
    /// Parses a media range: a media type, `type/*`, `*/*`, or `*`, which some clients send for the last.
    ///
    /// # Errors
    /// [`Error::Malformed`] for text that is none.
    pub fn parse(text: &str) -> Result<MediaRange, Error> {
        let trimmed = text.trim();
        let text = if trimmed == "*" || trimmed.starts_with("*;") {
            format!("*/*{}", trimmed.get(1..).unwrap_or_default())
        } else {
            trimmed.to_owned()
        };
        let range = parse(&text)?;
        if range.kind == "*" && range.subtype != "*" {
            return Err(Error::malformed(Place::MediaType, "`*` stands for the type but not for the subtype", &text));
        }
        Ok(MediaRange(range))
    }

    /// The media type, for a range without `*`.
    pub fn as_media_type(&self) -> Option<&MediaType> {
        (self.specificity() == 2).then_some(&self.0)
    }

    /// The parameters, as in [`MediaType::parameters`].
    pub fn parameters(&self) -> &[(String, String)] {
        &self.0.parameters
    }

    /// Whether the media type lies in the range, parameters aside.
    pub fn contains(&self, media_type: &MediaType) -> bool {
        match self.specificity() {
            0 => true,
            1 => self.0.kind.eq_ignore_ascii_case(&media_type.kind),
            _ => self.0.matches(&media_type.kind, &media_type.subtype),
        }
    }

    /// 0 for `*/*`, 1 for `type/*`, 2 for a media type.
    fn specificity(&self) -> u8 {
        u8::from(self.0.kind != "*") + u8::from(self.0.subtype != "*")
    }
}

impl std::str::FromStr for MediaType {
    type Err = Error;

    fn from_str(text: &str) -> Result<MediaType, Error> {
        MediaType::parse(text)
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.subtype)?;
        for (name, value) in &self.parameters {
            if is_token(value) {
                write!(f, "; {name}={value}")?;
            } else {
                write!(f, "; {name}=\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for MediaRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether the text is a token (RFC 9110 section 5.6.2).
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_token_byte)
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn parse(text: &str) -> Result<MediaType, Error> {
    let malformed = |reason| Error::malformed(Place::MediaType, reason, text);
    let (essence, rest) = text.split_once(';').map_or((text, ""), |(essence, rest)| (essence, rest));
    let (kind, subtype) = essence.trim().split_once('/').ok_or_else(|| malformed("there is no `/`"))?;
    if !is_token(kind) || !is_token(subtype) {
        return Err(malformed("type and subtype are tokens"));
    }
    let parameters = parameters(rest).ok_or_else(|| malformed("a parameter is not `name=value`"))?;
    Ok(MediaType { kind: kind.to_owned(), subtype: subtype.to_owned(), parameters })
}

/// Reads `name=value; name="value"`; empty parameters are skipped, as RFC 9110 section 5.6.6 has it.
pub(crate) fn parameters(text: &str) -> Option<Vec<(String, String)>> {
    let mut parameters = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(';') {
            rest = after.trim_start();
            continue;
        }
        let (name, after) = rest.split_once('=')?;
        let name = name.trim();
        if !is_token(name) {
            return None;
        }
        let (value, after) = value(after.trim_start())?;
        rest = after.trim_start();
        if !rest.is_empty() {
            rest = rest.strip_prefix(';')?.trim_start();
        }
        parameters.push((name.to_ascii_lowercase(), value));
    }
    Some(parameters)
}

/// Reads a token or a quoted string (RFC 9110 section 5.6.4) and returns what follows it.
pub(crate) fn value(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.bytes().position(|byte| !is_token_byte(byte)).unwrap_or(text.len());
        let (token, rest) = text.split_at(end);
        return (!token.is_empty()).then(|| (token.to_owned(), rest));
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return quoted.get(at + 1..).map(|rest| (value, rest)),
            '\\' => value.push(characters.next()?.1),
            other => value.push(other),
        }
    }
    None
}
