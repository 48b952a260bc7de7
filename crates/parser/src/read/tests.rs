//! Both notations, position by position.

mod hostile;
mod json;
mod property;
mod yaml;

use avouch_diagnostics::{At, FileId};
use serde_json::Value;

use super::{Limits, Reading, Remark, read, spans};
use crate::load::Options;
use crate::tree::{Kind, NodeRef};

/// The default limits.
fn limits() -> Limits {
    Limits::of(&Options::default())
}

fn root(reading: &Reading) -> NodeRef<'_> {
    NodeRef::root(&reading.tree, FileId(0)).expect("a text that can be read has a root")
}

/// The value of a text that reads without a remark.
fn value(text: &str, extension: &str) -> Value {
    let reading = read(text, Some(extension), limits()).unwrap_or_else(|remark| panic!("{text:?}: {remark:?}"));
    assert_eq!(reading.remarks, [], "{text:?}");
    root(&reading).to_value()
}

/// The value of a text and what was remarked: the code, and the text of the place.
fn remarked(text: &str, extension: &str) -> (Value, Vec<(&'static str, String)>) {
    let reading = read(text, Some(extension), limits()).unwrap_or_else(|remark| panic!("{text:?}: {remark:?}"));
    let places = spans(text, reading.format);
    let shown = |at: At| match at {
        At::File => String::new(),
        At::Node(node) => slice(text, &places[node.0 as usize].value),
        At::Key(node) => slice(text, &places[node.0 as usize].key),
        At::Bytes(start, end) => text[start..end].to_owned(),
    };
    let remarks = reading.remarks.iter().map(|remark| (remark.code.id, shown(remark.at))).collect();
    (root(&reading).to_value(), remarks)
}

/// Why a text cannot be read: the code, the message, and how the text goes on from the place.
fn fault(text: &str, extension: &str) -> (&'static str, String, String) {
    let remark: Remark = read(text, Some(extension), limits()).expect_err("the text cannot be read");
    let rest = match remark.at {
        At::Bytes(start, _) => text[start..].chars().take(12).collect(),
        _ => String::new(),
    };
    (remark.code.id, remark.message, rest)
}

fn slice(text: &str, range: &std::ops::Range<u32>) -> String {
    text[range.start as usize..range.end as usize].to_owned()
}

/// Asserts that both passes over a text see the same nodes, and that the text at every place is that of its node.
fn assert_places_agree(text: &str, extension: &str) {
    let reading = read(text, Some(extension), limits()).unwrap_or_else(|remark| panic!("{text:?}: {remark:?}"));
    let places = spans(text, reading.format);
    assert_eq!(places.len(), reading.tree.len(), "{text:?}");
    for (node, place) in root(&reading).descendants().zip(&places) {
        let (key, shown) = (slice(text, &place.key), slice(text, &place.value));
        if node.parent().is_some_and(|parent| parent.kind() == Kind::Object) && !key.is_empty() {
            let read_key = read(&key, Some(extension), limits()).map(|key| root(&key).as_str().map(str::to_owned));
            let is_plain = key == node.key();
            assert!(is_plain || read_key.as_ref().is_ok_and(|key| key.as_deref() == Some(node.key())), "{key:?}");
        }
        if matches!(node.kind(), Kind::Array | Kind::Object) {
            continue;
        }
        let read_value = match read(&shown, Some(extension), limits()) {
            Ok(value) => root(&value).to_value(),
            Err(_) if shown.is_empty() => Value::Null,
            // Block scalars are placed by their content, without the header that says how to read it.
            Err(_) => Value::from(shown.as_str()),
        };
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let is_same_text = node.as_str().is_some_and(|text| words(text) == words(&shown));
        assert!(is_same_text || read_value == node.to_value(), "{shown:?} is not {}", node.to_value());
    }
}
