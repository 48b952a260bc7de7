//! What a run found.

mod message;
mod recorder;

use avouch_diagnostics::Severity;
use serde::Serialize;

pub use message::{RequestExcerpt, ResponseExcerpt};
pub(crate) use recorder::{Context, Draft, Recorder};

/// Who has to mend what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Blame {
    /// Those who wrote the document.
    Document,
    /// Those who wrote the server.
    Server,
    /// Those who wrote avouch.
    Tool,
    /// Those who run the server or the check.
    Environment,
    /// Those who wrote the client whose exchanges were recorded.
    Client,
}

impl Blame {
    /// Everyone.
    pub const ALL: [Blame; 5] = [Blame::Document, Blame::Server, Blame::Tool, Blame::Environment, Blame::Client];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Blame::Document => "document",
            Blame::Server => "server",
            Blame::Tool => "tool",
            Blame::Environment => "environment",
            Blame::Client => "client",
        }
    }
}

/// Something that was found, with the first exchange that showed it.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The stable code: `response/body`.
    pub code: &'static str,
    /// The check that found it: `body`.
    pub check: &'static str,
    /// The phase of the run: `examples`, or `recording` where it replays one.
    pub phase: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Who has to mend it.
    pub blame: Blame,
    /// The operation, by its id.
    pub operation: String,
    /// The case that showed it first.
    pub case: String,
    /// How often it was seen.
    pub count: usize,
    /// The place in the document that was broken, as a JSON Pointer from the root of its file.
    pub pointer_document: Option<String>,
    /// The same place for people.
    pub location: Option<Location>,
    /// The place in the body, as a JSON Pointer; of the first one where elements of a list break the same rule.
    pub pointer_body: Option<String>,
    /// The entry of the recording that showed it first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<RecordedAt>,
    /// What is wrong, a lower-case fragment without a full stop.
    pub message: String,
    /// What was sent, secrets masked.
    pub request: Option<RequestExcerpt>,
    /// What was answered, secrets masked.
    pub response: Option<ResponseExcerpt>,
    /// A command that sends the same request, secrets masked; `None` where nothing was sent.
    pub curl: Option<String>,
}

impl Finding {
    /// Whether it is a breach of the document by the server.
    pub fn is_breach(&self) -> bool {
        self.blame == Blame::Server && self.severity == Severity::Error
    }
}

/// A place in a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordedAt {
    /// The position among the entries, from 0.
    pub entry: usize,
    /// When the exchange began, as the recording spells it.
    pub started: Option<String>,
}

/// A place in a file of the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Location {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}
