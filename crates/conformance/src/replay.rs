//! Judges exchanges that others had: those of an HTTP Archive.

mod har;
mod judge;
mod recording;

use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;

use avouch_api::Api;
use avouch_validate::{Route, Router, Validator};
use http::header::{AUTHORIZATION, PROXY_AUTHORIZATION, SET_COOKIE};

use crate::config::{ConfigError, Target};
use crate::event::{Event, Reporter};
use crate::finding::{Context, Finding, RecordedAt, Recorder};
use crate::mask::Masker;
use crate::report::{CaseReport, Report, Tally};
use har::{Address, Recorded};
use recording::Others;

pub use recording::{EntryFault, OtherRequest, Recording};

/// The most entries of a file.
const MAX_ENTRIES: usize = 1_000_000;
/// The most credentials that are looked for in everything that is shown.
const MAX_SECRETS: usize = 1000;

/// Reads recordings and judges what they hold.
#[derive(Debug)]
pub struct Replay {
    validator: Validator,
    router: Router,
    /// Where the API is, if only exchanges with that are meant: an origin and what stands before every path.
    base: Option<Target>,
}

impl Replay {
    /// Exchanges with any host are taken; the path decides, with or without what the document's servers have before it.
    pub fn new(api: &Arc<Api>) -> Replay {
        Replay { validator: Validator::new(Arc::clone(api)), router: Router::new(api), base: None }
    }

    /// Exchanges with one address are taken, `http://HOST[:PORT][/BASE]`; the document's servers play no part.
    ///
    /// # Errors
    /// Where it is no address.
    pub fn with_base(api: &Arc<Api>, base: &str) -> Result<Replay, ConfigError> {
        let base =
            Target::parse(base).map_err(|error| ConfigError::new(error.message.replace("a target", "an address")))?;
        let router = Router::with_base(api, base.base());
        Ok(Replay { validator: Validator::new(Arc::clone(api)), router, base: Some(base) })
    }

    /// Judges the exchanges of an HTTP Archive (HAR 1.2), entry by entry as it is read. At most a million entries are read;
    /// strings of more than 24 MiB are cut, and bodies that were are not judged.
    ///
    /// # Errors
    /// Where it cannot be read, or is no HTTP Archive: a fragment that says why and where.
    pub fn run(&self, archive: impl Read, reporter: &mut dyn Reporter) -> Result<Report, String> {
        let started = Instant::now();
        let mut engine = Engine {
            replay: self,
            masker: Masker::new(self.validator.api()),
            recorder: Recorder::default(),
            tally: Tally::default(),
            recording: Recording::default(),
            others: Others::default(),
            reporter,
        };
        har::read(archive, &mut |position, entry| engine.entry(position, entry))?;
        Ok(engine.report(started))
    }

    /// Whether an exchange is with another host than the one that is meant.
    fn is_elsewhere(&self, address: &Address) -> bool {
        let own = |target: &Target| target.origin().to_ascii_lowercase();
        self.base.as_ref().is_some_and(|base| {
            let origin = Target::parse(&address.origin).map(|target| own(&target));
            !address.origin.is_empty() && origin.ok() != Some(own(base))
        })
    }
}

struct Engine<'r> {
    replay: &'r Replay,
    masker: Masker,
    recorder: Recorder,
    tally: Tally,
    recording: Recording,
    others: Others,
    reporter: &'r mut dyn Reporter,
}

impl Engine<'_> {
    fn entry(&mut self, position: usize, entry: Result<Recorded, String>) -> ControlFlow<String> {
        if position >= MAX_ENTRIES {
            return ControlFlow::Break(format!("it has more than {MAX_ENTRIES} entries"));
        }
        self.recording.entries += 1;
        match entry {
            Ok(recorded) => self.exchange(position, &recorded),
            Err(reason) => self.recording.fault(position, reason),
        }
        ControlFlow::Continue(())
    }

    fn exchange(&mut self, position: usize, recorded: &Recorded) {
        learn(&mut self.masker, recorded);
        self.recording.headers_left_out += recorded.left_out;
        let request = &recorded.request;
        if self.replay.is_elsewhere(&recorded.address) {
            self.recording.elsewhere += 1;
            return self.other(position, recorded, "another host");
        }
        match self.replay.router.route(&request.method, &request.target) {
            Route::NotFound => {
                self.recording.unmatched += 1;
                self.other(position, recorded, "no operation has this path");
            }
            Route::MethodNotAllowed { allow } => {
                self.recording.unmatched += 1;
                self.other(position, recorded, &format!("the path has only {}", allow.join(", ")));
            }
            Route::Found { operation, path } => self.judge(position, recorded, operation, &path),
        }
    }

    fn other(&mut self, position: usize, recorded: &Recorded, reason: &str) {
        let url = format!("{}{}", recorded.address.origin, recorded.request.path());
        self.others.add(position, &recorded.request.method, url, reason);
    }

    fn judge(
        &mut self,
        position: usize,
        recorded: &Recorded,
        operation: avouch_api::OperationIndex,
        path: &[(String, String)],
    ) {
        let api = self.replay.validator.api();
        let operation = api.operation(operation);
        let judged = judge::judge(&self.replay.validator, operation, path, recorded);
        self.recording.judged += 1;
        let is_answer_known = recorded.response.is_none() || recorded.of_response.has_body;
        self.recording.bodies_not_judged += usize::from(!recorded.of_request.has_body) + usize::from(!is_answer_known);
        if judged.exercised {
            self.tally.exercised(operation.index);
        }
        let case = format!("entries[{position}]");
        let place = RecordedAt { entry: position, started: recorded.started.clone() };
        let context = Context {
            operation,
            case: &case,
            request: Some(&recorded.request),
            response: recorded.response.as_ref(),
            recorded: Some(&place),
        };
        if !judged.drafts.is_empty() {
            let target = target(&recorded.address);
            let mut masker = self.masker.clone();
            learn_all(&mut masker, recorded);
            for draft in judged.drafts {
                if let Some(finding) = self.recorder.record(api, &target, &masker, draft, &context) {
                    self.reporter.event(&Event::Found(finding));
                }
            }
        }
        self.reporter.event(&Event::CaseEnded { operation: &operation.id, case: &case, outcome: &judged.outcome });
        self.tally
            .add(operation.index, CaseReport { name: case, outcome: judged.outcome, duration: recorded.duration });
    }

    fn report(self, started: Instant) -> Report {
        let Engine { replay, masker, recorder, tally, mut recording, others, reporter } = self;
        let mut report = tally.into_report(replay.validator.api(), 0, started.elapsed());
        // An entry may show what only a later one told to be a secret.
        report.findings = recorder.into_findings().into_iter().map(|finding| masked(finding, &masker)).collect();
        recording.other_requests = others.into_list(|text| masker.text(text));
        for fault in &mut recording.faults {
            fault.reason = masker.text(&fault.reason);
        }
        report.recording = Some(recording);
        reporter.event(&Event::Ended(&report));
        report
    }
}

/// Where a command sends the request: the recorded host, or a variable of the shell where the record has none.
fn target(address: &Address) -> Target {
    Target::parse(&address.origin).unwrap_or_else(|_| Target::embedded(([127, 0, 0, 1], 0).into()))
}

/// Takes note of the credentials of an exchange, as long as there are not too many.
fn learn(masker: &mut Masker, recorded: &Recorded) {
    if masker.known() < MAX_SECRETS {
        learn_all(masker, recorded);
    }
}

fn learn_all(masker: &mut Masker, recorded: &Recorded) {
    let headers = &recorded.request.headers;
    for (name, value) in headers {
        masker.learn(name, value, false);
    }
    for value in headers.get_all(AUTHORIZATION).iter().chain(headers.get_all(PROXY_AUTHORIZATION)) {
        // A scheme is no secret, and its name may stand anywhere.
        if let Some((scheme, _)) = String::from_utf8_lossy(value.as_bytes()).split_once(' ') {
            masker.forget(scheme);
        }
    }
    if let Some(password) = &recorded.address.password {
        masker.learn_value(password);
    }
    let cookies = recorded.response.iter().flat_map(|response| response.headers.get_all(SET_COOKIE));
    for cookie in cookies {
        // What stands after the first semicolon are attributes (RFC 6265, section 4.1.1).
        let text = String::from_utf8_lossy(cookie.as_bytes());
        let pair = text.split(';').next().unwrap_or_default();
        masker.learn_value(pair.split_once('=').map_or(pair, |(_, value)| value).trim());
    }
}

fn masked(mut finding: Finding, masker: &Masker) -> Finding {
    let mask = |text: &mut String| *text = masker.text(text);
    mask(&mut finding.message);
    finding.curl.as_mut().map(mask);
    if let Some(request) = &mut finding.request {
        mask(&mut request.target);
        request.body.as_mut().map(mask);
        request.headers.values_mut().for_each(mask);
    }
    if let Some(response) = &mut finding.response {
        response.body.as_mut().map(mask);
        response.headers.values_mut().for_each(mask);
    }
    finding
}
