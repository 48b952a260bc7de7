//! The reports of `conform` and `replay`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use avouch_conformance::Report;
use avouch_conformance::report::{json, junit, terminal};
use avouch_diagnostics::render::Colour;
use tempfile::NamedTempFile;

use crate::output;

/// Where reports go.
#[derive(clap::Args)]
pub struct Reports {
    /// Write a `JUnit` XML report
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,

    /// Write a report for programs
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// A report that is written beside its place and renamed, so that nobody reads half of one.
type File = Option<(PathBuf, NamedTempFile)>;

/// The files of reports, open before there is anything to report.
pub struct Files {
    junit: File,
    json: File,
}

impl Reports {
    /// Opens the files.
    ///
    /// # Errors
    /// Where one cannot be written.
    pub fn open(&self) -> Result<Files, String> {
        Ok(Files { junit: file(self.junit.as_deref())?, json: file(self.json.as_deref())? })
    }
}

impl Files {
    /// Prints the report for people and writes the others.
    ///
    /// # Errors
    /// Where one cannot be written.
    pub fn deliver(self, report: &Report) -> Result<(), String> {
        let colour = output::colour() == Colour::Always;
        let shown = io::stderr().write_all(terminal::summary(report, colour).as_bytes());
        let written = write(self.junit, || junit::junit(report)).and(write(self.json, || Ok(json::json(report))));
        shown.map_err(|error| error.to_string()).and(written)
    }
}

fn file(path: Option<&Path>) -> Result<File, String> {
    let Some(path) = path else { return Ok(None) };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = std::fs::create_dir_all(folder).and_then(|()| output::fresh_file(folder));
    let file = file.map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    Ok(Some((path.to_owned(), file)))
}

fn write(file: File, text: impl FnOnce() -> Result<String, String>) -> Result<(), String> {
    let Some((path, mut file)) = file else { return Ok(()) };
    let text = text()?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.flush());
    let renamed = written.and_then(|()| file.persist(&path).map(drop).map_err(|error| error.error));
    renamed.map_err(|error| format!("cannot write {}: {error}", path.display()))
}
