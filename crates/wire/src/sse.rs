//! `text/event-stream`, both ways (WHATWG HTML, "Server-sent events").

use std::fmt::Write as _;

use crate::error::{Error, Place};

/// One event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Event {
    /// The event's type; `None` stands for `message`.
    pub event: Option<String>,
    /// The data. Line ends inside it are line feeds: the format carries no others.
    pub data: String,
    /// The identifier that this event sets; an empty one resets it.
    pub id: Option<String>,
    /// The reconnection time that this event sets, in milliseconds.
    pub retry: Option<u64>,
}

/// An incremental parser, fed with the bytes of a body as they come.
///
/// It holds at most one unfinished event, up to its limit.
#[derive(Debug)]
pub struct Parser {
    limit: usize,
    line: Vec<u8>,
    at_start: bool,
    after_cr: bool,
    event: Event,
    has_data: bool,
    last_event_id: String,
    retry: Option<u64>,
}

/// The bytes that one event may take by default: 1 MiB.
pub const DEFAULT_LIMIT: usize = 1 << 20;

/// Writes one event, its blank line included.
///
/// Carriage returns in the data become line feeds. Empty data is written too, since an event without `data` is not
/// dispatched.
///
/// # Errors
/// [`Error::Character`] for a line end in the type or the identifier, and for a NUL in the identifier: readers would
/// see another field, or ignore this one. [`Error::Malformed`] for an empty type, which readers take for `message`.
pub fn write(event: &Event) -> Result<String, Error> {
    let mut out = String::with_capacity(event.data.len() + 32);
    if let Some(kind) = &event.event {
        if kind.is_empty() {
            return Err(Error::malformed(Place::EventField, "an empty type cannot be told from `message`", ""));
        }
        field(&mut out, "event", kind, false)?;
    }
    if let Some(id) = &event.id {
        field(&mut out, "id", id, true)?;
    }
    if let Some(retry) = event.retry {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "retry: {retry}");
    }
    for line in event.data.replace("\r\n", "\n").split(['\r', '\n']) {
        out.push_str("data: ");
        out.push_str(line);
        out.push('\n');
    }
    out.push('\n');
    Ok(out)
}

/// Writes a comment, which keeps a connection alive and is no event. Line ends become further comment lines.
pub fn comment(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 3);
    for line in text.replace("\r\n", "\n").split(['\r', '\n']) {
        out.push_str(": ");
        out.push_str(line);
        out.push('\n');
    }
    out
}

impl Default for Parser {
    fn default() -> Parser {
        Parser::new(DEFAULT_LIMIT)
    }
}

impl Parser {
    /// A parser that refuses an event, or a line, of more than `limit` bytes.
    pub fn new(limit: usize) -> Parser {
        Parser {
            limit,
            line: Vec::new(),
            at_start: true,
            after_cr: false,
            event: Event::default(),
            has_data: false,
            last_event_id: String::new(),
            retry: None,
        }
    }

    /// Takes the next bytes of the body and returns the events that they complete. Bytes that are not UTF-8 are
    /// replaced, as the format demands.
    ///
    /// # Errors
    /// [`Error::Limit`]; the parser is of no further use then.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<Event>, Error> {
        let mut events = Vec::new();
        let mut rest = bytes;
        while let Some(&first) = rest.first() {
            if std::mem::take(&mut self.after_cr) && first == b'\n' {
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            let end = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
            let (line, tail) = rest.split_at(end.unwrap_or(rest.len()));
            self.line.extend_from_slice(self.within_limit(line)?);
            let Some(&terminator) = tail.first() else { break };
            self.after_cr = terminator == b'\r';
            rest = tail.get(1..).unwrap_or_default();
            events.extend(self.end_line());
        }
        Ok(events)
    }

    /// The identifier that a reconnecting client sends in `Last-Event-ID`; empty when there is none.
    pub fn last_event_id(&self) -> &str {
        &self.last_event_id
    }

    /// The reconnection time that the stream asked for last, in milliseconds.
    pub fn retry(&self) -> Option<u64> {
        self.retry
    }

    /// Whether bytes were seen that no blank line completed: at the end of the body the format discards them.
    pub fn has_unfinished_event(&self) -> bool {
        !self.line.is_empty() || self.has_data || self.event != Event::default()
    }

    fn within_limit<'b>(&self, line: &'b [u8]) -> Result<&'b [u8], Error> {
        let held = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let size =
            self.line.len() + self.event.data.len() + held(&self.event.event) + held(&self.event.id) + line.len();
        if size > self.limit {
            let limit = u64::try_from(self.limit).unwrap_or(u64::MAX);
            return Err(Error::Limit { what: "bytes of one event", limit });
        }
        Ok(line)
    }

    fn end_line(&mut self) -> Option<Event> {
        let bytes = std::mem::take(&mut self.line);
        let without_mark = bytes.strip_prefix(b"\xEF\xBB\xBF").filter(|_| self.at_start);
        self.at_start = false;
        let line = String::from_utf8_lossy(without_mark.unwrap_or(&bytes));
        if line.is_empty() {
            return self.dispatch();
        }
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => self.event.event = (!value.is_empty()).then(|| value.to_owned()),
            "data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            "id" if !value.contains('\0') => self.event.id = Some(value.to_owned()),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.event.retry = Some(value.parse().unwrap_or(u64::MAX));
                self.retry = self.event.retry;
            }
            _ => {}
        }
        None
    }

    fn dispatch(&mut self) -> Option<Event> {
        let event = std::mem::take(&mut self.event);
        if let Some(id) = &event.id {
            self.last_event_id.clone_from(id);
        }
        std::mem::take(&mut self.has_data).then_some(event)
    }
}

fn field(out: &mut String, name: &str, value: &str, no_nul: bool) -> Result<(), Error> {
    let forbidden = |character: &char| matches!(character, '\r' | '\n') || (no_nul && *character == '\0');
    if let Some(character) = value.chars().find(forbidden) {
        return Err(Error::Character { place: Place::EventField, character });
    }
    out.push_str(name);
    out.push_str(": ");
    out.push_str(value);
    out.push('\n');
    Ok(())
}
