//! Every file of the corpus folder (`AVOUCH_CORPUS`), JSON and YAML: the tree is the one that other readers see, and both
//! passes over the text see the same nodes, each at a place whose text reads to the node's value.

mod corpus;

use std::path::{Path, PathBuf};

use avouch_diagnostics::FileId;
use avouch_parser::tree::{Kind, Number};
use avouch_parser::{NodeRef, Options, Reading, Source, read};
use libtest_mimic::{Arguments, Failed};
use serde_json::Value;

fn main() {
    let arguments = Arguments::from_args();
    let documents = corpus::documents(|document| document.count("files") > 0);
    libtest_mimic::run(&arguments, corpus::trials(documents, all_files)).exit()
}

/// A document's file, or all files of the folder that is its own.
fn all_files(document: &corpus::Document) -> Result<(), Failed> {
    let own_folder = document.path.parent().filter(|parent| *parent != corpus::folder());
    let found = files(own_folder.unwrap_or(&document.path));
    if found.is_empty() {
        return Err(format!("there is no file of this {} document", document.version).into());
    }
    found.iter().try_for_each(|file| check(file))
}

/// The file, or the files in the folder and below.
fn files(entry: &Path) -> Vec<PathBuf> {
    if let Ok(entries) = std::fs::read_dir(entry) {
        return entries.flatten().flat_map(|entry| files(&entry.path())).collect();
    }
    let is_read =
        entry.extension().is_some_and(|extension| ["json", "yaml", "yml"].iter().any(|known| extension == *known));
    if is_read { vec![entry.to_path_buf()] } else { Vec::new() }
}

fn check(file: &Path) -> Result<(), Failed> {
    let fail = |message: String| Failed::from(format!("{}: {message}", file.display()));
    let (reading, diagnostics) =
        read(&Source::Path(file.to_path_buf()), &Options::default()).map_err(|error| fail(error.message))?;
    let text = reading.sources().text(FileId(0));
    let root = reading.root().ok_or_else(|| fail("no root".to_owned()))?;
    // The witnesses have no whole numbers beyond 64 bits, and refuse keys that stand twice.
    let is_plain =
        diagnostics.is_empty() && !root.descendants().any(|node| matches!(node.as_number(), Some(Number::Text(_))));
    if is_plain {
        let witness = witness(file, text).map_err(fail)?;
        if root.to_value() != witness {
            return Err(fail("another reader sees another value".to_owned()));
        }
    }
    root.descendants().try_for_each(|node| place_agrees(&reading, text, node).map_err(fail))
}

/// What another reader sees.
fn witness(file: &Path, text: &str) -> Result<Value, String> {
    if file.extension().is_some_and(|extension| extension == "json") {
        return serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| error.to_string());
    }
    let mut value: serde_yaml::Value = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    value.apply_merge().map_err(|error| error.to_string())?;
    // By way of text, which is how keys that are numbers become strings.
    let text = serde_yaml::to_string(&value).map_err(|error| error.to_string())?;
    serde_yaml::from_str(&text).map_err(|error| error.to_string())
}

fn place_agrees(reading: &Reading, text: &str, node: NodeRef<'_>) -> Result<(), String> {
    let span = |place| reading.sources().span(place).and_then(|span| text.get(span));
    let pointer = || node.pointer();
    let key = span(node.key_place()).ok_or_else(|| format!("{} has no place for its key", pointer()))?;
    if node.parent().is_some_and(|parent| parent.kind() == Kind::Object)
        && key != node.key()
        && !is_quoted(key, Some(node.key()))
    {
        let read_key = value_of(key).and_then(|value| Some(value.as_str()?.to_owned()));
        if read_key.as_deref() != Some(node.key()) {
            return Err(format!("the place of the key of {} says {key:?}", pointer()));
        }
    }
    let shown = span(node.place()).ok_or_else(|| format!("{} has no place", pointer()))?;
    let starts = |characters: &[char]| shown.starts_with(characters);
    let agrees = match node.kind() {
        Kind::Array if node.items().next().is_some() => starts(&['[', '-']),
        Kind::Object if node.entries().next().is_some() => {
            shown.starts_with('{') || starts_with_first_key(reading, node, text)
        }
        Kind::Null if shown.is_empty() => true,
        Kind::String if is_quoted(shown, node.as_str()) => true,
        // Block scalars are placed by their content, without the header that says how to read it.
        Kind::String => {
            node.as_str().is_some_and(|value| value.split_whitespace().eq(shown.split_whitespace()))
                || value_of(shown).as_ref().and_then(Value::as_str) == node.as_str()
        }
        _ => value_of(shown) == Some(node.to_value()),
    };
    if agrees { Ok(()) } else { Err(format!("the place of {} says {shown:?}", pointer())) }
}

/// Whether a text is a string in quotes, without escapes.
fn is_quoted(text: &str, value: Option<&str>) -> bool {
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    inner.is_some() && inner == value
}

/// A mapping in block style starts with its first key.
fn starts_with_first_key(reading: &Reading, node: NodeRef<'_>, text: &str) -> bool {
    let start = |place| reading.sources().span(place).map(|span| span.start);
    let first = node.entries().next().and_then(|(_, first)| start(first.key_place()));
    // A key with an anchor or a tag is placed after them; what stands before is on the same line.
    start(node.place())
        .zip(first)
        .is_some_and(|(start, first)| text.get(start..first).is_some_and(|gap| !gap.contains('\n')))
}

fn value_of(text: &str) -> Option<Value> {
    let source = Source::Text { name: "place".to_owned(), bytes: text.as_bytes().to_vec() };
    let (reading, _) = read(&source, &Options::default()).ok()?;
    reading.root().map(NodeRef::to_value)
}
