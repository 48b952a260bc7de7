//! Loading and generating, beside a bare parse of the same text as JSON.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use avouch_api::{Api, Origin};
use avouch_codegen::{Config, Output, Runtime, generate};
use avouch_diagnostics::{FileId, NodeId};
use avouch_parser::{Document, NodeRef, Options, Source, load};
use serde_json::Value;

use super::{cpu, label};
use crate::workspace::{Error, root};

/// Measures every document and prints a row each.
pub fn run(documents: &[PathBuf], runs: usize) -> Result<(), Error> {
    println!("CPU s, least of {runs}                                 bytes   parse    load   ratio  generate   ratio");
    for document in documents {
        let text = as_json(document)?;
        let parse = || -> Result<(), Error> {
            std::hint::black_box(serde_json::from_slice::<Value>(&text)?);
            Ok(())
        };
        let read = || -> Result<(), Error> {
            std::hint::black_box(api(document)?);
            Ok(())
        };
        let print = || -> Result<(), Error> {
            std::hint::black_box(crate_of(document)?);
            Ok(())
        };
        let [parse, load, generate] =
            cpu::least(runs, &[&parse, &read, &print])?.try_into().map_err(|_| "three candidates")?;
        println!(
            "{:42} {:10} {parse:7.3} {load:7.3} {:7.1} {generate:9.3} {:7.1}",
            label(document),
            text.len(),
            load / parse,
            generate / parse
        );
    }
    println!(
        "parse: serde_json::from_slice::<Value> of the same document as one JSON text; load: files to Api; generate: files to a crate in memory"
    );
    Ok(())
}

/// Generates the crate of a document into a folder.
pub fn write(document: &Path, folder: &Path) -> Result<(), Error> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    crate_of(document)?.write(folder)?;
    // A crate of its own, not a member of this workspace.
    let manifest = folder.join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest)?;
    std::fs::write(&manifest, text + "\n[workspace]\n")?;
    Ok(())
}

/// The text that the bare parse reads: the file itself where it is one JSON file, else what was loaded, written as JSON.
fn as_json(document: &Path) -> Result<Vec<u8>, Error> {
    if document.extension().is_some_and(|extension| extension == "json") {
        return Ok(std::fs::read(document)?);
    }
    let document = loaded(document)?;
    let roots = (0..).map_while(|file| document.node(Origin { file: FileId(file), node: NodeId(0) }));
    Ok(serde_json::to_vec(&roots.map(NodeRef::to_value).collect::<Vec<_>>())?)
}

fn loaded(document: &Path) -> Result<Document, Error> {
    let source = Source::Path(document.to_owned());
    Ok(load(&source, &Options::default())?.0)
}

fn api(document: &Path) -> Result<Api, Error> {
    Ok(Api::from_document(Arc::new(loaded(document)?)).0)
}

fn crate_of(document: &Path) -> Result<Output, Error> {
    let config = Config { runtime: Runtime::Path(root().join("crates/runtime")), ..Config::default() };
    Ok(generate(&api(document)?, &config)?)
}
