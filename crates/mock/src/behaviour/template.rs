//! Values of the behaviour file, with references in braces.

use serde_json::{Map, Value};

use super::context::Context;
use super::place::Path;
use crate::call::text;
use crate::mint::Minter;

/// How many braces a reference may have in it.
const MAX_BRACES: usize = 16;

/// A value with references.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Template {
    /// A value without any.
    Constant(Value),
    /// What a reference leads to, of whatever type.
    Reference(Reference),
    /// A text with references in it.
    Text(Vec<Piece>),
    /// A list.
    List(Vec<Template>),
    /// An object.
    Object(Vec<(String, Template)>),
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    /// It stands for itself.
    Literal(String),
    /// What a reference leads to, as text.
    Reference(Reference),
}

/// Alternatives, of which the first that leads anywhere counts.
pub(crate) type Reference = Vec<Alternative>;

/// One way to a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Alternative {
    /// The value itself.
    Literal(Value),
    /// A place in something.
    Place(Root, Path),
}

/// What a reference starts at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Root {
    /// The body of the request.
    Body,
    /// A variable of the path.
    Path,
    /// A parameter of the query.
    Query,
    /// A file that came with the request.
    Upload,
    /// The item.
    Item,
    /// What was found under a name.
    Found(String),
    /// What was made under a name.
    Made(String),
    /// The name or value of an entry.
    Each,
    /// The body of the answer so far.
    Answer,
    /// The mock's own address.
    Origin,
    /// The moment.
    Now,
    /// A fresh UUID.
    Uuid,
}

impl Template {
    /// The value; `None` where it refers to nothing. Members and entries that refer to nothing are left out.
    pub(crate) fn value(&self, context: &Context<'_>, minter: &mut Minter) -> Option<Value> {
        match self {
            Template::Constant(value) => Some(value.clone()),
            Template::Reference(reference) => resolve(reference, context, minter),
            Template::Text(pieces) => {
                let mut whole = String::new();
                for piece in pieces {
                    match piece {
                        Piece::Literal(literal) => whole.push_str(literal),
                        Piece::Reference(reference) => {
                            whole.push_str(&text(&resolve(reference, context, minter)?)?);
                        }
                    }
                }
                Some(Value::from(whole))
            }
            Template::List(entries) => {
                Some(entries.iter().filter_map(|entry| entry.value(context, minter)).collect::<Vec<Value>>().into())
            }
            Template::Object(members) => {
                let members = members.iter().filter_map(|(name, member)| {
                    let value = member.value(context, minter).filter(|value| !member.is_hollow(value))?;
                    Some((name.clone(), value))
                });
                Some(Value::Object(members.collect()))
            }
        }
    }

    /// Whether its value is an object of which nothing is left, so that it refers to nothing, too.
    pub(crate) fn is_hollow(&self, value: &Value) -> bool {
        matches!(self, Template::Object(members) if !members.is_empty()) && value.as_object().is_some_and(Map::is_empty)
    }

    /// The value as text; nothing where it is none.
    pub(crate) fn text(&self, context: &Context<'_>, minter: &mut Minter) -> String {
        self.value(context, minter).as_ref().and_then(text).unwrap_or_default()
    }

    /// Whether it has no references, so that its value is known beforehand.
    pub(crate) fn constant(&self) -> Option<&Value> {
        match self {
            Template::Constant(value) => Some(value),
            Template::Reference(reference) => match reference.as_slice() {
                [Alternative::Literal(value)] => Some(value),
                _ => None,
            },
            _ => None,
        }
    }
}

/// What a reference leads to: the first alternative that is there and not null, else null where one is that.
pub(crate) fn resolve(reference: &Reference, context: &Context<'_>, minter: &mut Minter) -> Option<Value> {
    let mut null = None;
    for alternative in reference {
        let found = match alternative {
            Alternative::Literal(value) => Some(value.clone()),
            Alternative::Place(Root::Uuid, _) => Some(Value::from(minter.uuid())),
            Alternative::Place(root, path) => context.value(root, path),
        };
        match found {
            Some(Value::Null) => null = Some(Value::Null),
            Some(found) => return Some(found),
            None => {}
        }
    }
    null
}

/// Tells what the steps of a reference start at, and how many of the steps say so; else what is wrong with them.
pub(super) type Naming<'n> = &'n dyn Fn(&[String]) -> Result<(Root, usize), String>;

/// Reads the pieces of a text. `name` tells what a reference starts at.
///
/// # Errors
/// A fragment of a sentence: where the text is no text with references, or one starts at nothing.
pub(super) fn read(written: &str, name: Naming<'_>) -> Result<Template, String> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut literal = String::new();
    let mut rest = written;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        literal.push_str(before);
        if let Some(after) = from.strip_prefix("{{") {
            literal.push('{');
            rest = after;
        } else if let Some(after) = from.strip_prefix("}}") {
            literal.push('}');
            rest = after;
        } else if let Some(after) = from.strip_prefix('{') {
            let (found, after) = first_reference(after, name)?;
            if !literal.is_empty() {
                pieces.push(Piece::Literal(std::mem::take(&mut literal)));
            }
            pieces.push(Piece::Reference(found));
            rest = after;
        } else {
            return Err("a `}` without a `{` before it; `}}` is a brace".to_owned());
        }
    }
    literal.push_str(rest);
    if pieces.is_empty() {
        return Ok(Template::Constant(Value::from(literal)));
    }
    if !literal.is_empty() {
        pieces.push(Piece::Literal(literal));
    }
    match pieces.as_mut_slice() {
        [Piece::Reference(only)] => Ok(Template::Reference(std::mem::take(only))),
        _ => Ok(Template::Text(pieces)),
    }
}

/// Reads a reference up to the brace that ends it, which JSON in it may have as well. With it what follows.
fn first_reference<'t>(text: &'t str, name: Naming<'_>) -> Result<(Reference, &'t str), String> {
    let mut first = Err("a `{` that no `}` follows; `{{` is a brace".to_owned());
    for (tried, (end, _)) in text.match_indices('}').take(MAX_BRACES).enumerate() {
        let (inner, after) = text.split_at(end);
        match reference(inner, name) {
            Ok(found) => return Ok((found, after.strip_prefix('}').unwrap_or_default())),
            Err(error) if tried == 0 => first = Err(error),
            Err(_) => {}
        }
    }
    first
}

/// Reads what stands between braces, or the key of a condition.
pub(super) fn reference(written: &str, name: Naming<'_>) -> Result<Reference, String> {
    let mut alternatives = Vec::new();
    let mut rest = written.trim();
    loop {
        // A literal may have the sign in it, and stands last.
        if let Ok(value) = serde_json::from_str::<Value>(rest) {
            alternatives.push(Alternative::Literal(value));
            return Ok(alternatives);
        }
        let (first, more) = rest.split_once('|').map_or((rest, None), |(first, more)| (first, Some(more)));
        let steps: Vec<String> = first.trim().split('.').map(str::to_owned).collect();
        if steps.iter().any(String::is_empty) {
            return Err(format!("`{}` is neither a reference nor JSON", first.trim()));
        }
        let (root, taken) = name(&steps)?;
        alternatives.push(Alternative::Place(root, Path::of(steps.get(taken..).unwrap_or_default().to_vec())));
        match more {
            Some(more) => rest = more.trim(),
            None => return Ok(alternatives),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Context, Root, Template, read};
    use crate::mint::Minter;

    fn name(steps: &[String]) -> Result<(Root, usize), String> {
        match steps.first().map(String::as_str) {
            Some("item") => Ok((Root::Item, 1)),
            other => Err(format!("no {other:?}")),
        }
    }

    fn value(written: &str) -> Option<serde_json::Value> {
        let mut context = Context::new("http://mock");
        context.item =
            Some(json!({"a": {"b": 5}, "name": "n", "list": ["x"], "none": null, "rows": [{"id": 1}, {"id": 2}]}));
        read(written, &name).unwrap().value(&context, &mut Minter::new(0))
    }

    #[test]
    fn a_reference_as_a_whole_keeps_its_type() {
        assert_eq!(value("{item.a.b}"), Some(json!(5)));
        assert_eq!(value("{item.list}"), Some(json!(["x"])));
        assert_eq!(value("{ item.nothing | item.list.0 }"), Some(json!("x")));
        assert_eq!(value("{item.nothing|\"a|b\"}"), Some(json!("a|b")));
        assert_eq!(value("{null}"), Some(json!(null)));
        assert_eq!(value("{item.none|item.name}"), Some(json!("n")), "null gives way");
        assert_eq!(value("{item.none|item.nothing}"), Some(json!(null)));
        assert_eq!(value("{item.nothing|{\"a\": {}}}"), Some(json!({"a": {}})));
        assert_eq!(value("{item.rows.*.id}"), Some(json!([1, 2])));
    }

    #[test]
    fn texts_are_put_together() {
        assert_eq!(value("{item.name}-{item.a.b}"), Some(json!("n-5")));
        assert_eq!(value("{{{item.name}}}"), Some(json!("{n}")));
        assert_eq!(value("plain"), Some(json!("plain")));
        assert_eq!(value("x{item.nothing}"), None, "nothing makes nothing of the whole");
        assert_eq!(value("x{item.list}"), None, "a list is no text");
    }

    #[test]
    fn members_that_refer_to_nothing_are_left_out() {
        let nothing = || read("{item.nothing}", &name).unwrap();
        let hollow = Template::Object(vec![("guid".to_owned(), nothing())]);
        let whole = Template::Object(vec![
            ("data".to_owned(), hollow),
            ("empty".to_owned(), Template::Object(Vec::new())),
            ("list".to_owned(), Template::List(vec![nothing(), Template::Constant(json!(1))])),
        ]);
        let found = whole.value(&Context::new(""), &mut Minter::new(0));
        assert_eq!(found, Some(json!({"empty": {}, "list": [1]})));
    }

    #[test]
    fn mistakes_are_told() {
        for written in ["{item.name", "item}", "{}", "{item..a}", "{other}", "{item.a|}"] {
            assert!(read(written, &name).is_err(), "{written}");
        }
    }
}
