//! Percent-encoding with the character sets of RFC 3986, and strict decoding.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::{Error, Place, excerpt};

// Each set names the characters that are *encoded*; everything outside ASCII always is.

/// All but the unreserved characters of RFC 3986 section 2.3.
pub(crate) const ALL: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// As [`ALL`], with the dot: for values that dots separate.
pub(crate) const ALL_DOT: &AsciiSet = &ALL.add(b'.');
/// What a value of a path segment encodes when reserved characters are allowed: never `/`, `?`, `#`, `[` and `]`.
pub(crate) const PATH: &AsciiSet = &ALL
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b':')
    .remove(b';')
    .remove(b'=')
    .remove(b'@');
/// As [`PATH`], for values that commas separate.
pub(crate) const PATH_COMMA: &AsciiSet = &PATH.add(b',');
/// As [`PATH`], for values that dots separate.
pub(crate) const PATH_DOT: &AsciiSet = &PATH.add(b'.');
/// As [`PATH`], for values that semicolons separate.
pub(crate) const PATH_SEMICOLON: &AsciiSet = &PATH.add(b';');
/// As [`PATH`], for values that commas separate, with semicolons around.
pub(crate) const PATH_SEMICOLON_COMMA: &AsciiSet = &PATH_SEMICOLON.add(b',');
/// What a query value encodes when reserved characters are allowed. `#`, `[` and `]` are no part of a query by RFC
/// 3986, and `&` and `+` have a meaning in forms (OpenAPI, "URL Percent-Encoding").
pub(crate) const QUERY: &AsciiSet = &PATH.remove(b'/').remove(b'?').add(b'&').add(b'+');
/// As [`QUERY`], for values that commas separate.
pub(crate) const QUERY_COMMA: &AsciiSet = &QUERY.add(b',');
/// What a cookie value encodes when reserved characters are allowed: what is no cookie-octet of RFC 6265 section 4.1.1.
pub(crate) const COOKIE: &AsciiSet =
    &PATH.remove(b'#').remove(b'/').remove(b'?').remove(b'[').remove(b']').add(b',').add(b';');
/// What the literal text of a path template encodes: what RFC 3986 does not allow in a path. `%` is handled apart.
pub(crate) const PATH_LITERAL: &AsciiSet = &PATH.remove(b'/');
/// What the literal query of a path template encodes.
pub(crate) const QUERY_LITERAL: &AsciiSet = &PATH.remove(b'/').remove(b'?');
/// What the WHATWG serializer of forms encodes; the space becomes `+` apart.
pub(crate) const FORM: &AsciiSet = &ALL.add(b'~').remove(b'*');
/// What the text of a cookie encodes that a media type, not a style, describes: only what is no cookie-octet, and `%`.
pub(crate) const COOKIE_CONTENT: &AsciiSet =
    &percent_encoding::CONTROLS.add(b' ').add(b'"').add(b'%').add(b',').add(b';').add(b'\\');

/// Appends the text with every character of the set encoded.
pub(crate) fn encode(out: &mut String, text: &str, set: &'static AsciiSet) {
    out.extend(utf8_percent_encode(text, set));
}

/// Appends the text with every character of the set encoded, but for the triples that it already holds.
pub(crate) fn encode_keeping_triples(out: &mut String, text: &str, set: &'static AsciiSet) {
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, from) = rest.split_at(at);
        encode(out, before, set);
        let length = if triple(from.as_bytes()).is_some() { 3 } else { 1 };
        let (head, tail) = from.split_at(length);
        out.push_str(if length == 3 { head } else { "%25" });
        rest = tail;
    }
    encode(out, rest, set);
}

/// The byte that a triple at the start of the text stands for.
pub(crate) fn triple(bytes: &[u8]) -> Option<u8> {
    match bytes {
        [b'%', high, low, ..] => {
            let high = char::from(*high).to_digit(16)?;
            let low = char::from(*low).to_digit(16)?;
            u8::try_from(high * 16 + low).ok()
        }
        _ => None,
    }
}

/// The text with its triples decoded.
pub(crate) fn decode(text: &str, place: Place) -> Result<String, Error> {
    decode_bytes(text, false, place)
}

/// The text with its triples decoded and `+` read as a space, as forms have it.
pub(crate) fn decode_form(text: &str) -> Result<String, Error> {
    decode_bytes(text, true, Place::Query)
}

fn decode_bytes(text: &str, plus_is_space: bool, place: Place) -> Result<String, Error> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        decoded.push(match byte {
            b'+' if plus_is_space => b' ',
            b'%' => {
                let rest = bytes.get(at - 1..).unwrap_or_default();
                at += 2;
                triple(rest).ok_or_else(|| Error::PercentEncoding { text: excerpt(text) })?
            }
            other => other,
        });
    }
    String::from_utf8(decoded).map_err(|_| Error::Utf8 { place })
}
