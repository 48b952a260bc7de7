//! Bodies: from values to bytes and back.

mod decode;
mod encode;
mod form;
mod multipart;

use std::fmt;

use avouch_api::{Content, MediaType};

pub use decode::{BodyFault, DecodedBody};
pub use encode::{encode_body, encode_example};

/// The representation of a body that a `Content-Type` belongs to, by its position in the content: the most specific key.
pub fn representation(content: &Content, content_type: &str) -> Option<usize> {
    avouch_wire::media::best_match(content.iter().map(|media| media.range.to_string()), content_type)
}

/// The keys of a content map, for messages.
pub(crate) fn keys(content: &Content) -> String {
    content.iter().map(|media| format!("`{}`", media.range)).collect::<Vec<_>>().join(", ")
}

/// A body that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedBody {
    /// Its `Content-Type`.
    pub content_type: String,
    /// Its bytes.
    pub bytes: bytes::Bytes,
}

/// Why a value cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EncodeError {
    /// The wire has no form for it.
    Wire(avouch_wire::Error),
    /// There is no writer for the media type that takes this kind of value.
    Unsupported {
        /// The media type.
        media_type: String,
        /// What could not be written: `an object`.
        value: &'static str,
    },
    /// The example is somewhere else, and nothing is fetched.
    External(String),
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EncodeError::Wire(error) => error.fmt(f),
            EncodeError::Unsupported { media_type, value } => write!(f, "{value} cannot be written as `{media_type}`"),
            EncodeError::External(address) => write!(f, "the example is at `{address}`, which is not fetched"),
        }
    }
}

impl std::error::Error for EncodeError {}

impl From<avouch_wire::Error> for EncodeError {
    fn from(error: avouch_wire::Error) -> Self {
        EncodeError::Wire(error)
    }
}

/// The media type to write for a key: itself, or for a range the likeliest one in it.
fn concrete(media: &MediaType, is_text: bool) -> avouch_wire::media::MediaType {
    let make = |kind: &str, subtype: &str| avouch_wire::media::MediaType {
        kind: kind.to_owned(),
        subtype: subtype.to_owned(),
        parameters: Vec::new(),
    };
    if let Some(exact) = media.range.as_media_type() {
        return exact.clone();
    }
    let json = make("application", "json");
    let text = make("text", "plain");
    let bytes = make("application", "octet-stream");
    let preferred = if is_text { [text, bytes, json] } else { [json, text, bytes] };
    let [first, second, third] = preferred;
    let range = &media.range;
    if range.contains(&first) {
        first
    } else if range.contains(&second) {
        second
    } else if range.contains(&third) {
        third
    } else {
        // A range such as `image/*` has no likeliest member; any concrete name inside it will do.
        let kind = range.to_string();
        make(kind.split('/').next().unwrap_or("application"), "octet-stream")
    }
}
