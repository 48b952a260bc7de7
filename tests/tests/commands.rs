//! The verbs through the binary: what they print, where, and what they end with.

use std::fs;
use std::net::TcpListener;
use std::path::Path;

use avouch_tests::{Mock, Run, avouch, root, run};
use serde_json::Value;
use tempfile::TempDir;

const V2: &str = "spec/cloudfoundry-v2";

fn folder() -> TempDir {
    TempDir::new().expect("a temporary folder")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("the file was written")
}

#[test]
fn check_prints_results_for_programs_to_standard_output() {
    let found = run(["check", V2, "--format", "json"]);
    assert_eq!((found.status, json(&found.stdout)["diagnostics"].as_array().map(Vec::len)), (0, Some(0)));
    let found = run(["check", V2, "--format", "sarif"]);
    assert_eq!((found.status, json(&found.stdout)["version"].as_str()), (0, Some("2.1.0")));
    assert_eq!(run(["check", V2, "--strict"]).status, 0);
}

#[test]
fn our_documents_are_clean_even_when_remarks_count() {
    let found = run(["check", "spec/cloudfoundry-v3", "--strict"]);
    assert_eq!((found.status, found.stdout.as_str()), (0, ""), "{}", found.stderr);
}

#[test]
fn flags_that_do_not_exist_are_refused() {
    for arguments in [&["check", V2, "--workers", "2"][..], &["mock", V2, "--state", "x"], &["conform", V2], &["grow"]]
    {
        assert_eq!(run(arguments).status, 2, "{arguments:?}");
    }
}

#[test]
fn generate_writes_a_crate_and_tells_drift() {
    let folder = folder();
    let out = folder.path().join("crate");
    let census = folder.path().join("census.json");
    let generate = |more: &[&str]| -> Run {
        let mut command = avouch();
        command.args(["generate", V2, "--out"]).arg(&out).args(more).output().expect("avouch can be started").into()
    };
    let written = generate(&["--census", census.to_str().expect("a path"), "--name", "listing"]);
    assert_eq!(written.status, 0, "{}", written.stderr);
    let census = json(&read(&census));
    assert_eq!((census["operations_total"].as_u64(), census["operations_emitted"].as_u64()), (Some(1), Some(1)));
    for key in ["schema_version", "by_kind", "schemas_total", "types_emitted", "untyped", "not_represented"] {
        assert!(census.get(key).is_some(), "{key}");
    }
    assert!(read(&out.join("Cargo.toml")).contains("name = \"listing\""));
    assert_eq!(generate(&["--check", "--name", "listing"]).status, 0);

    let changed = out.join("src/generated/mod.rs");
    fs::write(&changed, read(&changed) + "// changed by hand\n").expect("the file can be written");
    fs::write(out.join("src/generated/old.rs"), "").expect("a file that is no longer generated");
    let drift = generate(&["--check", "--name", "listing"]);
    assert_eq!(drift.status, 1);
    assert!(drift.stdout.contains("mod.rs") && drift.stdout.contains("old.rs"), "{}", drift.stdout);

    fs::write(out.join("src/lib.rs"), "//! Mine.\nmod generated;\n").expect("the user's file");
    assert_eq!(generate(&["--name", "listing"]).status, 0);
    assert_eq!(generate(&["--check", "--name", "listing"]).status, 0);
    assert!(!out.join("src/generated/old.rs").exists());
    assert_eq!(read(&out.join("src/lib.rs")), "//! Mine.\nmod generated;\n");
}

#[test]
fn mock_prints_one_line_and_ends_when_asked() {
    for signal in ["-INT", "-TERM"] {
        let mock = Mock::start(&[V2]);
        assert!(mock.address.starts_with("http://127.0.0.1:"), "{}", mock.address);
        assert_eq!(mock.end(signal), Some(0), "{signal}");
    }
}

#[test]
fn mock_reads_the_behaviour_file_beside_its_document_or_the_one_that_is_given() {
    let beside = folder();
    let document = beside.path().join("openapi.yaml");
    fs::copy(root().join(V2).join("openapi.yaml"), &document).expect("the document can be copied");
    let document = document.to_str().expect("UTF-8");
    let file = beside.path().join("mock.toml");
    fs::write(&file, "[[rule]]\non = \"launch\"\n").expect("it can be written");
    for verb in [&["mock", document][..], &["conform", document, "--target", "mock"]] {
        let found = run(verb);
        assert_eq!(found.status, 2, "{}", found.stderr);
        assert!(
            found.stderr.contains("behaviour/unknown") && found.stderr.contains("mock.toml:2:6"),
            "{}",
            found.stderr
        );
    }
    let other = beside.path().join("other.toml");
    fs::write(&other, "").expect("it can be written");
    let other = other.to_str().expect("UTF-8");
    assert_eq!(Mock::start(&[document, "--behaviour", other]).end("-TERM"), Some(0), "the given one is read instead");
    assert_eq!(run(["mock", document, "--behaviour", "nowhere.toml"]).status, 2);
    assert_eq!(run(["check", document]).status, 0, "others do not read it");
}

#[test]
fn conform_finds_what_a_server_breaks() {
    let folder = folder();
    let report = folder.path().join("report.json");
    let replay = |target: &str| -> Run {
        let mut command = avouch();
        command.args(["conform", V2, "--target", target, "--header", "Authorization: bearer t0p-s3cret", "--json"]);
        command.arg(&report).output().expect("avouch can be started").into()
    };
    let sound = Mock::start(&[V2]);
    assert_eq!(replay(&sound.address).status, 0);
    assert_eq!(json(&read(&report))["operations"][0]["exercised"], true);

    let broken = Mock::start(&[V2, "--fault", "wrong-type@GET /v2/services"]);
    let found = replay(&broken.address);
    assert_eq!(found.status, 1, "{}", found.stderr);
    let written = read(&report);
    let finding = &json(&written)["findings"][0];
    assert_eq!((finding["blame"].as_str(), finding["check"].as_str()), (Some("server"), Some("body")));
    assert!(
        finding["location"]["line"].is_u64() && finding["curl"].as_str().is_some_and(|curl| curl.starts_with("curl "))
    );
    assert!(!written.contains("t0p-s3cret") && !found.stderr.contains("t0p-s3cret"), "a secret is shown");
}

#[test]
fn conform_says_when_nobody_signed_in() {
    let mock = Mock::start(&[V2]);
    let found = run(["conform", V2, "--target", &mock.address]);
    assert_eq!(found.status, 0, "{}", found.stderr);
    assert!(found.stderr.contains("not authenticated") && !found.stderr.contains("clean"), "{}", found.stderr);
}

#[test]
fn conform_tells_a_target_that_is_not_there() {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
    assert_eq!(run(["conform", V2, "--target", &format!("http://127.0.0.1:{port}")]).status, 3);
    assert_eq!(run(["conform", V2, "--target", "127.0.0.1"]).status, 2);
}

#[test]
fn standard_input_is_a_document_too() {
    let document = fs::File::open(root().join(V2).join("openapi.yaml")).expect("our document");
    let found: Run = avouch().args(["check", "-"]).stdin(document).output().expect("avouch can be started").into();
    assert_eq!(found.status, 0, "{}", found.stderr);
}
