//! `avouch generate`: a Rust crate from a document.

use std::io::Write;
use std::path::{Path, PathBuf};

use avouch_api::Api;
use avouch_api::{Pattern, Selection};
use avouch_codegen::{Config, Error, Output, Parts, Runtime, generate};
use avouch_diagnostics::{Diagnostics, Severity, render};

use crate::exit::Exit;
use crate::input::Input;
use crate::output::{self, Format};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,

    /// The folder of the crate; `src/generated` in it belongs to the generator, everything else is written once if absent
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// The name of the package [default: made of the document's title]
    #[arg(long, value_name = "CRATE")]
    name: Option<String>,

    /// What the crate has: models, client, blocking, tests
    #[arg(long, value_name = "LIST", default_value = "models,client,blocking,tests")]
    parts: Parts,

    /// Generate only operations that fit: a glob on an operationId or on `METHOD path`, or tag:NAME
    #[arg(long, value_name = "PAT")]
    only: Vec<Pattern>,

    /// Generate no operations that fit
    #[arg(long, value_name = "PAT")]
    skip: Vec<Pattern>,

    /// Where the crate finds its runtime: a version, or path:DIR [default: this version]
    #[arg(long, value_name = "WHAT")]
    runtime: Option<Runtime>,

    /// Write nothing; say where the folder differs from what would be written
    #[arg(long)]
    check: bool,

    /// Write what the crate holds and what no type could carry to this file, as JSON
    #[arg(long, value_name = "FILE")]
    census: Option<PathBuf>,

    /// Generate nothing from a document with findings of any kind
    #[arg(long)]
    strict: bool,
}

pub fn run(arguments: &Arguments) -> Exit {
    let (api, diagnostics) = match arguments.input.load() {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    if let Err(error) = report(&api, &diagnostics, arguments.strict) {
        eprintln!("error: cannot print what was found: {error}");
        return Exit::Internal;
    }
    if arguments.strict && !diagnostics.is_empty() {
        eprintln!("nothing was generated: --strict wants a document without findings");
        return Exit::Findings;
    }
    match deliver(arguments, &api) {
        Ok(exit) => exit,
        Err(error) => {
            eprintln!("error: cannot generate the crate: {error}");
            if matches!(error, Error::Fault(_)) { Exit::Internal } else { Exit::Usage }
        }
    }
}

/// Prints errors in full; what weighs less is counted, since `avouch check` shows it.
fn report(api: &Api, diagnostics: &Diagnostics, in_full: bool) -> std::io::Result<()> {
    let shown: Diagnostics =
        diagnostics.iter().filter(|item| in_full || item.severity == Severity::Error).cloned().collect();
    output::diagnostics(api, &shown, Format::Text)?;
    if shown.len() < diagnostics.len() {
        eprintln!("{}; `avouch check` shows them all", render::summary(diagnostics));
    }
    Ok(())
}

fn deliver(arguments: &Arguments, api: &Api) -> Result<Exit, Error> {
    let output = generate(api, &config(arguments))?;
    let census = &output.census;
    if let Some(file) = &arguments.census {
        write_census(&output, file)?;
    }
    eprintln!(
        "operations: {} of {}; types: {}; places without a type: {}; constructs that types cannot carry: {}",
        census.operations_emitted,
        census.operations_total,
        census.types_emitted,
        census.untyped.len(),
        census.not_represented.len()
    );
    if arguments.check {
        return drift(&output, &arguments.out);
    }
    output.write(&arguments.out)?;
    let left_out =
        arguments.only.is_empty() && arguments.skip.is_empty() && census.operations_emitted < census.operations_total;
    Ok(if left_out { Exit::Findings } else { Exit::Fine })
}

fn config(arguments: &Arguments) -> Config {
    let defaults = Config::default();
    Config {
        name: arguments.name.clone(),
        parts: arguments.parts,
        selection: Selection { only: arguments.only.clone(), skip: arguments.skip.clone() },
        runtime: arguments.runtime.clone().unwrap_or(defaults.runtime),
    }
}

fn drift(output: &Output, folder: &Path) -> Result<Exit, Error> {
    let drift = output.check(folder)?;
    for difference in &drift {
        println!("{difference}");
    }
    if drift.is_empty() {
        return Ok(Exit::Fine);
    }
    eprintln!("{} is not what the document says; run the same command without --check", folder.display());
    Ok(Exit::Findings)
}

/// Writes the census to a temporary file beside its place, then renames it.
fn write_census(output: &Output, file: &Path) -> Result<(), Error> {
    let failed = |source| Error::File { path: file.to_owned(), source };
    let text = serde_json::to_string_pretty(&output.census).map_err(|error| Error::Fault(error.to_string()))?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temporary = output::fresh_file(folder).map_err(failed)?;
    temporary.write_all(text.as_bytes()).and_then(|()| temporary.write_all(b"\n")).map_err(failed)?;
    temporary.persist(file).map_err(|error| failed(error.error))?;
    Ok(())
}
