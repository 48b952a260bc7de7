//! Selectors of labels, as Kubernetes has them: `key`, `!key`, `key=value`, `key!=value`, `key in (a,b)`, `key notin (a,b)`.

use serde_json::{Map, Value};

/// Requirements on labels, all of which must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Selector {
    requirements: Vec<Requirement>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Requirement {
    key: String,
    /// The values of which the label has one; `None` for any.
    values: Option<Vec<String>>,
    /// Whether it is the other way round: the label is not there, or has none of the values.
    negated: bool,
}

impl Selector {
    /// Reads a selector; a fragment of a sentence where it is none.
    pub(super) fn parse(text: &str) -> Result<Selector, String> {
        let requirements = split(text)?.into_iter().map(requirement).collect::<Result<_, String>>()?;
        Ok(Selector { requirements })
    }

    /// Whether labels meet it.
    pub(super) fn admits(&self, labels: Option<&Map<String, Value>>) -> bool {
        self.requirements.iter().all(|requirement| {
            let value = labels.and_then(|labels| labels.get(&requirement.key)).filter(|value| !value.is_null());
            let holds = match (&requirement.values, value) {
                (_, None) => false,
                (None, Some(_)) => true,
                (Some(values), Some(value)) => values.iter().any(|own| value.as_str() == Some(own)),
            };
            holds != requirement.negated
        })
    }
}

/// Parts a text at the commas that are not within parentheses.
fn split(text: &str) -> Result<Vec<&str>, String> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, sign) in text.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1).ok_or_else(|| format!("`{text}` closes what is not open"))?,
            ',' if depth == 0 => {
                parts.push(text.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    if depth > 0 { Err(format!("`{text}` opens what is not closed")) } else { Ok(parts) }
}

fn requirement(text: &str) -> Result<Requirement, String> {
    let text = text.trim();
    let key = |key: &str| {
        let key = key.trim();
        let is_key = !key.is_empty() && !key.contains([' ', '(', ')', '=', '!']);
        is_key.then(|| key.to_owned()).ok_or_else(|| format!("`{text}` is no requirement on a label"))
    };
    if let Some((name, values)) = text.split_once('(') {
        let values = values.strip_suffix(')').ok_or_else(|| format!("`{text}` does not end with `)`"))?;
        let values = Some(values.split(',').map(|value| value.trim().to_owned()).collect());
        let (name, operator) = name.trim().rsplit_once(char::is_whitespace).unwrap_or((name, ""));
        let negated = match operator {
            "in" => false,
            "notin" => true,
            _ => return Err(format!("`{text}` has neither `in` nor `notin` before its values")),
        };
        return Ok(Requirement { key: key(name)?, values, negated });
    }
    for (operator, negated) in [("!=", true), ("==", false), ("=", false)] {
        if let Some((name, value)) = text.split_once(operator) {
            return Ok(Requirement { key: key(name)?, values: Some(vec![value.trim().to_owned()]), negated });
        }
    }
    match text.strip_prefix('!') {
        Some(name) => Ok(Requirement { key: key(name)?, values: None, negated: true }),
        None => Ok(Requirement { key: key(text)?, values: None, negated: false }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Selector;

    fn admits(selector: &str) -> bool {
        let labels = json!({"env": "prod", "team": "shops"});
        Selector::parse(selector).unwrap().admits(labels.as_object())
    }

    #[test]
    fn requirements_hold_or_not() {
        for yes in [
            "env",
            "!tier",
            "env=prod",
            "env==prod",
            "env!=dev",
            "tier!=front",
            "env in (dev, prod)",
            "env notin (dev,test),team=shops",
            "tier notin (front)",
            " env = prod , team in (shops) ",
        ] {
            assert!(admits(yes), "{yes}");
        }
        for no in
            ["tier", "!env", "env=dev", "env!=prod", "env in (dev)", "env notin (prod)", "env=prod,tier", "tier in (a)"]
        {
            assert!(!admits(no), "{no}");
        }
    }

    #[test]
    fn nonsense_is_no_selector() {
        for text in ["", ",", "env in dev", "env in (dev", "env)", "a b", "=x", "!", "env of (a)", "(a)"] {
            assert!(Selector::parse(text).is_err(), "{text}");
        }
    }
}
