//! Every form, as literal text.

use std::ops::Range;

use serde_json::{Value, json as value};

use super::*;
use crate::{At, Code, Diagnostic, Diagnostics, FileId, NodeId, Place, Severity, Sources};

static CLASH: Code = Code::new("test/clash", Severity::Error, "Two things clash.");
static ODD: Code = Code::new("test/odd", Severity::Warning, "Something is odd.");
static NOTE: Code = Code::new("test/note", Severity::Info, "Something is worth knowing.");

/// Files by number; a node's place is the first character.
struct Texts(Vec<(&'static str, String)>);

impl Sources for Texts {
    fn name(&self, file: FileId) -> &str {
        self.0[file.0 as usize].0
    }

    fn text(&self, file: FileId) -> &str {
        &self.0[file.0 as usize].1
    }

    fn span(&self, place: Place) -> Option<Range<usize>> {
        match place.at {
            At::File => None,
            At::Bytes(start, end) => Some(start..end),
            At::Node(_) | At::Key(_) => self.text(place.file).chars().next().map(|first| 0..first.len_utf8()),
        }
    }

    fn pointer(&self, place: Place) -> String {
        match place.at {
            At::Node(NodeId(node)) | At::Key(NodeId(node)) => format!("/items/{node}"),
            _ => String::new(),
        }
    }
}

fn at(file: u32, start: usize, end: usize) -> Place {
    Place { file: FileId(file), at: At::Bytes(start, end) }
}

fn shown(diagnostic: Diagnostic, texts: &[(&'static str, &str)]) -> String {
    let texts = Texts(texts.iter().map(|(name, text)| (*name, (*text).to_owned())).collect());
    text(&Diagnostics::from_iter([diagnostic]), &texts, Colour::Never)
}

#[test]
fn text_shows_both_places_and_the_hint() {
    let diagnostic = Diagnostic::new(&CLASH, at(0, 11, 14), "`foo` stands twice")
        .also(at(1, 2, 5), "first here")
        .remark("second here")
        .hint("remove one");
    let expected = "\
error[test/clash]: `foo` stands twice
 --> api/root.yaml:2:5
  |
2 |   - foo: 1
  |     ^^^ second here
 ::: other.yaml:1:3
  |
1 | - foo
  |   --- first here
  |
  = help: remove one

";
    assert_eq!(shown(diagnostic, &[("api/root.yaml", "items:\n  - foo: 1\n"), ("other.yaml", "- foo\n")]), expected);
}

#[test]
fn text_shows_a_file_as_a_whole() {
    let diagnostic = Diagnostic::new(&ODD, Place::file(FileId(0)), "the file is empty");
    assert_eq!(shown(diagnostic, &[("a.yaml", "")]), "warning[test/odd]: the file is empty\n --> a.yaml\n\n");
}

#[test]
fn text_marks_the_first_line_of_a_long_place() {
    let text = "a:\n  b: 1\n  c: 2\n";
    let diagnostic = Diagnostic::new(&NOTE, at(0, 5, 16), "an object");
    let expected = "info[test/note]: an object\n --> a.yaml:2:3\n  |\n2 |   b: 1\n  |   ^^^^\n\n";
    assert_eq!(shown(diagnostic, &[("a.yaml", text)]), expected);
}

#[test]
fn text_at_the_end_of_a_file() {
    let diagnostic = Diagnostic::new(&CLASH, at(0, 3, 3), "the file ends");
    let rendered = shown(diagnostic, &[("a.json", "[1,")]);
    assert!(rendered.contains("--> a.json:1:4\n"), "{rendered}");
    assert!(rendered.contains("1 | [1,\n  |    ^\n"), "{rendered}");
}

#[test]
fn text_cuts_long_lines_around_the_place() {
    let line = format!("{}\"here\"{}", "é".repeat(5_000), "x".repeat(5_000));
    let diagnostic = Diagnostic::new(&ODD, at(0, 10_000, 10_006), "far out");
    let rendered = shown(diagnostic, &[("min.json", &line)]);
    assert!(rendered.contains("--> min.json:1:5001\n"), "{rendered}");
    let excerpt = rendered.lines().find(|line| line.starts_with("1 | ")).expect("an excerpt");
    assert_eq!(excerpt, format!("1 | …{}\"here\"{}…", "é".repeat(60), "x".repeat(58)));
    let marks = rendered.lines().find(|line| line.contains('^')).expect("marks");
    assert_eq!(marks, format!("  | {}^^^^^^", " ".repeat(61)));
}

#[test]
fn text_plays_no_tricks_on_the_terminal() {
    let text = "a: \u{1b}]0;title\u{7}\u{202e}evil\r\n";
    let diagnostic = Diagnostic::new(&ODD, at(0, 3, 4), "the value \"\u{1b}[2J\u{202e}x\" is odd\nerror: forged")
        .remark("\u{1b}[1m")
        .hint("\u{9b}31m");
    let texts = [("na\u{1b}me.yaml", text)];
    let rendered = shown(diagnostic, &texts);
    assert!(!rendered.contains(|character: char| character.is_control() && character != '\n'), "{rendered:?}");
    assert!(!rendered.contains('\u{202e}'), "{rendered}");
    assert!(
        rendered.starts_with("warning[test/odd]: the value \"␛[2J<U+202E>x\" is odd␊error: forged\n"),
        "{rendered}"
    );
    assert!(rendered.contains("1 | a: ␛]0;title␇<U+202E>evil\n"), "{rendered}");
    assert!(rendered.contains("na␛me.yaml:1:4"), "{rendered}");
}

#[test]
fn text_has_colours_where_they_are_wanted() {
    let texts = Texts(vec![("a.yaml", "a: 1\n".to_owned())]);
    let diagnostics = Diagnostics::from_iter([Diagnostic::new(&CLASH, at(0, 3, 4), "wrong")]);
    let coloured = text(&diagnostics, &texts, Colour::Always);
    assert!(coloured.contains("\u{1b}["), "{coloured:?}");
    assert!(!coloured.contains(":::"), "{coloured:?}");
    assert!(!text(&diagnostics, &texts, Colour::Never).contains('\u{1b}'));
}

#[test]
fn text_counts_what_repeats() {
    let texts = Texts(vec![("a.yaml", "a: 1\n".repeat(10_000))]);
    let many = (0..10_000).map(|line| Diagnostic::new(&ODD, at(0, line * 5, line * 5 + 1), format!("odd {line}")));
    let mut diagnostics: Diagnostics = many.collect();
    diagnostics.push(Diagnostic::new(&CLASH, at(0, 0, 1), "clash"));
    let rendered = text(&diagnostics, &texts, Colour::Never);
    assert_eq!(rendered.matches("warning[test/odd]").count(), PER_CODE);
    assert_eq!(rendered.matches("error[test/clash]").count(), 1);
    assert!(rendered.ends_with("\n… and 9980 more of test/odd\n"), "{}", &rendered[rendered.len() - 60..]);
    assert_eq!(summary(&diagnostics), "1 error, 10000 warnings");
    assert_eq!(summary(&Diagnostics::new()), "no findings");
}

#[test]
fn json_has_the_agreed_shape() {
    let texts = Texts(vec![("a.yaml", "é: 1\nb: 2\n".to_owned())]);
    let diagnostics = Diagnostics::from_iter([
        Diagnostic::new(&CLASH, at(0, 2, 9), "clash").also(Place::key(FileId(0), NodeId(1)), "here").hint("mend it"),
        Diagnostic::new(&ODD, Place::file(FileId(0)), "odd"),
    ]);
    let report: Value = serde_json::from_str(&json(&diagnostics, &texts)).expect("valid JSON");
    let expected = value!({
        "schema_version": 1,
        "diagnostics": [
            {
                "code": "test/clash", "severity": "error", "message": "clash",
                "file": "a.yaml", "line": 1, "column": 2, "end_line": 2, "end_column": 4, "pointer": "",
                "hint": "mend it",
                "labels": [{
                    "file": "a.yaml", "line": 1, "column": 1, "end_line": 1, "end_column": 2,
                    "pointer": "/items/1", "text": "here",
                }],
            },
            {
                "code": "test/odd", "severity": "warning", "message": "odd",
                "file": "a.yaml", "line": null, "column": null, "end_line": null, "end_column": null, "pointer": "",
                "hint": null, "labels": [],
            },
        ],
    });
    assert_eq!(report, expected);
}

#[test]
fn sarif_has_the_shape_of_the_standard() {
    let texts = Texts(vec![("api/{id} é.yaml", "a: 1\nb: 2\n".to_owned()), ("/abs/b.yaml", "x".to_owned())]);
    let diagnostics = Diagnostics::from_iter([
        Diagnostic::new(&NOTE, at(0, 5, 6), "note"),
        Diagnostic::new(&CLASH, Place::node(FileId(0), NodeId(7)), "clash").also(at(1, 0, 1), "there").hint("mend it"),
        Diagnostic::new(&NOTE, Place::file(FileId(1)), "again"),
    ]);
    let tool = Tool { name: "avouch", version: "1.2.3", information_uri: "https://example.com" };
    let log: Value = serde_json::from_str(&sarif(&diagnostics, &texts, tool)).expect("valid JSON");
    let file = "api/%7Bid%7D%20%C3%A9.yaml";
    let region =
        |line, start, end| value!({ "startLine": line, "startColumn": start, "endLine": line, "endColumn": end });
    let expected = value!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "avouch", "semanticVersion": "1.2.3", "informationUri": "https://example.com",
                "rules": [
                    { "id": "test/note", "shortDescription": { "text": "Something is worth knowing." },
                      "defaultConfiguration": { "level": "note" } },
                    { "id": "test/clash", "shortDescription": { "text": "Two things clash." },
                      "defaultConfiguration": { "level": "error" } },
                ],
            } },
            "columnKind": "unicodeCodePoints",
            "results": [
                { "ruleId": "test/note", "ruleIndex": 0, "level": "note", "message": { "text": "note" },
                  "locations": [{ "physicalLocation": { "artifactLocation": { "uri": file }, "region": region(2, 1, 2) } }] },
                { "ruleId": "test/clash", "ruleIndex": 1, "level": "error", "message": { "text": "clash (mend it)" },
                  "locations": [{
                      "physicalLocation": { "artifactLocation": { "uri": file }, "region": region(1, 1, 2) },
                      "logicalLocations": [{ "fullyQualifiedName": "/items/7" }],
                  }],
                  "relatedLocations": [{
                      "physicalLocation": { "artifactLocation": { "uri": "file:///abs/b.yaml" }, "region": region(1, 1, 2) },
                      "message": { "text": "there" },
                  }] },
                { "ruleId": "test/note", "ruleIndex": 0, "level": "note", "message": { "text": "again" },
                  "locations": [{ "physicalLocation": { "artifactLocation": { "uri": "file:///abs/b.yaml" } } }] },
            ],
        }],
    });
    assert_eq!(log, expected);
}
