//! The committed crates, as their users call them, against the mock.
//!
//! Between client and mock stands a [`stage`]: it keeps every byte that the client sends, and may answer or hang up in
//! the mock's place where a server has to misbehave.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod answers;
mod blocking;
mod credentials;
mod jobs;
mod pages;
mod requests;
mod retries;
mod scenery;
mod services;
mod stage;
mod uploads;
