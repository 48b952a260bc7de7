//! The verdict on one answer. Pure: everything it looks at is an argument.

use avouch_api::{Action, ExampleValue, Operation, StatusSpec};
use avouch_validate::{Breach, Check, Response, Validator};

use super::client::{Answer, ClientError};
use crate::codes;
use crate::finding::{Blame, Draft};
use crate::json;

/// What the verdict on an answer depends on beside the answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Circumstances<'c> {
    /// The status that the case means to get.
    pub(crate) intended: Option<StatusSpec>,
    /// What of the request breaks the document.
    pub(crate) request: &'c [Breach],
    /// Whether every item that the path names is known to be there.
    pub(crate) known: bool,
    /// Whether the request carried credentials that the document demands, or none are demanded.
    pub(crate) authenticated: bool,
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The status was the one that was meant, and every check held.
    Passed,
    /// A check did not hold.
    Failed,
    /// The status is documented, or comes from the environment, and is not the one that was meant.
    PreconditionUnmet {
        /// What came instead.
        detail: String,
    },
    /// Nothing was sent.
    Skipped(crate::SkipReason),
}

/// The verdict on an answer.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    pub(crate) outcome: Outcome,
    pub(crate) drafts: Vec<Draft>,
    /// Whether the status is a documented success or redirection.
    pub(crate) exercised: bool,
}

/// The verdict on an answer.
pub(crate) fn judge(
    validator: &Validator,
    operation: &Operation,
    answer: &Answer,
    circumstances: &Circumstances<'_>,
) -> Verdict {
    let status = answer.response.status;
    let breaches = validator.judge_response(operation, &operation.method, &answer.response);
    let undocumented = breaches.iter().any(|breach| breach.check == Check::Status);
    let mut drafts: Vec<Draft> = Vec::new();
    let mut repeats = None;
    for breach in breaches {
        let of_content = matches!(breach.check, Check::Body | Check::Undeclared);
        if breach.check == Check::Status {
            drafts.push(blame_status(operation, status, breach, circumstances));
        } else if !(of_content && answer.cut) {
            let is_own_example =
                of_content && *repeats.get_or_insert_with(|| repeats_example(validator, operation, &answer.response));
            drafts.push(Draft::of(breach, if is_own_example { Blame::Document } else { Blame::Server }));
        }
    }
    let met = is_met(operation, status, circumstances.intended);
    if !undocumented && !met {
        drafts.extend(remark(status, circumstances));
    }
    let failed = drafts.iter().any(Draft::is_breach);
    let outcome = match (failed, met && !undocumented) {
        (true, _) => Outcome::Failed,
        (false, true) => Outcome::Passed,
        (false, false) => Outcome::PreconditionUnmet { detail: instead(status, circumstances.intended) },
    };
    Verdict { outcome, exercised: !undocumented && matches!(status, 200..=399), drafts }
}

/// The verdict where no answer came.
pub(crate) fn judge_silence(error: &ClientError) -> Verdict {
    let message = error.to_string();
    let (code, blame) = match error {
        ClientError::NoAnswer(_) => (&codes::NO_ANSWER, Blame::Server),
        ClientError::Malformed(_) => (&codes::MALFORMED, Blame::Server),
        ClientError::Timeout(_) => (&codes::TIMEOUT, Blame::Environment),
        ClientError::Connect(_) => (&codes::UNREACHABLE, Blame::Environment),
        ClientError::Unsendable(_) => (&codes::UNSENDABLE, Blame::Tool),
    };
    let outcome = match blame {
        Blame::Server => Outcome::Failed,
        _ => Outcome::PreconditionUnmet { detail: message.clone() },
    };
    Verdict { outcome, drafts: vec![Draft::new(code, "answer", blame, message)], exercised: false }
}

/// Whether a status is the one that is meant. Where a case means none, every documented success or redirection is.
fn is_met(operation: &Operation, status: u16, intended: Option<StatusSpec>) -> bool {
    match intended {
        // `default` stands for every status without an entry of its own; a case that means it means a success.
        Some(StatusSpec::Default) | None => matches!(status, 200..=399),
        Some(intended) => {
            // Another success of the same operation will do as well, such as 202 beside 200.
            let both_succeed = intended.is_success() && matches!(status, 200..=299);
            intended.covers(status) || (both_succeed && operation.response(status).is_some())
        }
    }
}

/// Whether the body is the very example that the document has for it: then it is the example that breaks its schema.
pub(crate) fn repeats_example(validator: &Validator, operation: &Operation, response: &Response) -> bool {
    let api = validator.api();
    let Some(body) = json::read(&response.body) else { return false };
    let content = operation.response(response.status).map(|documented| documented.content.as_slice());
    let examples = content.unwrap_or_default().iter().flat_map(|media| &media.examples);
    let mut values = examples.filter_map(|example| match &example.value {
        ExampleValue::Value(value) => Some(api.value(*value)),
        _ => None,
    });
    values.any(|value| value == body)
}

/// Who is to blame for a status that is not documented.
fn blame_status(operation: &Operation, status: u16, breach: Breach, circumstances: &Circumstances<'_>) -> Draft {
    let origin = operation.origin;
    match status {
        401 | 403 if !circumstances.authenticated => unauthenticated(status),
        401 if !operation.allows_anonymous() => unauthenticated(status),
        403 if !operation.allows_anonymous() => forbidden(),
        429 => limited(),
        400 | 404 | 410 | 422 if !circumstances.known => {
            let message = format!(
                "status {status}: the target knows nothing by the identifiers in the path, which are an example's or made \
                 up, and {status} is not documented"
            );
            Draft::new(&codes::EXAMPLE_UNKNOWN, "status", Blame::Document, message).at(origin)
        }
        409 if matches!(operation.resource, Some((_, Action::Create))) => {
            let message = "status 409: what was to be made is there already, and 409 is not documented";
            Draft::new(&codes::EXAMPLE_TAKEN, "status", Blame::Document, message).at(origin)
        }
        400..=499 if !circumstances.request.is_empty() => {
            let message = format!("status {status} is not documented; the example that was sent breaks its document");
            Draft::new(&codes::EXAMPLE_REFUSED, "status", Blame::Document, message).at(origin)
        }
        _ => Draft::of(breach, Blame::Server),
    }
}

/// What is to be said about a documented status that was not meant.
fn remark(status: u16, circumstances: &Circumstances<'_>) -> Option<Draft> {
    match status {
        401 => Some(unauthenticated(status)),
        403 if !circumstances.authenticated => Some(unauthenticated(status)),
        403 => Some(forbidden()),
        429 => Some(limited()),
        500..=599 => Some(documented_failure(status)),
        _ => None,
    }
}

pub(crate) fn unauthenticated(status: u16) -> Draft {
    let message =
        format!("status {status}: the target wants credentials that it was not given, or refuses those it was given");
    Draft::new(&codes::UNAUTHENTICATED, "authentication", Blame::Environment, message)
}

pub(crate) fn forbidden() -> Draft {
    let message = "status 403: the credentials do not suffice";
    Draft::new(&codes::FORBIDDEN, "authentication", Blame::Environment, message)
}

pub(crate) fn documented_failure(status: u16) -> Draft {
    let message = format!("status {status}: the server failed, as the document says that it may");
    Draft::new(&codes::DOCUMENTED_FAILURE, "status", Blame::Environment, message)
}

pub(crate) fn limited() -> Draft {
    Draft::new(&codes::LIMITED, "status", Blame::Environment, "status 429: the target limits the rate of requests")
}

fn instead(status: u16, intended: Option<StatusSpec>) -> String {
    match intended {
        Some(intended) => format!("status {status} instead of {intended}"),
        None => format!("status {status}"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use http::{HeaderMap, HeaderValue};

    use super::*;
    use crate::testing::api;

    const DOCUMENT: &str = "paths:
  /a:
    get:
      security: [{bearer: []}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: object, required: [a]}, example: {b: 1}}}}
        '201': {description: also}
        '409': {description: conflict}
        '500': {description: broken}
components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}
";

    /// The outcome, and code, blame of each finding.
    fn verdict(
        status: u16,
        body: &'static str,
        change: impl Fn(&mut Circumstances<'_>),
    ) -> (Outcome, Vec<(&'static str, Blame)>) {
        let api = api(DOCUMENT);
        let validator = Validator::new(Arc::clone(&api));
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        let response = Response { status, headers, body: body.into() };
        let intended = Some(StatusSpec::Code(200));
        let mut circumstances = Circumstances { intended, request: &[], known: true, authenticated: true };
        change(&mut circumstances);
        let verdict =
            judge(&validator, &api.operations[0], &Answer { response, cut: body.ends_with('~') }, &circumstances);
        (verdict.outcome, verdict.drafts.into_iter().map(|draft| (draft.code.id, draft.blame)).collect())
    }

    fn unmet(status: u16) -> Outcome {
        Outcome::PreconditionUnmet { detail: format!("status {status} instead of 200") }
    }

    #[test]
    fn breaches_are_the_servers() {
        assert_eq!(verdict(200, "{\"a\":1}", |_| ()), (Outcome::Passed, vec![]));
        assert_eq!(verdict(201, "", |_| ()), (Outcome::Passed, vec![]));
        assert_eq!(verdict(200, "{}", |_| ()), (Outcome::Failed, vec![("response/body", Blame::Server)]));
        assert_eq!(verdict(200, "{\"b\":1}", |_| ()), (Outcome::Passed, vec![("response/body", Blame::Document)]));
        assert_eq!(verdict(204, "", |_| ()), (Outcome::Failed, vec![("response/status", Blame::Server)]));
        assert_eq!(verdict(503, "", |_| ()), (Outcome::Failed, vec![("response/status", Blame::Server)]));
        assert_eq!(verdict(404, "", |_| ()), (Outcome::Failed, vec![("response/status", Blame::Server)]));
    }

    #[test]
    fn what_is_there_already_is_no_fault_of_the_server() {
        let api = api("paths:
  /a: {post: {responses: {'201': {description: made}}}}
  '/a/{id}': {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'200': {description: ok}}}}
");
        let validator = Validator::new(Arc::clone(&api));
        let response = Response { status: 409, headers: HeaderMap::new(), body: "".into() };
        let intended = Some(StatusSpec::Code(201));
        let circumstances = Circumstances { intended, request: &[], known: true, authenticated: true };
        let verdict = judge(&validator, &api.operations[0], &Answer { response, cut: false }, &circumstances);
        assert!(matches!(verdict.outcome, Outcome::PreconditionUnmet { .. }));
        assert_eq!(verdict.drafts[0].code.id, "example/taken");
    }

    #[test]
    fn a_body_that_was_cut_is_not_judged() {
        assert_eq!(verdict(200, "{\"b\":~", |_| ()), (Outcome::Passed, vec![]));
    }

    #[test]
    fn what_is_not_the_servers_fault_is_not_held_against_it() {
        let environment = |code| vec![(code, Blame::Environment)];
        assert_eq!(verdict(409, "", |_| ()), (unmet(409), vec![]));
        assert_eq!(verdict(500, "", |_| ()), (unmet(500), environment("response/failure")));
        assert_eq!(verdict(401, "", |_| ()), (unmet(401), environment("environment/not-authenticated")));
        assert_eq!(verdict(403, "", |_| ()), (unmet(403), environment("environment/not-allowed")));
        let anonymous = |it: &mut Circumstances<'_>| it.authenticated = false;
        assert_eq!(verdict(403, "", anonymous), (unmet(403), environment("environment/not-authenticated")));
        assert_eq!(verdict(429, "", |_| ()), (unmet(429), environment("environment/rate-limited")));
        let unknown = |it: &mut Circumstances<'_>| it.known = false;
        for status in [400, 404, 410, 422] {
            assert_eq!(verdict(status, "", unknown), (unmet(status), vec![("example/unknown", Blame::Document)]));
        }
        assert_eq!(verdict(405, "", unknown), (Outcome::Failed, vec![("response/status", Blame::Server)]));
        let breaches = [Breach::new(Check::RequestBody, None, "wrong")];
        let leaked: &'static [Breach] = Box::leak(Box::new(breaches));
        let wrong = |it: &mut Circumstances<'_>| it.request = leaked;
        assert_eq!(verdict(422, "", wrong), (unmet(422), vec![("example/refused", Blame::Document)]));
    }
}
