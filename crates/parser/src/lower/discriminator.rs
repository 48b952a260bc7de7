//! `discriminator`, and the names in its mapping.

use avouch_diagnostics::{Diagnostic, FileId, NodeId};
use indexmap::IndexMap;

use super::Lowering;
use super::components::is_component_name;
use crate::codes;
use crate::dialect::Object;
use crate::document::{Discriminator, Extensions, Origin, SchemaId};
use crate::tree::NodeRef;

impl<'l> Lowering<'l> {
    pub(super) fn discriminator(&mut self, node: NodeRef<'l>) -> Option<Discriminator> {
        let mut extensions = Extensions::new();
        let mut property_name = None;
        let mut mapping = IndexMap::new();
        for (key, child) in self.fields(Object::Discriminator, node, &mut extensions)? {
            match key {
                "propertyName" => property_name = self.text(child),
                "mapping" => mapping = self.mapping(child),
                _ => self.unread(child),
            }
        }
        Some(Discriminator {
            origin: node.origin(),
            property_name: property_name?,
            mapping,
            default_mapping: None,
            extensions,
        })
    }

    fn mapping(&mut self, node: NodeRef<'l>) -> IndexMap<String, (String, Option<SchemaId>)> {
        let mapping = self.map_as_it_is(node, |lowering, child| {
            let text = lowering.text(child)?;
            let target = lowering.mapped(child, &text);
            Some((text, target))
        });
        mapping.into_iter().filter_map(|(value, target)| Some((value, target?))).collect()
    }

    /// The schema that an entry of a mapping names: a component's name before a URI reference, wherever it could be both.
    fn mapped(&mut self, node: NodeRef<'l>, text: &str) -> Option<SchemaId> {
        if is_component_name(text) {
            if let Some(schema) = self.component_schema(node, text) {
                return Some(self.schema(schema));
            }
            // A file would have a dot in its name; without one it can only be a component's name.
            if !text.contains('.') {
                let message = format!("the mapping names the schema \"{text}\", which is not in `components`");
                self.report(Diagnostic::new(&codes::DANGLING, node.place(), message));
                return None;
            }
        }
        let target = self.resolve_to(node, text, None)?;
        Some(self.schema(target))
    }

    /// A schema in `components` by name: of the file that a node stands in, else of the root file.
    fn component_schema(&mut self, node: NodeRef<'l>, name: &str) -> Option<NodeRef<'l>> {
        let own = node.origin().file;
        let root = FileId(0);
        [own, root].into_iter().find_map(|file| {
            let loader = self.loader;
            let names = self.schema_names.entry(file).or_insert_with(|| {
                let root = loader.node(Origin { file, node: NodeId(0) });
                let schemas = root.and_then(|root| root.get("components")?.get("schemas"));
                schemas.map(|schemas| schemas.entries().collect()).unwrap_or_default()
            });
            names.get(name).copied()
        })
    }
}
