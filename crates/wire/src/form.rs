//! `application/x-www-form-urlencoded` bodies, both ways.
//!
//! A property of a form travels in one of two ways (OpenAPI, Encoding Object): by a [`Style`], as a query parameter
//! does, if its Encoding Object states any of `style`, `explode` and `allowReserved`; otherwise as the text of its
//! media type, JSON for an object. [`FieldEncoding::resolve`] decides which; `encoding` applies to request bodies, and
//! [`encode`] and [`decode`] to those. Text is encoded by the rules of WHATWG URL (a space is `+`), styles by RFC 6570
//! (a space is `%20`); readers of forms take both.

use crate::error::Error;
use crate::pairs::Query;
use crate::param;
use crate::percent;
use crate::style::{Shape, Style, StyleName};
use crate::value::Value;

/// How one property of a form travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldEncoding {
    /// As a query parameter of this style.
    Style(Style),
    /// As JSON text; a list as one field with the whole text.
    Json,
    /// As its text; a list as one field an item, whose objects are JSON text.
    Text,
}

/// The value of one field, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// A value in a style.
    Styled(Style, Value),
    /// The text of a media type: plain text, or serialised JSON.
    Text(String),
}

impl FieldEncoding {
    /// How a property travels whose Encoding Object says this; all `None` for a property without one.
    ///
    /// As soon as one of `style`, `explode` and `allow_reserved` is explicit, `content_type` is ignored and the others
    /// take the defaults of a query parameter. Otherwise the content type decides, and where there is none the shape:
    /// an object is JSON, a list is one field an item, anything else is text.
    pub fn resolve(
        style: Option<StyleName>,
        explode: Option<bool>,
        allow_reserved: Option<bool>,
        content_type: Option<&str>,
        shape: Shape,
    ) -> FieldEncoding {
        if style.is_some() || explode.is_some() || allow_reserved.is_some() {
            let style = Style::new(style.unwrap_or(StyleName::Form));
            let explode = explode.unwrap_or(style.explode);
            return FieldEncoding::Style(style.exploded(explode).reserved(allow_reserved.unwrap_or(false)));
        }
        let json = match content_type {
            Some(text) => crate::media::MediaType::parse(text).is_ok_and(|media_type| media_type.is_json()),
            None => shape == Shape::Object,
        };
        if json { FieldEncoding::Json } else { FieldEncoding::Text }
    }
}

/// Writes a form body. Fields whose value is undefined (see [`Value::is_undefined`]) are left out.
///
/// # Errors
/// Those of [`param::encode_query`].
pub fn encode<N: AsRef<str>>(fields: &[(N, Field)]) -> Result<String, Error> {
    let mut body = String::new();
    for (name, field) in fields {
        let name = name.as_ref();
        match field {
            Field::Styled(style, value) => {
                if let Some(pairs) = param::encode_query(name, *style, value)? {
                    separate(&mut body);
                    body.push_str(&pairs);
                }
            }
            Field::Text(text) => {
                separate(&mut body);
                push_text(&mut body, name);
                body.push('=');
                push_text(&mut body, text);
            }
        }
    }
    Ok(body)
}

/// Splits a form body into its pairs. A property in a style is then read by [`param::decode_query`], one that travels
/// as text by [`texts`].
///
/// # Errors
/// [`Error::Utf8`] for bytes that are not UTF-8 before any decoding.
pub fn decode(body: &[u8]) -> Result<Query, Error> {
    let text = std::str::from_utf8(body).map_err(|_| Error::Utf8 { place: crate::Place::Query })?;
    Ok(Query::parse_form(text))
}

/// The texts of all fields of this name, in order.
///
/// # Errors
/// [`Error::PercentEncoding`] and [`Error::Utf8`] for a value that does not decode to text.
pub fn texts(form: &Query, name: &str) -> Result<Vec<String>, Error> {
    form.named(name).map(crate::pairs::Pair::value).collect()
}

fn separate(body: &mut String) {
    if !body.is_empty() {
        body.push('&');
    }
}

/// The WHATWG serializer of form text.
fn push_text(body: &mut String, text: &str) {
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            body.push('+');
        }
        percent::encode(body, word, percent::FORM);
    }
}

#[cfg(feature = "json")]
mod json {
    use serde_json::Value as Json;

    use super::{Field, FieldEncoding};
    use crate::error::Error;
    use crate::value::Value;

    impl FieldEncoding {
        /// The fields that carry a JSON value, all under the property's name. `null` has none.
        ///
        /// # Errors
        /// [`Error::Nested`] for a value that a style cannot carry, and for a list in a list that travels as text.
        pub fn fields(self, json: &Json) -> Result<Vec<Field>, Error> {
            Ok(match (self, json) {
                (_, Json::Null) => Vec::new(),
                (FieldEncoding::Style(style), _) => vec![Field::Styled(style, Value::from_json(json)?)],
                (FieldEncoding::Json, _) => vec![Field::Text(json.to_string())],
                (FieldEncoding::Text, Json::Array(items)) => items
                    .iter()
                    .enumerate()
                    .filter(|(_, item)| !item.is_null())
                    .map(|(index, item)| text(item, &format!("/{index}")))
                    .collect::<Result<_, _>>()?,
                (FieldEncoding::Text, _) => vec![text(json, "")?],
            })
        }
    }

    fn text(json: &Json, pointer: &str) -> Result<Field, Error> {
        Ok(Field::Text(match json {
            Json::Object(_) => json.to_string(),
            Json::Array(_) => return Err(Error::Nested { pointer: pointer.to_owned() }),
            scalar => match Value::from_json(scalar)? {
                Value::Primitive(text) => text,
                Value::Array(_) | Value::Object(_) => String::new(),
            },
        }))
    }
}
