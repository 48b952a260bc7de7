//! Round trips of a document's examples, for the tests of generated crates.
//!
//! Two values are equal here as JSON means it: objects whatever the order of their members, numbers by value, texts (so
//! that date-times keep offset and fraction) and lists as they are; a member that is absent is not one that is `null`.

use crate::model::{Model, Seed};
use serde::Serialize;
use serde::de::DeserializeSeed;
use serde_json::{Map, Value};

/// The examples of a document, by the type that they are values of.
///
/// Each is an object with the place where it stands (`at`), its `value`, and, where it differs from the value, what it is
/// `expected` to come out as: without the properties that its schema does not declare. An example that its type cannot
/// read has a `fault` instead; that it is read after all is a fault too.
#[derive(Debug)]
pub struct Examples {
    by_type: Map<String, Value>,
    faults: Vec<String>,
}

impl Examples {
    /// Reads the examples of a crate.
    pub fn parse(text: &str) -> Self {
        match serde_json::from_str(text) {
            Ok(by_type) => Self { by_type, faults: Vec::new() },
            Err(error) => Self { by_type: Map::new(), faults: vec![format!("the examples cannot be read: {error}")] },
        }
    }

    /// Decodes and encodes every example of a type.
    pub fn check<T: Model + Serialize>(&mut self, name: &str) {
        let Some(Value::Array(examples)) = self.by_type.remove(name) else {
            self.faults.push(format!("{name}: no examples"));
            return;
        };
        for example in &examples {
            if let Some(fault) = round_trip::<T>(example) {
                let place = example.get("at").and_then(Value::as_str).unwrap_or_default();
                self.faults.push(format!("{name} at {place}: {fault}"));
            }
        }
    }

    /// What is wrong, a line an example; examples that no type was checked for are wrong too.
    pub fn faults(mut self) -> Vec<String> {
        let left = self.by_type.keys().map(|name| format!("{name}: not checked"));
        self.faults.extend(left);
        self.faults
    }
}

fn round_trip<T: Model + Serialize>(example: &Value) -> Option<String> {
    let value = example.get("value").unwrap_or(&Value::Null);
    let decoded = Seed::<T>::new().deserialize(value);
    let decoded = match (decoded, example.get("fault")) {
        (Ok(_), Some(fault)) => return Some(format!("reads, though {fault}")),
        (Err(_), Some(_)) => return None,
        (Err(error), None) => return Some(error.to_string()),
        (Ok(decoded), None) => decoded,
    };
    match serde_json::to_value(&decoded) {
        Err(error) => Some(error.to_string()),
        Ok(encoded) => difference(example.get("expected").unwrap_or(value), &encoded, ""),
    }
}

/// The first place where two values differ.
fn difference(expected: &Value, found: &Value, pointer: &str) -> Option<String> {
    match (expected, found) {
        (Value::Object(left), Value::Object(right)) => {
            let mut members = left.iter();
            let lost = members.find_map(|(key, value)| member(Some(value), right.get(key), pointer, key));
            let made_up = || right.iter().find(|(key, _)| !left.contains_key(*key));
            lost.or_else(|| made_up().and_then(|(key, value)| member(None, Some(value), pointer, key)))
        }
        (Value::Array(left), Value::Array(right)) => {
            let longest = left.len().max(right.len());
            (0..longest).find_map(|index| member(left.get(index), right.get(index), pointer, &index.to_string()))
        }
        (Value::Number(left), Value::Number(right)) if left == right || left.as_f64() == right.as_f64() => None,
        (left, right) if left == right => None,
        (left, right) => Some(format!("{pointer} is {right} and not {left}")),
    }
}

fn member(expected: Option<&Value>, found: Option<&Value>, pointer: &str, key: &str) -> Option<String> {
    let pointer = format!("{pointer}/{key}");
    match (expected, found) {
        (Some(expected), Some(found)) => difference(expected, found, &pointer),
        (Some(_), None) => Some(format!("{pointer} is lost")),
        (None, Some(_)) => Some(format!("{pointer} is made up")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Maybe;

    #[derive(Debug)]
    struct Pet {
        name: String,
        tag: Maybe<String>,
        size: Option<f64>,
    }

    crate::object! { Pet { required: name; optional: tag, size; } }

    fn faults(examples: &str) -> Vec<String> {
        let mut examples = Examples::parse(&format!(r#"{{"Pet":[{examples}]}}"#));
        examples.check::<Pet>("Pet");
        examples.faults()
    }

    #[test]
    fn what_comes_back_whole_is_fine() {
        for example in [
            r#"{"at":"","value":{"size":1.0,"name":"a","tag":null}}"#,
            r#"{"at":"","value":{"name":"a","more":1},"expected":{"name":"a"}}"#,
            r#"{"at":"","value":{"name":1},"fault":"the name is a number"}"#,
        ] {
            assert_eq!(faults(example), Vec::<String>::new(), "{example}");
        }
    }

    #[test]
    fn what_is_lost_made_up_or_changed_is_named() {
        for (example, fault) in [
            (r#"{"at":"x","value":{"name":"a","more":1}}"#, "Pet at x: /more is lost"),
            (r#"{"at":"x","value":{"name":"a","size":1},"expected":{"name":"a"}}"#, "Pet at x: /size is made up"),
            (r#"{"at":"x","value":{"name":"a"},"expected":{"name":"b"}}"#, "Pet at x: /name is \"a\" and not \"b\""),
            (r#"{"at":"x","value":{"name":"a"},"fault":"it must not"}"#, "Pet at x: reads, though \"it must not\""),
            (r#"{"at":"x","value":{}}"#, "Pet at x: Pet.name: the property is missing"),
        ] {
            assert_eq!(faults(example), [fault], "{example}");
        }
    }

    #[test]
    fn types_are_neither_forgotten_nor_invented() {
        let mut examples = Examples::parse(r#"{"Pet":[]}"#);
        examples.check::<Pet>("Cat");
        assert_eq!(examples.faults(), ["Cat: no examples", "Pet: not checked"]);
        assert_eq!(Examples::parse("[").faults().len(), 1);
    }
}
