//! Care for the target and for secrets: what is not sent, what is removed, what is not printed.

mod support;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use avouch_conformance::report::{Verdict, json, junit, terminal};
use avouch_conformance::{Event, Outcome, Plan, Reporter, Silent, SkipReason, Stopper, Writes, run, stop};
use serde_json::{Value, json};
use support::{answer, api, empty, fixture, found, replay, server, shops};

#[tokio::test]
async fn nothing_is_written_where_that_is_not_allowed() {
    let server = shops(|_, _| ()).await;
    server.shops.lock().expect("the shops").all.insert("theirs".to_owned(), json!({"guid": "theirs", "name": "n"}));
    let mut config = server.config();
    config.writes = Writes::Refused;
    let report = replay(&fixture("shop.yaml"), &config).await;
    assert!(server.lines().iter().all(|line| line.starts_with("GET ")), "{:?}", server.lines());
    assert!(server.lines().contains(&"GET /shops/theirs".to_owned()), "learned from the list: {:?}", server.lines());
    let deletion = report.operations.iter().find(|operation| operation.id == "deleteShop").expect("deleteShop");
    assert_eq!(
        deletion.skip_reasons(),
        ["writes-not-allowed: it changes things at a target where that was not allowed"]
    );
    assert_eq!(found(&report), []);
}

#[tokio::test]
async fn what_the_run_did_not_make_is_not_destroyed() {
    let server = shops(|asked, response| {
        if asked.line() == "POST /shops" {
            *response = answer(422, &json!({"message": "no"}));
        }
    })
    .await;
    server.shops.lock().expect("the shops").all.insert("theirs".to_owned(), json!({"guid": "theirs", "name": "n"}));
    let report = replay(&fixture("shop.yaml"), &server.config()).await;
    let writes: Vec<String> = server.lines().into_iter().filter(|line| !line.starts_with("GET ")).collect();
    assert_eq!(writes, ["POST /shops"], "nothing of theirs is touched");
    let deletion = report.operations.iter().find(|operation| operation.id == "deleteShop").expect("deleteShop");
    assert!(matches!(deletion.cases[0].outcome, Outcome::Skipped(SkipReason::DependencyFailed { .. })));
}

#[tokio::test]
async fn destructive_actions_without_an_identifier_of_the_run_are_not_sent() {
    let server = server(|_| empty(200)).await;
    let api = api("paths:
  /admin/shutdown: {post: {responses: {'200': {description: ok}}}}
  /everything: {delete: {responses: {'200': {description: ok}}}}
  /search: {post: {responses: {'200': {description: ok}}}}
");
    let report = replay(&api, &server.config()).await;
    assert_eq!(server.lines(), ["POST /search"]);
    assert_eq!(report.counts().skipped, 2);
}

#[tokio::test]
async fn a_number_beside_the_name_that_identifies_is_left_as_it_is() {
    let server = server(|asked| match asked.method.as_str() {
        "DELETE" => empty(204),
        _ => answer(201, &json!({"id": 10, "username": "ada"})),
    })
    .await;
    let api = api("paths:
  /users: {post: {requestBody: &user {content: {application/json: {schema: {$ref: '#/components/schemas/User'}, example: {id: 10, username: ada}}}}, responses: {'201': &ok {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}}}
  '/users/{username}':
    parameters: [{name: username, in: path, required: true, schema: {type: string}}]
    get: {responses: {'201': *ok}}
    put: {requestBody: *user, responses: {'201': *ok}}
    delete: {responses: {'204': {description: gone}}}
components: {schemas: {User: {type: object, properties: {id: {type: integer}, username: {type: string}}}}}
");
    let report = replay(&api, &server.config()).await;
    assert_eq!(report.counts().passed, 4);
    let asked = server.asked.lock().expect("the log");
    let put = asked.iter().find(|asked| asked.method == "PUT").expect("PUT");
    assert_eq!(put.target, "/users/ada");
    assert_eq!(serde_json::from_slice::<Value>(&put.body).expect("JSON"), json!({"id": 10, "username": "ada"}));
}

#[tokio::test]
async fn a_whole_collection_is_not_overwritten() {
    let server = server(|_| answer(200, &json!([{"id": 1, "name": "theirs"}]))).await;
    let api = api("paths:
  /things:
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}}}}}}
    patch:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'200': {description: ok}}
  '/things/{id}':
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}
components: {schemas: {Thing: {type: object, properties: {id: {type: integer}, name: {type: string}}}}}
");
    let report = replay(&api, &server.config()).await;
    assert!(server.lines().iter().all(|line| line.starts_with("GET ")), "{:?}", server.lines());
    let patch = report.operations.iter().find(|operation| operation.method == "PATCH").expect("PATCH");
    assert_eq!(patch.skip_reasons(), ["not-ours: it destroys or overwrites what this run has not made"]);
}

/// A document of things that are named by who makes them, with an answer that says nothing; or by PUT.
const NAMED: &str = "paths:
  /things:
    post:
      requestBody: {content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}, note: {type: string}}}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}
  '/things/{name}':
    parameters: [{name: name, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}, '404': {description: gone}}}
    delete: {responses: {'200': {description: ok}}}
  '/files/{file}':
    parameters: [{name: file, in: path, required: true, schema: {type: string}, example: a.txt}]
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/File'}}}}, '404': {description: gone}}}
    put: {responses: {'200': {description: ok}}}
    delete: {responses: {'200': {description: ok}}}
  '/raw/{raw}':
    parameters: [{name: raw, in: path, required: true, schema: {type: string}, example: theirs}]
    get: {responses: {'200': {description: ok, content: {text/plain: {}}}, '404': {description: gone}}}
    put: {requestBody: {required: true, content: {text/plain: {schema: {type: string}}}}, responses: {'200': {description: ok}}}
components:
  schemas:
    Thing: {type: object, required: [name], properties: {name: {type: string}}}
    File: {type: object, required: [file], properties: {file: {type: string}}}
";

/// Replays [`NAMED`] against a server that has some paths already; gives what was asked for but the reads, and what is left.
async fn replay_named(there: &[&str]) -> (Vec<String>, BTreeSet<String>) {
    let all: BTreeSet<String> = there.iter().map(|path| (*path).to_owned()).collect();
    let all = Arc::new(Mutex::new(all));
    let state = Arc::clone(&all);
    let server = server(move |asked| {
        let mut all = state.lock().expect("the state");
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let name = body["name"].as_str().unwrap_or_default();
        let made = if asked.method == "POST" { format!("/things/{name}") } else { asked.target.clone() };
        match asked.method.as_str() {
            "POST" if asked.body != format!("{{\"name\":\"{name}\"}}") => empty(422),
            "POST" | "PUT" => {
                all.insert(made);
                if asked.method == "POST" { answer(200, &json!({})) } else { empty(200) }
            }
            "DELETE" if all.remove(&asked.target) => empty(200),
            "GET" if all.contains(&asked.target) => {
                let name = asked.target.rsplit('/').next().unwrap_or_default();
                let mut item = answer(200, &json!({"name": name, "file": name}));
                if asked.target.starts_with("/raw") {
                    item.headers_mut().insert("content-type", http::HeaderValue::from_static("text/plain"));
                }
                item
            }
            _ => empty(404),
        }
    })
    .await;
    let report = replay(&api(NAMED), &server.config()).await;
    assert_eq!(found(&report), []);
    let writes = server.lines().into_iter().filter(|line| !line.starts_with("GET ")).collect();
    let left = all.lock().expect("the state").clone();
    (writes, left)
}

#[tokio::test]
async fn what_was_not_there_before_and_was_named_by_the_run_is_its_own() {
    let (writes, left) = replay_named(&["/raw/theirs"]).await;
    let methods: Vec<&str> = writes.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(methods, ["POST", "PUT", "DELETE", "DELETE"], "{writes:?}");
    assert_eq!(left, BTreeSet::from(["/raw/theirs".to_owned()]));
    let name = writes.iter().find_map(|line| line.strip_prefix("DELETE /things")).expect("a thing is deleted");
    let theirs = format!("/things{name}");
    let (writes, left) = replay_named(&[&theirs, "/files/a.txt", "/raw/theirs"]).await;
    let renamed = format!("DELETE {theirs}-2");
    assert_eq!(writes, ["POST /things".to_owned(), renamed], "what was there is neither overwritten nor deleted");
    assert_eq!(left, BTreeSet::from([theirs, "/files/a.txt".to_owned(), "/raw/theirs".to_owned()]));
}

/// Asks the run to stop once a number of cases have ended.
struct StopAfter(usize, Stopper);

impl Reporter for StopAfter {
    fn event(&mut self, event: &Event<'_>) {
        if matches!(event, Event::CaseEnded { .. }) {
            self.0 = self.0.saturating_sub(1);
            if self.0 == 0 {
                self.1.stop();
                self.0 = usize::MAX;
            }
        }
    }
}

#[tokio::test]
async fn a_run_that_is_stopped_cleans_up() {
    let server = shops(|_, _| ()).await;
    let config = server.config();
    let plan = Plan::new(&fixture("shop.yaml"), &config);
    let (stopper, stop) = stop();
    let report = run(&plan, &config, &mut StopAfter(3, stopper), stop).await;
    assert_eq!(report.stopped, Some(SkipReason::Stopped));
    assert_eq!(report.verdict(), Verdict::Incomplete);
    assert_eq!(report.counts().passed, 3);
    assert!(report.left_behind.is_empty());
    assert!(server.shops.lock().expect("the shops").all.is_empty(), "what was made is gone");
    assert_eq!(
        server.lines()[3..],
        ["DELETE /shops/shop-1/items/item-2".to_owned(), "DELETE /shops/shop-1".to_owned()],
        "the last thing first"
    );
}

/// Asks the run twice to stop once two cases have ended.
struct Twice(Stopper, usize);
impl Reporter for Twice {
    fn event(&mut self, event: &Event<'_>) {
        if matches!(event, Event::CaseEnded { .. }) {
            self.1 += 1;
            if self.1 == 2 {
                self.0.stop();
                self.0.stop();
            }
        }
    }
}

#[tokio::test]
async fn a_second_stop_lists_what_is_left() {
    let server = shops(|_, _| ()).await;
    let config = server.config();
    let plan = Plan::new(&fixture("shop.yaml"), &config);
    let (stopper, stop) = stop();
    let report = run(&plan, &config, &mut Twice(stopper, 0), stop).await;
    assert_eq!(report.left_behind.len(), 2, "{:?}", report.left_behind);
    assert!(report.left_behind[0].contains("item-2") && report.left_behind[1].contains("shop-1"));
}

#[tokio::test]
async fn the_time_of_a_run_is_bounded() {
    let server = shops(|asked, _| {
        if asked.method == "GET" {
            std::thread::sleep(Duration::from_millis(150));
        }
    })
    .await;
    let mut config = server.config();
    config.limits.run = Some(Duration::from_millis(50));
    let report = replay(&fixture("shop.yaml"), &config).await;
    assert_eq!(report.stopped, Some(SkipReason::Stopped));
    assert!(server.shops.lock().expect("the shops").all.is_empty());
}

const SECURED: &str = "security: [{bearer: []}]
paths:
  /me: {get: {operationId: me, responses: {'200': {description: ok}, '401': {description: no}}}}
components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}
";

#[tokio::test]
async fn missing_credentials_are_said_and_not_held_against_the_server() {
    let server = server(|asked| empty(if asked.headers.contains_key("authorization") { 200 } else { 401 })).await;
    let report = replay(&api(SECURED), &server.config()).await;
    assert_eq!(report.verdict(), Verdict::NotAuthenticated);
    assert!(terminal::verdict(&report).starts_with("not authenticated"), "{}", terminal::verdict(&report));
    assert_eq!(report.findings[0].blame, avouch_conformance::Blame::Environment);
    let mut config = server.config();
    config.add_header("Authorization: Bearer a-long-secret").expect("a header");
    let report = replay(&api(SECURED), &config).await;
    assert_eq!(report.verdict(), Verdict::Clean);
}

#[cfg(unix)]
#[tokio::test]
async fn the_command_for_credentials_runs_again_after_a_401() {
    let folder = std::env::temp_dir().join(format!("avouch-auth-{}", std::process::id()));
    let server = server(|asked| {
        let fresh = asked.headers.get("authorization").is_some_and(|value| value == "Bearer token-2");
        empty(if fresh { 200 } else { 401 })
    })
    .await;
    let mut config = server.config();
    let count = folder.display();
    config.auth_command =
        Some(format!("echo x >> '{count}'; echo \"Authorization: Bearer token-$(wc -l < '{count}' | tr -d ' ')\""));
    let report = replay(&api(SECURED), &config).await;
    drop(std::fs::remove_file(&folder));
    assert_eq!(report.verdict(), Verdict::Clean, "{:#?}", report.findings);
    assert_eq!(server.lines(), ["GET /me", "GET /me"]);
}

#[tokio::test]
async fn secrets_stand_in_no_report() {
    let server = shops(|asked, response| {
        // A server that repeats what it was sent, in an answer that breaks its document.
        let token = asked.headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
        if asked.line() == "POST /shops" {
            let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
            *response = answer(201, &json!({"echo": token, "password": body["password"], "text": "\u{1b}[31m"}));
            response.headers_mut().insert("set-cookie", http::HeaderValue::from_static("session=very-secret-cookie"));
        }
    })
    .await;
    let mut config = server.config();
    config.add_header("Authorization: Bearer a-long-secret").expect("a header");
    let report = replay(&fixture("shop.yaml"), &config).await;
    assert!(report.breaches() > 0);
    let texts = [json::json(&report), junit::junit(&report).expect("XML"), terminal::summary(&report, true)];
    for text in &texts {
        for secret in ["a-long-secret", "hunter2hunter2", "very-secret-cookie"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        assert!(!text.contains("\u{1b}[31mx") && !texts[1].contains('\u{1b}'));
    }
    let curl = report.findings[0].curl.as_deref().expect("a command");
    assert!(curl.contains("-H 'authorization: Bearer '\"$AUTHORIZATION\""), "{curl}");
    assert!(!terminal::finding(&report.findings[0], false).contains('\u{1b}'));
}

#[tokio::test]
async fn an_example_that_breaks_its_document_is_the_documents_fault() {
    let server = server(|_| answer(400, &json!({}))).await;
    let api = api("paths:
  /make:
    post:
      operationId: make
      requestBody: {content: {application/json: {schema: {type: object, required: [name]}, example: {nam: x}}}}
      responses: {'201': {description: made}}
");
    let report = replay(&api, &server.config()).await;
    let blames: Vec<_> = report.findings.iter().map(|finding| (finding.code, finding.blame.name())).collect();
    assert_eq!(blames, [("example/request", "document"), ("example/refused", "document")]);
    assert_eq!(report.breaches(), 0);
    let location = report.findings[0].location.as_ref().expect("a place");
    assert_eq!(location.file, "test.yaml");
}

#[tokio::test]
async fn filters_leave_operations_out_and_still_make_what_is_needed() {
    let server = shops(|_, _| ()).await;
    let mut config = server.config();
    config.selection.only = vec!["getItem".parse().expect("a pattern")];
    let report = replay(&fixture("shop.yaml"), &config).await;
    let counts = report.counts();
    assert_eq!((counts.attempted, counts.passed, counts.skipped), (1, 1, 9));
    let table = terminal::summary(&report, false);
    assert!(table.contains("\nItems ") && !table.contains("\nShops "), "{table}");
    assert!(table.contains("1 group is left out: no case of it was asked for or recorded\n"), "{table}");
    assert!(server.lines().contains(&"GET /shops/shop-1/items/item-2".to_owned()));
    assert!(server.shops.lock().expect("the shops").all.is_empty());
}

#[tokio::test]
async fn two_runs_of_one_plan_give_the_same_report_but_for_times() {
    let api = fixture("shop.yaml");
    let mut texts = Vec::new();
    let fresh = || {
        shops(|asked, response| {
            if asked.method == "PATCH" {
                *response = empty(204);
            }
        })
    };
    let first = fresh().await;
    let plan = Plan::new(&api, &first.config());
    for server in [first, fresh().await] {
        let report = run(&plan, &server.config(), &mut Silent, stop().1).await;
        let mut value: Value = serde_json::from_str(&json::json(&report)).expect("JSON");
        assert!(value["duration_ms"].take().is_u64());
        texts.push(value.to_string().replace(&server.address.to_string(), "TARGET"));
    }
    assert_eq!(texts[0], texts[1]);
}

#[tokio::test]
async fn the_json_report_has_its_keys() {
    let server = shops(|asked, response| {
        if asked.method == "PATCH" {
            *response = answer(200, &json!({"guid": 1, "name": "n"}));
        }
    })
    .await;
    let report = replay(&fixture("shop.yaml"), &server.config()).await;
    let value: Value = serde_json::from_str(&json::json(&report)).expect("JSON");
    let keys = |value: &Value| {
        value.as_object().expect("an object").keys().cloned().collect::<std::collections::BTreeSet<_>>()
    };
    let set = |names: &str| names.split(' ').map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(keys(&value), set("schema_version seed duration_ms operations findings totals"));
    assert_eq!(
        keys(&value["operations"][0]),
        set("id method path attempted exercised passed failed precondition_unmet skipped skip_reasons")
    );
    assert_eq!(
        keys(&value["findings"][0]),
        set(
            "code check phase severity blame operation case count pointer_document location pointer_body message request response curl"
        )
    );
    let finding = &value["findings"][0];
    assert_eq!(finding["pointer_document"], "/components/schemas/Shop/properties/guid/type");
    assert_eq!(finding["pointer_body"], "/guid");
    assert_eq!(finding["blame"], "server");
    assert!(finding["location"]["line"].as_u64().is_some_and(|line| line > 100));
    assert_eq!(value["totals"]["blame"]["server"], 1);
    assert_eq!(value["schema_version"], 1);
}
