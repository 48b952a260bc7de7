//! Counts what a run does, operation by operation.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use avouch_api::{Api, Operation, OperationIndex};

use super::{CaseReport, OperationReport, Report};
use crate::Outcome;
use crate::plan::{Plan, Purpose};

/// What a run has done so far.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    cases: BTreeMap<OperationIndex, Vec<CaseReport>>,
    exercised: BTreeSet<OperationIndex>,
    tested: BTreeSet<OperationIndex>,
    /// Why the target could not be reached at all.
    pub(crate) unreachable: Option<String>,
}

impl Tally {
    /// A tally that has the cases which a plan leaves out.
    pub(crate) fn new(plan: &Plan) -> Tally {
        let mut tally = Tally::default();
        for skipped in &plan.skipped {
            let outcome = Outcome::Skipped(skipped.reason.clone());
            let case = CaseReport { name: skipped.case.clone(), outcome, duration: Duration::ZERO };
            tally.add(skipped.operation, case);
        }
        let tested = plan.steps.iter().filter(|step| step.purpose == Purpose::Case);
        tally.tested = tested.map(|step| step.operation).collect();
        tally
    }

    pub(crate) fn add(&mut self, operation: OperationIndex, case: CaseReport) {
        self.cases.entry(operation).or_default().push(case);
    }

    pub(crate) fn exercised(&mut self, operation: OperationIndex) {
        self.exercised.insert(operation);
    }

    /// Whether the run tests an operation.
    pub(crate) fn is_tested(&self, operation: OperationIndex) -> bool {
        self.tested.contains(&operation)
    }

    pub(crate) fn into_report(mut self, api: &Api, seed: u64, duration: Duration) -> Report {
        let operations = api.operations.iter().map(|operation| OperationReport {
            id: operation.id.clone(),
            method: operation.method.clone(),
            path: operation.path.as_str().to_owned(),
            group: group(operation),
            exercised: self.exercised.contains(&operation.index),
            cases: self.cases.remove(&operation.index).unwrap_or_default(),
        });
        let operations = operations.collect();
        Report { seed, duration, operations, unreachable: self.unreachable, ..Report::default() }
    }
}

fn group(operation: &Operation) -> String {
    let first_segment = || operation.path.segments().iter().find_map(|segment| segment.as_literal());
    let group = operation.tags.first().map(String::as_str).or_else(first_segment).filter(|group| !group.is_empty());
    group.unwrap_or("/").to_owned()
}
