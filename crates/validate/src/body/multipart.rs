//! `multipart/*` bodies that are held in memory.

use avouch_api::schema::{Schema, SchemaId, Type};
use avouch_api::{Api, Encoding, ExampleValue, MediaType};
use avouch_wire::multipart::{Body, Boundary, Limits, Part, PartHead, PropertyKind, read_all};
use avouch_wire::{Shape, param};
use bytes::Bytes;
use serde_json::{Map, Value};

use super::{EncodeError, EncodedBody};
use crate::{Validator, View, json, message, shape};

/// Writes an object as a multipart body: a part for each property, and for each item of an array, unless the document states
/// JSON as the media type of the array: then it is one part. The data of a file is the text of a string.
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
            Value::Array(items) if !states_json(encoding) => {
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
    Ok(body.part(head, data(api, schema, kind, states_json(encoding), value).into_bytes()))
}

/// The data of a part. An example that should be an object or an array is sometimes given as the text of one.
fn data(api: &Api, schema: Option<SchemaId>, kind: PropertyKind, is_json: bool, value: &Value) -> String {
    match value {
        Value::String(text) => {
            let primitive = || schema.is_none_or(|schema| shape::admits(api, schema, Shape::Primitive));
            if is_json && kind != PropertyKind::EncodedString && primitive() { value.to_string() } else { text.clone() }
        }
        other => other.to_string(),
    }
}

/// Whether the document states JSON as the media type of a property; of several types the first is the one that is written.
fn states_json(encoding: Option<&Encoding>) -> bool {
    let stated = encoding.and_then(|encoding| encoding.content_type.as_deref()).and_then(first_type);
    stated.is_some_and(|text| avouch_wire::media::MediaType::parse(&text).is_ok_and(|media_type| media_type.is_json()))
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
        let mut by_name: Vec<(String, Vec<Part>)> = Vec::new();
        for part in read_all(bytes, &Boundary::of(content_type)?, Limits::default())? {
            let Some(name) = part.head.name.clone() else { continue };
            match by_name.iter_mut().find(|(own, _)| *own == name) {
                Some((_, parts)) => parts.push(part),
                None => by_name.push((name, vec![part])),
            }
        }
        let mut object = Map::new();
        for (name, parts) in by_name {
            let schema = media.schema.and_then(|schema| shape::property(self.api(), schema, &name));
            let json = states_json(media.encoding.get(&name));
            object.insert(name, self.property_value(schema, json, view, &parts));
        }
        Ok(Value::Object(object))
    }

    /// The value of a property. An array comes as a part for each item, or as one part of JSON, whichever the document means.
    fn property_value(&self, schema: Option<SchemaId>, json: bool, view: View, parts: &[Part]) -> Value {
        let list = schema.filter(|schema| is_list(self.api(), *schema));
        match (parts, list) {
            ([only], None) => self.part_value(schema, json, view, only),
            (_, None) => parts.iter().map(|part| self.part_value(schema, json, view, part)).collect(),
            (_, Some(list)) => self.whole_list(list, json, parts).unwrap_or_else(|| {
                let item = |index| shape::items(self.api(), list, index);
                let values = parts.iter().enumerate();
                values.map(|(index, part)| self.part_value(item(index), json, view, part)).collect()
            }),
        }
    }

    /// The array that one part holds as JSON. Where nothing states that it holds the whole array, an item that is a list itself
    /// is taken for an item.
    fn whole_list(&self, schema: SchemaId, json: bool, parts: &[Part]) -> Option<Value> {
        let [only] = parts else { return None };
        let item = shape::items(self.api(), schema, 0);
        let readable = json || has_json(&only.head) || item.is_some_and(|item| self.is_structure(item));
        let nested = item.is_some_and(|item| is_list(self.api(), item));
        if !readable || nested && !json {
            return None;
        }
        json::read(&only.data).ok().map(|read| read.value).filter(Value::is_array)
    }

    /// The value of one part; `json` says that the document states JSON for it.
    fn part_value(&self, schema: Option<SchemaId>, json: bool, view: View, part: &Part) -> Value {
        let text = String::from_utf8_lossy(&part.data).into_owned();
        let sent_json = has_json(&part.head);
        let is_bytes = kind(self.api(), schema, &Value::Null) == PropertyKind::EncodedString;
        if is_bytes || part.head.filename.is_some() && !sent_json && !json {
            return Value::String(text);
        }
        let structure = schema.is_some_and(|schema| self.is_structure(schema));
        let read = (sent_json || json || structure).then(|| json::read(text.as_bytes()).ok()).flatten();
        read.map_or_else(|| self.coerce(schema, view, &text), |read| read.value)
    }

    fn is_structure(&self, schema: SchemaId) -> bool {
        !shape::admits(self.api(), schema, Shape::Primitive)
    }
}

/// Whether a part says that it is JSON.
fn has_json(head: &PartHead) -> bool {
    let media_type = head.content_type.as_deref().map(avouch_wire::media::MediaType::parse);
    matches!(media_type, Some(Ok(media_type)) if media_type.is_json())
}

fn is_list(api: &Api, schema: SchemaId) -> bool {
    let types = shape::types(api, schema);
    types.contains(Type::Array) && !types.contains(Type::String) && !types.contains(Type::Object)
}
