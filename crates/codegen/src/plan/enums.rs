//! Listed values: enums of texts and of integers.

use avouch_api::schema::Type as JsonType;
use serde_json::Value;

use super::builder::{Builder, BuilderKey, Place};
use super::merge::Merged;
use super::{Kind, Shape, TextVariant, Type};

impl<'a> Builder<'a> {
    /// A value that is one of a list.
    pub(super) fn values(
        &mut self,
        merged: &Merged<'a>,
        values: &[Value],
        place: &Place,
        key: Option<BuilderKey>,
    ) -> Shape {
        let nullable = merged.nullable;
        let listed: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
        let texts: Option<Vec<&str>> = listed.iter().map(|value| value.as_str()).collect();
        let integers: Option<Vec<i64>> = listed.iter().map(|value| value.as_i64()).collect();
        let ty = match (texts, integers) {
            (Some(texts), _) if !texts.is_empty() => {
                let id = self.reserve(merged, place, key);
                self.finish(id, Kind::Texts(text_variants(&texts)));
                Type::Named(id)
            }
            (_, Some(mut integers)) if !integers.is_empty() => {
                let id = self.reserve(merged, place, key);
                let mut seen = Vec::new();
                integers.retain(|number| {
                    !seen.contains(number) && {
                        seen.push(*number);
                        true
                    }
                });
                self.finish(id, Kind::Integers(integers));
                Type::Named(id)
            }
            _ if !listed.is_empty() && listed.iter().all(|value| value.is_boolean()) => {
                self.lose_listed(merged, "a boolean that is always the same");
                Type::Boolean
            }
            _ if !listed.is_empty() && listed.iter().all(|value| value.is_number()) => {
                self.lose_listed(merged, "numbers with fractions are no enum");
                return self.of_kind(JsonType::Number, merged, place, key);
            }
            _ => {
                self.note_untyped(merged, "the listed values have several types, or none that an enum could hold");
                Type::Any
            }
        };
        Shape { ty, nullable }
    }

    fn lose_listed(&mut self, merged: &Merged<'_>, reason: &str) {
        if let Some((id, _)) =
            merged.schemas.iter().rev().find(|(_, schema)| schema.enumeration.is_some() || schema.constant.is_some())
        {
            self.lose(*id, "enum", reason);
        }
    }
}

/// The variants for some texts, each once.
pub(super) fn text_variants(texts: &[&str]) -> Vec<TextVariant> {
    let mut variants: Vec<TextVariant> = Vec::new();
    for text in texts {
        if !variants.iter().any(|variant| variant.text == *text) {
            variants.push(TextVariant { text: (*text).to_owned(), docs: None });
        }
    }
    variants
}
