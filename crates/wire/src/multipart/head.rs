//! The head of a part: what stands between its delimiter and its data.

use super::boundary::Boundary;
use crate::error::{Error, Place};
use crate::media;

/// The head of a part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PartHead {
    /// The name of the field; `None` for parts that are no form data, which then have no `Content-Disposition`.
    pub name: Option<String>,
    /// The name of the file that the data is.
    pub filename: Option<String>,
    /// The media type of the data; what is absent stands for `text/plain`.
    pub content_type: Option<String>,
    /// Further headers, in order. When written, `Content-Disposition` and `Content-Type` are refused here: the other
    /// fields hold them. When read, an unusual `Content-Disposition` stands here as it came.
    pub headers: Vec<(String, String)>,
}

impl PartHead {
    /// The head of a form field.
    pub fn new(name: impl Into<String>) -> PartHead {
        PartHead { name: Some(name.into()), ..PartHead::default() }
    }

    /// The head of a form field whose data is a file. Servers treat a part as a file only if it has a file name, so
    /// that binary data needs one even where it has none of its own.
    pub fn file(name: impl Into<String>, filename: impl Into<String>) -> PartHead {
        PartHead::new(name).with_filename(filename).with_content_type("application/octet-stream")
    }

    /// Sets the file name.
    #[must_use]
    pub fn with_filename(mut self, filename: impl Into<String>) -> PartHead {
        self.filename = Some(filename.into());
        self
    }

    /// Sets the media type.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> PartHead {
        self.content_type = Some(content_type.into());
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> PartHead {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The bytes from the delimiter to the empty line before the data.
    ///
    /// # Errors
    /// [`Error::Character`] for line breaks and other control characters; [`Error::Malformed`] for a header name that
    /// is none, a header that has a field of its own, a file name without a field name, and a name that ends with `\`,
    /// which readers would take together with the quotation mark after it.
    pub fn write(&self, boundary: &Boundary) -> Result<Vec<u8>, Error> {
        let mut head = format!("--{}\r\n", boundary.as_str());
        match (&self.name, &self.filename) {
            (Some(name), filename) => {
                head.push_str("Content-Disposition: form-data; name=");
                push_quoted(&mut head, name)?;
                if let Some(filename) = filename {
                    head.push_str("; filename=");
                    push_quoted(&mut head, filename)?;
                }
                head.push_str("\r\n");
            }
            (None, Some(filename)) => {
                return Err(Error::malformed(Place::PartHead, "a file name needs a field name", filename));
            }
            (None, None) => {}
        }
        if let Some(content_type) = &self.content_type {
            push_header(&mut head, "Content-Type", content_type)?;
        }
        for (name, value) in &self.headers {
            if is_own(name) {
                return Err(Error::malformed(Place::PartHead, "this header is set by a field of its own", name));
            }
            push_header(&mut head, name, value)?;
        }
        head.push_str("\r\n");
        Ok(head.into_bytes())
    }

    /// Reads the lines between a delimiter and the empty line.
    pub(super) fn parse(bytes: &[u8]) -> Result<PartHead, Error> {
        let text = std::str::from_utf8(bytes).map_err(|_| Error::Utf8 { place: Place::PartHead })?;
        let mut head = PartHead::default();
        for (name, value) in fields(text)? {
            if name.eq_ignore_ascii_case("content-disposition") && head.name.is_none() && head.filename.is_none() {
                let parameters = disposition(&value)?;
                let is_form_data = value.get(..9).is_some_and(|kind| kind.eq_ignore_ascii_case("form-data"));
                let unknown = |name: &str| !matches!(name, "name" | "filename");
                if !is_form_data || parameters.iter().any(|(name, _)| unknown(name)) {
                    head.headers.push((name, value));
                }
                let find =
                    |wanted: &str| parameters.iter().find(|(name, _)| name == wanted).map(|(_, text)| text.clone());
                head.name = find("name");
                head.filename = find("filename");
            } else if name.eq_ignore_ascii_case("content-type") && head.content_type.is_none() {
                head.content_type = Some(value);
            } else {
                head.headers.push((name, value));
            }
        }
        Ok(head)
    }
}

fn is_own(name: &str) -> bool {
    name.eq_ignore_ascii_case("content-disposition") || name.eq_ignore_ascii_case("content-type")
}

fn push_header(head: &mut String, name: &str, value: &str) -> Result<(), Error> {
    if !media::is_token(name) {
        return Err(Error::malformed(Place::HeaderName, "a header name is a token", name));
    }
    refuse_controls(value, Place::HeaderValue)?;
    head.push_str(name);
    head.push_str(": ");
    head.push_str(value.trim_matches([' ', '\t']));
    head.push_str("\r\n");
    Ok(())
}

fn push_quoted(head: &mut String, text: &str) -> Result<(), Error> {
    refuse_controls(text, Place::PartHead)?;
    if text.ends_with('\\') {
        return Err(Error::malformed(Place::PartHead, "a name must not end with `\\`", text));
    }
    head.push('"');
    head.push_str(&text.replace('"', "%22"));
    head.push('"');
    Ok(())
}

fn refuse_controls(text: &str, place: Place) -> Result<(), Error> {
    match text.chars().find(|character| character.is_ascii_control() && *character != '\t') {
        Some(character) => Err(Error::Character { place, character }),
        None => Ok(()),
    }
}

/// Splits header fields; a line that starts with a blank continues the one before it (RFC 5322 section 2.2.3).
fn fields(text: &str) -> Result<Vec<(String, String)>, Error> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.split("\r\n").filter(|line| !line.is_empty()) {
        let continued = line.starts_with([' ', '\t']);
        match (continued, fields.last_mut(), line.split_once(':')) {
            (true, Some((_, value)), _) => {
                value.push(' ');
                value.push_str(line.trim_matches([' ', '\t']));
            }
            (false, _, Some((name, value))) if media::is_token(name.trim_end()) => {
                fields.push((name.trim_end().to_owned(), value.trim_matches([' ', '\t']).to_owned()));
            }
            _ => return Err(Error::malformed(Place::PartHead, "a line is not `Name: value`", line)),
        }
    }
    Ok(fields)
}

/// The parameters of a `Content-Disposition`: names in lower case, values without quotes and with the escapes of
/// browsers undone.
fn disposition(value: &str) -> Result<Vec<(String, String)>, Error> {
    let malformed = |reason| Error::malformed(Place::PartHead, reason, value);
    let mut parameters = Vec::new();
    let mut rest = value.split_once(';').map_or("", |(_, rest)| rest).trim_start();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=').ok_or_else(|| malformed("a parameter is not `name=value`"))?;
        let after = after.trim_start();
        let (text, after) = if let Some(quoted) = after.strip_prefix('"') {
            let end = closing_quote(quoted).ok_or_else(|| malformed("a quoted value does not end"))?;
            let (text, after) = quoted.split_at(end);
            (unescape(text), after.get(1..).unwrap_or_default())
        } else {
            let (text, after) = after.split_at(after.find(';').unwrap_or(after.len()));
            (text.trim_end().to_owned(), after)
        };
        parameters.push((name.trim().to_ascii_lowercase(), text));
        rest = after.trim_start();
        if !rest.is_empty() {
            rest = rest.strip_prefix(';').ok_or_else(|| malformed("parameters are separated by `;`"))?.trim_start();
        }
    }
    Ok(parameters)
}

/// Where a quoted text ends. Some writers escape a quotation mark with `\`, others write file names with `\` in them,
/// so that a `\` before the last quotation mark of the field escapes nothing.
fn closing_quote(quoted: &str) -> Option<usize> {
    let last = quoted.rfind('"')?;
    let mut previous = ' ';
    for (at, character) in quoted.char_indices() {
        if character == '"' && (previous != '\\' || at == last) {
            return Some(at);
        }
        previous = character;
    }
    None
}

fn unescape(text: &str) -> String {
    text.replace("\\\"", "\"").replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}
