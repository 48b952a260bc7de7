//! The documents in `spec` against what is known of their APIs: the table of all operations, the names in the prose of both
//! APIs, and examples that tell of one world. Where the table and the prose are not at hand, those tests are ignored.

mod guids;
mod names;
mod operations;
mod prose;
mod seeds;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use avouch_api::Api;
use avouch_parser::{Options, Source, load};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let sources = avouch_tests::corpus().and_then(|folder| folder.parent().map(Path::to_path_buf));
    let source = |path: &str| sources.as_ref().map(|folder| folder.join(path)).filter(|path| path.exists());
    let table = source("cloud-foundry/operations.tsv");
    let seed = |start: &str| source("seeds").and_then(|folder| beginning_with(&folder, start));
    let trials = vec![
        on(table.clone(), "every_operation_of_the_table_is_in_the_document", operations::in_document),
        on(table, "every_operation_of_the_table_is_in_the_crate", operations::in_crate),
        on(seed("000_"), "every_name_in_the_prose_of_v3_is_in_the_document", seeds::v3),
        on(seed("003_"), "every_name_in_the_prose_of_v2_is_in_the_document", seeds::v2),
        Trial::test("every_identifier_in_an_example_is_that_of_a_thing_in_an_example", || Ok(guids::check()?)),
        Trial::test("prose_is_read_as_it_is_written", || Ok(prose::check()?)),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// A test that needs a file, ignored where there is none.
fn on(file: Option<PathBuf>, name: &'static str, check: fn(&str) -> Result<(), String>) -> Trial {
    let is_absent = file.is_none();
    let run = move || {
        let text = file.map(std::fs::read_to_string).transpose().map_err(Failed::from)?;
        Ok(text.as_deref().map_or(Ok(()), check)?)
    };
    Trial::test(name, run).with_ignored_flag(is_absent)
}

fn beginning_with(folder: &Path, start: &str) -> Option<PathBuf> {
    let files = std::fs::read_dir(folder).ok()?.flatten();
    files
        .map(|file| file.path())
        .find(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(start)))
}

/// One of the project's own documents.
fn api(name: &str) -> Result<Api, String> {
    let source = Source::Path(avouch_tests::root().join("spec").join(name));
    let (document, _) = load(&source, &Options::default()).map_err(|error| error.message)?;
    Ok(Api::from_document(Arc::new(document)).0)
}

/// Fails with what is wrong: what is not there although no exception says so, and exceptions that are not needed any more.
fn compare(missing: &BTreeSet<String>, exceptions: &[(&str, &str)]) -> Result<(), String> {
    let known: BTreeSet<String> = exceptions.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut faults: Vec<String> = missing.difference(&known).map(|name| format!("not there: {name}")).collect();
    faults.extend(known.difference(missing).map(|name| format!("no exception any more: {name}")));
    faults.extend(
        exceptions.iter().filter(|(_, reason)| reason.is_empty()).map(|(name, _)| format!("no reason: {name}")),
    );
    if known.len() < exceptions.len() {
        faults.push("an exception stands twice".to_owned());
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) }
}
