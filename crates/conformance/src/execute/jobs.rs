//! Following what the server does in the background: 202 with an address that leads to a state.

use std::time::{Duration, SystemTime};

use avouch_api::{LongRunning, Operation, StatusSpec};
use avouch_validate::{Request, Response};
use avouch_wire::retry_after::RetryAfter;
use http::{HeaderMap, HeaderValue};
use serde_json::Value;
use tokio::time::Instant;

use super::Engine;
use super::build::Built;
use super::client::Answer;
use super::judge::{self, Circumstances, Outcome};
use crate::finding::{Blame, Draft};
use crate::plan::{Purpose, Step};
use crate::{codes, json};

/// The first pause between two looks at a task; each further one is longer.
const FIRST_PAUSE: Duration = Duration::from_millis(2);
/// The longest pause.
const LAST_PAUSE: Duration = Duration::from_secs(2);
/// How long a task is followed once another one has not ended in time.
const IMPATIENT: Duration = Duration::from_millis(200);
/// The most addresses of a task that are looked at.
const MAX_ADDRESSES: usize = 50;
/// The case under which looks at tasks are reported.
const CASE: &str = "task";

/// How a task ended.
pub(super) struct Ended {
    /// Whether what was asked for is done: at once, or by a task that ended well.
    pub(super) done: bool,
    pub(super) draft: Option<Draft>,
    /// The addresses that a task which ended well speaks of.
    pub(super) addresses: Vec<String>,
}

impl Engine<'_> {
    /// The path that an answer's `Location` leads to at the target, without the base; addresses of other origins count where
    /// their path is one of the target's operations, since documents show the addresses of real installations.
    pub(super) fn location(&self, response: &Response) -> Option<String> {
        let address = response.headers.get(http::header::LOCATION)?.to_str().ok()?;
        self.path_of(address)
    }

    pub(super) fn path_of(&self, address: &str) -> Option<String> {
        let target = &self.config.target;
        let path = target.own(address).or_else(|| {
            let (_, rest) = address.split_once("://")?;
            rest.find('/').and_then(|slash| rest.get(slash..)).map(str::to_owned)
        })?;
        let within = path.strip_prefix(target.base()).filter(|rest| rest.starts_with('/'));
        Some(within.map_or(path.clone(), str::to_owned))
    }

    /// Follows the task that an answer speaks of until it ends.
    pub(super) async fn follow(&mut self, operation: &Operation, step: &Step, response: &Response) -> Ended {
        let nothing = |done| Ended { done, draft: None, addresses: Vec::new() };
        let Some(task) = operation.long_running.clone().filter(|_| response.status == 202) else {
            return nothing(response.status != 202);
        };
        let reader = self.plan.api.operation(task.operation);
        let address = response.headers.get(task.header.as_str()).and_then(|value| value.to_str().ok());
        let path = address.and_then(|address| self.path_of(address));
        // An address that leads elsewhere is none of the target's, and the credentials are not for it.
        let Some(path) = path.filter(|path| reader.path.matches(path).is_some()) else { return nothing(false) };
        let patience = if self.slow_jobs { IMPATIENT } else { self.config.limits.job };
        let until = Instant::now() + patience;
        let mut pause = FIRST_PAUSE;
        loop {
            let Some((answer, is_sound)) = self.look(reader, &path, step).await else { return nothing(false) };
            // What breaks the document is reported where it was said, and tells nothing about what was asked for.
            if !is_sound {
                return nothing(false);
            }
            let state = state(&task, &answer.response);
            if state.as_ref().is_some_and(|state| task.done.contains(state)) {
                return Ended { addresses: addresses(&answer.response), ..nothing(true) };
            }
            if state.as_ref().is_some_and(|state| task.failed.contains(state)) {
                let message = format!("the task ended in the state `{}`", state.unwrap_or_default());
                let draft = Draft::new(&codes::JOB_FAILED, "job", Blame::Environment, message).at(operation.origin);
                return Ended { draft: Some(draft), ..nothing(false) };
            }
            let pause_now = asked_pause(&answer.response).unwrap_or(pause).min(LAST_PAUSE);
            let readable = matches!(answer.response.status, 200..=299);
            if !readable || Instant::now() + pause_now > until || self.sleep(pause_now).await.is_err() {
                self.slow_jobs |= readable;
                let message = match state {
                    Some(state) => format!("the task is still in the state `{state}`"),
                    None => format!("the task cannot be followed: status {}", answer.response.status),
                };
                let draft = Draft::new(&codes::JOB_UNFINISHED, "job", Blame::Environment, message).at(operation.origin);
                return Ended { draft: Some(draft), ..nothing(false) };
            }
            pause = pause.saturating_mul(2);
        }
    }

    /// Reads a task once; whether the answer, judged as one of the operation that reads it, keeps the document.
    async fn look(&mut self, reader: &Operation, path: &str, step: &Step) -> Option<(Answer, bool)> {
        let mut headers = HeaderMap::new();
        headers.insert(http::header::ACCEPT, HeaderValue::from_static("*/*"));
        let target = format!("{}{path}", self.config.target.base());
        let request = Request { method: reader.method.clone(), target, headers, body: bytes::Bytes::new() };
        let built = Built { request, path: Vec::new(), known: true, body: None, own_name: None, was_absent: false };
        let sent = self.exchange(reader, built).await.ok()?;
        let answer = sent.answer.ok()?;
        let circumstances = Circumstances {
            intended: Some(StatusSpec::Range(2)),
            request: &[],
            known: true,
            authenticated: sent.authenticated,
        };
        let verdict = judge::judge(&self.plan.validator, reader, &answer, &circumstances);
        let is_sound = verdict.outcome != Outcome::Failed;
        if step.purpose == Purpose::Case && self.tally.is_tested(reader.index) {
            if verdict.exercised {
                self.tally.exercised(reader.index);
            }
            for draft in verdict.drafts {
                self.found(draft, reader.index, CASE, Some(&sent.request), Some(&answer.response));
            }
        }
        Some((answer, is_sound))
    }
}

fn state(task: &LongRunning, response: &Response) -> Option<String> {
    let body = json::read(&response.body)?;
    body.pointer(&task.state).and_then(Value::as_str).map(str::to_owned)
}

/// The texts of an answer that may be addresses.
fn addresses(response: &Response) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Vec<Value> = json::read(&response.body).into_iter().collect();
    while let Some(value) = open.pop().filter(|_| found.len() < MAX_ADDRESSES) {
        match value {
            Value::String(text) if text.starts_with('/') || text.contains("://") => found.push(text),
            Value::Array(items) => open.extend(items),
            Value::Object(members) => open.extend(members.into_iter().map(|(_, member)| member)),
            _ => {}
        }
    }
    found
}

fn asked_pause(response: &Response) -> Option<Duration> {
    let text = response.headers.get(http::header::RETRY_AFTER)?.to_str().ok()?;
    RetryAfter::parse(text).ok().map(|after| after.wait_from(SystemTime::now()))
}
