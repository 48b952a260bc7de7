//! Files and references while a document is being lowered.

use std::cell::RefCell;
use std::sync::Arc;

use avouch_diagnostics::{Diagnostic, Diagnostics, FileId};

use crate::document::Origin;
use crate::files::Files;
use crate::load::{LoadError, Options, Source};
use crate::tree::NodeRef;

/// Hands out nodes, resolves references, loads the files that they lead to, and collects diagnostics.
///
/// Everything takes `&self`: nodes stay borrowed while further files are loaded. Lowering is
/// `lower::lower(&Loader, Version) -> Document` and reports into the loader that it is given.
#[derive(Debug)]
pub(crate) struct Loader {
    files: Arc<Files>,
    options: Options,
    diagnostics: RefCell<Diagnostics>,
}

impl Loader {
    /// Reads the root file.
    pub(crate) fn open(source: &Source, options: &Options) -> Result<Self, LoadError> {
        let _ = source;
        Ok(Loader { files: Arc::default(), options: options.clone(), diagnostics: RefCell::default() })
    }

    /// The root of the root file; `None` where that file is empty.
    pub(crate) fn root(&self) -> Option<NodeRef<'_>> {
        self.files.get(FileId(0)).and_then(|file| NodeRef::root(&file.tree, FileId(0)))
    }

    /// The node at an origin.
    pub(crate) fn node(&self, origin: Origin) -> Option<NodeRef<'_>> {
        self.files.node(origin)
    }

    /// What the reference `text` in the object at `from` leads to; one step, the target may itself be a reference.
    ///
    /// `None` where it leads nowhere or must not be followed; that is reported here, once for every `from`. Call it only
    /// for references that count: a `$ref` inside an example or an extension is data.
    pub(crate) fn resolve(&self, from: Origin, text: &str) -> Option<NodeRef<'_>> {
        let _ = (from, text, &self.options);
        None
    }

    /// Adds a diagnostic.
    pub(crate) fn report(&self, diagnostic: Diagnostic) {
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    /// The files, for the document to keep.
    pub(crate) fn files(&self) -> Arc<Files> {
        Arc::clone(&self.files)
    }

    /// The diagnostics so far.
    pub(crate) fn into_diagnostics(self) -> Diagnostics {
        self.diagnostics.into_inner()
    }
}

/// A document from text, for the tests of lowering.
#[cfg(test)]
impl Loader {
    /// Reads a text, JSON or YAML by its first byte, as the root file `test.yaml`.
    ///
    /// # Panics
    ///
    /// Where the text cannot be read.
    pub(crate) fn from_text(text: &str) -> Self {
        let source = Source::Text { name: "test.yaml".to_owned(), bytes: text.as_bytes().to_vec() };
        Loader::open(&source, &Options::default()).unwrap_or_else(|error| panic!("{}", error.message))
    }
}
