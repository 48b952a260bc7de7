//! Every document of the corpus folder (`AVOUCH_CORPUS`) loads, with as many paths, operations and schemas as its manifest
//! counts, and what becomes of it in the types of `openapiv3` hangs together.

mod corpus;

use avouch_parser::{Options, Source, load};
use libtest_mimic::{Arguments, Failed};
use serde_json::Value;

fn main() {
    let arguments = Arguments::from_args();
    let is_read = |version: &str| version.starts_with("3.0") || version.starts_with("3.1");
    let documents = corpus::documents(|document| is_read(&document.version));
    libtest_mimic::run(&arguments, corpus::trials(documents, check)).exit()
}

fn check(expected: &corpus::Document) -> Result<(), Failed> {
    let source = Source::Path(expected.path.clone());
    let (document, diagnostics) = load(&source, &Options::default()).map_err(|error| Failed::from(error.message))?;
    let items = document.paths.values().chain(document.webhooks.values());
    let operations: usize = items.filter_map(|item| item.get()).map(|item| item.operations.len()).sum();
    let found = [document.paths.len(), operations, document.components.schemas.len()];
    let counted = ["paths", "operations", "component_schemas"].map(|column| expected.count(column));
    if found != counted {
        let message = format!("paths, operations, component schemas: loaded {found:?}, the manifest has {counted:?}");
        return Err(message.into());
    }
    let openapi = serde_json::to_value(document.to_openapiv3().0)?;
    let mut references = Vec::new();
    collect(&openapi, &mut references);
    references.sort_unstable();
    references.dedup();
    let is_lost = |reference: &&&str| {
        let target = reference.strip_prefix('#').and_then(|pointer| openapi.pointer(pointer));
        // What leads nowhere in the document, as loading said, is kept as it was written.
        let named =
            reference.split_once('#').map_or(**reference, |(file, _)| if file.is_empty() { reference } else { file });
        target.is_none() && !diagnostics.iter().any(|diagnostic| diagnostic.message.contains(named))
    };
    let lost: Vec<_> = references.iter().filter(is_lost).collect();
    if lost.is_empty() { Ok(()) } else { Err(format!("references that lead nowhere: {lost:?}").into()) }
}

/// The references of a document; those in examples, defaults and extensions are data.
fn collect<'v>(value: &'v Value, references: &mut Vec<&'v str>) {
    match value {
        Value::Object(members) => {
            references.extend(members.get("$ref").and_then(Value::as_str));
            for (key, value) in members {
                if !matches!(key.as_str(), "example" | "default" | "value" | "enum") && !key.starts_with("x-") {
                    collect(value, references);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}
