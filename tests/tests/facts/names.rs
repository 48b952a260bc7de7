//! The names that operations have for what they send and answer.

use std::collections::{BTreeSet, HashSet};

use avouch_api::schema::{Child, SchemaId, children};
use avouch_api::{Api, MediaType, Operation};

/// The names of parameters, of header fields of answers, and of properties in any schema that operations lead to.
pub fn of_operations<'a>(api: &Api, operations: impl Iterator<Item = &'a Operation>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut open: Vec<SchemaId> = Vec::new();
    for operation in operations {
        for parameter in &operation.parameters {
            // `fields[space]` is what prose calls `fields`.
            names.extend(parameter.name.split('[').next().map(str::to_owned));
            open.extend(parameter.carrier.schema());
        }
        let sent = operation.body.iter().flat_map(|body| &body.content);
        let answered = operation.responses.iter().flat_map(|response| &response.content);
        open.extend(sent.chain(answered).flat_map(schemas));
        for header in operation.responses.iter().flat_map(|response| &response.headers) {
            names.insert(header.name.clone());
        }
    }
    let mut seen: HashSet<SchemaId> = HashSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        for (child, id) in children(api.schema(id)) {
            if let Child::Property(name) = child {
                names.insert(name.to_owned());
            }
            open.push(id);
        }
    }
    names
}

fn schemas(media: &MediaType) -> impl Iterator<Item = SchemaId> {
    media.schema.into_iter().chain(media.item_schema)
}
