//! A query string or form body, and a `Cookie` header, split into pairs once.

use crate::error::Error;
use crate::percent;

/// A query string or form body, split into pairs in the order in which they were sent.
///
/// Nothing is refused here: a pair with a broken escape is only an error for the parameter that it belongs to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pairs: Vec<Pair>,
}

/// One pair of a [`Query`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    raw: String,
    equals: Option<usize>,
    name: String,
}

impl Query {
    /// Splits a query string; one leading `?` is not part of it.
    pub fn parse(raw: &str) -> Query {
        Query::parse_form(raw.strip_prefix('?').unwrap_or(raw))
    }

    /// Splits a form body, in which a leading `?` is part of the first name.
    pub fn parse_form(raw: &str) -> Query {
        Query { pairs: raw.split('&').filter(|pair| !pair.is_empty()).map(Pair::parse).collect() }
    }

    /// The pairs in the order in which they were sent.
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// Whether there is no pair.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The pairs of this name.
    pub fn named<'q>(&'q self, name: &'q str) -> impl Iterator<Item = &'q Pair> {
        self.pairs.iter().filter(move |pair| pair.name == name)
    }

    /// The pairs whose name satisfies the condition.
    ///
    /// An object in style `form` with explode takes every pair there is, since its members stand under their own names.
    /// Callers leave out the pairs of other parameters with this before they decode it.
    #[must_use]
    pub fn filter(&self, mut keep: impl FnMut(&str) -> bool) -> Query {
        Query { pairs: self.pairs.iter().filter(|pair| keep(&pair.name)).cloned().collect() }
    }
}

impl Pair {
    fn parse(raw: &str) -> Pair {
        let equals = raw.find('=');
        let raw_name = equals.and_then(|at| raw.get(..at)).unwrap_or(raw);
        // A name that cannot be decoded can only be compared as it was sent.
        let name = percent::decode_form(raw_name).unwrap_or_else(|_| raw_name.to_owned());
        Pair { raw: raw.to_owned(), equals, name }
    }

    /// The pair as it was sent.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// The name, decoded; as it was sent where it cannot be decoded.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value as it was sent; empty where the pair has no `=`.
    pub fn raw_value(&self) -> &str {
        self.equals.and_then(|at| self.raw.get(at + 1..)).unwrap_or_default()
    }

    /// Whether the pair has an `=`, that is, more than a name.
    pub fn has_value(&self) -> bool {
        self.equals.is_some()
    }

    /// The value, decoded as forms are: `+` is a space.
    ///
    /// # Errors
    /// [`Error::PercentEncoding`] and [`Error::Utf8`] for a value that does not decode to text.
    pub fn value(&self) -> Result<String, Error> {
        percent::decode_form(self.raw_value())
    }
}

/// The pairs of one or more `Cookie` header fields, in the order in which they were sent, as raw text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cookies {
    pairs: Vec<(String, String)>,
}

impl Cookies {
    /// Splits the value of a `Cookie` header field (RFC 6265 section 4.2.1); blanks around names and values are
    /// dropped.
    pub fn parse(header: &str) -> Cookies {
        let mut cookies = Cookies::default();
        cookies.add(header);
        cookies
    }

    /// Adds the pairs of another `Cookie` header field; HTTP/2 splits them up.
    pub fn add(&mut self, header: &str) {
        let blank = |character| matches!(character, ' ' | '\t');
        for pair in header.split(';').map(|pair| pair.trim_matches(blank)).filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            self.pairs.push((name.trim_matches(blank).to_owned(), value.trim_matches(blank).to_owned()));
        }
    }

    /// The raw names and values in the order in which they were sent.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether there is no pair.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The pairs whose raw name satisfies the condition; see [`Query::filter`] for its use.
    #[must_use]
    pub fn filter(&self, mut keep: impl FnMut(&str) -> bool) -> Cookies {
        Cookies { pairs: self.pairs.iter().filter(|(name, _)| keep(name)).cloned().collect() }
    }
}
