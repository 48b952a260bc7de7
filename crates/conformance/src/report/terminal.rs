//! The report for people.

mod recording;

use std::collections::BTreeMap;
use std::fmt::Write;

use avouch_diagnostics::Severity;
use avouch_diagnostics::render::visible;

use super::{Counts, OperationReport, Report, Verdict};
use crate::finding::{Blame, Finding};
use crate::{Outcome, SkipReason};

/// The most findings that are shown of each blame.
const MAX_FINDINGS: usize = 50;
/// The most cases that are listed with what came instead of what was meant.
const MAX_UNMET: usize = 20;
/// The widest that the name of a group may be in the table.
const MAX_GROUP: usize = 32;

/// The whole report: a table, what was found, what was not sent, and the verdict in the last line.
///
/// Nothing that a server or document says reaches a terminal as it is: characters that a terminal would act on are shown.
pub fn summary(report: &Report, colour: bool) -> String {
    let mut text = table(report);
    text.push_str(&findings(report, colour));
    text.push_str(&unmet(report));
    text.push_str(&skipped(report));
    text.push_str(&report.recording.as_ref().map(recording::section).unwrap_or_default());
    for left in &report.left_behind {
        line(&mut text, &format!("left behind: {}", visible(left)));
    }
    text.push('\n');
    line(&mut text, &totals(report));
    line(&mut text, &painted(&verdict(report), verdict_colour(report.verdict()), colour));
    text
}

/// One finding.
pub fn finding(finding: &Finding, colour: bool) -> String {
    let paint = match finding.severity {
        Severity::Error => RED,
        Severity::Warning => YELLOW,
        Severity::Info => CYAN,
    };
    let head = painted(&format!("{}[{}]", finding.severity, finding.code), paint, colour);
    let (operation, case) = (visible(&finding.operation), visible(&finding.case));
    let mut text = format!("{head} {operation} [{case}]: {}\n", visible(&finding.message));
    if let Some(location) = &finding.location {
        let place = format!("{}:{}:{}", location.file, location.line, location.column);
        line(&mut text, &format!("  document: {}", visible(&place)));
    }
    if let Some(pointer) = &finding.pointer_body {
        let pointer = if pointer.is_empty() { "the whole body" } else { pointer };
        line(&mut text, &format!("  body:     {}", visible(pointer)));
    }
    if let Some(recorded) = &finding.recorded {
        let at = recorded.started.as_ref().map(|started| format!(", at {started}")).unwrap_or_default();
        line(&mut text, &visible(&format!("  recorded: entry {}{at}", recorded.entry)));
    }
    let times = if finding.count > 1 { format!(", seen {} times", finding.count) } else { String::new() };
    line(&mut text, &format!("  blame:    {}{times}", finding.blame.name()));
    if let Some(response) = &finding.response {
        let body = response.body.as_deref().unwrap_or("(no body)");
        let start: String = body.chars().take(200).collect();
        let more = if start.len() < body.len() { "…" } else { "" };
        line(&mut text, &format!("  answer:   {} {}{more}", response.status, visible(&start)));
    }
    if let Some(curl) = &finding.curl {
        line(&mut text, &format!("  {}", visible(curl)));
    }
    text
}

/// The verdict in one line.
pub fn verdict(report: &Report) -> String {
    let unauthenticated = match report.unauthenticated {
        0 => "credentials were refused".to_owned(),
        1 => "1 operation was called without the credentials that it demands".to_owned(),
        count => format!("{count} operations were called without the credentials that they demand"),
    };
    match report.verdict() {
        Verdict::Unreachable => match &report.unreachable {
            Some(reason) => format!("unreachable: {}", visible(reason)),
            None => "unreachable: the target went away".to_owned(),
        },
        Verdict::Breaches(1) => "1 breach: the server does not keep the document in one place".to_owned(),
        Verdict::Breaches(count) => {
            format!("{count} breaches: the server does not keep the document in {count} places")
        }
        Verdict::Incomplete => "incomplete: the run was stopped; no breach was found until then".to_owned(),
        Verdict::NotAuthenticated => {
            format!("not authenticated: {unauthenticated}; no breach was found in what was seen")
        }
        Verdict::NothingExercised => "nothing exercised: no operation answered with a documented success".to_owned(),
        Verdict::Clean => "clean: the server keeps the document in everything that was seen".to_owned(),
    }
}

fn totals(report: &Report) -> String {
    let counts = report.counts();
    let exercised = report.operations.iter().filter(|operation| operation.exercised).count();
    let blame = report.by_blame().into_iter().filter(|(_, count)| *count > 0);
    let blame: Vec<String> = blame.map(|(blame, count)| format!("{count} {}", blame.name())).collect();
    let findings = match report.findings.len() {
        0 => "no findings".to_owned(),
        1 => format!("1 finding ({})", blame.join(", ")),
        count => format!("{count} findings ({})", blame.join(", ")),
    };
    format!(
        "{exercised} of {} operations exercised; {} cases: {} passed, {} failed, {} precondition unmet, {} skipped; {findings}; {:.1} s",
        report.operations.len(),
        counts.attempted + counts.skipped,
        counts.passed,
        counts.failed,
        counts.precondition_unmet,
        counts.skipped,
        report.duration.as_secs_f64()
    )
}

/// Whether nothing is to be said of an operation: no case of it was asked for, or recorded.
fn is_idle(operation: &OperationReport) -> bool {
    operation.cases.iter().all(|case| matches!(case.outcome, Outcome::Skipped(SkipReason::Filtered)))
}

/// One row a group of which something is to be said, in the order of the document.
fn table(report: &Report) -> String {
    let (groups, idle): (Vec<Group<'_>>, Vec<_>) = groups(report).into_iter().partition(|group| !group.is_idle);
    let name = |name: &str| visible(name).chars().take(MAX_GROUP).collect::<String>();
    let width = groups.iter().map(|group| name(group.name).chars().count()).max().unwrap_or(0).max(5);
    let mut text = String::new();
    let columns = ["operations", "exercised", "passed", "failed", "unmet", "skipped"].join("  ");
    line(&mut text, &format!("{:width$}  {columns}", "group"));
    for Group { name: group, operations, exercised, counts, .. } in groups {
        let Counts { passed, failed, precondition_unmet, skipped, .. } = counts;
        line(
            &mut text,
            &format!(
                "{:width$}  {operations:>10}  {exercised:>9}  {passed:>6}  {failed:>6}  {precondition_unmet:>5}  {skipped:>7}",
                name(group)
            ),
        );
    }
    match idle.len() {
        0 => {}
        1 => line(&mut text, "1 group is left out: no case of it was asked for or recorded"),
        count => line(&mut text, &format!("{count} groups are left out: no case of them was asked for or recorded")),
    }
    text
}

/// A row of the table.
struct Group<'r> {
    name: &'r str,
    operations: usize,
    exercised: usize,
    counts: Counts,
    /// Whether nothing is to be said of any of its operations.
    is_idle: bool,
}

fn groups(report: &Report) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for operation in &report.operations {
        let name = operation.group.as_str();
        let position = groups.iter().position(|group| group.name == name).unwrap_or_else(|| {
            groups.push(Group { name, operations: 0, exercised: 0, counts: Counts::default(), is_idle: true });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(position) {
            group.operations += 1;
            group.exercised += usize::from(operation.exercised);
            group.counts = group.counts.plus(operation.counts());
            group.is_idle &= is_idle(operation);
        }
    }
    groups
}

/// The findings, those that the server is to blame for last, so that they stand next to the verdict.
fn findings(report: &Report, colour: bool) -> String {
    let mut text = String::new();
    for blame in [Blame::Document, Blame::Environment, Blame::Tool, Blame::Client, Blame::Server] {
        let own: Vec<&Finding> = report.findings.iter().filter(|finding| finding.blame == blame).collect();
        for found in own.iter().take(MAX_FINDINGS) {
            text.push('\n');
            text.push_str(&finding(found, colour));
        }
        if own.len() > MAX_FINDINGS {
            line(
                &mut text,
                &format!("\n… and {} more that the {} is to blame for", own.len() - MAX_FINDINGS, blame.name()),
            );
        }
    }
    text
}

fn unmet(report: &Report) -> String {
    let cases =
        report.operations.iter().flat_map(|operation| operation.cases.iter().map(move |case| (operation, case)));
    let unmet: Vec<String> = cases
        .filter_map(|(operation, case)| match &case.outcome {
            Outcome::PreconditionUnmet { detail } => Some(format!("{} [{}]: {detail}", operation.id, case.name)),
            _ => None,
        })
        .collect();
    let mut text = String::new();
    if !unmet.is_empty() {
        line(&mut text, "\nprecondition unmet:");
    }
    for case in unmet.iter().take(MAX_UNMET) {
        line(&mut text, &format!("  {}", visible(case)));
    }
    if unmet.len() > MAX_UNMET {
        line(&mut text, &format!("  … and {} more", unmet.len() - MAX_UNMET));
    }
    text
}

/// Why cases were not sent, each reason with the number of cases.
fn skipped(report: &Report) -> String {
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for case in report.operations.iter().flat_map(|operation| &operation.cases) {
        if let Outcome::Skipped(reason) = &case.outcome {
            *reasons.entry(reason.to_string()).or_default() += 1;
        }
    }
    let mut text = String::new();
    if !reasons.is_empty() {
        line(&mut text, "\nskipped:");
    }
    for (reason, count) in reasons {
        line(&mut text, &format!("  {count:>4}  {}", visible(&reason)));
    }
    text
}

const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const CYAN: &str = "36";

fn verdict_colour(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Clean => GREEN,
        Verdict::Unreachable | Verdict::Breaches(_) => RED,
        Verdict::Incomplete | Verdict::NotAuthenticated | Verdict::NothingExercised => YELLOW,
    }
}

fn painted(text: &str, paint: &str, colour: bool) -> String {
    if colour { format!("\u{1b}[1;{paint}m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn line(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}
