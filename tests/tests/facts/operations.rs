//! The table of all operations of v3, row by row.

use std::collections::BTreeSet;

use avouch_api::{Api, Operation, StatusSpec};
use avouch_tests::root;
use avouch_wire::Location;

use crate::{api, compare};

/// Facts of the table that the document does not have, with the reason.
const EXCEPTIONS: [(&str, &str); 0] = [];

/// How many rows the table has.
const ROWS: usize = 248;

/// A row of the table.
struct Row<'t> {
    method: &'t str,
    path: &'t str,
    variables: Vec<&'t str>,
    query: Vec<&'t str>,
    media_types: Vec<&'t str>,
    statuses: Vec<&'t str>,
}

fn rows(table: &str) -> Result<Vec<Row<'_>>, String> {
    let mut lines = table.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| {
        names.iter().position(|own| *own == name).ok_or_else(|| format!("the table has no column `{name}`"))
    };
    let columns = ["method", "path", "path_params", "query_params", "request_media", "statuses"].map(column);
    let [method, path, variables, query, media_types, statuses] = columns;
    let (method, path, variables, query) = (method?, path?, variables?, query?);
    let (media_types, statuses) = (media_types?, statuses?);
    let rows: Vec<Row<'_>> = lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let cell = |column: usize| cells.get(column).copied().unwrap_or_default();
            let list = |column: usize| cell(column).split(',').filter(|item| !item.is_empty()).collect();
            Row {
                method: cell(method),
                path: cell(path),
                variables: list(variables),
                query: list(query),
                media_types: list(media_types),
                statuses: list(statuses),
            }
        })
        .collect();
    if rows.len() == ROWS { Ok(rows) } else { Err(format!("the table has {} rows instead of {ROWS}", rows.len())) }
}

pub fn in_document(table: &str) -> Result<(), String> {
    let api = api("cloudfoundry-v3")?;
    let mut missing = BTreeSet::new();
    let mut facts = 0;
    for row in rows(table)? {
        let line = format!("{} {}", row.method, row.path);
        facts += 1 + row.variables.len() + row.query.len() + row.media_types.len() + row.statuses.len();
        match find(&api, &row) {
            Some(operation) => missing.extend(lacks(operation, &row).into_iter().map(|what| format!("{line}: {what}"))),
            None => drop(missing.insert(line)),
        }
    }
    println!("{facts} facts of {ROWS} operations, {} not in the document", missing.len());
    compare(&missing, &EXCEPTIONS)
}

fn find<'a>(api: &'a Api, row: &Row<'_>) -> Option<&'a Operation> {
    api.operations.iter().find(|operation| operation.method == row.method && operation.path.as_str() == row.path)
}

/// What a row tells and an operation lacks.
fn lacks(operation: &Operation, row: &Row<'_>) -> Vec<String> {
    let has = |location, name: &str| {
        let parameters = operation.parameters.iter().filter(|parameter| parameter.location == location);
        // `fields` of the table is one parameter for each resource: `fields[space]`.
        parameters.filter(|parameter| !parameter.synthesised).any(|parameter| {
            let rest = parameter.name.strip_prefix(name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        })
    };
    let content = operation.body.as_ref().map(|body| body.content.as_slice()).unwrap_or_default();
    let takes = |media_type: &str| content.iter().any(|media| media.range.to_string() == media_type);
    let answers = |status: &str| {
        let status = status.parse().map(StatusSpec::Code);
        status.is_ok_and(|status| operation.responses.iter().any(|response| response.status == status))
    };
    let mut lacks = Vec::new();
    let mut tell = |kind: &str, names: &[&str], is_there: &dyn Fn(&str) -> bool| {
        lacks.extend(names.iter().filter(|name| !is_there(name)).map(|name| format!("{kind} {name}")));
    };
    tell("path variable", &row.variables, &|name| has(Location::Path, name));
    tell("query parameter", &row.query, &|name| has(Location::Query, name));
    tell("media type", &row.media_types, &takes);
    tell("status", &row.statuses, &answers);
    lacks
}

/// The operations that the generated crate calls, `METHOD path`.
fn called() -> Result<BTreeSet<String>, String> {
    let folder = root().join("generated/cloudfoundry-v3/src/generated");
    let mut called = BTreeSet::new();
    for file in std::fs::read_dir(&folder).map_err(|error| error.to_string())?.flatten() {
        if !file.path().is_file() {
            continue;
        }
        let text = std::fs::read_to_string(file.path()).map_err(|error| error.to_string())?;
        for rest in text.split("Method::").skip(1) {
            let Some((method, rest)) = rest.split_once(',') else { continue };
            let path = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'));
            called.extend(path.map(|(path, _)| format!("{method} {path}")));
        }
    }
    Ok(called)
}

pub fn in_crate(table: &str) -> Result<(), String> {
    let called = called()?;
    let rows = rows(table)?;
    let lines = rows.iter().map(|row| format!("{} {}", row.method, row.path));
    let missing: BTreeSet<String> = lines.filter(|line| !called.contains(line)).collect();
    println!("{} of {ROWS} operations are not in the generated crate", missing.len());
    let exceptions: Vec<(&str, &str)> = EXCEPTIONS.into_iter().filter(|(what, _)| !what.contains(": ")).collect();
    compare(&missing, &exceptions)
}
