//! What is found in exchanges, and who is to blame.

use serde_json::{Value, json};

use super::stage::{BASE, answer, entry, post, replay, text_answer};

fn item() -> Value {
    json!({"id": 1, "name": "a"})
}

fn url(path: &str) -> String {
    format!("{BASE}{path}")
}

#[test]
fn exchanges_that_keep_the_document_are_fine() {
    let mut gone =
        entry("DELETE", &url("/items/1"), json!({"status": 204, "headers": [{"name": "Date", "value": "x"}]}));
    gone["response"]["content"] = json!({"size": 0, "mimeType": "x-unknown"});
    let entries = [
        entry("GET", &url("/items?limit=5"), answer(200, &json!([item()]))),
        entry("HEAD", &url("/items/1"), answer(200, &json!(null))),
        post(&url("/items"), "application/json", "{\"name\": \"a\"}", answer(201, &item())),
        post(&url("/items"), "application/json", "{\"name\": \"b\"}", answer(422, &json!({}))),
        gone,
    ];
    let found = replay(&entries, &["--strict"]);
    assert_eq!((found.run.status, found.told(), found.counts()), (0, vec![], [5, 0, 0, 0]), "{}", found.run.stderr);
    assert!(found.run.stderr.contains("clean"), "{}", found.run.stderr);
    let exercised =
        found.report["operations"].as_array().expect("operations").iter().filter(|it| it["exercised"] == true);
    assert_eq!(exercised.count(), 4);
}

#[test]
fn each_breach_of_an_answer_is_the_servers() {
    let mut no_header = entry("GET", &url("/items"), answer(200, &json!([])));
    no_header["response"]["headers"] = json!([{"name": "Content-Type", "value": "application/json"}]);
    let cases = [
        ("response/status", entry("GET", &url("/items/1"), answer(206, &item()))),
        ("response/status", entry("GET", &url("/items/1"), answer(500, &item()))),
        ("response/content-type", entry("GET", &url("/items/1"), text_answer(200, "text/html", "<p>"))),
        ("response/headers", no_header),
        ("response/body", entry("GET", &url("/items/1"), answer(200, &json!({"id": "1", "name": "a"})))),
        ("response/body", entry("GET", &url("/items/1"), text_answer(200, "application/json", "{"))),
        ("response/body", entry("GET", &url("/items/1"), text_answer(200, "application/json; charset=utf-8", ""))),
    ];
    for (code, case) in cases {
        let found = replay(&[entry("GET", &url("/items"), answer(200, &json!([]))), case], &[]);
        assert_eq!((found.run.status, found.told()), (1, vec![(code, "server", 1)]), "{}", found.run.stderr);
        assert!(found.junit.contains("<failure") && found.junit.contains("entries[1]"), "{}", found.junit);
    }
}

#[test]
fn a_finding_tells_where_and_when() {
    let broken = entry("GET", &url("/items/1?verbose=1"), answer(200, &json!({"id": 1})));
    let found = replay(&[broken], &[]);
    let finding = &found.findings()[0];
    assert_eq!(finding["recorded"], json!({"entry": 0, "started": "2026-03-04T05:06:07.089Z"}));
    assert_eq!((&finding["operation"], &finding["phase"]), (&json!("getItem"), &json!("recording")));
    assert!(
        finding["location"]["line"].is_u64() && finding["message"].as_str().is_some_and(|it| it.contains("`name`"))
    );
    let curl = finding["curl"].as_str().expect("a command");
    assert!(curl.contains("-X GET") && curl.contains("'https://api.example.com/v1/items/1?verbose=1'"), "{curl}");
    assert!(found.run.stderr.contains("recorded: entry 0, at 2026-03-04T05:06:07.089Z"), "{}", found.run.stderr);
}

#[test]
fn breaches_of_requests_are_the_clients_and_no_breaches_of_the_run() {
    let accepted = [
        entry("GET", &url("/items?limit=500"), answer(200, &json!([]))),
        entry("GET", &url("/items/one"), answer(200, &item())),
        post(&url("/items"), "application/json", "{}", answer(201, &item())),
        post(&url("/items"), "text/plain", "a", answer(201, &item())),
    ];
    let found = replay(&accepted, &[]);
    let codes: Vec<_> = (0..4).map(|entry| ("request/invalid", "client", entry)).collect();
    assert_eq!((found.run.status, found.told()), (0, codes), "{}", found.run.stderr);
    let checks: Vec<_> = found.findings().iter().map(|it| (it["check"].as_str(), it["severity"].as_str())).collect();
    let warning = |check| (Some(check), Some("warning"));
    let expected = ["request-query", "request-path", "request-body", "request-content-type"].map(warning);
    assert_eq!(checks, expected);
    assert_eq!(replay(&accepted, &["--strict"]).run.status, 1);

    let refused = [
        post(&url("/items"), "application/json", "{\"name\": 1}", answer(422, &json!({}))),
        post(&url("/items"), "application/json", "{\"name\": 1}", answer(400, &json!({}))),
    ];
    let found = replay(&refused, &[]);
    assert_eq!(found.told(), [("request/invalid", "client", 0), ("request/refused", "client", 1)]);
    assert_eq!((found.run.status, &found.findings()[0]["severity"]), (0, &json!("info")));
}

#[test]
fn what_is_nobodys_fault_is_not_the_servers() {
    let mut cached = entry("GET", &url("/items/1"), answer(304, &json!(null)));
    cached["request"]["headers"] = json!([{"name": "If-None-Match", "value": "\"a\""}]);
    let new = |status| post(&url("/items"), "application/json", "{\"name\": \"a\"}", answer(status, &json!({})));
    let aborted = entry("GET", &url("/items/1"), json!({"status": 0, "_error": "net::ERR_ABORTED", "headers": []}));
    let entries =
        [cached, new(401), new(403), new(429), new(503), aborted, entry("GET", &url("/items/1"), json!(null))];
    let found = replay(&entries, &[]);
    let environment = |code, entry| (code, "environment", entry);
    let expected = [
        environment("environment/not-authenticated", 1),
        environment("environment/not-allowed", 2),
        environment("environment/rate-limited", 3),
        environment("response/failure", 4),
    ];
    assert_eq!((found.run.status, found.told()), (0, expected.to_vec()), "{}", found.run.stderr);
    assert!(found.run.stderr.contains("getItem [entries[5]]: no answer was recorded"), "{}", found.run.stderr);
}

#[test]
fn a_place_that_breaks_often_is_one_finding() {
    let broken: Vec<Value> = (0..30).map(|_| entry("GET", &url("/items/1"), answer(200, &json!({"id": 1})))).collect();
    let found = replay(&broken, &[]);
    assert_eq!((found.told().len(), &found.findings()[0]["count"]), (1, &json!(30)));
    assert_eq!(found.report["operations"][2]["failed"], 30);
}

#[test]
fn secrets_are_not_shown() {
    let secrets = [
        "p4ssw0rd-1",
        "s3ssion-2",
        "t0ken-3",
        "acc0unt-4",
        "c00kie-5",
        "us3rinfo-6",
        "sig-7777",
        "set-c00kie-8",
        "bare-t0ken-9",
    ];
    let login = post(&url("/login"), "application/x-www-form-urlencoded", "user=me&password=p4ssw0rd-1", {
        // The token has no telling name here, and is known only from the request that follows.
        let mut answer = answer(200, &json!({"value": "t0ken-3", "session_token": "s3ssion-2"}));
        answer["headers"]
            .as_array_mut()
            .expect("fields")
            .push(json!({"name": "Set-Cookie", "value": "sid=set-c00kie-8; Path=/"}));
        answer
    });
    let mut create = post("https://me:us3rinfo-6@api.example.com/v1/items?token=sig-7777", "application/json", "{}", {
        answer(201, &json!({"echo": "acc0unt-4 c00kie-5 set-c00kie-8 us3rinfo-6"}))
    });
    create["request"]["headers"] = json!([
        {"name": "Authorization", "value": "Bearer t0ken-3"}, {"name": "X-Account", "value": "acc0unt-4"},
        {"name": "Cookie", "value": "a=c00kie-5"}
    ]);
    let lost = entry("GET", "https://h/t0ken-3/lost?password=p4ssw0rd-1", answer(200, &json!({})));
    let mut bare = entry("GET", &url("/items/1"), answer(200, &json!({"echo": "bare-t0ken-9, a Bearer"})));
    bare["request"]["headers"] = json!([{"name": "Authorization", "value": "bare-t0ken-9"}]);
    let found = replay(&[login, create, lost, bare], &[]);
    assert!(found.run.stderr.contains("***, a Bearer"), "the name of a scheme is no secret: {}", found.run.stderr);
    assert_eq!(found.run.status, 1, "{}", found.run.stderr);
    let shown = format!("{}{}{}", found.run.stderr, found.report, found.junit);
    for secret in secrets {
        assert!(!shown.contains(secret), "{secret} is shown: {shown}");
    }
    assert!(shown.contains("\\\"$AUTHORIZATION\\\"") && shown.contains("https://h/***/lost"), "{shown}");
}
