//! Every document of the corpus that can be read builds an Api, with as many operations as its manifest says.
//!
//! The corpus is in the folder that the environment variable `AVOUCH_CORPUS` names, else in `../shared/corpus/dev` from the
//! root of the workspace, with `MANIFEST.tsv` beside it. Without it the test is listed as ignored. `AVOUCH_DESCRIBE` names a
//! document whose Api is printed.

mod support;

use std::path::{Path, PathBuf};
use std::time::Instant;

use avouch_api::OperationKind;
use libtest_mimic::{Arguments, Failed, Trial};

/// One line of the manifest.
struct Row {
    path: PathBuf,
    name: String,
    version: String,
    operations: usize,
}

fn main() {
    let arguments = Arguments::from_args();
    if let Some(path) = std::env::var_os("AVOUCH_DESCRIBE") {
        let (api, diagnostics) = support::api_of(Path::new(&path)).expect("the document loads");
        println!("{}", support::describe(&api, &diagnostics));
        return;
    }
    let rows = manifest(&corpus());
    let absent = rows.is_empty();
    let trial = Trial::test("every document of the corpus builds an Api", move || check(&rows));
    libtest_mimic::run(&arguments, vec![trial.with_ignored_flag(absent)]).exit();
}

fn corpus() -> PathBuf {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/dev");
    std::env::var_os("AVOUCH_CORPUS").map_or_else(default, PathBuf::from)
}

/// The rows of the documents that are read: versions 3.0 and 3.1.
fn manifest(corpus: &Path) -> Vec<Row> {
    let Some(parent) = corpus.parent() else { return Vec::new() };
    let Ok(text) = std::fs::read_to_string(parent.join("MANIFEST.tsv")) else { return Vec::new() };
    let rows = text.lines().skip(1).filter_map(|line| {
        let fields: Vec<_> = line.split('\t').collect();
        let (name, version, operations) = (*fields.get(1)?, *fields.get(6)?, fields.get(10)?.parse().ok()?);
        let name = name.strip_prefix("dev/")?.to_owned();
        Some(Row { path: corpus.join(&name), name, version: version.to_owned(), operations })
    });
    rows.filter(|row| row.version.starts_with("3.0") || row.version.starts_with("3.1")).collect()
}

fn check(rows: &[Row]) -> Result<(), Failed> {
    let mut faults = Vec::new();
    println!(
        "\n{:<58} {:>10} {:>6} {:>9} {:>5} {:>4} {:>5} {:>6}",
        "document", "operations", "cases", "resources", "pages", "jobs", "diag", "ms"
    );
    for row in rows {
        let source = avouch_parser::Source::Path(row.path.clone());
        let document = match avouch_parser::load(&source, &avouch_parser::Options::default()) {
            Ok((document, _)) => std::sync::Arc::new(document),
            Err(error) => {
                faults.push(format!("{}: {}", row.name, error.message));
                continue;
            }
        };
        let start = Instant::now();
        let (api, diagnostics) = avouch_api::Api::from_document(document);
        let elapsed = start.elapsed();
        let operations = api.operations.iter();
        let counted =
            operations.clone().filter(|operation| !matches!(operation.kind, OperationKind::Callback { .. })).count();
        println!(
            "{:<58} {:>10} {:>6} {:>9} {:>5} {:>4} {:>5} {:>6.1}",
            row.name,
            api.operations.len(),
            operations.clone().map(|operation| operation.cases.len()).sum::<usize>(),
            api.resources.len(),
            operations.clone().filter(|operation| operation.pagination.is_some()).count(),
            operations.filter(|operation| operation.long_running.is_some()).count(),
            diagnostics.len(),
            elapsed.as_secs_f64() * 1000.0,
        );
        if counted != row.operations {
            faults.push(format!("{}: {counted} operations of paths and webhooks, not {}", row.name, row.operations));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}
