//! Reading JSON, with what a plain reader passes over: names that stand twice in one object.

use std::fmt;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::pointer;

/// The most repeated names that are reported.
const MAX_REPEATED: usize = 20;

/// A JSON text that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonText {
    /// The value; where a name stands twice, its last member.
    pub value: Value,
    /// The pointers of members whose name stands twice in their object.
    pub repeated: Vec<String>,
}

/// Reads a JSON text in UTF-8; a byte order mark before it is passed over (RFC 8259, section 8.1).
///
/// # Errors
/// Where the text is no JSON, or nests more than 127 levels deep.
pub fn read(text: &[u8]) -> Result<JsonText, serde_json::Error> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut repeated = Vec::new();
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = Seed { pointer: String::new(), repeated: &mut repeated }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(JsonText { value, repeated })
}

struct Seed<'r> {
    pointer: String,
    repeated: &'r mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        loop {
            let pointer = pointer::child(&self.pointer, &array.len().to_string());
            match items.next_element_seed(Seed { pointer, repeated: self.repeated })? {
                Some(item) => array.push(item),
                None => return Ok(Value::Array(array)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let pointer = pointer::child(&self.pointer, &name);
            if object.contains_key(&name) && self.repeated.len() < MAX_REPEATED {
                self.repeated.push(pointer.clone());
            }
            let value = members.next_value_seed(Seed { pointer, repeated: self.repeated })?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_that_stand_twice_are_reported_and_the_last_counts() {
        let read = read(br#"{"a": 1, "b": [{"c": 1, "c": 2}], "a": 3}"#).unwrap();
        assert_eq!(read.value, json!({"a": 3, "b": [{"c": 2}]}));
        assert_eq!(read.repeated, ["/b/0/c", "/a"]);
    }

    #[test]
    fn numbers_are_kept_as_exactly_as_a_plain_reader_keeps_them() {
        for text in ["18446744073709551615", "-9223372036854775808", "1.0", "1e400", "0.1", "12345678901234567890123"] {
            match (read(text.as_bytes()), serde_json::from_str::<Value>(text)) {
                (Ok(own), Ok(plain)) => assert_eq!(own.value, plain, "{text}"),
                (own, plain) => assert_eq!(own.is_err(), plain.is_err(), "{text}"),
            }
        }
    }

    #[test]
    fn nesting_without_end_is_an_error_not_a_crash() {
        assert!(read("[".repeat(100_000).as_bytes()).is_err());
        assert!(read(b"\xef\xbb\xbf{}").is_ok());
        assert!(read(b"{} x").is_err());
        assert!(read(b"").is_err());
    }
}
