//! One exchange with credentials, a second try where the target asks for one, and an ear for those who want to stop.

use std::time::{Duration, SystemTime};

use avouch_api::Operation;
use avouch_validate::{Request, Response};
use avouch_wire::retry_after::RetryAfter;
use tokio::time::Instant;

use super::build::Built;
use super::client::{Answer, ClientError};
use super::{Engine, MAX_UNREACHABLE, Sent};
use crate::SkipReason;

/// The longest that a target may ask to wait before a second try.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// Why there is nothing to judge: the run is asked to stop.
#[derive(Debug)]
pub(super) struct Silence;

impl Engine<'_> {
    /// Sends a request with the credentials of the run.
    ///
    /// # Errors
    /// Where the run was asked to stop before there was an answer.
    pub(super) async fn exchange(&mut self, operation: &Operation, built: Built) -> Result<Sent, Silence> {
        let mut request = built.request.clone();
        let mut authenticated = self.credentials.apply(&self.plan.api, operation, &mut request);
        let mut answer = self.send(operation, &request).await?;
        let status = |answer: &Result<Answer, ClientError>| answer.as_ref().map_or(0, |answer| answer.response.status);
        if status(&answer) == 401 && self.credentials.can_refresh() {
            if self.credentials.refresh(&mut self.masker).await.is_ok() {
                request = built.request.clone();
                authenticated = self.credentials.apply(&self.plan.api, operation, &mut request);
                answer = self.send(operation, &request).await?;
            }
            self.credentials.note(status(&answer) == 401);
        }
        let wait = answer.as_ref().ok().and_then(|answer| wait(&answer.response));
        if let Some(wait) = wait {
            self.sleep(wait).await?;
            answer = self.send(operation, &request).await?;
        }
        self.count_unreachable(&answer);
        Ok(Sent { built, request, authenticated, answer })
    }

    async fn send(&mut self, operation: &Operation, request: &Request) -> Result<Result<Answer, ClientError>, Silence> {
        let deadline = self.deadline;
        let late = async {
            match deadline {
                Some(deadline) => tokio::time::sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        let (mut asked, mut urgent) = (self.stop.clone(), self.stop.clone());
        // A write that is on its way is waited for, so that what it makes is known and can be removed.
        let is_safe = operation.is_safe() && self.ended.is_none();
        tokio::select! {
            biased;
            answer = self.client.send(request) => Ok(answer),
            () = urgent.urgent() => {
                if !operation.is_safe() {
                    self.left_behind.push(format!("whatever {} has done: its answer was not waited for", operation.id));
                }
                Err(Silence)
            }
            () = asked.asked(), if is_safe => Err(Silence),
            () = late, if is_safe => Err(Silence),
        }
    }

    /// Waits, unless it is asked to stop.
    pub(super) async fn sleep(&mut self, time: Duration) -> Result<(), Silence> {
        let until = Instant::now() + time;
        let until = self.deadline.map_or(until, |deadline| until.min(deadline));
        let mut asked = self.stop.clone();
        tokio::select! {
            () = tokio::time::sleep_until(until) => Ok(()),
            () = asked.asked(), if self.ended.is_none() => Err(Silence),
        }
    }

    fn count_unreachable(&mut self, answer: &Result<Answer, ClientError>) {
        match answer {
            Err(ClientError::Connect(_)) => self.unreachable += 1,
            _ => self.unreachable = 0,
        }
        if self.unreachable >= MAX_UNREACHABLE && self.ended.is_none() {
            self.end(SkipReason::Unreachable);
        }
    }
}

/// How long to wait where the target limits the rate of requests and says for how long.
fn wait(response: &Response) -> Option<Duration> {
    let text = response.headers.get(http::header::RETRY_AFTER)?.to_str().ok()?;
    let wait = RetryAfter::parse(text).ok()?.wait_from(SystemTime::now());
    (response.status == 429 && wait <= MAX_WAIT).then_some(wait)
}
