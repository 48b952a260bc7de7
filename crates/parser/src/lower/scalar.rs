//! Strings, booleans, counts and numbers.

use avouch_diagnostics::Diagnostic;

use super::Lowering;
use super::fields::{subject, wrong_type};
use crate::codes;
use crate::document::Json;
use crate::tree::{Kind, NodeRef, Number};

/// The largest `f64` below which every whole number is exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl<'l> Lowering<'l> {
    /// A string. A number or a boolean, as YAML makes of `version: 1.0`, is reported and taken as its text.
    pub(super) fn text(&self, node: NodeRef<'l>) -> Option<String> {
        if let Some(text) = node.as_str() {
            return Some(text.to_owned());
        }
        let diagnostic = wrong_type(node, "a string");
        match node.kind() {
            Kind::Bool | Kind::Number => {
                self.report(diagnostic.hint("put it in quotes"));
                Some(node.to_value().to_string())
            }
            _ => {
                self.report(diagnostic);
                None
            }
        }
    }

    /// A boolean.
    pub(super) fn boolean(&self, node: NodeRef<'l>) -> Option<bool> {
        let value = node.as_bool();
        if value.is_none() {
            let diagnostic = wrong_type(node, "a boolean");
            self.report(match node.as_str() {
                Some("true" | "false") => diagnostic.hint("write it without quotes"),
                _ => diagnostic,
            });
        }
        value
    }

    /// A boolean that is false where it is absent.
    pub(super) fn flag(&self, node: NodeRef<'l>) -> bool {
        self.boolean(node).unwrap_or_default()
    }

    /// A whole number that is not negative; `2.0` is one. What is beyond 64 bits counts as the largest.
    pub(super) fn count(&self, node: NodeRef<'l>) -> Option<u64> {
        let count = match node.as_number() {
            None => {
                self.wrong_type(node, "a whole number");
                return None;
            }
            Some(Number::Unsigned(value)) => Some(value),
            Some(Number::Signed(value)) => u64::try_from(value).ok(),
            Some(Number::Float(value)) => whole(value),
            Some(Number::Text(text)) => (!text.starts_with('-')).then_some(u64::MAX),
        };
        if count.is_none() {
            let message = format!("{} must be a whole number, 0 or greater", subject(node));
            self.report(Diagnostic::new(&codes::INVALID_KEYWORD, node.place(), message));
        }
        count
    }

    /// A number, kept where it stands.
    pub(super) fn number(&self, node: NodeRef<'l>) -> Option<Json> {
        if node.kind() == Kind::Number {
            return Some(Json(node.origin()));
        }
        self.wrong_type(node, "a number");
        None
    }

    /// A list of strings.
    pub(super) fn texts(&mut self, node: NodeRef<'l>) -> Vec<String> {
        self.list(node, |lowering, item| lowering.text(item)).into_iter().flatten().collect()
    }
}

/// The count that a number with a fraction or an exponent stands for: `2.0` and `1e3` are counts.
fn whole(value: f64) -> Option<u64> {
    if value < 0.0 || value.fract() != 0.0 || value.is_nan() {
        return None;
    }
    if value >= EXACT {
        return Some(u64::MAX);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, positive and below 2^53")]
    Some(value as u64)
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn counts_may_have_a_point() {
        assert_eq!(whole(2.0), Some(2));
        assert_eq!(whole(-0.0), Some(0));
        assert_eq!(whole(1e3), Some(1000));
        assert_eq!(whole(2.5), None);
        assert_eq!(whole(-1.0), None);
        assert_eq!(whole(1e300), Some(u64::MAX));
    }
}
