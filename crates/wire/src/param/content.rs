//! Parameters that a media type describes (`content`), not a style.

use crate::error::{Error, Place};
use crate::pairs::{Cookies, Pair, Query};
use crate::percent;
use crate::style::Location;

/// Writes the text of a serialised media type as a parameter, encoded exactly once.
///
/// The answer is what the encoders of styles give: the text of a template variable, `name=text` in queries and cookies,
/// the field value of a header, the whole query string for [`Location::Querystring`] (whose form bodies are a query
/// string already and need no encoding: use [`crate::form::encode`] for those).
///
/// A header takes the text as it is. A cookie encodes only what it cannot hold, and `%`.
///
/// # Errors
/// [`Error::Character`] for control characters in a header.
pub fn encode_content(location: Location, name: &str, text: &str) -> Result<String, Error> {
    let mut out = String::new();
    match location {
        Location::Path | Location::Querystring => percent::encode(&mut out, text, percent::ALL),
        Location::Query | Location::Cookie => {
            percent::encode(&mut out, name, percent::ALL);
            out.push('=');
            let set = if location == Location::Query { percent::ALL } else { percent::COOKIE_CONTENT };
            percent::encode(&mut out, text, set);
        }
        Location::Header => match text.chars().find(|character| super::header::is_forbidden(*character)) {
            Some(character) => return Err(Error::Character { place: Place::HeaderValue, character }),
            None => out.push_str(text),
        },
    }
    Ok(out)
}

/// Reads the text of a serialised media type back from what [`encode_content`] writes: the raw text of a template
/// variable or a header, or a whole query string or `Cookie` header. `None` when that does not carry the parameter.
///
/// # Errors
/// [`Error::PercentEncoding`], [`Error::Utf8`]; [`Error::Repeated`] for several pairs of the name.
pub fn decode_content(location: Location, name: &str, raw: &str) -> Result<Option<String>, Error> {
    let found: Vec<String> = match location {
        Location::Path => vec![percent::decode(raw, Place::Path)?],
        Location::Querystring => vec![percent::decode(raw.strip_prefix('?').unwrap_or(raw), Place::Query)?],
        Location::Header => vec![raw.trim_matches([' ', '\t']).to_owned()],
        Location::Query => Query::parse(raw).named(name).map(Pair::value).collect::<Result<_, _>>()?,
        Location::Cookie => Cookies::parse(raw)
            .pairs()
            .filter(|(key, _)| percent::decode(key, Place::CookieName).as_deref().unwrap_or(key) == name)
            .map(|(_, text)| percent::decode(text, Place::CookieValue))
            .collect::<Result<_, _>>()?,
    };
    match found.len() {
        0 | 1 => Ok(found.into_iter().next()),
        count => Err(Error::Repeated { name: name.to_owned(), count }),
    }
}
