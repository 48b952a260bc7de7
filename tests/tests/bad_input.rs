//! Bad input ends with the exit status that scripts rely on, with a message, in bounded memory and time, and without a panic.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use avouch_tests::{Run, avouch, run};
use tempfile::TempDir;

const FINDINGS: i32 = 1;
const USAGE: i32 = 2;

/// A document whose one path refers to `reference`.
fn document_with(reference: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      responses:\n        '200':\n          \
         description: fine\n          content:\n            application/json:\n              schema: {{$ref: {reference:?}}}\n"
    )
}

fn file(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("the temporary folder can be written to");
    path
}

fn check(path: &Path) -> Run {
    run([Path::new("check"), path])
}

fn assert_refused(run: &Run, words: &[&str]) {
    assert_eq!(run.status, USAGE, "{}", run.stderr);
    assert_says(run, words);
}

fn assert_says(run: &Run, words: &[&str]) {
    for word in words {
        assert!(run.stderr.contains(word), "{word:?} is not in: {}", run.stderr);
    }
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
}

#[test]
fn an_empty_file() {
    let folder = TempDir::new().expect("a temporary folder");
    assert_refused(&check(&file(&folder, "empty.yaml", "")), &["empty.yaml", "empty"]);
}

#[test]
fn a_missing_file() {
    let folder = TempDir::new().expect("a temporary folder");
    assert_refused(&check(&folder.path().join("missing.yaml")), &["missing.yaml"]);
}

#[test]
fn a_binary_file() {
    let folder = TempDir::new().expect("a temporary folder");
    let bytes: Vec<u8> = (0..=255).cycle().take(4096).collect();
    assert_refused(&check(&file(&folder, "binary.json", &bytes)), &["binary.json"]);
    assert_refused(&check(&file(&folder, "binary.yaml", &bytes)), &["binary.yaml"]);
}

#[test]
fn a_truncated_document() {
    let folder = TempDir::new().expect("a temporary folder");
    let text = r#"{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": {"respo"#;
    assert_refused(&check(&file(&folder, "cut.json", text)), &["cut.json:1:"]);
    let text = "openapi: 3.1.0\ninfo: {title: T, version: '1'\npaths:\n  /a: [";
    assert_refused(&check(&file(&folder, "cut.yaml", text)), &["cut.yaml:"]);
}

#[test]
fn a_swagger_document_is_not_read_yet() {
    let folder = TempDir::new().expect("a temporary folder");
    let text = "swagger: '2.0'\ninfo: {title: T, version: '1'}\npaths: {}\n";
    assert_refused(&check(&file(&folder, "old.yaml", text)), &["2.0"]);
}

#[test]
fn a_file_that_is_no_openapi_document() {
    let folder = TempDir::new().expect("a temporary folder");
    assert_refused(&check(&file(&folder, "other.json", "[1, 2]")), &["other.json", "openapi"]);
}

#[test]
fn a_reference_to_nowhere() {
    let folder = TempDir::new().expect("a temporary folder");
    let run = check(&file(&folder, "api.yaml", document_with("#/components/schemas/Missing")));
    assert_eq!(run.status, FINDINGS, "{}", run.stderr);
    assert_says(&run, &["reference/dangling", "api.yaml:11:"]);
}

#[test]
fn references_out_of_the_folder_are_refused() {
    let outer = TempDir::new().expect("a temporary folder");
    file(&outer, "secret.yaml", "type: string\n");
    let inner = outer.path().join("inner");
    fs::create_dir(&inner).expect("a folder inside");
    for reference in [
        "../secret.yaml",
        "file:///etc/passwd",
        "/etc/passwd",
        "http://127.0.0.1:9/x.yaml",
        "https://example.com/x.yaml",
    ] {
        let path = inner.join("api.yaml");
        fs::write(&path, document_with(reference)).expect("the document is written");
        let run = check(&path);
        assert_eq!(run.status, FINDINGS, "{reference}: {}", run.stderr);
        assert_says(&run, &["api.yaml:11:", "reference/"]);
        assert!(!run.stderr.contains("root:"), "the contents of another file are shown");
    }
}

#[test]
fn a_yaml_alias_bomb() {
    let folder = TempDir::new().expect("a temporary folder");
    let level = |level: usize| format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 10].join(", "));
    let text: String =
        std::iter::once("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned()).chain((1..30).map(level)).collect();
    assert_bounded(&folder, "bomb.yaml", text.as_bytes());
}

#[test]
fn nesting_of_a_hundred_thousand_levels() {
    let folder = TempDir::new().expect("a temporary folder");
    assert_bounded(&folder, "deep.json", "[".repeat(100_000).as_bytes());
    assert_bounded(&folder, "deep.yaml", "[".repeat(100_000).as_bytes());
    assert_bounded(&folder, "block.yaml", "- ".repeat(100_000).as_bytes());
}

#[test]
fn a_file_of_two_hundred_megabytes() {
    let folder = TempDir::new().expect("a temporary folder");
    let path = folder.path().join("large.json");
    let large = fs::File::create(&path).expect("the file is created");
    large.set_len(200 << 20).expect("the file grows");
    assert_bounded_file(&path);
}

fn assert_bounded(folder: &TempDir, name: &str, bytes: &[u8]) {
    assert_bounded_file(&file(folder, name, bytes));
}

/// Runs `check` on a file with an address space of 1 GiB, and expects a refusal within a time that only a runaway exceeds.
fn assert_bounded_file(path: &Path) {
    let avouch = avouch();
    let start = Instant::now();
    let run: Run = Command::new("sh")
        .args(["-c", "ulimit -v 1048576; exec \"$0\" check \"$1\""])
        .args([avouch.get_program(), path.as_os_str()])
        .output()
        .expect("a shell can be started")
        .into();
    assert_refused(&run, &[path.file_name().and_then(|name| name.to_str()).unwrap_or_default()]);
    assert!(start.elapsed().as_secs() < 30, "took {:?}", start.elapsed());
}
