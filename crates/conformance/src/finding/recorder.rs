//! Collects findings: one for each place, however often it is seen.

use avouch_api::{Api, Operation, Origin};
use avouch_diagnostics::{Code, Severity, line_column};
use avouch_validate::{Breach, Check, Request, Response};
use indexmap::IndexMap;
use indexmap::map::Entry;

use super::{Blame, Finding, Location, RecordedAt, RequestExcerpt, ResponseExcerpt};
use crate::codes;
use crate::config::Target;
use crate::curl;
use crate::json;
use crate::mask::Masker;

/// The phase in which the examples of the document are sent.
const EXAMPLES: &str = "examples";
/// The phase in which exchanges that others had are looked at.
const RECORDING: &str = "recording";

/// A finding before it is told where it was seen.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) code: &'static Code,
    pub(crate) check: &'static str,
    pub(crate) severity: Severity,
    pub(crate) blame: Blame,
    pub(crate) origin: Option<Origin>,
    pub(crate) pointer_body: Option<String>,
    pub(crate) message: String,
}

impl Draft {
    pub(crate) fn new(code: &'static Code, check: &'static str, blame: Blame, message: impl Into<String>) -> Draft {
        let severity = code.severity;
        Draft { code, check, severity, blame, origin: None, pointer_body: None, message: message.into() }
    }

    /// A breach of the document.
    pub(crate) fn of(breach: Breach, blame: Blame) -> Draft {
        let code = match breach.check {
            Check::Status => &codes::STATUS,
            Check::ContentType => &codes::CONTENT_TYPE,
            Check::Headers => &codes::HEADERS,
            Check::Body => &codes::BODY,
            Check::Undeclared => &codes::UNDECLARED,
            _ => &codes::EXAMPLE,
        };
        Draft {
            code,
            check: breach.check.name(),
            severity: breach.severity,
            blame,
            origin: breach.pointer_document,
            pointer_body: breach.pointer_body,
            message: breach.message,
        }
    }

    pub(crate) fn at(mut self, origin: Origin) -> Draft {
        self.origin = Some(origin);
        self
    }

    pub(crate) fn in_body(mut self, pointer: &str) -> Draft {
        self.pointer_body = Some(pointer.to_owned());
        self
    }

    pub(crate) fn is_breach(&self) -> bool {
        self.blame == Blame::Server && self.severity == Severity::Error
    }
}

/// Where something was seen.
pub(crate) struct Context<'c> {
    pub(crate) operation: &'c Operation,
    pub(crate) case: &'c str,
    pub(crate) request: Option<&'c Request>,
    pub(crate) response: Option<&'c Response>,
    /// The place in a recording, where it comes from one.
    pub(crate) recorded: Option<&'c RecordedAt>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    check: &'static str,
    code: &'static str,
    blame: Blame,
    operation: Option<u32>,
    origin: Option<Origin>,
    pointer_body: Option<String>,
    /// Told apart by their words where no place does.
    message: Option<String>,
}

/// The findings of a run, in the order in which they were first seen.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    findings: IndexMap<Key, Finding>,
}

impl Recorder {
    /// Takes down a finding; whether it is the first of its kind.
    pub(crate) fn record(
        &mut self,
        api: &Api,
        target: &Target,
        masker: &Masker,
        draft: Draft,
        context: &Context<'_>,
    ) -> Option<&Finding> {
        let sent = || context.request.and_then(|request| json::read(&request.body));
        let answered = || context.response.and_then(|response| json::read(&response.body));
        let body = if draft.check == Check::RequestBody.name() { sent() } else { answered() };
        let of_all = draft.blame == Blame::Environment && draft.code == &codes::UNAUTHENTICATED;
        let is_placed = draft.origin.is_some() || draft.pointer_body.is_some() || of_all;
        let key = Key {
            check: draft.check,
            code: draft.code.id,
            blame: draft.blame,
            operation: (!of_all).then_some(context.operation.index.0),
            origin: draft.origin,
            pointer_body: draft.pointer_body.as_deref().map(|pointer| json::normalised(pointer, body.as_ref())),
            message: (!is_placed).then(|| draft.message.clone()),
        };
        match self.findings.entry(key) {
            Entry::Occupied(mut known) => {
                known.get_mut().count += 1;
                None
            }
            Entry::Vacant(free) => {
                let request = context.request.map(|request| RequestExcerpt::of(request, masker));
                let curl = context.request.filter(|_| context.response.is_some() || draft.blame != Blame::Document);
                Some(free.insert(Finding {
                    code: draft.code.id,
                    check: draft.check,
                    phase: if context.recorded.is_some() { RECORDING } else { EXAMPLES },
                    severity: draft.severity,
                    blame: draft.blame,
                    operation: context.operation.id.clone(),
                    case: context.case.to_owned(),
                    count: 1,
                    pointer_document: draft.origin.map(|origin| api.pointer(origin)),
                    location: draft.origin.and_then(|origin| location(api, origin)),
                    pointer_body: draft.pointer_body,
                    recorded: context.recorded.cloned(),
                    message: masker.text(&draft.message),
                    request,
                    response: context.response.map(|response| ResponseExcerpt::of(response, masker)),
                    curl: curl.map(|request| curl::command(target, request, masker)),
                }))
            }
        }
    }

    pub(crate) fn into_findings(self) -> Vec<Finding> {
        self.findings.into_values().collect()
    }
}

fn location(api: &Api, origin: Origin) -> Option<Location> {
    let sources = api.document.sources();
    let place = origin.place();
    let start = sources.span(place)?.start;
    let position = line_column(sources.text(origin.file), start);
    Some(Location { file: sources.name(origin.file).to_owned(), line: position.line, column: position.column })
}
