//! Values to bytes.

use avouch_api::{Api, ExampleValue, MediaType};
use bytes::Bytes;
use serde_json::Value;

use super::{EncodeError, EncodedBody, concrete, form, multipart};
use crate::{message, shape};
use avouch_wire::Shape;

/// Writes an example of a representation. A text that the document gives as serialised is written as it is.
///
/// # Errors
/// As for [`encode_body`], and where the example's value is somewhere else.
pub fn encode_example(api: &Api, media: &MediaType, example: &ExampleValue) -> Result<EncodedBody, EncodeError> {
    match example {
        ExampleValue::Value(json) => encode_body(api, media, &api.value(*json)),
        ExampleValue::Serialised(text) => {
            let content_type = concrete(media, true).to_string();
            Ok(EncodedBody { content_type, bytes: Bytes::from(text.clone().into_bytes()) })
        }
        ExampleValue::External(address) => Err(EncodeError::External(address.clone())),
    }
}

/// Writes a value as a body: JSON and its relatives, forms, multipart bodies, text, and bytes from a string. For a media type
/// that is not JSON a string is written as it is, since it may already be the text that goes over the wire.
///
/// # Errors
/// Where the media type cannot carry the value.
pub fn encode_body(api: &Api, media: &MediaType, value: &Value) -> Result<EncodedBody, EncodeError> {
    let media_type = concrete(media, value.is_string());
    let body = |bytes: Vec<u8>| Ok(EncodedBody { content_type: media_type.to_string(), bytes: Bytes::from(bytes) });
    if media_type.is_json() {
        return body(json_text(api, media, value).into_bytes());
    }
    if let Value::String(text) = value {
        return body(text.clone().into_bytes());
    }
    if media_type.is_form() {
        return body(form::encode(api, media, value)?.into_bytes());
    }
    if media_type.is_multipart() {
        return multipart::encode(api, media, &media_type, value);
    }
    if media_type.is_json_lines() || media_type.is_json_seq() {
        let before = if media_type.is_json_seq() { "\u{1e}" } else { "" };
        let mut text = String::new();
        for item in value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice) {
            text.extend([before, &item.to_string(), "\n"]);
        }
        return body(text.into_bytes());
    }
    let unsupported =
        || EncodeError::Unsupported { media_type: media_type.to_string(), value: message::kind_of(value) };
    match value {
        // Every JSON text is a YAML text.
        _ if is_yaml(&media_type) => body(value.to_string().into_bytes()),
        Value::Array(_) | Value::Object(_) | Value::Null => Err(unsupported()),
        scalar => body(scalar.to_string().into_bytes()),
    }
}

/// The JSON text of a value. An example that should be an object or an array is sometimes given as the text of one.
fn json_text(api: &Api, media: &MediaType, value: &Value) -> String {
    if let (Value::String(text), Some(schema)) = (value, media.schema) {
        let is_structure = |value: Value| value.is_object() || value.is_array();
        let reads = || serde_json::from_str::<Value>(text).is_ok_and(is_structure);
        if !shape::admits(api, schema, Shape::Primitive) && reads() {
            return text.clone();
        }
    }
    value.to_string()
}

/// Whether the body is YAML: `application/yaml` (RFC 9512) and its older names.
pub fn is_yaml(media_type: &avouch_wire::media::MediaType) -> bool {
    let subtype = media_type.subtype.to_ascii_lowercase();
    matches!(subtype.as_str(), "yaml" | "x-yaml" | "vnd.yaml") || subtype.ends_with("+yaml")
}
