//! Path keys of a document: their variables, their expansion, and the requests that they match.
//!
//! A key is more than OpenAPI's grammar in the wild, and every key is an operation's address of its own: several
//! variables in one segment (`{name}@{host}`, `{sid}.json`), a fixed query (`/x?y=z`), a fragment that only tells keys
//! apart (`/#Action=X`), trailing spaces. All of them are kept as given; a fragment is never sent.

use std::cmp::{Ordering, Reverse};

use percent_encoding::{AsciiSet, percent_decode_str};

use crate::error::{Error, Place};
use crate::pairs::Query;
use crate::percent;

mod matching;

/// A parsed path key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTemplate {
    raw: String,
    segments: Vec<Segment>,
    query: Vec<FixedPair>,
    /// The query as it is expanded; its pairs are in `query`.
    query_pieces: Option<Vec<Piece>>,
    fragment: Option<String>,
}

/// What stands between two slashes of a path key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    pieces: Vec<Piece>,
}

/// A piece of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Piece {
    /// Text that stands for itself, as the document has it.
    Literal(String),
    /// A variable, by its name.
    Variable(String),
}

/// A pair of a fixed query, matched against the pairs of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
struct FixedPair {
    name: String,
    value: Vec<Piece>,
}

/// The three parts of a key, told apart by the first `?` or `#` outside a variable.
#[derive(Default)]
struct Parts {
    segments: Vec<Segment>,
    query: Option<Vec<Piece>>,
    fragment: Option<String>,
}

impl PathTemplate {
    /// Parses a path key.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a key that does not start with `/`, a variable without a name or an end, or a `{`
    /// inside one. A `}` on its own is literal text.
    pub fn parse(key: &str) -> Result<PathTemplate, Error> {
        if !key.starts_with('/') {
            return Err(Error::malformed(Place::Path, "a path key starts with `/`", key));
        }
        let parts = Parts::parse(key)?;
        let query = parts.query.as_deref().map(fixed_pairs).unwrap_or_default();
        Ok(PathTemplate {
            raw: key.to_owned(),
            segments: parts.segments,
            query,
            query_pieces: parts.query,
            fragment: parts.fragment,
        })
    }

    /// The key as the document has it.
    pub fn as_str(&self) -> &str {
        &self.raw
    }

    /// The names of the variables, in order, repeated where the key repeats them.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.pieces().filter_map(|piece| match piece {
            Piece::Variable(name) => Some(name.as_str()),
            Piece::Literal(_) => None,
        })
    }

    /// The segments of the path, without query and fragment. A trailing slash gives an empty last segment; `/` has one
    /// empty segment.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The fragment of the key, without `#`: part of its identity, never of a request.
    pub fn fragment(&self) -> Option<&str> {
        self.fragment.as_deref()
    }

    /// Whether the key has a fixed query, so that further pairs are appended with `&` instead of `?`.
    pub fn has_query(&self) -> bool {
        self.query_pieces.is_some()
    }

    /// Puts encoded texts (see [`crate::param::encode_path`]) in the place of the variables: the path and the fixed
    /// query.
    ///
    /// Literal text is percent-encoded where a URI demands it; its own triples are kept. Nothing is refused for what it
    /// addresses: [`PathTemplate::expand_checked`] is the one that clients use.
    ///
    /// # Errors
    /// [`Error::MissingVariable`].
    pub fn expand<N: AsRef<str>, T: AsRef<str>>(&self, values: &[(N, T)]) -> Result<String, Error> {
        self.expand_with(values, |_| Ok(()))
    }

    /// As [`PathTemplate::expand`], but refuses texts that would turn a segment with variables into one that is empty,
    /// `.` or `..`, and texts with a raw `/`, `?` or `#`.
    ///
    /// # Errors
    /// [`Error::MissingVariable`], [`Error::Segment`], [`Error::Character`].
    pub fn expand_checked<N: AsRef<str>, T: AsRef<str>>(&self, values: &[(N, T)]) -> Result<String, Error> {
        self.expand_with(values, check_segment)
    }

    fn expand_with<N: AsRef<str>, T: AsRef<str>>(
        &self,
        values: &[(N, T)],
        check: impl Fn(&str) -> Result<(), Error>,
    ) -> Result<String, Error> {
        let mut out = String::with_capacity(self.raw.len() + 32);
        for segment in &self.segments {
            out.push('/');
            let start = out.len();
            expand_pieces(&mut out, &segment.pieces, values, percent::PATH_LITERAL)?;
            if segment.as_literal().is_none() {
                check(out.get(start..).unwrap_or_default())?;
            }
        }
        if let Some(pieces) = &self.query_pieces {
            out.push('?');
            expand_pieces(&mut out, pieces, values, percent::QUERY_LITERAL)?;
        }
        Ok(out)
    }

    /// The raw texts of the variables when a request's path, and its query where the key has a fixed one, match the
    /// key.
    ///
    /// Literals match whatever way their characters are encoded. A variable matches one or more characters, never a raw
    /// `/`. In a segment of several variables each takes as little as the following literal leaves it; two without a
    /// literal between them cannot be told apart, so that the first takes one character. Pairs of a fixed query must be
    /// there, in any order and among others.
    pub fn matches<'t>(&'t self, raw_path: &'t str) -> Option<Vec<(&'t str, &'t str)>> {
        let target = raw_path.split_once('#').map_or(raw_path, |(target, _)| target);
        let (path, query) = target.split_once('?').map_or((target, ""), |(path, query)| (path, query));
        let mut texts = path.strip_prefix('/')?.split('/');
        let mut found = Vec::new();
        for segment in &self.segments {
            matching::match_pieces(&segment.pieces, texts.next()?, &mut found)?;
        }
        if texts.next().is_some() {
            return None;
        }
        for pair in &self.query {
            let value = query.split('&').find_map(|text| pair.value_in(text))?;
            found.extend(value);
        }
        Some(found)
    }

    /// Orders keys so that, of two that match the same request, the more specific one comes first: segment by segment
    /// from the left, concrete text before text with variables, before a variable alone; then more fixed query pairs
    /// before fewer.
    ///
    /// OpenAPI demands the first rule where a path is concrete, and leaves the rest to the tool.
    pub fn cmp_specificity(&self, other: &PathTemplate) -> Ordering {
        let ranks = |template: &PathTemplate| template.segments.iter().map(Segment::rank).collect::<Vec<_>>();
        ranks(self).cmp(&ranks(other)).then_with(|| other.query.len().cmp(&self.query.len()))
    }

    /// The key with the names of its variables erased: two keys of one document with equal identities are the same path
    /// (OpenAPI, Paths Object), which is invalid.
    pub fn identity(&self) -> String {
        let mut out = String::with_capacity(self.raw.len());
        let erase = |out: &mut String, pieces: &[Piece]| {
            for piece in pieces {
                match piece {
                    Piece::Literal(text) => out.push_str(text),
                    Piece::Variable(_) => out.push_str("{}"),
                }
            }
        };
        for segment in &self.segments {
            out.push('/');
            erase(&mut out, &segment.pieces);
        }
        if let Some(pieces) = &self.query_pieces {
            out.push('?');
            erase(&mut out, pieces);
        }
        if let Some(fragment) = &self.fragment {
            out.push('#');
            out.push_str(fragment);
        }
        out
    }

    fn pieces(&self) -> impl Iterator<Item = &Piece> {
        let query = self.query_pieces.iter().flatten();
        self.segments.iter().flat_map(|segment| &segment.pieces).chain(query)
    }
}

impl Segment {
    /// The pieces in order. No two literals stand side by side; an empty segment has none.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The text of a segment without variables.
    pub fn as_literal(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// The name of the variable that is the whole segment.
    pub fn as_variable(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [Piece::Variable(name)] => Some(name),
            _ => None,
        }
    }

    /// Smaller is more specific.
    fn rank(&self) -> (u8, Reverse<usize>) {
        let literal = self.pieces.iter().map(|piece| match piece {
            Piece::Literal(text) => text.len(),
            Piece::Variable(_) => 0,
        });
        match (self.as_literal(), self.as_variable()) {
            (Some(_), _) => (0, Reverse(0)),
            (None, None) => (1, Reverse(literal.sum())),
            (None, Some(_)) => (2, Reverse(0)),
        }
    }
}

impl FixedPair {
    /// The variables of a pair of a request that this pair matches.
    fn value_in<'t>(&'t self, text: &'t str) -> Option<Vec<(&'t str, &'t str)>> {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        let pair = Query::parse_form(name);
        if pair.pairs().first()?.name() != self.name {
            return None;
        }
        let mut variables = Vec::new();
        matching::match_pieces(&self.value, value, &mut variables)?;
        Some(variables)
    }
}

impl Parts {
    fn parse(key: &str) -> Result<Parts, Error> {
        let mut parts = Parts::default();
        let mut rest = key.strip_prefix('/').unwrap_or(key);
        let mut pieces: Vec<Piece> = Vec::new();
        loop {
            let Some(at) = rest.find(['{', '/', '?', '#']) else {
                push_literal(&mut pieces, rest);
                break;
            };
            let (before, from) = rest.split_at(at);
            push_literal(&mut pieces, before);
            let (sign, after) = from.split_at(1);
            rest = after;
            match sign {
                "{" => {
                    let (name, after) = variable(key, after)?;
                    pieces.push(Piece::Variable(name.to_owned()));
                    rest = after;
                }
                "#" => {
                    parts.fragment = Some(after.to_owned());
                    break;
                }
                "?" if parts.query.is_none() => {
                    parts.segments.push(Segment { pieces: std::mem::take(&mut pieces) });
                    parts.query = Some(Vec::new());
                }
                "/" if parts.query.is_none() => parts.segments.push(Segment { pieces: std::mem::take(&mut pieces) }),
                literal => push_literal(&mut pieces, literal),
            }
        }
        match &mut parts.query {
            Some(query) => *query = pieces,
            None => parts.segments.push(Segment { pieces }),
        }
        Ok(parts)
    }
}

/// Refuses a path segment that is empty, `.` or `..`, in whatever way the dots are encoded, or that has a raw `/`, `?`
/// or `#`: what is sent would not be the resource that the caller named (RFC 3986 section 5.2.4).
///
/// # Errors
/// [`Error::Segment`], [`Error::Character`].
pub fn check_segment(segment: &str) -> Result<(), Error> {
    if let Some(character) = segment.chars().find(|character| matches!(character, '/' | '?' | '#')) {
        return Err(Error::Character { place: Place::Path, character });
    }
    // At most two dots of three bytes each can be meant.
    let decoded: Vec<u8> = percent_decode_str(segment).take(3).collect();
    if matches!(decoded.as_slice(), b"" | b"." | b"..") {
        Err(Error::Segment { segment: segment.to_owned() })
    } else {
        Ok(())
    }
}

fn variable<'k>(key: &str, text: &'k str) -> Result<(&'k str, &'k str), Error> {
    let malformed = |reason| Err(Error::malformed(Place::Path, reason, key));
    match text.split_once('}') {
        None => malformed("a variable that starts with `{` does not end"),
        Some(("", _)) => malformed("a variable has no name"),
        Some((name, _)) if name.contains('{') => malformed("a variable contains `{`"),
        Some(split) => Ok(split),
    }
}

fn push_literal(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Literal(last)) => last.push_str(text),
        _ => pieces.push(Piece::Literal(text.to_owned())),
    }
}

/// Splits the pieces of a fixed query at `&` and `=`. Names with variables are not told apart from their values.
fn fixed_pairs(pieces: &[Piece]) -> Vec<FixedPair> {
    let mut pairs = vec![FixedPair { name: String::new(), value: Vec::new() }];
    let mut in_value = false;
    for piece in pieces {
        match piece {
            Piece::Variable(_) => {
                in_value = true;
                if let Some(pair) = pairs.last_mut() {
                    pair.value.push(piece.clone());
                }
            }
            Piece::Literal(text) => {
                for (index, part) in text.split('&').enumerate() {
                    if index > 0 {
                        pairs.push(FixedPair { name: String::new(), value: Vec::new() });
                        in_value = false;
                    }
                    let Some(pair) = pairs.last_mut() else { continue };
                    if in_value {
                        push_literal(&mut pair.value, part);
                    } else {
                        let (name, value) =
                            part.split_once('=').map_or((part, None), |(name, value)| (name, Some(value)));
                        pair.name = percent::decode_form(name).unwrap_or_else(|_| name.to_owned());
                        in_value = value.is_some();
                        push_literal(&mut pair.value, value.unwrap_or_default());
                    }
                }
            }
        }
    }
    pairs.retain(|pair| !pair.name.is_empty() || !pair.value.is_empty());
    pairs
}

fn expand_pieces<N: AsRef<str>, T: AsRef<str>>(
    out: &mut String,
    pieces: &[Piece],
    values: &[(N, T)],
    literal: &'static AsciiSet,
) -> Result<(), Error> {
    for piece in pieces {
        match piece {
            Piece::Literal(text) => percent::encode_keeping_triples(out, text, literal),
            Piece::Variable(name) => {
                let value = values.iter().find(|(candidate, _)| candidate.as_ref() == name);
                let (_, text) = value.ok_or_else(|| Error::MissingVariable { name: name.clone() })?;
                out.push_str(text.as_ref());
            }
        }
    }
    Ok(())
}
