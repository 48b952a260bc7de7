//! Text to a tree: JSON and YAML, one builder.

mod json;
mod scalar;
mod yaml;

use std::ops::Range;

use avouch_diagnostics::{At, Code, Diagnostic, FileId, Place};

use crate::codes;
use crate::files::NodeSpans;
use crate::load::Options;
use crate::tree::{Duplicate, Tree};

/// The notation of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// RFC 8259.
    Json,
    /// YAML 1.2 by the core schema.
    Yaml,
}

/// How much a file may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) depth: usize,
    pub(crate) nodes: usize,
}

/// A file that could be read.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) tree: Tree,
    pub(crate) format: Format,
    pub(crate) remarks: Vec<Remark>,
}

/// What is wrong with a file that could be read, or why it could not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remark {
    pub(crate) code: &'static Code,
    pub(crate) at: At,
    pub(crate) message: String,
    pub(crate) also: Option<(At, &'static str)>,
    pub(crate) hint: Option<&'static str>,
}

/// The deepest nesting that is read whatever the options say: reading and dropping stay within a thread's stack.
const DEEPEST: usize = 512;

impl Limits {
    /// The limits that options set.
    pub(crate) fn of(options: &Options) -> Self {
        Limits { depth: options.max_depth.min(DEEPEST), nodes: options.max_nodes }
    }
}

impl Remark {
    pub(crate) fn new(code: &'static Code, at: At, message: impl Into<String>) -> Self {
        Remark { code, at, message: message.into(), also: None, hint: None }
    }

    pub(crate) fn also(mut self, at: At, text: &'static str) -> Self {
        self.also = Some((at, text));
        self
    }

    pub(crate) fn hint(mut self, text: &'static str) -> Self {
        self.hint = Some(text);
        self
    }

    /// The remark as a diagnostic about a file.
    pub(crate) fn into_diagnostic(self, file: FileId) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(self.code, Place { file, at: self.at }, self.message);
        if let Some((at, text)) = self.also {
            diagnostic = diagnostic.also(Place { file, at }, text);
        }
        diagnostic.hint = self.hint.map(str::to_owned);
        diagnostic
    }
}

/// The text of a file, and why its bytes are no text; what can be shown of them is the text then.
pub(crate) fn decode(bytes: Vec<u8>) -> (String, Option<Remark>) {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let remark = Remark::new(&codes::ENCODING, At::File, "the file is encoded in UTF-16");
        return (String::new(), Some(remark.hint("save it in UTF-8, which JSON and this tool read")));
    }
    if let Some(position) = bytes.iter().take(BINARY_SAMPLE).position(|byte| *byte == 0) {
        let message = format!("the file is binary: byte {position} is zero");
        return (String::new(), Some(Remark::new(&codes::ENCODING, At::File, message)));
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => return (text, None),
        Err(error) => error,
    };
    let start = error.utf8_error().valid_up_to();
    let length = error.utf8_error().error_len().unwrap_or(1);
    let invalid = error.as_bytes().get(start..start + length).unwrap_or_default();
    let shown: Vec<String> = invalid.iter().map(|byte| format!("0x{byte:02x}")).collect();
    let message = format!("the file is not valid UTF-8: {} at byte {start}", shown.join(" "));
    let at = At::Bytes(start, start + char::REPLACEMENT_CHARACTER.len_utf8());
    (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(Remark::new(&codes::ENCODING, at, message)))
}

/// A zero byte within this many from the start tells a binary file.
const BINARY_SAMPLE: usize = 8 << 10;

/// Reads a text. `extension` decides the notation where it is a known one, the first character elsewhere.
pub(crate) fn read(text: &str, extension: Option<&str>, limits: Limits) -> Result<Reading, Remark> {
    let first = text.trim_start_matches('\u{feff}').trim_start().chars().next();
    let Some(first) = first else {
        return Err(Remark::new(&codes::EMPTY, At::File, "the file is empty"));
    };
    let looks_like_json = matches!(first, '{' | '[');
    match extension {
        Some(extension) if extension.eq_ignore_ascii_case("json") => json::read(text, limits),
        // JSON is YAML, and reads much faster as what it is; flow style that is not JSON fails soon.
        _ if looks_like_json => match json::read(text, limits) {
            Err(error) if error.code == &codes::JSON => {
                // A quoted key says that JSON was meant.
                let is_meant = extension.is_none() || begins_with_quote(text);
                yaml::read(text, limits).map_err(|yaml| if is_meant { error } else { yaml })
            }
            reading => reading,
        },
        _ => yaml::read(text, limits),
    }
}

/// Whether the first thing in the outermost brackets is in quotes.
fn begins_with_quote(text: &str) -> bool {
    text.trim_start_matches(|character: char| character.is_whitespace() || matches!(character, '\u{feff}' | '{' | '['))
        .starts_with('"')
}

/// The places of all nodes of a text that [`read`] could read, in the order of their numbers.
pub(crate) fn spans(text: &str, format: Format) -> Vec<NodeSpans> {
    match format {
        Format::Json => json::spans(text),
        Format::Yaml => yaml::spans(text),
    }
}

/// What is to be said about keys that stand twice.
fn duplicate(duplicate: Duplicate, tree: &Tree) -> Remark {
    let key = crate::tree::NodeRef::at(tree, FileId(0), duplicate.second).map_or("", |node| node.key());
    Remark::new(&codes::DUPLICATE_KEY, At::Key(duplicate.second), format!("key `{key}` stands twice in this object"))
        .also(At::Key(duplicate.first), "first here")
        .hint("remove one of them; the later one counts")
}

/// A range of a text as an offset pair.
fn range(range: Range<usize>) -> Range<u32> {
    let offset = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    offset(range.start)..offset(range.end)
}

#[cfg(test)]
mod tests;
