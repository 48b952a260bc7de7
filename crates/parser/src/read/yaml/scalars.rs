//! Scalars by their style and tag.

use avouch_diagnostics::NodeId;
use granit_parser::{ScalarStyle, Span, Tag};

use super::places::bytes;
use super::{Reader, at};
use crate::codes;
use crate::read::Remark;
use crate::read::scalar::{Scalar, resolve};
use crate::tree::Number;

impl Reader<'_> {
    /// The text of a scalar without what the parser adds to it: it says `~` where nothing is written, and ends a block
    /// scalar with a line break where its last line ends with the file instead (YAML 1.2.2, rule 165).
    pub(super) fn as_written<'s>(&self, text: &'s str, style: ScalarStyle, span: Span) -> &'s str {
        let ends_with_file = || {
            let last_line = self.source.rsplit(['\n', '\r']).next().unwrap_or_default();
            bytes(span).end == self.source.len() && !last_line.trim().is_empty()
        };
        match style {
            ScalarStyle::Plain if bytes(span).is_empty() => "",
            ScalarStyle::Literal | ScalarStyle::Folded if ends_with_file() => text.strip_suffix('\n').unwrap_or(text),
            _ => text,
        }
    }

    /// Adds a scalar by its style and tag.
    pub(super) fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> NodeId {
        let is_plain = style == ScalarStyle::Plain;
        let scalar = match tag {
            None if is_plain => resolve(text),
            None => Scalar::String,
            Some(tag) => self.tagged(text, is_plain, tag, span),
        };
        match scalar {
            Scalar::Null => self.builder.null(),
            Scalar::Bool(value) => self.builder.bool(value),
            Scalar::Unsigned(value) => self.builder.number(Number::Unsigned(value)),
            Scalar::Signed(value) => self.builder.number(Number::Signed(value)),
            Scalar::Float(value) => self.builder.number(Number::Float(value)),
            Scalar::Whole(digits) => self.builder.number(Number::Text(&digits)),
            Scalar::String => self.builder.string(text),
            Scalar::NotFinite => {
                let message = format!("`{text}` is a number that JSON does not have");
                let remark = Remark::new(&codes::NOT_A_NUMBER, at(span), message);
                self.remark(remark.hint("it is read as a string; quote it if that is meant"));
                self.builder.string(text)
            }
        }
    }

    /// What a scalar with a tag stands for.
    fn tagged<'s>(&mut self, text: &'s str, is_plain: bool, tag: &Tag, span: Span) -> Scalar<'s> {
        let resolved = resolve(text);
        if is_non_specific(tag) {
            return Scalar::String;
        }
        let fits = match tag.suffix_in_namespace("tag:yaml.org,2002:").as_deref() {
            Some("str" | "binary" | "timestamp") => return Scalar::String,
            Some("null") => matches!(resolved, Scalar::Null),
            Some("bool") => matches!(resolved, Scalar::Bool(_)),
            Some("int") => matches!(resolved, Scalar::Unsigned(_) | Scalar::Signed(_) | Scalar::Whole(_)),
            Some("float") => !matches!(resolved, Scalar::Null | Scalar::Bool(_) | Scalar::String),
            _ => {
                self.unknown_tag(tag, span);
                return if is_plain { resolved } else { Scalar::String };
            }
        };
        if fits {
            return resolved;
        }
        self.unknown_tag(tag, span);
        Scalar::String
    }

    pub(super) fn collection_tag(&mut self, tag: &Tag, is_mapping: bool, span: Span) {
        let expected = if is_mapping { "map" } else { "seq" };
        if !is_non_specific(tag) && tag.core_suffix() != Some(expected) {
            self.unknown_tag(tag, span);
        }
    }

    fn unknown_tag(&mut self, tag: &Tag, span: Span) {
        let shown = tag.original();
        let remark = Remark::new(&codes::TAG, at(span), format!("the tag `{shown}` does not fit here and is ignored"));
        self.remark(remark);
    }
}

/// Whether a tag is `!`, which says no more than that a scalar is a string.
fn is_non_specific(tag: &Tag) -> bool {
    tag.original() == "!"
}

/// Whether a key without a tag stands for something else than a string.
pub(super) fn is_odd_key(text: &str, style: ScalarStyle) -> bool {
    style == ScalarStyle::Plain && resolve(text) != Scalar::String
}
