//! From a folder to a package and a running process, over sockets.
#![cfg(feature = "push")]

mod support;

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cloudfoundry_v3::Client;
use cloudfoundry_v3::models::PackageState;
use cloudfoundry_v3::push::{ArchiveError, PushError, Startup, StartupError, upload_folder};
use cloudfoundry_v3::runtime::serde_json::{Value, json};
use support::{Reply, Server};

fn package(state: &str, error: &str) -> Reply {
    let link = r#"{"href": "x"}"#;
    support::json(
        if state == "AWAITING_UPLOAD" { 201 } else { 200 },
        format!(
            r#"{{"guid": "p1", "type": "bits", "state": "{state}", "created_at": "2026-11-22T00:00:00Z",
            "updated_at": null, "data": {{"error": {error}, "checksum": {{"type": "sha256", "value": null}}}},
            "links": {{"self": {link}}}}}"#
        ),
    )
}

/// A platform on which a package goes through these states.
async fn platform(states: &'static [&'static str]) -> (Server, Client) {
    let asked = AtomicUsize::new(0);
    let server = Server::start(move |seen, _| match &*seen.line {
        "POST /v3/packages" => package("AWAITING_UPLOAD", "null"),
        "POST /v3/packages/p1/upload" => package("PROCESSING_UPLOAD", "null"),
        _ => package(states[asked.fetch_add(1, Ordering::SeqCst).min(states.len() - 1)], r#""too large""#),
    })
    .await;
    let client = Client::new(&server.base).unwrap();
    (server, client)
}

#[tokio::test]
async fn a_folder_becomes_a_package() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("index.html"), "<h1>hello</h1>").unwrap();
    let (server, client) = platform(&["PROCESSING_UPLOAD", "READY"]).await;
    let package = upload_folder(&client, "a1", folder.path()).await.unwrap();
    assert_eq!(package.state(), Some(PackageState::Ready));
    let expected = ["POST /v3/packages", "POST /v3/packages/p1/upload", "GET /v3/packages/p1", "GET /v3/packages/p1"];
    assert_eq!(server.lines(), expected);
    let seen = server.seen();
    let made: Value = seen[0].text().parse().unwrap();
    assert_eq!(made, json!({"type": "bits", "relationships": {"app": {"data": {"guid": "a1"}}}}));
    assert!(seen[1].header("content-type").unwrap().starts_with("multipart/form-data; boundary="));
    let head = String::from_utf8_lossy(&seen[1].body);
    assert!(head.contains(r#"name="bits"; filename="application.zip""#), "{head}");
    // The archive, from its first entry to its end.
    assert!(seen[1].body.windows(4).any(|bytes| bytes == b"PK\x03\x04"));
    assert!(seen[1].body.windows(4).any(|bytes| bytes == b"PK\x05\x06"));
}

#[tokio::test]
async fn a_package_that_fails_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let (server, client) = platform(&["FAILED"]).await;
    let error = upload_folder(&client, "a1", folder.path()).await.unwrap_err();
    assert!(matches!(error, PushError::Archive(ArchiveError::Empty(_))), "{error}");
    assert!(server.seen().is_empty(), "nothing is sent for a folder that cannot be packed");

    fs::write(folder.path().join("a"), "").unwrap();
    let error = upload_folder(&client, "a1", folder.path()).await.unwrap_err();
    assert_eq!(error.to_string(), "the package has failed: too large");
}

/// A platform on which the instances of a process go through these states.
async fn starting(states: &'static [&'static [&'static str]]) -> (Server, Startup) {
    let asked = AtomicUsize::new(0);
    let server = Server::start(move |_, _| {
        let states = states[asked.fetch_add(1, Ordering::SeqCst).min(states.len() - 1)].iter().enumerate();
        let instance = |(index, state)| {
            format!(r#"{{"type": "web", "index": {index}, "state": "{state}", "details": "no room"}}"#)
        };
        let instances: Vec<String> = states.map(instance).collect();
        support::json(200, format!(r#"{{"resources": [{}]}}"#, instances.join(",")))
    })
    .await;
    let startup = Startup::of(&Client::new(&server.base).unwrap(), "a1").interval(Duration::from_millis(10));
    (server, startup)
}

#[tokio::test]
async fn a_process_is_up_when_an_instance_runs() {
    let (server, startup) = starting(&[&["DOWN", "STARTING"], &["CRASHED", "STARTING"], &["CRASHED", "RUNNING"]]).await;
    let mut seen = 0;
    let stats = startup.process("worker").wait_with(|_| seen += 1).await.unwrap();
    assert_eq!((seen, stats.resources.len()), (3, 2));
    assert_eq!(server.lines(), ["GET /v3/apps/a1/processes/worker/stats"; 3]);
    let (_, none_wanted) = starting(&[&[]]).await;
    assert!(none_wanted.wait().await.is_ok());
}

#[tokio::test]
async fn a_process_that_does_not_come_up() {
    let (_, startup) = starting(&[&["STARTING", "STARTING"], &["CRASHED", "CRASHED"]]).await;
    let error = startup.wait().await.unwrap_err();
    let crashed = "the app has crashed: instance 0 is CRASHED (no room), instance 1 is CRASHED (no room)";
    assert_eq!(error.to_string(), crashed);
    let (server, startup) = starting(&[&["DOWN"]]).await;
    let error = startup.timeout(Duration::from_millis(100)).wait().await.unwrap_err();
    assert!(matches!(error, StartupError::TimedOut { .. }), "{error}");
    assert!((2..=11).contains(&server.seen().len()), "{}", server.seen().len());
    let nowhere = Startup::of(&Client::new("http://127.0.0.1:1").unwrap(), "a1").wait().await;
    assert!(matches!(nowhere, Err(StartupError::Call(_))));
}
