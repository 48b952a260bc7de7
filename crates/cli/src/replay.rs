//! `avouch replay`: hold recorded exchanges against a document.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use avouch_conformance::report::progress::Progress;
use avouch_conformance::{Replay, Report};

use crate::conform::{internal, mention, wrong};
use crate::exit::Exit;
use crate::input::Input;
use crate::reports::Reports;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,

    /// The recording: an HTTP Archive (HAR 1.2), or - for standard input
    #[arg(value_name = "HAR")]
    archive: PathBuf,

    /// Take exchanges with this address alone, in the place of any host and of the servers that the document names
    #[arg(long, value_name = "URL")]
    base: Option<String>,

    #[command(flatten)]
    reports: Reports,

    /// Count findings of every kind, and entries that are not understood or fit no operation
    #[arg(long)]
    strict: bool,
}

pub fn run(arguments: &Arguments) -> Exit {
    if arguments.archive.as_os_str() == "-" && arguments.input.is_standard_input() {
        return wrong("the document and the recording cannot both be read from standard input");
    }
    let (api, diagnostics) = match arguments.input.load() {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    mention(&diagnostics);
    let replay =
        match arguments.base.as_deref().map_or_else(|| Ok(Replay::new(&api)), |base| Replay::with_base(&api, base)) {
            Ok(replay) => replay,
            Err(error) => return wrong(&error.message),
        };
    let archive = match open(arguments) {
        Ok(archive) => archive,
        Err(error) => return wrong(&error),
    };
    let files = match arguments.reports.open() {
        Ok(files) => files,
        Err(error) => return wrong(&error),
    };
    let report = match replay.run(archive, &mut Progress::new()) {
        Ok(report) => report,
        Err(error) => return wrong(&format!("{} cannot be read: {error}", arguments.archive.display())),
    };
    match files.deliver(&report) {
        Ok(()) => verdict(&report, arguments.strict),
        Err(error) => internal(&error),
    }
}

fn open(arguments: &Arguments) -> Result<Box<dyn Read>, String> {
    if arguments.archive.as_os_str() == "-" {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    let file = File::open(&arguments.archive);
    let file = file.map_err(|error| format!("cannot read {}: {error}", arguments.archive.display()))?;
    Ok(Box::new(file))
}

fn verdict(report: &Report, is_strict: bool) -> Exit {
    let is_left = report.recording.as_ref().is_some_and(|recording| recording.unreadable + recording.unmatched > 0);
    let is_found = report.breaches() > 0 || (is_strict && (is_left || !report.findings.is_empty()));
    if is_found { Exit::Findings } else { Exit::Fine }
}
