//! Measurements: how long loading and generating take beside a bare parse of the same text, what the generated crates cost to
//! compile, and how long the workspace itself takes to build.
//!
//! Machines are noisy, so that figures are CPU seconds, the least of several runs in which the candidates take turns, and
//! always stand beside something measured in the same run.

mod builds;
mod cpu;
mod crates;
mod stages;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::workspace::{Error, root};

/// What to measure.
#[derive(clap::Args)]
pub struct Arguments {
    /// A document to measure beside the project's own; may be given several times
    #[arg(long = "document", value_name = "DOC")]
    documents: Vec<PathBuf>,

    /// How many times each candidate runs
    #[arg(long, default_value_t = 10)]
    runs: usize,

    /// Also measure how long the workspace takes to build and test from an empty target folder
    #[arg(long)]
    builds: bool,

    /// Set in the optimised process that does the work
    #[arg(long, hide = true)]
    optimised: bool,
}

/// Runs the measurements and prints them.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    if cfg!(debug_assertions) && !arguments.optimised {
        return again_optimised();
    }
    let documents = documents(arguments);
    stages::run(&documents, arguments.runs)?;
    crates::run(&documents, arguments.runs)?;
    if arguments.builds {
        builds::run()?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Starts the same command as an optimised build.
fn again_optimised() -> Result<ExitCode, Error> {
    let status = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--release", "--package", "xtask", "--"])
        .args(std::env::args_os().skip(1))
        .arg("--optimised")
        .current_dir(root())
        .status()?;
    Ok(ExitCode::from(u8::from(!status.success())))
}

/// The project's own document, those that were asked for, and the two largest real ones where they are at hand.
fn documents(arguments: &Arguments) -> Vec<PathBuf> {
    let mut documents = vec![root().join("spec/cloudfoundry-v3/openapi.yaml")];
    if let Some(corpus) = crate::workspace::corpus() {
        let known = ["../cloud-foundry/upstream/apis/cf/latest/openapi.yaml", "dev/github-api.github.com-3.0.json"];
        documents.extend(known.iter().map(|file| corpus.join(file)).filter(|file| file.exists()));
    }
    documents.extend(arguments.documents.iter().cloned());
    documents
}

/// What a document is called in the tables: the folder and name of its file.
fn label(document: &Path) -> String {
    let mut parts: Vec<_> = document.iter().rev().take(2).map(|part| part.to_string_lossy()).collect();
    parts.reverse();
    parts.join("/")
}
