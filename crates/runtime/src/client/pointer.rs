//! One value out of JSON text, without the rest.

use serde::Deserialize as _;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess};
use std::fmt;
use std::marker::PhantomData;

/// The value at a JSON pointer (RFC 6901); `None` if there is none of that type.
pub(crate) fn at_pointer<T: DeserializeOwned>(json: &[u8], pointer: &str) -> Option<T> {
    let tokens: Vec<String> =
        pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~")).collect();
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let seed = PointerSeed { tokens: &tokens, found: PhantomData };
    seed.deserialize(&mut deserializer).ok().flatten()
}

struct PointerSeed<'a, T> {
    tokens: &'a [String],
    found: PhantomData<T>,
}

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for PointerSeed<'_, T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        if self.tokens.is_empty() { Option::<T>::deserialize(deserializer) } else { deserializer.deserialize_any(self) }
    }
}

impl<'de, T: DeserializeOwned> serde::de::Visitor<'de> for PointerSeed<'_, T> {
    type Value = Option<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Option<T>, A::Error> {
        let mut found = None;
        while let Some(key) = members.next_key::<String>()? {
            match self.tokens.split_first() {
                Some((token, rest)) if *token == key => {
                    found = members.next_value_seed(PointerSeed { tokens: rest, found: PhantomData })?;
                }
                _ => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Option<T>, A::Error> {
        let Some((token, rest)) = self.tokens.split_first() else {
            return Ok(None);
        };
        let wanted: Option<usize> = token.parse().ok();
        let mut found = None;
        let mut index = 0;
        loop {
            if Some(index) == wanted {
                let seed = PointerSeed { tokens: rest, found: PhantomData };
                match elements.next_element_seed(seed)? {
                    Some(value) => found = value,
                    None => return Ok(found),
                }
            } else if elements.next_element::<IgnoredAny>()?.is_none() {
                return Ok(found);
            }
            index += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::at_pointer;
    use serde_json::Value;

    #[test]
    fn values_and_their_absence() {
        let json = br#"{"a":{"b/c":[1,{"d":"x"}]},"n":null,"z":[{},[]]}"#;
        assert_eq!(at_pointer::<String>(json, "/a/b~1c/1/d").as_deref(), Some("x"));
        assert_eq!(at_pointer::<i64>(json, "/a/b~1c/0"), Some(1));
        assert_eq!(at_pointer::<Value>(json, "/n"), None);
        assert_eq!(at_pointer::<String>(json, "/n/x"), None);
        assert_eq!(at_pointer::<Value>(json, "/a/b~1c/7"), None);
        assert_eq!(at_pointer::<Vec<serde::de::IgnoredAny>>(json, "/z").map(|z| z.len()), Some(2));
        assert_eq!(at_pointer::<i64>(b"[1", "/0"), None);
    }
}
