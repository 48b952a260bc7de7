//! The table of what is supported, `tests/support.toml`: complete rows, and proofs that are there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Arc;

use avouch_api::Api;
use avouch_diagnostics::Diagnostics;
use avouch_parser::{Options, Source};
use avouch_tests::root;
use avouch_validate::{Validator, View};
use serde::Deserialize;

/// Areas, and in each the features by name; that no row stands twice is TOML's own rule.
type Table = BTreeMap<String, BTreeMap<String, Row>>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    all: Option<Status>,
    check: Option<Status>,
    generate: Option<Status>,
    mock: Option<Status>,
    conform: Option<Status>,
    note: Option<String>,
    #[serde(default)]
    proof: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Yes,
    Partial,
    No,
    None,
}

impl Row {
    /// The status for each verb; `None` where the row does not have exactly one for each.
    fn statuses(&self) -> Option<[Status; 4]> {
        match (self.all, [self.check, self.generate, self.mock, self.conform]) {
            (Some(all), [None, None, None, None]) => Some([all; 4]),
            (None, [Some(check), Some(generate), Some(mock), Some(conform)]) => Some([check, generate, mock, conform]),
            _ => None,
        }
    }

    /// What is wrong with the row.
    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let Some(statuses) = self.statuses() else {
            return vec!["has `all`, or a status for each verb, and not both".to_owned()];
        };
        let has = |wanted: &[Status]| statuses.iter().any(|status| wanted.contains(status));
        if has(&[Status::Partial, Status::No]) && self.note.as_ref().is_none_or(|note| note.trim().is_empty()) {
            faults.push("is not supported by all, and no note says what happens instead".to_owned());
        }
        if has(&[Status::Yes, Status::Partial]) && self.proof.is_empty() {
            faults.push("has no proof".to_owned());
        }
        if !has(&[Status::Yes, Status::Partial, Status::No]) {
            faults.push("speaks of nobody".to_owned());
        }
        faults.extend(self.proof.iter().filter_map(|proof| proof_fault(proof)));
        let distinct: BTreeSet<&String> = self.proof.iter().collect();
        if distinct.len() < self.proof.len() {
            faults.push("has a proof twice".to_owned());
        }
        faults
    }
}

/// What is wrong with a proof, `FILE::FUNCTION`; `None` where the file has a test of that name.
fn proof_fault(proof: &str) -> Option<String> {
    let Some((file, function)) = proof.split_once("::") else {
        return Some(format!("`{proof}` is not of the form FILE::FUNCTION"));
    };
    let Ok(text) = fs::read_to_string(root().join(file)) else {
        return Some(format!("`{file}` is not there"));
    };
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_it = |line: &str| {
        let line = line.strip_prefix("async ").unwrap_or(line);
        line.strip_prefix("fn ").and_then(|rest| rest.strip_prefix(function)).is_some_and(|rest| rest.starts_with('('))
    };
    let is_test = lines.iter().enumerate().any(|(index, line)| {
        let attributes = lines[..index].iter().rev().take_while(|above| above.starts_with("#["));
        is_it(line)
            && attributes.clone().any(|above| above.starts_with("#[test]") || above.starts_with("#[tokio::test"))
    });
    (!is_test).then(|| format!("`{file}` has no test `{function}`"))
}

fn table(text: &str) -> Result<Table, toml::de::Error> {
    toml::from_str(text)
}

#[test]
fn every_row_is_complete_and_proved() {
    let text = fs::read_to_string(root().join("tests/support.toml")).expect("the table");
    let table = table(&text).unwrap_or_else(|error| panic!("{error}"));
    let mut faults = Vec::new();
    for (area, rows) in &table {
        assert!(!rows.is_empty(), "{area}");
        for (name, row) in rows {
            faults.extend(row.faults().into_iter().map(|fault| format!("[{area}] {name}: {fault}")));
        }
    }
    assert_eq!(faults, [""; 0]);
}

#[test]
fn faults_of_rows_are_named() {
    let faults = |row: &str| table(&format!("[a]\nb = {{ {row} }}")).expect(row)["a"]["b"].faults();
    let own = "tests/tests/support.rs::faults_of_rows_are_named";
    assert_eq!(faults(&format!("all = 'yes', proof = ['{own}']")), [""; 0]);
    assert_eq!(faults("check = 'yes', mock = 'no'").len(), 1);
    assert_eq!(faults("all = 'yes'"), ["has no proof"]);
    assert_eq!(faults("all = 'no'"), ["is not supported by all, and no note says what happens instead"]);
    assert_eq!(faults("all = 'none', note = 'n'"), ["speaks of nobody"]);
    assert_eq!(faults("all = 'no', note = 'n', proof = ['x']"), ["`x` is not of the form FILE::FUNCTION"]);
    assert_eq!(faults("all = 'no', note = 'n', proof = ['x.rs::y']"), ["`x.rs` is not there"]);
    let no_test = "all = 'no', note = 'n', proof = ['tests/tests/support.rs::proof_fault']";
    assert_eq!(faults(no_test), ["`tests/tests/support.rs` has no test `proof_fault`"]);
    let twice = format!("all = 'yes', proof = ['{own}', '{own}']");
    assert_eq!(faults(&twice), ["has a proof twice"]);
    assert!(table("[a]\nb = { all = 'yes' }\nb = { all = 'no' }").is_err(), "a row that stands twice is refused");
    assert!(table("[a]\nb = { all = 'maybe' }").is_err(), "a status that there is not is refused");
}

#[test]
fn dynamic_references_are_told_and_not_followed() {
    let text = r##"{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {},
        "components": {"schemas": {"Tree": {"$dynamicAnchor": "node", "properties": {"next": {"$dynamicRef": "#node"}}}}}}"##;
    let source = Source::Text { name: "openapi.json".to_owned(), bytes: text.into() };
    let (document, found) = avouch_parser::load(&source, &Options::default()).expect("a document");
    assert_eq!(codes(&found), [""; 0]);
    let (api, found) = Api::from_document(Arc::new(document));
    assert_eq!(codes(&found), [""; 0]);
    let api = Arc::new(api);
    let validator = Validator::new(Arc::clone(&api));
    assert_eq!(codes(&avouch_validate::lint(&api, &validator)), ["schema/not-checked"]);
    let tree = api.document.components.schemas["Tree"];
    assert!(validator.accepts(tree, View::Response, &serde_json::json!({"next": 1})), "nothing is held against it");
    let census = avouch_codegen::generate(&api, &avouch_codegen::Config::default()).expect("a crate").census;
    assert_eq!(census.not_represented[0].construct, "$dynamicRef");
    assert_eq!(census.untyped[0].reason, "the type is found out while validating");
}

fn codes(diagnostics: &Diagnostics) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic.code.id).collect()
}
