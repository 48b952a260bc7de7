//! A value as text: what a style can carry.

use crate::style::Shape;

/// A parameter or form value as text.
///
/// Members of an object keep their order and may repeat a name, as they do on the wire: whether that is a fault is for
/// the caller to say.
///
/// RFC 6570 section 2.3 calls null, an empty list and an empty object *undefined*, and an undefined value is left out
/// of the expansion. Here an empty list and an empty object are that: see [`Value::is_undefined`]. An empty string is a
/// value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// The text of a string, number or boolean.
    Primitive(String),
    /// The texts of a list of primitives.
    Array(Vec<String>),
    /// Names with the texts of primitives.
    Object(Vec<(String, String)>),
}

impl Value {
    /// What RFC 6570 calls undefined: nothing is sent for it.
    pub const UNDEFINED: Value = Value::Array(Vec::new());

    /// The shape of the value.
    pub const fn shape(&self) -> Shape {
        match self {
            Value::Primitive(_) => Shape::Primitive,
            Value::Array(_) => Shape::Array,
            Value::Object(_) => Shape::Object,
        }
    }

    /// Whether RFC 6570 calls the value undefined: an empty list or an empty object.
    pub fn is_undefined(&self) -> bool {
        match self {
            Value::Primitive(_) => false,
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
        }
    }

    /// The value, with an empty string in the place of an undefined one.
    ///
    /// The style table of OpenAPI prints `color=` for an undefined value, its appendix C leaves such values out.
    /// Encoders follow the appendix; a caller whose server wants `color=` asks for it with this.
    #[must_use]
    pub fn or_empty(self) -> Value {
        if self.is_undefined() { Value::Primitive(String::new()) } else { self }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Primitive(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Primitive(text)
    }
}

#[cfg(feature = "json")]
mod json {
    use serde_json::Value as Json;

    use super::Value;
    use crate::error::Error;

    impl Value {
        /// The text of a JSON value, by this convention (OpenAPI appendix B leaves it to the implementation):
        ///
        /// - strings are their text, booleans `true` and `false`;
        /// - numbers are their JSON text, but a fraction of zeros is dropped (`1.0` is `1`), since an integer may be
        ///   written either way and servers that expect one seldom take a fraction;
        /// - `null` is undefined in the sense of RFC 6570: as a whole value it becomes [`Value::UNDEFINED`], as an item
        ///   or a member it is left out.
        ///
        /// # Errors
        /// [`Error::Nested`] for a list or an object inside a list or an object.
        pub fn from_json(json: &Json) -> Result<Value, Error> {
            let defined = |pointer: String, json: &Json| primitive(json).ok_or(Error::Nested { pointer });
            match json {
                Json::Null => Ok(Value::UNDEFINED),
                Json::Array(items) => items
                    .iter()
                    .enumerate()
                    .filter(|(_, item)| !item.is_null())
                    .map(|(index, item)| defined(format!("/{index}"), item))
                    .collect::<Result<_, _>>()
                    .map(Value::Array),
                Json::Object(members) => members
                    .iter()
                    .filter(|(_, member)| !member.is_null())
                    .map(|(name, member)| Ok((name.clone(), defined(pointer_to(name), member)?)))
                    .collect::<Result<_, _>>()
                    .map(Value::Object),
                scalar => defined(String::new(), scalar).map(Value::Primitive),
            }
        }
    }

    /// The text of a string, number or boolean; `null` has none.
    fn primitive(json: &Json) -> Option<String> {
        match json {
            Json::Bool(flag) => Some(flag.to_string()),
            Json::Number(number) => Some(plain_integer(number.to_string())),
            Json::String(text) => Some(text.clone()),
            Json::Null | Json::Array(_) | Json::Object(_) => None,
        }
    }

    /// Drops a fraction that consists of zeros, and the sign of a zero.
    fn plain_integer(text: String) -> String {
        let whole = match text.split_once('.') {
            Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => whole,
            _ => return text,
        };
        if whole == "-0" { "0".to_owned() } else { whole.to_owned() }
    }

    fn pointer_to(name: &str) -> String {
        format!("/{}", name.replace('~', "~0").replace('/', "~1"))
    }

    #[cfg(test)]
    mod tests {
        use serde_json::json;

        use super::*;

        fn texts(items: &[&str]) -> Value {
            Value::Array(items.iter().map(ToString::to_string).collect())
        }

        #[test]
        fn scalars_are_their_text() {
            for (json, text) in [
                (json!("a b"), "a b"),
                (json!(""), ""),
                (json!(true), "true"),
                (json!(false), "false"),
                (json!(42), "42"),
                (json!(-7), "-7"),
                (json!(1.5), "1.5"),
                (json!(1.0), "1"),
                (json!(-0.0), "0"),
                (json!(u64::MAX), "18446744073709551615"),
                (json!(i64::MIN), "-9223372036854775808"),
            ] {
                assert_eq!(Value::from_json(&json), Ok(Value::from(text)), "{json}");
            }
        }

        #[test]
        fn null_is_undefined_wherever_it_stands() {
            assert!(Value::from_json(&Json::Null).unwrap().is_undefined());
            assert_eq!(Value::from_json(&json!(["a", null, 1])), Ok(texts(&["a", "1"])));
            assert_eq!(
                Value::from_json(&json!({"a": null, "b": false})),
                Ok(Value::Object(vec![("b".into(), "false".into())]))
            );
            assert!(Value::from_json(&json!({"a": null})).unwrap().is_undefined());
            assert!(!Value::from_json(&json!("")).unwrap().is_undefined());
        }

        #[test]
        fn nested_values_are_refused_with_their_place() {
            let error = |json: Json| Value::from_json(&json).unwrap_err();
            assert_eq!(error(json!(["a", []])), Error::Nested { pointer: "/1".into() });
            assert_eq!(error(json!({"a/b": {"c": 1}})), Error::Nested { pointer: "/a~1b".into() });
        }
    }
}
