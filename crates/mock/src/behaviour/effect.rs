//! Doing what the behaviour file says: finding, making, changing and removing items.

use avouch_api::ResourceIndex;
use avouch_api::schema::SchemaId;
use avouch_validate::View;
use serde_json::{Value, json};

use super::patch::blend;
use super::{Change, Conditions, Context, Effect, Find, Make, Path, Refuse, Remove, Template, edit};
use crate::behave::{Scene, follow, full, renew};
use crate::call::{Refusal, text};
use crate::mint::Minter;
use crate::state::Key;

/// How many entries of a list or object are gone through.
const MAX_ENTRIES: usize = 1000;

/// Places, each with the values of which it has one, known by now.
pub(crate) type Wanted = Vec<(Path, Vec<Value>)>;

/// Works out the values of conditions. What refers to nothing is null.
pub(super) fn wanted(conditions: &Conditions, context: &Context<'_>, minter: &mut Minter) -> Wanted {
    let values = |templates: &[Template], minter: &mut Minter| {
        templates.iter().map(|template| template.value(context, minter).unwrap_or_default()).collect()
    };
    conditions.iter().map(|(path, templates)| (path.clone(), values(templates, minter))).collect()
}

/// Whether a value has one of the wanted values at every place. Null is what is not there.
pub(crate) fn is_so(value: &Value, wanted: &Wanted) -> bool {
    wanted.iter().all(|(path, values)| {
        let own = path.all(value);
        let is_absent = own.iter().all(|own| own.is_null());
        values.iter().any(|wanted| match wanted {
            Value::Null => is_absent,
            Value::Array(any) => own.iter().any(|own| any.contains(own) || *own == wanted),
            one => own.contains(&one),
        })
    })
}

/// Finds what the rest refers to by name.
pub(super) fn find(scene: &mut Scene<'_, '_>, finds: &[Find], context: &mut Context<'_>) -> Result<(), Refusal> {
    for find in finds {
        let wanted = wanted(&find.wanted, context, &mut scene.state.minter);
        // What is asked for by nothing is not there, even where some item has nothing there, too.
        let asks = wanted.iter().all(|(_, values)| values.iter().any(|value| !value.is_null()));
        let found = scene.state.items(find.resource).find(|(_, item)| asks && is_so(&item.value, &wanted));
        let found = found.map(|(_, item)| item.value.clone());
        match (found, &find.otherwise) {
            (Some(found), _) => context.found.push((find.name.clone(), found)),
            (None, Some(refuse)) => return Err(refusal(refuse, context, &mut scene.state.minter)),
            (None, None) => {}
        }
    }
    Ok(())
}

/// The refusal that the file states.
pub(super) fn refusal(refuse: &Refuse, context: &Context<'_>, minter: &mut Minter) -> Refusal {
    Refusal { statuses: vec![refuse.status].into(), detail: refuse.detail.text(context, minter) }
}

/// Does everything. `line` is where it stands in the file. Whether the item was changed.
pub(super) fn run(
    scene: &mut Scene<'_, '_>,
    line: usize,
    effect: &Effect,
    subject: Option<&(ResourceIndex, Key)>,
    context: &mut Context<'_>,
) -> Result<bool, Refusal> {
    for make in &effect.make {
        make_all(scene, line, make, context)?;
    }
    let mut changed = false;
    if let Some((resource, key)) = subject
        && (effect.set.is_some() || !effect.add.is_empty() || !effect.drop.is_empty())
    {
        changed = change_subject(scene, line, effect, (*resource, key), context)?;
    }
    for change in &effect.change {
        change_others(scene, line, change, context)?;
    }
    for remove in &effect.remove {
        remove_others(scene, remove, context);
    }
    Ok(changed)
}

/// The entries that `each` comes to, as objects of a name and a value; one of nothing where there is no `each`.
pub(super) fn entries(
    each: Option<&Template>,
    context: &Context<'_>,
    minter: &mut Minter,
) -> Result<Vec<Option<Value>>, Refusal> {
    let Some(each) = each else { return Ok(vec![None]) };
    let entries: Vec<Option<Value>> = match each.value(context, minter) {
        Some(Value::Array(entries)) => {
            entries.into_iter().enumerate().map(|(at, entry)| Some(json!({"name": at, "value": entry}))).collect()
        }
        Some(Value::Object(members)) => {
            members.into_iter().map(|(name, value)| Some(json!({"name": name, "value": value}))).collect()
        }
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Number(number)) => {
            let number = number.as_u64().unwrap_or_default();
            let most = u64::try_from(MAX_ENTRIES).unwrap_or(u64::MAX).saturating_add(1);
            (0..number.min(most)).map(|at| Some(json!({"name": at, "value": at}))).collect()
        }
        Some(one) => vec![Some(json!({"name": 0, "value": one}))],
    };
    if entries.len() > MAX_ENTRIES {
        let detail = format!("more than {MAX_ENTRIES} entries are more than the mock goes through");
        return Err(Refusal { statuses: vec![422, 400].into(), detail });
    }
    Ok(entries)
}

fn make_all(scene: &mut Scene<'_, '_>, line: usize, make: &Make, context: &mut Context<'_>) -> Result<(), Refusal> {
    for entry in entries(make.each.as_ref(), context, &mut scene.state.minter)? {
        context.each = entry;
        if let Some(unless) = &make.unless {
            let wanted = wanted(unless, context, &mut scene.state.minter);
            if scene.state.items(make.resource).any(|(_, item)| is_so(&item.value, &wanted)) {
                continue;
            }
        }
        let item = make_one(scene, line, make, context)?;
        context.made.extend(make.name.clone().map(|name| (name, item)));
    }
    context.each = None;
    Ok(())
}

fn make_one(scene: &mut Scene<'_, '_>, line: usize, make: &Make, context: &Context<'_>) -> Result<Value, Refusal> {
    let mock = scene.call.mock;
    let schema = scene.collection(make.resource).and_then(|known| known.schema);
    let model = mock.models.get(&make.resource).cloned();
    let model = model.or_else(|| scene.state.items(make.resource).next().map(|(_, item)| item.value.clone()));
    let made_up = || mock.source.made_up(schema?);
    let Some(mut value) = model.or_else(made_up) else {
        return Err(misfit(line, "nothing is known of the items that it makes"));
    };
    let Some(name) = renew(scene, make.resource, &mut value) else {
        return Err(misfit(line, "the item that it makes has no identifier"));
    };
    let validator = mock.source.validator();
    let rules = mock.behaviour().and_then(|behaviour| behaviour.resource(make.resource));
    if let Some(defaults) = rules.and_then(|rules| rules.defaults.as_ref()) {
        let plain = Context::new(&scene.call.origin);
        blend(validator, schema, &mut value, defaults, &plain, &mut scene.state.minter);
    }
    let before = value.clone();
    if let Some(set) = &make.set {
        blend(validator, schema, &mut value, set, context, &mut scene.state.minter);
        follow(&before, &mut value, Some(&name));
    }
    hold(scene, line, make.resource, &value)?;
    if !scene.state.put(make.resource, vec![name], value.clone(), Vec::new()) {
        return Err(full());
    }
    Ok(value)
}

fn change_subject(
    scene: &mut Scene<'_, '_>,
    line: usize,
    effect: &Effect,
    (resource, key): (ResourceIndex, &Key),
    context: &mut Context<'_>,
) -> Result<bool, Refusal> {
    let Some(before) = scene.state.item(resource, key).map(|item| item.value.clone()) else { return Ok(false) };
    let schema = scene.collection(resource).and_then(|known| known.schema);
    let mut value = before.clone();
    if let Some(set) = &effect.set {
        blend(scene.call.mock.source.validator(), schema, &mut value, set, context, &mut scene.state.minter);
    }
    for take in &effect.drop {
        edit::take(&mut value, take, context, &mut scene.state.minter);
    }
    for add in &effect.add {
        edit::add(&mut value, add, context, &mut scene.state.minter)?;
    }
    put_back(scene, line, (resource, key), &before, value.clone())?;
    context.item = Some(value);
    Ok(true)
}

fn change_others(
    scene: &mut Scene<'_, '_>,
    line: usize,
    change: &Change,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    for key in those(scene, change.resource, &change.wanted, context) {
        change_one(scene, line, (change.resource, &key), &change.set, context)?;
    }
    Ok(())
}

/// Merges into one item.
pub(super) fn change_one(
    scene: &mut Scene<'_, '_>,
    line: usize,
    (resource, key): (ResourceIndex, &Key),
    patch: &Template,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    let schema = scene.collection(resource).and_then(|known| known.schema);
    let Some(before) = scene.state.item(resource, key).map(|item| item.value.clone()) else { return Ok(()) };
    let mut value = before.clone();
    blend(scene.call.mock.source.validator(), schema, &mut value, patch, context, &mut scene.state.minter);
    put_back(scene, line, (resource, key), &before, value)
}

fn remove_others(scene: &mut Scene<'_, '_>, remove: &Remove, context: &Context<'_>) {
    let gone = those(scene, remove.resource, &remove.wanted, context);
    scene.trail.gone.extend(gone.into_iter().map(|key| (remove.resource, key)));
}

fn those(
    scene: &mut Scene<'_, '_>,
    resource: ResourceIndex,
    conditions: &Conditions,
    context: &Context<'_>,
) -> Vec<Key> {
    let wanted = wanted(conditions, context, &mut scene.state.minter);
    scene.state.items(resource).filter(|(_, item)| is_so(&item.value, &wanted)).map(|(key, _)| key.clone()).collect()
}

/// Puts a changed item back, with the moment of the change and the addresses that follow from it.
fn put_back(
    scene: &mut Scene<'_, '_>,
    line: usize,
    (resource, key): (ResourceIndex, &Key),
    before: &Value,
    mut value: Value,
) -> Result<(), Refusal> {
    if value == *before {
        return Ok(());
    }
    let schema = scene.collection(resource).and_then(|known| known.schema);
    follow(before, &mut value, key.last().map(String::as_str));
    scene.stamp(&mut value, schema, false);
    hold(scene, line, resource, &value)?;
    if scene.state.change(resource, key, value) { Ok(()) } else { Err(full()) }
}

/// Refuses an item that the document does not allow.
fn hold(scene: &Scene<'_, '_>, line: usize, resource: ResourceIndex, value: &Value) -> Result<(), Refusal> {
    let known = scene.collection(resource);
    let literal = known.map(|known| known.literal.as_str()).unwrap_or_default();
    let identifier = known.and_then(|known| value.pointer(known.identifier.as_deref()?)).and_then(text);
    let what = format!("`{literal}/{}`", identifier.unwrap_or_default());
    hold_to(scene, line, known.and_then(|known| known.schema), value, &what)
}

/// Refuses an answer that the document does not allow.
pub(super) fn hold_answer(
    scene: &Scene<'_, '_>,
    line: usize,
    schema: Option<SchemaId>,
    value: &Value,
) -> Result<(), Refusal> {
    hold_to(scene, line, schema, value, "the answer")
}

fn hold_to(
    scene: &Scene<'_, '_>,
    line: usize,
    schema: Option<SchemaId>,
    value: &Value,
    what: &str,
) -> Result<(), Refusal> {
    if scene.fits(schema, value) {
        return Ok(());
    }
    let validator = scene.call.mock.source.validator();
    let violations = schema.map(|schema| validator.check(schema, View::Response, value)).unwrap_or_default();
    let reason = violations.first().map(|first| format!(": at `{}`: {}", first.pointer, first.message));
    Err(misfit(line, &format!("{what} would not fit the document{}", reason.unwrap_or_default())))
}

/// What the file says cannot be done.
pub(super) fn misfit(line: usize, reason: &str) -> Refusal {
    Refusal { statuses: vec![500].into(), detail: format!("the behaviour file, line {line}: {reason}") }
}
