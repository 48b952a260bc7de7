//! Text to values: parameters, headers, form fields and text bodies carry text, schemas say what it stands for.

use avouch_api::Api;
use avouch_api::schema::{SchemaId, Type};
use avouch_wire::Shape;
use serde_json::{Map, Value};

use crate::{Validator, View, shape};

impl Validator {
    /// The value that a text stands for by a schema: `5` is a number where the schema has numbers and text where it has
    /// strings. Where a schema takes several types, the first reading that it accepts counts, typed ones before text. Text
    /// that fits no type stays text, so that checking it says what is wrong.
    ///
    /// # Panics
    ///
    /// Where `schema` comes from another document.
    pub fn coerce(&self, schema: Option<SchemaId>, view: View, text: &str) -> Value {
        let as_text = || Value::String(text.to_owned());
        let Some(schema) = schema else { return as_text() };
        let types = shape::types(self.api(), schema);
        let readings: Vec<Value> =
            typed_readings(text).into_iter().filter(|value| types.contains(shape::type_of(value))).collect();
        if !types.contains(Type::String) {
            return readings.into_iter().next().unwrap_or_else(as_text);
        }
        // Text and another type are both possible: what the whole schema says decides.
        let unconstrained = types == shape::ANY;
        let accepted = readings.into_iter().find(|value| !unconstrained && self.accepts(schema, view, value));
        accepted.unwrap_or_else(as_text)
    }

    /// The value that the texts of a parameter stand for, item by item and member by member.
    pub(crate) fn coerce_wire(&self, schema: Option<SchemaId>, view: View, value: avouch_wire::Value) -> Value {
        let api: &Api = self.api();
        match value {
            avouch_wire::Value::Primitive(text) => self.coerce(schema, view, &text),
            avouch_wire::Value::Array(texts) => {
                let item = |(index, text): (usize, String)| {
                    self.coerce(schema.and_then(|schema| shape::items(api, schema, index)), view, &text)
                };
                texts.into_iter().enumerate().map(item).collect()
            }
            avouch_wire::Value::Object(members) => {
                let mut object = Map::new();
                for (name, text) in members {
                    let member = schema.and_then(|schema| shape::property(api, schema, &name));
                    let value = self.coerce(member, view, &text);
                    object.insert(name, value);
                }
                Value::Object(object)
            }
        }
    }

    /// The value of a text that is a serialised value already, as far as that can be told: JSON, or a list with commas. `None` where the
    /// schema has objects that no common text stands for.
    pub(crate) fn coerce_serialised(&self, schema: SchemaId, view: View, text: &str) -> Option<Value> {
        let readings = || {
            let json = crate::json::read(text.as_bytes()).ok().map(|read| read.value);
            let texts = text.split(',').map(|item| item.trim().to_owned()).collect();
            let list = Some(self.coerce_wire(Some(schema), view, avouch_wire::Value::Array(texts)));
            let single = Some(self.coerce(Some(schema), view, text));
            [json, single, list].into_iter().flatten()
        };
        let fitting = readings().find(|value| self.accepts(schema, view, value));
        let is_object = shape::shape(self.api(), Some(schema)) == Shape::Object;
        fitting.or_else(|| if is_object { None } else { readings().next() })
    }

    /// Reads a value in the shapes that its schema admits, the likeliest first: the first reading that the schema accepts, else
    /// the first one.
    pub(crate) fn read_shapes(
        &self,
        schema: Option<SchemaId>,
        view: View,
        mut read: impl FnMut(Shape) -> Result<Option<avouch_wire::Value>, avouch_wire::Error>,
    ) -> Result<Option<Value>, avouch_wire::Error> {
        let likeliest = shape::shape(self.api(), schema);
        let mut first = None;
        for shape in shapes(self.api(), schema, likeliest) {
            let reading = match read(shape) {
                Ok(None) => return Ok(None),
                Ok(Some(value)) => Ok(self.coerce_wire(schema, view, value)),
                Err(error) => Err(error),
            };
            let fits = |value: &Value| schema.is_none_or(|schema| self.accepts(schema, view, value));
            if reading.as_ref().is_ok_and(fits) {
                return reading.map(Some);
            }
            first.get_or_insert(reading);
        }
        first.transpose()
    }
}

fn shapes(api: &Api, schema: Option<SchemaId>, likeliest: Shape) -> Vec<Shape> {
    let mut shapes = vec![likeliest];
    if let Some(schema) = schema {
        let others = [Shape::Primitive, Shape::Array, Shape::Object].into_iter();
        shapes.extend(others.filter(|shape| *shape != likeliest && shape::admits(api, schema, *shape)));
    }
    shapes
}

/// What a text may stand for beside text.
fn typed_readings(text: &str) -> Vec<Value> {
    match text {
        "" | "null" => vec![Value::Null],
        "true" => vec![Value::Bool(true)],
        "false" => vec![Value::Bool(false)],
        _ => {
            // JSON's grammar of numbers is the one that parameters share; blanks around one are no part of it.
            let starts = text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
            let ends = text.ends_with(|last: char| last.is_ascii_digit());
            let number = (starts && ends).then(|| serde_json::from_str(text).ok()).flatten();
            number.map(Value::Number).into_iter().collect()
        }
    }
}
