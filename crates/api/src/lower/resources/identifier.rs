//! Which property of an item has the value of the variable in its path.

use super::nodes::Node;
use super::{same_name, words};
use crate::lower::shape::Shapes;
use crate::schema::{SchemaId, Type, TypeSet};
use crate::{Identifier, Operation};

/// Properties that identify a thing whatever the variable is called, the likeliest first.
const USUAL: [&str; 8] = ["id", "guid", "uuid", "login", "slug", "key", "code", "name"];

/// Words for the same thing.
const SYNONYMS: [(&str, &str); 2] = [("username", "login"), ("login", "username")];

/// The identifier of the items at a path; `None` where no property can be told to be it.
pub(super) fn find(
    shapes: &Shapes<'_>,
    operations: &[Operation],
    node: &Node<'_>,
    schema: Option<SchemaId>,
    name: &str,
) -> Option<Identifier> {
    let variable = node.last_variable()?;
    let types = variable_types(shapes, operations, node, variable);
    let pointer = pointer(shapes, schema?, variable, name, types)?;
    Some(Identifier { variable: variable.to_owned(), pointer })
}

/// What the parameter of a variable may be, as far as its schema says.
fn variable_types(shapes: &Shapes<'_>, operations: &[Operation], node: &Node<'_>, variable: &str) -> TypeSet {
    let methods = ["GET", "PATCH", "PUT", "DELETE", "POST"];
    let declared = methods.iter().filter_map(|method| node.operation(method)).find_map(|position| {
        let parameters = operations[position].parameters.iter();
        parameters.filter(|parameter| parameter.name == variable).find_map(|parameter| parameter.carrier.schema())
    });
    declared.map_or(TypeSet::default(), |schema| shapes.types(schema))
}

fn pointer(shapes: &Shapes<'_>, schema: SchemaId, variable: &str, name: &str, types: TypeSet) -> Option<String> {
    let properties = shapes.properties(schema);
    if let Some(found) = by_variable(shapes, &properties, variable) {
        return Some(format!("/{}", words::token(found)));
    }
    if let Some(found) = inner(shapes, &properties, variable) {
        return Some(found);
    }
    // `{pet}` and `{repo}` name the resource, not a property.
    let names_the_resource =
        same_name(variable, name) || words::split(variable).last().is_some_and(|last| same_name(last, name));
    let usual = USUAL.iter().filter(|_| names_the_resource).find_map(|known| {
        let (found, id) = properties.iter().find(|(candidate, _)| candidate == known)?;
        (is_scalar(shapes, *id) && agree(types, shapes.types(*id))).then_some(*found)
    });
    usual.map(|found| format!("/{}", words::token(found)))
}

/// The property with the variable's name, in whatever spelling, or with the end of its name (`pet_id` is `id`), or with a
/// name that goes on (`tag` is `tag_name`).
fn by_variable<'d>(shapes: &Shapes<'_>, properties: &[(&'d str, SchemaId)], variable: &str) -> Option<&'d str> {
    let scalar = |found: &&(&'d str, SchemaId)| is_scalar(shapes, found.1);
    let of_name = |wanted: &str| {
        let mut found = properties.iter().filter(|(name, _)| words::plain(name) == wanted);
        found.find(scalar).map(|(name, _)| *name)
    };
    if let Some((name, _)) = properties.iter().filter(|(name, _)| *name == variable).find(scalar) {
        return Some(name);
    }
    let words = words::split(variable);
    let whole = words.concat();
    let endings = (0..words.len()).find_map(|skipped| of_name(&words[skipped..].concat()));
    let longer = || USUAL.iter().find_map(|known| of_name(&format!("{whole}{known}")));
    let synonym = || SYNONYMS.iter().filter(|(word, _)| *word == whole).find_map(|(_, other)| of_name(other));
    endings.or_else(longer).or_else(synonym)
}

/// Whether a property can stand in a path.
fn is_scalar(shapes: &Shapes<'_>, id: SchemaId) -> bool {
    let types = shapes.types(id);
    !shapes.is_object(id) && !types.contains(Type::Object) && !types.contains(Type::Array)
}

/// A property of that name inside the item's metadata, or inside the only property that has it.
fn inner(shapes: &Shapes<'_>, properties: &[(&str, SchemaId)], variable: &str) -> Option<String> {
    let found = |(outer, id): &(&str, SchemaId)| {
        let inner = shapes.properties(*id);
        let name = by_variable(shapes, &inner, variable)?;
        Some(format!("/{}/{}", words::token(outer), words::token(name)))
    };
    let metadata = properties.iter().filter(|(name, _)| matches!(*name, "metadata" | "meta")).find_map(found);
    metadata.or_else(|| {
        let mut all = properties.iter().filter(|(_, id)| shapes.is_object(*id)).filter_map(found);
        all.next().filter(|_| properties.len() <= 3 && all.next().is_none())
    })
}

/// Whether a value can be both; where one of them is not stated, it can.
fn agree(left: TypeSet, right: TypeSet) -> bool {
    let numeric = |types: TypeSet| types.contains(Type::Integer) || types.contains(Type::Number);
    left.is_empty()
        || right.is_empty()
        || left.iter().any(|kind| right.contains(kind))
        || (numeric(left) && numeric(right))
}
