//! Objects that may be referred to: read once, shared by origin.

use std::sync::Arc;

use avouch_diagnostics::Diagnostic;
use rustc_hash::FxHashMap;

use super::Lowering;
use super::fields::other_version;
use crate::codes;
use crate::dialect::{Object, lines_where};
use crate::document::{
    Callback, Example, Header, Link, Origin, Parameter, PathItem, Referable, Reference, RequestBody, Response,
    SecurityScheme,
};
use crate::tree::{Kind, NodeRef};

/// How many shared objects may stand inside each other: a callback in an operation in a path item is three.
///
/// Documents come nowhere near it; it bounds the stack where references make objects contain each other without end.
const MAX_DEPTH: usize = 40;

/// How many references may lead to each other before a value comes.
const MAX_CHAIN: usize = 64;

/// An object that may be referred to.
pub(super) trait Shared: Sized {
    /// What it is.
    const OBJECT: Object;

    /// Reads the object at a node.
    fn read<'l>(lowering: &mut Lowering<'l>, node: NodeRef<'l>) -> Option<Self>;

    /// Where objects of this kind are kept.
    fn cache(caches: &mut Caches) -> &mut Cache<Self>;

    /// Whether a node with a `$ref` has something of its own to add to what it refers to.
    fn adds_to_reference(_node: NodeRef<'_>) -> bool {
        false
    }
}

/// Objects of one kind by origin.
pub(super) type Cache<T> = FxHashMap<Origin, Slot<T>>;

/// What is known of a shared object.
#[derive(Debug)]
pub(super) enum Slot<T> {
    /// It is being read.
    Open,
    /// It was read, or could not be.
    Done(Option<Arc<T>>),
}

/// What was read already, by kind.
#[derive(Debug, Default)]
pub(super) struct Caches {
    pub(super) path_items: Cache<PathItem>,
    pub(super) parameters: Cache<Parameter>,
    pub(super) headers: Cache<Header>,
    pub(super) request_bodies: Cache<RequestBody>,
    pub(super) responses: Cache<Response>,
    pub(super) examples: Cache<Example>,
    pub(super) links: Cache<Link>,
    pub(super) callbacks: Cache<Callback>,
    pub(super) security_schemes: Cache<SecurityScheme>,
}

impl<'l> Lowering<'l> {
    /// An object that stands at a node or is referred to there.
    pub(super) fn referable<T: Shared>(&mut self, node: NodeRef<'l>) -> Referable<T> {
        if node.get("$ref").is_none() {
            return Referable { reference: None, value: self.shared(node, node) };
        }
        if T::adds_to_reference(node) {
            let reference = node.get("$ref").and_then(|text| self.text(text)).map(|text| plain(node, text));
            return Referable { reference, value: self.shared(node, node) };
        }
        let (reference, target) = self.follow::<T>(node);
        Referable { reference, value: target.and_then(|target| self.shared(node, target)) }
    }

    /// The object at a node that is no mere reference, read now or earlier; `from` is where it is mentioned.
    pub(super) fn shared<T: Shared>(&mut self, from: NodeRef<'l>, node: NodeRef<'l>) -> Option<Arc<T>> {
        let origin = node.origin();
        match T::cache(&mut self.caches).get(&origin) {
            Some(Slot::Done(value)) => return value.clone(),
            Some(Slot::Open) => {
                let message = format!("{} contains itself; it is left out inside itself", T::OBJECT.name());
                self.report(Diagnostic::new(&codes::RECURSIVE, from.place(), message));
                return None;
            }
            None => {}
        }
        if self.depth >= MAX_DEPTH {
            let message = format!("{} stands inside more than {MAX_DEPTH} others", T::OBJECT.name());
            self.report(Diagnostic::new(&codes::TOO_DEEP, from.place(), message));
            return None;
        }
        T::cache(&mut self.caches).insert(origin, Slot::Open);
        self.depth += 1;
        let value = T::read(self, node).map(Arc::new);
        self.depth -= 1;
        T::cache(&mut self.caches).insert(origin, Slot::Done(value.clone()));
        value
    }

    /// The reference at a node, and the object at the end of the chain that it begins.
    fn follow<T: Shared>(&mut self, node: NodeRef<'l>) -> (Option<Reference>, Option<NodeRef<'l>>) {
        let mut first: Option<Reference> = None;
        let mut current = node;
        let mut seen = vec![node.origin()];
        while current.get("$ref").is_some() && !T::adds_to_reference(current) {
            let Some(step) = self.reference(current) else { return (first, None) };
            let target = self.resolve_to(current, &step.text, Some(T::OBJECT));
            first = Some(match first {
                None => step,
                Some(first) => Reference {
                    summary: first.summary.or(step.summary),
                    description: first.description.or(step.description),
                    ..first
                },
            });
            let Some(target) = target else { return (first, None) };
            if seen.contains(&target.origin()) || seen.len() > MAX_CHAIN {
                self.report(Diagnostic::new(
                    &codes::CIRCULAR,
                    node.place(),
                    format!("the references from here never lead to {}", T::OBJECT.name()),
                ));
                return (first, None);
            }
            seen.push(target.origin());
            current = target;
        }
        (first, Some(current))
    }

    /// The reference object at a node. What stands beside its `$ref` in vain is reported the first time.
    fn reference(&mut self, node: NodeRef<'l>) -> Option<Reference> {
        let mut reference = plain(node, String::new());
        let known = (self.dialect(node).fields)(Object::Reference).known;
        let mut ignored = Vec::new();
        let mut text = None;
        for (key, child) in node.entries() {
            match key {
                "$ref" => text = Some(child),
                "summary" if known.contains(&key) => reference.summary = self.text(child),
                "description" if known.contains(&key) => reference.description = self.text(child),
                _ => ignored.push(child),
            }
        }
        if self.references.insert(node.origin()) {
            self.ignored_siblings(&ignored);
        }
        reference.text = self.text(text?)?;
        Some(reference)
    }

    /// Reports fields beside a `$ref` that have no meaning there.
    pub(super) fn ignored_siblings(&self, ignored: &[NodeRef<'l>]) {
        let Some(first) = ignored.first() else { return };
        let names: Vec<_> = ignored.iter().map(|node| format!("`{}`", node.key())).collect();
        let names = names.join(", ");
        let lines = lines_where(|dialect| {
            let known = (dialect.fields)(Object::Reference).known;
            ignored.iter().all(|node| known.contains(&node.key()))
        });
        let message = format!("{names} beside `$ref` is ignored");
        let diagnostic = Diagnostic::new(&codes::IGNORED_SIBLINGS, first.key_place(), message);
        self.report(match lines.as_slice() {
            [] => diagnostic.hint("move it to where the reference leads, or leave it out"),
            lines => diagnostic.hint(format!("OpenAPI {} gives it a meaning", lines.join(" or "))),
        });
    }

    /// Reports an object of another version where a value of this kind stands.
    pub(super) fn needs_version(&self, node: NodeRef<'l>, what: &str, lines: &[&str]) {
        self.report(other_version(node, what, lines, self.dialect(node)));
    }

    /// Whether a node is an object; reported where it is not.
    pub(super) fn is_object(&self, node: NodeRef<'l>, what: &str) -> bool {
        let is_object = node.kind() == Kind::Object;
        if !is_object {
            self.wrong_type(node, what);
        }
        is_object
    }
}

/// A reference without words of its own.
fn plain(node: NodeRef<'_>, text: String) -> Reference {
    Reference { text, origin: node.origin(), summary: None, description: None }
}
