use serde_json::json;

use super::*;
use crate::tree::Number;

#[test]
fn scalars_follow_the_core_schema() {
    let text = "yes: yes\non: off\nt: 12:30:45\nd: 2001-12-14\no: 0o14\nz: 014\nx: 0xFF\nf: 1e+11\nn: ~\nb: True\nv: 1.10\ne:\nq: '1'\nu: 1_000\n";
    assert_eq!(
        value(text, "yaml"),
        json!({"yes": "yes", "on": "off", "t": "12:30:45", "d": "2001-12-14", "o": 12, "z": 14, "x": 255, "f": 1e11,
               "n": null, "b": true, "v": 1.1, "e": null, "q": "1", "u": "1_000"})
    );
    assert_places_agree(text, "yaml");
}

#[test]
fn keys_are_their_text_as_written() {
    let text = "200: a\n1.10: b\non: c\nnull: d\n0o14: e\n'q': f\n? long\n: g\n2001-12-14: h\n~: i\n: j\n";
    assert_eq!(
        value(text, "yaml"),
        json!({"200": "a", "1.10": "b", "on": "c", "null": "d", "0o14": "e", "q": "f", "long": "g", "2001-12-14": "h", "~": "i", "": "j"})
    );
    assert_places_agree(text, "yaml");
}

#[test]
fn whole_numbers_are_exact() {
    let text = "[18446744073709551616, -9223372036854775809, 0x10000000000000000, 18446744073709551615]";
    let reading = read(&format!("a: {text}"), Some("yaml"), limits()).expect("valid YAML");
    let list = root(&reading).get("a").expect("a member");
    let numbers: Vec<_> = list.items().filter_map(NodeRef::as_number).collect();
    let beyond = Number::Text("18446744073709551616");
    assert_eq!(numbers, [beyond, Number::Text("-9223372036854775809"), beyond, Number::Unsigned(u64::MAX)]);
}

#[test]
fn numbers_that_json_does_not_have_are_remarked() {
    let (value, remarks) = remarked("a: .inf\nb: -.INF\nc: .nan\nd: 1e999\n", "yaml");
    assert_eq!(value, json!({"a": ".inf", "b": "-.INF", "c": ".nan", "d": "1e999"}));
    let code = "syntax/not-a-json-number";
    let expected = [".inf", "-.INF", ".nan", "1e999"].map(|text| (code, text.to_owned()));
    assert_eq!(remarks, expected);
}

#[test]
fn block_scalars_are_exact() {
    let cases = [
        ("a: |\n  x\n   y\n\n  z\n\nb: 1\n", "x\n y\n\nz\n"),
        ("a: |-\n  x\n\nb: 1\n", "x"),
        ("a: |+\n  x\n\nb: 1\n", "x\n\n"),
        ("a: >\n  x\n  y\n\n  z\n   w\nb: 1\n", "x y\nz\n w\n"),
        ("a: |2\n    x\nb: 1\n", "  x\n"),
        ("a: |\n  x\ty\n  \tz\nb: 1\n", "x\ty\n\tz\n"),
        ("a: |\n  # no comment\nb: 1\n", "# no comment\n"),
        ("a: |\r\n  x\r\n  y\r\nb: 1\r\n", "x\ny\n"),
        // A last line that ends with the file has no line break to keep.
        ("a: |\n  x\n  y", "x\ny"),
        ("a: |+\n  x", "x"),
        ("a: |\n  x\n", "x\n"),
        ("a: >\n  x\n  ", "x\n"),
        ("a: |-\n  x", "x"),
    ];
    for (text, expected) in cases {
        let value = value(text, "yaml");
        assert_eq!(value.get("a"), Some(&json!(expected)), "{text:?}");
        assert_places_agree(text, "yaml");
    }
}

#[test]
fn plain_and_quoted_scalars() {
    let text = "a: b #c\nb: b#c\nc: http://x/y\nd: 'it''s'\ne: \"\\u00e9\\x41\\n\\/\"\nf: two\n  lines\ng: \"two\n  lines\"\nh: \"\\ud83d\\ude00\"\n";
    assert_eq!(
        value(text, "yaml"),
        json!({"a": "b", "b": "b#c", "c": "http://x/y", "d": "it's", "e": "éA\n/", "f": "two lines", "g": "two lines", "h": "😀"})
    );
    assert_places_agree(text, "yaml");
}

#[test]
fn collections_in_every_style() {
    let text = "a:\n- 1\n-\n  - 2\n  - {b: 3, c: [4, 5,], d}\n- - 6\n  - e: 7\n    f: 8\ng: {\n  h: 1\n}\ni: []\nj: {}\nk:\n  -\n  -\n";
    assert_eq!(
        value(text, "yaml"),
        json!({"a": [1, [2, {"b": 3, "c": [4, 5], "d": null}], [6, {"e": 7, "f": 8}]], "g": {"h": 1}, "i": [], "j": {}, "k": [null, null]})
    );
    assert_places_agree(text, "yaml");
}

#[test]
fn places_of_collections_end_with_them() {
    let text = "a:\n  b: 1\n  c:\n  - x\n\n# comment\nd: {e: [1,\n 2]}\n";
    let places = spans(text, super::super::Format::Yaml);
    let shown: Vec<_> = places.iter().map(|place| slice(text, &place.value)).collect();
    assert_eq!(shown[1], "b: 1\n  c:\n  - x");
    assert_eq!(shown[3], "- x");
    let dashes = "a: &b-\n  - - x\nc:\n- - y\n- z\n";
    let places = spans(dashes, super::super::Format::Yaml);
    let shown: Vec<_> = places.iter().map(|place| slice(dashes, &place.value)).collect();
    assert_eq!(shown[1..], ["- - x", "- x", "x", "- - y\n- z", "- y", "y", "z"]);
}

#[test]
fn places_of_flow_collections_have_their_brackets() {
    let text = "a:\n  b: 1\n  c:\n  - x\n\n# comment\nd: {e: [1,\n 2]}\n";
    let places = spans(text, super::super::Format::Yaml);
    let shown: Vec<_> = places.iter().map(|place| slice(text, &place.value)).collect();
    assert_eq!(shown[5], "{e: [1,\n 2]}");
    assert_eq!(shown[6], "[1,\n 2]");
}

#[test]
fn aliases_are_expanded() {
    let text = "a: &a {x: 1}\nb: *a\nc: [*a, *a]\nd: &s 'on'\n*s : *s\ne: &n 1.10\n*n : *n\n";
    assert_eq!(
        value(text, "yaml"),
        json!({"a": {"x": 1}, "b": {"x": 1}, "c": [{"x": 1}, {"x": 1}], "d": "on", "on": "on", "e": 1.1, "1.10": 1.1})
    );
    let reading = read(text, Some("yaml"), limits()).expect("valid YAML");
    let pointers: Vec<_> = root(&reading).descendants().map(NodeRef::pointer).collect();
    assert!(pointers.contains(&"/c/1/x".to_owned()), "{pointers:?}");
    assert_eq!(spans(text, reading.format).len(), reading.tree.len());
}

#[test]
fn an_anchor_can_be_set_anew() {
    assert_eq!(value("a: &x 1\nb: *x\nc: &x 2\nd: *x\n", "yaml"), json!({"a": 1, "b": 1, "c": 2, "d": 2}));
}

#[test]
fn aliases_that_lead_nowhere_are_null() {
    let (value, remarks) = remarked("a: &a [*a, 1]\nb: *none\n*gone : 2\nc: 3\n", "yaml");
    assert_eq!(value, json!({"a": [null, 1], "b": null, "c": 3}));
    let expected = ["*a", "*none", "*gone"].map(|text| ("syntax/alias", text.to_owned()));
    assert_eq!(remarks, expected);
}

#[test]
fn merge_keys_are_expanded() {
    let cases = [
        ("b: &b {x: 1, y: 2}\na: {<<: *b, y: 3}\n", json!({"x": 1, "y": 3})),
        ("b: &b {x: 1, y: 2}\na:\n  y: 3\n  <<: *b\n", json!({"y": 3, "x": 1})),
        ("b: &b {x: 1}\na: {<<: [*b, {x: 2, z: 3}]}\n", json!({"x": 1, "z": 3})),
        ("b: &b {x: [1, {y: 2}]}\na:\n  <<: *b\n  <<: {w: 0}\n", json!({"x": [1, {"y": 2}], "w": 0})),
        ("b: &b {x: 1}\nc: &c {<<: *b, y: 2}\na: {<<: *c}\n", json!({"y": 2, "x": 1})),
        ("a: {'<<': 1}\n", json!({"<<": 1})),
        ("a: {<<: {}}\n", json!({})),
    ];
    for (text, expected) in cases {
        let reading = read(text, Some("yaml"), limits()).expect("valid YAML");
        assert_eq!(reading.remarks, [], "{text}");
        let merged = root(&reading).get("a").expect("a member");
        assert_eq!(merged.to_value(), expected, "{text}");
        // Everything is where the tree says it is.
        for node in root(&reading).descendants() {
            let found = node.parent().map_or(Some(node), |parent| {
                if parent.kind() == Kind::Object { parent.get(node.key()) } else { Some(node) }
            });
            assert_eq!(found.map(NodeRef::id), Some(node.id()), "{text}");
        }
        assert_eq!(spans(text, reading.format).len(), reading.tree.len(), "{text}");
    }
}

#[test]
fn merged_members_stand_where_they_were_written() {
    let text = "b: &b {x: 11, y: 22}\na: {<<: *b, y: 33}\n";
    let reading = read(text, Some("yaml"), limits()).expect("valid YAML");
    let places = spans(text, reading.format);
    let place = |key: &str| {
        let node = root(&reading).get("a").and_then(|a| a.get(key)).expect("a member");
        slice(text, &places[node.id().0 as usize].value)
    };
    assert_eq!((place("x"), place("y")), ("11".to_owned(), "33".to_owned()));
}

#[test]
fn merge_keys_want_mappings() {
    let (value, remarks) = remarked("a: {<<: 5, x: 1}\nb: {<<: [1], y: 2}\n", "yaml");
    assert_eq!(value, json!({"a": {"x": 1}, "b": {"y": 2}}));
    assert_eq!(remarks, [("syntax/merge-key", "<<".to_owned()), ("syntax/merge-key", "<<".to_owned())]);
}

#[test]
fn duplicate_keys_are_remarked() {
    let (value, remarks) = remarked("a: 1\n'a': 2\n500: x\n\"500\": y\n", "yaml");
    assert_eq!(value, json!({"a": 2, "500": "y"}));
    let code = "syntax/duplicate-key";
    assert_eq!(remarks, [(code, "'a'".to_owned()), (code, "\"500\"".to_owned())]);
}

#[test]
fn keys_that_are_collections_are_left_out() {
    let (value, remarks) = remarked("a: {b}\n{c: d}: e\n? [f, {g: h}]\n: i: j\n[k]: &l [m]\nn: o\np: *l\n", "yaml");
    assert_eq!(value, json!({"a": {"b": null}, "n": "o", "p": null}));
    let codes: Vec<_> = remarks.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["syntax/complex-key", "syntax/complex-key", "syntax/complex-key", "syntax/alias"]);
}

#[test]
fn tags_of_the_core_schema_count() {
    let text =
        "a: !!str 12\nb: !!int '3'\nc: !!float 1\nd: !!null ''\ne: !!bool 'true'\nf: !!map {}\ng: !!seq []\nh: ! 12\n";
    assert_eq!(
        value(text, "yaml"),
        json!({"a": "12", "b": 3, "c": 1, "d": null, "e": true, "f": {}, "g": [], "h": "12"})
    );
    let (value, remarks) = remarked("a: !foo 1\nb: !!int x\nc: !bar {x: 1}\nd: !!set {y}\n", "yaml");
    assert_eq!(value, json!({"a": 1, "b": "x", "c": {"x": 1}, "d": {"y": null}}));
    assert_eq!(remarks.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["syntax/tag"; 4]);
}

#[test]
fn one_document_a_file() {
    assert_eq!(value("%YAML 1.2\n---\na: 1\n...\n", "yaml"), json!({"a": 1}));
    assert_eq!(value("a: 1\n---\n", "yaml"), json!({"a": 1}));
    let (value, remarks) = remarked("a: 1\n---\nb: 2\n---\nc: 3\n", "yaml");
    assert_eq!(value, json!({"a": 1}));
    assert_eq!(remarks.len(), 1);
    assert_eq!(remarks[0].0, "syntax/multiple-documents");
}

#[test]
fn characters_beyond_ascii_keep_places_right() {
    let text = "\u{feff}é: 'ü' # ö\n日本: [語, \"😀\"]\nx: 1\n";
    assert_eq!(value(text, "yaml"), json!({"é": "ü", "日本": ["語", "😀"], "x": 1}));
    assert_places_agree(text, "yaml");
}

#[test]
fn faults_are_located() {
    let cases = [
        ("a: b: c\n", ": c\n"),
        ("a: @x\n", "@x\n"),
        ("a: 1\n b: 2\n", ": 2\n"),
        ("a: [1, 2\nb: 3\n", ": 3\n"),
        ("a: \"x\n", ""),
        ("a:\n\t- x\n", "- x\n"),
    ];
    for (text, rest) in cases {
        let (code, message, place) = fault(text, "yaml");
        assert_eq!((code, place.as_str()), ("syntax/yaml", rest), "{text:?}: {message}");
    }
    assert_eq!(fault("# nothing\n", "yaml").0, "syntax/empty");
    assert_eq!(fault("", "yaml").0, "syntax/empty");
}
