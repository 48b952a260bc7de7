//! `multipart/*` bodies, both ways (RFC 2046 section 5.1, RFC 7578).
//!
//! A body is a sequence of parts, each a head and data. Both directions stream: a writer sends [`PartHead::write`], the
//! data as it comes, then [`END_OF_PART`], and [`Boundary::closing`] after the last; [`content_length`] knows the
//! length beforehand. A [`Reader`] takes bytes as they come and returns heads and pieces of data. [`Body`] and
//! [`read_all`] are the same for bodies that are held in memory.
//!
//! - Names and file names are escaped as browsers do and RFC 7578 allows: a `"` is written `%22`, everything outside
//!   ASCII is UTF-8. `filename*` is never written (RFC 7578 section 4.2). A file name that holds the text `%22` itself
//!   therefore reads back as `"`: the format cannot tell them apart.
//! - Line breaks in names are refused instead of escaped: nobody means them.
//! - A delimiter counts only when it stands on a line of its own, so that data which continues after it stays data.

mod boundary;
mod head;
mod read;

pub use boundary::Boundary;
pub use head::PartHead;
pub use read::{Event, Limits, Part, Reader, read_all};

use crate::error::Error;

/// What follows the data of each part, before the next delimiter.
pub const END_OF_PART: &[u8] = b"\r\n";

/// What a property is, for the default media type of its part (OpenAPI, Encoding Object, `contentType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PropertyKind {
    /// A string without `contentEncoding`, a number or a boolean.
    Primitive,
    /// A string with `contentEncoding`; in OpenAPI 3.0 one whose format is `binary` or `byte`.
    EncodedString,
    /// An object, or a list inside a list.
    ///
    /// A list is no part: each of its items is one of the same name, of the kind of the item.
    Structure,
    /// A schema without a type.
    Untyped,
}

impl PropertyKind {
    /// The media type of a part whose Encoding Object names none.
    pub const fn default_content_type(self) -> &'static str {
        match self {
            PropertyKind::Primitive => "text/plain",
            PropertyKind::Structure => "application/json",
            PropertyKind::EncodedString | PropertyKind::Untyped => "application/octet-stream",
        }
    }
}

/// Builds a body in memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    parts: Vec<Part>,
}

impl Body {
    /// A body without parts.
    pub fn new() -> Body {
        Body::default()
    }

    /// Adds a part.
    #[must_use]
    pub fn part(mut self, head: PartHead, data: impl Into<Vec<u8>>) -> Body {
        self.parts.push(Part { head, data: data.into() });
        self
    }

    /// The bytes of the body, with a boundary that none of the data contains.
    ///
    /// # Errors
    /// Those of [`PartHead::write`].
    pub fn write(&self) -> Result<(Boundary, Vec<u8>), Error> {
        let boundary = Boundary::avoiding(self.parts.iter().map(|part| part.data.as_slice()));
        let body = self.write_with(&boundary)?;
        Ok((boundary, body))
    }

    /// The bytes of the body with a given boundary, which the caller knows not to be in the data.
    ///
    /// # Errors
    /// Those of [`PartHead::write`].
    pub fn write_with(&self, boundary: &Boundary) -> Result<Vec<u8>, Error> {
        let mut body = Vec::new();
        for part in &self.parts {
            body.extend(part.head.write(boundary)?);
            body.extend_from_slice(&part.data);
            body.extend_from_slice(END_OF_PART);
        }
        body.extend(boundary.closing());
        Ok(body)
    }
}

/// The length in bytes of a streamed body, from the length of each written head and of its data; `None` if it exceeds
/// `u64`.
pub fn content_length(boundary: &Boundary, parts: impl IntoIterator<Item = (usize, u64)>) -> Option<u64> {
    let length = |bytes: usize| u64::try_from(bytes).ok();
    parts.into_iter().try_fold(length(boundary.closing().len())?, |total, (head, data)| {
        total.checked_add(length(head + END_OF_PART.len())?)?.checked_add(data)
    })
}
