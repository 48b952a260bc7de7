//! Operations and their responses.

use avouch_diagnostics::{Diagnostic, Severity};
use indexmap::IndexMap;

use super::Lowering;
use crate::codes;
use crate::dialect::Object;
use crate::document::{Extensions, Operation, Responses};
use crate::tree::{Kind, NodeRef};

impl<'l> Lowering<'l> {
    pub(super) fn operation(&mut self, node: NodeRef<'l>) -> Option<Operation> {
        let node = self.at(node);
        let mut operation = Operation {
            origin: node.origin(),
            tags: Vec::new(),
            summary: None,
            description: None,
            external_docs: None,
            operation_id: None,
            parameters: Vec::new(),
            request_body: None,
            responses: Responses::default(),
            callbacks: IndexMap::new(),
            deprecated: false,
            security: None,
            servers: Vec::new(),
            extensions: Extensions::new(),
        };
        for (key, child) in self.fields(Object::Operation, node, &mut operation.extensions)? {
            match key {
                "tags" => operation.tags = self.texts(child),
                "summary" => operation.summary = self.text(child),
                "description" => operation.description = self.text(child),
                "externalDocs" => operation.external_docs = self.external_docs(child),
                "operationId" => operation.operation_id = self.text(child),
                "parameters" => operation.parameters = self.parameters(child),
                "requestBody" => operation.request_body = Some(self.referable(child)),
                "responses" => operation.responses = self.responses(child),
                "callbacks" => operation.callbacks = self.map(child, Self::referable),
                "deprecated" => operation.deprecated = self.flag(child),
                "security" => operation.security = self.requirements(child),
                "servers" => operation.servers = self.servers(child),
                _ => self.unread(child),
            }
        }
        Some(operation)
    }

    fn responses(&mut self, node: NodeRef<'l>) -> Responses {
        let node = self.at(node);
        let mut extensions = Extensions::new();
        let by_status = self.map_with_extensions(node, &mut extensions, |lowering, key, child| {
            let key = lowering.status(key, child)?;
            Some((key, lowering.referable(child)))
        });
        if by_status.is_empty() && node.kind() == Kind::Object {
            let diagnostic = Diagnostic::new(&codes::MISSING_FIELD, node.place(), "`responses` has no response");
            self.report(diagnostic.hint("add the status that is answered when all goes well, or `default`"));
        }
        Responses { origin: Some(node.origin()), by_status, extensions }
    }

    /// The key of a response, as the document means it; `None` where it is none.
    fn status(&self, key: &str, node: NodeRef<'l>) -> Option<String> {
        match Status::of(key) {
            Status::Known => Some(key.to_owned()),
            Status::LowerCase => {
                let range = key.to_ascii_uppercase();
                let message = format!("`{key}` is no status; it is read as `{range}`");
                let diagnostic = Diagnostic::new(&codes::UNKNOWN_STATUS, node.key_place(), message);
                self.report(diagnostic.hint(format!("write `{range}`")));
                Some(range)
            }
            Status::Unassigned => {
                let message = format!("{key} is no status of HTTP, which has 100 to 599");
                let mut diagnostic = Diagnostic::new(&codes::UNKNOWN_STATUS, node.key_place(), message);
                diagnostic.severity = Severity::Warning;
                self.report(diagnostic);
                Some(key.to_owned())
            }
            Status::Unknown => {
                let message = format!("`{key}` is no status");
                let diagnostic = Diagnostic::new(&codes::UNKNOWN_STATUS, node.key_place(), message);
                self.report(diagnostic.hint("a status is a number such as 200, a range such as 4XX, or `default`"));
                None
            }
        }
    }
}

/// What a key of `responses` is.
#[derive(Debug, PartialEq, Eq)]
enum Status {
    /// A status, a range or `default`.
    Known,
    /// A range in lower case.
    LowerCase,
    /// Three digits that HTTP gives no class.
    Unassigned,
    Unknown,
}

impl Status {
    fn of(key: &str) -> Self {
        match key.as_bytes() {
            b"default" | [b'1'..=b'5', b'X', b'X'] => Status::Known,
            [b'1'..=b'5', b'x' | b'X', b'x' | b'X'] => Status::LowerCase,
            [b'1'..=b'5', tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit() => Status::Known,
            [b'6'..=b'9', tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit() => Status::Unassigned,
            _ => Status::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Status;

    #[test]
    fn statuses_are_told_from_other_keys() {
        for key in ["200", "599", "1XX", "5XX", "default"] {
            assert_eq!(Status::of(key), Status::Known, "{key}");
        }
        for key in ["2xx", "4Xx"] {
            assert_eq!(Status::of(key), Status::LowerCase, "{key}");
        }
        assert_eq!(Status::of("600"), Status::Unassigned);
        for key in ["", "20", "2000", "6XX", "0XX", "099", "Default", "2X0", "²00", "ok"] {
            assert_eq!(Status::of(key), Status::Unknown, "{key}");
        }
    }
}
