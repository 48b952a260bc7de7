//! The manifest: written once, and kept current between two lines.

use std::path::{Component, Path, PathBuf};

use crate::config::Runtime;
use crate::{Error, Parts};

const BEGIN: &str = "# begin avouch";
const END: &str = "# end avouch";

/// The lines between `# begin avouch` and `# end avouch`.
pub(super) fn dependencies(folder: &Path, parts: Parts, runtime: &Runtime) -> Result<String, Error> {
    let place = match runtime {
        Runtime::Version(version) => format!("version = {version:?}"),
        // The version is what the crate asks for once it is published; the folder has to hold it.
        Runtime::Path(path) => {
            format!("path = {:?}\nversion = {:?}", relative(folder, path)?, env!("CARGO_PKG_VERSION"))
        }
    };
    let mut lines =
        format!("[dependencies.avouch-runtime]\n{place}\ndefault-features = false\nfeatures = [\"models\"]\n");
    if parts.client {
        lines.push_str("\n[features]\ndefault = [\"client\"]\nclient = [\"avouch-runtime/client\"]\n");
    }
    if parts.blocking {
        lines.push_str("# The client without `async`.\nblocking = [\"client\", \"avouch-runtime/blocking\"]\n");
    }
    Ok(lines)
}

/// A manifest with its lines between the marks replaced.
pub(super) fn replaced(manifest: &str, lines: &str) -> Result<String, Error> {
    let (Some(begin), Some(end)) = (manifest.find(BEGIN), manifest.find(END)) else {
        return Err(Error::Manifest(format!(
            "Cargo.toml has no lines \"{BEGIN}\" and \"{END}\" to keep dependencies between"
        )));
    };
    let start = manifest[begin..].find('\n').map_or(manifest.len(), |newline| begin + newline + 1);
    if end < start {
        return Err(Error::Manifest(format!("in Cargo.toml \"{END}\" stands before \"{BEGIN}\"")));
    }
    Ok(format!("{}{lines}{}", &manifest[..start], &manifest[end..]))
}

/// A path from a folder, with `/` between folders; both must exist, or their parents.
fn relative(folder: &Path, target: &Path) -> Result<String, Error> {
    let (folder, target) = (absolute(folder)?, absolute(target)?);
    let from: Vec<Component<'_>> = folder.components().collect();
    let to: Vec<Component<'_>> = target.components().collect();
    let shared = from.iter().zip(&to).take_while(|(left, right)| left == right).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - shared);
    let down = to[shared..].iter().map(|component| component.as_os_str().to_string_lossy().into_owned());
    let path: Vec<String> = up.chain(down).collect();
    Ok(if path.is_empty() { ".".to_owned() } else { path.join("/") })
}

/// A path without links and dots, as far as it exists.
fn absolute(path: &Path) -> Result<PathBuf, Error> {
    let path = std::path::absolute(path).map_err(Error::file(path))?;
    let mut rest = Vec::new();
    let mut existing = path.as_path();
    loop {
        if let Ok(found) = existing.canonicalize() {
            return Ok(rest.iter().rev().fold(found, |path, part| path.join(part)));
        }
        match (existing.parent(), existing.file_name()) {
            (Some(parent), Some(name)) => {
                rest.push(name.to_owned());
                existing = parent;
            }
            _ => return Ok(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_lines_between_the_marks_are_replaced() {
        let manifest = "[package]\nname = \"a\"\n\n# begin avouch\nold\n# end avouch\n\n[dependencies.mine]\n";
        let expected = "[package]\nname = \"a\"\n\n# begin avouch\nnew\n# end avouch\n\n[dependencies.mine]\n";
        assert_eq!(replaced(manifest, "new\n").unwrap(), expected);
        assert!(replaced("[package]", "new\n").is_err());
        assert!(replaced("# end avouch\n# begin avouch\n", "new\n").is_err());
    }

    #[test]
    fn paths_are_relative_to_the_crate() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("generated/a"), folder.path().join("crates/runtime"));
        assert_eq!(relative(&from, &to).unwrap(), "../../crates/runtime");
    }
}
