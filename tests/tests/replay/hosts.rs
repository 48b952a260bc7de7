//! Which exchanges are with the API.

use serde_json::json;

use super::stage::{answer, entry, replay};

fn item(url: &str) -> serde_json::Value {
    entry("GET", url, answer(200, &json!({"id": 1, "name": "a"})))
}

#[test]
fn hosts_of_other_environments_match_by_path() {
    let urls = ["https://staging.example.net/v1/items/1", "http://127.0.0.1:8080/items/1", "/v1/items/1#there"];
    let found = replay(&urls.map(item), &["--strict"]);
    assert_eq!((found.run.status, found.counts()), (0, [3, 0, 0, 0]), "{}", found.run.stderr);
}

#[test]
fn a_base_leaves_out_other_hosts_and_the_documents_servers() {
    let urls = [
        "https://API.other.net:443/gate/items/1",
        "https://api.other.net/v1/items/1",
        "https://cdn.other.net/gate/items/1",
        "http://api.other.net/gate/items/1",
    ];
    let found = replay(&urls.map(item), &["--base", "https://api.other.net/gate/"]);
    assert_eq!((found.run.status, found.counts()), (0, [1, 1, 2, 0]), "{}", found.run.stderr);
    let inside = replay(&[urls[0], urls[2]].map(item), &["--base", "https://api.other.net/gate", "--strict"]);
    assert_eq!(inside.run.status, 0, "what is elsewhere is no finding: {}", inside.run.stderr);
    assert_eq!(replay(&[], &["--base", "api.other.net"]).run.status, 2);
}

#[test]
fn what_fits_no_operation_is_counted_and_listed() {
    let mut entries: Vec<_> = (0..5).map(|index| item(&format!("https://cdn.example.com/app.js?v={index}"))).collect();
    entries.push(entry("OPTIONS", "https://api.example.com/v1/items", answer(204, &json!({}))));
    entries.push(entry("GET", "wss://api.example.com/v1/items", answer(101, &json!({}))));
    let found = replay(&entries, &[]);
    assert_eq!((found.run.status, found.counts()), (0, [0, 6, 0, 1]), "{}", found.run.stderr);
    let others = &found.report["recording"]["other_requests"];
    let expected = json!({"method": "GET", "url": "https://cdn.example.com/app.js", "reason": "no operation has this path", "count": 5, "entry": 0});
    assert_eq!(others[0], expected);
    assert_eq!(others[1]["reason"], "the path has only GET, POST");
    assert!(
        found.run.stderr.contains("   5  GET https://cdn.example.com/app.js: no operation"),
        "{}",
        found.run.stderr
    );
    assert_eq!(replay(&entries, &["--strict"]).run.status, 1);
}
