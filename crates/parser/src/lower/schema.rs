//! Schemas: interned by origin, read by the keyword table of their dialect.

mod keywords;
mod settle;

use avouch_diagnostics::{Diagnostic, Severity};
use indexmap::IndexMap;

use super::Lowering;
use super::fields::other_version;
use crate::codes;
use crate::dialect::{Dialect, lines_where};
use crate::document::{Json, Reference, Schema, SchemaId};
use crate::suggest::nearest;
use crate::tree::{Kind, NodeRef};

use settle::Words;

impl<'l> Lowering<'l> {
    /// The id of the schema at a node, which is read later if it was not yet.
    pub(super) fn schema(&mut self, node: NodeRef<'l>) -> SchemaId {
        let next = SchemaId(u32::try_from(self.schemas.len() + self.pending.len()).unwrap_or(u32::MAX));
        let pending = &mut self.pending;
        *self.ids.entry(node.origin()).or_insert_with(|| {
            pending.push_back(node);
            next
        })
    }

    /// Reads the schemas that wait, and those that they mention, until none is left.
    pub(super) fn finish(mut self) -> Vec<Schema> {
        // A schema stays at the front of the queue while it is read: the ids of those behind it count from there.
        while let Some(node) = self.pending.front().copied() {
            let schema = self.read_schema(node);
            self.pending.pop_front();
            self.schemas.push(schema);
        }
        self.break_circles();
        self.schemas
    }

    fn read_schema(&mut self, node: NodeRef<'l>) -> Schema {
        let mut schema = Schema { origin: Some(node.origin()), ..Schema::default() };
        let dialect = self.dialect(node);
        match node.kind() {
            Kind::Object => {}
            Kind::Bool => {
                if !dialect.boolean_schemas {
                    let lines = lines_where(|other| other.boolean_schemas);
                    self.needs_version(node, "a boolean as a schema", &lines);
                }
                schema.boolean = node.as_bool();
                return schema;
            }
            _ => {
                self.wrong_type(node, "a schema");
                return schema;
            }
        }
        if !dialect.reference_siblings
            && let Some(reference) = node.get("$ref")
        {
            let ignored: Vec<_> =
                node.entries().map(|(_, child)| child).filter(|child| child.key() != "$ref").collect();
            self.ignored_siblings(&ignored);
            self.schema_reference(&mut schema, node, reference);
            return schema;
        }
        let mut words = Words::default();
        for (key, child) in node.entries() {
            if key.starts_with("x-") {
                let extensions = schema.extensions.get_or_insert_default();
                extensions.insert(key.to_owned(), Json(child.origin()));
            } else if let Some(keyword) = dialect.keyword(key) {
                self.keyword(&mut schema, &mut words, keyword, child);
            } else {
                self.unknown_keyword(dialect, key, child);
                let unknown: &mut IndexMap<_, _> = schema.unknown.get_or_insert_default();
                unknown.insert(key.to_owned(), Json(child.origin()));
            }
        }
        self.settle(&mut schema, &words, node);
        schema
    }

    /// `$ref` of a schema; `node` is the schema.
    fn schema_reference(&mut self, schema: &mut Schema, node: NodeRef<'l>, reference: NodeRef<'l>) {
        let Some(text) = self.text(reference) else { return };
        schema.target = self.resolve_to(node, &text, None).map(|target| self.schema(target));
        schema.reference = Some(Reference { text, origin: node.origin(), summary: None, description: None });
    }

    fn unknown_keyword(&self, dialect: &Dialect, key: &str, child: NodeRef<'l>) {
        let lines = lines_where(|other| other.keyword(key).is_some());
        if !lines.is_empty() {
            let mut diagnostic = other_version(child, &format!("the keyword `{key}`"), &lines, dialect);
            if dialect.open_vocabulary {
                diagnostic.severity = Severity::Warning;
                diagnostic = diagnostic.hint("it has no effect here");
            }
            self.report(diagnostic);
            return;
        }
        let message = format!("a schema has no keyword `{key}`");
        let mut diagnostic = Diagnostic::new(&codes::UNKNOWN_KEYWORD, child.key_place(), message);
        match nearest(key, dialect.keywords.iter().map(|(name, _)| *name)) {
            Some(known) => diagnostic = diagnostic.hint(format!("did you mean `{known}`?")),
            None if dialect.open_vocabulary => diagnostic.severity = Severity::Info,
            None => diagnostic = diagnostic.hint("a keyword of your own must begin with `x-`"),
        }
        self.report(diagnostic);
    }

    /// `$schema` or `jsonSchemaDialect`. Whatever it says, schemas are read by the table of the file's dialect.
    pub(super) fn schema_dialect(&self, node: NodeRef<'l>) -> Option<String> {
        let text = self.text(node)?;
        let known = self.dialect(node).schema_dialects;
        if !known.contains(&text.trim_end_matches('#')) {
            let message = format!("schemas of the dialect \"{text}\" are read as JSON Schema 2020-12");
            self.report(Diagnostic::new(&codes::OTHER_DIALECT, node.place(), message));
        }
        Some(text)
    }

    /// Takes apart chains of `$ref` that lead back to where they began, which no one could follow to an end.
    fn break_circles(&mut self) {
        // For every schema the round in which the walk came by: a walk that meets its own round has found a circle.
        let mut rounds = vec![0usize; self.schemas.len()];
        for start in 0..self.schemas.len() {
            let round = start + 1;
            let mut current = start;
            while rounds[current] == 0 {
                rounds[current] = round;
                match self.schemas[current].target {
                    Some(target) => current = target.0 as usize,
                    None => break,
                }
            }
            if rounds[current] == round && self.schemas[current].target.is_some() {
                self.break_circle(current);
            }
        }
    }

    fn break_circle(&mut self, start: usize) {
        if let Some(origin) = self.schemas[start].origin {
            let message = "the references from here lead back here and never to a schema";
            self.report(Diagnostic::new(&codes::CIRCULAR, origin.place(), message));
        }
        let mut current = start;
        while let Some(target) = self.schemas[current].target.take() {
            current = target.0 as usize;
        }
    }
}
