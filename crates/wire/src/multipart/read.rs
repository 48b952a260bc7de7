//! Reading a multipart body as it comes.

use super::boundary::Boundary;
use super::head::PartHead;
use crate::error::{Error, Place};

/// What a [`Reader`] holds and returns at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The bytes of one part's head.
    pub head_bytes: usize,
    /// The number of parts.
    pub parts: usize,
}

/// What a [`Reader`] finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A part begins.
    Head(PartHead),
    /// Data of the part, never empty.
    Data(Vec<u8>),
    /// The part is complete.
    End,
    /// The closing delimiter was read; what follows it is ignored.
    Closed,
}

/// A part that is held in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its head.
    pub head: PartHead,
    /// Its data.
    pub data: Vec<u8>,
}

/// Finds the parts in bytes that come piece by piece.
///
/// Feed it with [`Reader::push`], take events with [`Reader::next_event`] until there is none, and end with
/// [`Reader::finish`]. It holds the bytes pushed last, and of earlier ones no more than a head or a delimiter.
#[derive(Debug)]
pub struct Reader {
    /// CR LF, two hyphens and the boundary.
    delimiter: Vec<u8>,
    limits: Limits,
    buffer: Vec<u8>,
    /// What of the buffer has been dealt with.
    start: usize,
    /// How much of an unfinished head was searched for its end.
    searched: usize,
    state: State,
    parts: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first delimiter: text to be ignored (RFC 2046 section 5.1.1).
    Preamble,
    Head,
    Data,
    Closed,
}

/// What stands where data could go on.
enum Found {
    /// So many bytes of data, and no delimiter as far as can be seen.
    Data(usize),
    /// Data, then a delimiter line of so many bytes.
    Delimiter { data: usize, line: usize, closes: bool },
}

/// The most blanks that a delimiter line may end with, so that an unfinished one is bounded.
const PADDING: usize = 256;

impl Default for Limits {
    /// 16 KiB for a head and 10,000 parts.
    fn default() -> Limits {
        Limits { head_bytes: 16 * 1024, parts: 10_000 }
    }
}

impl Limits {
    /// The same limits with another number of bytes for one part's head.
    #[must_use]
    pub fn head_bytes(mut self, bytes: usize) -> Limits {
        self.head_bytes = bytes;
        self
    }

    /// The same limits with another number of parts.
    #[must_use]
    pub fn parts(mut self, parts: usize) -> Limits {
        self.parts = parts;
        self
    }
}

/// Reads a body that is held in memory.
///
/// # Errors
/// Those of [`Reader::next_event`] and [`Reader::finish`].
pub fn read_all(body: &[u8], boundary: &Boundary, limits: Limits) -> Result<Vec<Part>, Error> {
    let mut reader = Reader::new(boundary, limits);
    let mut parts: Vec<Part> = Vec::new();
    // Pushing in pieces keeps the copy small.
    for piece in body.chunks(64 * 1024) {
        reader.push(piece);
        while let Some(event) = reader.next_event()? {
            match (event, parts.last_mut()) {
                (Event::Head(head), _) => parts.push(Part { head, data: Vec::new() }),
                (Event::Data(data), Some(part)) => part.data.extend(data),
                _ => {}
            }
        }
    }
    reader.finish()?;
    Ok(parts)
}

impl Reader {
    /// A reader for bodies with this boundary.
    pub fn new(boundary: &Boundary, limits: Limits) -> Reader {
        Reader {
            delimiter: format!("\r\n--{}", boundary.as_str()).into_bytes(),
            limits,
            // The first delimiter needs no line end before it: it is as if one had been read.
            buffer: b"\r\n".to_vec(),
            start: 0,
            searched: 0,
            state: State::Preamble,
            parts: 0,
        }
    }

    /// Takes the next bytes of the body.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.state != State::Closed {
            self.buffer.drain(..self.start);
            self.start = 0;
            self.buffer.extend_from_slice(bytes);
        }
    }

    /// The next thing that the bytes so far tell; `None` when more are needed, or nothing can follow.
    ///
    /// # Errors
    /// [`Error::Limit`]; [`Error::Malformed`] and [`Error::Utf8`] for the head of a part. The reader is of no further
    /// use then.
    pub fn next_event(&mut self) -> Result<Option<Event>, Error> {
        loop {
            match self.state {
                State::Closed => return Ok(None),
                State::Head => return self.head(),
                State::Preamble | State::Data => match self.look() {
                    Found::Data(0) => return Ok(None),
                    Found::Delimiter { data: 0, line, closes } => {
                        if let Some(event) = self.delimit(line, closes)? {
                            return Ok(Some(event));
                        }
                    }
                    Found::Data(length) | Found::Delimiter { data: length, .. } => {
                        if let Some(data) = self.take(length) {
                            return Ok(Some(Event::Data(data)));
                        }
                    }
                },
            }
        }
    }

    /// Ends the body.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a body without its closing delimiter.
    pub fn finish(self) -> Result<(), Error> {
        let reason = match self.state {
            State::Closed => return Ok(()),
            State::Preamble => "the body ends without any delimiter of its boundary",
            State::Head => "the body ends in the head of a part",
            State::Data => "the body ends without its closing delimiter",
        };
        Err(Error::malformed(Place::Multipart, reason, ""))
    }

    fn rest(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Moves past data; the preamble is not returned.
    fn take(&mut self, length: usize) -> Option<Vec<u8>> {
        let data = (self.state == State::Data).then(|| self.rest().get(..length).unwrap_or_default().to_vec());
        self.start += length;
        data
    }

    /// Moves past a delimiter line.
    fn delimit(&mut self, line: usize, closes: bool) -> Result<Option<Event>, Error> {
        let ended = self.state == State::Data;
        if closes && ended {
            // The line stays in the buffer and is found again, as the first thing after the part.
            self.state = State::Preamble;
            return Ok(Some(Event::End));
        }
        self.start += line;
        if closes {
            self.state = State::Closed;
            self.buffer = Vec::new();
            self.start = 0;
            return Ok(Some(Event::Closed));
        }
        self.parts += 1;
        if self.parts > self.limits.parts {
            return Err(limit("parts of a multipart body", self.limits.parts));
        }
        self.state = State::Head;
        Ok(ended.then_some(Event::End))
    }

    fn head(&mut self) -> Result<Option<Event>, Error> {
        let rest = self.rest();
        // A part without headers starts with the empty line. What was searched before is not searched again.
        let end = if rest.starts_with(b"\r\n") {
            Some(0)
        } else {
            find(rest, b"\r\n\r\n", self.searched.saturating_sub(3)).map(|at| at + 2)
        };
        if end.unwrap_or(rest.len()) > self.limits.head_bytes {
            return Err(limit("bytes of the head of a multipart part", self.limits.head_bytes));
        }
        let Some(end) = end else {
            self.searched = rest.len();
            return Ok(None);
        };
        let head = PartHead::parse(rest.get(..end).unwrap_or_default())?;
        self.searched = 0;
        self.start += end + 2;
        self.state = State::Data;
        Ok(Some(Event::Head(head)))
    }

    fn look(&self) -> Found {
        let rest = self.rest();
        let mut from = 0;
        while let Some(at) = find(rest, &self.delimiter, from) {
            match line_after(rest.get(at + self.delimiter.len()..).unwrap_or_default()) {
                Line::Delimiter { length, closes } => {
                    return Found::Delimiter { data: at, line: self.delimiter.len() + length, closes };
                }
                Line::Unfinished => return Found::Data(at),
                Line::Data => from = at + 1,
            }
        }
        Found::Data(rest.len() - unfinished(rest, &self.delimiter))
    }
}

/// What follows the text of a delimiter.
enum Line {
    /// The rest of a delimiter line, of so many bytes.
    Delimiter { length: usize, closes: bool },
    /// More bytes must come before it can be said.
    Unfinished,
    /// Something else, so that the text was data.
    Data,
}

fn line_after(rest: &[u8]) -> Line {
    if rest.starts_with(b"--") {
        return Line::Delimiter { length: 2, closes: true };
    }
    let blanks = rest.iter().take(PADDING).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    match rest.get(blanks..).unwrap_or_default() {
        [b'\r', b'\n', ..] => Line::Delimiter { length: blanks + 2, closes: false },
        [] | [b'\r'] => Line::Unfinished,
        [b'-'] if blanks == 0 => Line::Unfinished,
        _ => Line::Data,
    }
}

fn find(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let (first, tail) = wanted.split_first()?;
    let mut from = from;
    loop {
        let at = from + bytes.get(from..)?.iter().position(|byte| byte == first)?;
        if bytes.get(at + 1..)?.starts_with(tail) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// How many bytes at the end could be the beginning of what is wanted.
fn unfinished(bytes: &[u8], wanted: &[u8]) -> usize {
    let longest = wanted.len().saturating_sub(1).min(bytes.len());
    let fits = |length: &usize| wanted.get(..*length).is_some_and(|start| bytes.ends_with(start));
    (1..=longest).rev().find(fits).unwrap_or(0)
}

fn limit(what: &'static str, limit: usize) -> Error {
    Error::Limit { what, limit: u64::try_from(limit).unwrap_or(u64::MAX) }
}
