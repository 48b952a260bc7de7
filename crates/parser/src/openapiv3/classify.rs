//! The kind of a schema in the crate's types, by the rule of the crate's own reader.
//!
//! The reader puts a schema into one of a few narrow kinds where its type and its keywords fit together, and into a kind
//! that may have every keyword where they do not.

use serde_json::{Number, Value};

use super::v3;

/// The keywords of a schema before its kind is known.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) any: v3::AnySchema,
    pub(super) minimum: Option<Number>,
    pub(super) maximum: Option<Number>,
    pub(super) multiple_of: Option<Number>,
    /// Whether there is an `enum`, which may be empty.
    pub(super) has_enumeration: bool,
}

/// Which groups of keywords a schema has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a set, of which each member has a name")]
struct Groups {
    string: bool,
    number: bool,
    object: bool,
    array: bool,
    format: bool,
    enumeration: bool,
    /// How many of `oneOf`, `allOf`, `anyOf` and `not` there are.
    branches: usize,
}

impl Parts {
    /// The narrowest kind that has a place for every keyword.
    pub(super) fn classify(self) -> v3::SchemaKind {
        let groups = self.groups();
        let Some(kind) = self.any.typ.clone() else { return self.untyped(groups) };
        let alone = Groups { string: false, number: false, object: false, array: false, ..groups };
        let fits = |own: Groups| groups.branches == 0 && (groups == own || groups == alone);
        match kind.as_str() {
            "string" if fits(Groups { string: true, ..alone }) && self.all(Value::is_string) => self.string(),
            "number" if fits(Groups { number: true, ..alone }) && self.all(Value::is_number) => self.number(),
            "integer" if fits(Groups { number: true, ..alone }) && self.all(Value::is_i64) && self.is_whole() => {
                self.integer()
            }
            "boolean" if fits(alone) && !groups.format && self.all(Value::is_boolean) => self.boolean(),
            "object" if fits(Groups { object: true, ..alone }) && !groups.format && !groups.enumeration => {
                self.object()
            }
            "array" if fits(Groups { array: true, ..alone }) && !groups.format && !groups.enumeration => self.array(),
            _ => self.any(),
        }
    }

    fn groups(&self) -> Groups {
        let any = &self.any;
        let branches = [!any.one_of.is_empty(), !any.all_of.is_empty(), !any.any_of.is_empty(), any.not.is_some()];
        Groups {
            string: any.pattern.is_some() || any.min_length.is_some() || any.max_length.is_some(),
            number: self.multiple_of.is_some()
                || self.minimum.is_some()
                || self.maximum.is_some()
                || any.exclusive_minimum.is_some()
                || any.exclusive_maximum.is_some(),
            object: !any.properties.is_empty()
                || !any.required.is_empty()
                || any.additional_properties.is_some()
                || any.min_properties.is_some()
                || any.max_properties.is_some(),
            array: any.items.is_some()
                || any.min_items.is_some()
                || any.max_items.is_some()
                || any.unique_items.is_some(),
            format: any.format.is_some(),
            enumeration: self.has_enumeration,
            branches: branches.into_iter().filter(|is_there| *is_there).count(),
        }
    }

    fn untyped(self, groups: Groups) -> v3::SchemaKind {
        if groups != (Groups { branches: 1, ..Groups::default() }) {
            return self.any();
        }
        let v3::AnySchema { one_of, all_of, any_of, not, .. } = self.any;
        match not {
            Some(not) => v3::SchemaKind::Not { not },
            None if !one_of.is_empty() => v3::SchemaKind::OneOf { one_of },
            None if !all_of.is_empty() => v3::SchemaKind::AllOf { all_of },
            None => v3::SchemaKind::AnyOf { any_of },
        }
    }

    /// Whether every value of `enum` is null or passes a test.
    fn all(&self, test: impl Fn(&Value) -> bool) -> bool {
        self.any.enumeration.iter().all(|value| value.is_null() || test(value))
    }

    /// Whether all bounds fit an `i64`.
    fn is_whole(&self) -> bool {
        [&self.minimum, &self.maximum, &self.multiple_of].into_iter().flatten().all(Number::is_i64)
    }

    fn string(self) -> v3::SchemaKind {
        v3::SchemaKind::Type(v3::Type::String(v3::StringType {
            format: self.any.format.into(),
            pattern: self.any.pattern,
            enumeration: self.any.enumeration.iter().map(|value| value.as_str().map(str::to_owned)).collect(),
            min_length: self.any.min_length,
            max_length: self.any.max_length,
        }))
    }

    fn number(self) -> v3::SchemaKind {
        v3::SchemaKind::Type(v3::Type::Number(v3::NumberType {
            multiple_of: self.multiple_of.as_ref().and_then(Number::as_f64),
            exclusive_minimum: self.any.exclusive_minimum.unwrap_or_default(),
            exclusive_maximum: self.any.exclusive_maximum.unwrap_or_default(),
            minimum: self.minimum.as_ref().and_then(Number::as_f64),
            maximum: self.maximum.as_ref().and_then(Number::as_f64),
            enumeration: self.any.enumeration.iter().map(Value::as_f64).collect(),
            format: self.any.format.into(),
        }))
    }

    fn integer(self) -> v3::SchemaKind {
        v3::SchemaKind::Type(v3::Type::Integer(v3::IntegerType {
            multiple_of: self.multiple_of.as_ref().and_then(Number::as_i64),
            exclusive_minimum: self.any.exclusive_minimum.unwrap_or_default(),
            exclusive_maximum: self.any.exclusive_maximum.unwrap_or_default(),
            minimum: self.minimum.as_ref().and_then(Number::as_i64),
            maximum: self.maximum.as_ref().and_then(Number::as_i64),
            enumeration: self.any.enumeration.iter().map(Value::as_i64).collect(),
            format: self.any.format.into(),
        }))
    }

    fn boolean(self) -> v3::SchemaKind {
        let enumeration = self.any.enumeration.iter().map(Value::as_bool).collect();
        v3::SchemaKind::Type(v3::Type::Boolean(v3::BooleanType { enumeration }))
    }

    fn object(self) -> v3::SchemaKind {
        v3::SchemaKind::Type(v3::Type::Object(v3::ObjectType {
            properties: self.any.properties,
            required: self.any.required,
            additional_properties: self.any.additional_properties,
            min_properties: self.any.min_properties,
            max_properties: self.any.max_properties,
        }))
    }

    fn array(self) -> v3::SchemaKind {
        v3::SchemaKind::Type(v3::Type::Array(v3::ArrayType {
            items: self.any.items,
            min_items: self.any.min_items,
            max_items: self.any.max_items,
            unique_items: self.any.unique_items.unwrap_or_default(),
        }))
    }

    fn any(self) -> v3::SchemaKind {
        v3::SchemaKind::Any(v3::AnySchema {
            multiple_of: self.multiple_of.as_ref().and_then(Number::as_f64),
            minimum: self.minimum.as_ref().and_then(Number::as_f64),
            maximum: self.maximum.as_ref().and_then(Number::as_f64),
            ..self.any
        })
    }
}
