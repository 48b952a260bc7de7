use serde_json::json;

use super::*;
use crate::tree::Number;

#[test]
fn values_of_every_kind() {
    let text = r#"{"a": [1, -2, 3.5, 1e2, "x\u00e9\n", true, false, null], "b": {}, "": []}"#;
    assert_eq!(value(text, "json"), json!({"a": [1, -2, 3.5, 100.0, "xé\n", true, false, null], "b": {}, "": []}));
    assert_places_agree(text, "json");
}

#[test]
fn whole_numbers_are_exact() {
    let text = "[18446744073709551615, 18446744073709551616, -9223372036854775808, -9223372036854775809, 1e20, 9007199254740993, 0.1]";
    let reading = read(text, Some("json"), limits()).expect("valid JSON");
    let numbers: Vec<_> = root(&reading).items().filter_map(NodeRef::as_number).collect();
    assert_eq!(
        numbers,
        [
            Number::Unsigned(u64::MAX),
            Number::Text("18446744073709551616"),
            Number::Signed(i64::MIN),
            Number::Text("-9223372036854775809"),
            Number::Float(1e20),
            Number::Unsigned(9_007_199_254_740_993),
            Number::Float(0.1),
        ]
    );
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let text = "\u{feff}{\"a\": 18446744073709551616}";
    let reading = read(text, Some("json"), limits()).expect("valid JSON");
    assert_eq!(root(&reading).get("a").and_then(NodeRef::as_number), Some(Number::Text("18446744073709551616")));
    assert_places_agree(text, "json");
    assert_eq!(fault("\u{feff}{\"a\": }", "json").2, "}");
}

#[test]
fn duplicate_keys_point_at_both_places() {
    let text = r#"{"a": 1, "b": {"c": 1, "c": 2}, "\u0061": 3}"#;
    let reading = read(text, Some("json"), limits()).expect("valid JSON");
    let keys: Vec<_> = reading.remarks.iter().map(|remark| (remark.code.id, remark.at, remark.also)).collect();
    let places = spans(text, reading.format);
    let shown = |at: At| match at {
        At::Key(node) => places[node.0 as usize].key.clone(),
        other => panic!("{other:?}"),
    };
    let [(code, second, Some((first, "first here"))), (_, other, _)] = keys[..] else { panic!("{keys:?}") };
    assert_eq!(code, "syntax/duplicate-key");
    assert_eq!((slice(text, &shown(first)), slice(text, &shown(second))), ("\"c\"".into(), "\"c\"".into()));
    assert!(shown(first).start < shown(second).start);
    assert_eq!(slice(text, &shown(other)), "\"\\u0061\"");
    assert_eq!(root(&reading).to_value(), json!({"a": 3, "b": {"c": 2}}));
    assert_eq!(root(&reading).get("a").map(NodeRef::to_value), Some(json!(3)));
}

#[test]
fn faults_are_located() {
    let cases = [
        ("{\"a\": 1,\n \"b\": tru}", "syntax/json", "}"),
        ("{\"a\": 1,\n \"b\" 2}", "syntax/json", "2}"),
        ("[1, 2,]", "syntax/json", "]"),
        ("{\"a\": \"x\ny\"}", "syntax/json", "y\"}"),
        ("{} {}", "syntax/json", "{}"),
        ("{\"a\": \"\\ud800\"}", "syntax/json", "\"}"),
    ];
    for (text, code, rest) in cases {
        let (found, message, place) = fault(text, "json");
        assert_eq!((found, place.as_str()), (code, rest), "{text}: {message}");
        assert!(message.starts_with("this is not JSON: "), "{message}");
        assert!(!message.contains(" line "), "{message}");
    }
    assert_eq!(fault("{\"a\": [1, 2", "json").1, "the file ends in the middle of a value");
    assert_eq!(fault(" \n", "json").0, "syntax/empty");
}

#[test]
fn json_is_told_by_its_first_character() {
    for extension in ["yaml", "yml", "txt"] {
        let reading = read(" {\"a\": [1]}", Some(extension), limits()).expect("JSON");
        assert_eq!(reading.format, super::super::Format::Json);
    }
    let flow = read("{a: [1], }", Some("yaml"), limits()).expect("YAML in flow style");
    assert_eq!((flow.format, root(&flow).to_value()), (super::super::Format::Yaml, json!({"a": [1]})));
    assert_eq!(fault("{a: 1}", "json").0, "syntax/json");
    assert_eq!(fault("{\"a\": [1, 2", "yaml").0, "syntax/json");
    assert_eq!(fault("{a: [1, 2", "yaml").0, "syntax/yaml");
}
