//! Which operations: patterns on the operationId, on `METHOD path`, or on a tag.

use std::convert::Infallible;
use std::str::FromStr;

use avouch_api::Operation;

/// A pattern: a glob on an operationId or on `METHOD path`, or `tag:` and a glob on a tag.
///
/// `*` stands for any text, also none, and `?` for one character; nothing else has a meaning of its own, so that paths with
/// braces are written as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// A pattern; every text is one.
    pub fn new(text: impl Into<String>) -> Self {
        Pattern(text.into())
    }
}

impl FromStr for Pattern {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Pattern(text.to_owned()))
    }
}

impl Pattern {
    /// Whether the pattern fits an operation.
    pub fn fits(&self, operation: &Operation) -> bool {
        match self.0.strip_prefix("tag:") {
            Some(tag) => operation.tags.iter().any(|own| glob(tag, own)),
            None => {
                glob(&self.0, &operation.id)
                    || glob(&self.0, &format!("{} {}", operation.method, operation.path.as_str()))
            }
        }
    }
}

/// Whether a glob fits a text, in time proportional to the product of their lengths.
fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut seen, mut star) = (0, 0, None);
    while seen < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, seen));
                at += 1;
            }
            Some(character) if *character == '?' || *character == text[seen] => {
                at += 1;
                seen += 1;
            }
            _ => match star {
                Some((position, from)) => {
                    at = position + 1;
                    seen = from + 1;
                    star = Some((position, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|character| *character == '*')
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn stars_and_question_marks() {
        for (pattern, text, fits) in [
            ("*", "", true),
            ("list*", "listApps", true),
            ("list?pps", "listApps", true),
            ("*Apps", "listApps", true),
            ("l*A*s", "listApps", true),
            ("list", "listApps", false),
            ("GET /v3/apps/{guid}", "GET /v3/apps/{guid}", true),
            ("GET /v3/*", "GET /v3/apps/{guid}", true),
            ("?", "", false),
        ] {
            assert_eq!(glob(pattern, text), fits, "{pattern} {text}");
        }
    }
}
