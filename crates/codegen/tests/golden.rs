//! What is generated from the fixtures is what lies in `golden/`. The crate of whole-product tests compiles those files.
//!
//! With `AVOUCH_BLESS=1` the files are written instead.

mod support;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use support::{fixture, fixtures};

const FIXTURES: &[&str] = &["calls", "library", "shapes"];

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

#[test]
fn output_is_as_it_was() {
    let bless = std::env::var_os("AVOUCH_BLESS").is_some();
    let mut differences = String::new();
    for name in FIXTURES {
        let output = fixture(&format!("{name}.yaml"));
        let folder = golden().join(name);
        let mut files: Vec<(String, String)> =
            output.files.iter().map(|file| (file.path.clone(), file.text.clone())).collect();
        files.push(("census.json".to_owned(), serde_json::to_string_pretty(&output.census).unwrap() + "\n"));
        if bless {
            let _ = fs::remove_dir_all(&folder);
        }
        let mut there = Vec::new();
        list(&folder, &folder, &mut there);
        for (path, text) in &files {
            let file = folder.join(path);
            if bless {
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(&file, text).unwrap();
            } else if fs::read_to_string(&file).ok().as_ref() != Some(text) {
                writeln!(differences, "{} differs", file.display()).unwrap();
            }
        }
        for path in there.iter().filter(|path| !files.iter().any(|(file, _)| file == *path)) {
            writeln!(differences, "{} is no longer generated", folder.join(path).display()).unwrap();
        }
    }
    assert_eq!(differences, "", "run with AVOUCH_BLESS=1 and read the difference");
}

#[test]
fn one_file_and_many_give_the_same_crate() {
    let (many, one) = (fixture("multi/openapi.yaml"), fixture("bundled.yaml"));
    // Places of examples name files; there are none here.
    assert_eq!(many.files, one.files);
    assert_eq!(many.census.types_emitted, one.census.types_emitted);
}

#[test]
fn output_does_not_change_from_run_to_run() {
    let (first, second) = (fixture("shapes.yaml"), fixture("shapes.yaml"));
    assert_eq!(first.files, second.files);
    assert_eq!(first.census, second.census);
}

#[test]
fn names_do_not_depend_on_the_order_of_the_document() {
    let text = fs::read_to_string(fixtures().join("library.yaml")).unwrap();
    let document: serde_json::Value = yaml(&text);
    let mut turned = document.clone();
    for pointer in ["/paths", "/components/schemas", "/components/responses"] {
        if let Some(serde_json::Value::Object(map)) = turned.pointer_mut(pointer) {
            let entries: Vec<_> = std::mem::take(map).into_iter().rev().collect();
            map.extend(entries);
        }
    }
    assert_eq!(support::text(&document.to_string()).files, support::text(&turned.to_string()).files);
}

/// The value of a document that the parser reads.
fn yaml(text: &str) -> serde_json::Value {
    let source = avouch_parser::Source::Text { name: "test.yaml".to_owned(), bytes: text.as_bytes().to_vec() };
    let (document, _) =
        avouch_parser::load(&source, &avouch_parser::Options::default()).expect("the text is a document");
    let root =
        avouch_parser::document::Origin { file: avouch_diagnostics::FileId(0), node: avouch_diagnostics::NodeId(0) };
    document.node(root).expect("a document has a root").to_value()
}

fn list(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(root, &path, found);
        } else {
            let parts: Vec<_> =
                path.strip_prefix(root).unwrap_or(&path).iter().map(|part| part.to_string_lossy()).collect();
            found.push(parts.join("/"));
        }
    }
}
