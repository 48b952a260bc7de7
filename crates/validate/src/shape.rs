//! What kinds of value a schema admits, as far as its keywords tell without a value.

use avouch_api::Api;
use avouch_api::schema::{Schema, SchemaId, Type, TypeSet};
use avouch_wire::Shape;
use serde_json::Value;

/// How far compositions and references are followed.
const MAX_DEPTH: usize = 24;

/// Every type.
pub const ANY: TypeSet = TypeSet::of(Type::Null)
    .with(Type::Boolean)
    .with(Type::Integer)
    .with(Type::Number)
    .with(Type::String)
    .with(Type::Array)
    .with(Type::Object);

/// The types that a schema may admit. `number` brings `integer` with it.
pub fn types(api: &Api, schema: SchemaId) -> TypeSet {
    types_within(api, schema, MAX_DEPTH)
}

/// The shape that text for a schema should be read in: that of its only kind of value, else of what its keywords speak of.
pub fn shape(api: &Api, schema: Option<SchemaId>) -> Shape {
    let Some(schema) = schema else { return Shape::Primitive };
    let types = types(api, schema);
    let scalar = [Type::Boolean, Type::Integer, Type::Number, Type::String].iter().any(|kind| types.contains(*kind));
    match (scalar, types.contains(Type::Array), types.contains(Type::Object)) {
        (false, true, _) => Shape::Array,
        (false, false, true) => Shape::Object,
        (true, true, true) => hinted(api, schema, MAX_DEPTH).unwrap_or(Shape::Primitive),
        _ => Shape::Primitive,
    }
}

/// Whether a schema may admit values of a shape.
pub fn admits(api: &Api, schema: SchemaId, shape: Shape) -> bool {
    let types = types(api, schema);
    match shape {
        Shape::Array => types.contains(Type::Array),
        Shape::Object => types.contains(Type::Object),
        Shape::Primitive => [Type::Boolean, Type::Integer, Type::Number, Type::String, Type::Null]
            .iter()
            .any(|kind| types.contains(*kind)),
    }
}

/// The schemas of an item of an array, as far as they can be told.
pub fn items(api: &Api, schema: SchemaId, index: usize) -> Option<SchemaId> {
    find(api, schema, MAX_DEPTH, &|schema| {
        let array = schema.array.as_ref()?;
        array.prefix_items.get(index).copied().or(array.items)
    })
}

/// The schema of a property of an object, as far as it can be told.
pub fn property(api: &Api, schema: SchemaId, name: &str) -> Option<SchemaId> {
    let declared = find(api, schema, MAX_DEPTH, &|schema| schema.object.as_ref()?.properties.get(name).copied());
    declared.or_else(|| {
        find(api, schema, MAX_DEPTH, &|schema| match schema.object.as_ref()?.additional_properties? {
            avouch_api::schema::AdditionalProperties::Schema(schema) => Some(schema),
            avouch_api::schema::AdditionalProperties::Allowed(_) => None,
        })
    })
}

/// The first answer of a schema, of what it refers to, or of the parts of its compositions.
pub fn find<T>(api: &Api, schema: SchemaId, depth: usize, ask: &dyn Fn(&Schema) -> Option<T>) -> Option<T> {
    let schema = api.schema(schema);
    ask(schema).or_else(|| {
        let depth = depth.checked_sub(1)?;
        let mut parts = schema.target.iter().chain(&schema.all_of).chain(&schema.one_of).chain(&schema.any_of);
        parts.find_map(|part| find(api, *part, depth, ask))
    })
}

/// The type of a value.
pub fn type_of(value: &Value) -> Type {
    match value {
        Value::Null => Type::Null,
        Value::Bool(_) => Type::Boolean,
        Value::Number(number) if number.is_f64() && number.as_f64().is_none_or(|float| float.fract() != 0.0) => {
            Type::Number
        }
        Value::Number(_) => Type::Integer,
        Value::String(_) => Type::String,
        Value::Array(_) => Type::Array,
        Value::Object(_) => Type::Object,
    }
}

fn types_within(api: &Api, id: SchemaId, depth: usize) -> TypeSet {
    let schema = api.schema(id);
    let Some(depth) = depth.checked_sub(1) else { return ANY };
    let mut types = if schema.types.is_empty() { ANY } else { schema.types };
    if types.contains(Type::Number) {
        types = types.with(Type::Integer);
    }
    if let Some(values) = &schema.enumeration {
        types = both(types, values.iter().fold(TypeSet::default(), |set, value| set.with(type_of(&api.value(*value)))));
    }
    if let Some(value) = schema.constant {
        types = both(types, TypeSet::of(type_of(&api.value(value))));
    }
    for part in schema.target.iter().chain(&schema.all_of) {
        types = both(types, types_within(api, *part, depth));
    }
    for branches in [&schema.one_of, &schema.any_of] {
        if !branches.is_empty() {
            let any =
                branches.iter().fold(TypeSet::default(), |set, branch| either(set, types_within(api, *branch, depth)));
            types = both(types, any);
        }
    }
    if schema.nullable == Some(true) { types.with(Type::Null) } else { types }
}

fn both(left: TypeSet, right: TypeSet) -> TypeSet {
    left.iter().filter(|kind| right.contains(*kind)).fold(TypeSet::default(), TypeSet::with)
}

fn either(left: TypeSet, right: TypeSet) -> TypeSet {
    right.iter().fold(left, TypeSet::with)
}

/// What the keywords of a schema without a type speak of.
fn hinted(api: &Api, schema: SchemaId, depth: usize) -> Option<Shape> {
    find(api, schema, depth, &|schema| {
        let object = schema.object.is_some().then_some(Shape::Object);
        object.or(schema.array.is_some().then_some(Shape::Array))
    })
}
