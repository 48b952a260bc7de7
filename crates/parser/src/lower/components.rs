//! `components`.

use avouch_diagnostics::Diagnostic;
use indexmap::IndexMap;

use super::Lowering;
use crate::codes;
use crate::dialect::Object;
use crate::document::Components;
use crate::tree::NodeRef;

impl<'l> Lowering<'l> {
    pub(super) fn components(&mut self, node: NodeRef<'l>) -> Option<Components> {
        let node = self.at(node);
        let mut components = Components::default();
        for (key, child) in self.fields(Object::Components, node, &mut components.extensions)? {
            match key {
                "schemas" => components.schemas = self.named(child, Self::schema),
                "responses" => components.responses = self.named(child, Self::referable),
                "parameters" => components.parameters = self.named(child, Self::referable),
                "examples" => components.examples = self.named(child, Self::referable),
                "requestBodies" => components.request_bodies = self.named(child, Self::referable),
                "headers" => components.headers = self.named(child, Self::referable),
                "securitySchemes" => components.security_schemes = self.named(child, Self::referable),
                "links" => components.links = self.named(child, Self::referable),
                "callbacks" => components.callbacks = self.named(child, Self::referable),
                "pathItems" => components.path_items = self.named(child, Self::referable),
                _ => self.unread(child),
            }
        }
        Some(components)
    }

    /// Components of one kind; names that must not be are reported, and read all the same.
    fn named<T>(
        &mut self,
        node: NodeRef<'l>,
        mut read: impl FnMut(&mut Self, NodeRef<'l>) -> T,
    ) -> IndexMap<String, T> {
        let node = self.at(node);
        self.map(node, |lowering, child| {
            if !is_component_name(child.key()) {
                lowering.report(
                    Diagnostic::new(
                        &codes::COMPONENT_NAME,
                        child.key_place(),
                        format!("a component cannot be called \"{}\"", child.key()),
                    )
                    .hint("use letters, digits, `.`, `-` and `_`"),
                );
            }
            read(lowering, child)
        })
    }
}

/// Whether a text has the form of a component's name.
pub(super) fn is_component_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}
