//! Places inside items, written with dots: `relationships.app.data.guid`, `destinations.*.guid`.

use serde_json::Value;

/// A place inside a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    steps: Vec<String>,
}

impl Path {
    /// Reads a place; `None` where a step is empty.
    pub(super) fn parse(text: &str) -> Option<Path> {
        let steps: Vec<String> = text.split('.').map(str::to_owned).collect();
        steps.iter().all(|step| !step.is_empty()).then_some(Path { steps })
    }

    /// The place of the value itself, or of what some steps lead to.
    pub(super) fn of(steps: Vec<String>) -> Path {
        Path { steps }
    }

    /// The steps.
    pub(crate) fn steps(&self) -> &[String] {
        &self.steps
    }

    /// The one value at a place without `*`.
    pub(crate) fn one<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.steps.iter().try_fold(value, |value, step| child(value, step))
    }

    /// The value at a place; where there is `*` in it, the list of all values there.
    pub(super) fn value(&self, value: &Value) -> Option<Value> {
        if self.steps.iter().any(|step| step == "*") {
            return Some(self.all(value).into_iter().cloned().collect::<Vec<Value>>().into());
        }
        self.one(value).cloned()
    }

    /// The values at the place.
    pub(crate) fn all<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        let mut found = vec![value];
        for step in &self.steps {
            found = found
                .into_iter()
                .flat_map(|value| match (step.as_str(), value) {
                    ("*", Value::Array(entries)) => entries.iter().collect(),
                    _ => child(value, step).into_iter().collect::<Vec<_>>(),
                })
                .collect();
        }
        found
    }

    /// The value at a place without `*`, to be changed.
    pub(crate) fn one_mut<'v>(&self, value: &'v mut Value) -> Option<&'v mut Value> {
        self.steps.iter().try_fold(value, |value, step| match value {
            Value::Object(members) => members.get_mut(step),
            Value::Array(entries) => entries.get_mut(step.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// Takes away what `is_it` is true of at the place: the entry of the innermost list that it stands in, else it becomes
    /// null. Whether there was any.
    pub(crate) fn clear(&self, value: &mut Value, is_it: &dyn Fn(&Value) -> bool) -> bool {
        clear(value, &self.steps, is_it)
    }
}

fn child<'v>(value: &'v Value, step: &str) -> Option<&'v Value> {
    match value {
        Value::Object(members) => members.get(step),
        Value::Array(entries) => entries.get(step.parse::<usize>().ok()?),
        _ => None,
    }
}

fn clear(value: &mut Value, steps: &[String], is_it: &dyn Fn(&Value) -> bool) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        let found = is_it(value);
        if found {
            *value = Value::Null;
        }
        return found;
    };
    match value {
        Value::Array(entries) if step == "*" => {
            let inner = rest.iter().any(|step| step == "*");
            if inner {
                return entries.iter_mut().map(|entry| clear(entry, rest, is_it)).filter(|found| *found).count() > 0;
            }
            let below = Path::of(rest.to_vec());
            let before = entries.len();
            entries.retain(|entry| !below.one(entry).is_some_and(is_it));
            entries.len() < before
        }
        // The object of a reference goes as a whole: `data: {guid}` is null and not `data: {guid: null}`.
        Value::Object(members) => {
            let is_last = rest.len() == 1 && rest.first().is_some_and(|step| step != "*");
            match members.get_mut(step) {
                Some(member @ Value::Object(_)) if is_last => {
                    let found = rest.first().and_then(|step| child(member, step)).is_some_and(is_it);
                    let lone = member.as_object().is_some_and(|members| members.len() == 1);
                    if found && lone {
                        *member = Value::Null;
                        return true;
                    }
                    clear(member, rest, is_it)
                }
                Some(member) => clear(member, rest, is_it),
                None => false,
            }
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Path;

    fn path(text: &str) -> Path {
        Path::parse(text).unwrap()
    }

    #[test]
    fn places_lead_through_objects_and_lists() {
        let value = json!({"a": [{"b": 1}, {"b": 2}], "c": {"d": null}});
        assert_eq!(path("a.1.b").one(&value), Some(&json!(2)));
        assert_eq!(path("a.*.b").all(&value), [&json!(1), &json!(2)]);
        assert_eq!(path("c.d").one(&value), Some(&Value::Null));
        assert_eq!(path("c.d.e").one(&value), None);
        assert_eq!((Path::parse("a..b"), Path::parse("")), (None, None));
    }

    #[test]
    fn what_is_cleared_leaves_its_list_or_becomes_null() {
        let gone = |value: &Value| value == "x";
        let mut value = json!({"list": [{"app": {"guid": "x"}}, {"app": {"guid": "y"}}], "one": {"data": {"guid": "x"}}, "text": "x"});
        assert!(path("list.*.app.guid").clear(&mut value, &gone));
        assert!(path("one.data.guid").clear(&mut value, &gone));
        assert!(path("text").clear(&mut value, &gone));
        assert!(!path("nothing.at.all").clear(&mut value, &gone));
        assert_eq!(value, json!({"list": [{"app": {"guid": "y"}}], "one": {"data": null}, "text": null}));
    }
}
