//! The files of a crate: put together, written, checked.

mod manifest;
mod writer;

use avouch_api::{Api, Operation};
use avouch_diagnostics::Diagnostics;

use crate::config::{Config, Runtime};
use crate::emit::{self, FileText, Printed};
use crate::names::words;
use crate::plan::Census;
use crate::{Error, Parts, view};

pub use writer::Drift;

/// A generated crate that is not written yet.
#[derive(Clone, Debug)]
pub struct Output {
    /// The files of `src/generated`, by their path in it.
    pub files: Vec<FileText>,
    /// What the crate has, and what it lacks.
    pub census: Census,
    /// What was found while generating.
    pub diagnostics: Diagnostics,
    pub(crate) package: Package,
}

/// What the scaffold of a crate is made from.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) docs: String,
    pub(crate) parts: Parts,
    pub(crate) runtime: Runtime,
}

/// Generates a crate.
///
/// # Errors
///
/// Where the configuration names what does not exist; a document never makes it fail.
pub fn generate(api: &Api, config: &Config) -> Result<Output, Error> {
    let name = match &config.name {
        Some(name) => checked_name(name)?,
        None => package_name(&api.info().title),
    };
    let operations: Vec<&Operation> =
        api.operations.iter().filter(|operation| config.selection.admits(operation)).collect();
    let whole = operations.len() == api.operations.len();
    let (view, census) = view::build(api, &operations, whole);
    let printed = Printed { client: config.parts.client, tests: config.parts.tests && !view.examples.is_empty() };
    let files = emit::emit(&view, printed)?;
    let package = Package {
        name,
        title: view.title.clone(),
        docs: view.docs.clone().unwrap_or_default(),
        parts: config.parts,
        runtime: config.runtime.clone(),
    };
    Ok(Output { files, census, diagnostics: Diagnostics::new(), package })
}

/// A name that cargo takes for a package.
fn checked_name(name: &str) -> Result<String, Error> {
    let fits = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.len() <= 64
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '-' || character == '_');
    if fits && !RESERVED.contains(&name) {
        Ok(name.to_owned())
    } else {
        Err(Error::Usage(format!("\"{name}\" is no name for a package: letters, digits, - and _, and no keyword")))
    }
}

/// A name for a package, from the title of the document.
fn package_name(title: &str) -> String {
    let name = words(title).join("-");
    let name = if name.starts_with(|first: char| first.is_ascii_alphabetic()) { name } else { format!("api-{name}") };
    let name: String = name.trim_end_matches('-').chars().take(64).collect();
    checked_name(&name).unwrap_or_else(|_| format!("{name}-client"))
}

/// Names that a package must not have.
const RESERVED: &[&str] = &[
    "alloc",
    "api",
    "as",
    "async",
    "await",
    "box",
    "break",
    "const",
    "continue",
    "core",
    "crate",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "fn",
    "for",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "match",
    "mod",
    "move",
    "mut",
    "proc-macro",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "unsafe",
    "use",
    "where",
    "while",
    "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_named_after_the_title() {
        assert_eq!(package_name("Cloud Foundry V3 API"), "cloud-foundry-v3-api");
        assert_eq!(package_name("3scale"), "api-3scale");
        assert_eq!(package_name("…"), "api-client");
        assert_eq!(package_name("Test"), "test-client");
    }

    #[test]
    fn names_that_cargo_refuses_are_refused() {
        for name in ["", "a b", "../x", "1a", "self", "a\"b"] {
            assert!(checked_name(name).is_err(), "{name}");
        }
        assert_eq!(checked_name("cloudfoundry-v3").unwrap(), "cloudfoundry-v3");
    }
}
