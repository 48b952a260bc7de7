//! `application/x-www-form-urlencoded` bodies.

use avouch_api::schema::SchemaId;
use avouch_api::{Api, MediaType};
use avouch_wire::form::{self, FieldEncoding};
use avouch_wire::{Query, Shape, param};
use serde_json::{Map, Value};

use super::EncodeError;
use crate::{Validator, View, json, message, shape};

/// Writes an object as a form.
pub fn encode(api: &Api, media: &MediaType, value: &Value) -> Result<String, EncodeError> {
    let Value::Object(members) = value else {
        let media_type = media.range.to_string();
        return Err(EncodeError::Unsupported { media_type, value: message::kind_of(value) });
    };
    let mut fields = Vec::new();
    for (name, member) in members {
        let schema = media.schema.and_then(|schema| shape::property(api, schema, name));
        let shape = match member {
            Value::Object(_) => Shape::Object,
            Value::Array(_) => Shape::Array,
            _ => shape::shape(api, schema),
        };
        let written = encoding(media, name, shape).fields(member)?;
        fields.extend(written.into_iter().map(|field| (name.as_str(), field)));
    }
    Ok(form::encode(&fields)?)
}

impl Validator {
    /// Reads a form by the schema's properties; fields that no property claims are kept as text.
    pub(super) fn decode_form(&self, media: &MediaType, view: View, bytes: &[u8]) -> Result<Value, avouch_wire::Error> {
        let pairs = form::decode(bytes)?;
        let mut object = Map::new();
        for name in self.names(media, &pairs) {
            if let Some(value) = self.decode_field(media, view, &name, &pairs)? {
                object.insert(name, value);
            }
        }
        Ok(Value::Object(object))
    }

    /// The properties that the pairs of a form may carry, in the order of the pairs: by their own name, or by one with a key in
    /// brackets.
    fn names(&self, media: &MediaType, pairs: &Query) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for pair in pairs.pairs() {
            let own = pair.name();
            let outer = own.split('[').next().unwrap_or(own);
            let declared = media.schema.is_some_and(|schema| shape::property(self.api(), schema, own).is_some());
            let name = if declared || !media.encoding.contains_key(outer) { own } else { outer };
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    fn decode_field(
        &self,
        media: &MediaType,
        view: View,
        name: &str,
        pairs: &Query,
    ) -> Result<Option<Value>, avouch_wire::Error> {
        let schema = media.schema.and_then(|schema| shape::property(self.api(), schema, name));
        match encoding(media, name, shape::shape(self.api(), schema)) {
            FieldEncoding::Style(style) => {
                self.read_shapes(schema, view, |shape| param::decode_query(name, style, shape, pairs))
            }
            FieldEncoding::Json => {
                Ok(form::texts(pairs, name)?.into_iter().next().map(|text| self.json_or_text(schema, view, &text)))
            }
            FieldEncoding::Text => {
                let texts = form::texts(pairs, name)?;
                Ok(Some(self.texts_as_value(schema, view, &texts)))
            }
        }
    }

    /// The value of a field or part that is sent once for each item of an array, and once for anything else.
    pub(super) fn texts_as_value(&self, schema: Option<SchemaId>, view: View, texts: &[String]) -> Value {
        let api = self.api();
        let is_array = shape::shape(api, schema) == Shape::Array;
        match texts {
            [text] if !is_array => self.json_or_text(schema, view, text),
            _ => {
                let item = |index| schema.and_then(|schema| shape::items(api, schema, index));
                texts.iter().enumerate().map(|(index, text)| self.json_or_text(item(index), view, text)).collect()
            }
        }
    }

    /// The value of a text: JSON where the schema has no scalars, else what the text stands for.
    fn json_or_text(&self, schema: Option<SchemaId>, view: View, text: &str) -> Value {
        let structure = schema.is_some_and(|schema| shape::shape(self.api(), Some(schema)) != Shape::Primitive);
        let read = structure.then(|| json::read(text.as_bytes()).ok()).flatten();
        read.map_or_else(|| self.coerce(schema, view, text), |read| read.value)
    }
}

fn encoding(media: &MediaType, name: &str, shape: Shape) -> FieldEncoding {
    let stated = media.encoding.get(name);
    if let Some(style) = stated.and_then(|encoding| encoding.style) {
        return FieldEncoding::Style(style);
    }
    let content_type = stated.and_then(|encoding| encoding.content_type.as_deref());
    FieldEncoding::resolve(None, None, None, content_type, shape)
}
