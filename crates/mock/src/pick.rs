//! Which documented answer a request is meant to get.

use avouch_api::{Api, Case, Example, ExampleValue, Operation, Response, StatusSpec};
use avouch_validate::DecodedRequest;
use avouch_wire::Location;
use serde_json::Value;

use crate::prefer::Prefer;

/// A documented answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Picked<'a> {
    /// The status to send.
    pub(crate) status: u16,
    /// What the document says about it; `None` where it says nothing.
    pub(crate) documented: Option<&'a Response>,
    /// The case whose request is most like the one that came.
    pub(crate) case: Option<&'a Case>,
    /// The representation and the example that belong to the case, or that the client asked for.
    pub(crate) example: Option<(usize, &'a Example)>,
    /// Whether the client asked for this very answer.
    pub(crate) is_wish: bool,
}

/// Chooses the answer: what the client wishes, else that of the case whose request is most alike, else the first success.
pub(crate) fn pick<'a>(api: &Api, operation: &'a Operation, request: &DecodedRequest, prefer: &Prefer) -> Picked<'a> {
    let case = closest(api, operation, request);
    if let Some(wish) = wished(operation, prefer) {
        return Picked { case, ..wish };
    }
    let intended = case.and_then(|case| Some((case.response.status?, case.response.body.as_ref())));
    let (spec, example) = match intended {
        Some((spec, body)) => (Some(spec), body.map(|(media, example)| (*media, example))),
        None => (first_success(operation).map(|response| response.status), None),
    };
    let documented = spec.and_then(|spec| operation.responses.iter().find(|response| response.status == spec));
    let is_met = case.is_none_or(|case| is_met(api, operation, case, request));
    let example = example.filter(|_| is_met).or_else(|| plain_example(operation, documented?)).or(example);
    Picked { status: spec.map_or(200, code), documented, case, example, is_wish: false }
}

/// The documented answer of a status in place of the one that was picked.
pub(crate) fn of_status<'a>(operation: &'a Operation, picked: &Picked<'a>, status: u16) -> Picked<'a> {
    if picked.status == status {
        return *picked;
    }
    let documented = operation.response(status);
    let first = |documented: &'a Response| {
        let mut content = documented.content.iter().enumerate();
        content.find_map(|(index, media)| Some((index, media.examples.first()?)))
    };
    let example = documented.and_then(|documented| plain_example(operation, documented).or_else(|| first(documented)));
    Picked { status, documented, example, ..*picked }
}

/// Whether a request sends the parameters that make a case what it is: those with an example of its name.
fn is_met(api: &Api, operation: &Operation, case: &Case, request: &DecodedRequest) -> bool {
    case.request.parameters.iter().all(|(index, example)| {
        let is_path = operation.parameters.get(*index).is_none_or(|parameter| parameter.location == Location::Path);
        let ExampleValue::Value(json) = &example.value else { return true };
        let is_sent = || request.parameters.iter().any(|(own, value)| own == index && *value == api.value(*json));
        is_path || example.name.as_deref() != Some(case.name.as_str()) || is_sent()
    })
}

/// The first example of an answer that no case of the operation asks for by its name.
fn plain_example<'a>(operation: &Operation, documented: &'a Response) -> Option<(usize, &'a Example)> {
    let is_plain = |example: &Example| {
        example.name.as_deref().is_some_and(|name| operation.cases.iter().all(|case| case.name != name))
    };
    let media = documented.content.iter().enumerate();
    media
        .flat_map(|(index, media)| media.examples.iter().map(move |example| (index, example)))
        .find(|(_, example)| is_plain(example))
}

/// The code to send for a documented status.
pub(crate) fn code(spec: StatusSpec) -> u16 {
    match spec {
        StatusSpec::Code(code) => code,
        StatusSpec::Range(class) => u16::from(class) * 100,
        StatusSpec::Default => 200,
    }
}

/// The first success, else the first redirection, else `default`, else the answer with the lowest status: an operation that
/// documents only what goes wrong says nothing of what does not.
fn first_success(operation: &Operation) -> Option<&Response> {
    let first = |is: fn(StatusSpec) -> bool| operation.responses.iter().find(move |response| is(response.status));
    first(StatusSpec::is_success)
        .or_else(|| first(StatusSpec::is_redirection))
        .or_else(|| first(|status| status == StatusSpec::Default))
        .or_else(|| {
            operation
                .responses
                .iter()
                .filter(|response| code(response.status) >= 200)
                .min_by_key(|response| code(response.status))
        })
}

fn wished<'a>(operation: &'a Operation, prefer: &Prefer) -> Option<Picked<'a>> {
    let named = |response: &'a Response| {
        let name = prefer.example.as_deref()?;
        let media = response.content.iter().enumerate();
        media
            .flat_map(|(index, media)| media.examples.iter().map(move |example| (index, example)))
            .find(|(_, example)| example.name.as_deref() == Some(name))
    };
    let picked = |status: u16, response: &'a Response| Picked {
        status,
        documented: Some(response),
        case: None,
        example: named(response),
        is_wish: true,
    };
    if let Some(code) = prefer.code {
        return operation.response(code).map(|response| picked(code, response));
    }
    let by_name = operation.responses.iter().find(|response| named(response).is_some())?;
    Some(picked(code(by_name.status), by_name))
}

/// The case whose request is most like the one that came; among equals the first.
fn closest<'a>(api: &Api, operation: &'a Operation, request: &DecodedRequest) -> Option<&'a Case> {
    let mut best: Option<(i64, &Case)> = None;
    for case in &operation.cases {
        let score = likeness(api, operation, case, request);
        if best.is_none_or(|(other, _)| score > other) {
            best = Some((score, case));
        }
    }
    best.map(|(_, case)| case)
}

fn likeness(api: &Api, operation: &Operation, case: &Case, request: &DecodedRequest) -> i64 {
    const WHOLE: i64 = 1000;
    let mut score = 0;
    for (index, example) in &case.request.parameters {
        let Some(parameter) = operation.parameters.get(*index) else { continue };
        let ExampleValue::Value(json) = &example.value else { continue };
        let sent = request.parameters.iter().find(|(own, _)| own == index).map(|(_, value)| value);
        score += match sent {
            Some(value) if *value == api.value(*json) => WHOLE,
            None if parameter.location != Location::Path && example.name.is_some() => -WHOLE / 10,
            _ => 0,
        };
    }
    match (&case.request.body, request.media) {
        (Some((media, _)), Some(sent)) if *media != sent => score -= 100 * WHOLE,
        (Some((_, example)), Some(_)) => {
            if let (ExampleValue::Value(json), Some(body)) = (&example.value, &request.body) {
                let (equal, all) = compare(&api.value(*json), body);
                score += WHOLE * equal / all.max(1);
            }
        }
        _ => {}
    }
    score
}

/// How many scalars of an example stand at the same place of a value, and how many there are.
fn compare(example: &Value, value: &Value) -> (i64, i64) {
    let mut counts = (0, 0);
    let mut open = vec![(example, Some(value))];
    while let Some((example, value)) = open.pop() {
        match example {
            Value::Object(members) => {
                open.extend(members.iter().map(|(name, member)| (member, value.and_then(|value| value.get(name)))));
            }
            Value::Array(items) => {
                open.extend(items.iter().enumerate().map(|(at, item)| (item, value.and_then(|value| value.get(at)))));
            }
            scalar => {
                counts.0 += i64::from(value == Some(scalar));
                counts.1 += 1;
            }
        }
    }
    counts
}
