//! Documents with one thing wrong, for every thing that can be: the Api is built, whatever is left of it.

mod support;

use std::path::Path;
use std::sync::Arc;

use avouch_api::Api;
use avouch_diagnostics::{FileId, NodeId};
use avouch_parser::document::Origin;
use avouch_parser::{Options, Source, load};
use serde_json::{Value, json};

/// What stands in the place of every value, in turn; `None` takes it away.
fn replacements() -> [Option<Value>; 4] {
    [None, Some(json!(null)), Some(json!({"$ref": "#/paths"})), Some(json!([{"{": "}"}, "$"]))]
}

#[test]
fn anything_may_be_missing_or_wrong() {
    for name in ["platform.yaml", "code-host.yaml", "faulty.yaml"] {
        let whole = value_of(name);
        let mut built = 0;
        for pointer in pointers(&whole) {
            for replacement in replacements() {
                let mut broken = whole.clone();
                put(&mut broken, &pointer, replacement);
                built += usize::from(build(&broken));
            }
        }
        assert!(built > 300, "{name}: {built} Apis were built");
    }
}

/// Whether there is a document to speak of; its Api is built and looked at from all sides.
fn build(value: &Value) -> bool {
    let source = Source::Text { name: "broken.json".to_owned(), bytes: value.to_string().into_bytes() };
    let Ok((document, _)) = load(&source, &Options::default()) else { return false };
    let (api, diagnostics) = Api::from_document(Arc::new(document));
    let text = support::describe(&api, &diagnostics);
    let ids: std::collections::BTreeSet<_> = api.operations.iter().map(|operation| &operation.id).collect();
    assert_eq!(ids.len(), api.operations.len(), "ids are unique in\n{text}");
    for operation in &api.operations {
        assert!(!operation.cases.is_empty(), "{} has no case", operation.id);
        assert!(!operation.servers.is_empty(), "{} has no server", operation.id);
    }
    true
}

fn value_of(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    let (api, _) = support::api_of(&path).expect("the fixture loads");
    api.document.node(Origin { file: FileId(0), node: NodeId(0) }).expect("it has a root").to_value()
}

/// The pointers to every value but the root.
fn pointers(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut pending = vec![(String::new(), value)];
    while let Some((pointer, value)) = pending.pop() {
        let children: Vec<(String, &Value)> = match value {
            Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), value)).collect(),
            Value::Array(items) => items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
            _ => Vec::new(),
        };
        for (key, child) in children {
            pending.push((format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), child));
        }
        if !pointer.is_empty() {
            found.push(pointer);
        }
    }
    found
}

fn put(root: &mut Value, pointer: &str, replacement: Option<Value>) {
    let (parent, token) = pointer.rsplit_once('/').expect("it is not the root");
    let token = token.replace("~1", "/").replace("~0", "~");
    match root.pointer_mut(parent).expect("it was found there") {
        Value::Object(members) => match replacement {
            Some(value) => drop(members.insert(token, value)),
            None => drop(members.remove(&token)),
        },
        Value::Array(items) => {
            let index: usize = token.parse().expect("an index");
            match replacement {
                Some(value) => items[index] = value,
                None => drop(items.remove(index)),
            }
        }
        _ => panic!("{pointer} stands in something"),
    }
}
