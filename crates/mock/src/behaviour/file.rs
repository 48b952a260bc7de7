//! The behaviour file as it is written: TOML, with the place of everything that a message may point at.

use std::collections::BTreeMap;
use std::ops::Range;

use avouch_diagnostics::{At, FileId, Place, Sources};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use toml::Spanned;

/// The text of a behaviour file, and the name to show for it. Diagnostics about it are rendered with it.
#[derive(Clone, Debug)]
pub struct BehaviourFile {
    /// A path relative to where the user stands, or another name.
    pub name: String,
    /// What stands in it.
    pub text: String,
}

impl BehaviourFile {
    /// The place of some bytes of it.
    pub(super) fn place(span: &Range<usize>) -> Place {
        Place { file: FileId(0), at: At::Bytes(span.start, span.end) }
    }
}

impl Sources for BehaviourFile {
    fn name(&self, _: FileId) -> &str {
        &self.name
    }

    fn text(&self, _: FileId) -> &str {
        &self.text
    }

    fn span(&self, place: Place) -> Option<Range<usize>> {
        let At::Bytes(start, end) = place.at else { return None };
        let boundary = |mut at: usize| {
            at = at.min(self.text.len());
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        Some(boundary(start)..boundary(end))
    }

    fn pointer(&self, _: Place) -> String {
        String::new()
    }
}

/// The whole file.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Root {
    #[serde(default)]
    pub(super) origins: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) resource: BTreeMap<Spanned<String>, Resource>,
    #[serde(default)]
    pub(super) rule: Vec<Rule>,
    #[serde(default)]
    pub(super) answer: Vec<Answer>,
    pub(super) token: Option<Token>,
}

/// `[resource."PATH"]`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Resource {
    pub(super) defaults: Option<Node>,
    #[serde(default)]
    pub(super) items: Vec<Node>,
    #[serde(default)]
    pub(super) unique: Vec<Unique>,
    #[serde(default)]
    pub(super) refers: BTreeMap<Spanned<String>, Refers>,
    #[serde(default)]
    pub(super) progress: Vec<Progress>,
}

/// An entry of `unique`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unique {
    pub(super) by: Vec<Spanned<String>>,
    pub(super) detail: Spanned<String>,
    #[serde(default = "unprocessable")]
    pub(super) status: Spanned<u16>,
}

/// `refers."PLACE"`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Refers {
    pub(super) to: Spanned<String>,
    pub(super) gone: Gone,
    #[serde(default)]
    pub(super) missing: Missing,
}

/// What becomes of an item when the one that it refers to goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Gone {
    /// It goes as well.
    Remove,
    /// It no longer refers to it.
    Clear,
    /// Nothing.
    Keep,
}

/// What becomes of a request that refers to what is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Missing {
    /// It is answered as if it were there.
    #[default]
    Allow,
    /// It is refused.
    Refuse,
}

/// `[[resource."PATH".progress]]`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Progress {
    pub(super) from: Node,
    pub(super) to: Node,
    pub(super) failed: Option<Node>,
    #[serde(default = "one")]
    pub(super) reads: u32,
    pub(super) after: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) find: BTreeMap<Spanned<String>, Find>,
    #[serde(default)]
    pub(super) make: Vec<Make>,
    #[serde(default)]
    pub(super) change: Vec<Change>,
}

/// `[[rule]]`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub(super) on: Node,
    pub(super) when: Option<Node>,
    #[serde(default)]
    pub(super) find: BTreeMap<Spanned<String>, Find>,
    pub(super) refuse: Option<Refuse>,
    pub(super) status: Option<Spanned<u16>>,
    #[serde(default)]
    pub(super) deferred: bool,
    pub(super) lists: Option<Node>,
    #[serde(default)]
    pub(super) make: Vec<Make>,
    pub(super) set: Option<Node>,
    #[serde(default)]
    pub(super) add: Vec<Add>,
    #[serde(default)]
    pub(super) drop: Vec<Drop>,
    #[serde(default)]
    pub(super) change: Vec<Change>,
    #[serde(default)]
    pub(super) remove: Vec<Remove>,
    pub(super) task: Option<Node>,
    #[serde(default)]
    pub(super) keep: Vec<Keep>,
    pub(super) answer: Option<Node>,
    #[serde(default)]
    pub(super) fill: Vec<Fill>,
}

/// An entry of `keep`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Keep {
    pub(super) at: Spanned<String>,
    pub(super) set: Node,
}

/// An entry of `fill`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fill {
    pub(super) to: Spanned<String>,
    pub(super) each: Node,
    pub(super) entry: Node,
}

/// An entry of `find`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Find {
    #[serde(rename = "in")]
    pub(super) collection: Spanned<String>,
    #[serde(rename = "where")]
    pub(super) wanted: Node,
    #[serde(rename = "else")]
    pub(super) otherwise: Option<Refuse>,
}

/// `refuse`, and `else` of `find`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Refuse {
    #[serde(default = "unprocessable")]
    pub(super) status: Spanned<u16>,
    pub(super) detail: Spanned<String>,
}

/// An entry of `make`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Make {
    #[serde(rename = "in")]
    pub(super) collection: Spanned<String>,
    #[serde(rename = "as")]
    pub(super) name: Option<Spanned<String>>,
    pub(super) each: Option<Node>,
    pub(super) unless: Option<Node>,
    pub(super) set: Option<Node>,
}

/// An entry of `add`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Add {
    pub(super) to: Spanned<String>,
    pub(super) each: Option<Node>,
    pub(super) entry: Node,
    pub(super) by: Option<Spanned<String>>,
}

/// An entry of `drop`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Drop {
    pub(super) from: Spanned<String>,
    #[serde(rename = "where")]
    pub(super) wanted: Option<Node>,
}

/// An entry of `change`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    #[serde(rename = "in")]
    pub(super) collection: Spanned<String>,
    #[serde(rename = "where")]
    pub(super) wanted: Node,
    pub(super) set: Node,
}

/// An entry of `remove`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Remove {
    #[serde(rename = "in")]
    pub(super) collection: Spanned<String>,
    #[serde(rename = "where")]
    pub(super) wanted: Node,
}

/// `[[answer]]`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    pub(super) on: Spanned<String>,
    pub(super) status: Option<Spanned<u16>>,
    #[serde(default)]
    pub(super) headers: BTreeMap<Spanned<String>, Spanned<String>>,
    pub(super) body: Option<Node>,
    pub(super) text: Option<String>,
}

/// `[token]`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Token {
    pub(super) at: Spanned<String>,
    pub(super) grants: Option<Vec<Grant>>,
    pub(super) lifetime: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) demanded: bool,
    #[serde(default)]
    pub(super) clients: Vec<Client>,
    #[serde(default)]
    pub(super) users: Vec<User>,
    pub(super) also: Option<Node>,
}

/// A way to a token (RFC 6749, section 1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Grant {
    /// By a user's name and password.
    Password,
    /// By the client's own credentials.
    ClientCredentials,
    /// By a refresh token.
    RefreshToken,
}

/// A client that the token endpoint knows.
#[derive(Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Client {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) secret: String,
}

/// A user that the token endpoint knows.
#[derive(Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) password: String,
}

/// Any value, with its place and those of its parts.
pub(super) struct Node {
    pub(super) span: Range<usize>,
    pub(super) kind: Kind,
}

/// What a [`Node`] is.
pub(super) enum Kind {
    Scalar(Value),
    List(Vec<Node>),
    Table(Vec<(Spanned<String>, Node)>),
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        let spanned: Spanned<Kind> = Spanned::deserialize(deserializer)?;
        Ok(Node { span: spanned.span(), kind: spanned.into_inner() })
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Kind, D::Error> {
        deserializer.deserialize_any(AnyKind)
    }
}

struct AnyKind;

impl<'de> Visitor<'de> for AnyKind {
    type Value = Kind;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Kind, E> {
        Ok(Kind::Scalar(Value::from(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Kind, E> {
        Ok(Kind::Scalar(Value::from(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Kind, E> {
        Ok(Kind::Scalar(Value::from(value)))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Kind, E> {
        let number = serde_json::Number::from_f64(value);
        number.map(|number| Kind::Scalar(Value::Number(number))).ok_or_else(|| E::custom("JSON has no such number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Kind, E> {
        Ok(Kind::Scalar(Value::from(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Kind, A::Error> {
        let mut list = Vec::new();
        while let Some(entry) = entries.next_element()? {
            list.push(entry);
        }
        Ok(Kind::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Kind, A::Error> {
        let mut table: Vec<(Spanned<String>, Node)> = Vec::new();
        while let Some(entry) = entries.next_entry::<Spanned<String>, Node>()? {
            table.push(entry);
        }
        // A date or time comes as a table with a key that no document can have; it is its text.
        match table.first() {
            Some((key, Node { kind: Kind::Scalar(text), .. })) if key.get_ref().starts_with("$__toml") => {
                Ok(Kind::Scalar(text.clone()))
            }
            _ => Ok(Kind::Table(table)),
        }
    }
}

fn unprocessable() -> Spanned<u16> {
    Spanned::new(0..0, 422)
}

fn one() -> u32 {
    1
}
