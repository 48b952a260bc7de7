//! Styles that OpenAPI does not define for the kind of value, such as `deepObject` for arrays.

use avouch_api::Carrier;
use avouch_api::schema::{SchemaId, Type};
use avouch_diagnostics::{Diagnostic, Diagnostics};
use avouch_wire::{Shape, StyleName};
use rustc_hash::FxHashSet;

use super::Context;
use crate::{codes, shape};

pub(super) fn lint(context: &Context<'_>, found: &mut Diagnostics) {
    let mut known = FxHashSet::default();
    for parameter in context.api.operations.iter().flat_map(|operation| &operation.parameters) {
        let Carrier::Style { style, schema: Some(schema) } = &parameter.carrier else { continue };
        if !known.insert(parameter.origin) {
            continue;
        }
        let types = shape::types(context.api, *schema);
        let shapes = [(Type::Array, Shape::Array), (Type::Object, Shape::Object)];
        let is_only = |kind: Type| types.without(Type::Null).only() == Some(kind);
        let only = shapes.into_iter().find(|(kind, _)| is_only(*kind)).map(|(_, shape)| shape);
        let fault = match only {
            Some(shape) if !style.is_defined(shape) => Some(format!("for {shape}")),
            Some(Shape::Object) if style.name == StyleName::DeepObject => {
                nested(context, *schema).map(|name| format!("for the nested value of `{name}`"))
            }
            _ => None,
        };
        if let Some(fault) = fault {
            let style = style.name;
            let message = format!("parameter `{}`: OpenAPI does not define style `{style}` {fault}", parameter.name);
            found.push(Diagnostic::new(&codes::UNDEFINED_STYLE, parameter.origin.place(), message));
        }
    }
}

/// A property whose values can only be arrays or objects.
fn nested(context: &Context<'_>, schema: SchemaId) -> Option<String> {
    let parts = context.parts(schema, false);
    let objects = parts.iter().filter_map(|part| context.api.schema(*part).object.as_ref());
    let mut properties = objects.flat_map(|object| &object.properties);
    let is_nested = |schema: SchemaId| {
        let types = shape::types(context.api, schema).without(Type::Null);
        !types.is_empty() && types.iter().all(|kind| matches!(kind, Type::Array | Type::Object))
    };
    properties.find(|(_, schema)| is_nested(**schema)).map(|(name, _)| name.clone())
}
