//! Reading a behaviour file: from text to names that are resolved, with every mistake at its place.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use avouch_api::schema::SchemaId;
use avouch_api::{Api, ResourceIndex};
use avouch_diagnostics::{Code, Diagnostic, Diagnostics, line_column};
use avouch_validate::{Validator, View};
use toml::Spanned;

use super::file::{self, BehaviourFile, Kind, Node};
use super::names::Names;
use super::place::Path;
use super::template::{self, Template};
use super::{Behaviour, Conditions, Refuse, codes};
use crate::plan::Plan;
use crate::{options, schema};

/// A file that is being read.
pub(super) struct Reader<'a> {
    pub(super) api: &'a Api,
    pub(super) plan: Plan,
    validator: Validator,
    written: &'a str,
    pub(super) behaviour: Behaviour,
    diagnostics: Diagnostics,
}

impl Behaviour {
    /// Reads a behaviour file for an Api. Where anything is wrong with it, all of that is told, and the behaviour says nothing.
    pub fn read(file: &BehaviourFile, api: &Arc<Api>) -> (Behaviour, Diagnostics) {
        let mut reader = Reader {
            api,
            plan: Plan::new(api),
            validator: Validator::new(Arc::clone(api)),
            written: &file.text,
            behaviour: Behaviour { measures: file.text.contains("upload."), ..Behaviour::default() },
            diagnostics: Diagnostics::new(),
        };
        match toml::from_str::<file::Root>(&file.text) {
            Ok(root) => reader.root(root),
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                reader.tell(&codes::SYNTAX, &span, error.message().trim_end().replace('\n', "; "));
            }
        }
        reader.diagnostics.sort();
        let behaviour = if reader.diagnostics.is_empty() { reader.behaviour } else { Behaviour::default() };
        (behaviour, reader.diagnostics)
    }
}

impl Reader<'_> {
    fn root(&mut self, root: file::Root) {
        for origin in root.origins {
            let address = origin.get_ref();
            if crate::rewrite::origin(address) == Some(address.as_str()) {
                self.behaviour.origins.push(origin.into_inner());
            } else {
                let message =
                    format!("`{address}` is not a scheme, a host and at most a port: https://login.example.com");
                self.tell(&codes::SYNTAX, &origin.span(), message);
            }
        }
        for (path, resource) in root.resource {
            self.resource(&path, &resource);
        }
        for rule in root.rule {
            self.rule(&rule);
        }
        for answer in root.answer {
            self.answer(&answer);
        }
        if let Some(token) = root.token {
            self.token(token);
        }
    }

    /// Notes a mistake.
    pub(super) fn tell(&mut self, code: &'static Code, span: &Range<usize>, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(code, BehaviourFile::place(span), message));
    }

    /// The line of a place.
    pub(super) fn line(&self, span: &Range<usize>) -> usize {
        line_column(self.written, span.start).line
    }

    /// The resource with a collection at a path.
    pub(super) fn collection(&mut self, path: &Spanned<String>) -> Option<ResourceIndex> {
        let named = self.api.resources.iter().find(|resource| resource.collection.as_str() == path.get_ref());
        let Some(resource) = named else {
            self.tell(&codes::UNKNOWN, &path.span(), format!("`{path}` is no collection of the document"));
            return None;
        };
        let index = resource.index;
        if self.plan.collection(index).is_none_or(|known| known.identifier.is_none()) {
            self.tell(&codes::MISFIT, &path.span(), format!("the items of `{path}` have nothing that identifies them"));
            return None;
        }
        Some(index)
    }

    /// The schema of the items of a resource.
    pub(super) fn schema(&self, resource: ResourceIndex) -> Option<SchemaId> {
        self.plan.collection(resource).and_then(|known| known.schema)
    }

    /// Reads a value with references. One that cannot be read is null; its mistake is told.
    pub(super) fn template(&mut self, node: &Node, names: &Names) -> Template {
        match &node.kind {
            Kind::Scalar(serde_json::Value::String(written)) => template::read(written, &|steps| names.root(steps))
                .unwrap_or_else(|message| {
                    self.tell(&codes::UNKNOWN, &node.span, message);
                    Template::Constant(serde_json::Value::Null)
                }),
            Kind::Scalar(value) => Template::Constant(value.clone()),
            Kind::List(entries) => Template::List(entries.iter().map(|entry| self.template(entry, names)).collect()),
            Kind::Table(members) => {
                let member =
                    |(name, node): &(Spanned<String>, Node)| (name.get_ref().clone(), self.template(node, names));
                Template::Object(members.iter().map(member).collect())
            }
        }
    }

    /// Reads a value with references, where there is one.
    pub(super) fn optional(&mut self, node: Option<&Node>, names: &Names) -> Option<Template> {
        node.map(|node| self.template(node, names))
    }

    /// Reads what is merged into the items of some schemas, and holds its names and its known values against them.
    pub(super) fn patch(&mut self, node: &Node, names: &Names, schemas: &[Option<SchemaId>]) -> Template {
        if !matches!(node.kind, Kind::Table(_)) {
            self.tell(&codes::SYNTAX, &node.span, "what is merged into an item is a table");
        }
        let template = self.template(node, names);
        for schema in schemas.iter().flatten() {
            self.hold(node, &template, &[*schema]);
        }
        template
    }

    /// Holds a patch against the schemas that its place may have: of a union it is enough that one allows it.
    fn hold(&mut self, node: &Node, template: &Template, schemas: &[SchemaId]) {
        let (Kind::Table(nodes), Template::Object(members)) = (&node.kind, template) else {
            let Some(value) = template.constant().filter(|value| !value.is_null()) else { return };
            if schemas.iter().any(|schema| self.validator.accepts(*schema, View::Response, value)) {
                return;
            }
            let violations = schemas.iter().flat_map(|schema| self.validator.check(*schema, View::Response, value));
            let reason = violations.map(|violation| format!(": {}", violation.message)).next().unwrap_or_default();
            self.tell(&codes::MISFIT, &node.span, format!("the document does not allow this value here{reason}"));
            return;
        };
        for ((name, below), (_, member)) in nodes.iter().zip(members) {
            let inner = |schema: &SchemaId| schema::alternatives(self.api, *schema, name.get_ref());
            let inner: Vec<SchemaId> = schemas.iter().flat_map(inner).collect();
            if !inner.is_empty() {
                self.hold(below, member, &inner);
            } else if !schemas.iter().any(|schema| schema::is_map(self.api, *schema)) {
                let message = format!("the document has no `{name}` at this place of the item");
                self.tell(&codes::MISFIT, &name.span(), message);
            }
        }
    }

    /// Reads a place of the items of a resource.
    pub(super) fn path(&mut self, written: &Spanned<String>, schema: Option<SchemaId>) -> Option<Path> {
        self.path_of(written.get_ref(), &written.span(), schema)
    }

    fn path_of(&mut self, written: &str, span: &Range<usize>, schema: Option<SchemaId>) -> Option<Path> {
        let Some(path) = Path::parse(written) else {
            self.tell(&codes::SYNTAX, span, format!("`{written}` is no place: `relationships.app.data.guid` is one"));
            return None;
        };
        let mut current = schema;
        for step in path.steps() {
            let Some(schema) = current else { break };
            let inner = schema::property(self.api, schema, step);
            let is_entry = step == "*" || step.parse::<usize>().is_ok();
            current = inner.or_else(|| schema::items(self.api, schema).filter(|_| is_entry));
            if current.is_none() {
                if !schema::is_map(self.api, schema) || schema::items(self.api, schema).is_some() {
                    self.tell(
                        &codes::MISFIT,
                        span,
                        format!("the items have no place `{written}`: there is no `{step}`"),
                    );
                    return None;
                }
                break;
            }
        }
        Some(path)
    }

    /// Reads places with the values that they are to have.
    pub(super) fn conditions(&mut self, node: &Node, names: &Names, schema: Option<SchemaId>) -> Conditions {
        let mut conditions = Vec::new();
        for (written, span, leaf) in self.leaves(node) {
            let values = self.choice(leaf, names);
            conditions.extend(self.path_of(&written, &span, schema).map(|path| (path, values)));
        }
        conditions
    }

    /// Reads one value, or a list of those of which any will do.
    pub(super) fn choice(&mut self, node: &Node, names: &Names) -> Vec<Template> {
        match &node.kind {
            Kind::List(entries) if !entries.is_empty() => {
                entries.iter().map(|entry| self.template(entry, names)).collect()
            }
            _ => vec![self.template(node, names)],
        }
    }

    /// What stands at the ends of a table, with the names that lead there joined by dots.
    pub(super) fn leaves<'n>(&mut self, node: &'n Node) -> Vec<(String, Range<usize>, &'n Node)> {
        let Kind::Table(members) = &node.kind else {
            self.tell(&codes::SYNTAX, &node.span, "conditions are a table");
            return Vec::new();
        };
        let mut found = Vec::new();
        let mut open: Vec<(String, &Spanned<String>, &Node)> =
            members.iter().map(|(name, node)| (name.get_ref().clone(), name, node)).collect();
        while let Some((written, name, node)) = open.pop() {
            match &node.kind {
                Kind::Table(members) if !members.is_empty() => {
                    open.extend(members.iter().map(|(name, node)| (format!("{written}.{name}"), name, node)));
                }
                _ => found.push((written, name.span(), node)),
            }
        }
        found.reverse();
        found
    }

    /// Reads a refusal.
    pub(super) fn refusal(&mut self, status: &Spanned<u16>, detail: &Spanned<String>, names: &Names) -> Refuse {
        if !(400..600).contains(status.get_ref()) {
            self.tell(&codes::SYNTAX, &status.span(), "a refusal has a status from 400 to 599");
        }
        Refuse { status: *status.get_ref(), detail: self.text(detail, names) }
    }

    /// Reads a text with references.
    pub(super) fn text(&mut self, written: &Spanned<String>, names: &Names) -> Template {
        let node = Node { span: written.span(), kind: Kind::Scalar(written.get_ref().as_str().into()) };
        self.template(&node, names)
    }

    /// Reads a time, where there is one.
    pub(super) fn duration(&mut self, written: Option<&Spanned<String>>, otherwise: Duration) -> Duration {
        let Some(written) = written else { return otherwise };
        options::duration(written.get_ref()).unwrap_or_else(|message| {
            self.tell(&codes::SYNTAX, &written.span(), message);
            otherwise
        })
    }
}
