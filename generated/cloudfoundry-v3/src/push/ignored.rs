//! What of a folder is left behind.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::files::ArchiveError;

/// What the `cf` command never packs, wherever it lies: what version control and the Finder leave, and what says how to push
/// rather than what. A line of `.cfignore` such as `!manifest.yml` takes one of them back.
const DEFAULTS: [&str; 9] =
    [".cfignore", ".DS_Store", ".git", ".gitignore", ".hg", ".svn", "_darcs", "manifest.yaml", "manifest.yml"];

/// The rules by which files are left behind.
pub(super) struct Ignored(Gitignore);

impl Ignored {
    /// The rules for a folder: those that always hold, then the lines of its `.cfignore`.
    pub(super) fn of(folder: &Path) -> Result<Self, ArchiveError> {
        let path = folder.join(".cfignore");
        let unfit = |line: Option<usize>, reason: String| ArchiveError::Ignore { path: path.clone(), line, reason };
        let mut rules = GitignoreBuilder::new(folder);
        let mut add = |text: &str| match rules.add_line(None, text) {
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        };
        for rule in DEFAULTS {
            add(rule).map_err(|reason| unfit(None, reason))?;
        }
        for (index, line) in lines(&path)?.lines().enumerate() {
            add(line).map_err(|reason| unfit(Some(index + 1), reason))?;
        }
        let rules = rules.build().map_err(|error| unfit(None, error.to_string()))?;
        Ok(Self(rules))
    }

    /// Whether a file or folder is left behind, for a path relative to the folder. What lies in a folder that is left
    /// behind is not asked about.
    pub(super) fn covers(&self, path: &Path, is_folder: bool) -> bool {
        self.0.matched(path, is_folder).is_ignore()
    }
}

/// The text of a file of rules, which may be absent.
fn lines(path: &Path) -> Result<String, ArchiveError> {
    const LIMIT: u64 = 1024 * 1024;
    let unfit = |reason: String| ArchiveError::Ignore { path: path.to_owned(), line: None, reason };
    let mut text = String::new();
    match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(text),
        Err(error) => return Err(unfit(error.to_string())),
        Ok(file) => file.take(LIMIT + 1).read_to_string(&mut text).map_err(|error| unfit(error.to_string()))?,
    };
    if text.len() as u64 > LIMIT {
        return Err(unfit("it is longer than 1 MiB".to_owned()));
    }
    // Some editors begin a file with a mark that is no part of its first line.
    Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
}
