//! `avouch check`: what is wrong with a document.

use avouch_diagnostics::{Diagnostics, render};
use avouch_validate::Validator;

use crate::exit::Exit;
use crate::input::Input;
use crate::output::{self, Format};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,

    /// How to print what is found
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// Count warnings and remarks as findings
    #[arg(long)]
    strict: bool,
}

pub fn run(arguments: &Arguments) -> Exit {
    let (api, mut diagnostics) = match arguments.input.load() {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let validator = Validator::new(api.clone());
    diagnostics.append(avouch_validate::lint(&api, &validator));
    if let Err(error) = output::diagnostics(&api, &diagnostics, arguments.format) {
        eprintln!("error: cannot print what was found: {error}");
        return Exit::Internal;
    }
    let operations = api.operations.len();
    let noun = if operations == 1 { "operation" } else { "operations" };
    eprintln!("{operations} {noun}, {}", render::summary(&diagnostics));
    verdict(&diagnostics, arguments.strict)
}

fn verdict(diagnostics: &Diagnostics, strict: bool) -> Exit {
    if diagnostics.has_errors() || (strict && !diagnostics.is_empty()) { Exit::Findings } else { Exit::Fine }
}
