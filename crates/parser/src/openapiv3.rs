//! The border to the ecosystem: a [`Document`] as the types of the crate `openapiv3`.
//!
//! Those types speak OpenAPI 3.0 in one file. What a later version says otherwise is put into the terms of 3.0 where it
//! has them: `type: [T, "null"]` becomes `nullable`, several types become `anyOf`, `const` an `enum` of one, a numeric
//! `exclusiveMinimum` a bound and a word about it. What has no such terms is a diagnostic.
//!
//! References to the root file's components stay references. A schema that is referred to anywhere else, in another file
//! or outside of `components`, becomes a component of its own, named after its place; other objects are put where they
//! are referred to.

mod body;
mod classify;
mod info;
mod names;
mod operation;
mod parameter;
mod schema;
mod security;

use ::openapiv3 as v3;
use avouch_diagnostics::{Diagnostic, Diagnostics, Place, Severity};
use indexmap::IndexMap;

use crate::codes;
use crate::document::{Components, Document, Extensions, Json, Reference};
use names::Names;

impl Document {
    /// The document as the types of the crate `openapiv3`, and what those cannot express.
    ///
    /// Schemas outside of the root file's `components` that are referred to become components, named after their file or
    /// their key there; other objects referred to across files are put where they are used.
    pub fn to_openapiv3(&self) -> (v3::OpenAPI, Diagnostics) {
        let mut border = Border::new(self);
        let openapi = border.root();
        (openapi, border.diagnostics)
    }
}

/// How many objects that are referred to may be put where they are used. Where such objects refer to each other in many
/// ways, their copies could multiply without end; documents stay far below this.
const MAX_COPIES: usize = 100_000;

/// The state of one crossing.
struct Border<'d> {
    document: &'d Document,
    diagnostics: Diagnostics,
    names: Names<'d>,
    /// How many more objects that are referred to may be put where they are used.
    copies: usize,
    /// How many schemas stand around the current one in the same component.
    depth: usize,
}

impl<'d> Border<'d> {
    fn new(document: &'d Document) -> Self {
        Border { document, diagnostics: Diagnostics::new(), names: Names::of(document), copies: MAX_COPIES, depth: 0 }
    }

    fn root(&mut self) -> v3::OpenAPI {
        let document = self.document;
        let version = document.version.line.dialect().openapiv3_version.unwrap_or(&document.version.text);
        self.leave_out_root();
        let paths = v3::Paths {
            paths: document
                .paths
                .iter()
                .filter_map(|(path, item)| Some((path.clone(), self.path_item_ref(item)?)))
                .collect(),
            extensions: self.extensions(&document.paths_extensions),
        };
        let components = self.components(&document.components);
        v3::OpenAPI {
            openapi: version.to_owned(),
            info: self.info(&document.info),
            servers: self.servers(&document.servers),
            paths,
            components: (components != v3::Components::default()).then_some(components),
            security: document.security.as_deref().map(security::requirements),
            tags: document.tags.iter().map(|tag| self.tag(tag)).collect(),
            external_docs: document.external_docs.as_ref().map(|docs| self.external_docs(docs)),
            extensions: self.extensions(&document.extensions),
        }
    }

    fn leave_out_root(&mut self) {
        let root = Place::file(avouch_diagnostics::FileId(0));
        if self.document.json_schema_dialect.is_some() {
            self.leave_out(root, Severity::Info, "`jsonSchemaDialect`");
        }
        for (name, item) in &self.document.webhooks {
            let place = item.get().map_or(root, |item| item.origin.key());
            self.leave_out(place, Severity::Warning, &format!("the webhook \"{name}\""));
        }
        for (name, item) in &self.document.components.path_items {
            // Path items are put where they are referred to, so that only the sharing is lost.
            let place = item.get().map_or(root, |item| item.origin.key());
            self.leave_out(place, Severity::Info, &format!("the component \"{name}\", a path item,"));
        }
    }

    fn components(&mut self, components: &'d Components) -> v3::Components {
        let mut out = v3::Components {
            schemas: IndexMap::new(),
            responses: self.referables(&components.responses, Self::response),
            parameters: self.optional_referables(&components.parameters, Self::parameter),
            examples: self.referables(&components.examples, Self::example),
            request_bodies: self.referables(&components.request_bodies, Self::request_body),
            headers: self.referables(&components.headers, Self::header),
            security_schemes: self.optional_referables(&components.security_schemes, Self::security_scheme),
            links: self.optional_referables(&components.links, Self::link),
            callbacks: self.referables(&components.callbacks, Self::callback),
            extensions: self.extensions(&components.extensions),
        };
        for (name, id) in &components.schemas {
            let schema = self.component_schema(name, *id);
            out.schemas.insert(name.clone(), schema);
        }
        // Schemas that are referred to outside of the components, which may refer to further ones.
        while let Some((name, id)) = self.names.next_hoisted() {
            let schema = self.schema_content(id);
            out.schemas.insert(name, schema);
        }
        out
    }

    fn value(&self, json: Json) -> serde_json::Value {
        self.document.value(json)
    }

    fn extensions(&self, extensions: &Extensions) -> IndexMap<String, serde_json::Value> {
        extensions.iter().map(|(name, value)| (name.clone(), self.value(*value))).collect()
    }

    /// Whether one more object that is referred to may be put where it is used; reported where not.
    fn admit_copy(&mut self, reference: Option<&Reference>) -> bool {
        let Some(reference) = reference else { return true };
        if self.copies == 0 {
            self.leave_out(reference.origin.place(), Severity::Error, "another copy of what is referred to here");
            return false;
        }
        self.copies -= 1;
        true
    }

    /// Reports something that the crate's types have no place for.
    fn leave_out(&mut self, place: Place, severity: Severity, what: &str) {
        let message = format!("{what} has no place in the types of `openapiv3`");
        let mut diagnostic = Diagnostic::new(&codes::NOT_IN_OPENAPIV3, place, message);
        diagnostic.severity = severity;
        self.diagnostics.push(diagnostic);
    }
}
