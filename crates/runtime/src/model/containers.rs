//! Lists, maps, and values that may be null or are boxed.

use super::{Model, Seed, Writer};
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// No more than this many elements are allocated before they have been read.
const RESERVE: usize = 256;

impl<T: Model> Model for Option<T> {
    const NAME: &'static str = T::NAME;

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(OptionVisitor(PhantomData))
    }
}

struct OptionVisitor<T>(PhantomData<T>);

impl<'de, T: Model> Visitor<'de> for OptionVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "null or {}", T::NAME)
    }

    fn visit_none<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::decode(deserializer).map(Some)
    }
}

impl<T: Model> Model for Box<T> {
    const NAME: &'static str = T::NAME;

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::decode(deserializer).map(Self::new)
    }

    fn read<'de, A: MapAccess<'de>>(members: A) -> Result<Self, A::Error> {
        T::read(members).map(Self::new)
    }

    fn write<M: SerializeMap>(&self, members: &mut Writer<'_, M>) {
        T::write(self, members);
    }
}

impl<T: Model> Model for Vec<T> {
    const NAME: &'static str = "array";

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ListVisitor(PhantomData))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Model> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "an array of {}", T::NAME)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::with_capacity(elements.size_hint().unwrap_or(0).min(RESERVE));
        loop {
            match elements.next_element_seed(Seed::new()) {
                Ok(Some(element)) => list.push(element),
                Ok(None) => return Ok(list),
                Err(error) => {
                    let index = list.len();
                    let text = error.to_string();
                    let colon = if text.starts_with('[') { "" } else { ": " };
                    return Err(A::Error::custom(format_args!("[{index}]{colon}{text}")));
                }
            }
        }
    }
}

impl<T: Model + serde::Serialize> Model for BTreeMap<String, T> {
    const NAME: &'static str = "object";

    fn read<'de, A: MapAccess<'de>>(mut members: A) -> Result<Self, A::Error> {
        let mut map = Self::new();
        while let Some(key) = members.next_key::<String>()? {
            let value = members
                .next_value_seed(Seed::new())
                .map_err(|error| A::Error::custom(format_args!("{key}: {error}")))?;
            map.insert(key, value);
        }
        Ok(map)
    }

    fn write<M: SerializeMap>(&self, members: &mut Writer<'_, M>) {
        members.additional(self);
    }
}
