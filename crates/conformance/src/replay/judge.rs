//! The verdict on a recorded exchange. Pure: everything it looks at is an argument.

use avouch_api::Operation;
use avouch_diagnostics::Severity;
use avouch_validate::{Breach, Check, Response, Validator};
use http::header::{CONTENT_TYPE, IF_MODIFIED_SINCE, IF_NONE_MATCH};

use super::har::Recorded;
use crate::Outcome;
use crate::codes;
use crate::execute::judge::{documented_failure, forbidden, limited, repeats_example, unauthenticated};
use crate::finding::{Blame, Draft};

/// The verdict on a recorded exchange.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) outcome: Outcome,
    pub(super) drafts: Vec<Draft>,
    /// Whether the status is a documented success or redirection.
    pub(super) exercised: bool,
}

/// The verdict on a recorded exchange with an operation. `path` are the raw texts of the path's variables.
pub(super) fn judge(
    validator: &Validator,
    operation: &Operation,
    path: &[(String, String)],
    recorded: &Recorded,
) -> Verdict {
    let sent = request_breaches(validator, operation, path, recorded);
    let Some(response) = &recorded.response else {
        let outcome = Outcome::PreconditionUnmet { detail: "no answer was recorded".to_owned() };
        return Verdict { outcome, drafts: of_request(sent, false), exercised: false };
    };
    let answered = response_breaches(validator, operation, recorded, response);
    let is_documented = answered.iter().all(|breach| breach.check != Check::Status);
    if !is_documented && is_cached(recorded, response) {
        let outcome = Outcome::PreconditionUnmet { detail: "status 304: the client had the answer already".to_owned() };
        return Verdict { outcome, drafts: of_request(sent, false), exercised: false };
    }
    let is_refused = matches!(response.status, 400..=499);
    let mut drafts = Vec::new();
    for breach in answered {
        let of_content = matches!(breach.check, Check::Body | Check::Undeclared);
        drafts.push(match breach.check {
            Check::Status => blame_status(operation, response.status, breach, !sent.is_empty()),
            _ if of_content && repeats_example(validator, operation, response) => Draft::of(breach, Blame::Document),
            _ => Draft::of(breach, Blame::Server),
        });
    }
    match response.status {
        429 if is_documented => drafts.push(limited()),
        500..=599 if is_documented => drafts.push(documented_failure(response.status)),
        _ => {}
    }
    drafts.extend(of_request(sent, is_refused));
    let failed = drafts.iter().any(Draft::is_breach);
    let outcome = match (failed, is_documented) {
        (true, _) => Outcome::Failed,
        (false, true) => Outcome::Passed,
        (false, false) => Outcome::PreconditionUnmet { detail: format!("status {}", response.status) },
    };
    Verdict { outcome, drafts, exercised: is_documented && matches!(response.status, 200..=399) }
}

/// What is wrong with the request, as far as it was recorded.
fn request_breaches(
    validator: &Validator,
    operation: &Operation,
    path: &[(String, String)],
    recorded: &Recorded,
) -> Vec<Breach> {
    let request = &recorded.request;
    let mut breaches = if recorded.of_request.has_body {
        validator.judge_request(operation, request, path).1
    } else {
        validator.judge_request_head(operation, request, path).1
    };
    if !recorded.of_request.has_headers {
        let has_type = request.headers.contains_key(CONTENT_TYPE);
        breaches.retain(|breach| match breach.check {
            Check::RequestHeaders | Check::RequestCookies => false,
            Check::RequestContentType => has_type,
            _ => true,
        });
    }
    breaches
}

/// What is wrong with the response, as far as it was recorded.
fn response_breaches(
    validator: &Validator,
    operation: &Operation,
    recorded: &Recorded,
    response: &Response,
) -> Vec<Breach> {
    let mut breaches = validator.judge_response(operation, &recorded.request.method, response);
    let has_type = response.headers.contains_key(CONTENT_TYPE);
    breaches.retain(|breach| match breach.check {
        Check::Headers => recorded.of_response.has_headers,
        Check::ContentType => recorded.of_response.has_headers || has_type,
        Check::Body | Check::Undeclared => recorded.of_response.has_body,
        _ => true,
    });
    breaches
}

/// Whether the answer is what HTTP has for a client that asked whether what it holds is still good (RFC 9110, section 15.4.5):
/// caches ask so on their own, whatever the document says.
fn is_cached(recorded: &Recorded, response: &Response) -> bool {
    let asked = [IF_NONE_MATCH, IF_MODIFIED_SINCE].iter().any(|name| recorded.request.headers.contains_key(name));
    response.status == 304 && asked
}

/// Who is to blame for a status that is not documented.
fn blame_status(operation: &Operation, status: u16, breach: Breach, is_request_wrong: bool) -> Draft {
    match status {
        401 if !operation.allows_anonymous() => unauthenticated(status),
        403 if !operation.allows_anonymous() => forbidden(),
        429 => limited(),
        400..=499 if is_request_wrong => {
            let message = format!("status {status} is not documented; the request breaks the document");
            Draft::new(&codes::REQUEST_REFUSED, "status", Blame::Client, message).at(operation.origin)
        }
        _ => Draft::of(breach, Blame::Server),
    }
}

/// Breaches by the client. One that was refused did no harm.
fn of_request(breaches: Vec<Breach>, is_refused: bool) -> Vec<Draft> {
    let draft = |breach: Breach| {
        let severity = if is_refused { Severity::Info } else { breach.severity.min(codes::REQUEST.severity) };
        Draft { code: &codes::REQUEST, severity, ..Draft::of(breach, Blame::Client) }
    };
    breaches.into_iter().map(draft).collect()
}
