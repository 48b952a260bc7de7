//! The disk, as far as a document may see it.
//!
//! A reference may lead into the folder of the root document, below it, and into the folders that the user allows. That
//! is checked twice: on the path as it is written, so that nothing outside is even asked for, and on the path with its
//! symbolic links resolved, so that none of them leads out.

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use avouch_diagnostics::FileId;
use rustc_hash::FxHashMap;

use super::Complaint;
use crate::codes;
use crate::load::Options;
use crate::suggest;

/// A file that was read.
#[derive(Debug)]
pub(super) struct Found {
    /// The name to show.
    pub(super) name: String,
    /// Where it stands, canonical.
    pub(super) path: Option<PathBuf>,
    pub(super) bytes: Vec<u8>,
}

/// Which files may be read, and which were.
#[derive(Debug)]
pub(super) struct Disk {
    /// Canonical folders, that of the root document first.
    roots: Vec<Root>,
    max_file_bytes: u64,
    max_total_bytes: u64,
    max_files: usize,
    total_bytes: u64,
    /// The files by canonical path. `None` where a file could not be read, which was reported.
    files: FxHashMap<PathBuf, FileId>,
    root: Option<PathBuf>,
    count: usize,
}

#[derive(Debug)]
struct Root {
    path: PathBuf,
    /// The folder as the user names it.
    shown: PathBuf,
}

/// A path that may be read.
#[derive(Debug)]
pub(super) enum Located {
    /// It was read before.
    Known(FileId),
    /// It was not: [`Disk::read`] reads it.
    New(PathBuf),
}

const ROOT_NAMES: [&str; 6] =
    ["openapi.yaml", "openapi.yml", "openapi.json", "swagger.yaml", "swagger.yml", "swagger.json"];

impl Disk {
    /// The disk around a root document, and that document.
    pub(super) fn around(path: &Path, options: &Options) -> Result<(Self, Found), String> {
        let path = root_file(path)?;
        let canonical = path.canonicalize().map_err(|error| format!("{}: {}", path.display(), plain(&error)))?;
        let parent = |path: &Path| path.parent().map(Path::to_path_buf).unwrap_or_default();
        let mut disk = Disk::none(options)?;
        disk.roots.insert(0, Root { path: parent(&canonical), shown: parent(&path) });
        disk.root = Some(canonical.clone());
        let bytes = disk.bytes(&canonical).map_err(|complaint| format!("{}: {}", path.display(), complaint.message))?;
        Ok((disk, Found { name: path.display().to_string(), path: Some(canonical), bytes }))
    }

    /// The disk around text from memory: only what the user allows.
    pub(super) fn none(options: &Options) -> Result<Self, String> {
        let roots = options.allow_dirs.iter().map(|shown| match shown.canonicalize() {
            Ok(path) => Ok(Root { path, shown: shown.clone() }),
            Err(error) => Err(format!("{}: {}", shown.display(), plain(&error))),
        });
        Ok(Disk {
            roots: roots.collect::<Result<_, _>>()?,
            max_file_bytes: options.max_file_bytes,
            max_total_bytes: options.max_total_bytes,
            max_files: options.max_files,
            total_bytes: 0,
            files: FxHashMap::default(),
            root: None,
            count: 1,
        })
    }

    /// Notes the number of the root document.
    pub(super) fn opened(&mut self, root: FileId) {
        if let Some(path) = self.root.take() {
            self.files.insert(path, root);
        }
    }

    /// Notes the number of a file that was read.
    pub(super) fn add(&mut self, path: PathBuf, file: FileId) {
        self.files.insert(path, file);
    }

    /// The file that a relative path leads to from a folder.
    pub(super) fn locate(&self, folder: &Path, relative: &str) -> Result<Located, Complaint> {
        let path = lexical(&folder.join(relative));
        if !self.allows(&path) {
            return Err(outside(relative));
        }
        let canonical = match path.canonicalize() {
            Ok(canonical) => canonical,
            Err(error) => return Err(missing(&path, relative, &error)),
        };
        if !self.allows(&canonical) {
            return Err(outside(relative));
        }
        Ok(self.files.get(&canonical).map_or(Located::New(canonical), |file| Located::Known(*file)))
    }

    /// Reads a file that [`Disk::locate`] found.
    pub(super) fn read(&mut self, path: PathBuf) -> Result<Found, Complaint> {
        if self.count >= self.max_files {
            let message = format!("the document leads to more than {} files", self.max_files);
            return Err(Complaint::new(&codes::LIMIT, message));
        }
        let bytes = self.bytes(&path)?;
        self.count += 1;
        Ok(Found { name: self.shown(&path), path: Some(path), bytes })
    }

    fn allows(&self, path: &Path) -> bool {
        self.roots.iter().any(|root| path.starts_with(&root.path))
    }

    /// The path as the user would write it.
    fn shown(&self, path: &Path) -> String {
        let below = |root: &Root| path.strip_prefix(&root.path).ok().map(|rest| root.shown.join(rest));
        self.roots.iter().find_map(below).unwrap_or_else(|| path.to_path_buf()).display().to_string()
    }

    fn bytes(&mut self, path: &Path) -> Result<Vec<u8>, Complaint> {
        let unreadable = |error: &std::io::Error| Complaint::new(&codes::UNREADABLE, plain(error));
        // A pipe or a device would never end.
        let metadata = fs::metadata(path).map_err(|error| unreadable(&error))?;
        if !metadata.is_file() {
            return Err(Complaint::new(&codes::UNREADABLE, "this is not a regular file"));
        }
        let room = self.max_file_bytes.min(self.max_total_bytes.saturating_sub(self.total_bytes));
        let too_large = || {
            let message = if room == self.max_file_bytes {
                format!("the file is larger than {}", amount(self.max_file_bytes))
            } else {
                format!("all files together are larger than {}", amount(self.max_total_bytes))
            };
            Complaint::new(&codes::LIMIT, message)
        };
        if metadata.len() > room {
            return Err(too_large());
        }
        let file = fs::File::open(path).map_err(|error| unreadable(&error))?;
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
        file.take(room + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
        let length = bytes.len() as u64;
        if length > room {
            return Err(too_large());
        }
        self.total_bytes += length;
        Ok(bytes)
    }
}

/// The file that a path names: itself, or the root document in a folder.
fn root_file(path: &Path) -> Result<PathBuf, String> {
    if !path.is_dir() {
        return Ok(path.to_path_buf());
    }
    let candidates = ROOT_NAMES.iter().map(|name| path.join(name));
    candidates
        .into_iter()
        .find(|candidate| candidate.is_file())
        .ok_or_else(|| format!("{}: the folder holds none of {}", path.display(), ROOT_NAMES.join(", ")))
}

/// A path without `.` and `..`.
fn lexical(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

fn outside(relative: &str) -> Complaint {
    Complaint::new(&codes::OUTSIDE, format!("`{relative}` leads out of the folder of the root document"))
        .hint("allow the folder with --allow-dir, or move the file")
}

fn missing(path: &Path, relative: &str, error: &std::io::Error) -> Complaint {
    let complaint =
        Complaint::new(&codes::DANGLING, format!("the file `{relative}` cannot be opened: {}", plain(error)));
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let entries = path.parent().and_then(|folder| fs::read_dir(folder).ok());
    let names: Vec<String> = entries
        .into_iter()
        .flatten()
        .take(suggest::CANDIDATES)
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    match suggest::nearest(name, names.iter().map(String::as_str)) {
        Some(nearest) => complaint.hint(format!("the folder holds `{nearest}`")),
        None => complaint,
    }
}

/// An error of the system without its number.
fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

fn amount(bytes: u64) -> String {
    if bytes >= 1 << 20 { format!("{} MiB", bytes >> 20) } else { format!("{bytes} bytes") }
}
