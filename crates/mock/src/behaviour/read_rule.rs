//! Reading `[[rule]]`, and the parts that rules share with `progress`.

use std::collections::{BTreeMap, BTreeSet};

use avouch_api::schema::SchemaId;
use avouch_api::{Operation, OperationIndex, Pattern, ResourceIndex};
use toml::Spanned;

use super::file::{self, Kind, Node};
use super::names::{Names, RESERVED, Request};
use super::read::Reader;
use super::template::{self, Piece, Reference, Template};
use super::{Add, Change, Effect, Fill, Find, Keep, Make, Remove, Rule, Take, codes};
use crate::plan::Behaviour as Does;

impl Reader<'_> {
    /// A rule.
    pub(super) fn rule(&mut self, rule: &file::Rule) {
        let operations = self.operations(&rule.on);
        let schemas = self.subjects(rule, &operations);
        // An item that is only made by the operation is not there yet when rules are chosen.
        let is_there = operations.iter().any(|index| !self.makes_its_item(*index));
        let mut names = Names { request: Request::Whole, item: is_there, ..Names::default() };
        let find = self.finds(&rule.find, &mut names);
        let when = rule.when.as_ref().map(|node| self.when(node, &names)).unwrap_or_default();
        let refuse = rule.refuse.as_ref().map(|refuse| self.refusal(&refuse.status, &refuse.detail, &names));
        self.status(rule.status.as_ref(), &operations);
        names.item = true;
        let make = self.makes(&rule.make, &mut names);
        let effect = Effect {
            make,
            set: rule.set.as_ref().map(|node| self.patch(node, &names, &schemas)),
            add: rule.add.iter().filter_map(|add| self.add(add, &names, &schemas)).collect(),
            drop: rule.drop.iter().filter_map(|drop| self.take(drop, &names, &schemas)).collect(),
            change: self.changes(&rule.change, &names),
            remove: self.removes(&rule.remove, &names),
        };
        let lists = rule.lists.as_ref().map(|node| self.conditions(node, &names, None));
        let task = rule.task.as_ref().map(|node| self.task(node, &operations, &names));
        let keep = rule.keep.iter().map(|keep| self.keep(keep, &names)).collect();
        names.answer = true;
        let answer = self.optional(rule.answer.as_ref(), &names);
        let fill = rule.fill.iter().filter_map(|fill| self.fill(fill, &names)).collect();
        let status = rule.status.as_ref().map(|status| *status.get_ref());
        let line = self.line(&rule.on.span);
        let index = self.behaviour.rules.len();
        let deferred = rule.deferred;
        let rule = Rule { line, when, find, refuse, status, deferred, lists, effect, task, keep, answer, fill };
        self.behaviour.rules.push(rule);
        for operation in operations {
            self.behaviour.by_operation.entry(operation.0).or_default().push(index);
        }
    }

    /// Holds the status of a rule against what its operations document.
    fn status(&mut self, status: Option<&Spanned<u16>>, operations: &BTreeSet<OperationIndex>) {
        let Some(status) = status else { return };
        for operation in operations.iter().map(|index| self.api.operation(*index)) {
            if operation.response(*status.get_ref()).is_none() {
                let message = format!("`{}` documents no answer {status}", operation.id);
                self.tell(&codes::MISFIT, &status.span(), message);
            }
        }
    }

    /// The operations that a pattern names, or a list of patterns.
    fn operations(&mut self, on: &Node) -> BTreeSet<OperationIndex> {
        let patterns: Vec<&Node> = match &on.kind {
            Kind::List(entries) => entries.iter().collect(),
            _ => vec![on],
        };
        let mut found = BTreeSet::new();
        for node in patterns {
            let Kind::Scalar(serde_json::Value::String(written)) = &node.kind else {
                self.tell(&codes::SYNTAX, &node.span, "`on` is a pattern, or a list of them");
                continue;
            };
            match written.parse::<Pattern>() {
                Ok(pattern) => {
                    let named = self.api.operations.iter().filter(|operation| pattern.matches(operation));
                    let named: Vec<_> = named.map(|operation| operation.index).collect();
                    if named.is_empty() {
                        self.tell(
                            &codes::UNKNOWN,
                            &node.span,
                            format!("`{written}` names no operation of the document"),
                        );
                    }
                    found.extend(named);
                }
                Err(error) => self.tell(&codes::SYNTAX, &node.span, error.to_string()),
            }
        }
        found
    }

    /// The schemas of the items that the operations address. A rule that changes its item has one for every operation.
    fn subjects(&mut self, rule: &file::Rule, operations: &BTreeSet<OperationIndex>) -> Vec<Option<SchemaId>> {
        let changes = rule.set.is_some() || !rule.add.is_empty() || !rule.drop.is_empty();
        let mut schemas = Vec::new();
        for index in operations {
            let operation = self.api.operation(*index);
            match self.subject(operation) {
                Some(resource) => schemas.push(self.schema(resource)),
                None if changes => {
                    let message = format!("`{}` addresses no item that could be changed", operation.id);
                    self.tell(&codes::MISFIT, &rule.on.span, message);
                }
                None => {}
            }
        }
        schemas.sort_unstable();
        schemas.dedup();
        schemas
    }

    /// The resource of the item that an operation makes or addresses.
    fn subject(&self, operation: &Operation) -> Option<ResourceIndex> {
        let role = self.plan.role(operation.index)?;
        match &role.behaviour {
            Does::Create(resource) | Does::Put(resource) => Some(*resource),
            _ => role.anchors.last().map(|anchor| anchor.resource),
        }
    }

    fn makes_its_item(&self, operation: OperationIndex) -> bool {
        self.plan.role(operation).is_some_and(|role| matches!(role.behaviour, Does::Create(_)))
    }

    fn when(&mut self, node: &Node, names: &Names) -> Vec<(Reference, Vec<Template>)> {
        let mut conditions = Vec::new();
        for (written, span, leaf) in self.leaves(node) {
            let values = self.choice(leaf, names);
            match template::reference(&written, &|steps| names.root(steps)) {
                Ok(reference) => conditions.push((reference, values)),
                Err(message) => self.tell(&codes::UNKNOWN, &span, message),
            }
        }
        conditions
    }

    /// What is found, and the names that it is known by from then on.
    pub(super) fn finds(&mut self, finds: &BTreeMap<Spanned<String>, file::Find>, names: &mut Names) -> Vec<Find> {
        // As they stand in the file: one may lead to the next.
        let mut finds: Vec<_> = finds.iter().collect();
        finds.sort_by_key(|(name, _)| name.span().start);
        let mut read = Vec::new();
        for (written, find) in finds {
            let name = written.get_ref().clone();
            if RESERVED.contains(&name.as_str()) || name.contains('.') {
                self.tell(
                    &codes::CLASH,
                    &written.span(),
                    format!("`{name}` cannot be a name: it means something already"),
                );
            }
            let resource = self.collection(&find.collection);
            let schema = resource.and_then(|resource| self.schema(resource));
            let wanted = self.conditions(&find.wanted, names, schema);
            let otherwise = find.otherwise.as_ref();
            let otherwise = otherwise.map(|refuse| self.refusal(&refuse.status, &refuse.detail, names));
            names.found.push(name.clone());
            read.extend(resource.map(|resource| Find { name, resource, wanted, otherwise }));
        }
        read
    }

    /// What is made, and the names that it is known by from then on.
    pub(super) fn makes(&mut self, makes: &[file::Make], names: &mut Names) -> Vec<Make> {
        makes.iter().filter_map(|make| self.make(make, names)).collect()
    }

    fn make(&mut self, make: &file::Make, names: &mut Names) -> Option<Make> {
        let name = make.name.as_ref().map(|name| name.get_ref().clone());
        let each = self.optional(make.each.as_ref(), names);
        let own = Names { each: each.is_some(), ..names.clone() };
        names.made.extend(name.clone());
        let resource = self.collection(&make.collection)?;
        if self.plan.collection(resource).is_none_or(|known| known.variables != 1) {
            let message = format!("the items of `{}` are not found by one identifier alone", make.collection);
            self.tell(&codes::MISFIT, &make.collection.span(), message);
        }
        let schema = self.schema(resource);
        let unless = make.unless.as_ref().map(|node| self.conditions(node, &own, schema));
        let set = make.set.as_ref().map(|node| self.patch(node, &own, &[schema]));
        self.behaviour.made.insert(resource);
        Some(Make { resource, name, each, unless, set })
    }

    /// What is merged into the task that the answer leads to.
    fn task(&mut self, node: &Node, operations: &BTreeSet<OperationIndex>, names: &Names) -> Template {
        let followed = operations.iter().filter_map(|index| self.api.operation(*index).long_running.as_ref());
        let mut schemas: Vec<Option<SchemaId>> = followed.map(|followed| followed.schema).collect();
        schemas.sort_unstable();
        schemas.dedup();
        if schemas.is_empty() {
            self.tell(&codes::MISFIT, &node.span, "none of the operations has an answer that leads to a task");
        }
        self.patch(node, names, &schemas)
    }

    fn keep(&mut self, keep: &file::Keep, names: &Names) -> Keep {
        let at = self.text(&keep.at, names);
        let known = self.readable(&at);
        if !known {
            let message = format!("`{}` leads to nothing that the document reads", keep.at);
            self.tell(&codes::UNKNOWN, &keep.at.span(), message);
        }
        Keep { at, set: self.patch(&keep.set, names, &[]) }
    }

    /// Whether the document has a GET at a path whose references stand for segments.
    fn readable(&self, at: &Template) -> bool {
        let path = match at {
            Template::Constant(serde_json::Value::String(path)) => path.clone(),
            Template::Text(pieces) => {
                let piece =
                    |piece: &Piece| if let Piece::Literal(literal) = piece { literal.clone() } else { "x".to_owned() };
                pieces.iter().map(piece).collect()
            }
            _ => return false,
        };
        let mut reads = self.api.operations.iter().filter(|operation| operation.method == "GET");
        reads.any(|operation| operation.path.matches(&path).is_some())
    }

    fn fill(&mut self, fill: &file::Fill, names: &Names) -> Option<Fill> {
        let each = self.template(&fill.each, names);
        let entry = self.template(&fill.entry, &Names { each: true, ..names.clone() });
        Some(Fill { to: self.path(&fill.to, None)?, each, entry })
    }

    fn add(&mut self, add: &file::Add, names: &Names, schemas: &[Option<SchemaId>]) -> Option<Add> {
        let each = self.optional(add.each.as_ref(), names);
        let own = Names { each: each.is_some(), ..names.clone() };
        let entry = self.template(&add.entry, &own);
        let by = add.by.as_ref().and_then(|by| self.path(by, None));
        Some(Add { to: self.path_in(&add.to, schemas)?, each, entry, by })
    }

    fn take(&mut self, drop: &file::Drop, names: &Names, schemas: &[Option<SchemaId>]) -> Option<Take> {
        let wanted = drop.wanted.as_ref().map(|node| self.conditions(node, names, None)).unwrap_or_default();
        Some(Take { from: self.path_in(&drop.from, schemas)?, wanted })
    }

    fn path_in(&mut self, written: &Spanned<String>, schemas: &[Option<SchemaId>]) -> Option<super::Path> {
        let mut path = self.path(written, None);
        for schema in schemas {
            path = path.and(self.path(written, *schema));
        }
        path
    }

    /// What is changed.
    pub(super) fn changes(&mut self, changes: &[file::Change], names: &Names) -> Vec<Change> {
        let read = |change: &file::Change| {
            let resource = self.collection(&change.collection)?;
            let schema = self.schema(resource);
            let wanted = self.conditions(&change.wanted, names, schema);
            Some(Change { resource, wanted, set: self.patch(&change.set, names, &[schema]) })
        };
        changes.iter().filter_map(read).collect()
    }

    fn removes(&mut self, removes: &[file::Remove], names: &Names) -> Vec<Remove> {
        let read = |remove: &file::Remove| {
            let resource = self.collection(&remove.collection)?;
            let schema = self.schema(resource);
            Some(Remove { resource, wanted: self.conditions(&remove.wanted, names, schema) })
        };
        removes.iter().filter_map(read).collect()
    }
}
