//! The schemas of the document, as the parser has them, and a walk over their parts.

pub use avouch_parser::document::{
    AdditionalProperties, ArrayKeywords, Discriminator, NumberKeywords, ObjectKeywords, Schema, SchemaId,
    StringKeywords, Type, TypeSet, Xml,
};

/// How a schema holds another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Child<'s> {
    /// `$ref`.
    Reference,
    /// `properties`, by name.
    Property(&'s str),
    /// `patternProperties`, by pattern.
    PatternProperty(&'s str),
    /// `additionalProperties`.
    AdditionalProperties,
    /// `propertyNames`.
    PropertyNames,
    /// `unevaluatedProperties`.
    UnevaluatedProperties,
    /// `dependentSchemas`, by the property they depend on.
    DependentSchema(&'s str),
    /// `items`.
    Items,
    /// `prefixItems`, by position.
    PrefixItem(usize),
    /// `contains`.
    Contains,
    /// `unevaluatedItems`.
    UnevaluatedItems,
    /// `contentSchema`.
    ContentSchema,
    /// `allOf`, by position.
    AllOf(usize),
    /// `anyOf`, by position.
    AnyOf(usize),
    /// `oneOf`, by position.
    OneOf(usize),
    /// `not`.
    Not,
    /// `if`.
    If,
    /// `then`.
    Then,
    /// `else`.
    Else,
    /// `discriminator.mapping`, by the value that leads there.
    Mapping(&'s str),
    /// `discriminator.defaultMapping`.
    DefaultMapping,
}

/// The schemas that a schema holds or refers to, one level down, in a fixed order. A walk over all of them must remember
/// where it has been: schemas may hold themselves.
pub fn children(schema: &Schema) -> Vec<(Child<'_>, SchemaId)> {
    let mut found = Vec::new();
    found.extend(schema.target.map(|id| (Child::Reference, id)));
    if let Some(object) = &schema.object {
        add_object(object, &mut found);
    }
    if let Some(array) = &schema.array {
        add_array(array, &mut found);
    }
    let content = schema.string.as_ref().and_then(|string| string.content_schema);
    found.extend(content.map(|id| (Child::ContentSchema, id)));
    found.extend(schema.all_of.iter().enumerate().map(|(position, id)| (Child::AllOf(position), *id)));
    found.extend(schema.any_of.iter().enumerate().map(|(position, id)| (Child::AnyOf(position), *id)));
    found.extend(schema.one_of.iter().enumerate().map(|(position, id)| (Child::OneOf(position), *id)));
    found.extend(schema.not.map(|id| (Child::Not, id)));
    if let Some(condition) = &schema.condition {
        let [when, then, otherwise] = **condition;
        let branches = [(Child::If, when), (Child::Then, then), (Child::Else, otherwise)];
        found.extend(branches.into_iter().filter_map(|(child, id)| Some((child, id?))));
    }
    if let Some(discriminator) = &schema.discriminator {
        let mapping = discriminator.mapping.iter();
        found.extend(mapping.filter_map(|(value, (_, id))| Some((Child::Mapping(value), (*id)?))));
        found.extend(discriminator.default_mapping.map(|id| (Child::DefaultMapping, id)));
    }
    found
}

fn add_object<'s>(object: &'s ObjectKeywords, found: &mut Vec<(Child<'s>, SchemaId)>) {
    let schema_of = |keyword: Option<AdditionalProperties>| match keyword {
        Some(AdditionalProperties::Schema(id)) => Some(id),
        _ => None,
    };
    found.extend(object.properties.iter().map(|(name, id)| (Child::Property(name), *id)));
    found.extend(object.pattern_properties.iter().map(|(pattern, id)| (Child::PatternProperty(pattern), *id)));
    found.extend(schema_of(object.additional_properties).map(|id| (Child::AdditionalProperties, id)));
    found.extend(object.property_names.map(|id| (Child::PropertyNames, id)));
    found.extend(schema_of(object.unevaluated_properties).map(|id| (Child::UnevaluatedProperties, id)));
    found.extend(object.dependent_schemas.iter().map(|(name, id)| (Child::DependentSchema(name), *id)));
}

fn add_array<'s>(array: &'s ArrayKeywords, found: &mut Vec<(Child<'s>, SchemaId)>) {
    found.extend(array.items.map(|id| (Child::Items, id)));
    found.extend(array.prefix_items.iter().enumerate().map(|(position, id)| (Child::PrefixItem(position), *id)));
    found.extend(array.contains.map(|id| (Child::Contains, id)));
    found.extend(array.unevaluated_items.map(|id| (Child::UnevaluatedItems, id)));
}

#[cfg(test)]
mod tests {
    use super::{Child, children};
    use crate::lower::test::lowered;

    #[test]
    fn every_part_is_a_child() {
        let (api, _) = lowered(
            "components:
  schemas:
    Other: {type: string}
    All:
      $ref: '#/components/schemas/Other'
      properties: {a: {}}
      patternProperties: {'^x': {}}
      additionalProperties: {}
      propertyNames: {}
      unevaluatedProperties: {}
      dependentSchemas: {a: {}}
      items: {}
      prefixItems: [{}, {}]
      contains: {}
      unevaluatedItems: {}
      contentSchema: {}
      allOf: [{}]
      anyOf: [{}]
      oneOf: [{}]
      not: {}
      if: {}
      then: {}
      else: {}
      discriminator: {propertyName: a, mapping: {x: Other}}
",
        );
        let schema = api.schema(api.schemas["All"]);
        let names: Vec<_> = children(schema).into_iter().map(|(child, _)| child).collect();
        assert_eq!(
            names,
            [
                Child::Reference,
                Child::Property("a"),
                Child::PatternProperty("^x"),
                Child::AdditionalProperties,
                Child::PropertyNames,
                Child::UnevaluatedProperties,
                Child::DependentSchema("a"),
                Child::Items,
                Child::PrefixItem(0),
                Child::PrefixItem(1),
                Child::Contains,
                Child::UnevaluatedItems,
                Child::ContentSchema,
                Child::AllOf(0),
                Child::AnyOf(0),
                Child::OneOf(0),
                Child::Not,
                Child::If,
                Child::Then,
                Child::Else,
                Child::Mapping("x"),
            ]
        );
    }
}
