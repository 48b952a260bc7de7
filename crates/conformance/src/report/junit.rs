//! The report as `JUnit` XML: a suite a group of operations, a test a case.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};

use super::{CaseReport, OperationReport, Report};
use crate::Outcome;
use crate::finding::Finding;

/// The most findings that the text of one failed test repeats.
const MAX_FINDINGS: usize = 20;

/// The report as a `JUnit` XML text.
///
/// A case whose precondition was not met counts as skipped, with what came instead; findings that belong to no case of the
/// report, such as those about tasks that were followed, make a suite of their own where the server is to blame. Characters
/// that XML does not have are left out.
///
/// # Errors
/// A sentence, where the text cannot be written.
pub fn junit(report: &Report) -> Result<String, String> {
    let name = if report.recording.is_some() { "avouch replay" } else { "avouch conform" };
    let mut junit = Junit::new(name);
    junit.set_time(report.duration);
    let mut suites: BTreeMap<usize, TestSuite> = BTreeMap::new();
    let mut groups: Vec<&str> = Vec::new();
    for operation in &report.operations {
        let position = groups.iter().position(|group| *group == operation.group).unwrap_or_else(|| {
            groups.push(&operation.group);
            groups.len() - 1
        });
        let suite = suites.entry(position).or_insert_with(|| TestSuite::new(&operation.group));
        for case in &operation.cases {
            suite.add_test_case(test_case(report, operation, case));
        }
    }
    junit.add_test_suites(suites.into_values());
    let others = others(report);
    if !others.is_empty() {
        let mut suite = TestSuite::new("beside the cases");
        for finding in others {
            let mut test = TestCase::new(&finding.case, failure(&[finding]));
            test.set_classname(&finding.operation);
            suite.add_test_case(test);
        }
        junit.add_test_suite(suite);
    }
    junit.to_string().map_err(|error| error.to_string())
}

fn test_case(report: &Report, operation: &OperationReport, case: &CaseReport) -> TestCase {
    let status = match &case.outcome {
        Outcome::Passed => TestCaseStatus::success(),
        Outcome::Failed => failure(&breaches(report, operation, case)),
        Outcome::PreconditionUnmet { detail } => skipped(&format!("precondition unmet: {detail}")),
        Outcome::Skipped(reason) => skipped(&reason.to_string()),
    };
    let mut test = TestCase::new(format!("{} [{}]", operation.id, case.name), status);
    test.set_classname(format!("{} {}", operation.method, operation.path));
    test.set_time(case.duration);
    test
}

fn skipped(message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(message);
    status
}

fn failure(findings: &[&Finding]) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    let Some(first) = findings.first() else {
        // A breach that was seen before is one finding, taken down with the case that showed it first.
        status.set_message("the same breach as in an earlier case of the operation");
        return status;
    };
    status.set_message(&first.message);
    status.set_type(first.code);
    let texts = findings.iter().take(MAX_FINDINGS).map(|finding| super::terminal::finding(finding, false));
    status.set_description(texts.collect::<Vec<_>>().join("\n"));
    status
}

fn breaches<'r>(report: &'r Report, operation: &OperationReport, case: &CaseReport) -> Vec<&'r Finding> {
    let of_operation =
        report.findings.iter().filter(|finding| finding.operation == operation.id && finding.is_breach());
    of_operation.filter(|finding| finding.case == case.name).collect()
}

/// Breaches that no case of the report stands for.
fn others(report: &Report) -> Vec<&Finding> {
    let is_of_case = |finding: &Finding| {
        let operation = report.operations.iter().find(|operation| operation.id == finding.operation);
        operation.is_some_and(|operation| operation.cases.iter().any(|case| case.name == finding.case))
    };
    report.findings.iter().filter(|finding| finding.is_breach() && !is_of_case(finding)).collect()
}
