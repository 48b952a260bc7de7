//! Every document of the corpus folder (`AVOUCH_CORPUS`) loads, with as many paths, operations and schemas as its manifest
//! counts.

mod corpus;

use avouch_parser::{Options, Source, load};
use libtest_mimic::{Arguments, Failed};

fn main() {
    let arguments = Arguments::from_args();
    let is_read = |version: &str| version.starts_with("3.0") || version.starts_with("3.1");
    let documents = corpus::documents(|document| is_read(&document.version));
    libtest_mimic::run(&arguments, corpus::trials(documents, counts)).exit()
}

fn counts(expected: &corpus::Document) -> Result<(), Failed> {
    let source = Source::Path(expected.path.clone());
    let (document, _) = load(&source, &Options::default()).map_err(|error| Failed::from(error.message))?;
    let items = document.paths.values().chain(document.webhooks.values());
    let operations: usize = items.filter_map(|item| item.get()).map(|item| item.operations.len()).sum();
    let found = [document.paths.len(), operations, document.components.schemas.len()];
    let counted = ["paths", "operations", "component_schemas"].map(|column| expected.count(column));
    if found == counted {
        return Ok(());
    }
    Err(format!("paths, operations, component schemas: loaded {found:?}, the manifest has {counted:?}").into())
}
