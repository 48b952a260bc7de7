//! Examples and links.

use avouch_diagnostics::Diagnostic;
use indexmap::IndexMap;

use super::Lowering;
use super::shared::{Cache, Caches, Shared};
use crate::codes;
use crate::dialect::Object;
use crate::document::{Example, Extensions, Json, Link};
use crate::tree::NodeRef;

impl Shared for Example {
    const OBJECT: Object = Object::Example;

    fn read<'l>(lowering: &mut Lowering<'l>, node: NodeRef<'l>) -> Option<Self> {
        let mut example = Example {
            origin: node.origin(),
            summary: None,
            description: None,
            value: None,
            serialized_value: None,
            external_value: None,
            extensions: Extensions::new(),
        };
        for (key, child) in lowering.fields(Object::Example, node, &mut example.extensions)? {
            match key {
                "summary" => example.summary = lowering.text(child),
                "description" => example.description = lowering.text(child),
                "value" => example.value = Some(Json(child.origin())),
                "externalValue" => example.external_value = lowering.text(child),
                _ => lowering.unread(child),
            }
        }
        lowering.exclusive(Object::Example, node, "value", "externalValue");
        Some(example)
    }

    fn cache(caches: &mut Caches) -> &mut Cache<Self> {
        &mut caches.examples
    }
}

impl Shared for Link {
    const OBJECT: Object = Object::Link;

    fn read<'l>(lowering: &mut Lowering<'l>, node: NodeRef<'l>) -> Option<Self> {
        let mut link = Link {
            origin: node.origin(),
            operation_ref: None,
            operation_id: None,
            parameters: IndexMap::new(),
            request_body: None,
            description: None,
            server: None,
            extensions: Extensions::new(),
        };
        for (key, child) in lowering.fields(Object::Link, node, &mut link.extensions)? {
            match key {
                "operationRef" => link.operation_ref = lowering.text(child),
                "operationId" => link.operation_id = lowering.text(child),
                "parameters" => link.parameters = lowering.map_as_it_is(child, |_, value| Json(value.origin())),
                "requestBody" => link.request_body = Some(Json(child.origin())),
                "description" => link.description = lowering.text(child),
                "server" => link.server = lowering.server(child),
                _ => lowering.unread(child),
            }
        }
        lowering.exclusive(Object::Link, node, "operationRef", "operationId");
        if node.get("operationRef").is_none() && node.get("operationId").is_none() {
            let message = "a link names no operation: it has neither `operationId` nor `operationRef`";
            lowering.report(Diagnostic::new(&codes::MISSING_FIELD, node.place(), message));
        }
        Some(link)
    }

    fn cache(caches: &mut Caches) -> &mut Cache<Self> {
        &mut caches.links
    }
}
