//! Bytes to values.

use std::fmt;

use avouch_api::MediaType;
use avouch_wire::Shape;
use serde_json::Value;

use crate::{Validator, View, json, shape};

/// A body that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DecodedBody {
    /// The value; `None` where the media type is one whose content is not read, such as bytes, YAML and XML.
    pub value: Option<Value>,
    /// The pointers of members whose name stands twice in their object; JSON readers do not agree about those.
    pub repeated: Vec<String>,
}

/// Why a body cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyFault {
    /// What is wrong, a lower-case fragment without a full stop.
    pub message: String,
}

impl fmt::Display for BodyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for BodyFault {}

impl Validator {
    /// Reads a body of a representation. `content_type` is what was sent, which may say more than the document does.
    ///
    /// # Errors
    /// Where the bytes are not what the media type says.
    pub fn decode_body(
        &self,
        media: &MediaType,
        view: View,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<DecodedBody, BodyFault> {
        let fault = |message: String| BodyFault { message };
        let media_type =
            avouch_wire::media::MediaType::parse(content_type).map_err(|error| fault(error.to_string()))?;
        let plain = |value: Value| DecodedBody { value: Some(value), repeated: Vec::new() };
        if media_type.is_json() {
            let read = json::read(bytes).map_err(|error| fault(format!("the body is not JSON: {error}")))?;
            return Ok(DecodedBody { value: Some(read.value), repeated: read.repeated });
        }
        if media_type.is_json_lines() || media_type.is_json_seq() {
            return decode_lines(bytes);
        }
        // Fields make an object; where the schema has none, nothing can be held against it.
        let has_fields = media.schema.is_none_or(|schema| shape::admits(self.api(), schema, Shape::Object));
        if (media_type.is_form() || media_type.is_multipart()) && !has_fields {
            return Ok(DecodedBody::default());
        }
        if media_type.is_form() {
            let read = self.decode_form(media, view, bytes);
            return read.map(plain).map_err(|error| fault(format!("the body is not a form: {error}")));
        }
        if media_type.matches("multipart", "form-data") {
            let read = self.decode_multipart(media, view, content_type, bytes);
            return read.map(plain).map_err(|error| fault(format!("the body is not multipart: {error}")));
        }
        let readable = media_type.is_text() && !media_type.is_event_stream() && !media_type.is_xml();
        if readable && !super::encode::is_yaml(&media_type) {
            return Ok(DecodedBody { value: self.decode_plain_text(media, view, bytes), repeated: Vec::new() });
        }
        Ok(DecodedBody::default())
    }

    /// The value of a text body. A schema of an object or an array cannot be held against text; what such a document means is
    /// JSON, and where the text is not, nothing is known.
    fn decode_plain_text(&self, media: &MediaType, view: View, bytes: &[u8]) -> Option<Value> {
        let text = std::str::from_utf8(bytes).ok()?;
        match media.schema {
            Some(schema) if !shape::admits(self.api(), schema, Shape::Primitive) => {
                json::read(bytes).ok().map(|read| read.value)
            }
            schema => Some(self.coerce(schema, view, text)),
        }
    }
}

/// Reads JSON values one a line, or each after a record separator (RFC 7464).
fn decode_lines(bytes: &[u8]) -> Result<DecodedBody, BodyFault> {
    let mut items = Vec::new();
    let mut repeated = Vec::new();
    let texts = bytes.split(|byte| matches!(byte, b'\n' | 0x1e)).filter(|text| !text.trim_ascii().is_empty());
    for (index, text) in texts.enumerate() {
        let read = json::read(text)
            .map_err(|error| BodyFault { message: format!("value {} is not JSON: {error}", index + 1) })?;
        repeated.extend(read.repeated.iter().map(|pointer| format!("/{index}{pointer}")));
        items.push(read.value);
    }
    Ok(DecodedBody { value: Some(Value::Array(items)), repeated })
}
