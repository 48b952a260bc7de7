//! The expansion of RFC 6570 section 3.2.1, with its table of operators.

use percent_encoding::AsciiSet;

use crate::error::{Error, Place};
use crate::percent;
use crate::value::Value;

/// A row of the operator table in RFC 6570 appendix A.
pub(super) struct Operator {
    /// What an expansion starts with.
    pub first: &'static str,
    /// What stands between exploded items.
    pub separator: &'static str,
    /// Whether the parameter's name is written.
    pub named: bool,
    /// What follows the name of an empty value.
    pub if_empty: &'static str,
}

pub(super) const SIMPLE: Operator = Operator { first: "", separator: ",", named: false, if_empty: "" };
pub(super) const LABEL: Operator = Operator { first: ".", separator: ".", named: false, if_empty: "" };
pub(super) const MATRIX: Operator = Operator { first: ";", separator: ";", named: true, if_empty: "" };
pub(super) const QUERY: Operator = Operator { first: "", separator: "&", named: true, if_empty: "=" };
pub(super) const COOKIE: Operator = Operator { first: "", separator: "; ", named: true, if_empty: "=" };

/// How the texts of a value are made fit for their place.
pub(super) enum Escape {
    /// Percent-encoding; values and names have sets of their own, since `allowReserved` speaks of values only.
    Percent {
        values: &'static AsciiSet,
        names: &'static AsciiSet,
        /// Whether triples of a value pass unchanged.
        triples: bool,
    },
    /// No encoding. Text with a character that the test refuses, or with a delimiter, is an error.
    Refuse {
        place: Place,
        forbidden: fn(char) -> bool,
        /// What separates values from each other.
        delimiter: Option<char>,
        /// What separates a member's name from its value.
        equals: Option<char>,
    },
}

impl Escape {
    fn value(&self, out: &mut String, name: &str, text: &str) -> Result<(), Error> {
        match self {
            Escape::Percent { values, triples: true, .. } => percent::encode_keeping_triples(out, text, values),
            Escape::Percent { values, triples: false, .. } => percent::encode(out, text, values),
            Escape::Refuse { .. } => {
                self.refuse(name, text, false)?;
                out.push_str(text);
            }
        }
        Ok(())
    }

    fn name(&self, out: &mut String, name: &str, text: &str) -> Result<(), Error> {
        match self {
            Escape::Percent { names, .. } => percent::encode(out, text, names),
            Escape::Refuse { .. } => {
                self.refuse(name, text, true)?;
                out.push_str(text);
            }
        }
        Ok(())
    }

    fn refuse(&self, name: &str, text: &str, is_name: bool) -> Result<(), Error> {
        let Escape::Refuse { place, forbidden, delimiter, equals } = self else { return Ok(()) };
        for character in text.chars() {
            if Some(character) == *delimiter || (is_name && Some(character) == *equals) {
                return Err(Error::Delimiter { name: name.to_owned(), delimiter: character });
            }
            if forbidden(character) {
                return Err(Error::Character { place: *place, character });
            }
        }
        // Readers drop blanks around a field value and around the items of a list.
        match text.chars().next().into_iter().chain(text.chars().next_back()).find(|end| matches!(end, ' ' | '\t')) {
            Some(character) => Err(Error::Malformed {
                place: *place,
                reason: if character == ' ' {
                    "a value that starts or ends with a space would lose it"
                } else {
                    "a value that starts or ends with a tab would lose it"
                },
                text: String::new(),
            }),
            None => Ok(()),
        }
    }
}

/// Expands a defined value; `delimiter` separates the items of a value that is not exploded.
pub(super) fn expand(
    operator: &Operator,
    escape: &Escape,
    name: &str,
    value: &Value,
    explode: bool,
    delimiter: &str,
) -> Result<String, Error> {
    let mut out = String::from(operator.first);
    let mut expansion = Expansion { operator, escape, name, out: &mut out };
    match value {
        Value::Primitive(text) if operator.named => expansion.pair(name, text)?,
        Value::Primitive(text) => escape.value(expansion.out, name, text)?,
        Value::Array(items) if explode => expansion.exploded_items(items)?,
        Value::Object(members) if explode => expansion.exploded_members(members)?,
        Value::Array(items) => {
            expansion.heading()?;
            expansion.joined(items.iter().map(|item| (item.as_str(), false)), delimiter)?;
        }
        Value::Object(members) => {
            expansion.heading()?;
            let flat = members.iter().flat_map(|(key, text)| [(key.as_str(), true), (text.as_str(), false)]);
            expansion.joined(flat, delimiter)?;
        }
    }
    Ok(out)
}

struct Expansion<'a> {
    operator: &'a Operator,
    escape: &'a Escape,
    name: &'a str,
    out: &'a mut String,
}

impl Expansion<'_> {
    fn heading(&mut self) -> Result<(), Error> {
        if self.operator.named {
            self.escape.name(self.out, self.name, self.name)?;
            self.out.push('=');
        }
        Ok(())
    }

    fn pair(&mut self, key: &str, text: &str) -> Result<(), Error> {
        self.escape.name(self.out, self.name, key)?;
        if text.is_empty() {
            self.out.push_str(self.operator.if_empty);
            return Ok(());
        }
        self.out.push('=');
        self.escape.value(self.out, self.name, text)
    }

    fn joined<'t>(&mut self, texts: impl Iterator<Item = (&'t str, bool)>, delimiter: &str) -> Result<(), Error> {
        for (index, (text, is_name)) in texts.enumerate() {
            if index > 0 {
                self.out.push_str(delimiter);
            }
            if is_name {
                self.escape.name(self.out, self.name, text)?;
            } else {
                self.escape.value(self.out, self.name, text)?;
            }
        }
        Ok(())
    }

    fn exploded_items(&mut self, items: &[String]) -> Result<(), Error> {
        for (index, item) in items.iter().enumerate() {
            self.separate(index);
            if self.operator.named {
                self.pair(self.name, item)?;
            } else {
                self.escape.value(self.out, self.name, item)?;
            }
        }
        Ok(())
    }

    fn exploded_members(&mut self, members: &[(String, String)]) -> Result<(), Error> {
        for (index, (key, text)) in members.iter().enumerate() {
            self.separate(index);
            if self.operator.named {
                self.pair(key, text)?;
            } else {
                self.escape.name(self.out, self.name, key)?;
                self.out.push('=');
                self.escape.value(self.out, self.name, text)?;
            }
        }
        Ok(())
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.out.push_str(self.operator.separator);
        }
    }
}
