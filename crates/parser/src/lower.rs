//! Trees to a [`Document`]: every object of every version into the one superset.
//!
//! A file is read by the tables of its own dialect: the version it declares, or that of the file that first referred to
//! it. Objects are read where they are first mentioned; what is referred to is read once and shared. Schemas wait in a
//! queue until everything else is read, so that neither their nesting nor their cycles cost stack.
//!
//! Nothing is dropped in silence: a field that is not known, a value of the wrong type or a reference that leads nowhere
//! is one diagnostic, and what stands around it is read.

mod body;
mod components;
mod discriminator;
mod example;
mod fields;
mod info;
mod operation;
mod parameter;
mod path_item;
mod scalar;
mod schema;
mod security;
mod server;
mod shared;

use std::collections::VecDeque;

use avouch_diagnostics::{Diagnostic, FileId, NodeId};
use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::codes;
use crate::dialect::{Dialect, Object, SECTIONS, Version, VersionFault};
use crate::document::{Components, Document, Extensions, Info, Origin, PathItem, Referable, Schema, SchemaId, Tag};
use crate::loader::Loader;
use crate::tree::NodeRef;

use shared::Caches;

/// Reads everything that the root file says and that its references lead to. What is wrong is reported to the loader.
pub(crate) fn lower(loader: &Loader, version: Version) -> Document {
    let mut lowering = Lowering::new(loader, version.line.dialect());
    let mut document = Document {
        version,
        info: Info::default(),
        servers: Vec::new(),
        json_schema_dialect: None,
        paths: IndexMap::new(),
        webhooks: IndexMap::new(),
        components: Components::default(),
        security: None,
        tags: Vec::new(),
        external_docs: None,
        extensions: Extensions::new(),
        paths_extensions: Extensions::new(),
        schemas: Vec::new(),
        files: loader.files(),
    };
    if let Some(root) = loader.root() {
        lowering.root(root, &mut document);
    }
    document.schemas = lowering.finish();
    document
}

/// The state of reading one document.
struct Lowering<'l> {
    loader: &'l Loader,
    /// The dialect of the root file, and of files that nothing says more about.
    root_dialect: &'static Dialect,
    /// The dialects of the files that were met, by file.
    dialects: FxHashMap<FileId, &'static Dialect>,
    /// The schemas that were read, by id; those that wait come next, in order.
    schemas: Vec<Schema>,
    pending: VecDeque<NodeRef<'l>>,
    ids: FxHashMap<Origin, SchemaId>,
    /// The schemas of `components` by name, of the files that a discriminator asked for.
    schema_names: FxHashMap<FileId, FxHashMap<&'l str, NodeRef<'l>>>,
    /// What was read already, by kind and origin.
    caches: Caches,
    /// How many shared objects are being read around the current one.
    depth: usize,
    /// The references whose neighbours were looked at.
    references: FxHashSet<Origin>,
}

impl<'l> Lowering<'l> {
    fn new(loader: &'l Loader, root_dialect: &'static Dialect) -> Self {
        Lowering {
            loader,
            root_dialect,
            dialects: FxHashMap::default(),
            schemas: Vec::new(),
            pending: VecDeque::new(),
            ids: FxHashMap::default(),
            schema_names: FxHashMap::default(),
            caches: Caches::default(),
            depth: 0,
            references: FxHashSet::default(),
        }
    }

    fn root(&mut self, node: NodeRef<'l>, document: &mut Document) {
        let Some(fields) = self.fields(Object::Root, node, &mut document.extensions) else { return };
        for (key, child) in fields {
            match key {
                // The version is known before lowering begins, however it is written.
                "openapi" => drop(self.text(child)),
                "info" => document.info = self.info(child).unwrap_or_default(),
                "servers" => document.servers = self.servers(child),
                "paths" => document.paths = self.paths(child, &mut document.paths_extensions),
                "webhooks" => document.webhooks = self.map(child, Self::referable),
                "components" => document.components = self.components(child).unwrap_or_default(),
                "security" => document.security = self.requirements(child),
                "tags" => document.tags = self.tags(child),
                "externalDocs" => document.external_docs = self.external_docs(child),
                "jsonSchemaDialect" => document.json_schema_dialect = self.schema_dialect(child),
                _ => self.unread(child),
            }
        }
        let any_of = self.dialect(node).root_any_of;
        if any_of.iter().all(|field| node.get(field).is_none()) {
            let names: Vec<_> = any_of.iter().map(|field| format!("`{field}`")).collect();
            self.report(Diagnostic::new(
                &codes::MISSING_FIELD,
                node.place(),
                format!("the document has no {}", names.join(", no ")),
            ));
        }
    }

    fn paths(&mut self, node: NodeRef<'l>, extensions: &mut Extensions) -> IndexMap<String, Referable<PathItem>> {
        let node = self.at(node);
        self.map_with_extensions(node, extensions, |lowering, key, child| {
            if !key.starts_with('/') {
                let message = format!("the path `{key}` does not begin with a slash");
                lowering.report(Diagnostic::new(&codes::RELATIVE_PATH, child.key_place(), message));
            }
            Some((key.to_owned(), lowering.referable(child)))
        })
    }

    fn tags(&mut self, node: NodeRef<'l>) -> Vec<Tag> {
        let tags: Vec<_> = self.list(node, Self::tag).into_iter().flatten().collect();
        let mut seen = FxHashMap::default();
        for tag in &tags {
            if let Some(first) = seen.insert(tag.name.as_str(), tag.origin) {
                let message = format!("the tag \"{}\" is declared twice", tag.name);
                let diagnostic = Diagnostic::new(&codes::DUPLICATE_TAG, tag.origin.place(), message);
                self.report(diagnostic.also(first.place(), "first declared here"));
            }
        }
        tags
    }

    /// The dialect of the file that a node stands in.
    fn dialect(&self, node: NodeRef<'l>) -> &'static Dialect {
        self.dialects.get(&node.origin().file).copied().unwrap_or(self.root_dialect)
    }

    /// Where the reference `text` in the object `from` leads to; reported by the loader where it leads nowhere.
    fn resolve(&mut self, from: NodeRef<'l>, text: &str) -> Option<NodeRef<'l>> {
        let target = self.loader.resolve(from.origin(), text)?;
        let file = target.origin().file;
        if file != from.origin().file && !self.dialects.contains_key(&file) {
            let dialect = self.declared_dialect(file).unwrap_or_else(|| self.dialect(from));
            self.dialects.insert(file, dialect);
        }
        Some(target)
    }

    /// Like [`Lowering::resolve`], where an object of a kind is wanted, or a schema; a component of another kind is
    /// reported and not taken.
    fn resolve_to(&mut self, from: NodeRef<'l>, text: &str, wanted: Option<Object>) -> Option<NodeRef<'l>> {
        let target = self.resolve(from, text)?;
        let Some((_, found)) = section(target).filter(|(_, found)| *found != wanted) else { return Some(target) };
        let name = |object: Option<Object>| object.map_or("a schema", Object::name);
        let message = format!("`{text}` is {}, where {} is wanted", name(found), name(wanted));
        let place = from.get("$ref").unwrap_or(from).place();
        self.report(Diagnostic::new(&codes::WRONG_KIND, place, message));
        None
    }

    /// The dialect that a file declares for itself; a version that is not read is reported.
    fn declared_dialect(&self, file: FileId) -> Option<&'static Dialect> {
        let root = self.loader.node(Origin { file, node: NodeId(0) })?;
        match Version::declared(root) {
            Ok(version) => Some(version.line.dialect()),
            Err(VersionFault::Undeclared) => None,
            Err(fault) => {
                let message = format!("the version of this file counts for nothing: {fault}");
                let diagnostic = Diagnostic::new(&codes::OTHER_VERSION, root.place(), message);
                self.report(diagnostic.hint("it is read by the version of the file that refers to it"));
                None
            }
        }
    }

    fn report(&self, diagnostic: Diagnostic) {
        self.loader.report(diagnostic);
    }
}

/// The section of `components` that a node is a member of.
fn section(node: NodeRef<'_>) -> Option<(&'static str, Option<Object>)> {
    let section = node.parent()?;
    let components = section.parent()?;
    let is_component = components.key() == "components" && components.parent()?.parent().is_none();
    SECTIONS.iter().find(|(name, _)| is_component && *name == section.key()).copied()
}
