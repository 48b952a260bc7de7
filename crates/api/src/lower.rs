//! From a document to the Api, one concern a file.

mod bodies;
mod callbacks;
mod carrier;
mod cases;
mod context;
mod examples;
mod headers;
mod ids;
mod jobs;
mod links;
mod operations;
mod pagination;
mod parameters;
mod paths;
mod resources;
mod responses;
mod security;
mod servers;
pub(crate) mod shape;
mod tags;

#[cfg(test)]
pub(crate) mod test;

use std::sync::Arc;

use avouch_diagnostics::Diagnostics;
use avouch_parser::Document;

use crate::Api;
use crate::query::Index;
use context::Context;

/// Builds the Api of a document.
pub(crate) fn lower(document: Arc<Document>) -> (Api, Diagnostics) {
    lower_within(document, context::MAX_PARTS)
}

/// Builds the Api of a document, of at most so many parts.
fn lower_within(document: Arc<Document>, parts: usize) -> (Api, Diagnostics) {
    let mut context = Context::new(&document, parts);
    let security_schemes = security::schemes(&mut context);
    servers::check_root(&mut context);
    let mut operations = operations::lower(&mut context);
    ids::assign(&mut context, &mut operations);
    links::resolve(&mut context, &mut operations);
    for operation in &mut operations {
        operation.cases = cases::pair(&mut context, operation);
    }
    let tags = tags::collect(&context, &operations);
    let (resources, above) = {
        let shapes = shape::Shapes::new(&document);
        pagination::recognise(&shapes, &mut operations);
        let (resources, above) = resources::recognise(&shapes, &mut operations);
        jobs::recognise(&shapes, &resources, &mut operations);
        (resources, above)
    };
    let diagnostics = context.into_diagnostics();
    let schemas = document.components.schemas.clone();
    let index = Index::new(&document, &operations, above);
    (Api { document, operations, tags, security_schemes, schemas, resources, index }, diagnostics)
}
