//! An Api as text, for people to read and for golden files.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use avouch_api::{Api, Case, Operation, Resource};
use avouch_diagnostics::Diagnostics;
use avouch_parser::{Options, Source, load};

/// The Api of a file, and the diagnostics of this crate; `Err` where the parser finds no document.
pub fn api_of(path: &Path) -> Result<(Api, Diagnostics), String> {
    let (document, _) = load(&Source::Path(path.to_owned()), &Options::default()).map_err(|error| error.message)?;
    Ok(Api::from_document(Arc::new(document)))
}

/// Operations, resources and diagnostics, a line each.
pub fn describe(api: &Api, diagnostics: &Diagnostics) -> String {
    let mut text = String::new();
    for operation in &api.operations {
        writeln!(text, "{}", operation_line(api, operation)).expect("strings take everything");
        for case in &operation.cases {
            writeln!(text, "  case {}", case_line(case)).expect("strings take everything");
        }
    }
    for resource in &api.resources {
        writeln!(text, "{}", resource_lines(api, resource)).expect("strings take everything");
    }
    for diagnostic in diagnostics {
        let place = diagnostic.place().map(|place| api.document.sources().pointer(place)).unwrap_or_default();
        writeln!(text, "{} {} at {place}: {}", diagnostic.severity, diagnostic.code, diagnostic.message)
            .expect("strings take everything");
    }
    text
}

fn operation_line(api: &Api, operation: &Operation) -> String {
    let mut line = format!("{} = {} {}", operation.id, operation.method, operation.path.as_str());
    if let Some(pagination) = &operation.pagination {
        let roles: Vec<_> = pagination
            .parameters
            .iter()
            .map(|(role, position)| format!("{role:?}={}", operation.parameters[*position].name))
            .collect();
        write!(line, "; pages by {:?} items {:?} {}", pagination.next, pagination.items, roles.join(","))
            .expect("strings take everything");
    }
    if let Some(task) = &operation.long_running {
        let reader = &api.operation(task.operation).id;
        write!(line, "; {} leads to {reader} {} {:?} {:?}", task.header, task.state, task.done, task.failed)
            .expect("strings take everything");
    }
    line
}

fn case_line(case: &Case) -> String {
    let mut line = format!("{}: {} parameters", case.name, case.request.parameters.len());
    if case.request.body.is_some() {
        line.push_str(", body");
    }
    if !case.request.missing_parameters.is_empty() {
        write!(line, ", missing {:?}", case.request.missing_parameters).expect("strings take everything");
    }
    if case.request.missing_body {
        line.push_str(", missing body");
    }
    match case.response.status {
        Some(status) => write!(line, " -> {status}").expect("strings take everything"),
        None => line.push_str(" -> ?"),
    }
    if case.response.body.is_some() {
        line.push_str(" with body");
    }
    line
}

fn resource_lines(api: &Api, resource: &Resource) -> String {
    let name = |index: Option<avouch_api::ResourceIndex>| {
        index.map_or(String::new(), |index| format!(" of {}", api.resources[index.0 as usize].collection.as_str()))
    };
    let item = resource.item.as_ref().map_or("-", |item| item.as_str());
    let key = |identifier: &Option<avouch_api::Identifier>| {
        identifier.as_ref().map_or("?".to_owned(), |key| format!("{}={}", key.variable, key.pointer))
    };
    let mut lines = format!(
        "resource {}{}: {} | {item} [{}]{}",
        resource.name,
        name(resource.parent),
        resource.collection.as_str(),
        key(&resource.identifier),
        if resource.schema.is_some() { "" } else { " no schema" },
    );
    for alternate in &resource.alternates {
        write!(
            lines,
            "\n  also {} [{}]{}",
            alternate.item.as_str(),
            key(&alternate.identifier),
            name(alternate.parent)
        )
        .expect("strings take everything");
    }
    for (action, operation) in &resource.operations {
        let operation = api.operation(*operation);
        write!(lines, "\n  {action:?} {} {}", operation.method, operation.path.as_str())
            .expect("strings take everything");
    }
    lines
}
