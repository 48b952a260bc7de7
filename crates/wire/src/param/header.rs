//! Style `simple` in headers.

use super::expand::{self, Escape};
use super::list;
use crate::error::{Error, Place};
use crate::style::{Location, Shape, Style};
use crate::value::Value;

/// The text of a header value, without percent-encoding (OpenAPI appendix D); empty for an undefined value, which
/// callers rather leave out.
///
/// Characters outside ASCII are passed as they are, in UTF-8: HTTP allows them as opaque bytes (RFC 9110 section 5.5).
///
/// # Errors
/// [`Error::StyleNotAllowed`]; [`Error::Character`] for control characters, line breaks among them;
/// [`Error::Delimiter`] for a comma in an item, or an `=` in the name of an exploded member; [`Error::Malformed`] for
/// blanks at the ends of a value or an item, which readers drop.
pub fn encode_header(style: Style, value: &Value) -> Result<String, Error> {
    super::require(style, Location::Header)?;
    if value.is_undefined() {
        return Ok(String::new());
    }
    let escape = Escape::Refuse {
        place: Place::HeaderValue,
        forbidden: is_forbidden,
        delimiter: (value.shape() != Shape::Primitive).then_some(','),
        equals: style.explode.then_some('='),
    };
    expand::expand(&expand::SIMPLE, &escape, "", value, style.explode, ",")
}

/// The value that the text of a header stands for. Blanks around it and around items are not part of it.
///
/// Several fields of one name are one list: join their values with `,` first (RFC 9110 section 5.3).
///
/// # Errors
/// [`Error::StyleNotAllowed`]; [`Error::Malformed`] for an exploded member without `=`; [`Error::NameWithoutValue`].
pub fn decode_header(style: Style, shape: Shape, raw: &str) -> Result<Value, Error> {
    super::require(style, Location::Header)?;
    let raw = raw.trim_matches(is_blank);
    if raw.is_empty() {
        return Ok(super::empty(shape));
    }
    let decode = |text: &str| Ok(text.trim_matches(is_blank).to_owned());
    if shape == Shape::Object && style.explode {
        list::members(Place::HeaderValue, raw, ',', decode)
    } else {
        list::delimited("", shape, raw, ',', decode)
    }
}

/// Whether a field value must not contain the character (RFC 9110 section 5.5).
pub(super) fn is_forbidden(character: char) -> bool {
    character.is_ascii_control() && character != '\t'
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t')
}
