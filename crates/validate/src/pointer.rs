//! JSON Pointers (RFC 6901).

use serde_json::Value;

/// The pointer of a member or item of what `parent` points at.
pub fn child(parent: &str, token: &str) -> String {
    let mut pointer = String::with_capacity(parent.len() + token.len() + 1);
    pointer.push_str(parent);
    pointer.push('/');
    for character in token.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
    pointer
}

/// The tokens of a pointer, unescaped.
pub fn tokens(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"))
}

/// How many arrays and objects stand inside each other; 0 for a scalar. Takes no stack for deep values.
pub fn depth(value: &Value) -> usize {
    let mut deepest = 0;
    let mut open = vec![(value, 0)];
    while let Some((value, level)) = open.pop() {
        deepest = deepest.max(level);
        match value {
            Value::Array(items) => open.extend(items.iter().map(|item| (item, level + 1))),
            Value::Object(members) => open.extend(members.values().map(|member| (member, level + 1))),
            _ => {}
        }
    }
    deepest
}

/// Whether a value has more than `limit` values in it, itself included.
pub fn is_larger_than(value: &Value, limit: usize) -> bool {
    let mut count = 0;
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        count += 1;
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values()),
            _ => {}
        }
        if count + open.len() > limit {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tokens_are_escaped_and_unescaped() {
        let pointer = child(&child("", "a/b~"), "0");
        assert_eq!(pointer, "/a~1b~0/0");
        assert_eq!(tokens(&pointer).collect::<Vec<_>>(), ["a/b~", "0"]);
        assert_eq!(json!({"a/b~": ["x"]}).pointer(&pointer), Some(&json!("x")));
    }

    #[test]
    fn depth_counts_containers() {
        assert_eq!(depth(&json!(1)), 0);
        assert_eq!(depth(&json!([])), 0);
        assert_eq!(depth(&json!([{"a": [1]}])), 3);
    }

    #[test]
    fn size_counts_every_value() {
        let value = json!({"a": [1, 2]});
        assert!(is_larger_than(&value, 3));
        assert!(!is_larger_than(&value, 4));
    }
}
