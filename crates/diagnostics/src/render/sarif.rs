//! Diagnostics for code hosts: SARIF 2.1.0, the OASIS standard.

use std::collections::HashMap;
use std::fmt::Write;

use serde_json::{Value, json};

use super::lines::Positions;
use crate::{Code, Diagnostic, Diagnostics, Label, Severity, Sources};

/// The program that reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tool<'t> {
    /// Its name.
    pub name: &'t str,
    /// Its version, a semantic one.
    pub version: &'t str,
    /// Where it is described.
    pub information_uri: &'t str,
}

/// Diagnostics as a SARIF 2.1.0 log with one run, pretty-printed, with a line break at its end.
///
/// Every code that occurs is a rule, further places are related locations, and the hint is part of the message.
pub fn sarif(diagnostics: &Diagnostics, sources: &dyn Sources, tool: Tool<'_>) -> String {
    let mut positions = Positions::new(sources);
    let mut rules: Vec<Value> = Vec::new();
    let mut rule_indices: HashMap<&str, usize> = HashMap::new();
    let mut results = Vec::new();
    for diagnostic in diagnostics {
        let index = *rule_indices.entry(diagnostic.code.id).or_insert_with(|| {
            rules.push(rule(diagnostic.code));
            rules.len() - 1
        });
        results.push(result(diagnostic, index, sources, &mut positions));
    }
    let driver = json!({
        "name": tool.name,
        "semanticVersion": tool.version,
        "informationUri": tool.information_uri,
        "rules": rules,
    });
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results }],
    });
    // A JSON value cannot fail to serialise.
    serde_json::to_string_pretty(&log).unwrap_or_default() + "\n"
}

fn rule(code: &Code) -> Value {
    json!({
        "id": code.id,
        "shortDescription": { "text": code.title },
        "defaultConfiguration": { "level": level(code.severity) },
    })
}

fn result(diagnostic: &Diagnostic, rule: usize, sources: &dyn Sources, positions: &mut Positions<'_>) -> Value {
    let text = match &diagnostic.hint {
        Some(hint) => format!("{} ({hint})", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let mut labels = diagnostic.labels.iter();
    let locations: Vec<Value> = labels.next().map(|label| location(label, sources, positions)).into_iter().collect();
    let related: Vec<Value> = labels
        .map(|label| {
            let mut location = location(label, sources, positions);
            location["message"] = json!({ "text": label.text });
            location
        })
        .collect();
    let mut result = json!({
        "ruleId": diagnostic.code.id,
        "ruleIndex": rule,
        "level": level(diagnostic.severity),
        "message": { "text": text },
        "locations": locations,
    });
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    result
}

fn location(label: &Label, sources: &dyn Sources, positions: &mut Positions<'_>) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(sources.name(label.place.file)) } });
    if let Some(position) = positions.find(label.place) {
        physical["region"] = json!({
            "startLine": position.start.line,
            "startColumn": position.start.column,
            "endLine": position.end.line,
            "endColumn": position.end.column,
        });
    }
    let pointer = sources.pointer(label.place);
    if pointer.is_empty() {
        return json!({ "physicalLocation": physical });
    }
    json!({ "physicalLocation": physical, "logicalLocations": [{ "fullyQualifiedName": pointer }] })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A file name as a URI reference (RFC 3986): what may not stand in one is percent-encoded, a backslash is a slash.
fn uri(name: &str) -> String {
    let mut uri = String::with_capacity(name.len());
    if name.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in name.bytes() {
        match byte {
            b'\\' => uri.push('/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' | b'@' | b'+' | b',' | b'=' => {
                uri.push(char::from(byte));
            }
            other => {
                let _ = write!(uri, "%{other:02X}");
            }
        }
    }
    uri
}
