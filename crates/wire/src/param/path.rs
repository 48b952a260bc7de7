//! Styles `simple`, `label` and `matrix` in paths.

use super::expand::{self, Escape, Operator};
use super::list;
use crate::error::{Error, Place};
use crate::percent;
use crate::style::{Location, Shape, Style, StyleName};
use crate::value::Value;

/// The text of one template variable, percent-encoded.
///
/// An undefined value is the empty text, as the style table has it. Whether the text may stand as a segment on its own
/// is a separate question: see [`crate::path::check_segment`].
///
/// # Errors
/// [`Error::StyleNotAllowed`] for a style that paths do not have.
pub fn encode_path(name: &str, style: Style, value: &Value) -> Result<String, Error> {
    super::require(style, Location::Path)?;
    if value.is_undefined() {
        return Ok(String::new());
    }
    expand::expand(operator(style), &escape(style, value.shape()), name, value, style.explode, ",")
}

/// The value that the raw text of one template variable stands for.
///
/// # Errors
/// [`Error::StyleNotAllowed`]; [`Error::Malformed`] for text without the prefix or the name that its style demands;
/// [`Error::NameWithoutValue`]; [`Error::PercentEncoding`] and [`Error::Utf8`].
pub fn decode_path(name: &str, style: Style, shape: Shape, raw: &str) -> Result<Value, Error> {
    super::require(style, Location::Path)?;
    let operator = operator(style);
    // Only `simple` writes a primitive as nothing; the other styles always have their prefix.
    if raw.is_empty() && (shape != Shape::Primitive || operator.first.is_empty()) {
        return Ok(super::empty(shape));
    }
    let body = raw
        .strip_prefix(operator.first)
        .ok_or_else(|| Error::malformed(Place::Path, "the prefix of the parameter's style is missing", raw))?;
    let decode = |text: &str| percent::decode(text, Place::Path);
    match (operator.named, style.explode, shape) {
        (true, true, Shape::Array) => matrix_items(name, body),
        (true, true, Shape::Object) => matrix_members(body),
        (true, ..) => list::delimited(name, shape, matrix_value(name, body)?, ',', decode),
        (false, true, Shape::Object) => list::members(Place::Path, body, separator(style), decode),
        (false, true, _) => list::delimited(name, shape, body, separator(style), decode),
        (false, false, _) => list::delimited(name, shape, body, ',', decode),
    }
}

fn operator(style: Style) -> &'static Operator {
    match style.name {
        StyleName::Label => &expand::LABEL,
        StyleName::Matrix => &expand::MATRIX,
        _ => &expand::SIMPLE,
    }
}

fn separator(style: Style) -> char {
    if style.name == StyleName::Label { '.' } else { ',' }
}

/// The characters that must not travel as they are: the delimiters of the style among them.
fn escape(style: Style, shape: Shape) -> Escape {
    let list = shape != Shape::Primitive;
    let dots = style.name == StyleName::Label && style.explode && list;
    let names = if dots { percent::ALL_DOT } else { percent::ALL };
    let values = match style.name {
        _ if !style.allow_reserved => names,
        StyleName::Label if dots => percent::PATH_DOT,
        StyleName::Matrix if list && !style.explode => percent::PATH_SEMICOLON_COMMA,
        StyleName::Matrix => percent::PATH_SEMICOLON,
        _ if list => percent::PATH_COMMA,
        _ => percent::PATH,
    };
    Escape::Percent { values, names, triples: style.allow_reserved }
}

/// Splits `name=value` or `name`, the latter with an empty value.
fn matrix_pair(text: &str) -> Result<(String, &str), Error> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    Ok((percent::decode(name, Place::Path)?, value))
}

fn matrix_value<'t>(expected: &str, text: &'t str) -> Result<&'t str, Error> {
    let (name, value) = matrix_pair(text)?;
    if name == expected {
        Ok(value)
    } else {
        Err(Error::malformed(Place::Path, "the text does not start with the parameter's name", text))
    }
}

fn matrix_items(name: &str, body: &str) -> Result<Value, Error> {
    body.split(';')
        .map(|item| percent::decode(matrix_value(name, item)?, Place::Path))
        .collect::<Result<_, _>>()
        .map(Value::Array)
}

fn matrix_members(body: &str) -> Result<Value, Error> {
    body.split(';')
        .map(|member| {
            let (key, text) = matrix_pair(member)?;
            Ok((key, percent::decode(text, Place::Path)?))
        })
        .collect::<Result<_, _>>()
        .map(Value::Object)
}
