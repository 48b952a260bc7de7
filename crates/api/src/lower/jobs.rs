//! Long-running tasks, recognised from 202 answers with a `Location` and from what can be read there.
//!
//! A task is what a GET on an item answers when it has a `state` or `status` that ends well or badly. Which task a
//! `Location` leads to follows from the header's example, from the body of the answer, from a description that names one,
//! or from there being only one that nobody makes by other means.

use avouch_wire::media::MediaType;

use super::shape::{self, Shapes};
use crate::schema::SchemaId;
use crate::words;
use crate::{Action, LongRunning, Operation, OperationKind, Resource, Response, StatusSpec, query};

const DONE: [&str; 10] = [
    "complete",
    "completed",
    "succeeded",
    "success",
    "successful",
    "done",
    "finished",
    "succeed",
    "completedsuccessfully",
    "ok",
];
const FAILED: [&str; 12] = [
    "failed",
    "failure",
    "error",
    "errored",
    "cancelled",
    "canceled",
    "aborted",
    "timedout",
    "timeout",
    "fail",
    "rejected",
    "crashed",
];

/// Something whose state can be read until it ends.
struct Task<'o> {
    operation: &'o Operation,
    schema: SchemaId,
    state: String,
    done: Vec<String>,
    failed: Vec<String>,
    /// The last literal segment of its path, as one word in the singular.
    name: String,
}

/// Fills in how the tasks that operations start are followed.
pub(super) fn recognise(shapes: &Shapes<'_>, resources: &[Resource], operations: &mut [Operation]) {
    let found: Vec<(usize, LongRunning)> = {
        let tasks: Vec<Task<'_>> = operations.iter().filter_map(|operation| task(shapes, operation)).collect();
        let unmade = only_unmade(&tasks, resources);
        let starting = operations.iter().filter(|operation| operation.kind == OperationKind::Path);
        let follow = |operation: &Operation| follow(shapes, &tasks, unmade, operation);
        starting.filter_map(|operation| Some((operation.index.0 as usize, follow(operation)?))).collect()
    };
    for (position, long_running) in found {
        operations[position].long_running = Some(long_running);
    }
}

fn task<'o>(shapes: &Shapes<'_>, operation: &'o Operation) -> Option<Task<'o>> {
    let ends_in_variable = operation.path.segments().last()?.as_variable().is_some();
    if operation.kind != OperationKind::Path || operation.method != "GET" || !ends_in_variable {
        return None;
    }
    let (_, schema) = shape::success(operation)?;
    let name = operation.path.segments().iter().rev().find_map(|segment| segment.as_literal())?;
    ["state", "status"].into_iter().find_map(|property| {
        let states = shapes.listed_texts(shapes.property(schema, property)?);
        let among = |words: &[&str]| -> Vec<String> {
            states.iter().filter(|state| words.contains(&words::plain(state).as_str())).cloned().collect()
        };
        let (done, failed) = (among(&DONE), among(&FAILED));
        let ends = !done.is_empty() && !failed.is_empty();
        let name = words::singular(&words::plain(name));
        ends.then(|| Task { operation, schema, state: format!("/{property}"), done, failed, name })
    })
}

/// The only task that no operation makes: nobody could meet it but by a `Location`.
fn only_unmade<'t, 'o>(tasks: &'t [Task<'o>], resources: &[Resource]) -> Option<&'t Task<'o>> {
    let is_made = |task: &&Task<'_>| {
        let resource = task.operation.resource.and_then(|(index, _)| resources.get(index.0 as usize));
        resource.is_some_and(|resource| resource.operations.iter().any(|(action, _)| *action == Action::Create))
    };
    let mut unmade = tasks.iter().filter(|task| !is_made(task));
    unmade.next().filter(|_| unmade.next().is_none())
}

fn follow(
    shapes: &Shapes<'_>,
    tasks: &[Task<'_>],
    unmade: Option<&Task<'_>>,
    operation: &Operation,
) -> Option<LongRunning> {
    let response = operation.responses.iter().find(|response| response.status == StatusSpec::Code(202))?;
    let header = response.header("Location")?;
    let task = match by_example(shapes, tasks, operation, response) {
        Some(by_example) => by_example?,
        None => by_body(shapes, tasks, response).or_else(|| by_description(shapes, tasks, response)).or(unmade)?,
    };
    Some(LongRunning {
        header: header.name.clone(),
        operation: task.operation.index,
        schema: Some(task.schema),
        state: task.state.clone(),
        done: task.done.clone(),
        failed: task.failed.clone(),
    })
}

/// What the example of the header leads to. `None` where there is none with a path; `Some(None)` where it leads to no
/// task, which is evidence against one.
#[expect(clippy::option_option, reason = "no evidence and evidence against are two things")]
fn by_example<'t, 'o>(
    shapes: &Shapes<'_>,
    tasks: &'t [Task<'o>],
    operation: &Operation,
    response: &Response,
) -> Option<Option<&'t Task<'o>>> {
    let header = response.header("Location")?;
    let address = shapes.example_texts(&header.examples).find(|text| path_of(text).is_some())?;
    let path = path_of(&address)?;
    let bases = operation.servers.iter().map(query::url_with_defaults);
    let bases: Vec<String> =
        bases.filter_map(|url| path_of(&url).map(|path| path.trim_end_matches('/').to_owned())).collect();
    let relative = bases.iter().filter(|base| !base.is_empty()).filter_map(|base| path.strip_prefix(base.as_str()));
    let paths: Vec<&str> = relative.chain([path]).collect();
    Some(tasks.iter().find(|task| paths.iter().any(|path| task.operation.path.matches(path).is_some())))
}

/// The path of an address, without query and fragment.
fn path_of(address: &str) -> Option<&str> {
    let after_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = if after_scheme.len() == address.len() && !address.starts_with('/') {
        return None;
    } else {
        &after_scheme[after_scheme.find('/')?..]
    };
    path.split(['?', '#']).next()
}

/// The task that the answer has in its body.
fn by_body<'t, 'o>(shapes: &Shapes<'_>, tasks: &'t [Task<'o>], response: &Response) -> Option<&'t Task<'o>> {
    let is_json = |media: &MediaType| media.is_json();
    let mut schemas = response.content.iter().filter(|media| media.range.as_media_type().is_some_and(is_json));
    let body = shapes.core(schemas.find_map(|media| media.schema)?);
    tasks.iter().find(|task| shapes.core(task.schema) == body)
}

/// The only task whose name a description has, the header's before the answer's.
fn by_description<'t, 'o>(shapes: &Shapes<'_>, tasks: &'t [Task<'o>], response: &Response) -> Option<&'t Task<'o>> {
    let header = response.header("Location")?;
    let schema = header.carrier.schema().and_then(|id| shapes.schema(id).description.as_deref());
    let texts = [header.description.as_deref(), schema, response.description.as_deref()];
    texts.into_iter().flatten().find_map(|text| {
        let said: Vec<String> = words::said(text).iter().map(|word| words::singular(word)).collect();
        let mut named = tasks.iter().filter(|task| said.contains(&task.name));
        named.next().filter(|_| named.next().is_none())
    })
}

#[cfg(test)]
mod tests;
