//! Objects: structs and maps.

use avouch_api::schema::AdditionalProperties;

use super::builder::{Builder, BuilderKey, Place};
use super::merge::{Merged, Part};
use super::{Additional, Field, Kind, SentBy, Shape, Struct, Type, View};

impl<'a> Builder<'a> {
    /// An object: a map where no property is declared, else a struct.
    pub(super) fn object(&mut self, merged: &Merged<'a>, place: &Place, key: Option<BuilderKey>) -> Type {
        let properties = merged.properties();
        let required = merged.required();
        if properties.is_empty() && required.is_empty() {
            return self.map(merged, place, key);
        }
        let id = self.reserve(merged, place, key);
        let differ = merged.schemas.iter().any(|(id, _)| self.views.differ(*id));
        self.fill_soon(id, merged, place, differ);
        Type::Named(id)
    }

    /// Finds the fields of a declared struct.
    pub(super) fn fill(&mut self, id: super::TypeId, merged: &Merged<'a>, place: &Place, differ: bool) {
        let properties = merged.properties();
        let required = merged.required();
        let mut fields = Vec::new();
        for (name, ids) in &properties {
            let parts: Vec<Part> = ids.iter().map(|id| Part::Whole(*id)).collect();
            let sent_by = self.sent_by(ids);
            let unseen =
                matches!((self.view, sent_by), (View::Request, SentBy::Server) | (View::Response, SentBy::Client));
            if differ && unseen {
                continue;
            }
            fields.push(Field {
                key: (*name).to_owned(),
                shape: self.shape_of(&parts, &place.child(name)),
                required: required.contains(name),
                boxed: false,
                docs: ids.iter().rev().find_map(|id| self.docs_of_use(*id)),
                deprecated: ids.iter().any(|id| self.api.schema(*id).deprecated),
                sent_by,
            });
        }
        for name in required.iter().filter(|name| !properties.contains_key(**name)) {
            self.note_untyped(merged, &format!("the property \"{name}\" is required and not declared"));
            fields.push(untyped_field(name));
        }
        let additional = self.additional(merged, place);
        self.finish(id, Kind::Struct(Struct { fields, additional }));
    }

    /// An object without declared properties.
    fn map(&mut self, merged: &Merged<'a>, place: &Place, key: Option<BuilderKey>) -> Type {
        let patterns = merged.pattern_properties();
        match (merged.additional(), patterns.as_slice()) {
            (Some(AdditionalProperties::Schema(id)), []) => {
                Type::Map(Box::new(self.shape(id, &place.element("value")).whole()))
            }
            (None, [only]) => {
                if let Some((id, _)) = merged.schemas.last() {
                    self.lose(*id, "patternProperties", "names are not held against the pattern");
                }
                Type::Map(Box::new(self.shape(*only, &place.element("value")).whole()))
            }
            (None, []) if Self::is_closed(merged) => {
                let id = self.reserve(merged, place, key);
                self.finish(id, Kind::Struct(Struct::default()));
                Type::Named(id)
            }
            (_, []) => {
                self.note_untyped(merged, "an object without declared properties");
                Type::Map(Box::new(Type::Any))
            }
            (_, [..]) => {
                self.note_untyped(merged, "the type of a property depends on its name by patterns");
                Type::Map(Box::new(Type::Any))
            }
        }
    }

    fn is_closed(merged: &Merged<'a>) -> bool {
        merged.objects().any(|object| object.additional_properties == Some(AdditionalProperties::Allowed(false)))
    }

    fn additional(&mut self, merged: &Merged<'a>, place: &Place) -> Option<Additional> {
        if !merged.pattern_properties().is_empty() {
            if let Some((id, _)) =
                merged.schemas.iter().rev().find(|(_, schema)| {
                    schema.object.as_ref().is_some_and(|object| !object.pattern_properties.is_empty())
                })
            {
                self.lose(*id, "patternProperties", "beside declared properties: kept as they are, without a type");
            }
            return Some(Additional::Any);
        }
        match merged.additional()? {
            AdditionalProperties::Schema(id) => match self.shape(id, &place.child("additional")).whole() {
                Type::Any => Some(Additional::Any),
                ty => Some(Additional::Typed(ty)),
            },
            AdditionalProperties::Allowed(_) => Some(Additional::Any),
        }
    }

    fn sent_by(&self, ids: &[avouch_api::schema::SchemaId]) -> SentBy {
        let says = |what: fn(&avouch_api::schema::Schema) -> bool| {
            ids.iter().any(|id| what(self.api.schema(*id)) || what(self.api.schema(self.api.resolve(*id))))
        };
        match (says(|schema| schema.read_only), says(|schema| schema.write_only)) {
            (true, false) => SentBy::Server,
            (false, true) => SentBy::Client,
            _ => SentBy::Both,
        }
    }

    /// Lists what schemas say and types cannot carry.
    pub(super) fn note_what_is_lost(&mut self, merged: &Merged<'a>) {
        for (id, schema) in &merged.schemas {
            if schema.not.is_some() {
                self.lose(*id, "not", "no type excludes values");
            }
            if schema.condition.is_some() {
                self.lose(*id, "if/then/else", "no type depends on a condition");
            }
            if schema.dynamic_reference.is_some() {
                self.lose(*id, "$dynamicRef", "the type is found out while validating");
            }
            if let Some(object) = &schema.object {
                let lost = [
                    (object.property_names.is_some(), "propertyNames"),
                    (!object.dependent_required.is_empty(), "dependentRequired"),
                    (!object.dependent_schemas.is_empty(), "dependentSchemas"),
                    (
                        object.unevaluated_properties == Some(AdditionalProperties::Allowed(false)),
                        "unevaluatedProperties",
                    ),
                ];
                for (_, construct) in lost.iter().filter(|(there, _)| *there) {
                    self.lose(*id, construct, "no type makes one property depend on others or on its name");
                }
            }
            if let Some(array) = &schema.array {
                let lost = [
                    (array.unique_items, "uniqueItems", "a list may repeat itself"),
                    (array.contains.is_some(), "contains", "no type counts items"),
                    (!array.prefix_items.is_empty(), "prefixItems", "the items of a list have one type"),
                    (array.unevaluated_items.is_some(), "unevaluatedItems", "the items of a list have one type"),
                ];
                for (_, construct, reason) in lost.iter().filter(|(there, ..)| *there) {
                    self.lose(*id, construct, reason);
                }
            }
        }
    }
}

/// A property that is required and not declared: it may be anything.
fn untyped_field(name: &str) -> Field {
    Field {
        key: name.to_owned(),
        shape: Shape::of(Type::Any),
        required: true,
        boxed: false,
        docs: None,
        deprecated: false,
        sent_by: SentBy::Both,
    }
}
