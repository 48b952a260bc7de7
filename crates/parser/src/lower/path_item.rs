//! Path items and callbacks.

use std::sync::Arc;

use avouch_diagnostics::Diagnostic;
use indexmap::IndexMap;

use super::Lowering;
use super::shared::{Cache, Caches, Shared};
use crate::codes;
use crate::dialect::Object;
use crate::document::{Callback, Extensions, PathItem};
use crate::tree::NodeRef;

impl Shared for PathItem {
    const OBJECT: Object = Object::PathItem;

    fn read<'l>(lowering: &mut Lowering<'l>, node: NodeRef<'l>) -> Option<Self> {
        let mut item = PathItem {
            origin: node.origin(),
            summary: None,
            description: None,
            operations: IndexMap::new(),
            servers: Vec::new(),
            parameters: Vec::new(),
            extensions: Extensions::new(),
        };
        let dialect = lowering.dialect(node);
        let mut reference = None;
        for (key, child) in lowering.fields(Object::PathItem, node, &mut item.extensions)? {
            match key {
                "$ref" => reference = Some(child),
                "summary" => item.summary = lowering.text(child),
                "description" => item.description = lowering.text(child),
                "servers" => item.servers = lowering.servers(child),
                "parameters" => item.parameters = lowering.parameters(child),
                _ => match dialect.method(key) {
                    Some(method) => {
                        let operation = lowering.operation(child);
                        item.operations.extend(operation.map(|operation| (method.to_owned(), operation)));
                    }
                    None => lowering.unread(child),
                },
            }
        }
        if let Some(base) = reference.and_then(|reference| lowering.base(node, reference)) {
            lowering.merge(node, &mut item, &base);
        }
        Some(item)
    }

    fn cache(caches: &mut Caches) -> &mut Cache<Self> {
        &mut caches.path_items
    }

    /// A path item may have fields beside its `$ref`, in every version.
    fn adds_to_reference(node: NodeRef<'_>) -> bool {
        node.entries().count() > 1
    }
}

impl Shared for Callback {
    const OBJECT: Object = Object::Callback;

    fn read<'l>(lowering: &mut Lowering<'l>, node: NodeRef<'l>) -> Option<Self> {
        if !lowering.is_object(node, "an object (a callback)") {
            return None;
        }
        let mut extensions = Extensions::new();
        let paths = lowering.map_with_extensions(node, &mut extensions, |lowering, key, child| {
            Some((key.to_owned(), lowering.referable(child)))
        });
        Some(Callback { origin: node.origin(), paths, extensions })
    }

    fn cache(caches: &mut Caches) -> &mut Cache<Self> {
        &mut caches.callbacks
    }
}

impl<'l> Lowering<'l> {
    /// The path item that another one builds on.
    fn base(&mut self, node: NodeRef<'l>, reference: NodeRef<'l>) -> Option<Arc<PathItem>> {
        let text = self.text(reference)?;
        let target = self.resolve_to(node, &text, Some(Object::PathItem))?;
        self.referable::<PathItem>(target).value
    }

    /// Completes a path item by the one that it refers to. What both state is undefined by the specification; here the
    /// item's own fields win, and that is reported.
    fn merge(&self, node: NodeRef<'l>, item: &mut PathItem, base: &PathItem) {
        let mut conflicts = Vec::new();
        let mut conflict = |field: &str| conflicts.push(field.to_owned());
        merge_text(&mut item.summary, base.summary.as_ref(), || conflict("summary"));
        merge_text(&mut item.description, base.description.as_ref(), || conflict("description"));
        merge_list(&mut item.servers, &base.servers, || conflict("servers"));
        merge_list(&mut item.parameters, &base.parameters, || conflict("parameters"));
        for (method, operation) in &base.operations {
            if item.operations.contains_key(method) {
                conflict(method);
            } else {
                item.operations.insert(method.clone(), operation.clone());
            }
        }
        for (name, value) in &base.extensions {
            if item.extensions.contains_key(name) {
                conflict(name);
            } else {
                item.extensions.insert(name.clone(), *value);
            }
        }
        if !conflicts.is_empty() {
            let message = format!("this path item and the one it refers to both state {}", conflicts.join(", "));
            self.report(
                Diagnostic::new(&codes::PATH_ITEM_CONFLICT, node.place(), message)
                    .also(base.origin.place(), "the other one")
                    .hint("what stands beside `$ref` is taken; state it once to be sure"),
            );
        }
    }
}

fn merge_text(own: &mut Option<String>, base: Option<&String>, conflict: impl FnOnce()) {
    match (&own, base) {
        (Some(_), Some(_)) => conflict(),
        (None, Some(base)) => *own = Some(base.clone()),
        (_, None) => {}
    }
}

fn merge_list<T: Clone>(own: &mut Vec<T>, base: &[T], conflict: impl FnOnce()) {
    if own.is_empty() {
        own.extend_from_slice(base);
    } else if !base.is_empty() {
        conflict();
    }
}
