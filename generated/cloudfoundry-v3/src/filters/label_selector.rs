//! The language in which resources are selected by their labels.

use std::fmt;
use std::str::FromStr;

/// Requirements on labels, all of which must hold: what the filter `label_selector` of a list takes.
///
/// ```
/// use cloudfoundry_v3::filters::LabelSelector;
///
/// let selector = LabelSelector::equals("environment", "production")?
///     .and(LabelSelector::one_of("example.com/tier", ["web", "worker"])?)
///     .and(LabelSelector::absent("deprecated")?);
/// assert_eq!(selector.to_string(), "environment=production,example.com/tier in (web,worker),!deprecated");
///
/// // As text it is checked too.
/// let parsed: LabelSelector = "environment == production, example.com/tier in (web, worker), !deprecated".parse()?;
/// assert_eq!(parsed, selector);
/// # Ok::<(), cloudfoundry_v3::filters::LabelSelectorError>(())
/// ```
///
/// # What can be said
///
/// The language has no way to escape anything, so that a selector holds only what a label can:
///
/// - A key is a name, or a prefix, a slash and a name. The name has 1 to 63 letters, digits, `-`, `_` and `.`, with a letter or
///   digit at both ends. The prefix is a DNS name of at least two parts with up to 253 characters.
/// - A value has 1 to 63 of the same characters. The empty value, which a label may have, cannot be written in a selector.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LabelSelector {
    /// Never empty: the API refuses a selector that asks for nothing.
    requirements: Vec<Requirement>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Requirement {
    key: String,
    condition: Condition,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Condition {
    Equals(String),
    Differs(String),
    OneOf(Vec<String>),
    NoneOf(Vec<String>),
    Exists,
    Absent,
}

impl LabelSelector {
    /// The label has this value: `key=value`.
    pub fn equals(key: impl Into<String>, value: impl Into<String>) -> Result<Self, LabelSelectorError> {
        Self::new(key.into(), Condition::Equals(value.into()))
    }

    /// The label has another value, or is absent: `key!=value`.
    pub fn differs(key: impl Into<String>, value: impl Into<String>) -> Result<Self, LabelSelectorError> {
        Self::new(key.into(), Condition::Differs(value.into()))
    }

    /// The label has one of these values, of which there is at least one: `key in (value,value)`.
    pub fn one_of(
        key: impl Into<String>,
        values: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Self, LabelSelectorError> {
        Self::new(key.into(), Condition::OneOf(values.into_iter().map(Into::into).collect()))
    }

    /// The label has none of these values, of which there is at least one, or is absent: `key notin (value,value)`.
    pub fn none_of(
        key: impl Into<String>,
        values: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Self, LabelSelectorError> {
        Self::new(key.into(), Condition::NoneOf(values.into_iter().map(Into::into).collect()))
    }

    /// There is such a label: `key`.
    pub fn exists(key: impl Into<String>) -> Result<Self, LabelSelectorError> {
        Self::new(key.into(), Condition::Exists)
    }

    /// There is no such label: `!key`.
    pub fn absent(key: impl Into<String>) -> Result<Self, LabelSelectorError> {
        Self::new(key.into(), Condition::Absent)
    }

    /// Both hold.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.requirements.extend(other.requirements);
        self
    }

    fn new(key: String, condition: Condition) -> Result<Self, LabelSelectorError> {
        if !is_key(&key) {
            return Err(LabelSelectorError::Key(key));
        }
        let values = condition.values();
        if let Some(value) = values.iter().find(|value| !is_name(value)) {
            return Err(LabelSelectorError::Value { key, value: value.clone() });
        }
        if values.is_empty() && matches!(condition, Condition::OneOf(_) | Condition::NoneOf(_)) {
            return Err(LabelSelectorError::NoValues { key });
        }
        Ok(Self { requirements: vec![Requirement { key, condition }] })
    }
}

impl Condition {
    fn values(&self) -> &[String] {
        match self {
            Self::Equals(value) | Self::Differs(value) => std::slice::from_ref(value),
            Self::OneOf(values) | Self::NoneOf(values) => values,
            Self::Exists | Self::Absent => &[],
        }
    }
}

impl fmt::Display for LabelSelector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Requirement { key, condition }) in self.requirements.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            match condition {
                Condition::Equals(value) => write!(formatter, "{comma}{key}={value}"),
                Condition::Differs(value) => write!(formatter, "{comma}{key}!={value}"),
                Condition::OneOf(values) => write!(formatter, "{comma}{key} in ({})", values.join(",")),
                Condition::NoneOf(values) => write!(formatter, "{comma}{key} notin ({})", values.join(",")),
                Condition::Exists => write!(formatter, "{comma}{key}"),
                Condition::Absent => write!(formatter, "{comma}!{key}"),
            }?;
        }
        Ok(())
    }
}

impl From<LabelSelector> for String {
    fn from(selector: LabelSelector) -> Self {
        selector.to_string()
    }
}

impl From<&LabelSelector> for String {
    fn from(selector: &LabelSelector) -> Self {
        selector.to_string()
    }
}

impl FromStr for LabelSelector {
    type Err = LabelSelectorError;

    /// Reads a selector as the API reads it: white space between its parts means nothing, and `==` is `=`.
    fn from_str(text: &str) -> Result<Self, LabelSelectorError> {
        let mut rest = Rest { text, at: 0 };
        let mut selector = rest.requirement()?;
        while rest.takes(",") {
            selector = selector.and(rest.requirement()?);
        }
        if rest.left().is_empty() { Ok(selector) } else { Err(rest.expected("`,` or the end")) }
    }
}

/// What is left of a selector while it is read.
struct Rest<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Rest<'t> {
    /// What is left, without white space before it.
    fn left(&mut self) -> &'t str {
        let left = self.text[self.at..].trim_start();
        self.at = self.text.len() - left.len();
        left
    }

    fn takes(&mut self, token: &str) -> bool {
        let takes = self.left().starts_with(token);
        self.at += if takes { token.len() } else { 0 };
        takes
    }

    fn word(&mut self, what: &'static str) -> Result<&'t str, LabelSelectorError> {
        let left = self.left();
        let end = left.find(|letter: char| !is_inner(letter) && letter != '/').unwrap_or(left.len());
        if end == 0 {
            return Err(self.expected(what));
        }
        self.at += end;
        Ok(&left[..end])
    }

    fn expected(&self, what: &'static str) -> LabelSelectorError {
        LabelSelectorError::Syntax { expected: what, at: self.at, text: self.text.to_owned() }
    }

    fn requirement(&mut self) -> Result<LabelSelector, LabelSelectorError> {
        if self.takes("!") {
            return LabelSelector::absent(self.word("a key")?);
        }
        let key = self.word("a key, or `!` and a key")?;
        if self.takes("!=") {
            return LabelSelector::differs(key, self.word("a value")?);
        }
        if self.takes("=") {
            // The other of two, if there are two.
            let _ = self.text[self.at..].starts_with('=') && self.takes("=");
            return LabelSelector::equals(key, self.word("a value")?);
        }
        if matches!(self.left().chars().next(), None | Some(',')) {
            return LabelSelector::exists(key);
        }
        let before = self.at;
        match self.word("an operator, `,` or the end")? {
            "in" => LabelSelector::one_of(key, self.values()?),
            "notin" => LabelSelector::none_of(key, self.values()?),
            _ => {
                self.at = before;
                Err(self.expected("an operator, `,` or the end"))
            }
        }
    }

    fn values(&mut self) -> Result<Vec<&'t str>, LabelSelectorError> {
        if !self.takes("(") {
            return Err(self.expected("`(`"));
        }
        let mut values = vec![self.word("a value")?];
        while self.takes(",") {
            values.push(self.word("a value")?);
        }
        if self.takes(")") { Ok(values) } else { Err(self.expected("`,` or `)`")) }
    }
}

fn is_inner(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.')
}

/// A name, or a value that is not empty.
fn is_name(text: &str) -> bool {
    let ends = text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.ends_with(|last: char| last.is_ascii_alphanumeric());
    ends && text.len() <= 63 && text.chars().all(is_inner)
}

fn is_key(text: &str) -> bool {
    match text.split_once('/') {
        None => is_name(text),
        Some((prefix, name)) => {
            let part = |part: &str| is_name(part) && !part.contains('_');
            prefix.len() <= 253 && prefix.contains('.') && prefix.split('.').all(part) && is_name(name)
        }
    }
}

/// Why there is no such selector.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LabelSelectorError {
    /// No label can have this key.
    Key(String),
    /// No selector can ask for this value.
    Value {
        /// The key that it stands with.
        key: String,
        /// The value.
        value: String,
    },
    /// A set without values.
    NoValues {
        /// The key that it stands with.
        key: String,
    },
    /// The text is no selector.
    Syntax {
        /// What should stand there.
        expected: &'static str,
        /// Where, in bytes from the beginning.
        at: usize,
        /// The text.
        text: String,
    },
}

impl fmt::Display for LabelSelectorError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => write!(
                formatter,
                "{key:?} is no key of a label: it has 1 to 63 letters, digits, `-`, `_` and `.`, with a letter or digit at \
                 both ends, after a DNS name and a slash if it has a prefix"
            ),
            Self::Value { key, value } => write!(
                formatter,
                "{value:?} cannot be asked for with {key}: a value has 1 to 63 letters, digits, `-`, `_` and `.`, with a \
                 letter or digit at both ends"
            ),
            Self::NoValues { key } => write!(formatter, "{key} is asked to have one of no values"),
            Self::Syntax { expected, at, text } => {
                write!(formatter, "{text:?} is no label selector: {expected} is expected at byte {at}")
            }
        }
    }
}

impl std::error::Error for LabelSelectorError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<String, LabelSelectorError> {
        text.parse::<LabelSelector>().map(|selector| selector.to_string())
    }

    #[test]
    fn every_form_is_read_and_written() {
        for text in [
            "a",
            "!a",
            "a=b",
            "a!=b",
            "a in (b)",
            "a notin (b,c)",
            "in",
            "notin=in",
            "in in (in)",
            "example.com/a.b_c-d=1.0",
            "a,!b,c=d,e!=f,g in (h,i),j notin (k)",
        ] {
            assert_eq!(parse(text).as_deref(), Ok(text));
        }
        assert_eq!(parse("  a == b ,! c,d   in( e , f )\t").as_deref(), Ok("a=b,!c,d in (e,f)"));
    }

    #[test]
    fn what_is_no_selector() {
        let at = |text: &str| match parse(text) {
            Err(LabelSelectorError::Syntax { at, .. }) => at,
            other => panic!("{text}: {other:?}"),
        };
        for (text, place) in [
            ("", 0),
            (" ", 1),
            (",", 0),
            ("a,", 2),
            ("a,,b", 2),
            ("!", 1),
            ("!a=b", 2),
            ("a=", 2),
            ("a=,b", 2),
            ("a===b", 3),
            ("a= =b", 3),
            ("a b", 2),
            ("a in", 4),
            ("a in b", 5),
            ("a in ()", 6),
            ("a in (b", 7),
            ("a in (b,)", 8),
            ("a in (b c)", 8),
            ("a in (b) c", 9),
            ("a>1", 1),
            ("a=b c", 4),
            ("a='b'", 2),
            ("a=ü", 2),
            ("ä", 0),
        ] {
            assert_eq!(at(text), place, "{text}");
        }
    }

    #[test]
    fn keys() {
        let name = "n".repeat(63);
        let prefix = format!("{}.example.com", vec!["p".repeat(60); 3].join("."));
        let longest = format!("{prefix}/{name}");
        for key in ["a", "1", "a-_.b", &name, "example.com/a", &longest, "cloudfoundry.org/a"] {
            assert!(LabelSelector::exists(key).is_ok(), "{key}");
        }
        let (long, far) = (format!("{name}n"), format!("{}.{prefix}/a", "q".repeat(60)));
        for key in [
            "", "-a", "a-", "a b", "a=b", "a,b", "a)", "ü", "/a", "a/", "a/b", "a.b/", "a..b/c", "a_.b/c", "a.b/c/d",
            &long, &far,
        ] {
            assert_eq!(LabelSelector::exists(key), Err(LabelSelectorError::Key(key.to_owned())));
        }
    }

    #[test]
    fn values() {
        assert!(LabelSelector::equals("a", "v".repeat(63)).is_ok());
        for value in ["", "v/w", "v,w", "v)", " v", "-v", "v.", "ü", &"v".repeat(64)] {
            let refused = Err(LabelSelectorError::Value { key: "a".into(), value: value.into() });
            assert_eq!(LabelSelector::equals("a", value), refused);
            assert_eq!(LabelSelector::none_of("a", ["good", value]), refused);
        }
        let none: [&str; 0] = [];
        assert_eq!(LabelSelector::one_of("a", none), Err(LabelSelectorError::NoValues { key: "a".into() }));
    }
}
