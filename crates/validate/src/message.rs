//! The words for violations.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value;

use crate::{Settings, Values, pointer};

/// The most characters of a value that a message quotes.
const MAX_QUOTED: usize = 60;
/// The most names or values that a message lists.
const MAX_LISTED: usize = 10;
/// What the name of a property that holds a secret may contain.
const SECRETS: [&str; 9] =
    ["password", "passwd", "secret", "token", "credential", "authorization", "private_key", "api_key", "apikey"];

/// Whether and how a value may be quoted.
pub struct Quoting {
    allowed: bool,
}

impl Quoting {
    /// Decides for the value at a place.
    pub fn new(settings: &Settings, pointer: &str) -> Quoting {
        Quoting {
            allowed: settings.values == Values::Quoted && !pointer::tokens(pointer).any(|token| is_secret(&token)),
        }
    }

    /// The value, where it is short and may be shown, else what kind of value it is.
    pub fn show(&self, value: &Value) -> String {
        match value {
            Value::Null | Value::Bool(_) => value.to_string(),
            Value::Number(_) if self.allowed => value.to_string(),
            Value::String(text) if self.allowed && text.chars().count() <= MAX_QUOTED => format!("{text:?}"),
            other => kind_of(other).to_owned(),
        }
    }
}

/// Whether the name of a property, header or parameter speaks of a secret.
pub fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    SECRETS.iter().any(|secret| name.contains(secret))
}

/// What kind of value it is, in words.
pub fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a number",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// What is wrong, and the properties that it is about.
pub fn describe(error: &ValidationError<'_>, quoting: &Quoting) -> (String, Vec<String>) {
    let value = error.instance();
    let shown = || quoting.show(value);
    let message = match error.kind() {
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            return (format!("required property `{name}` is missing"), vec![name.to_owned()]);
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            let are = if unexpected.len() == 1 { "property" } else { "properties" };
            return (
                format!("{are} {} not allowed", list(unexpected.iter().map(|name| format!("`{name}`")))),
                unexpected.clone(),
            );
        }
        Kind::Type { kind } => format!("expected {}, found {}", type_words(kind), shown()),
        Kind::Enum { options } => match options.as_array() {
            Some(options) => format!("{} is not one of {}", shown(), list(options.iter().map(Value::to_string))),
            None => format!("{} is not one of the listed values", shown()),
        },
        Kind::Constant { expected_value } => format!("expected {expected_value}, found {}", shown()),
        Kind::Format { format } => format!("{} is not of format `{format}`", shown()),
        Kind::Custom { .. } => format!("{} is out of the bounds of its format", shown()),
        Kind::Pattern { pattern } => format!("{} does not match the pattern `{pattern}`", shown()),
        Kind::Minimum { limit } => format!("{} is less than the minimum {limit}", shown()),
        Kind::Maximum { limit } => format!("{} is greater than the maximum {limit}", shown()),
        Kind::ExclusiveMinimum { limit } => format!("{} is not greater than {limit}", shown()),
        Kind::ExclusiveMaximum { limit } => format!("{} is not less than {limit}", shown()),
        Kind::MultipleOf { multiple_of } => format!("{} is not a multiple of {multiple_of}", shown()),
        Kind::MinLength { limit } => format!("{} is shorter than {}", shown(), count(*limit, "character")),
        Kind::MaxLength { limit } => format!("{} is longer than {}", shown(), count(*limit, "character")),
        Kind::MinItems { limit } => format!("the array has {}, at least {limit} expected", items(value)),
        Kind::MaxItems { limit } => format!("the array has {}, at most {limit} allowed", items(value)),
        Kind::AdditionalItems { limit } => format!("the array has {}, at most {limit} allowed", items(value)),
        Kind::UnevaluatedItems { .. } => "the array has items that no schema allows".to_owned(),
        Kind::MinProperties { limit } => format!("the object has {}, at least {limit} expected", properties(value)),
        Kind::MaxProperties { limit } => format!("the object has {}, at most {limit} allowed", properties(value)),
        Kind::UniqueItems => "the array has the same item twice".to_owned(),
        Kind::Contains => "the array does not have as many items of the required kind as it should".to_owned(),
        Kind::FalseSchema => "no value is allowed here".to_owned(),
        Kind::Not { .. } => "the value matches a schema that it must not match".to_owned(),
        Kind::PropertyNames { error } => format!("the name of a property is wrong: {}", describe(error, quoting).0),
        Kind::ContentEncoding { content_encoding } => format!("{} is not encoded as {content_encoding}", shown()),
        Kind::ContentMediaType { content_media_type } => format!("{} is not of type {content_media_type}", shown()),
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
            format!("{} matches none of {}", shown(), count(context.len() as u64, "alternative"))
        }
        Kind::OneOfMultipleValid { .. } => "matches several alternatives, exactly one is allowed".to_owned(),
        other => format!("the value breaks `{}`", other.keyword()),
    };
    (message, Vec::new())
}

/// The types, `null` last, since it is what may be instead of a value.
fn type_words(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(kind) => kind.to_string(),
        TypeKind::Multiple(kinds) => {
            let mut words: Vec<String> = kinds.iter().map(|kind| kind.to_string()).collect();
            words.sort_by_key(|word| word == "null");
            words.join(" or ")
        }
    }
}

/// The first of many, separated by commas.
fn list(entries: impl ExactSizeIterator<Item = String>) -> String {
    let more = entries.len() > MAX_LISTED;
    let shown: Vec<String> = entries.take(MAX_LISTED).map(shortened).collect();
    shown.join(", ") + if more { ", …" } else { "" }
}

fn shortened(entry: String) -> String {
    match entry.char_indices().nth(MAX_QUOTED) {
        Some((end, _)) => entry.get(..end).unwrap_or_default().to_owned() + "…",
        None => entry,
    }
}

fn count(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn items(value: &Value) -> String {
    count(value.as_array().map_or(0, Vec::len) as u64, "item")
}

fn properties(value: &Value) -> String {
    let entries = value.as_object().map_or(0, serde_json::Map::len) as u64;
    if entries == 1 { "1 property".to_owned() } else { format!("{entries} properties") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_quoted_only_where_they_are_short_and_no_secret() {
        let settings = Settings::default();
        let open = Quoting::new(&settings, "/name");
        assert_eq!(open.show(&json!("a\"b")), r#""a\"b""#);
        assert_eq!(open.show(&json!("x".repeat(61))), "a string");
        assert_eq!(open.show(&json!([1])), "an array");
        let secret = Quoting::new(&settings, "/credentials/0/value");
        assert_eq!(secret.show(&json!("hunter2")), "a string");
        assert_eq!(secret.show(&json!(1234)), "an integer");
        let silent = Settings { values: Values::Masked, ..Settings::default() };
        assert_eq!(Quoting::new(&silent, "").show(&json!("x")), "a string");
    }

    #[test]
    fn names_of_secrets_are_known_in_any_case() {
        for name in ["X-Auth-Token", "client_secret", "Password", "x-api-key"] {
            assert!(is_secret(name), "{name}");
        }
        assert!(!is_secret("name"));
    }

    #[test]
    fn long_lists_are_cut() {
        let names = (0..12).map(|number| number.to_string());
        assert_eq!(list(names), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …");
    }
}
