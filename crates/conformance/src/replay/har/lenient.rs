//! Members that are not always of the type that they should be.

use std::fmt;

use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A text. Halves of surrogate pairs, which tools write where bytes are no text, become U+FFFD.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text(pub(super) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;

        impl Visitor<'_> for Bytes {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Text, E> {
                Ok(Text(String::from_utf8_lossy(bytes).into_owned()))
            }
        }

        deserializer.deserialize_bytes(Bytes)
    }
}

/// A number, or a text that is one; `None` for anything else.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Number(pub(super) Option<f64>);

impl Number {
    /// Whether it is a number above zero.
    pub(super) fn is_positive(self) -> bool {
        self.0.is_some_and(|number| number > 0.0)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Number;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_u64<E>(self, number: u64) -> Result<Number, E> {
                // Sizes and times are far below what a double tells apart.
                #[allow(clippy::cast_precision_loss)]
                Ok(Number(Some(number as f64)))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Number, E> {
                #[allow(clippy::cast_precision_loss)]
                Ok(Number(Some(number as f64)))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Number, E> {
                Ok(Number(Some(number).filter(|number| number.is_finite())))
            }

            fn visit_str<E>(self, text: &str) -> Result<Number, E> {
                Ok(Number(text.trim().parse().ok().filter(|number: &f64| number.is_finite())))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Number, E> {
                Ok(Number(None))
            }

            fn visit_unit<E>(self) -> Result<Number, E> {
                Ok(Number(None))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Number, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Number(None))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Number, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Number(None))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_numbers_however_they_are_written() {
        let number = |text: &str| serde_json::from_str::<Number>(text).expect(text).0;
        assert_eq!([number("-1"), number("2.5"), number("\" 204 \"")], [Some(-1.0), Some(2.5), Some(204.0)]);
        for text in ["null", "\"x\"", "[1]", "{\"a\": 1}", "true", "\"inf\""] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(serde_json::from_str::<[Number; 2]>("[{}, 3]").expect("what follows is read")[1].0, Some(3.0));
    }

    #[test]
    fn half_a_pair_is_no_end() {
        assert_eq!(serde_json::from_str::<Text>(r#""a\ud800b""#).expect("a text").0.chars().last(), Some('b'));
        assert_eq!(serde_json::from_str::<Text>(r#""\ud83d\ude00é""#).expect("a text").0, "😀é");
        assert!(serde_json::from_str::<Text>("{}").is_err());
    }
}
