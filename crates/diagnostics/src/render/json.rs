//! Diagnostics for scripts.

use serde::Serialize;

use super::lines::Positions;
use crate::{Diagnostics, Label, Severity, Sources};

/// Diagnostics as one JSON object, pretty-printed, with a line break at its end:
/// `{schema_version, diagnostics: [{code, severity, message, file, line, column, end_line, end_column, pointer, hint,
/// labels: [{file, line, column, end_line, end_column, pointer, text}]}]}`.
///
/// Lines and columns count from 1, columns in characters, ends are exclusive; they are `null` for a file as a whole.
/// `labels` are the further places. `schema_version` changes when a field changes its meaning or goes away.
pub fn json(diagnostics: &Diagnostics, sources: &dyn Sources) -> String {
    let mut positions = Positions::new(sources);
    let diagnostics = diagnostics.iter().map(|diagnostic| {
        let mut labels = diagnostic.labels.iter();
        Finding {
            code: diagnostic.code.id,
            severity: diagnostic.severity,
            message: &diagnostic.message,
            place: labels.next().map(|label| Location::of(label, sources, &mut positions)),
            hint: diagnostic.hint.as_deref(),
            labels: labels
                .map(|label| Further { place: Location::of(label, sources, &mut positions), text: &label.text })
                .collect(),
        }
    });
    let report = Report { schema_version: 1, diagnostics: diagnostics.collect() };
    // Strings and numbers in vectors cannot fail to serialise.
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

#[derive(Serialize)]
struct Report<'d> {
    schema_version: u32,
    diagnostics: Vec<Finding<'d>>,
}

#[derive(Serialize)]
struct Finding<'d> {
    code: &'static str,
    severity: Severity,
    message: &'d str,
    #[serde(flatten)]
    place: Option<Location<'d>>,
    hint: Option<&'d str>,
    labels: Vec<Further<'d>>,
}

#[derive(Serialize)]
struct Further<'d> {
    #[serde(flatten)]
    place: Location<'d>,
    text: &'d str,
}

#[derive(Serialize)]
struct Location<'d> {
    file: &'d str,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    pointer: String,
}

impl<'d> Location<'d> {
    fn of(label: &Label, sources: &'d dyn Sources, positions: &mut Positions<'_>) -> Self {
        let position = positions.find(label.place);
        let start = position.as_ref().map(|position| position.start);
        let end = position.as_ref().map(|position| position.end);
        Location {
            file: sources.name(label.place.file),
            line: start.map(|start| start.line),
            column: start.map(|start| start.column),
            end_line: end.map(|end| end.line),
            end_column: end.map(|end| end.column),
            pointer: sources.pointer(label.place),
        }
    }
}
