//! Putting entries into a list of an item, and taking them out.

use serde_json::{Map, Value};

use super::effect::{entries, is_so, wanted};
use super::{Add, Context, Fill, Path, Take};
use crate::call::Refusal;
use crate::mint::Minter;

/// Puts entries into a list; one that is the same as another by what `by` names takes its place.
pub(super) fn add(value: &mut Value, add: &Add, context: &mut Context<'_>, minter: &mut Minter) -> Result<(), Refusal> {
    let mut fresh = Vec::new();
    for entry in entries(add.each.as_ref(), context, minter)? {
        context.each = entry;
        fresh.extend(add.entry.value(context, minter));
    }
    context.each = None;
    let Some(list) = list(value, &add.to) else { return Ok(()) };
    for entry in fresh {
        let same = |other: &Value| match &add.by {
            Some(by) => by.one(other).is_some() && by.one(other) == by.one(&entry),
            None => false,
        };
        match list.iter().position(same) {
            Some(at) => {
                if let Some(place) = list.get_mut(at) {
                    *place = entry;
                }
            }
            None => list.push(entry),
        }
    }
    Ok(())
}

/// Takes entries out of a list.
pub(super) fn take(value: &mut Value, take: &Take, context: &Context<'_>, minter: &mut Minter) {
    let wanted = wanted(&take.wanted, context, minter);
    if let Some(Value::Array(list)) = take.from.one_mut(value) {
        list.retain(|entry| !is_so(entry, &wanted));
    }
}

/// Puts entries into a list of an answer, in the place of those that are there.
pub(super) fn fill(
    value: &mut Value,
    fill: &Fill,
    context: &mut Context<'_>,
    minter: &mut Minter,
) -> Result<(), Refusal> {
    let mut fresh = Vec::new();
    for entry in entries(Some(&fill.each), context, minter)? {
        context.each = entry;
        fresh.extend(fill.entry.value(context, minter));
    }
    context.each = None;
    if let Some(list) = list(value, &fill.to) {
        *list = fresh;
    }
    Ok(())
}

/// The list at a place, made where there is none; `None` where something else stands in the way.
fn list<'v>(value: &'v mut Value, to: &Path) -> Option<&'v mut Vec<Value>> {
    let mut current = value;
    for step in to.steps() {
        if current.is_null() {
            *current = Value::Object(Map::new());
        }
        current = match current {
            Value::Object(members) => members.entry(step.as_str()).or_insert(Value::Null),
            Value::Array(entries) => entries.get_mut(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    if current.is_null() {
        *current = Value::Array(Vec::new());
    }
    current.as_array_mut()
}
