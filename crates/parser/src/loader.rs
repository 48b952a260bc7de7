//! Files and references while a document is being lowered.

mod disk;
mod identifiers;
mod pointer;
mod target;

use std::cell::RefCell;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use avouch_diagnostics::{Code, Diagnostic, Diagnostics, FileId, Place, render};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::codes;
use crate::dialect::VersionFault;
use crate::document::Origin;
use crate::files::{File, Files};
use crate::load::{LoadError, Options, Source};
use crate::read::{Format, Limits, Reading, Remark, decode, read};
use crate::tree::{NodeRef, Tree};
use disk::{Disk, Found};
use identifiers::Identifiers;

/// Hands out nodes, resolves references, loads the files that they lead to, and collects diagnostics.
///
/// Everything takes `&self`: nodes stay borrowed while further files are loaded. Lowering is
/// `lower::lower(&Loader, Version) -> Document` and reports into the loader that it is given.
#[derive(Debug)]
pub(crate) struct Loader {
    files: Arc<Files>,
    limits: Limits,
    state: RefCell<State>,
    diagnostics: RefCell<Diagnostics>,
}

#[derive(Debug)]
struct State {
    disk: Disk,
    /// References by the file that holds them and their text.
    resolved: FxHashMap<FileId, FxHashMap<String, Outcome>>,
    /// The references that were complained about.
    reported: FxHashSet<Origin>,
    /// What `$anchor` and `$id` name, by file.
    identifiers: FxHashMap<FileId, Arc<Identifiers>>,
}

/// What a reference leads to, and what is to be said about it.
#[derive(Clone, Debug)]
struct Outcome {
    target: Option<Origin>,
    complaint: Option<Arc<Complaint>>,
}

/// What is wrong with a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Complaint {
    code: &'static Code,
    message: String,
    hint: Option<String>,
}

impl Loader {
    /// Reads the root file.
    pub(crate) fn open(source: &Source, options: &Options) -> Result<Self, LoadError> {
        let (disk, found) = match source {
            Source::Path(path) => Disk::around(path, options).map_err(|message| LoadError { message })?,
            Source::Text { name, bytes } => {
                let disk = Disk::none(options).map_err(|message| LoadError { message })?;
                (disk, Found { name: name.clone(), path: None, bytes: bytes.clone() })
            }
        };
        let state = State {
            disk,
            resolved: FxHashMap::default(),
            reported: FxHashSet::default(),
            identifiers: FxHashMap::default(),
        };
        let loader = Loader {
            files: Arc::default(),
            limits: Limits::of(options),
            state: RefCell::new(state),
            diagnostics: RefCell::default(),
        };
        if let Some(root) = loader.add(found) {
            loader.state.borrow_mut().disk.opened(root);
        }
        if loader.root().is_some() {
            return Ok(loader);
        }
        let fault = loader.diagnostics.borrow().iter().next().cloned();
        let empty = || Diagnostic::new(&codes::EMPTY, Place::file(FileId(0)), "the file is empty");
        Err(loader.failure(fault.unwrap_or_else(empty)))
    }

    /// The root of the root file; `None` where that file is empty.
    pub(crate) fn root(&self) -> Option<NodeRef<'_>> {
        self.root_of(FileId(0))
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
        let known = self.state.borrow().resolved.get(&from.file).and_then(|known| known.get(text)).cloned();
        let outcome = known.unwrap_or_else(|| {
            let outcome = target::find(self, from.file, text);
            self.state.borrow_mut().resolved.entry(from.file).or_default().insert(text.to_owned(), outcome.clone());
            outcome
        });
        if let Some(complaint) = &outcome.complaint
            && self.state.borrow_mut().reported.insert(from)
        {
            let place = self.node(from).and_then(|node| node.get("$ref")).map_or(from.place(), NodeRef::place);
            let mut diagnostic = Diagnostic::new(complaint.code, place, complaint.message.clone());
            diagnostic.hint.clone_from(&complaint.hint);
            self.report(diagnostic);
        }
        outcome.target.and_then(|target| self.node(target))
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

    /// Why there is no document: its version cannot be read.
    pub(crate) fn refuse(&self, fault: &VersionFault) -> LoadError {
        let root = self.root();
        let declaration = root.and_then(|root| root.get("openapi").or_else(|| root.get("swagger")));
        let place = declaration.map_or(Place::file(FileId(0)), NodeRef::place);
        self.failure(Diagnostic::new(&codes::VERSION, place, fault.to_string()))
    }

    fn failure(&self, diagnostic: Diagnostic) -> LoadError {
        let diagnostics = Diagnostics::from_iter([diagnostic]);
        LoadError { message: render::text(&diagnostics, &*self.files, render::Colour::Never) }
    }

    fn root_of(&self, file: FileId) -> Option<NodeRef<'_>> {
        self.files.get(file).and_then(|loaded| NodeRef::root(&loaded.tree, file))
    }

    /// Reads a file and adds it; whatever is wrong with it is reported. `None` where there is no room.
    fn add(&self, found: Found) -> Option<FileId> {
        let extension = Path::new(&found.name).extension().and_then(|extension| extension.to_str()).map(str::to_owned);
        let (text, fault) = decode(found.bytes);
        let reading = fault.map_or_else(|| read(&text, extension.as_deref(), self.limits), Err);
        let (tree, format, remarks) = match reading {
            Ok(Reading { tree, format, remarks }) => (tree, format, remarks),
            Err(remark) => (Tree::default(), Format::Yaml, vec![remark]),
        };
        let file = File { name: found.name, path: found.path, text, format, tree, spans: OnceLock::new() };
        let id = self.files.push(file)?;
        self.diagnostics.borrow_mut().extend(remarks.into_iter().map(|remark: Remark| remark.into_diagnostic(id)));
        Some(id)
    }

    fn identifiers(&self, file: FileId) -> Arc<Identifiers> {
        if let Some(known) = self.state.borrow().identifiers.get(&file) {
            return Arc::clone(known);
        }
        let identifiers = Arc::new(self.root_of(file).map(Identifiers::of).unwrap_or_default());
        self.state.borrow_mut().identifiers.insert(file, Arc::clone(&identifiers));
        identifiers
    }
}

impl Complaint {
    fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Complaint { code, message: message.into(), hint: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
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

#[cfg(test)]
mod tests;
