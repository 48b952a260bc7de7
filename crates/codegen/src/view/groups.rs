//! Groups: operations by their first tag.

use std::collections::BTreeMap;

use avouch_api::{Api, Operation};

use super::methods::{Called, method_names};
use crate::names::{Name, Reserved, Scope, Wanted, words};

/// The names that modules of operations must not have.
const MODULES: &[&str] = &["client", "errors", "events", "models", "runtime"];
/// The methods that the client has itself.
const CLIENT: &[&str] = &["new", "builder", "from", "inner"];

/// A group before its operations are looked at.
#[derive(Debug)]
pub(super) struct GroupDraft<'a> {
    /// The tag; `None` for operations without one.
    pub tag: Option<&'a str>,
    /// The name of its module.
    pub module: Name,
    /// What the document says about it.
    pub docs: Option<String>,
    /// Its operations with the names of their methods and their whole names, as words, in the order of the names.
    pub operations: Vec<(&'a Operation, Name, String)>,
}

/// The groups of some operations, by the names of their modules.
pub(super) fn groups<'a>(api: &'a Api, operations: &[&'a Operation]) -> Vec<GroupDraft<'a>> {
    let mut by_tag: BTreeMap<Option<&str>, Vec<&'a Operation>> = BTreeMap::new();
    for operation in operations {
        by_tag.entry(operation.tags.first().map(String::as_str)).or_default().push(*operation);
    }
    let tags: Vec<Option<&str>> = by_tag.keys().copied().collect();
    let wanted: Vec<Wanted<'_>> = tags
        .iter()
        .map(|tag| Wanted {
            text: tag.unwrap_or("operations"),
            fallback: "group",
            suffix: "api",
            rank: u32::from(tag.is_none()),
        })
        .collect();
    let modules = Scope::new(Reserved::Values(MODULES)).mint_all(&wanted);
    let mut client = Scope::new(Reserved::Values(CLIENT));
    client.mint_all(&wanted);
    let mut groups: Vec<GroupDraft<'a>> = Vec::new();
    let nouns: Vec<&str> = tags.iter().copied().flatten().collect();
    for (tag, module) in tags.into_iter().zip(modules) {
        let operations = by_tag.remove(&tag).unwrap_or_default();
        let called: Vec<Called<'_>> = operations.iter().map(|operation| called(operation, tag)).collect();
        let short = method_names(tag, &nouns, &called);
        let wanted: Vec<Wanted<'_>> =
            short.iter().map(|text| Wanted { text, fallback: "call", suffix: "operation", rank: 0 }).collect();
        let mut methods = Scope::new(Reserved::Values(&[]));
        let scope = if tag.is_some() { &mut methods } else { &mut client };
        let names = scope.mint_all(&wanted);
        let full = called.into_iter().map(|called| called.words.join(" "));
        let mut operations: Vec<_> = operations
            .into_iter()
            .zip(names)
            .zip(full)
            .map(|((operation, name), full)| (operation, name, full))
            .collect();
        operations.sort_by(|left, right| left.1.cmp(&right.1));
        let declared = api.tags.iter().find(|declared| Some(declared.name.as_str()) == tag);
        let docs = declared.and_then(|tag| tag.description.clone().or_else(|| tag.summary.clone()));
        groups.push(GroupDraft { tag, module, docs, operations });
    }
    groups.sort_by(|left, right| left.module.cmp(&right.module));
    groups
}

/// What there is to know of an operation for the name of its method.
fn called<'a>(operation: &'a Operation, tag: Option<&str>) -> Called<'a> {
    let rest = operation.operation_id.as_deref().zip(tag).and_then(|(id, tag)| id.strip_prefix(tag));
    Called {
        words: whole_name(operation),
        is_prefixed: rest.is_some_and(|rest| rest.starts_with(['/', '.', ':'])),
        path: operation.path.as_str(),
    }
}

/// The words of an operation's name: of its id, else of its method and path.
fn whole_name(operation: &Operation) -> Vec<String> {
    if let Some(id) = &operation.operation_id {
        let words = words(id);
        if !words.is_empty() {
            return words;
        }
    }
    let mut name = vec![operation.method.to_ascii_lowercase()];
    name.extend(operation.path.as_str().split('/').flat_map(|segment| match segment.strip_prefix('{') {
        Some(variable) => std::iter::once("by".to_owned()).chain(words(variable)).collect(),
        None => words(segment),
    }));
    name
}
