//! Fresh identifiers, in the format that the document shows.

use std::collections::HashSet;

use avouch_api::schema::{SchemaId, Type};
use avouch_validate::{Validator, View};
use jiff::Timestamp;
use serde_json::Value;

use crate::schema;
use crate::source::Source;

/// A source of identifiers that depends on its seed alone.
#[derive(Clone, Debug)]
pub(crate) struct Minter {
    state: u64,
}

impl Minter {
    /// A source for a seed.
    pub(crate) fn new(seed: u64) -> Minter {
        Minter { state: seed ^ 0x9e37_79b9_7f4a_7c15 }
    }

    /// The next number of the sequence (`SplitMix64`).
    pub(crate) fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to 1, 1 excluded.
    pub(crate) fn fraction(&mut self) -> f64 {
        let bits = u32::try_from(self.number() >> 32).unwrap_or_default();
        f64::from(bits) / (f64::from(u32::MAX) + 1.0)
    }

    /// A UUID of version 4 (RFC 9562).
    pub(crate) fn uuid(&mut self) -> String {
        let bits = (u128::from(self.number()) << 64) | u128::from(self.number());
        uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().to_string()
    }

    /// A fresh identifier for an item of a schema, unlike those that are `taken`. `example` is the identifier of another item.
    pub(crate) fn identifier(
        &mut self,
        source: &Source,
        schema: Option<SchemaId>,
        example: Option<&Value>,
        taken: &HashSet<&str>,
    ) -> Value {
        let validator = source.validator();
        let api = validator.api();
        let fits = |value: &Value| schema.is_none_or(|schema| validator.accepts(schema, View::Response, value));
        let is_number = match example {
            Some(value) => value.is_number(),
            None => schema.is_some_and(|schema| {
                schema::names_type(api, schema, Type::Integer) || schema::names_type(api, schema, Type::Number)
            }),
        };
        if is_number {
            let highest = taken.iter().filter_map(|text| text.parse::<u64>().ok()).max();
            let first = highest.or_else(|| example.and_then(Value::as_u64)).unwrap_or(0).saturating_add(1);
            let free = (first..first.saturating_add(100_000)).find(|number| fits(&Value::from(*number)));
            return Value::from(free.unwrap_or(first));
        }
        let text = example.and_then(Value::as_str).unwrap_or_default();
        for attempt in 2..200 {
            let candidates = [self.like(text), self.uuid(), format!("{text}-{attempt}"), format!("{text}{attempt}")];
            let fresh = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty() && !taken.contains(text));
            let found = candidates.into_iter().map(Value::from).find(|value| fresh(value) && fits(value));
            if let Some(found) = found {
                return found;
            }
        }
        // A schema of its own kind, such as a pattern: what can be made up for it, under numbers that were not used yet.
        let first = taken.len() as u64;
        let mut made_up = (first..first + 50).filter_map(|number| source.variant(schema?, number));
        let free = made_up.find(|value| value.as_str().is_some_and(|text| !text.is_empty() && !taken.contains(text)));
        free.unwrap_or_else(|| Value::from(self.uuid()))
    }

    /// A text with the same letters, digits and signs at the same places, where the example looks like one that was drawn;
    /// a UUID elsewhere.
    fn like(&mut self, example: &str) -> String {
        if uuid::Uuid::parse_str(example).is_ok() {
            return self.uuid();
        }
        let digits = example.bytes().filter(u8::is_ascii_digit).count();
        if digits < 2 || !example.is_ascii() {
            return self.uuid();
        }
        let hexadecimal = example.bytes().filter(u8::is_ascii_alphabetic).all(|byte| byte.is_ascii_hexdigit());
        let letters: &[u8] = if hexadecimal { b"abcdef" } else { b"abcdefghijklmnopqrstuvwxyz" };
        example.bytes().map(|byte| self.byte_like(byte, letters)).collect()
    }

    fn byte_like(&mut self, byte: u8, letters: &[u8]) -> char {
        let mut pick = |choice: &[u8]| {
            let index = usize::try_from(self.number() % choice.len().max(1) as u64).unwrap_or_default();
            choice.get(index).copied().unwrap_or(byte)
        };
        let drawn = match byte {
            b'0'..=b'9' => pick(b"0123456789"),
            b'a'..=b'z' => pick(letters),
            b'A'..=b'Z' => pick(letters).to_ascii_uppercase(),
            other => other,
        };
        char::from(drawn)
    }
}

/// The current moment as RFC 3339 has it, in UTC, to the second.
pub(crate) fn now() -> String {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}

/// Which moment of an item's life a property tells of, by its name and format.
pub(crate) fn moment(validator: &Validator, name: &str, property: SchemaId) -> Option<Moment> {
    if schema::format(validator.api(), property).as_deref() != Some("date-time") {
        return None;
    }
    let name = crate::words::plain(name);
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    if has(&["updat", "modifi", "chang"]) {
        Some(Moment::Changed)
    } else if has(&["creat", "insert", "made"]) {
        Some(Moment::Made)
    } else {
        None
    }
}

/// A moment of an item's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// When it was made.
    Made,
    /// When it last changed.
    Changed,
}

#[cfg(test)]
mod tests {
    use super::Minter;

    #[test]
    fn the_same_seed_gives_the_same_identifiers() {
        let (mut left, mut right) = (Minter::new(7), Minter::new(7));
        assert_eq!(left.uuid(), right.uuid());
        assert_ne!(left.uuid(), Minter::new(8).uuid());
    }

    #[test]
    fn drawn_texts_keep_their_shape() {
        let drawn = Minter::new(1).like("cus_9s6XKzkN");
        assert_eq!(drawn.len(), 12);
        assert!(drawn.starts_with(|first: char| first.is_ascii_lowercase()) && drawn.as_bytes()[3] == b'_', "{drawn}");
        assert!(uuid::Uuid::parse_str(&Minter::new(1).like("web")).is_ok());
    }

    #[test]
    fn fractions_lie_between_0_and_1() {
        let mut minter = Minter::new(3);
        assert!((0..1000).map(|_| minter.fraction()).all(|fraction| (0.0..1.0).contains(&fraction)));
    }
}
