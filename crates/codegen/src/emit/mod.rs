//! Emitters: views become text, one emitter for each construct, without a decision left to take.
//!
//! Items are made with `quote` and printed by `prettyplease` one by one, so that empty lines stand between them. The lines
//! that state what is particular about a model are macro calls, which `prettyplease` leaves alone; they are laid out here.

mod alias;
mod answers;
mod client;
mod enums;
mod examples;
mod file;
mod group;
mod lines;
mod models;
mod object;
mod operation;
mod root;
mod types;
mod union;

use crate::Error;
use crate::view::CrateView;

pub use file::FileText;

/// Which parts of a crate are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Printed {
    /// The asynchronous client.
    pub client: bool,
    /// The tests of the examples.
    pub tests: bool,
}

/// The files of `src/generated`, by their path in it.
pub(crate) fn emit(view: &CrateView, printed: Printed) -> Result<Vec<FileText>, Error> {
    let mut files = vec![root::emit(view, printed)?];
    files.extend(models::emit(view, printed)?);
    files.extend(root::events(view)?);
    if printed.tests {
        files.extend(examples::emit(view)?);
    }
    if printed.client {
        files.push(client::emit(view)?);
        if !view.errors.is_empty() {
            files.push(answers::emit(view)?);
        }
        for group in &view.groups {
            files.push(group::emit(view, group)?);
        }
    }
    Ok(files)
}
