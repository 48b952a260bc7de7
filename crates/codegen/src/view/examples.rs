//! The examples of the document, by the type that they are values of.

use std::collections::BTreeSet;

use avouch_api::{Api, Example, ExampleValue, MediaType, Operation};
use serde_json::Value;

use super::fits::fit;
use crate::plan::{Builder, Plan, Type, View};

/// An example.
#[derive(Clone, Debug)]
pub(crate) struct ExampleView {
    /// Its type.
    pub ty: Type,
    /// Where it stands.
    pub at: String,
    /// The value.
    pub value: Value,
    /// What it is once it was read and written, where that differs; or why it cannot be read.
    pub outcome: Outcome,
}

/// What becomes of an example.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// It comes back as it was.
    Same,
    /// It comes back without what its schema does not declare.
    Without(Value),
    /// It cannot be read.
    Fault(String),
}

/// An example before its type is final.
pub(super) struct Draft {
    pub ty: Type,
    pub at: String,
    pub value: Value,
}

/// The JSON examples of some operations and of the schemas that they use.
pub(super) fn collect(builder: &mut Builder<'_>, api: &Api, operations: &[&Operation]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for operation in operations {
        let body = operation.body.iter().flat_map(|body| &body.content).map(|media| (View::Request, media));
        let answers =
            operation.responses.iter().flat_map(|response| &response.content).map(|media| (View::Response, media));
        for (view, media) in body.chain(answers) {
            of_media(builder, api, view, media, &mut drafts);
        }
    }
    for (_, id, shape) in builder.shapes() {
        for json in &api.schema(id).examples {
            drafts.push(Draft { ty: shape.clone().whole(), at: builder.pointer(json.0), value: api.value(*json) });
        }
    }
    let mut seen = BTreeSet::new();
    drafts.retain(|draft| !is_plain(&draft.ty) && seen.insert((draft.at.clone(), format!("{:?}", draft.ty))));
    drafts
}

fn of_media(builder: &mut Builder<'_>, api: &Api, view: View, media: &MediaType, drafts: &mut Vec<Draft>) {
    let json = media.range.as_media_type().is_some_and(avouch_api::media::MediaType::is_json);
    let (true, Some(schema)) = (json, media.schema) else { return };
    let Some(shape) = builder.known_shape(view, schema) else { return };
    for example in &media.examples {
        if let Example { value: ExampleValue::Value(json), .. } = example {
            drafts.push(Draft { ty: shape.clone().whole(), at: builder.pointer(json.0), value: api.value(*json) });
        }
    }
}

/// Whether reading a value of the type is Rust's business and nothing of the document's.
fn is_plain(ty: &Type) -> bool {
    match ty {
        Type::Named(_) => false,
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => is_plain(inner),
        _ => true,
    }
}

/// The examples in the terms of the finished plan, in the order of their places.
pub(super) fn finish(plan: &Plan, drafts: Vec<Draft>) -> Vec<ExampleView> {
    let mut views: Vec<ExampleView> = drafts
        .into_iter()
        .map(|draft| {
            let ty = plan.canonical(&draft.ty);
            let outcome = match fit(plan, &ty, &draft.value) {
                Err(fault) => Outcome::Fault(fault),
                Ok((out, _)) if out == draft.value => Outcome::Same,
                Ok((out, _)) => Outcome::Without(out),
            };
            ExampleView { ty, at: draft.at, value: draft.value, outcome }
        })
        .collect();
    views.sort_by(|left, right| left.at.cmp(&right.at));
    views
}
