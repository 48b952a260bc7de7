//! Values of parameters.

use avouch_wire::Value;
use serde::Serialize;

/// The value of a parameter, or why it has none; a request keeps the first such reason and
/// `send` returns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param(Result<Value, String>);

impl Param {
    /// What a style encodes, or why there is no value.
    pub fn into_value(self) -> Result<Value, String> {
        self.0
    }
}

/// A list of primitives, as arguments of list parameters.
pub fn list<I: IntoIterator<Item: Into<Param>>>(items: I) -> Param {
    let texts = items.into_iter().map(|item| match item.into().0? {
        Value::Primitive(text) => Ok(text),
        Value::Array(_) | Value::Object(_) => Err("an item of a list parameter is a list or an object".to_owned()),
    });
    Param(texts.collect::<Result<_, _>>().map(Value::Array))
}

/// A list of strings, as arguments of list parameters.
pub fn texts<I: IntoIterator<Item: Into<String>>>(items: I) -> Param {
    Param(Ok(Value::Array(items.into_iter().map(Into::into).collect())))
}

/// An object of primitives, as arguments of object parameters: styles `form` with explode and
/// `deepObject`.
pub fn fields<T: Serialize + ?Sized>(object: &T) -> Param {
    let value = serde_json::to_value(object).map_err(|error| error.to_string());
    Param(value.and_then(|json| Value::from_json(&json).map_err(|error| error.to_string())))
}

/// JSON text, as arguments of parameters that the document describes by `content`.
pub fn json_text<T: Serialize + ?Sized>(value: &T) -> Param {
    let text = serde_json::to_string(value).map_err(|error| error.to_string());
    Param(text.map(Value::Primitive))
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self(Ok(Value::from(text)))
    }
}

impl From<&String> for Param {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self(Ok(Value::from(text)))
    }
}

macro_rules! by_display {
    ($($type:ty),+) => {
        $(impl From<$type> for Param {
            fn from(value: $type) -> Self {
                Self::from(value.to_string())
            }
        })+
    };
}

by_display!(bool, i8, i16, i32, i64, i128, u8, u16, u32, u64, u128, f32, f64);
