//! Values of the document's world, said of another item: identifiers and addresses exchanged wherever they stand.

use avouch_wire::path::PathTemplate;
use serde_json::Value;

/// Identifiers to be exchanged for others, all at once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rewrite {
    pairs: Vec<Pair>,
}

#[derive(Clone, Debug)]
struct Pair {
    old: String,
    new: String,
    /// The literal segment that stands before the identifier in paths: `apps`.
    after: Option<String>,
}

/// Whether an identifier is long and mixed enough that the same text elsewhere means the same thing.
pub(crate) fn is_distinctive(identifier: &str) -> bool {
    identifier.len() >= 8 && identifier.bytes().any(|byte| byte.is_ascii_digit())
}

impl Rewrite {
    /// Exchanges one identifier for another. `after` is the literal segment before it in paths; short identifiers are only
    /// exchanged there.
    pub(crate) fn add(&mut self, old: &str, new: &str, after: Option<&str>) {
        if old != new
            && !old.is_empty()
            && !self.pairs.iter().any(|pair| pair.old == old && pair.after.as_deref() == after)
        {
            self.pairs.push(Pair { old: old.to_owned(), new: new.to_owned(), after: after.map(str::to_owned) });
        }
    }

    /// Exchanges them in every text of a value.
    pub(crate) fn apply(&self, value: &mut Value) {
        if !self.pairs.is_empty() {
            each_text(value, &mut |text| {
                if let Some(changed) = self.text(text) {
                    *text = changed;
                }
            });
        }
    }

    /// Exchanges them in the addresses of a value alone.
    pub(crate) fn apply_to_addresses(&self, value: &mut Value) {
        if !self.pairs.is_empty() {
            each_text(value, &mut |text| {
                if let Some(changed) = self.text(text).filter(|_| text.contains('/')) {
                    *text = changed;
                }
            });
        }
    }

    /// The text with identifiers exchanged; `None` where it has none.
    pub(crate) fn text(&self, text: &str) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        let mut changed = false;
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let before = text.get(..at).unwrap_or_default();
            if let Some(pair) = self.pairs.iter().find(|pair| pair.applies(before, rest)) {
                out.push_str(&pair.new);
                at += pair.old.len();
                changed = true;
            } else {
                let length = rest.chars().next().map_or(1, char::len_utf8);
                out.push_str(rest.get(..length).unwrap_or_default());
                at += length;
            }
        }
        changed.then_some(out)
    }
}

impl Pair {
    fn applies(&self, before: &str, rest: &str) -> bool {
        let Some(after) = rest.strip_prefix(self.old.as_str()) else { return false };
        if is_distinctive(&self.old) {
            return !after.starts_with(|next: char| next.is_alphanumeric())
                && !before.ends_with(|previous: char| previous.is_alphanumeric());
        }
        let ends = after.is_empty() || after.starts_with(['/', '?', '#']);
        let segment = self.after.as_deref().unwrap_or_default();
        ends && !segment.is_empty()
            && before
                .strip_suffix('/')
                .and_then(|path| path.strip_suffix(segment))
                .is_some_and(|path| path.ends_with('/'))
    }
}

/// Whether a text of a value is an identifier, or an address that leads through it.
pub(crate) fn mentions(value: &Value, identifier: &str) -> bool {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) if text.split(['/', '?', '#', '&', '=', ',']).any(|segment| segment == identifier) => {
                return true;
            }
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values()),
            _ => {}
        }
    }
    false
}

/// The address that an item gives as its own: a text called `self`, or inside something called so, whose path is that of an
/// item. With it the last variable of that path.
pub(crate) fn own_address<'v>(value: &'v Value, item: &PathTemplate) -> Option<(&'v str, String)> {
    let mut open = vec![(value, false, 0)];
    while let Some((value, is_own, depth)) = open.pop() {
        match value {
            Value::String(text) if is_own => {
                let path = origin(text).and_then(|origin| text.strip_prefix(origin)).unwrap_or(text);
                if let Some(identifier) = last_variable(item, path) {
                    return Some((text, identifier));
                }
            }
            Value::Object(members) if depth < 4 => {
                open.extend(members.iter().map(|(name, member)| (member, is_own || name == "self", depth + 1)));
            }
            _ => {}
        }
    }
    None
}

/// The text of the last variable of a path, whatever stands before the path of the template.
fn last_variable(item: &PathTemplate, path: &str) -> Option<String> {
    let segments = item.segments().len();
    let slashes: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
    let start = slashes.len().checked_sub(segments).and_then(|index| slashes.get(index))?;
    let found = item.matches(path.get(*start..)?)?;
    found.last().map(|(_, text)| (*text).to_owned())
}

/// The addresses that the document's servers have: what a mock says of itself instead.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origins {
    documented: Vec<String>,
}

impl Origins {
    /// The origins (scheme, host and port) of absolute server addresses.
    pub(crate) fn of<'u>(urls: impl IntoIterator<Item = &'u str>) -> Origins {
        let mut documented: Vec<String> = urls.into_iter().filter_map(origin).map(str::to_owned).collect();
        documented.sort_unstable();
        documented.dedup();
        Origins { documented }
    }

    /// Adds the origin of one more address.
    pub(crate) fn add(&mut self, url: &str) {
        if let Some(origin) = origin(url).filter(|origin| !self.documented.iter().any(|own| own == origin)) {
            self.documented.push(origin.to_owned());
        }
    }

    /// Says the mock's origin in the place of the document's.
    pub(crate) fn apply(&self, value: &mut Value, own: &str) {
        if !self.documented.is_empty() {
            each_text(value, &mut |text| {
                if let Some(changed) = self.text(text, own) {
                    *text = changed;
                }
            });
        }
    }

    /// The address with the mock's origin; `None` where it is another server's, or no address.
    pub(crate) fn text(&self, url: &str, own: &str) -> Option<String> {
        let origin = origin(url).filter(|origin| self.documented.iter().any(|documented| documented == origin))?;
        url.strip_prefix(origin).map(|rest| format!("{own}{rest}"))
    }
}

/// The scheme, host and port of an absolute address.
pub(crate) fn origin(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty() && !host.contains(['{', ' ']))?;
    url.get(..url.len() - rest.len() + host.len())
}

fn each_text(value: &mut Value, change: &mut dyn FnMut(&mut String)) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) => change(text),
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.values_mut()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use avouch_wire::path::PathTemplate;

    use super::{Origins, Rewrite, mentions, own_address};

    #[test]
    fn long_identifiers_are_exchanged_everywhere_and_short_ones_in_paths() {
        let mut rewrite = Rewrite::default();
        rewrite.add("11111111-aaaa", "2", Some("apps"));
        rewrite.add("5", "77", Some("pets"));
        let mut value = json!({
            "guid": "11111111-aaaa",
            "self": "https://x/apps/11111111-aaaa/env?of=11111111-aaaa",
            "other": "11111111-aaaab",
            "pet": "https://x/pets/5",
            "number": "5",
            "house": "/houses/5",
        });
        rewrite.apply(&mut value);
        let expected = json!({
            "guid": "2",
            "self": "https://x/apps/2/env?of=2",
            "other": "11111111-aaaab",
            "pet": "https://x/pets/77",
            "number": "5",
            "house": "/houses/5",
        });
        assert_eq!(value, expected);
    }

    #[test]
    fn exchanges_do_not_chain() {
        let mut rewrite = Rewrite::default();
        rewrite.add("11111111", "22222222", None);
        rewrite.add("22222222", "33333333", None);
        assert_eq!(rewrite.text("11111111 22222222").as_deref(), Some("22222222 33333333"));
        assert_eq!(rewrite.text("äöü"), None);
    }

    #[test]
    fn only_the_documents_own_servers_are_exchanged() {
        let origins = Origins::of(["https://api.example.com/v3", "/relative", "https://{host}/x"]);
        let mut value =
            json!(["https://api.example.com/a", "https://api.example.com.evil/a", "https://uaa.example.com"]);
        origins.apply(&mut value, "http://127.0.0.1:1");
        assert_eq!(value, json!(["http://127.0.0.1:1/a", "https://api.example.com.evil/a", "https://uaa.example.com"]));
    }

    #[test]
    fn an_item_gives_its_own_address() {
        let item = PathTemplate::parse("/apps/{id}").unwrap();
        let value =
            json!({"links": {"space": {"href": "https://x/apps/9"}, "self": {"href": "https://x/v3/apps/7?a=b"}}});
        assert_eq!(own_address(&value, &item), Some(("https://x/v3/apps/7?a=b", "7".to_owned())));
        assert_eq!(own_address(&json!({"self": "/apps/7/env"}), &item), None);
        assert_eq!(own_address(&json!({"url": "/apps/7"}), &item), None);
    }

    #[test]
    fn a_mention_is_a_text_or_a_segment() {
        let value = json!({"a": ["https://x/apps/12345678/env"]});
        assert!(mentions(&value, "12345678"));
        assert!(!mentions(&value, "1234567"));
    }
}
