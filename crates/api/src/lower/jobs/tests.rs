//! Which operations start a task, and where it is read.

use crate::LongRunning;
use crate::lower::test::lowered;

/// What is recognised at `DELETE /v3/apps/{guid}`, whose 202 answer has these fields, in a document with these further
/// paths.
fn long_running(answer: &str, further: &str) -> Option<LongRunning> {
    let (api, _) = lowered(&format!(
        "servers: [{{url: 'https://{{host}}/base', variables: {{host: {{default: api.example.com}}}}}}]
paths:
  '/v3/apps/{{guid}}':
    parameters: [{{name: guid, in: path, required: true, schema: {{type: string}}}}]
    delete:
      responses: {{'202': {{description: Accepted, {answer}}}}}
{further}
components:
  schemas:
    Job: {{type: object, properties: {{guid: {{type: string}}, state: {{$ref: '#/components/schemas/State'}}}}}}
    State: {{type: string, enum: [PROCESSING, COMPLETE, FAILED]}}
    Task: {{type: object, properties: {{guid: {{type: string}}, status: {{type: string, enum: [running, succeeded, canceled]}}}}}}
    Endless: {{type: object, properties: {{state: {{type: string, enum: [STARTED, STOPPED]}}}}}}
"
    ));
    api.operations[0].long_running.clone()
}

fn item(path: &str, schema: &str) -> String {
    format!(
        "  '{path}/{{guid}}':
    get:
      operationId: '{path}'
      parameters: [{{name: guid, in: path, required: true, schema: {{type: string}}}}]
      responses: {{'200': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/{schema}'}}}}}}}}}}
"
    )
}

/// A way to make the items, so that they are not only met by a `Location`.
fn made(path: &str, schema: &str) -> String {
    format!(
        "  '{path}':
    post:
      responses: {{'201': {{description: made, content: {{application/json: {{schema: {{$ref: '#/components/schemas/{schema}'}}}}}}}}}}
"
    )
}

fn location(fields: &str) -> String {
    format!("headers: {{location: {{schema: {{type: string}}, {fields}}}}}")
}

/// Jobs, and tasks that are made.
fn both() -> String {
    item("/v3/jobs", "Job") + &item("/v3/tasks", "Task") + &made("/v3/tasks", "Task")
}

#[test]
fn the_only_task_that_nobody_makes() {
    let found = long_running(&location(""), &both()).expect("recognised");
    assert_eq!(found.header, "location");
    assert_eq!(found.state, "/state");
    assert_eq!(found.done, ["COMPLETE"]);
    assert_eq!(found.failed, ["FAILED"]);
    assert_eq!(found.operation.0, 1);
}

#[test]
fn an_example_says_where_it_leads() {
    let example = |address: &str| location(&format!("example: '{address}'"));
    let tasks = long_running(&example("https://api.example.com/base/v3/tasks/1?x=y"), &both()).expect("recognised");
    assert_eq!((tasks.operation.0, tasks.state.as_str()), (2, "/status"));
    assert_eq!((tasks.done, tasks.failed), (vec!["succeeded".to_owned()], vec!["canceled".to_owned()]));
    assert_eq!(long_running(&example("/v3/jobs/1"), &both()).map(|found| found.operation.0), Some(1));
    assert_eq!(long_running(&example("https://api.example.com/v3/apps/1"), &both()), None, "it leads to no task");
    assert_eq!(long_running(&example("not an address"), &both()).map(|found| found.operation.0), Some(1));
}

#[test]
fn a_description_names_the_task() {
    let described = |text: &str| long_running(&location(&format!("description: {text}")), &both());
    assert_eq!(described("URL of the task that deletes").map(|found| found.operation.0), Some(2));
    assert_eq!(described("Where the jobs are").map(|found| found.operation.0), Some(1));
}

#[test]
fn the_body_is_the_task() {
    let answer = location("") + ", content: {application/json: {schema: {$ref: '#/components/schemas/Task'}}}";
    assert_eq!(long_running(&answer, &both()).map(|found| found.operation.0), Some(2));
}

#[test]
fn what_starts_no_task() {
    let other = "headers: {X-Other: {schema: {type: string}}}";
    assert_eq!(long_running(other, &both()), None, "there is no Location");
    assert_eq!(long_running(&location(""), ""), None, "there is no task");
    assert_eq!(long_running(&location(""), &item("/v3/jobs", "Endless")), None, "its state never ends");
    let two = item("/v3/jobs", "Job") + &item("/v3/tasks", "Task");
    assert_eq!(long_running(&location(""), &two), None, "there are two, and nothing names one");
}
