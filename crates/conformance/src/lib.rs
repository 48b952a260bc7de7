//! Replays the examples of an OpenAPI document against a live server and reports where the two part ways.
//!
//! ```text
//! (Api, Config) --Plan::new--> Plan --run--> Events, Report
//!                              Case -> Exchange -> Finding -> Event -> Report
//! ```

pub mod codes;
mod config;
mod curl;
mod event;
mod execute;
mod finding;
mod json;
mod mask;
mod plan;
mod reason;
pub mod report;
#[cfg(test)]
mod testing;

pub use config::{Config, ConfigError, Limits, Scheme, Target, Writes, parse_header};
pub use event::{Event, Reporter, Silent};
pub use execute::{Outcome, Stop, Stopper, run, stop};
pub use finding::{Blame, Finding, Location, RequestExcerpt, ResponseExcerpt};
pub use plan::{Pattern, Plan};
pub use reason::SkipReason;
pub use report::Report;
