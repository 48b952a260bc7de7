//! Components that nothing uses.

use avouch_api::schema::SchemaId;
use avouch_api::{Carrier, Content, Example, Header, Origin};
use avouch_diagnostics::{Diagnostic, Diagnostics};
use rustc_hash::FxHashSet;

use super::Context;
use crate::{codes, export};

pub(super) fn lint(context: &Context<'_>, found: &mut Diagnostics) {
    let api = context.api;
    // A document without operations is a library for others.
    if api.operations.is_empty() {
        return;
    }
    let used = Used::of(context);
    for (name, schema) in &api.document.components.schemas {
        let is_used = used.schemas.contains(schema) || used.schemas.contains(&api.resolve(*schema));
        if let Some(origin) = api.schema(*schema).origin.filter(|_| !is_used) {
            report(found, "schema", name, origin);
        }
    }
    for (kind, components) in context.components() {
        for component in components {
            let is_used = if kind == "security scheme" {
                used.schemes.contains(component.name)
            } else {
                used.origins.contains(&component.value)
            };
            if !is_used {
                report(found, kind, component.name, component.here);
            }
        }
    }
}

fn report(found: &mut Diagnostics, kind: &str, name: &str, origin: Origin) {
    found.push(Diagnostic::new(&codes::UNUSED_COMPONENT, origin.key(), format!("{kind} `{name}` is not used")));
}

/// What operations lead to.
#[derive(Default)]
struct Used<'a> {
    schemas: FxHashSet<SchemaId>,
    origins: FxHashSet<Origin>,
    schemes: FxHashSet<&'a str>,
}

impl<'a> Used<'a> {
    fn of(context: &Context<'a>) -> Self {
        let mut used = Used::default();
        let mut roots = Vec::new();
        for operation in &context.api.operations {
            for parameter in &operation.parameters {
                used.origins.insert(parameter.origin);
                used.carrier(&parameter.carrier, &parameter.examples, &mut roots);
            }
            if let Some(body) = &operation.body {
                used.origins.insert(body.origin);
                used.content(&body.content, &mut roots);
            }
            for response in &operation.responses {
                used.origins.insert(response.origin);
                used.content(&response.content, &mut roots);
                used.headers(&response.headers, &mut roots);
            }
            let credentials = operation.security.iter().flat_map(|requirement| &requirement.credentials);
            used.schemes.extend(credentials.map(|credential| credential.scheme.as_str()));
        }
        used.reach(context, roots);
        used
    }

    fn content(&mut self, content: &Content, roots: &mut Vec<SchemaId>) {
        for media in content {
            roots.extend(media.schema.iter().chain(&media.item_schema));
            self.examples(&media.examples);
            for encoding in media.encoding.values() {
                self.headers(&encoding.headers, roots);
            }
        }
    }

    fn headers(&mut self, headers: &[Header], roots: &mut Vec<SchemaId>) {
        for header in headers {
            self.origins.insert(header.origin);
            self.carrier(&header.carrier, &header.examples, roots);
        }
    }

    fn carrier(&mut self, carrier: &Carrier, examples: &[Example], roots: &mut Vec<SchemaId>) {
        self.examples(examples);
        roots.extend(carrier.schema());
        if let Carrier::Content(media) = carrier {
            self.examples(&media.examples);
        }
    }

    fn examples(&mut self, examples: &[Example]) {
        self.origins.extend(examples.iter().map(|example| example.origin));
    }

    /// Adds what schemas lead to. A schema that takes part in one with a discriminator is used by it: values name it.
    fn reach(&mut self, context: &Context<'_>, roots: Vec<SchemaId>) {
        let api = context.api;
        let mut heirs: rustc_hash::FxHashMap<SchemaId, Vec<SchemaId>> = rustc_hash::FxHashMap::default();
        for (id, schema) in api.document.schemas() {
            for part in &schema.all_of {
                heirs.entry(api.resolve(*part)).or_default().push(id);
            }
        }
        let mut open = roots;
        while let Some(id) = open.pop() {
            if !self.schemas.insert(id) {
                continue;
            }
            let schema = api.schema(id);
            open.extend(export::children(schema));
            open.extend(schema.string.iter().filter_map(|string| string.content_schema));
            if let Some(discriminator) = &schema.discriminator {
                open.extend(discriminator.mapping.values().filter_map(|(_, target)| *target));
                open.extend(discriminator.default_mapping);
                open.extend(heirs.get(&id).into_iter().flatten());
            }
        }
    }
}
