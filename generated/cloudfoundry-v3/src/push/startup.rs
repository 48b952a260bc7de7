//! The wait for an app that was started.

use std::fmt;
use std::time::Duration;

use avouch_runtime::Error;
use tokio::time::{Instant, sleep};

use crate::Client;
use crate::models::{Errors, InstanceState, ProcessStats};

/// The wait for a process of an app that was started.
///
/// The process is up when one of its instances runs, as `cf push` has it, or none is wanted. It has failed when every instance
/// has crashed.
#[derive(Clone, Debug)]
pub struct Startup {
    client: Client,
    app_guid: String,
    process: String,
    interval: Duration,
    timeout: Duration,
}

impl Startup {
    /// The wait for the process `web` of an app.
    pub fn of(client: &Client, app_guid: impl Into<String>) -> Self {
        Self {
            client: client.clone(),
            app_guid: app_guid.into(),
            process: "web".to_owned(),
            interval: Duration::from_secs(1),
            timeout: Duration::from_secs(5 * 60),
        }
    }

    /// The type of the process, `web` by default.
    #[must_use]
    pub fn process(mut self, r#type: impl Into<String>) -> Self {
        self.process = r#type.into();
        self
    }

    /// How long the pause between two questions is, 1 s by default.
    #[must_use]
    pub fn interval(mut self, pause: Duration) -> Self {
        self.interval = pause;
        self
    }

    /// How long to wait, 5 min by default.
    #[must_use]
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// Waits until the process is up. It is an error if it has failed, or if the time is over.
    pub async fn wait(self) -> Result<ProcessStats, StartupError> {
        self.wait_with(|_| {}).await
    }

    /// Like [`Startup::wait`]; shows every state on the way, the last one included.
    pub async fn wait_with(self, mut progress: impl FnMut(&ProcessStats)) -> Result<ProcessStats, StartupError> {
        let begin = Instant::now();
        loop {
            let stats = self.client.processes().get_stats_for_app(&*self.app_guid, &*self.process).await;
            let stats = stats.map_err(|error| StartupError::Call(Box::new(error)))?.into_inner();
            progress(&stats);
            let are = |state: InstanceState| stats.resources.iter().filter(|instance| instance.state == state).count();
            if stats.resources.is_empty() || are(InstanceState::Running) > 0 {
                return Ok(stats);
            }
            if are(InstanceState::Crashed) == stats.resources.len() {
                return Err(StartupError::Crashed(Box::new(stats)));
            }
            if self.timeout.saturating_sub(begin.elapsed()) < self.interval {
                return Err(StartupError::TimedOut { limit: self.timeout, stats: Box::new(stats) });
            }
            sleep(self.interval).await;
        }
    }
}

/// Why a process is not up.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartupError {
    /// Every instance has crashed.
    Crashed(Box<ProcessStats>),
    /// No instance runs after this time.
    TimedOut {
        /// The time.
        limit: Duration,
        /// How the instances were at last.
        stats: Box<ProcessStats>,
    },
    /// The instances cannot be asked about.
    Call(Box<Error<Errors>>),
}

impl fmt::Display for StartupError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crashed(stats) => write!(formatter, "the app has crashed: {}", states(stats)),
            Self::TimedOut { limit, stats } => {
                write!(formatter, "no instance of the app runs after {limit:?}: {}", states(stats))
            }
            Self::Call(error) => write!(formatter, "the instances of the app cannot be asked about: {error}"),
        }
    }
}

/// The instances with their states, and why they were not placed.
fn states(stats: &ProcessStats) -> String {
    let state = |instance: &crate::models::ProcessInstanceStats| {
        let details = instance.details.value().map_or_else(String::new, |details| format!(" ({details})"));
        format!("instance {} is {}{details}", instance.index, instance.state)
    };
    stats.resources.iter().map(state).collect::<Vec<_>>().join(", ")
}

impl std::error::Error for StartupError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Call(error) => Some(error),
            Self::Crashed(_) | Self::TimedOut { .. } => None,
        }
    }
}
