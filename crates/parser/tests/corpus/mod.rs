//! The documents of the corpus folder, by the manifest beside it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};

/// A document of the corpus and what its manifest counts in it.
#[derive(Clone, Debug)]
pub struct Document {
    /// The root file.
    pub path: PathBuf,
    /// The path below the corpus folder.
    pub name: String,
    /// The version that it declares.
    pub version: String,
    counts: BTreeMap<String, usize>,
}

impl Document {
    /// A count of the manifest, by its column.
    pub fn count(&self, column: &str) -> usize {
        self.counts.get(column).copied().unwrap_or_default()
    }
}

/// The corpus folder: `AVOUCH_CORPUS`, else `../shared/corpus/dev` beside the workspace.
pub fn folder() -> PathBuf {
    std::env::var_os("AVOUCH_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/dev"), PathBuf::from)
}

/// The documents that the manifest lists for the corpus folder and that pass a test; none where there is no corpus.
pub fn documents(test: impl Fn(&Document) -> bool) -> Vec<Document> {
    let folder = folder();
    let manifest = std::fs::read_to_string(folder.join("../MANIFEST.tsv")).unwrap_or_default();
    let mut lines = manifest.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let header = lines.next().unwrap_or_default();
    let set = folder.canonicalize().ok().and_then(|folder| Some(folder.file_name()?.to_string_lossy().into_owned()));
    let documents = lines.filter_map(|row| {
        let cells: BTreeMap<_, _> = header.iter().copied().zip(row).collect();
        let name = cells.get("local_path")?.strip_prefix(set.as_deref()?)?.strip_prefix('/')?;
        Some(Document {
            path: folder.join(name),
            name: name.to_owned(),
            version: (*cells.get("openapi_version")?).to_owned(),
            counts: cells
                .iter()
                .filter_map(|(column, cell)| Some(((*column).to_owned(), cell.parse().ok()?)))
                .collect(),
        })
    });
    documents.filter(test).collect()
}

/// One trial for every document; one that is ignored where there are no documents.
pub fn trials(
    documents: Vec<Document>,
    run: impl Fn(&Document) -> Result<(), Failed> + Clone + Send + 'static,
) -> Vec<Trial> {
    if documents.is_empty() {
        return vec![Trial::test("corpus", || Ok(())).with_ignored_flag(true)];
    }
    let trial = |document: Document| {
        let run = run.clone();
        Trial::test(document.name.clone(), move || run(&document))
    };
    documents.into_iter().map(trial).collect()
}
