//! Names of types: all of them in one scope, so that no import of one hides another.

use super::OperationView;
use super::builder::Views;
use crate::names::{Name, Scope, Wanted};
use crate::plan::{Plan, Type};

/// Names the types of the plan: those that the document names come first.
pub(super) fn name_types(plan: &mut Plan, types: &mut Scope) {
    let wanted: Vec<Wanted<'_>> = plan
        .types
        .iter()
        .flatten()
        .map(|def| Wanted { text: &def.wanted, fallback: "model", suffix: "model", rank: u32::from(!def.is_component) })
        .collect();
    let names = types.mint_all(&wanted);
    for (def, name) in plan.types.iter_mut().flatten().zip(names) {
        def.name = Some(name);
    }
}

pub(super) fn name_groups(views: &Views<'_>, types: &mut Scope) -> Vec<Option<Name>> {
    let wanted: Vec<Wanted<'_>> = views
        .iter()
        .filter_map(|(draft, _)| draft.tag)
        .map(|text| Wanted { text, fallback: "group", suffix: "api", rank: 0 })
        .collect();
    let mut names = types.mint_all(&wanted).into_iter();
    views.iter().map(|(draft, _)| draft.tag.and_then(|_| names.next())).collect()
}

pub(super) fn name_events(events: &[(String, Type, String)], types: &mut Scope) -> Vec<Name> {
    let wanted: Vec<Wanted<'_>> =
        events.iter().map(|(text, ..)| Wanted { text, fallback: "event", suffix: "event", rank: 0 }).collect();
    types.mint_all(&wanted)
}

/// Names the types of operations that have something to set.
pub(super) fn name_builders(views: &mut Views<'_>, types: &mut Scope) {
    name_where(views, types, |view| !view.setters.is_empty());
}

/// Names those of operations that only have pages.
pub(super) fn name_pagers(views: &mut Views<'_>, types: &mut Scope) {
    name_where(views, types, |view| view.builder.is_none() && view.paging.is_some());
}

fn name_where(views: &mut Views<'_>, types: &mut Scope, applies: impl Fn(&OperationView) -> bool) {
    let mut chosen: Vec<(&mut OperationView, String)> = Vec::new();
    for (view, _, full) in views.iter_mut().flat_map(|(_, views)| views) {
        if applies(view) {
            let suffix = view.method_name.value_text();
            let text = if suffix.ends_with("_form") || suffix.ends_with("_json") {
                format!("{full} {}", &suffix[suffix.len() - 4..])
            } else {
                full.clone()
            };
            chosen.push((view, text));
        }
    }
    let wanted: Vec<Wanted<'_>> =
        chosen.iter().map(|(_, text)| Wanted { text, fallback: "call", suffix: "call", rank: 0 }).collect();
    let names = types.mint_all(&wanted);
    for ((view, _), name) in chosen.iter_mut().zip(names) {
        view.builder = Some(name);
    }
}
