//! Archives as tools write them.

use std::fs;

use avouch_tests::{Run, avouch};
use serde_json::{Value, json};

use super::stage::{BASE, Stage, answer, archive, entry, post, replay};

fn url(path: &str) -> String {
    format!("{BASE}{path}")
}

fn with(mut entry: Value, pointer: &str, value: Value) -> Value {
    *entry.pointer_mut(pointer).expect("the member is there") = value;
    entry
}

fn get(response: Value) -> Value {
    entry("GET", &url("/items/1"), response)
}

#[test]
fn members_of_tools_and_browsers_are_taken_as_they_come() {
    let sound = answer(200, &json!({"id": 1, "name": "a"}));
    let bare = json!({"request": {"method": "GET", "url": url("/items/1")},
        "response": {"status": 200, "content": {"mimeType": "application/json", "text": "{\"id\": 1, \"name\": \"a\"}"}}});
    let mut chromium = get(sound.clone());
    chromium["_initiator"] = json!({"type": "script", "stack": {"callFrames": [{}]}});
    chromium["_priority"] = Value::Null;
    chromium["response"]["_transferSize"] = json!(-1);
    chromium["request"]["headers"] = json!([{"name": ":method", "value": "GET"}, {"name": ":authority", "value": "x"}]);
    let in_base64 = json!({"size": 21, "mimeType": "application/json", "encoding": "base64", "text": "eyJpZCI6IDEsICJuYW1lIjogImEifQ=="});
    let nulls = json!({"status": "200", "headers": null, "bodySize": null,
        "content": {"size": null, "mimeType": "application/json", "text": "{\"id\": 1, \"name\": \"a\"}", "encoding": null}});
    let half_pair =
        "{\"startedDateTime\": \"\\ud800\", \"request\": {\"method\": \"GET\", \"url\": \"URL\"}, \"response\": null}";
    let mut entries = vec![bare, chromium, with(get(sound), "/response/content", in_base64), get(nulls)];
    entries.push(json!({"x": "HALF"}));
    let text = archive(&entries).replace("{\"x\":\"HALF\"}", &half_pair.replace("URL", &url("/items/1")));
    let found = Stage::new().replay(["\u{feff}", &text].concat(), &["--strict"]);
    assert_eq!((found.run.status, found.counts()), (0, [5, 0, 0, 0]), "{}", found.run.stderr);
}

#[test]
fn bodies_that_were_not_recorded_are_not_judged() {
    let content = json!({"size": 21, "mimeType": "application/json"});
    let left_out = with(get(answer(200, &json!({}))), "/response/content", content);
    let cut = json!({"size": 2100, "mimeType": "application/json", "text": "{\"id\":"});
    let cut = with(get(answer(200, &json!({}))), "/response/content", cut);
    let mut unsent = entry("POST", &url("/items"), answer(201, &json!({"id": 1, "name": "a"})));
    unsent["request"]["headers"] =
        json!([{"name": "Content-Length", "value": "12"}, {"name": "Content-Type", "value": "application/json"}]);
    let found = replay(&[left_out, cut, unsent], &["--strict"]);
    assert_eq!(
        (found.run.status, &found.report["recording"]["bodies_not_judged"]),
        (0, &json!(3)),
        "{}",
        found.run.stderr
    );
    assert!(found.run.stderr.contains("3 bodies were not recorded whole"), "{}", found.run.stderr);
}

#[test]
fn forms_may_be_recorded_as_parameters() {
    let login = |params: Value| {
        let mut entry =
            post(&url("/login"), "application/x-www-form-urlencoded", "", answer(200, &json!({"session": 1})));
        entry["request"]["postData"]["params"] = params;
        entry
    };
    let sound = login(json!([{"name": "user", "value": "a b"}, {"name": "password", "value": "&="}]));
    assert_eq!(replay(&[sound], &["--strict"]).told(), []);
    let found = replay(&[login(json!([{"name": "user", "value": "a"}]))], &[]);
    assert_eq!(found.told(), [("request/invalid", "client", 0)]);
}

#[test]
fn entries_that_are_none_are_listed_and_the_rest_is_judged() {
    let sound = get(answer(200, &json!({"id": 1, "name": "a"})));
    let entries =
        [json!(1), json!({"request": {}}), sound, get(answer(999, &json!({}))), get(json!({"status": 99999}))];
    let found = replay(&entries, &[]);
    assert_eq!((found.run.status, found.counts()), (1, [2, 0, 0, 3]), "999 is a status: {}", found.run.stderr);
    let faults = found.report["recording"]["faults"].as_array().expect("faults");
    let positions: Vec<_> = faults.iter().map(|fault| fault["entry"].as_u64()).collect();
    assert_eq!(positions, [Some(0), Some(1), Some(4)]);
    assert!(found.run.stderr.contains("entries[4]: its status, 99999, is none of HTTP"), "{}", found.run.stderr);
    let strict = replay(&[json!(1)], &["--strict"]);
    assert_eq!((strict.run.status, replay(&[json!(1)], &[]).run.status), (1, 0));
}

#[test]
fn an_archive_without_exchanges_exercises_nothing() {
    let found = replay(&[], &[]);
    assert_eq!((found.run.status, found.counts()), (0, [0; 4]));
    assert!(found.run.stderr.contains("nothing exercised"), "{}", found.run.stderr);
}

#[test]
fn standard_input_is_an_archive_too() {
    let stage = Stage::new();
    let file = stage.path("recording.har");
    fs::write(&file, archive(&[get(answer(200, &json!({})))])).expect("the archive is written");
    let run = |document: &str| -> Run {
        let input = fs::File::open(&file).expect("the archive");
        avouch().args(["replay", document, "-"]).stdin(input).output().expect("avouch can be started").into()
    };
    assert_eq!(run(stage.document().to_str().expect("a path")).status, 1);
    assert_eq!(run("-").status, 2, "both cannot come from there");
}
