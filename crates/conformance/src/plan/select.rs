//! Which operations are meant: a glob on an operationId, on `METHOD path`, or `tag:NAME`.

use avouch_api::Operation;
use globset::{GlobBuilder, GlobMatcher};

use crate::config::{Config, ConfigError};

/// A set of operations, as the command line writes it: `listApps`, `GET /v3/*`, `tag:Apps`.
///
/// `*` stands for any characters, slashes among them; braces stand for themselves, since paths have them.
#[derive(Clone, Debug)]
pub struct Pattern {
    matcher: GlobMatcher,
    of_tags: bool,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Where the glob is malformed.
    pub fn parse(text: &str) -> Result<Pattern, ConfigError> {
        let (of_tags, glob) = text.strip_prefix("tag:").map_or((false, text), |name| (true, name));
        let glob = glob.replace('{', "\\{").replace('}', "\\}");
        let built = GlobBuilder::new(&glob).literal_separator(false).backslash_escape(true).build();
        let glob = built.map_err(|error| ConfigError::new(format!("`{text}` is not a pattern: {}", error.kind())))?;
        Ok(Pattern { matcher: glob.compile_matcher(), of_tags })
    }

    /// Whether an operation is meant.
    pub fn matches(&self, operation: &Operation) -> bool {
        if self.of_tags {
            return operation.tags.iter().any(|tag| self.matcher.is_match(tag));
        }
        let line = format!("{} {}", operation.method, operation.path.as_str());
        self.matcher.is_match(&operation.id) || self.matcher.is_match(line)
    }
}

/// The operations that a configuration leaves in.
#[derive(Debug)]
pub(crate) struct Selection {
    only: Vec<Pattern>,
    skip: Vec<Pattern>,
}

impl Selection {
    pub(crate) fn new(config: &Config) -> Result<Selection, ConfigError> {
        let parse = |texts: &[String]| texts.iter().map(|text| Pattern::parse(text)).collect::<Result<Vec<_>, _>>();
        Ok(Selection { only: parse(&config.only)?, skip: parse(&config.skip)? })
    }

    pub(crate) fn admits(&self, operation: &Operation) -> bool {
        let matches = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(operation));
        (self.only.is_empty() || matches(&self.only)) && !matches(&self.skip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::api;

    #[test]
    fn operations_are_meant_by_id_line_or_tag() {
        let api = api("paths:
  '/v3/apps/{guid}':
    get: {operationId: getApp, tags: [Apps], responses: {'200': {description: ok}}}
    delete: {operationId: deleteApp, tags: [Apps], responses: {'200': {description: ok}}}
  /info:
    get: {tags: [Info], responses: {'200': {description: ok}}}
");
        let meant = |text: &str| {
            let pattern = Pattern::parse(text).expect(text);
            api.operations
                .iter()
                .filter(|operation| pattern.matches(operation))
                .map(|o| o.id.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(meant("getApp"), ["getApp"]);
        assert_eq!(meant("*App"), ["getApp", "deleteApp"]);
        assert_eq!(meant("GET *"), ["getApp", "GET /info"]);
        assert_eq!(meant("DELETE /v3/apps/{guid}"), ["deleteApp"]);
        assert_eq!(meant("tag:I*"), ["GET /info"]);
        assert_eq!(meant("apps"), [""; 0]);
        assert!(Pattern::parse("[").is_err());
    }
}
