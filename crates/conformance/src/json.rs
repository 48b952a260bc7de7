//! Values at places of JSON texts.

use serde_json::Value;

/// The names of a JSON Pointer (RFC 6901).
pub(crate) fn tokens(pointer: &str) -> Vec<String> {
    avouch_validate::pointer::tokens(pointer).collect()
}

/// A pointer to a member or element of what another pointer points to.
pub(crate) fn child(parent: &str, token: &str) -> String {
    avouch_validate::pointer::child(parent, token)
}

/// A pointer with every position in an array as `*`, so that the elements of a list count as one place.
///
/// Which tokens are positions is told by the value that the pointer leads into.
pub(crate) fn normalised(pointer: &str, value: Option<&Value>) -> String {
    let mut place = value;
    let mut normalised = String::new();
    for token in tokens(pointer) {
        let is_position = match place {
            Some(Value::Array(_)) => true,
            Some(_) => false,
            None => !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit()),
        };
        normalised = child(&normalised, if is_position { "*" } else { &token });
        place = place.and_then(|value| match value {
            Value::Array(items) => token.parse::<usize>().ok().and_then(|index| items.get(index)),
            Value::Object(members) => members.get(&token),
            _ => None,
        });
    }
    normalised
}

/// The text of a value that may identify something: a string that is not empty, or an integer.
pub(crate) fn identifier(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}

/// The value that JSON bytes are, whatever the media type said.
pub(crate) fn read(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice(bytes).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn positions_become_stars() {
        let value = json!({"list": [{"7": [1]}]});
        assert_eq!(normalised("/list/0/7/0", Some(&value)), "/list/*/7/*");
        assert_eq!(normalised("/list/0/gone/3", Some(&value)), "/list/*/gone/*");
        assert_eq!(normalised("/0/a", None), "/*/a");
        assert_eq!(normalised("", Some(&value)), "");
    }

    #[test]
    fn identifiers_are_strings_and_integers() {
        assert_eq!(identifier(&json!("a")).as_deref(), Some("a"));
        assert_eq!(identifier(&json!(7)).as_deref(), Some("7"));
        assert_eq!(identifier(&json!("")), None);
        assert_eq!(identifier(&json!(1.5)), None);
        assert_eq!(identifier(&json!(null)), None);
    }
}
