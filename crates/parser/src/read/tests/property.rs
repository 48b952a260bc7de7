use proptest::prelude::*;
use serde_json::Number;

use super::*;

/// Strings that readers of YAML like to take for something else, and any others.
fn text() -> impl Strategy<Value = String> {
    let traps = [
        "",
        " ",
        "~",
        "null",
        "True",
        "yes",
        "on",
        "0",
        "014",
        "-0",
        "0o7",
        "0x1F",
        "1e3",
        "1.",
        ".5",
        ".inf",
        "1_0",
        "12:30",
        "2001-12-14",
        "<<",
        "=",
        "- a",
        "a: b",
        "a #b",
        "#",
        "*a",
        "&a",
        "!a",
        "|",
        ">",
        "%",
        "@",
        "`",
        "{",
        "[a]",
        "'",
        "\"",
        "\\",
        "a\nb",
        "a\n",
        "\n",
        "\ta",
        "a ",
        "é",
        "😀",
        "\u{feff}",
        "\u{85}",
        "\u{2028}",
        "\u{7f}",
        "---",
        "...",
    ];
    prop_oneof![3 => proptest::sample::select(traps.to_vec()).prop_map(str::to_owned), 1 => ".{0,12}", 1 => "[ -~\n]{0,20}"]
}

fn json_value() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        any::<u64>().prop_map(Number::from),
        any::<i64>().prop_map(Number::from),
        any::<f64>().prop_filter_map("JSON has finite numbers", Number::from_f64),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number.prop_map(Value::Number),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            // Enough members to make an object a large one now and then.
            proptest::collection::vec((text(), inner), 0..24).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// Characters that JSON may hold as they are, and YAML only as escapes.
const NOT_YAML: fn(char) -> bool = |character| character == '\u{feff}' || character.is_control();

proptest! {
    // Values of dozens of nodes: a hundred of them say as much as thousands, which take minutes.
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_reads_to_the_value_that_was_printed(value in json_value()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).expect("a value prints")] {
            prop_assert_eq!(&super::value(&text, "json"), &value);
            assert_places_agree(&text, "json");
        }
    }

    // The writer does not quote a key `<<`, which makes it a merge key, and folds at line breaks of YAML 1.1.
    #[test]
    fn yaml_reads_to_the_value_that_was_printed(value in json_value()) {
        let printed = value.to_string();
        prop_assume!(!printed.contains("\"<<\":") && !printed.contains(['\u{85}', '\u{2028}', '\u{2029}']));
        let text = serde_yaml::to_string(&value).expect("a value prints");
        let reading = read(&text, Some("yaml"), limits()).map_err(|remark| TestCaseError::fail(format!("{text}: {remark:?}")))?;
        prop_assert_eq!(&root(&reading).to_value(), &value, "{}", text);
        prop_assert_eq!(spans(&text, reading.format).len(), reading.tree.len());
    }

    #[test]
    fn json_is_yaml(value in json_value()) {
        // The comment keeps the text from being read as JSON.
        prop_assume!(!value.to_string().contains(NOT_YAML));
        let text = format!("# YAML\n{}", serde_json::to_string_pretty(&value).expect("a value prints"));
        let reading = read(&text, Some("yaml"), limits()).map_err(|remark| TestCaseError::fail(format!("{text}: {remark:?}")))?;
        prop_assert_eq!(reading.format, super::super::Format::Yaml);
        prop_assert_eq!(&root(&reading).to_value(), &value, "{}", text);
    }

    #[test]
    fn every_member_is_found(value in json_value()) {
        let text = value.to_string();
        let reading = read(&text, Some("json"), limits()).expect("valid JSON");
        for node in root(&reading).descendants() {
            for (key, member) in node.entries() {
                prop_assert_eq!(node.get(key).map(NodeRef::id), Some(member.id()));
                let other = format!("{key}?");
                prop_assert!(node.get(&other).is_none_or(|found| found.key() == other));
            }
            prop_assert_eq!(value.pointer(&node.pointer()), Some(&node.to_value()));
        }
    }

    #[test]
    fn no_text_is_too_strange(text in "[-\\[\\]{}:,?&*!|>'\"%@`#~<a1 \t\r\n\u{e9}\u{feff}]{0,60}") {
        for extension in ["json", "yaml"] {
            if let Ok(reading) = read(&text, Some(extension), limits()) {
                let places = spans(&text, reading.format);
                prop_assert_eq!(places.len(), reading.tree.len());
                for place in places {
                    prop_assert!(text.get(place.value.start as usize..place.value.end as usize).is_some());
                    prop_assert!(text.get(place.key.start as usize..place.key.end as usize).is_some());
                }
            }
        }
    }
}
