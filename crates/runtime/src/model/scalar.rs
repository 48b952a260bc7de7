//! Strings, booleans, numbers, and values without a schema.

use super::{Model, Writer};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Unexpected, Visitor};
use serde::ser::SerializeMap;
use serde_json::{Map, Number, Value};
use std::fmt;

macro_rules! by_serde {
    ($($type:ty = $name:literal),+ $(,)?) => {
        $(impl Model for $type {
            const NAME: &'static str = $name;

            fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::deserialize(deserializer)
            }
        })+
    };
}

by_serde!(bool = "boolean", String = "string", Number = "number");

/// Integers are read as JSON numbers first: `1.0` is an integer (JSON Schema 2020-12, section
/// 4.2.3), and a [`Number`] reads the same whether or not `serde_json/arbitrary_precision` is on.
macro_rules! integers {
    ($($type:ty),+ $(,)?) => {
        $(impl Model for $type {
            const NAME: &'static str = "integer";

            fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let number = Number::deserialize(deserializer)?;
                exact(&number)
                    .and_then(|integer| Self::try_from(integer).ok())
                    .ok_or_else(|| D::Error::invalid_value(
                        Unexpected::Other(&number.to_string()),
                        &concat!("an integer (", stringify!($type), ")"),
                    ))
            }
        })+
    };
}

integers!(i8, i16, i32, i64, u8, u16, u32, u64);

/// Above this magnitude a double no longer tells neighbouring integers apart.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The integer that a number is, if it is one.
pub(super) fn exact(number: &Number) -> Option<i128> {
    if let Some(integer) = number.as_i64() {
        return Some(i128::from(integer));
    }
    if let Some(integer) = number.as_u64() {
        return Some(i128::from(integer));
    }
    let double = number.as_f64()?;
    #[expect(clippy::cast_possible_truncation, reason = "the double is whole and within the range where it is exact")]
    (double.fract() == 0.0 && double.abs() <= EXACT).then_some(double as i128)
}

impl Model for f64 {
    const NAME: &'static str = "number";

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = Number::deserialize(deserializer)?;
        number.as_f64().ok_or_else(|| D::Error::custom(format_args!("{number} is no double")))
    }
}

impl Model for f32 {
    const NAME: &'static str = "number";

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[expect(clippy::cast_possible_truncation, reason = "the type asks for single precision")]
        f64::decode(deserializer).map(|double| double as f32)
    }
}

/// Integers beyond 64 bits. Text is read exactly; a buffered value (in a union, before its tag) is
/// read exactly within 64 bits and is an error beyond them.
macro_rules! wide_integers {
    ($($type:ty = $method:ident),+ $(,)?) => {
        $(impl Model for $type {
            const NAME: &'static str = "integer";

            fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Wide;

                impl Visitor<'_> for Wide {
                    type Value = $type;

                    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                        formatter.write_str("an integer")
                    }

                    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<$type, E> {
                        <$type>::try_from(value)
                            .map_err(|_| E::invalid_value(Unexpected::Signed(value), &self))
                    }

                    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<$type, E> {
                        Ok(<$type>::from(value))
                    }

                    fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<$type, E> {
                        <$type>::try_from(value).map_err(|_| {
                            E::invalid_value(Unexpected::Other(&value.to_string()), &self)
                        })
                    }

                    fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<$type, E> {
                        <$type>::try_from(value).map_err(|_| {
                            E::invalid_value(Unexpected::Other(&value.to_string()), &self)
                        })
                    }
                }

                deserializer.$method(Wide)
            }
        })+
    };
}

wide_integers!(i128 = deserialize_i128, u128 = deserialize_u128);

impl Model for Value {
    const NAME: &'static str = "value";

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn read<'de, A: MapAccess<'de>>(members: A) -> Result<Self, A::Error> {
        Map::read(members).map(Self::Object)
    }

    fn write<M: SerializeMap>(&self, members: &mut Writer<'_, M>) {
        match self {
            Self::Object(map) => map.write(members),
            _ => members.refuse(Self::NAME),
        }
    }
}

impl Model for Map<String, Value> {
    const NAME: &'static str = "object";

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn read<'de, A: MapAccess<'de>>(mut members: A) -> Result<Self, A::Error> {
        let mut map = Self::new();
        while let Some((key, value)) = members.next_entry()? {
            map.insert(key, value);
        }
        Ok(map)
    }

    fn write<M: SerializeMap>(&self, members: &mut Writer<'_, M>) {
        members.additional(self);
    }
}
