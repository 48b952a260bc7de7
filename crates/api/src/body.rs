//! Bodies: what representations a request or response may have.

use avouch_parser::document::Origin;
use avouch_wire::Style;
use avouch_wire::media::MediaRange;
use indexmap::IndexMap;

use crate::schema::SchemaId;
use crate::{Example, Header};

/// A request body.
#[derive(Debug)]
pub struct RequestBody {
    /// Where it stands.
    pub origin: Origin,
    /// `description`.
    pub description: Option<String>,
    /// Whether it must be sent.
    pub required: bool,
    /// Its representations.
    pub content: Content,
}

/// The representations of a body, in document order; empty where the document says nothing about the body.
pub type Content = Vec<MediaType>;

/// One representation.
#[derive(Debug)]
pub struct MediaType {
    /// Where it stands.
    pub origin: Origin,
    /// The key: a media type, or a range of them.
    pub range: MediaRange,
    /// The schema of the whole body.
    pub schema: Option<SchemaId>,
    /// The schema of each item of a stream (`itemSchema`).
    pub item_schema: Option<SchemaId>,
    /// Its examples: its own `example` or `examples`, else those of its schema.
    pub examples: Vec<Example>,
    /// How properties of a form or multipart body are written, where the document says so.
    pub encoding: IndexMap<String, Encoding>,
}

/// How one property of a form or multipart body is written.
#[derive(Debug)]
pub struct Encoding {
    /// Where it stands.
    pub origin: Origin,
    /// The media type of the part, where it is stated; several may be stated for a part whose type is left open.
    pub content_type: Option<String>,
    /// The style, where `style`, `explode` or `allowReserved` is stated; the content type is ignored then.
    pub style: Option<Style>,
    /// The headers of the part.
    pub headers: Vec<Header>,
}
