//! Errors: what keeps a crate from being written.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a crate cannot be generated, written or checked.
///
/// Messages are lower-case fragments fit for "cannot generate the crate: {error}".
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// What was asked for does not exist or does not fit together.
    Usage(String),
    /// A file cannot be read or written.
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The manifest of an existing crate cannot be kept current.
    Manifest(String),
    /// A fault of the generator itself.
    Fault(String),
}

impl Error {
    /// An error of the file system at a path.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |source| Error::File { path, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Usage(message) | Error::Manifest(message) => f.write_str(message),
            Error::File { path, source } => write!(f, "{}: {source}", path.display()),
            Error::Fault(message) => write!(f, "a fault of the generator: {message}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::File { source, .. } => Some(source),
            _ => None,
        }
    }
}
