//! Reading `[resource."PATH"]`.

use std::time::Duration;

use avouch_api::ResourceIndex;
use avouch_api::schema::SchemaId;
use toml::Spanned;

use super::file::{self, Kind, Node};
use super::names::{Names, Request};
use super::read::Reader;
use super::{Context, Effect, Link, Progress, ResourceRules, Template, Unique, codes};
use crate::call::text;
use crate::mint::Minter;

/// When an item goes on at the latest, where the file does not say.
const LATEST: Duration = Duration::from_secs(2);

impl Reader<'_> {
    /// What is said of a resource.
    pub(super) fn resource(&mut self, path: &Spanned<String>, resource: &file::Resource) {
        let Some(index) = self.collection(path) else { return };
        let schema = self.schema(index);
        let names = Names { request: Request::Whole, ..Names::default() };
        let defaults = resource.defaults.as_ref().map(|node| self.patch(node, &names, &[schema]));
        let items = resource.items.iter().map(|node| self.item(index, node, schema)).collect();
        let unique = resource.unique.iter().map(|unique| self.unique(unique, schema)).collect();
        for (at, refers) in &resource.refers {
            self.refers(index, at, refers, schema);
        }
        let progress = resource.progress.iter().map(|progress| self.progress(progress, schema)).collect();
        self.behaviour.resources.insert(index, ResourceRules { defaults, items, unique, progress });
    }

    /// An item that is there from the start; it says itself what identifies it.
    fn item(&mut self, index: ResourceIndex, node: &Node, schema: Option<SchemaId>) -> Template {
        let template = self.patch(node, &Names::default(), &[schema]);
        let known = self.plan.collection(index);
        let pointer = known.and_then(|known| known.identifier.clone()).unwrap_or_default();
        let is_alone = known.is_some_and(|known| known.variables == 1);
        let value = template.value(&Context::new(""), &mut Minter::new(0)).unwrap_or_default();
        if !is_alone || value.pointer(&pointer).and_then(text).is_none() {
            let message = format!("an item says at `{pointer}` what identifies it, and is found by that alone");
            self.tell(&codes::MISFIT, &node.span, message);
        }
        template
    }

    fn unique(&mut self, unique: &file::Unique, schema: Option<SchemaId>) -> Unique {
        let by = unique.by.iter().filter_map(|place| self.path(place, schema)).collect();
        if unique.by.is_empty() {
            self.tell(&codes::SYNTAX, &unique.detail.span(), "`by` names no place");
        }
        let names = Names { request: Request::Whole, item: true, ..Names::default() };
        Unique { by, refuse: self.refusal(&unique.status, &unique.detail, &names) }
    }

    fn refers(&mut self, from: ResourceIndex, at: &Spanned<String>, refers: &file::Refers, schema: Option<SchemaId>) {
        let (at, to) = (self.path(at, schema), self.collection(&refers.to));
        if let (Some(at), Some(to)) = (at, to) {
            self.behaviour.references.push(Link { from, at, to, gone: refers.gone, missing: refers.missing });
        }
    }

    fn progress(&mut self, progress: &file::Progress, schema: Option<SchemaId>) -> Progress {
        let item = Names { item: true, ..Names::default() };
        let from = self.conditions(&progress.from, &Names::default(), schema);
        if matches!(&progress.from.kind, Kind::Table(members) if members.is_empty()) {
            self.tell(&codes::SYNTAX, &progress.from.span, "`from` names no value: every item would go on for ever");
        }
        let failed = progress.failed.as_ref().map(|failed| self.patch(failed, &item, &[schema]));
        let mut names = item;
        let find = self.finds(&progress.find, &mut names);
        let make = self.makes(&progress.make, &mut names);
        let set = Some(self.patch(&progress.to, &names, &[schema]));
        let change = self.changes(&progress.change, &names);
        Progress {
            line: self.line(&progress.from.span),
            from,
            failed: Effect { set: failed, ..Effect::default() },
            reads: progress.reads,
            after: self.duration(progress.after.as_ref(), LATEST),
            find,
            effect: Effect { make, set, change, ..Effect::default() },
        }
    }
}
