//! `multipart/*` bodies that are held in memory.

use avouch_api::schema::{Schema, SchemaId, Type};
use avouch_api::{Api, Encoding, ExampleValue, MediaType};
use avouch_wire::multipart::{Body, Boundary, Limits, PartHead, PropertyKind, read_all};
use avouch_wire::param;
use bytes::Bytes;
use serde_json::{Map, Value};

use super::{EncodeError, EncodedBody};
use crate::{Validator, View, json, message, shape};

/// Writes an object as a multipart body: a part for each property, and for each item of an array. The data of a file is the
/// text of a string.
pub fn encode(
    api: &Api,
    media: &MediaType,
    media_type: &avouch_wire::media::MediaType,
    value: &Value,
) -> Result<EncodedBody, EncodeError> {
    let Value::Object(members) = value else {
        return Err(EncodeError::Unsupported { media_type: media_type.to_string(), value: message::kind_of(value) });
    };
    let mut body = Body::new();
    for (name, member) in members {
        let schema = media.schema.and_then(|schema| shape::property(api, schema, name));
        let encoding = media.encoding.get(name);
        match member {
            Value::Null => {}
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    let item_schema = schema.and_then(|schema| shape::items(api, schema, index));
                    body = part(api, body, name, item_schema, encoding, item)?;
                }
            }
            single => body = part(api, body, name, schema, encoding, single)?,
        }
    }
    let (boundary, bytes) = body.write()?;
    Ok(EncodedBody { content_type: boundary.content_type(&media_type.subtype), bytes: Bytes::from(bytes) })
}

fn part(
    api: &Api,
    body: Body,
    name: &str,
    schema: Option<SchemaId>,
    encoding: Option<&Encoding>,
    value: &Value,
) -> Result<Body, EncodeError> {
    let kind = kind(api, schema, value);
    let stated = encoding.and_then(|encoding| encoding.content_type.as_deref()).and_then(first_type);
    let content_type = stated.unwrap_or_else(|| kind.default_content_type().to_owned());
    let mut head = PartHead::new(name);
    if kind == PropertyKind::EncodedString || is_file(&content_type) {
        head = head.with_filename(name);
    }
    // Plain text is what a part without a media type is.
    if content_type != "text/plain" {
        head = head.with_content_type(content_type);
    }
    for header in encoding.iter().flat_map(|encoding| &encoding.headers) {
        let example = header.examples.first().map(|example| &example.value);
        let Some(ExampleValue::Value(example)) = example else { continue };
        if let avouch_api::Carrier::Style { style, .. } = &header.carrier {
            let text = param::encode_header(*style, &avouch_wire::Value::from_json(&api.value(*example))?)?;
            head = head.with_header(header.name.as_str(), text);
        }
    }
    let data = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Ok(body.part(head, data.into_bytes()))
}

/// The first media type of a list; the likeliest one of a range.
fn first_type(list: &str) -> Option<String> {
    let first = list.split(',').map(str::trim).find(|entry| !entry.is_empty())?;
    Some(match first.split_once('/') {
        Some(("*", _)) => "application/octet-stream".to_owned(),
        Some(("image", "*")) => "image/png".to_owned(),
        Some(("text", "*")) => "text/plain".to_owned(),
        Some((kind, "*")) => format!("{kind}/octet-stream"),
        _ => first.to_owned(),
    })
}

fn is_file(content_type: &str) -> bool {
    let parsed = avouch_wire::media::MediaType::parse(content_type);
    parsed.is_ok_and(|parsed| !parsed.is_text() && !parsed.is_json() && !parsed.is_xml() && !parsed.is_form())
}

fn kind(api: &Api, schema: Option<SchemaId>, value: &Value) -> PropertyKind {
    if value.is_object() || value.is_array() {
        return PropertyKind::Structure;
    }
    let Some(schema) = schema else {
        return if value.is_string() { PropertyKind::Untyped } else { PropertyKind::Primitive };
    };
    let encoded = |schema: &Schema| {
        let string = schema.string.as_ref();
        let said =
            string.is_some_and(|string| string.content_encoding.is_some() || string.content_media_type.is_some());
        let format = schema.format.as_deref().is_some_and(|format| matches!(format, "binary" | "byte" | "base64"));
        (said || format).then_some(())
    };
    if shape::find(api, schema, 8, &encoded).is_some() {
        return PropertyKind::EncodedString;
    }
    let types = shape::types(api, schema);
    if types == shape::ANY && value.is_string() { PropertyKind::Untyped } else { PropertyKind::Primitive }
}

impl Validator {
    /// Reads a multipart body by the schema's properties. The data of a part that is not UTF-8 stands for a string of as many
    /// replacement characters as it takes: schemas say nothing about the bytes of a file.
    pub(super) fn decode_multipart(
        &self,
        media: &MediaType,
        view: View,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<Value, avouch_wire::Error> {
        let parts = read_all(bytes, &Boundary::of(content_type)?, Limits::default())?;
        let mut by_name: Vec<(String, Vec<Value>)> = Vec::new();
        for part in parts {
            let Some(name) = part.head.name.clone() else { continue };
            let schema = media.schema.and_then(|schema| shape::property(self.api(), schema, &name));
            let known = by_name.iter().position(|(own, _)| *own == name);
            let index = known.map_or(0, |at| by_name.get(at).map_or(0, |(_, values)| values.len()));
            let value = self.part_value(schema, index, view, &part.head, &part.data);
            match known.and_then(|at| by_name.get_mut(at)) {
                Some((_, values)) => values.push(value),
                None => by_name.push((name, vec![value])),
            }
        }
        let mut object = Map::new();
        for (name, mut values) in by_name {
            let schema = media.schema.and_then(|schema| shape::property(self.api(), schema, &name));
            let is_list = schema.is_some_and(|schema| is_list(self.api(), schema))
                && !matches!(values.as_slice(), [Value::Array(_)]);
            let value = if values.len() == 1 && !is_list { values.remove(0) } else { Value::Array(values) };
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }

    fn part_value(&self, schema: Option<SchemaId>, index: usize, view: View, head: &PartHead, data: &[u8]) -> Value {
        let text = String::from_utf8_lossy(data).into_owned();
        let api = self.api();
        let schema = match schema {
            Some(schema) if is_list(api, schema) => shape::items(api, schema, index),
            other => other,
        };
        let media_type = head.content_type.as_deref().map(avouch_wire::media::MediaType::parse);
        let stated_json = matches!(&media_type, Some(Ok(media_type)) if media_type.is_json());
        if head.filename.is_some() && !stated_json {
            return Value::String(text);
        }
        let structure = schema.is_some_and(|schema| !shape::admits(api, schema, avouch_wire::Shape::Primitive));
        let read = (stated_json || structure).then(|| json::read(text.as_bytes()).ok()).flatten();
        read.map_or_else(|| self.coerce(schema, view, &text), |read| read.value)
    }
}

fn is_list(api: &Api, schema: SchemaId) -> bool {
    let types = shape::types(api, schema);
    types.contains(Type::Array) && !types.contains(Type::String) && !types.contains(Type::Object)
}
