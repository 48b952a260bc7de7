//! What a run did and found, as data.

pub mod json;
pub mod junit;
pub mod progress;
mod tally;
pub mod terminal;

use std::time::Duration;

use avouch_diagnostics::Severity;

use crate::finding::{Blame, Finding};
use crate::replay::Recording;
use crate::{Outcome, SkipReason};

pub(crate) use tally::Tally;

/// What a run did and found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The seed.
    pub seed: u64,
    /// How long the run took.
    pub duration: Duration,
    /// Every operation of the document, in its order.
    pub operations: Vec<OperationReport>,
    /// What was found, in the order in which it was first seen.
    pub findings: Vec<Finding>,
    /// How many operations were called without the credentials that they demand.
    pub unauthenticated: usize,
    /// Why the run ended before its end.
    pub stopped: Option<SkipReason>,
    /// Why the target could not be reached at all.
    pub unreachable: Option<String>,
    /// What the run has made and could not remove.
    pub left_behind: Vec<String>,
    /// What the recording held, where the run replayed one.
    pub recording: Option<Recording>,
}

/// One operation.
#[derive(Clone, Debug)]
pub struct OperationReport {
    /// Its id.
    pub id: String,
    /// Its method.
    pub method: String,
    /// Its path.
    pub path: String,
    /// The group that it is reported in: its first tag, else the first segment of its path.
    pub group: String,
    /// Whether at least one case got a documented success or redirection.
    pub exercised: bool,
    /// Its cases, in the order in which they ended.
    pub cases: Vec<CaseReport>,
}

/// One case.
#[derive(Clone, Debug)]
pub struct CaseReport {
    /// Its name.
    pub name: String,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took.
    pub duration: Duration,
}

/// Cases by how they ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Those that were sent.
    pub attempted: usize,
    /// Those whose status was meant and whose checks held.
    pub passed: usize,
    /// Those of which a check did not hold.
    pub failed: usize,
    /// Those that got another status than the one that was meant, for no fault of the server.
    pub precondition_unmet: usize,
    /// Those that were not sent.
    pub skipped: usize,
}

/// The verdict of a run in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The target cannot be reached.
    Unreachable,
    /// The server breaks the document, in so many places.
    Breaches(usize),
    /// The run was stopped before its end, and found no breach until then.
    Incomplete,
    /// Credentials that the document demands were missing or refused; no breach was found.
    NotAuthenticated,
    /// No operation answered with a documented success.
    NothingExercised,
    /// No breach was found.
    Clean,
}

impl Report {
    /// One report of several runs, such as those of several documents. Operations keep their ids; the seed is the first's.
    pub fn merge(reports: impl IntoIterator<Item = Report>) -> Report {
        let mut reports = reports.into_iter();
        let Some(mut merged) = reports.next() else { return Report::default() };
        for report in reports {
            merged.duration += report.duration;
            merged.operations.extend(report.operations);
            merged.findings.extend(report.findings);
            merged.unauthenticated += report.unauthenticated;
            merged.stopped = merged.stopped.or(report.stopped);
            merged.unreachable = merged.unreachable.or(report.unreachable);
            merged.left_behind.extend(report.left_behind);
            match (&mut merged.recording, report.recording) {
                (Some(merged), Some(recording)) => merged.merge(recording),
                (merged, recording) => *merged = merged.take().or(recording),
            }
        }
        merged
    }

    /// How many findings are breaches of the document by the server.
    pub fn breaches(&self) -> usize {
        self.findings.iter().filter(|finding| finding.is_breach()).count()
    }

    /// The verdict.
    pub fn verdict(&self) -> Verdict {
        let refused = || self.findings.iter().any(|finding| finding.code == crate::codes::UNAUTHENTICATED.id);
        let exercised = || self.operations.iter().any(|operation| operation.exercised);
        match self.breaches() {
            _ if self.unreachable.is_some() => Verdict::Unreachable,
            0 if self.stopped == Some(SkipReason::Unreachable) => Verdict::Unreachable,
            0 if self.stopped.is_some() => Verdict::Incomplete,
            0 if self.unauthenticated > 0 || refused() => Verdict::NotAuthenticated,
            0 if !exercised() => Verdict::NothingExercised,
            0 => Verdict::Clean,
            breaches => Verdict::Breaches(breaches),
        }
    }

    /// All cases by how they ended.
    pub fn counts(&self) -> Counts {
        self.operations.iter().map(OperationReport::counts).fold(Counts::default(), Counts::plus)
    }

    /// How many findings there are of each blame, in the order of [`Blame::ALL`].
    pub fn by_blame(&self) -> Vec<(Blame, usize)> {
        let count = |blame| self.findings.iter().filter(|finding| finding.blame == blame).count();
        Blame::ALL.into_iter().map(|blame| (blame, count(blame))).collect()
    }

    /// How many findings there are of each severity, the gravest first.
    pub fn by_severity(&self) -> Vec<(Severity, usize)> {
        let count = |severity| self.findings.iter().filter(|finding| finding.severity == severity).count();
        [Severity::Error, Severity::Warning, Severity::Info].into_iter().map(|it| (it, count(it))).collect()
    }
}

impl OperationReport {
    /// Its cases by how they ended.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for case in &self.cases {
            let counter = match &case.outcome {
                Outcome::Passed => &mut counts.passed,
                Outcome::Failed => &mut counts.failed,
                Outcome::PreconditionUnmet { .. } => &mut counts.precondition_unmet,
                Outcome::Skipped(_) => &mut counts.skipped,
            };
            *counter += 1;
        }
        counts.attempted = counts.passed + counts.failed + counts.precondition_unmet;
        counts
    }

    /// Why cases were not sent, each reason once.
    pub fn skip_reasons(&self) -> Vec<String> {
        let mut reasons: Vec<String> = Vec::new();
        for case in &self.cases {
            if let Outcome::Skipped(reason) = &case.outcome {
                let reason = reason.to_string();
                if !reasons.contains(&reason) {
                    reasons.push(reason);
                }
            }
        }
        reasons
    }
}

impl Counts {
    /// The sum of both.
    #[must_use]
    pub fn plus(self, other: Counts) -> Counts {
        Counts {
            attempted: self.attempted + other.attempted,
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            precondition_unmet: self.precondition_unmet + other.precondition_unmet,
            skipped: self.skipped + other.skipped,
        }
    }
}
