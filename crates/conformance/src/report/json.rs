//! The report for programs. Its keys are stable; `schema_version` grows when one changes its meaning.

use indexmap::IndexMap;
use serde::Serialize;

use super::Report;
use crate::finding::Finding;
use crate::replay::Recording;

/// The version of the format.
pub const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Json<'r> {
    schema_version: u32,
    seed: u64,
    duration_ms: u64,
    operations: Vec<Operation<'r>>,
    findings: &'r [Finding],
    totals: Totals,
    #[serde(skip_serializing_if = "Option::is_none")]
    recording: Option<&'r Recording>,
}

#[derive(Serialize)]
struct Operation<'r> {
    id: &'r str,
    method: &'r str,
    path: &'r str,
    attempted: usize,
    exercised: bool,
    passed: usize,
    failed: usize,
    precondition_unmet: usize,
    skipped: usize,
    skip_reasons: Vec<String>,
}

/// How many findings there are.
#[derive(Serialize)]
struct Totals {
    blame: IndexMap<String, usize>,
    severity: IndexMap<String, usize>,
}

/// The report as a JSON text that ends in a line break.
pub fn json(report: &Report) -> String {
    let operations = report.operations.iter().map(|operation| {
        let counts = operation.counts();
        Operation {
            id: &operation.id,
            method: &operation.method,
            path: &operation.path,
            attempted: counts.attempted,
            exercised: operation.exercised,
            passed: counts.passed,
            failed: counts.failed,
            precondition_unmet: counts.precondition_unmet,
            skipped: counts.skipped,
            skip_reasons: operation.skip_reasons(),
        }
    });
    let json = Json {
        schema_version: SCHEMA_VERSION,
        seed: report.seed,
        duration_ms: u64::try_from(report.duration.as_millis()).unwrap_or(u64::MAX),
        operations: operations.collect(),
        findings: &report.findings,
        totals: Totals {
            blame: report.by_blame().into_iter().map(|(blame, count)| (blame.name().to_owned(), count)).collect(),
            severity: report.by_severity().into_iter().map(|(it, count)| (it.to_string(), count)).collect(),
        },
        recording: report.recording.as_ref(),
    };
    // Nothing in these types can fail to be written: the keys are strings, the values plain data.
    serde_json::to_string_pretty(&json).unwrap_or_default() + "\n"
}
