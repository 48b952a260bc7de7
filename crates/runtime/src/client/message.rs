//! What the body of a failure says for people, whatever its document calls the type.

use serde_json::{Map, Value};

/// What stands before the rest: it names the failure.
const TITLES: &[&str] = &["title"];
/// What explains the failure; the first that is there.
const TEXTS: &[&str] = &["detail", "message", "description", "error_description"];
/// How many failures of a list are shown.
const SHOWN: usize = 3;
/// How many characters of a text are shown.
const LONGEST: usize = 400;
/// How deep the texts are looked for, and in how many values of one level.
const DEEPEST: usize = 6;
const WIDEST: usize = 1000;

/// The text of a JSON body: of the outermost objects that have one of the members that texts for people go by. `None` where the
/// body is not JSON, or there is none.
pub(crate) fn said(body: &[u8]) -> Option<String> {
    let root: Value = serde_json::from_slice(body).ok()?;
    if let Value::String(text) = &root {
        return plain(text);
    }
    let mut level = vec![&root];
    for _ in 0..DEEPEST {
        let texts: Vec<String> = level.iter().filter_map(|value| of(value.as_object()?)).collect();
        if !texts.is_empty() {
            let more = texts.len().saturating_sub(SHOWN);
            let shown = texts.get(..SHOWN).unwrap_or(&texts).join("; ");
            return Some(if more == 0 { shown } else { format!("{shown}; and {more} more") });
        }
        level = level.into_iter().flat_map(inside).take(WIDEST).collect();
    }
    None
}

/// The values in an array or object.
fn inside(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(members) => Box::new(members.values()),
        _ => Box::new(std::iter::empty()),
    }
}

/// The text of one object.
fn of(members: &Map<String, Value>) -> Option<String> {
    let find = |names: &[&str]| {
        let member = |name: &&str| members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        names.iter().filter_map(member).find_map(|(_, value)| plain(value.as_str()?))
    };
    match (find(TITLES), find(TEXTS)) {
        (Some(title), Some(text)) if !text.starts_with(&title) => Some(format!("{title}: {text}")),
        (_, Some(text)) => Some(text),
        (title, None) => title,
    }
}

/// A text on one line, not too long; `None` where it is empty.
fn plain(text: &str) -> Option<String> {
    let text = text.trim();
    let visible = |character: char| if character.is_control() { ' ' } else { character };
    let mut shown: String = text.chars().take(LONGEST).map(visible).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    (!shown.is_empty()).then_some(shown)
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn the_texts_that_failures_go_by() {
        for (body, text) in [
            (r#"{"message":"Not Found","documentation_url":"https://x"}"#, "Not Found"),
            (
                r#"{"errors":[{"code":10010,"title":"CF-ResourceNotFound","detail":"App not found"}]}"#,
                "CF-ResourceNotFound: App not found",
            ),
            (r#"{"type":"about:blank","title":"Forbidden","status":403}"#, "Forbidden"),
            (r#"{"code":10000,"description":"Unknown request","error_code":"CF-NotFound"}"#, "Unknown request"),
            (r#"{"error":"unauthorized","error_description":"Bad credentials"}"#, "Bad credentials"),
            (r#"{"error":{"code":5,"Message":"no such thing","details":[{"message":"inner"}]}}"#, "no such thing"),
            (r#"{"title":"Teapot","detail":"Teapot is short"}"#, "Teapot is short"),
            (r#""it broke""#, "it broke"),
            (r#"[{"title":"a"},{"title":"b"},{"title":"c"},{"title":"d"},{"title":"e"}]"#, "a; b; c; and 2 more"),
            (r#"{"message":" two\r\nlines\u001b[31m "}"#, "two  lines [31m"),
        ] {
            assert_eq!(said(body.as_bytes()).as_deref(), Some(text), "{body}");
        }
    }

    #[test]
    fn where_nothing_is_said() {
        let deep = format!("{}{{\"message\":\"x\"}}{}", "[".repeat(20), "]".repeat(20));
        for body in ["", "no JSON", "{}", "null", r#"{"message":7}"#, r#"{"message":"  ","title":""}"#, deep.as_str()] {
            assert_eq!(said(body.as_bytes()), None, "{body}");
        }
        let long = format!("{{\"message\":\"{}\"}}", "é".repeat(1000));
        assert_eq!(said(long.as_bytes()).map(|text| text.chars().count()), Some(401));
    }
}
