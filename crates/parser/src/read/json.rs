//! JSON: `serde_json` drives the builder, and a second pass finds the places.

use std::ops::Range;

use avouch_diagnostics::{At, NodeId};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Format, Limits, Reading, Remark, duplicate, range};
use crate::codes;
use crate::files::NodeSpans;
use crate::tree::{Number, TreeBuilder};

/// Reads a text.
pub(super) fn read(text: &str, limits: Limits) -> Result<Reading, Remark> {
    let json = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let mut state = State { builder: TreeBuilder::with_capacity(json.len()), limits, inexact: Vec::new(), limit: None };
    let mut deserializer = serde_json::Deserializer::from_str(json);
    // Our own limit on depth rules, which is a small one too.
    deserializer.disable_recursion_limit();
    let result = Node(&mut state).deserialize(&mut deserializer).and_then(|()| deserializer.end());
    if let Err(error) = result {
        return Err(fault(&error, text, text.len() - json.len(), state.limit));
    }
    let duplicates = state.builder.duplicates().to_vec();
    let inexact = state.inexact;
    let mut tree = state.builder.finish();
    if !inexact.is_empty() {
        let spans = spans(text);
        for id in inexact {
            let span = spans.get(id.0 as usize).map(|span| span.value.start as usize..span.value.end as usize);
            if let Some(number) = span.and_then(|span| text.get(span)).filter(|number| is_whole(number)) {
                tree.set_number_text(id, number);
            }
        }
    }
    let remarks = duplicates.into_iter().map(|pair| duplicate(pair, &tree)).collect();
    Ok(Reading { tree, format: Format::Json, remarks })
}

/// The places of all nodes of a valid text, in document order.
pub(super) fn spans(text: &str) -> Vec<NodeSpans> {
    let mut skimmer = Skimmer { bytes: text.as_bytes(), offset: 0 };
    let mut spans: Vec<NodeSpans> = Vec::new();
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut key = None;
    while let Some((byte, start)) = skimmer.next_token() {
        let in_object = open.last().is_some_and(|(_, is_object)| *is_object);
        if matches!(byte, b'}' | b']') {
            if let Some((node, _)) = open.pop() {
                spans[node].value.end = range(start..start + 1).end;
            }
        } else if byte == b'"' && in_object && key.is_none() {
            key = Some(skimmer.string(start));
        } else {
            let value = match byte {
                b'{' | b'[' => {
                    open.push((spans.len(), byte == b'{'));
                    start..start + 1
                }
                b'"' => skimmer.string(start),
                _ => skimmer.literal(start),
            };
            spans.push(NodeSpans { key: range(key.take().unwrap_or(0..0)), value: range(value) });
        }
    }
    spans
}

const BYTE_ORDER_MARK: char = '\u{feff}';

struct State {
    builder: TreeBuilder,
    limits: Limits,
    /// Whole numbers that came as an `f64` which may stand for several.
    inexact: Vec<NodeId>,
    limit: Option<String>,
}

struct Node<'s>(&'s mut State);

impl State {
    /// Called before a node is added.
    fn admit<E: Error>(&mut self) -> Result<(), E> {
        if self.builder.len() >= self.limits.nodes {
            self.limit = Some(format!("the file has more than {} values", self.limits.nodes));
            return Err(E::custom("too many values"));
        }
        Ok(())
    }

    /// Called before an array or object is opened.
    fn admit_nested<E: Error>(&mut self) -> Result<(), E> {
        if self.builder.depth() >= self.limits.depth {
            self.limit = Some(format!("arrays and objects are nested deeper than {} levels", self.limits.depth));
            return Err(E::custom("nested too deep"));
        }
        self.admit()
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.admit()?;
        self.0.builder.null();
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.0.admit()?;
        self.0.builder.bool(value);
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.0.admit()?;
        self.0.builder.number(Number::Unsigned(value));
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.0.admit()?;
        self.0.builder.number(Number::Signed(value));
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.0.admit()?;
        let id = self.0.builder.number(Number::Float(value));
        if value.abs() >= EXACT_BELOW {
            self.0.inexact.push(id);
        }
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.0.admit()?;
        self.0.builder.string(value);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        self.0.admit_nested()?;
        self.0.builder.start_array();
        while items.next_element_seed(Node(&mut *self.0))?.is_some() {}
        self.0.builder.end();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        self.0.admit_nested()?;
        self.0.builder.start_object();
        while members.next_key_seed(Key(&mut *self.0))?.is_some() {
            members.next_value_seed(Node(&mut *self.0))?;
        }
        self.0.builder.end();
        Ok(())
    }
}

/// Every whole number below 2^53 has an `f64` of its own.
const EXACT_BELOW: f64 = 9_007_199_254_740_992.0;

struct Key<'s>(&'s mut State);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<(), E> {
        self.0.builder.key(key);
        Ok(())
    }
}

/// Whether a number is written without a fraction and an exponent.
fn is_whole(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

fn fault(error: &serde_json::Error, text: &str, shift: usize, limit: Option<String>) -> Remark {
    let line_start = match error.line() {
        0 | 1 => shift,
        line => text.match_indices('\n').nth(line - 2).map_or(text.len(), |(newline, _)| newline + 1),
    };
    let mut start = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let end = text[start..].chars().next().map_or(start, |found| start + found.len_utf8());
    let at = At::Bytes(start, end);
    if let Some(limit) = limit {
        return Remark::new(&codes::LIMIT, at, limit);
    }
    if error.is_eof() {
        let end = text.trim_end().len();
        return Remark::new(&codes::JSON, At::Bytes(end, end), "the file ends in the middle of a value")
            .hint("the file seems to be truncated");
    }
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    Remark::new(&codes::JSON, at, format!("this is not JSON: {message}"))
}

/// Walks over the tokens of valid JSON.
struct Skimmer<'t> {
    bytes: &'t [u8],
    offset: usize,
}

impl Skimmer<'_> {
    /// The first byte of the next token that is neither a comma nor a colon, and where it stands.
    fn next_token(&mut self) -> Option<(u8, usize)> {
        loop {
            let byte = *self.bytes.get(self.offset)?;
            self.offset += 1;
            // The bytes of a byte order mark are passed over like blanks.
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b',' | b':' | 0x80..) {
                return Some((byte, self.offset - 1));
            }
        }
    }

    /// The string that starts at an offset, with its quotes.
    fn string(&mut self, start: usize) -> Range<usize> {
        while let Some(byte) = self.bytes.get(self.offset) {
            self.offset += 1;
            match byte {
                b'"' => break,
                b'\\' => self.offset += 1,
                _ => {}
            }
        }
        start..self.offset.min(self.bytes.len())
    }

    /// The number or word that starts at an offset.
    fn literal(&mut self, start: usize) -> Range<usize> {
        let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t');
        let rest = self.bytes.get(self.offset..).unwrap_or_default();
        self.offset += rest.iter().position(ends).unwrap_or(rest.len());
        start..self.offset
    }
}
