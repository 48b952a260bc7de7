//! One operation: what it needs, what it takes, what it answers.

use std::collections::BTreeSet;

use avouch_api::{Api, Operation};

use super::argument::{named, parameters};
use super::{AnswerType, Answers, OperationView, answers, body};
use crate::names::{Name, Reserved, Scope};
use crate::plan::{Builder, Place, Type, View};
use crate::text::sentence;

/// The ways to call an operation: one, or one for each representation of its body.
pub(super) fn views(
    builder: &mut Builder<'_>,
    operation: &Operation,
    group: &str,
    method: &Name,
    full: &str,
    one_security: bool,
) -> Vec<OperationView> {
    let place = Place::operation(group, &[full]);
    let job = operation
        .long_running
        .as_ref()
        .and_then(|job| job.schema)
        .map(|schema| builder.shape_for(View::Response, schema, &place.child("job")).ty);
    let job = job.filter(|ty| matches!(ty, Type::Named(_)));
    let (success, errors) = answers::answers(builder, operation, &place, job.as_ref());
    let mut views = Vec::new();
    for draft in body::bodies(builder, operation, &place) {
        let mut values = parameters(builder, operation, &place);
        values.extend(draft.values);
        let (arguments, setters) = named(values);
        let method_name = match &draft.suffix {
            Some(suffix) => {
                Scope::new(Reserved::Values(&[])).mint(&format!("{} {suffix}", method.value_text()), "call", "")
            }
            None => method.clone(),
        };
        views.push(OperationView {
            method_name,
            builder: None,
            docs: docs(operation, &arguments),
            deprecated: operation.deprecated,
            http_method: operation.method.clone(),
            path: operation.path.as_str().to_owned(),
            arguments,
            setters,
            multipart: draft.multipart,
            security: security(builder.api, operation, one_security),
            success: Answers { ty: AnswerType::Never, arms: success.arms.clone() },
            errors: Answers { ty: AnswerType::Never, arms: errors.arms.clone() },
            paging: None,
        });
    }
    views
}

/// Summary, description, the request line, and the arguments that the document says something about.
fn docs(operation: &Operation, arguments: &[super::Argument]) -> String {
    let summary = operation.summary.as_deref().map(sentence).unwrap_or_default();
    let description = operation.description.as_deref().map(sentence).unwrap_or_default();
    let mut parts: Vec<String> = Vec::new();
    if !summary.is_empty() {
        parts.push(summary.clone());
    }
    if !description.is_empty() && description != summary {
        parts.push(description);
    }
    let line = crate::text::code(&format!("{} {}", operation.method, operation.path.as_str()));
    parts.push(line);
    let documented: Vec<String> = arguments
        .iter()
        .filter(|argument| argument.documented && !argument.docs.contains('\n'))
        .map(|argument| format!("- `{}`: {}", argument.name.value_text().trim_start_matches("r#"), argument.docs))
        .collect();
    if !documented.is_empty() {
        parts.push(documented.join("\n"));
    }
    parts.join("\n\n")
}

/// Whether all operations that want credentials want the same.
pub(super) fn has_one_security(api: &Api) -> bool {
    let mut wanted: Vec<Vec<&str>> = Vec::new();
    for requirement in api.operations.iter().flat_map(|operation| &operation.security) {
        let schemes: Vec<&str> = requirement.credentials.iter().map(|credential| credential.scheme.as_str()).collect();
        if !schemes.is_empty() && !wanted.contains(&schemes) {
            wanted.push(schemes);
        }
    }
    wanted.len() <= 1
}

/// The security of an operation, unless all that want credentials want the same.
fn security(api: &Api, operation: &Operation, one_security: bool) -> Option<Vec<Vec<String>>> {
    let alternatives: Vec<Vec<String>> = operation
        .security
        .iter()
        .map(|requirement| requirement.credentials.iter().map(|credential| credential.scheme.clone()).collect())
        .collect();
    let named: BTreeSet<&String> = alternatives.iter().flatten().collect();
    if api.security_schemes.is_empty() || one_security && !named.is_empty() {
        return None;
    }
    // Anonymous access is no scheme to choose.
    Some(alternatives.into_iter().filter(|schemes| !schemes.is_empty()).collect())
}
