//! What only shows once all keywords of a schema are read.

use avouch_diagnostics::Diagnostic;

use super::super::Lowering;
use crate::codes;
use crate::document::{Json, Schema, Type};
use crate::tree::NodeRef;

/// Words about other keywords, which may come before or after those.
#[derive(Default)]
pub(super) struct Words<'l> {
    /// `exclusiveMinimum: true`.
    pub(super) minimum_is_exclusive: Option<NodeRef<'l>>,
    /// `exclusiveMaximum: true`.
    pub(super) maximum_is_exclusive: Option<NodeRef<'l>>,
}

impl<'l> Lowering<'l> {
    /// Brings a schema into the terms of JSON Schema 2020-12.
    pub(super) fn settle(&self, schema: &mut Schema, words: &Words<'l>, node: NodeRef<'l>) {
        // Without a type in the same schema, `nullable` says nothing: such a schema admits null anyhow.
        if schema.nullable == Some(true) && !schema.types.is_empty() {
            schema.types = schema.types.with(Type::Null);
        }
        if let Some(number) = &mut schema.number {
            self.exclude(words.minimum_is_exclusive, &mut number.minimum, &mut number.exclusive_minimum);
            self.exclude(words.maximum_is_exclusive, &mut number.maximum, &mut number.exclusive_maximum);
        }
        if let Some(condition) = &schema.condition
            && condition[0].is_none()
        {
            let word = node.get("then").or_else(|| node.get("else")).unwrap_or(node);
            let message = "`then` and `else` have no effect without `if`";
            self.report(Diagnostic::new(&codes::NO_EFFECT, word.key_place(), message));
        }
    }

    /// Makes an inclusive bound an exclusive one.
    fn exclude(&self, word: Option<NodeRef<'l>>, bound: &mut Option<Json>, exclusive: &mut Option<Json>) {
        let Some(word) = word else { return };
        *exclusive = bound.take();
        if exclusive.is_none() {
            let message = format!("`{}` has no effect without the bound that it is about", word.key());
            self.report(Diagnostic::new(&codes::NO_EFFECT, word.key_place(), message));
        }
    }
}
