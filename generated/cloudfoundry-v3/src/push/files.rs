//! The files of a folder, in order.

use std::fmt;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::ignored::Ignored;

/// A file, folder or link that is packed.
pub(super) struct Entry {
    /// The path in the archive: relative, with slashes.
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
    /// When it was changed last, if the system says so.
    pub(super) changed: Option<SystemTime>,
}

pub(super) enum Kind {
    Folder,
    File {
        length: u64,
        /// The permissions, as in `chmod`.
        mode: u32,
        identity: Identity,
    },
    /// A symbolic link, with its target as it is written.
    Link(String),
}

/// Which file it is, whatever its name; the same for all where the system has no such thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity(u64, u64);

/// Everything of a folder that is packed, sorted by name: a folder goes before what is in it.
pub(super) fn list(folder: &Path) -> Result<Vec<Entry>, ArchiveError> {
    let root = fs::canonicalize(folder).map_err(|error| ArchiveError::read(folder, error))?;
    if !root.is_dir() {
        return Err(ArchiveError::NotAFolder(folder.to_owned()));
    }
    let ignored = Ignored::of(&root)?;
    let mut entries = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for found in fs::read_dir(&folder).map_err(|error| ArchiveError::read(&folder, error))? {
            let path = found.map_err(|error| ArchiveError::read(&folder, error))?.path();
            let metadata = fs::symlink_metadata(&path).map_err(|error| ArchiveError::read(&path, error))?;
            let relative = path.strip_prefix(&root).unwrap_or(&path);
            if ignored.covers(relative, metadata.is_dir()) {
                continue;
            }
            let name = name(relative).ok_or_else(|| ArchiveError::NotUnicode(path.clone()))?;
            let kind = if metadata.is_dir() {
                folders.push(path.clone());
                Kind::Folder
            } else if metadata.is_symlink() {
                Kind::Link(target(&root, &path)?)
            } else if metadata.is_file() {
                Kind::File { length: metadata.len(), mode: mode(&metadata), identity: Identity::of(&metadata) }
            } else {
                return Err(ArchiveError::NotAFile(path));
            };
            entries.push(Entry { name, path, kind, changed: metadata.modified().ok() });
        }
    }
    if !entries.iter().any(|entry| !matches!(entry.kind, Kind::Folder)) {
        return Err(ArchiveError::Empty(folder.to_owned()));
    }
    entries.sort_by(|one, other| one.name.split('/').cmp(other.name.split('/')));
    Ok(entries)
}

/// A relative path with slashes.
fn name(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    Some(parts?.join("/"))
}

/// Where a link leads, as it is written. In the container it has to lead somewhere, and the archive must not take anybody
/// out of the folder: so the target is relative, and something in the folder.
fn target(root: &Path, link: &Path) -> Result<String, ArchiveError> {
    let target = fs::read_link(link).map_err(|error| ArchiveError::read(link, error))?;
    let refused = || ArchiveError::Link { path: link.to_owned(), target: target.clone() };
    let parent = link.parent().unwrap_or(root);
    let inside = fs::canonicalize(parent.join(&target)).is_ok_and(|found| found.starts_with(root));
    if target.is_absolute() || !inside {
        return Err(refused());
    }
    name(&target).ok_or_else(refused)
}

#[cfg(unix)]
fn mode(metadata: &Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o777
}

/// Where files have no permissions of this kind, all can be read and run, as the `cf` command has it.
#[cfg(not(unix))]
fn mode(_metadata: &Metadata) -> u32 {
    0o744
}

impl Identity {
    #[cfg(unix)]
    pub(super) fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self(metadata.dev(), metadata.ino())
    }

    #[cfg(not(unix))]
    pub(super) fn of(_metadata: &Metadata) -> Self {
        Self(0, 0)
    }
}

/// Why a folder cannot be packed.
#[derive(Debug)]
#[non_exhaustive]
pub enum ArchiveError {
    /// There is no such folder, but a file.
    NotAFolder(PathBuf),
    /// There is nothing in the folder that would be packed.
    Empty(PathBuf),
    /// A file or folder cannot be read.
    Read {
        /// Its path.
        path: PathBuf,
        /// What happened.
        error: io::Error,
    },
    /// A file was replaced by another, or became shorter or longer, while it was packed.
    Changed(PathBuf),
    /// What lies there is no file, folder or link: a socket, a pipe, a device.
    NotAFile(PathBuf),
    /// A path is not Unicode, as paths in an archive are.
    NotUnicode(PathBuf),
    /// A symbolic link leads out of the folder, is absolute, or leads nowhere.
    Link {
        /// The link.
        path: PathBuf,
        /// Where it leads, as it is written.
        target: PathBuf,
    },
    /// The rules in `.cfignore` cannot be read.
    Ignore {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1, if it is one.
        line: Option<usize>,
        /// What is wrong.
        reason: String,
    },
    /// The archive cannot be written.
    Write(io::Error),
}

impl ArchiveError {
    pub(super) fn read(path: &Path, error: io::Error) -> Self {
        Self::Read { path: path.to_owned(), error }
    }
}

impl fmt::Display for ArchiveError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAFolder(path) => write!(formatter, "{} is no folder", path.display()),
            Self::Empty(path) => {
                write!(formatter, "{} has no files to push, besides those that are ignored", path.display())
            }
            Self::Read { path, error } => write!(formatter, "{} cannot be read: {error}", path.display()),
            Self::Changed(path) => write!(formatter, "{} was changed while it was packed", path.display()),
            Self::NotAFile(path) => write!(
                formatter,
                "{} is no file, folder or link and cannot be pushed; a line in .cfignore leaves it behind",
                path.display()
            ),
            Self::NotUnicode(path) => write!(formatter, "the name of {} is not Unicode", path.display()),
            Self::Link { path, target } => write!(
                formatter,
                "the link {} leads to {}, which is not in the folder that is pushed, or not by a relative path; a line in \
                 .cfignore leaves it behind",
                path.display(),
                target.display()
            ),
            Self::Ignore { path, line, reason } => {
                write!(formatter, "{}", path.display())?;
                if let Some(line) = line {
                    write!(formatter, ":{line}")?;
                }
                write!(formatter, ": {reason}")
            }
            Self::Write(error) => write!(formatter, "the archive cannot be written: {error}"),
        }
    }
}

impl std::error::Error for ArchiveError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read { error, .. } | Self::Write(error) => Some(error),
            _ => None,
        }
    }
}
