//! Replays the examples of an OpenAPI document against a live server and reports where the two part ways.
//!
//! ```text
//! (Api, Config) --Plan::new--> Plan        what is sent, in which order, and why the rest is not
//! Plan --run--> Exchange -> Finding        one request after the other, identifiers taken from earlier answers
//!                  \-> Event -> Reporter   while it goes on
//!                  \-> Report              afterwards: for terminals, as JUnit XML, as JSON
//! (Api, HTTP Archive) --Replay::run--> Report                    exchanges that others had, judged alike
//! ```
//!
//! The pipeline, as far as it goes without a server:
//!
//! ```
//! use std::sync::Arc;
//!
//! use avouch_api::Api;
//! use avouch_conformance::{Config, Plan, Silent, Target, report::Verdict, run, stop};
//! use avouch_parser::{Options, Source, load};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = b"{openapi: 3.1.1, info: {title: T, version: '1'}, paths: {/a: {get: {responses: {'200': {description: ok}}}}}}";
//! let source = Source::Text { name: "api.yaml".to_owned(), bytes: text.to_vec() };
//! let (document, _) = load(&source, &Options::default())?;
//! let (api, _) = Api::from_document(Arc::new(document));
//!
//! // A port at which nobody listens any more.
//! let address = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
//! let config = Config::new(Target::parse(&format!("http://{address}"))?);
//! let plan = Plan::new(&Arc::new(api), &config);
//! assert_eq!(plan.to_string(), "GET     /a  GET /a [default] -> 200\n");
//!
//! let (_stopper, stop) = stop();
//! let report = run(&plan, &config, &mut Silent, stop).await;
//! assert_eq!(report.verdict(), Verdict::Unreachable);
//! # Ok(())
//! # }
//! ```
//!
//! A plan knows nothing of answers and serves for any number of runs. A run keeps what it makes and learns to itself, and
//! removes what it made. Verdicts on answers and on answers that belong together are pure functions of what was exchanged; what
//! one exchange alone tells is the business of [`avouch_validate`].
//!
//! # What a run does not do
//!
//! - It sends nothing that changes things unless the target is on this machine or that was allowed ([`Writes`]).
//! - It sends nothing that destroys unless the path names something that the run has made.
//! - It follows no redirection, so that credentials go to the target and nowhere else.
//! - It prints no secret: those that it was given, and those whose names tell, are masked in every report.
//! - It normalises no path and repairs no request, and it fetches no example that is elsewhere.
//!
//! No rule names an API.

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
mod replay;
pub mod report;
#[cfg(test)]
mod testing;

pub use config::{Config, ConfigError, Limits, Scheme, Target, Writes, parse_header};
pub use event::{Event, Reporter, Silent};
pub use execute::{Outcome, Stop, Stopper, run, stop};
pub use finding::{Blame, Finding, Location, RecordedAt, RequestExcerpt, ResponseExcerpt};
pub use plan::Plan;
pub use reason::SkipReason;
pub use replay::{EntryFault, OtherRequest, Recording, Replay};
pub use report::Report;
