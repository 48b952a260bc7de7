//! Which property of an item has the value of the variable in its path.

use rustc_hash::FxHashMap;

use super::nodes::Node;
use super::same_name;
use crate::lower::shape::Shapes;
use crate::schema::{SchemaId, Type, TypeSet};
use crate::words;
use crate::{Identifier, Operation, Parameter};

/// Properties that identify a thing whatever the variable is called, the likeliest first.
const USUAL: [&str; 8] = ["id", "guid", "uuid", "login", "slug", "key", "code", "name"];

/// Those among them that a machine gives.
const OPAQUE: [&str; 3] = ["id", "guid", "uuid"];

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
    let parameter = parameter(operations, node, variable);
    let pointer = pointer(shapes, schema?, variable, name, parameter)?;
    Some(Identifier { variable: variable.to_owned(), pointer })
}

/// The parameter of a variable.
fn parameter<'o>(operations: &'o [Operation], node: &Node<'_>, variable: &str) -> Option<&'o Parameter> {
    let methods = ["GET", "PATCH", "PUT", "DELETE", "POST"];
    methods.iter().filter_map(|method| node.operation(method)).find_map(|position| {
        let parameters = operations.get(position)?.parameters.iter();
        parameters.filter(|parameter| parameter.name == variable).find(|parameter| parameter.carrier.schema().is_some())
    })
}

fn pointer(
    shapes: &Shapes<'_>,
    schema: SchemaId,
    variable: &str,
    name: &str,
    parameter: Option<&Parameter>,
) -> Option<String> {
    let scalars = shapes.scalars(schema);
    if let Some(found) = by_variable(&scalars, variable) {
        return Some(format!("/{}", words::token(found)));
    }
    if let Some(found) = inner(shapes, schema, variable) {
        return Some(found);
    }
    // `{pet}` and `{repo}` name the resource, not a property.
    let last = words::split(variable).pop();
    if !same_name(variable, name) && !last.is_some_and(|last| same_name(&last, name)) {
        return None;
    }
    let types = parameter.and_then(|own| own.carrier.schema()).map_or(TypeSet::default(), |own| shapes.types(own));
    let fitting = || {
        USUAL.iter().filter_map(|known| {
            let found = scalars.get(*known)?;
            let id = shapes.property(schema, found)?;
            agree(types, shapes.types(id)).then_some((*known, *found))
        })
    };
    let mut usual = fitting().next();
    // A thing with a number or the like is often named by something plainer, and its parameter says so.
    if usual.is_some_and(|(known, _)| OPAQUE.contains(&known)) {
        let text = parameter.and_then(|own| own.description.as_deref()).unwrap_or_default();
        let said = words::said(text);
        let mut spoken = fitting().filter(|(known, _)| said.iter().any(|word| word == known));
        usual = spoken.next().filter(|_| spoken.next().is_none()).or(usual);
    }
    usual.map(|(_, found)| format!("/{}", words::token(found)))
}

/// The property with the variable's name, in whatever spelling, or with the end of its name (`pet_id` is `id`), or with a
/// name that goes on (`tag` is `tag_name`).
fn by_variable<'d>(scalars: &FxHashMap<String, &'d str>, variable: &str) -> Option<&'d str> {
    let words = words::split(variable);
    let whole = words.concat();
    let endings = (0..words.len()).find_map(|skipped| scalars.get(&words[skipped..].concat()));
    let longer = || USUAL.iter().find_map(|known| scalars.get(&format!("{whole}{known}")));
    let synonym = || SYNONYMS.iter().filter(|(word, _)| *word == whole).find_map(|(_, other)| scalars.get(*other));
    endings.or_else(longer).or_else(synonym).copied()
}

/// A property of that name inside the item's metadata, or inside the only property of a small envelope that has it.
fn inner(shapes: &Shapes<'_>, schema: SchemaId, variable: &str) -> Option<String> {
    let properties = shapes.properties(schema);
    let found = |(outer, id): &(&str, SchemaId)| {
        let name = by_variable(&shapes.scalars(*id), variable)?;
        Some(format!("/{}/{}", words::token(outer), words::token(name)))
    };
    let metadata = properties.iter().filter(|(name, _)| matches!(*name, "metadata" | "meta")).find_map(found);
    metadata.or_else(|| {
        let envelope = properties.iter().filter(|(_, id)| properties.len() <= 3 && shapes.is_object(*id));
        let mut all = envelope.filter_map(found);
        all.next().filter(|_| all.next().is_none())
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
