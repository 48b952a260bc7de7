//! Writing and checking: the only part that touches the file system.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use avouch_templates::{Scaffold, scaffold};

use super::{Output, manifest};
use crate::Error;

/// From this many types on a crate is large.
const LARGE: usize = 500;

/// The folder that belongs to the generator.
const GENERATED: &str = "src/generated";

/// A difference between a crate on disk and what would be generated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drift {
    /// A file that would be written is not there.
    Missing(PathBuf),
    /// A file has another content; the first line that differs, from 1.
    Changed(PathBuf, usize),
    /// A file in the generator's folder that it does not write.
    Stale(PathBuf),
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Drift::Missing(path) => write!(f, "{}: missing", path.display()),
            Drift::Changed(path, line) => write!(f, "{}:{line}: differs", path.display()),
            Drift::Stale(path) => write!(f, "{}: no longer generated", path.display()),
        }
    }
}

impl Output {
    /// Writes the crate to a folder, which is made where it does not exist.
    ///
    /// The files of `src/generated` are written beside it and take its place at once. Manifest, README and `src/lib.rs`
    /// are written where they are absent; of a manifest that is there only the lines between its marks change.
    ///
    /// # Errors
    ///
    /// Where a file cannot be written, `src/generated` is a link, or the manifest has no marks.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        let source = folder.join("src");
        fs::create_dir_all(&source).map_err(Error::file(&source))?;
        self.write_scaffold(folder)?;
        let target = folder.join(GENERATED);
        refuse_link(&target)?;
        let fresh = tempfile::Builder::new().prefix(".generated-").tempdir_in(&source).map_err(Error::file(&source))?;
        for file in &self.files {
            let path = inside(fresh.path(), &file.path)?;
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(Error::file(parent))?;
            }
            fs::write(&path, &file.text).map_err(Error::file(&path))?;
        }
        open_to_all(fresh.path())?;
        let old = tempfile::Builder::new().prefix(".replaced-").tempdir_in(&source).map_err(Error::file(&source))?;
        let parked = old.path().join("generated");
        let there = target.exists();
        if there {
            fs::rename(&target, &parked).map_err(Error::file(&target))?;
        }
        let fresh = fresh.keep();
        if let Err(error) = fs::rename(&fresh, &target) {
            if there {
                // Better the old files than none; what went wrong is reported either way.
                let _ = fs::rename(&parked, &target);
            }
            let _ = fs::remove_dir_all(&fresh);
            return Err(Error::File { path: target, source: error });
        }
        Ok(())
    }

    /// Compares the crate in a folder with what [`Output::write`] would leave there.
    ///
    /// # Errors
    ///
    /// Where a file that is there cannot be read.
    pub fn check(&self, folder: &Path) -> Result<Vec<Drift>, Error> {
        let target = folder.join(GENERATED);
        let mut there = BTreeMap::new();
        if target.is_dir() {
            list(&target, &target, &mut there)?;
        }
        let mut drift = Vec::new();
        for file in &self.files {
            let path = inside(&target, &file.path)?;
            match there.remove(&file.path) {
                None => drift.push(Drift::Missing(path)),
                Some(_) => drift.extend(compare(path, &file.text)?),
            }
        }
        drift.extend(there.into_values().map(Drift::Stale));
        let manifest = folder.join("Cargo.toml");
        if manifest.exists() {
            let text = fs::read_to_string(&manifest).map_err(Error::file(&manifest))?;
            let lines = manifest::dependencies(folder, self.package.parts, &self.package.runtime)?;
            match manifest::replaced(&text, &lines) {
                Ok(expected) => drift.extend(compare(manifest, &expected)?),
                Err(_) => drift.push(Drift::Changed(manifest, 1)),
            }
        } else {
            drift.push(Drift::Missing(manifest));
        }
        drift.sort();
        Ok(drift)
    }

    fn write_scaffold(&self, folder: &Path) -> Result<(), Error> {
        let package = &self.package;
        let dependencies = manifest::dependencies(folder, package.parts, &package.runtime)?;
        let library = crate::text::doc_lines(&package.docs);
        let scaffolded = scaffold(&Scaffold {
            name: &package.name,
            title: &package.title,
            docs: &library,
            dependencies: &dependencies,
            client: package.parts.client,
            large: self.census.types_emitted > LARGE,
        })
        .map_err(|error| Error::Fault(error.to_string()))?;
        for (path, text) in scaffolded {
            let path = inside(folder, path)?;
            if !path.exists() {
                fs::write(&path, text).map_err(Error::file(&path))?;
            } else if path.ends_with("Cargo.toml") {
                let text = fs::read_to_string(&path).map_err(Error::file(&path))?;
                let current = manifest::replaced(&text, &dependencies)?;
                if current != text {
                    fs::write(&path, current).map_err(Error::file(&path))?;
                }
            }
        }
        Ok(())
    }
}

/// A file below a folder; a path that would lead out of it is a fault.
fn inside(folder: &Path, path: &str) -> Result<PathBuf, Error> {
    let plain = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':', '\0']);
    if path.split('/').all(plain) {
        Ok(folder.join(path))
    } else {
        Err(Error::Fault(format!("the path {path:?} leads out of the crate")))
    }
}

fn refuse_link(path: &Path) -> Result<(), Error> {
    match path.symlink_metadata() {
        Ok(found) if found.file_type().is_symlink() || !found.is_dir() => {
            Err(Error::Usage(format!("{} is no folder, and what is there is not replaced", path.display())))
        }
        _ => Ok(()),
    }
}

/// Temporary folders can be read by their owner alone; sources are read by everybody who may read their surroundings.
fn open_to_all(folder: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).map_err(Error::file(folder))?;
    }
    Ok(())
}

fn list(root: &Path, folder: &Path, found: &mut BTreeMap<String, PathBuf>) -> Result<(), Error> {
    for entry in fs::read_dir(folder).map_err(Error::file(folder))? {
        let path = entry.map_err(Error::file(folder))?.path();
        if path.is_dir() && !path.is_symlink() {
            list(root, &path, found)?;
        } else {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            found.insert(parts.join("/"), path);
        }
    }
    Ok(())
}

fn compare(path: PathBuf, expected: &str) -> Result<Option<Drift>, Error> {
    let actual = fs::read(&path).map_err(Error::file(&path))?;
    if actual == expected.as_bytes() {
        return Ok(None);
    }
    let actual = String::from_utf8_lossy(&actual).into_owned();
    let same = actual.lines().zip(expected.lines()).take_while(|(left, right)| left == right).count();
    Ok(Some(Drift::Changed(path, same + 1)))
}
