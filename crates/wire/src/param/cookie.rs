//! Styles `form` and `cookie` in cookies.

use super::expand::{self, Escape};
use super::list;
use crate::error::{Error, Place};
use crate::pairs::Cookies;
use crate::percent;
use crate::style::{Location, Shape, Style, StyleName};
use crate::value::Value;

/// The pairs of one parameter, joined by `; ` as the header has them; `None` for an undefined value. All parameters of
/// a request share one `Cookie` header: join their texts with `; `.
///
/// # Errors
/// [`Error::StyleNotAllowed`], [`Error::ShapeNotDefined`]; in style `cookie`, which encodes nothing,
/// [`Error::Character`] for what a cookie cannot hold (RFC 6265 section 4.1.1).
pub fn encode_cookie(name: &str, style: Style, value: &Value) -> Result<Option<String>, Error> {
    super::require(style, Location::Cookie)?;
    if value.is_undefined() {
        return Ok(None);
    }
    super::require_cell(name, style, value.shape())?;
    let escape = if style.name == StyleName::Cookie {
        Escape::Refuse { place: Place::CookieValue, forbidden: is_forbidden, delimiter: None, equals: Some('=') }
    } else {
        let values = if style.allow_reserved { percent::COOKIE } else { percent::ALL };
        Escape::Percent { values, names: percent::ALL, triples: style.allow_reserved }
    };
    expand::expand(&expand::COOKIE, &escape, name, value, style.explode, ",").map(Some)
}

/// The value of one parameter; `None` when no cookie carries it.
///
/// An exploded object takes every cookie: see [`Cookies::filter`].
///
/// # Errors
/// [`Error::StyleNotAllowed`], [`Error::ShapeNotDefined`], [`Error::Repeated`], [`Error::NameWithoutValue`]; in style
/// `form`, which is percent-encoded, [`Error::PercentEncoding`] and [`Error::Utf8`].
pub fn decode_cookie(name: &str, style: Style, shape: Shape, cookies: &Cookies) -> Result<Option<Value>, Error> {
    super::require(style, Location::Cookie)?;
    super::require_cell(name, style, shape)?;
    let encoded = style.name == StyleName::Form;
    let decode = |text: &str| {
        if encoded { percent::decode(text, Place::CookieValue) } else { Ok(text.to_owned()) }
    };
    // As in queries, a name that cannot be decoded is compared as it was sent.
    let decode_name = |text: &str| decode(text).unwrap_or_else(|_| text.to_owned());
    if style.explode && shape == Shape::Object {
        let members = cookies
            .pairs()
            .map(|(key, text)| Ok((decode_name(key), decode(text)?)))
            .collect::<Result<Vec<_>, Error>>()?;
        return Ok((!members.is_empty()).then_some(Value::Object(members)));
    }
    let found: Vec<&str> = cookies.pairs().filter(|(key, _)| decode_name(key) == name).map(|(_, text)| text).collect();
    match found.as_slice() {
        [] => Ok(None),
        all if style.explode && shape == Shape::Array => {
            all.iter().map(|text| decode(text)).collect::<Result<_, _>>().map(Value::Array).map(Some)
        }
        [text] => list::delimited(name, shape, text, ',', decode).map(Some),
        all => Err(Error::Repeated { name: name.to_owned(), count: all.len() }),
    }
}

/// Whether the character is no cookie-octet (RFC 6265 section 4.1.1).
fn is_forbidden(character: char) -> bool {
    !character.is_ascii_graphic() || matches!(character, '"' | ',' | ';' | '\\')
}
