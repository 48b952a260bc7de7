//! Walking the fields of an object by the table of its dialect.

use avouch_diagnostics::{Diagnostic, Severity};
use indexmap::IndexMap;

use super::Lowering;
use crate::codes;
use crate::dialect::{Dialect, Fields, Line, Object, lines_where};
use crate::document::{Extensions, Json};
use crate::loader::Loader;
use crate::suggest::nearest;
use crate::tree::{Entries, Kind, NodeRef};

/// The known fields of an object in document order. Extensions are put aside on the way, unknown fields reported.
pub(super) struct KnownFields<'a, 'l> {
    loader: &'l Loader,
    dialect: &'static Dialect,
    object: Object,
    fields: Fields,
    entries: Entries<'l>,
    extensions: &'a mut Extensions,
}

impl<'l> Iterator for KnownFields<'_, 'l> {
    type Item = (&'l str, NodeRef<'l>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (key, child) = self.entries.next()?;
            if self.fields.known.contains(&key) {
                return Some((key, child));
            }
            let is_extension = key.starts_with("x-");
            if is_extension {
                self.extensions.insert(key.to_owned(), Json(child.origin()));
            }
            if !is_extension || !self.fields.extensible {
                self.loader.report(self.unknown(key, child));
            }
        }
    }
}

impl<'l> KnownFields<'_, 'l> {
    fn unknown(&self, key: &str, child: NodeRef<'l>) -> Diagnostic {
        let what = self.object.name();
        let knows = |dialect: &Dialect| (dialect.fields)(self.object).known.contains(&key);
        let lines = lines_where(knows);
        if !lines.is_empty() {
            return other_version(child, &format!("`{key}` in {what}"), &lines, self.dialect);
        }
        let diagnostic =
            Diagnostic::new(&codes::UNKNOWN_FIELD, child.key_place(), format!("{what} has no field `{key}`"));
        match nearest(key, self.fields.known.iter().copied()) {
            Some(meant) => diagnostic.hint(format!("did you mean `{meant}`?")),
            None if self.fields.extensible => diagnostic.hint("a field of your own must begin with `x-`"),
            None => diagnostic,
        }
    }
}

/// Something that only other versions know.
pub(super) fn other_version(node: NodeRef<'_>, what: &str, lines: &[&str], dialect: &Dialect) -> Diagnostic {
    let lines = lines.join(" or ");
    Diagnostic::new(
        &codes::OTHER_VERSION,
        node.key_place(),
        format!("{what} needs OpenAPI {lines}, and this file is read as {}", dialect.name),
    )
}

impl<'l> Lowering<'l> {
    /// The known fields of an object; `None`, and reported, where the node is no object. Missing fields are reported too.
    pub(super) fn fields<'a>(
        &self,
        object: Object,
        node: NodeRef<'l>,
        extensions: &'a mut Extensions,
    ) -> Option<KnownFields<'a, 'l>> {
        if node.kind() != Kind::Object {
            self.wrong_type(node, &an_object(object));
            return None;
        }
        let dialect = self.dialect(node);
        let fields = (dialect.fields)(object);
        for required in fields.required {
            if node.get(required).is_none() {
                let message = format!("{} has no `{required}`", object.name());
                self.report(
                    Diagnostic::new(&codes::MISSING_FIELD, node.place(), message).hint(format!("add `{required}`")),
                );
            }
        }
        Some(KnownFields { loader: self.loader, dialect, object, fields, entries: node.entries(), extensions })
    }

    /// The node to read an object from: where a reference stands in a place that has none by the specification, what it
    /// leads to. Tools that bundle files follow such references, so that documents in many files rely on them.
    pub(super) fn at(&mut self, node: NodeRef<'l>) -> NodeRef<'l> {
        let Some(reference) = node.get("$ref").filter(|reference| reference.kind() == Kind::String) else {
            return node;
        };
        if self.references.insert(node.origin()) {
            let message = format!("a reference cannot stand for {}; it is followed all the same", subject(node));
            self.report(Diagnostic::new(&codes::MISPLACED, reference.key_place(), message));
            let ignored: Vec<_> =
                node.entries().map(|(_, child)| child).filter(|child| child.key() != "$ref").collect();
            self.ignored_siblings(&ignored);
        }
        // One step is enough: bundlers write no chains, and one step cannot go round in circles.
        reference.as_str().and_then(|text| self.resolve(node, text)).unwrap_or(node)
    }

    /// A field that the table of a dialect lists and lowering does not read: a fault of the table, not of the document.
    pub(super) fn unread(&self, child: NodeRef<'l>) {
        let message = format!("`{}` is not read at this place", child.key());
        self.report(Diagnostic::new(&codes::UNKNOWN_FIELD, child.key_place(), message));
    }

    /// Reports that a value has the wrong type. Where nothing is there (`null`), that weighs less.
    pub(super) fn wrong_type(&self, node: NodeRef<'l>, expected: &str) {
        self.report(wrong_type(node, expected));
    }

    /// An object of values by name.
    pub(super) fn map<T>(
        &mut self,
        node: NodeRef<'l>,
        read: impl FnMut(&mut Self, NodeRef<'l>) -> T,
    ) -> IndexMap<String, T> {
        let node = self.at(node);
        self.map_as_it_is(node, read)
    }

    /// An object of values by name, of which one may be called `$ref` and be a string.
    pub(super) fn map_as_it_is<T>(
        &mut self,
        node: NodeRef<'l>,
        mut read: impl FnMut(&mut Self, NodeRef<'l>) -> T,
    ) -> IndexMap<String, T> {
        if node.kind() != Kind::Object {
            self.wrong_type(node, "an object");
        }
        let read = |(key, child): (&str, NodeRef<'l>)| {
            self.check_key(child);
            (key.to_owned(), read(self, child))
        };
        node.entries().map(read).collect()
    }

    /// Reports a key that YAML reads as something else than a string.
    fn check_key(&self, node: NodeRef<'l>) {
        if !node.has_string_key() {
            let key = node.key();
            let message = format!("the key `{key}` is not written as a string");
            let diagnostic = Diagnostic::new(&codes::NON_STRING_KEY, node.key_place(), message);
            self.report(diagnostic.hint(format!("put it in quotes, `\"{key}\"`, so that it means the same in JSON")));
        }
    }

    /// An object of values by name, which may have extensions.
    pub(super) fn map_with_extensions<T>(
        &mut self,
        node: NodeRef<'l>,
        extensions: &mut Extensions,
        mut read: impl FnMut(&mut Self, &'l str, NodeRef<'l>) -> Option<(String, T)>,
    ) -> IndexMap<String, T> {
        if node.kind() != Kind::Object {
            self.wrong_type(node, "an object");
        }
        let mut values = IndexMap::new();
        for (key, child) in node.entries() {
            self.check_key(child);
            if key.starts_with("x-") {
                extensions.insert(key.to_owned(), Json(child.origin()));
            } else if let Some((key, value)) = read(self, key, child) {
                values.insert(key, value);
            }
        }
        values
    }

    /// A list of values.
    pub(super) fn list<T>(&mut self, node: NodeRef<'l>, mut read: impl FnMut(&mut Self, NodeRef<'l>) -> T) -> Vec<T> {
        let node = self.at(node);
        if node.kind() != Kind::Array {
            self.wrong_type(node, "a list");
        }
        node.items().map(|child| read(self, child)).collect()
    }

    /// Reports that two fields of an object stand together that exclude each other.
    pub(super) fn exclusive(&self, object: Object, node: NodeRef<'l>, left: &str, right: &str) {
        if let (Some(left_node), Some(right_node)) = (node.get(left), node.get(right)) {
            let message = format!("{} has both `{left}` and `{right}`", object.name());
            self.report(
                Diagnostic::new(&codes::EXCLUSIVE_FIELDS, right_node.key_place(), message)
                    .also(left_node.key_place(), format!("`{left}` stands here"))
                    .hint("keep one of them"),
            );
        }
    }

    /// Reports a value that is not one of those that may stand at its place.
    pub(super) fn unknown_value(
        &self,
        node: NodeRef<'l>,
        value: &str,
        allowed: impl Fn(&'static Dialect) -> Vec<&'static str>,
    ) {
        let dialect = self.dialect(node);
        let elsewhere: Vec<_> = Line::ALL
            .iter()
            .map(|line| line.dialect())
            .filter(|other| allowed(other).contains(&value))
            .map(|other| other.name)
            .collect();
        if !elsewhere.is_empty() {
            self.report(other_version(node, &format!("{} \"{value}\"", subject(node)), &elsewhere, dialect));
            return;
        }
        let known = allowed(dialect);
        let message = format!("{} cannot be \"{value}\"", subject(node));
        let hint = match nearest(value, known.iter().copied()) {
            Some(meant) => format!("did you mean \"{meant}\"?"),
            None => format!("it may be {}", known.join(", ")),
        };
        self.report(Diagnostic::new(&codes::UNKNOWN_VALUE, node.place(), message).hint(hint));
    }
}

/// The finding that a value has the wrong type.
pub(super) fn wrong_type(node: NodeRef<'_>, expected: &str) -> Diagnostic {
    let found = match node.kind() {
        Kind::Null => "null",
        Kind::Bool => "a boolean",
        Kind::Number => "a number",
        Kind::String => "a string",
        Kind::Array => "a list",
        Kind::Object => "an object",
    };
    let message = format!("{} must be {expected}, not {found}", subject(node));
    let mut diagnostic = Diagnostic::new(&codes::WRONG_TYPE, node.place(), message);
    if node.kind() == Kind::Null {
        diagnostic.severity = Severity::Warning;
        diagnostic = diagnostic.hint("leave it out where it has no value");
    }
    diagnostic
}

/// What must stand where an object is wanted; what its key says already is not said again.
fn an_object(object: Object) -> String {
    match object.name() {
        name if name.starts_with("a ") || name.starts_with("an ") => format!("an object ({name})"),
        _ => "an object".to_owned(),
    }
}

/// What to call a node in a message.
pub(super) fn subject(node: NodeRef<'_>) -> String {
    match (node.key(), node.parent()) {
        ("", Some(parent)) if !parent.key().is_empty() => format!("an item of `{}`", parent.key()),
        ("", Some(_)) => "an item".to_owned(),
        ("", None) => "the file".to_owned(),
        (key, _) => format!("`{key}`"),
    }
}
