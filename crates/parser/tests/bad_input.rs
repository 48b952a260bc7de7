//! Input that is no document: one message each, with its place where there is one.

use std::fmt::Write;

use avouch_parser::{Options, Source, load};

fn message(name: &str, bytes: &[u8]) -> String {
    let source = Source::Text { name: name.to_owned(), bytes: bytes.to_vec() };
    match load(&source, &Options::default()) {
        Ok((_, diagnostics)) => panic!("{name} loads, with {} diagnostics", diagnostics.len()),
        Err(error) => error.message,
    }
}

/// The title and the place of a message.
fn head(message: &str) -> (&str, &str) {
    let mut lines = message.lines();
    (lines.next().unwrap_or_default(), lines.next().unwrap_or_default().trim())
}

#[test]
fn nothing_to_read() {
    assert_eq!(head(&message("a.yaml", b"")), ("error[syntax/empty]: the file is empty", "--> a.yaml"));
    assert_eq!(head(&message("a.json", b" \n ")), ("error[syntax/empty]: the file is empty", "--> a.json"));
    assert_eq!(head(&message("-", b"# only a comment\n")), ("error[syntax/empty]: the file is empty", "--> -"));
}

#[test]
fn no_text() {
    let binary = message("a.yaml", b"\x7fELF\x02\x01\x01\x00");
    assert_eq!(head(&binary), ("error[syntax/encoding]: the file is binary: byte 7 is zero", "--> a.yaml"));
    let latin = message("a.yaml", b"openapi: 3.0.0\ninfo: caf\xe9\n");
    let title = "error[syntax/encoding]: the file is not valid UTF-8: 0xe9 at byte 24";
    assert_eq!(head(&latin), (title, "--> a.yaml:2:10"));
}

#[test]
fn truncated() {
    let json = message("a.json", b"{\n  \"openapi\": \"3.0.0\",\n  \"paths\": {");
    let title = "error[syntax/json]: the file ends in the middle of a value";
    assert_eq!(head(&json), (title, "--> a.json:3:13"));
    let yaml = message("a.yaml", b"openapi: 3.0.0\ninfo: {title: x, version: \"1");
    assert!(yaml.contains("the file ends before this does; it may be truncated"), "{yaml}");
}

#[test]
fn broken() {
    let json = message("a.json", b"{\n  \"openapi\": \"3.0.0\",\n  \"paths\": {},\n}");
    assert_eq!(head(&json), ("error[syntax/json]: this is not JSON: trailing comma", "--> a.json:4:1"));
    let yaml = message("a.yaml", b"openapi: 3.0.0\ninfo: title: x\n");
    let title = "error[syntax/yaml]: this is not YAML: mapping values are not allowed in this context";
    assert_eq!(head(&yaml).0, title);
    assert!(head(&yaml).1.starts_with("--> a.yaml:2:"), "{yaml}");
    assert!(yaml.contains("2 | info: title: x"), "{yaml}");
}

#[test]
fn other_versions() {
    for (text, version, place) in [
        ("swagger: '2.0'\n", "2.0", "--> a.yaml:1:10"),
        ("info: {}\nopenapi: 3.2.0\n", "3.2.0", "--> a.yaml:2:10"),
        ("openapi: 4.0.0\n", "4.0.0", "--> a.yaml:1:10"),
    ] {
        let message = message("a.yaml", text.as_bytes());
        let (title, found) = head(&message);
        assert!(
            title.starts_with(&format!("error[document/version]: OpenAPI {version} is not supported yet")),
            "{title}"
        );
        assert_eq!(found, place);
    }
}

#[test]
fn other_files() {
    for text in ["type: object\n", "[1, 2]", "just words", "42", "{}"] {
        let message = message("a.yaml", text.as_bytes());
        assert!(head(&message).0.starts_with("error[document/version]: "), "{message}");
    }
}

#[test]
fn too_much() {
    let limit = |text: String| {
        let message = message("a.yaml", text.as_bytes());
        head(&message).0.to_owned()
    };
    let deep = "error[limit/reached]: mappings and sequences are nested deeper than 256 levels";
    assert_eq!(limit(format!("openapi: 3.1.0\nx-a: {}", "[".repeat(100_000))), deep);
    let json = format!("{{\"openapi\": \"3.1.0\", \"x-a\": {}", "[".repeat(100_000));
    assert_eq!(limit(json), "error[limit/reached]: arrays and objects are nested deeper than 256 levels");
    let mut bomb = String::from("openapi: 3.1.0\nx-0: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for level in 1..12 {
        let aliases = vec![format!("*x{}", level - 1); 10].join(", ");
        writeln!(bomb, "x-{level}: &x{level} [{aliases}]").expect("memory");
    }
    assert_eq!(limit(bomb), "error[limit/reached]: aliases stand for more than 1000000 values");
}
