//! Long-running operations: 202 with a `Location` that tells how far they are.

use super::answer::{Answer, Arm, Documented, json, settle};
use super::error::{BuildError, Error, LinkError, told};
use super::execute::execute;
use super::pointer::at_pointer;
use super::policy::retry_after;
use super::request::Request;
use super::response::Response;
use super::settings::Client;
use crate::model::JobModel;
use bytes::Bytes;
use http::{HeaderMap, Method, Uri, header};
use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// An answer that an operation has begun; `J` is the model that its `Location` answers.
#[derive(Clone)]
pub struct Accepted<J> {
    client: Client,
    url: Uri,
    headers: HeaderMap,
    body: Bytes,
    job: PhantomData<fn() -> J>,
}

impl<J> Accepted<J> {
    pub(crate) fn new(answer: &Answer) -> Self {
        Self {
            client: answer.client.clone(),
            url: answer.url.clone(),
            headers: answer.headers.clone(),
            body: answer.bytes.clone(),
            job: PhantomData,
        }
    }

    /// The body as it came; most servers send none.
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// The operation that has begun. It is an error if the answer has no `Location`, or one at
    /// another origin.
    pub fn job(&self) -> Result<JobHandle<J>, JobError<J>> {
        let location = self.headers.get(header::LOCATION);
        let missing = || JobError::Call(Error::Link(LinkError::Missing));
        let location = String::from_utf8_lossy(location.ok_or_else(missing)?.as_bytes());
        // Refused now rather than when the job is read.
        let request = Request::new(&self.client, Method::GET, "/").follow(&self.url, &location);
        let request = request.map_err(|error| JobError::Call(Error::Link(error)))?;
        Ok(JobHandle { first: retry_after(&self.headers), ..JobHandle::new(request, location.into_owned()) })
    }
}

impl<J> fmt::Debug for Accepted<J> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Accepted({:?})", self.headers.get(header::LOCATION))
    }
}

/// A long-running operation that can be awaited.
///
/// It comes from an answer ([`Accepted::job`]), or from the call that reads its state ([`Call::watch`](super::Call::watch)).
#[derive(Clone)]
pub struct JobHandle<J> {
    /// What is asked, again and again.
    request: Arc<Request>,
    location: String,
    /// How long the server asked to wait before the first question.
    first: Option<Duration>,
    interval: Duration,
    timeout: Option<Duration>,
    job: PhantomData<fn() -> J>,
}

/// Pauses between questions grow up to this many times the first.
const SLOWEST: u32 = 10;

/// A server that asks for longer pauses is asked after this one.
const LONGEST: Duration = Duration::from_secs(300);

impl<J> JobHandle<J> {
    pub(crate) fn new(request: Request, location: String) -> Self {
        Self {
            request: Arc::new(request),
            location,
            first: None,
            interval: Duration::from_secs(1),
            timeout: Some(Duration::from_secs(30 * 60)),
            job: PhantomData,
        }
    }

    /// The address of the job: as the server gave it, or the path of the call that reads it.
    pub fn location(&self) -> &str {
        &self.location
    }

    /// How long the first pause between two questions is, 1 s by default; later ones grow to ten
    /// times as long. `Retry-After` overrides it, up to 5 min.
    #[must_use]
    pub fn interval(mut self, pause: Duration) -> Self {
        self.interval = pause;
        self
    }

    /// How long to wait for the end, 30 min by default; `None` for ever.
    #[must_use]
    pub fn timeout(mut self, limit: Option<Duration>) -> Self {
        self.timeout = limit;
        self
    }
}

impl<J: JobModel> JobHandle<J> {
    /// Asks once how far the job is.
    pub async fn poll(&self) -> Result<Response<J>, JobError<J>> {
        self.ask().await.map(|(response, _, _)| response)
    }

    /// Waits until the job has ended. It is an error if it failed, or if the time is over.
    pub async fn wait(self) -> Result<Response<J>, JobError<J>> {
        self.wait_with(|_| {}).await
    }

    /// Like [`JobHandle::wait`]; shows every state on the way, the last one included.
    pub async fn wait_with(self, mut progress: impl FnMut(&J)) -> Result<Response<J>, JobError<J>> {
        let end = self.timeout.and_then(|limit| Instant::now().checked_add(limit));
        let mut interval = self.interval;
        let mut pause = self.first.unwrap_or_default().min(LONGEST);
        loop {
            if end.is_some_and(|end| end.saturating_duration_since(Instant::now()) < pause) {
                return Err(JobError::TimedOut(self.timeout.unwrap_or_default()));
            }
            tokio::time::sleep(pause).await;
            let (response, state, asked) = self.ask().await?;
            progress(response.body());
            let state = state.as_deref();
            if state.is_some_and(|state| J::STATES.done.contains(&state)) {
                return Ok(response);
            }
            if state.is_some_and(|state| J::STATES.failed.contains(&state)) {
                return Err(JobError::Failed(Box::new(response)));
            }
            pause = asked.map_or(interval, |asked| asked.min(LONGEST));
            interval = (interval.saturating_mul(3) / 2).min(self.interval.saturating_mul(SLOWEST));
        }
    }

    /// The job, its state, and how long the server asks to wait.
    async fn ask(&self) -> Result<(Response<J>, Option<String>, Option<Duration>), JobError<J>> {
        let unfit = || JobError::Call(Error::Request(BuildError::new("a stream cannot be sent again")));
        let request = self.request.again().ok_or_else(unfit)?;
        let success = [json::<J>("2XX")];
        let documented = Documented { success: success.iter().map(Arm::head).collect(), errors: Vec::new() };
        let answer = execute(Box::new(request), documented).await;
        let answer = answer.map_err(JobError::Call)?;
        let state = at_pointer(&answer.bytes, J::STATES.state);
        let pause = retry_after(&answer.headers);
        let text = answer.bytes.clone();
        let response = settle::<J, Infallible>(answer, &success, &[]).map_err(JobError::Call)?;
        Ok((response.with_text(text), state, pause))
    }
}

impl<J> fmt::Debug for JobHandle<J> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "JobHandle({})", self.location)
    }
}

/// Why a job has not done its work.
#[derive(Debug)]
#[non_exhaustive]
pub enum JobError<J> {
    /// The job has failed; this is what the server says about it.
    Failed(Box<Response<J>>),
    /// The job has not ended within this time.
    TimedOut(Duration),
    /// The job cannot be read.
    Call(Error),
}

impl<J> fmt::Display for JobError<J> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(job) => write!(formatter, "the job has failed{}", told(job.text())),
            Self::TimedOut(limit) => write!(formatter, "the job has not ended within {limit:?}"),
            Self::Call(error) => write!(formatter, "the job cannot be read: {error}"),
        }
    }
}

impl<J: fmt::Debug> std::error::Error for JobError<J> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Call(error) => Some(error),
            Self::Failed(_) | Self::TimedOut(_) => None,
        }
    }
}
