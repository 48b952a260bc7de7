//! From a source to a document: the entry of the crate.

use std::fmt;
use std::path::PathBuf;

use std::sync::Arc;

use avouch_diagnostics::{Diagnostics, FileId, Sources};

use crate::Document;
use crate::dialect::{Version, VersionFault};
use crate::files::Files;
use crate::loader::Loader;
use crate::lower::lower;
use crate::tree::NodeRef;

/// Where a document comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file, or a folder that holds `openapi.{yaml,yml,json}` or `swagger.{yaml,yml,json}`.
    Path(PathBuf),
    /// Text that is already in memory, as from standard input. Relative references are refused.
    Text {
        /// The name to show.
        name: String,
        /// The bytes as they were read.
        bytes: Vec<u8>,
    },
}

/// What loading may do, and how much.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folders beside the root document's own that references may lead into.
    pub allow_dirs: Vec<PathBuf>,
    /// The largest file that is read, in bytes.
    pub max_file_bytes: u64,
    /// The most bytes that all files together may have.
    pub max_total_bytes: u64,
    /// The most files that are read.
    pub max_files: usize,
    /// The deepest nesting of arrays and objects.
    pub max_depth: usize,
    /// The most nodes that one file may have once its aliases are expanded.
    pub max_nodes: usize,
}

/// Why there is no document to speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// What went wrong, rendered with its place where there is one; the caller prints it as it is.
    pub message: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message.trim_end())
    }
}

impl std::error::Error for LoadError {}

/// Loads a document and everything that its references lead to.
///
/// # Errors
///
/// Where there is no document at all: the root file is missing, empty, binary, truncated or not an OpenAPI document, its
/// version is not supported, or a limit of `options` was reached. Whatever is wrong inside a document is in the
/// diagnostics instead.
pub fn load(source: &Source, options: &Options) -> Result<(Document, Diagnostics), LoadError> {
    let loader = Loader::open(source, options)?;
    let declared = loader.root().map_or(Err(VersionFault::Undeclared), Version::declared);
    let version = declared.map_err(|fault| loader.refuse(&fault))?;
    let document = lower(&loader, version);
    let mut diagnostics = loader.into_diagnostics();
    diagnostics.sort();
    Ok((document, diagnostics))
}

/// A file as it was written, without a view on what it means.
#[derive(Debug)]
pub struct Reading {
    files: Arc<Files>,
}

/// Reads one file, JSON or YAML, and follows none of its references.
///
/// # Errors
///
/// Where the file is missing, empty, binary or truncated, or a limit of `options` was reached. Whatever else is wrong with
/// it, such as keys that stand twice, is in the diagnostics.
pub fn read(source: &Source, options: &Options) -> Result<(Reading, Diagnostics), LoadError> {
    let loader = Loader::open(source, options)?;
    Ok((Reading { files: loader.files() }, loader.into_diagnostics()))
}

impl Reading {
    /// The root of the tree.
    pub fn root(&self) -> Option<NodeRef<'_>> {
        let tree = &self.files.get(FileId(0))?.tree;
        NodeRef::root(tree, FileId(0))
    }

    /// The file, for showing diagnostics and finding places.
    pub fn sources(&self) -> &dyn Sources {
        &*self.files
    }
}

impl Default for Options {
    fn default() -> Self {
        Options {
            allow_dirs: Vec::new(),
            max_file_bytes: 128 << 20,
            max_total_bytes: 256 << 20,
            max_files: 10_000,
            max_depth: 256,
            max_nodes: 8_000_000,
        }
    }
}
