//! Servers and their variables.

use avouch_diagnostics::Diagnostic;
use indexmap::IndexMap;

use super::Lowering;
use crate::codes;
use crate::dialect::Object;
use crate::document::{Extensions, Server, ServerVariable};
use crate::tree::NodeRef;

impl<'l> Lowering<'l> {
    pub(super) fn servers(&mut self, node: NodeRef<'l>) -> Vec<Server> {
        self.list(node, Self::server).into_iter().flatten().collect()
    }

    /// A server; `None` where it has no URL.
    pub(super) fn server(&mut self, node: NodeRef<'l>) -> Option<Server> {
        let node = self.at(node);
        let mut url = None;
        let mut description = None;
        let mut variables = IndexMap::new();
        let mut extensions = Extensions::new();
        for (key, child) in self.fields(Object::Server, node, &mut extensions)? {
            match key {
                "url" => url = self.text(child),
                "description" => description = self.text(child),
                "variables" => variables = self.variables(child),
                _ => self.unread(child),
            }
        }
        Some(Server { origin: node.origin(), url: url?, description, variables, extensions })
    }

    fn variables(&mut self, node: NodeRef<'l>) -> IndexMap<String, ServerVariable> {
        let variables = self.map(node, Self::variable);
        variables.into_iter().filter_map(|(name, variable)| Some((name, variable?))).collect()
    }

    fn variable(&mut self, node: NodeRef<'l>) -> Option<ServerVariable> {
        let mut variable = ServerVariable::default();
        for (key, child) in self.fields(Object::ServerVariable, node, &mut variable.extensions)? {
            match key {
                "enum" => variable.enumeration = self.texts(child),
                "default" => variable.default = self.text(child).unwrap_or_default(),
                "description" => variable.description = self.text(child),
                _ => self.unread(child),
            }
        }
        let default = node.get("default");
        if let Some(default) = default
            && !variable.enumeration.is_empty()
            && !variable.enumeration.contains(&variable.default)
        {
            let message = format!("the default \"{}\" is not one of the values of `enum`", variable.default);
            self.report(Diagnostic::new(&codes::UNKNOWN_VALUE, default.place(), message));
        }
        Some(variable)
    }
}
