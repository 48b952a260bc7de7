//! Reading delimited texts back into values.

use crate::error::{Error, Place};
use crate::style::Shape;
use crate::value::Value;

/// Decodes a text that holds a whole value without explode: a primitive, or items that a delimiter separates.
pub(super) fn delimited(
    name: &str,
    shape: Shape,
    raw: &str,
    delimiter: char,
    decode: impl Fn(&str) -> Result<String, Error>,
) -> Result<Value, Error> {
    match shape {
        Shape::Primitive => decode(raw).map(Value::Primitive),
        Shape::Array => raw.split(delimiter).map(decode).collect::<Result<_, _>>().map(Value::Array),
        Shape::Object if raw.is_empty() => Ok(super::empty(shape)),
        Shape::Object => {
            let mut members = Vec::new();
            let mut items = raw.split(delimiter);
            while let Some(key) = items.next() {
                let text = items.next().ok_or_else(|| Error::NameWithoutValue { name: name.to_owned() })?;
                members.push((decode(key)?, decode(text)?));
            }
            Ok(Value::Object(members))
        }
    }
}

/// Decodes `name=value` members that a delimiter separates.
pub(super) fn members(
    place: Place,
    raw: &str,
    delimiter: char,
    decode: impl Fn(&str) -> Result<String, Error>,
) -> Result<Value, Error> {
    raw.split(delimiter)
        .map(|member| match member.split_once('=') {
            Some((key, text)) => Ok((decode(key)?, decode(text)?)),
            None => Err(Error::malformed_secret(place, "an object in this style is a list of `name=value`")),
        })
        .collect::<Result<_, _>>()
        .map(Value::Object)
}
