//! A stateful server for any OpenAPI document, with faults on request.
//!
//! ```text
//! (Api, Options) --Mock::new-->       Mock
//! (Mock, Request) --Mock::answer-->   Response      no socket, no clock but the wall's, no randomness but the seed's
//! (Mock, address) --serve-->          Server        HTTP/1.1 over TCP
//! ```
//!
//! A request is routed, its credentials are looked for, it is held against the document, and then answered: from state where
//! operations create, read, list, change and delete a resource, else from the document's example, else from a value that is
//! made up from the schema. Every answer fits the document, unless a [`Fault`] was asked for; then it is wrong in exactly one
//! way.
//!
//! # What is kept
//!
//! The store starts with the items that the document's examples of answers show. What is created, changed and deleted lives
//! until the server ends. An item below another one (`/apps/{id}/features/{name}`) that no operation makes starts from the
//! example for each parent. Deleting a parent takes only those children away whose path leads through the parent.
//!
//! # What a client may ask for
//!
//! `Prefer: code=404` and `Prefer: example=NAME` (RFC 7240) choose the documented answer, `Prefer: task=failed` lets the
//! long-running task that a request starts fail.
//!
//! # What a document cannot say
//!
//! ```text
//! (BehaviourFile, Api) --Behaviour::read--> (Behaviour, Diagnostics)
//! ```
//!
//! That starting something changes its state, that a build ends and leaves something behind, that what is inside of something
//! goes with it: a declarative file says so, and [`Options::behaviour`] takes it.
//!
//! # Absent on purpose
//!
//! No rule names an API; what is particular to one stands in a [`BehaviourFile`]. Nothing is kept on disk, the bytes of uploads
//! are counted and not stored, and credentials are looked for but not checked: any token will do, unless the behaviour file has a
//! token endpoint that says otherwise.

mod behave;
pub mod behaviour;
mod blob;
mod call;
mod credentials;
mod fault;
mod headers;
mod intake;
mod list;
mod media;
mod merge;
mod message;
mod mint;
mod mock;
mod options;
mod pick;
mod plan;
mod prefer;
mod refusal;
mod rewrite;
mod schema;
mod seed;
mod server;
mod source;
mod state;
mod words;

pub use behaviour::{Behaviour, BehaviourFile};
pub use fault::{Fault, FaultRule, FaultRuleError, observable};
pub use message::{Body, Response};
pub use mock::Mock;
pub use options::{Options, duration};
pub use server::{Server, serve};
