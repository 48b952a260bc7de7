//! Keys of `paths`: templates, and what is wrong with them.

use avouch_diagnostics::{Diagnostic, Place};
use avouch_wire::path::PathTemplate;
use rustc_hash::FxHashMap;

use super::context::Context;
use crate::codes;

/// The paths seen so far, by their identity: the key with its variables unnamed.
#[derive(Default)]
pub(super) struct Seen<'d> {
    by_identity: FxHashMap<String, (&'d str, Place)>,
}

impl<'d> Seen<'d> {
    /// Reads the key of a path item; `None` where it is no template, which is reported.
    pub(super) fn template(&mut self, context: &mut Context<'d>, key: &'d str, place: Place) -> Option<PathTemplate> {
        // The parser reports a key without a slash; what is meant is clear.
        let template = match key.strip_prefix('/') {
            Some(_) => parse(context, key, place)?,
            None => parse(context, &format!("/{key}"), place)?,
        };
        if !is_plain(key, &template) {
            let message = format!("the path \"{key}\" has a query, a fragment or spaces");
            let hint = "a path is what stands before the query; state parameters for the rest";
            context.report(Diagnostic::new(&codes::UNUSUAL_PATH, place, message).hint(hint));
        }
        match self.by_identity.entry(template.identity()) {
            std::collections::hash_map::Entry::Vacant(vacant) => {
                vacant.insert((key, place));
            }
            std::collections::hash_map::Entry::Occupied(occupied) => {
                let (other, other_place) = *occupied.get();
                let message = format!("the paths \"{other}\" and \"{key}\" are the same path");
                let diagnostic = Diagnostic::new(&codes::IDENTICAL_PATHS, place, message)
                    .also(other_place, "the other one")
                    .hint("names of variables do not tell paths apart; put the operations under one of them");
                context.report(diagnostic);
            }
        }
        Some(template)
    }
}

/// Reads a key as a template; `None` where it is none, which is reported.
pub(super) fn parse(context: &mut Context<'_>, key: &str, place: Place) -> Option<PathTemplate> {
    match PathTemplate::parse(key) {
        Ok(template) => Some(template),
        Err(error) => {
            let message = format!("the path \"{key}\" cannot be read, its operations are left out: {error}");
            context.report(Diagnostic::new(&codes::MALFORMED_PATH, place, message));
            None
        }
    }
}

/// A template whose text stands for itself, for keys that are no paths: names of webhooks.
pub(super) fn literal(context: &mut Context<'_>, name: &str, place: Place) -> Option<PathTemplate> {
    let escaped = name.replace('%', "%25").replace('{', "%7B").replace('}', "%7D").replace('?', "%3F");
    parse(context, &format!("/{}", escaped.replace('#', "%23")), place)
}

/// A template for the runtime expression of a callback, with a slash before it. Where the expression is no template, its
/// text stands for itself.
pub(super) fn expression(context: &mut Context<'_>, expression: &str, place: Place) -> Option<PathTemplate> {
    PathTemplate::parse(&format!("/{expression}")).ok().or_else(|| literal(context, expression, place))
}

fn is_plain(key: &str, template: &PathTemplate) -> bool {
    !template.has_query() && template.fragment().is_none() && !key.chars().any(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use crate::lower::test::{codes_of, lowered};

    #[test]
    fn paths_that_differ_in_names_only_are_one() {
        let (api, diagnostics) = lowered(
            "paths:
  /pets/{a}:
    get: {parameters: [{name: a, in: path, required: true, schema: {type: string}}], responses: {'200': {description: ok}}}
  /pets/{b}:
    put: {parameters: [{name: b, in: path, required: true, schema: {type: string}}], responses: {'200': {description: ok}}}
",
        );
        assert_eq!(codes_of(&diagnostics), ["path/identical"]);
        assert_eq!(api.operations.len(), 2);
        let diagnostic = diagnostics.iter().next().expect("one");
        assert_eq!(diagnostic.message, "the paths \"/pets/{a}\" and \"/pets/{b}\" are the same path");
        let pointers: Vec<_> =
            diagnostic.labels.iter().map(|label| api.document.sources().pointer(label.place)).collect();
        assert_eq!(pointers, ["/paths/~1pets~1{b}", "/paths/~1pets~1{a}"]);
    }

    #[test]
    fn unusual_keys_are_operations_of_their_own() {
        let (api, diagnostics) = lowered(
            "paths:
  '/#Action=Run': {get: {responses: {'200': {description: ok}}}}
  '/#Action=Stop': {get: {responses: {'200': {description: ok}}}}
  '/x?y=z': {get: {responses: {'200': {description: ok}}}}
  '/trailing ': {get: {responses: {'200': {description: ok}}}}
",
        );
        assert_eq!(codes_of(&diagnostics), ["path/not-plain"; 4]);
        let ids: Vec<_> = api.operations.iter().map(|operation| operation.id.as_str()).collect();
        assert_eq!(ids, ["GET /#Action=Run", "GET /#Action=Stop", "GET /x?y=z", "GET /trailing "]);
    }

    #[test]
    fn a_path_that_is_no_template_is_left_out() {
        let (api, diagnostics) = lowered("paths:\n  '/a/{b': {get: {responses: {'200': {description: ok}}}}\n");
        assert_eq!(codes_of(&diagnostics), ["path/malformed"]);
        assert!(api.operations.is_empty());
    }
}
