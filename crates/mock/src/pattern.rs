//! Which operations are meant: a glob on an operationId, on `METHOD path`, or `tag:NAME`.

use std::fmt;

use avouch_api::Operation;
use globset::{GlobBuilder, GlobMatcher};

/// A set of operations, as the command line writes it.
///
/// `*` stands for any characters, a slash too; `tag:NAME` names a tag, where `NAME` may be a glob as well.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    matcher: GlobMatcher,
    of_tags: bool,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// A sentence, where the glob is malformed.
    pub fn parse(text: &str) -> Result<Pattern, String> {
        let (of_tags, glob) = match text.strip_prefix("tag:") {
            Some(name) => (true, name),
            None => (false, text),
        };
        // Braces stand for variables of paths here, not for alternatives.
        let glob = glob.replace('{', "\\{").replace('}', "\\}");
        let built = GlobBuilder::new(&glob).literal_separator(false).backslash_escape(true).build();
        match built {
            Ok(glob) => Ok(Pattern { text: text.to_owned(), matcher: glob.compile_matcher(), of_tags }),
            Err(error) => Err(format!("`{text}` is not a pattern: {}", error.kind())),
        }
    }

    /// Whether an operation is meant.
    pub fn matches(&self, operation: &Operation) -> bool {
        if self.of_tags {
            return operation.tags.iter().any(|tag| self.matcher.is_match(tag));
        }
        let line = || format!("{} {}", operation.method, operation.path.as_str());
        self.matcher.is_match(&operation.id) || self.matcher.is_match(line())
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
