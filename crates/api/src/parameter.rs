//! Parameters and headers.

use avouch_parser::document::Origin;
use avouch_wire::{Location, Style};

use crate::schema::SchemaId;
use crate::{Example, MediaType};

/// How a parameter or header value is written.
#[derive(Debug)]
pub enum Carrier {
    /// By a style, from a schema.
    Style {
        /// The style, with its defaults filled in.
        style: Style,
        /// The schema of the value; `None` where the document gives none.
        schema: Option<SchemaId>,
    },
    /// As a serialised media type.
    Content(Box<MediaType>),
}

impl Carrier {
    /// The schema of the value.
    pub fn schema(&self) -> Option<SchemaId> {
        match self {
            Carrier::Style { schema, .. } => *schema,
            Carrier::Content(media) => media.schema,
        }
    }
}

/// A parameter.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the document has them, each on its own")]
pub struct Parameter {
    /// Where it stands.
    pub origin: Origin,
    /// The name as it goes over the wire.
    pub name: String,
    /// Where it travels.
    pub location: Location,
    /// Whether it must be sent.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `allowEmptyValue`.
    pub allow_empty_value: bool,
    /// How it is written.
    pub carrier: Carrier,
    /// Its examples: its own `example` or `examples`, else those of its schema.
    pub examples: Vec<Example>,
    /// Whether nothing in the document declares it: a variable of the path template that has no parameter.
    pub synthesised: bool,
}

/// A header of a response or of a part of a multipart body.
#[derive(Debug)]
pub struct Header {
    /// Where it stands.
    pub origin: Origin,
    /// The name as written; names of headers do not differ by case.
    pub name: String,
    /// Whether it must be there.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// How it is written.
    pub carrier: Carrier,
    /// Its examples.
    pub examples: Vec<Example>,
}
