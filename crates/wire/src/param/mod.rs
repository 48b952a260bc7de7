//! Parameter styles, both ways.
//!
//! The encoders follow RFC 6570 as the style table of OpenAPI applies it. What the two leave open is settled so:
//!
//! - **Undefined values** (an empty list or object, see [`Value::is_undefined`]) are left out: `None` in queries and
//!   cookies, empty text in paths and headers. [`Value::or_empty`] gives the other reading (`color=`).
//! - **Delimiters inside values** are percent-encoded, the dot of style `label` with explode included, so that they
//!   survive. Where the delimiter itself travels encoded (`spaceDelimited`, `pipeDelimited`) or nothing is encoded
//!   (headers, style `cookie`), a value that contains it is [`Error::Delimiter`].
//! - **`deepObject`** ignores `explode`. Its members must have a name without brackets: nested members are refused both
//!   ways.
//! - **`spaceDelimited` and `pipeDelimited` with explode**, which the table does not define, are read as OpenAPI
//!   describes `explode` for arrays: one pair for each item, as in style `form`. For objects they are refused, as are
//!   all other cells for which [`Style::is_defined`] is false.
//! - **`form` in cookies** with several values separates them by `; `, the only delimiter that the header has.
//! - **Headers** are written as they are, without percent-encoding. Items are trimmed when read.
//! - **A query** reads `+` as a space and never writes it: a space is `%20`, a plus `%2B`.
//! - **`allowReserved`** never frees the delimiters of the style itself, nor `/ ? #` in paths, nor `# [ ] & +` in
//!   queries.
//!
//! Where the wire itself is ambiguous, decoders choose by the shape that they are given: `color=` is an empty string, a
//! list of one empty string, or an empty object; empty text in a path or header is an empty string, an empty list
//! (never a list of one empty string), or an empty object. Apart from that one case, from the triples that
//! `allowReserved` lets pass, and from blanks around header values, which are refused when written, decoding gives back
//! what was encoded.

mod content;
mod cookie;
mod expand;
mod header;
mod list;
mod path;
mod query;

use crate::error::Error;
use crate::style::{Location, Shape, Style, StyleName};
use crate::value::Value;

pub use crate::pairs::{Cookies, Query};
pub use crate::path::check_segment;
pub use content::{decode_content, encode_content};
pub use cookie::{decode_cookie, encode_cookie};
pub use header::{decode_header, encode_header};
pub use path::{decode_path, encode_path};
pub use query::{decode_query, encode_query};

/// Whether OpenAPI has this header parameter ignored because other parts of a document describe it: `Accept`,
/// `Content-Type` and `Authorization` (Parameter Object, `name`). Header names compare without regard to case.
pub fn is_ignored_request_header(name: &str) -> bool {
    ["accept", "content-type", "authorization"].iter().any(|ignored| name.eq_ignore_ascii_case(ignored))
}

/// Whether OpenAPI has this response header ignored because other parts of a document describe it: `Content-Type`
/// (Response Object, `headers`). The same holds for the headers of a multipart part (Encoding Object, `headers`).
pub fn is_ignored_response_header(name: &str) -> bool {
    name.eq_ignore_ascii_case("content-type")
}

fn require(style: Style, location: Location) -> Result<(), Error> {
    if Style::allowed_in(style.name, location) {
        Ok(())
    } else {
        Err(Error::StyleNotAllowed { style: style.name, location })
    }
}

/// Refuses the undefined cells of the style table, but for those that the module's documentation gives a meaning.
fn require_cell(name: &str, style: Style, shape: Shape) -> Result<(), Error> {
    let delimited = matches!(style.name, StyleName::SpaceDelimited | StyleName::PipeDelimited);
    if style.is_defined(shape) || (delimited && style.explode && shape == Shape::Array) {
        Ok(())
    } else {
        Err(Error::ShapeNotDefined { name: name.to_owned(), style, shape })
    }
}

/// The undefined value of a shape that has one; the empty string for primitives.
fn empty(shape: Shape) -> Value {
    match shape {
        Shape::Primitive => Value::Primitive(String::new()),
        Shape::Array => Value::Array(Vec::new()),
        Shape::Object => Value::Object(Vec::new()),
    }
}
