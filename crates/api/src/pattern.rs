//! Which operations are meant: a glob on an operationId, on `METHOD path`, or `tag:NAME`.

use std::fmt;
use std::str::FromStr;

use globset::{GlobBuilder, GlobMatcher};

use crate::Operation;

/// A set of operations, as the command line writes it: `listApps`, `GET /v3/*`, `tag:Apps`.
///
/// `*` stands for any characters, slashes among them, `?` for one and `[ab]` for one of those listed; braces stand for
/// themselves, since paths have them. What follows `tag:` may be a glob as well.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    matcher: GlobMatcher,
    of_tags: bool,
}

/// A text that is no [`Pattern`]; it reads as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError(String);

impl Pattern {
    /// Whether an operation is meant.
    pub fn matches(&self, operation: &Operation) -> bool {
        if self.of_tags {
            return operation.tags.iter().any(|tag| self.matcher.is_match(tag));
        }
        let line = || format!("{} {}", operation.method, operation.path.as_str());
        self.matcher.is_match(&operation.id) || self.matcher.is_match(line())
    }
}

/// The operations that some patterns let in and others keep out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only operations that one of these means; all where there is none.
    pub only: Vec<Pattern>,
    /// No operation that one of these means.
    pub skip: Vec<Pattern>,
}

impl Selection {
    /// Whether an operation is let in.
    pub fn admits(&self, operation: &Operation) -> bool {
        let meant = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(operation));
        (self.only.is_empty() || meant(&self.only)) && !meant(&self.skip)
    }
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let (of_tags, glob) = text.strip_prefix("tag:").map_or((false, text), |name| (true, name));
        let glob = glob.replace('{', "\\{").replace('}', "\\}");
        let built = GlobBuilder::new(&glob).literal_separator(false).backslash_escape(true).build();
        let glob = built.map_err(|error| PatternError(format!("`{text}` is not a pattern: {}", error.kind())))?;
        Ok(Pattern { text: text.to_owned(), matcher: glob.compile_matcher(), of_tags })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PatternError {}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use avouch_parser::{Options, Source, load};

    use super::Pattern;
    use crate::Api;

    const DOCUMENT: &str = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  '/v3/apps/{guid}':
    get: {operationId: getApp, tags: [Apps], responses: {'200': {description: ok}}}
    delete: {operationId: deleteApp, tags: [Apps], responses: {'200': {description: ok}}}
  /info:
    get: {tags: [Info], responses: {'200': {description: ok}}}
";

    #[test]
    fn operations_are_meant_by_id_line_or_tag() {
        let source = Source::Text { name: "api.yaml".to_owned(), bytes: DOCUMENT.into() };
        let (document, _) = load(&source, &Options::default()).expect("the document loads");
        let (api, _) = Api::from_document(Arc::new(document));
        let meant = |text: &str| {
            let pattern: Pattern = text.parse().expect(text);
            let fits = api.operations.iter().filter(|operation| pattern.matches(operation));
            fits.map(|operation| operation.id.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(meant("getApp"), ["getApp"]);
        assert_eq!(meant("*App"), ["getApp", "deleteApp"]);
        assert_eq!(meant("?etApp"), ["getApp"]);
        assert_eq!(meant("[dg]e*App"), ["getApp", "deleteApp"]);
        assert_eq!(meant("GET *"), ["getApp", "GET /info"]);
        assert_eq!(meant("DELETE /v3/apps/{guid}"), ["deleteApp"]);
        assert_eq!(meant("tag:I*"), ["GET /info"]);
        assert_eq!(meant("apps"), [""; 0]);
    }

    #[test]
    fn malformed_globs_are_told() {
        let error = "[".parse::<Pattern>().expect_err("an open class");
        assert!(error.to_string().starts_with("`[` is not a pattern: "), "{error}");
    }
}
