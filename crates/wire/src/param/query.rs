//! Styles `form`, `spaceDelimited`, `pipeDelimited` and `deepObject` in queries.

use super::expand::{self, Escape};
use super::list;
use crate::error::{Error, Place};
use crate::pairs::{Pair, Query};
use crate::percent;
use crate::style::{Location, Shape, Style, StyleName};
use crate::value::Value;

/// The pairs of one parameter, joined by `&`; `None` for an undefined value.
///
/// # Errors
/// [`Error::StyleNotAllowed`], [`Error::ShapeNotDefined`]; [`Error::Delimiter`] for a value with the delimiter of
/// `spaceDelimited` or `pipeDelimited`; [`Error::Malformed`] for a member that `deepObject` cannot name.
pub fn encode_query(name: &str, style: Style, value: &Value) -> Result<Option<String>, Error> {
    super::require(style, Location::Query)?;
    if value.is_undefined() {
        return Ok(None);
    }
    super::require_cell(name, style, value.shape())?;
    let escape = escape(style, value.shape());
    let delimiter = match (style.name, style.explode) {
        (StyleName::DeepObject, _) => return deep_object(name, style, value).map(Some),
        (StyleName::SpaceDelimited, false) => refuse_delimiter(name, value, ' ').map(|()| "%20")?,
        (StyleName::PipeDelimited, false) => refuse_delimiter(name, value, '|').map(|()| "%7C")?,
        _ => ",",
    };
    expand::expand(&expand::QUERY, &escape, name, value, style.explode, delimiter).map(Some)
}

/// The value of one parameter; `None` when the query does not carry it.
///
/// An object in style `form` with explode takes every pair of the query: see [`Query::filter`].
///
/// # Errors
/// [`Error::StyleNotAllowed`], [`Error::ShapeNotDefined`]; [`Error::Repeated`] for several pairs where the style writes
/// one; [`Error::NameWithoutValue`], [`Error::PercentEncoding`], [`Error::Utf8`]; [`Error::Malformed`] for nested
/// members of a `deepObject`.
pub fn decode_query(name: &str, style: Style, shape: Shape, query: &Query) -> Result<Option<Value>, Error> {
    super::require(style, Location::Query)?;
    super::require_cell(name, style, shape)?;
    match (style.name, style.explode, shape) {
        (StyleName::DeepObject, ..) => deep_members(name, query),
        (_, true, Shape::Array) => {
            let items = query.named(name).map(Pair::value).collect::<Result<Vec<_>, _>>()?;
            Ok((!items.is_empty()).then_some(Value::Array(items)))
        }
        (_, true, Shape::Object) => {
            let members = query
                .pairs()
                .iter()
                .map(|pair| Ok((pair.name().to_owned(), pair.value()?)))
                .collect::<Result<Vec<_>, Error>>()?;
            Ok((!members.is_empty()).then_some(Value::Object(members)))
        }
        (style_name, ..) => {
            let Some(raw) = single(name, query)? else { return Ok(None) };
            let value = match style_name {
                StyleName::SpaceDelimited => split_decoded(name, shape, raw, ' '),
                StyleName::PipeDelimited => split_decoded(name, shape, raw, '|'),
                _ => list::delimited(name, shape, raw, ',', percent::decode_form),
            };
            value.map(Some)
        }
    }
}

fn escape(style: Style, shape: Shape) -> Escape {
    let values = match (style.allow_reserved, style.explode || shape == Shape::Primitive) {
        (false, _) => percent::ALL,
        (true, false) => percent::QUERY_COMMA,
        (true, true) => percent::QUERY,
    };
    Escape::Percent { values, names: percent::ALL, triples: style.allow_reserved }
}

/// The delimiters of these two styles travel encoded, so that an encoded one inside a value could not be told from
/// them.
fn refuse_delimiter(name: &str, value: &Value, delimiter: char) -> Result<(), Error> {
    let found = match value {
        Value::Primitive(_) => false,
        Value::Array(items) => items.iter().any(|item| item.contains(delimiter)),
        Value::Object(members) => members.iter().any(|(key, text)| key.contains(delimiter) || text.contains(delimiter)),
    };
    if found { Err(Error::Delimiter { name: name.to_owned(), delimiter }) } else { Ok(()) }
}

/// Splits after decoding, since the delimiter may come encoded or not.
fn split_decoded(name: &str, shape: Shape, raw: &str, delimiter: char) -> Result<Value, Error> {
    list::delimited(name, shape, &percent::decode_form(raw)?, delimiter, |text| Ok(text.to_owned()))
}

fn single<'q>(name: &'q str, query: &'q Query) -> Result<Option<&'q str>, Error> {
    let mut found = query.named(name);
    let first = found.next();
    match found.count() {
        0 => Ok(first.map(Pair::raw_value)),
        more => Err(Error::Repeated { name: name.to_owned(), count: more + 1 }),
    }
}

fn deep_object(name: &str, style: Style, value: &Value) -> Result<String, Error> {
    let Value::Object(members) = value else {
        return Err(Error::ShapeNotDefined { name: name.to_owned(), style, shape: value.shape() });
    };
    let keyed = members
        .iter()
        .map(|(key, text)| Ok((format!("{name}[{}]", deep_key(key, key)?), text.clone())))
        .collect::<Result<Vec<_>, Error>>()?;
    expand::expand(&expand::QUERY, &escape(style, Shape::Primitive), name, &Value::Object(keyed), true, ",")
}

fn deep_members(name: &str, query: &Query) -> Result<Option<Value>, Error> {
    let mut members = Vec::new();
    for pair in query.pairs() {
        let Some(rest) = pair.name().strip_prefix(name).and_then(|rest| rest.strip_prefix('[')) else { continue };
        let key = rest.strip_suffix(']').ok_or_else(|| {
            Error::malformed(Place::Query, "a member of a deepObject is written `name[member]`", pair.name())
        })?;
        members.push((deep_key(key, pair.name())?.to_owned(), pair.value()?));
    }
    Ok((!members.is_empty()).then_some(Value::Object(members)))
}

/// A member's name, unless it is one that only unwritten conventions for nested values could explain.
fn deep_key<'k>(key: &'k str, quoted: &str) -> Result<&'k str, Error> {
    if key.is_empty() || key.contains(['[', ']']) {
        let reason = "OpenAPI does not define nested or unnamed members of a deepObject";
        Err(Error::malformed(Place::Query, reason, quoted))
    } else {
        Ok(key)
    }
}
