//! From an Api to the view of a crate.

use std::collections::{BTreeMap, BTreeSet};

use avouch_api::{Api, Operation, OperationKind};
use rustc_hash::FxHashMap;

use super::groups::GroupDraft;
use super::{
    AnswerEnum, CrateView, Event, Group, Input, Job, OperationView, answers, examples, files, groups, naming,
    operation, paging,
};
use crate::names::{Name, Reserved, Scope, Wanted};
use crate::plan::{Builder, Census, Place, Plan, Type, TypeId, View};
use crate::text::{code, sentence};

/// The operations of each group, with what they come from and their whole names.
pub(super) type Views<'a> = Vec<(GroupDraft<'a>, Vec<(OperationView, &'a Operation, String)>)>;

/// Decides everything about a crate. `whole` says that no operation was left out on demand, so that every named schema
/// belongs to it.
pub(crate) fn build(api: &Api, operations: &[&Operation], whole: bool) -> (CrateView, Census) {
    let mut builder = Builder::new(api);
    if whole {
        builder.add_components();
    }
    let (own, foreign): (Vec<&Operation>, Vec<&Operation>) =
        operations.iter().copied().partition(|operation| operation.kind == OperationKind::Path);
    let mut views = operation_views(&mut builder, api, &own);
    let events = events(&mut builder, &foreign);
    let jobs = jobs(&mut builder, &own);
    let drafts = examples::collect(&mut builder, api, operations);
    let (mut plan, mut census) = finish(builder, &mut views, &events, &jobs);
    let examples = examples::finish(&plan, drafts);

    let mut types = Scope::new(Reserved::Types(&[]));
    naming::name_types(&mut plan, &mut types);
    let group_names = naming::name_groups(&views, &mut types);
    let event_names = naming::name_events(&events, &mut types);
    naming::name_builders(&mut views, &mut types);
    let errors = settle_answers(&mut views, &plan, &mut types);
    naming::name_pagers(&mut views, &mut types);
    count(&mut census, api, operations, &plan);

    let named = events.into_iter().zip(event_names);
    let sent = sent(&plan, &mut views);
    let view = CrateView {
        title: api.info().title.clone(),
        docs: api.info().description.clone().or_else(|| api.info().summary.clone()),
        servers: api.document.servers.iter().map(|server| server.url.clone()).collect(),
        sent,
        models: files::model_files(&plan),
        groups: views.into_iter().zip(group_names).map(|((draft, views), name)| group(draft, views, name)).collect(),
        errors,
        jobs: canonical_jobs(&plan, jobs),
        events: named.map(|((_, ty, docs), name)| Event { name, ty: plan.canonical(&ty), docs }).collect(),
        examples,
        type_names: types,
        plan,
    };
    (view, census)
}

fn operation_views<'a>(builder: &mut Builder<'_>, api: &'a Api, operations: &[&'a Operation]) -> Views<'a> {
    let one_security = operation::has_one_security(api);
    let mut views: Views<'a> = Vec::new();
    for draft in groups::groups(api, operations) {
        let group = draft.tag.unwrap_or("operations");
        let mut found = Vec::new();
        for (operation, method, full) in &draft.operations {
            let ways = operation::views(builder, operation, group, method, full, one_security);
            found.extend(ways.into_iter().map(|view| (view, *operation, full.clone())));
        }
        distinguish(&mut found);
        views.push((draft, found));
    }
    views
}

/// The plan of everything that operations lead to, and the views in its terms.
fn finish(
    builder: Builder<'_>,
    views: &mut Views<'_>,
    events: &[(String, Type, String)],
    jobs: &[Job],
) -> (Plan, Census) {
    let mut roots: Vec<Type> = events.iter().map(|(_, event, _)| event.clone()).collect();
    roots.extend(jobs.iter().map(|job| Type::Named(job.ty)));
    for (view, ..) in views.iter_mut().flat_map(|(_, views)| views) {
        types_of(view, &mut |ty| roots.push(ty.clone()));
    }
    let (plan, census) = builder.into_plan(&roots);
    for (view, ..) in views.iter_mut().flat_map(|(_, views)| views) {
        types_of(view, &mut |ty| *ty = plan.canonical(ty));
    }
    (plan, census)
}

/// Settles the types of all answers, and the pages that depend on them; returns the errors that operations share.
fn settle_answers(views: &mut Views<'_>, plan: &Plan, types: &mut Scope) -> Vec<AnswerEnum> {
    let mut all: Vec<(&mut OperationView, String)> =
        views.iter_mut().flat_map(|(_, views)| views).map(|(view, _, full)| (view, full.clone())).collect();
    let errors = answers::settle(&mut all, plan, types);
    let asked_for = views.iter().flat_map(|(_, views)| views).any(|(_, operation, _)| paging::is_asked_for(operation));
    for (view, operation, _) in views.iter_mut().flat_map(|(_, views)| views) {
        view.paging = paging::paging(plan, operation, view, asked_for);
    }
    errors
}

/// The types that the arguments of operations lead to.
fn sent(plan: &Plan, views: &mut Views<'_>) -> BTreeSet<TypeId> {
    let mut roots = Vec::new();
    for (view, ..) in views.iter_mut().flat_map(|(_, views)| views) {
        types_of_arguments(view, &mut |ty| roots.push(ty.clone()));
    }
    plan.reachable(&roots)
}

fn canonical_jobs(plan: &Plan, jobs: Vec<Job>) -> Vec<Job> {
    let mut by_type: BTreeMap<TypeId, Job> = BTreeMap::new();
    for job in jobs {
        if let Type::Named(id) = plan.unaliased(&plan.canonical(&Type::Named(job.ty))) {
            by_type.entry(*id).or_insert(Job { ty: *id, ..job });
        }
    }
    by_type.into_values().collect()
}

fn group(draft: GroupDraft<'_>, views: Vec<(OperationView, &Operation, String)>, name: Option<Name>) -> Group {
    let docs = draft.docs.as_deref().map(sentence).filter(|docs| !docs.is_empty());
    let docs = docs.unwrap_or_else(|| match draft.tag {
        Some(tag) => format!("The operations tagged {}.", code(tag)),
        None => "The operations.".to_owned(),
    });
    Group { module: draft.module, name, docs, operations: views.into_iter().map(|(view, ..)| view).collect() }
}

/// Calls a function with every type that an operation names.
fn types_of(view: &mut OperationView, action: &mut impl FnMut(&mut Type)) {
    types_of_arguments(view, action);
    for arm in view.success.arms.iter_mut().chain(&mut view.errors.arms) {
        if let super::Content::Json(ty) | super::Content::Job(ty) = &mut arm.content {
            action(ty);
        }
    }
}

fn types_of_arguments(view: &mut OperationView, action: &mut impl FnMut(&mut Type)) {
    for argument in view.arguments.iter_mut().chain(&mut view.setters) {
        match &mut argument.input {
            Input::Plain(ty) | Input::List(ty) | Input::Fields(ty) | Input::Json(ty) | Input::JsonText(ty) => {
                action(ty);
            }
            Input::Text | Input::Texts | Input::Any | Input::Upload | Input::TypedUpload => {}
        }
    }
}

/// Sees to it that no two methods of a group have one name, also where a suffix made them.
fn distinguish(views: &mut [(OperationView, &Operation, String)]) {
    let texts: Vec<String> = views.iter().map(|(view, ..)| view.method_name.value_text()).collect();
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    for text in &texts {
        *seen.entry(text).or_default() += 1;
    }
    if seen.values().all(|count| *count == 1) {
        return;
    }
    let wanted: Vec<Wanted<'_>> =
        texts.iter().map(|text| Wanted { text, fallback: "call", suffix: "operation", rank: 0 }).collect();
    let names = Scope::new(Reserved::Values(&[])).mint_all(&wanted);
    for ((view, ..), name) in views.iter_mut().zip(names) {
        view.method_name = name;
    }
}

/// What the server sends on its own: the bodies of webhooks and callbacks.
fn events(builder: &mut Builder<'_>, operations: &[&Operation]) -> Vec<(String, Type, String)> {
    let mut events = Vec::new();
    for operation in operations {
        let name = match &operation.kind {
            OperationKind::Webhook { name } | OperationKind::Callback { name, .. } => name.clone(),
            OperationKind::Path => continue,
        };
        let name = operation.operation_id.clone().unwrap_or(name);
        let place = Place::operation("events", &[&name, "payload"]);
        let media = operation.body.iter().flat_map(|body| &body.content).find(|media| media.schema.is_some());
        if let Some(schema) = media.and_then(|media| media.schema) {
            let ty = builder.shape_for(View::Request, schema, &place).ty;
            let docs = operation.summary.as_deref().or(operation.description.as_deref()).map(sentence);
            let docs = docs.unwrap_or_else(|| format!("What {} sends.", code(&operation.id)));
            events.push((name, ty, docs));
        } else if operation.body.as_ref().is_some_and(|body| !body.content.is_empty()) {
            builder.list_untyped(operation.origin, "the body has no schema");
        }
    }
    events.sort_by(|left, right| left.0.cmp(&right.0));
    events
}

/// The types that operations follow their tasks with.
fn jobs(builder: &mut Builder<'_>, operations: &[&Operation]) -> Vec<Job> {
    let mut jobs: BTreeMap<TypeId, Job> = BTreeMap::new();
    for running in operations.iter().filter_map(|operation| operation.long_running.as_ref()) {
        let Some(schema) = running.schema else { continue };
        let shape = builder.shape_for(View::Response, schema, &Place::operation("operations", &["job"]));
        if let (Type::Named(ty), false) = (shape.ty, running.done.is_empty()) {
            let (state, done, failed) = (running.state.clone(), running.done.clone(), running.failed.clone());
            jobs.entry(ty).or_insert(Job { ty, state, done, failed });
        }
    }
    jobs.into_values().collect()
}

fn count(census: &mut Census, api: &Api, operations: &[&Operation], plan: &Plan) {
    for operation in operations {
        match operation.kind {
            OperationKind::Path => census.by_kind.path += 1,
            OperationKind::Webhook { .. } => census.by_kind.webhook += 1,
            OperationKind::Callback { .. } => census.by_kind.callback += 1,
        }
    }
    census.operations_total = operations.len();
    census.operations_emitted = operations.len();
    census.schemas_total = api.document.schemas().len();
    census.types_emitted = plan.iter().count();
}
