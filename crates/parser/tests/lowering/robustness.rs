//! Hostile documents: bounded, and no panic.

use std::fmt::Write;

use avouch_parser::{Options, Source, load};
use proptest::prelude::*;

use crate::support::{schemas, text};

#[test]
fn schemas_as_deep_as_loading_admits_cost_no_stack() {
    let mut deep = String::from("{}");
    for _ in 0..240 {
        deep = format!("{{\"items\":{deep}}}");
    }
    let json = format!(
        "{{\"openapi\":\"3.1.0\",\"info\":{{\"title\":\"t\",\"version\":\"1\"}},\"components\":{{\"schemas\":{{\"A\":{deep}}}}}}}"
    );
    let loaded = text(&json);
    assert_eq!(loaded.found(), [""; 0]);
    assert_eq!(loaded.document.schemas().len(), 241);
    let (openapi, _) = loaded.document.to_openapiv3();
    assert!(openapi.components.is_some());
}

#[test]
fn long_chains_of_references_between_schemas_cost_no_stack() {
    let mut body = String::new();
    for number in 0..20_000 {
        writeln!(body, "    S{number}: {{$ref: '#/components/schemas/S{}'}}", number + 1).unwrap();
    }
    body.push_str("    S20000: {type: string}\n");
    let loaded = schemas("3.0.3", &body);
    assert_eq!(loaded.found(), [""; 0]);
    assert!(loaded.schema("S0").target.is_some());
}

#[test]
fn long_chains_between_other_objects_are_bounded() {
    let mut body =
        String::from("openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  callbacks:\n");
    for number in 0..500 {
        let next = number + 1;
        writeln!(
            body,
            "    C{number}: {{'x': {{post: {{callbacks: {{c: {{$ref: '#/components/callbacks/C{next}'}}}}}}}}}}"
        )
        .unwrap();
    }
    body.push_str("    C500: {}\n");
    let loaded = text(&body);
    assert!(loaded.found().iter().any(|line| line.starts_with("error structure/too-deep")));
    assert_eq!(loaded.document.components.callbacks.len(), 501);
    assert_eq!(loaded.document.to_openapiv3().0.components.map(|components| components.callbacks.len()), Some(501));
}

#[test]
fn copies_of_callbacks_do_not_multiply_without_end() {
    let mut body =
        String::from("openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  callbacks:\n");
    for number in 0..18 {
        let next = format!("{{$ref: '#/components/callbacks/C{}'}}", number + 1);
        let method = format!("{{callbacks: {{a: {next}, b: {next}, c: {next}}}}}");
        writeln!(body, "    C{number}: {{'x': {{post: {method}, put: {method}}}}}").unwrap();
    }
    body.push_str("    C18: {}\n");
    let loaded = text(&body);
    assert_eq!(loaded.found(), [""; 0]);
    let (_, diagnostics) = loaded.document.to_openapiv3();
    assert!(diagnostics.has_errors());
}

#[test]
fn the_last_of_two_equal_keys_counts() {
    let loaded =
        text("{\"openapi\":\"3.0.3\",\"info\":{\"title\":\"t\",\"version\":\"1\",\"title\":\"u\"},\"paths\":{}}");
    assert_eq!(loaded.document.info.title, "u");
    assert_eq!(loaded.found(), ["error syntax/duplicate-key /info/title"]);
}

/// Words that mean something somewhere in a document.
const WORDS: &str = "openapi info paths /x get post parameters responses 200 content schema $ref components schemas type \
    properties items allOf name in required callbacks discriminator mapping propertyName headers \
    examples enum nullable x-a security servers variables exclusiveMinimum minimum A description links \
    encoding";

/// A JSON value with the words of OpenAPI in places where they may not belong.
fn anything() -> impl Strategy<Value = serde_json::Value> {
    let word = prop::sample::select(WORDS.split(' ').collect::<Vec<_>>());
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        prop::sample::select(vec![
            "",
            "string",
            "query",
            "#/components/schemas/A",
            "#/paths/~1x",
            "#",
            "A",
            "%",
            "#/%"
        ])
        .prop_map(Into::into),
    ];
    leaf.prop_recursive(8, 200, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            prop::collection::vec((word.clone(), inner), 0..6)
                .prop_map(|members| members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

proptest! {
    #[test]
    fn no_arrangement_of_words_panics(
        version in prop::sample::select(vec!["3.0.3", "3.1.0"]),
        paths in anything(),
        a in anything(),
        components in anything(),
    ) {
        let mut components = components;
        if let Some(components) = components.as_object_mut() {
            components.insert("schemas".to_owned(), serde_json::json!({ "A": a }));
        }
        let json = serde_json::json!({
            "openapi": version, "info": { "title": "t", "version": "1" }, "paths": paths, "components": components,
        });
        let source = Source::Text { name: "t.json".to_owned(), bytes: json.to_string().into_bytes() };
        let (document, diagnostics) = load(&source, &Options::default()).expect("a document");
        let (openapi, _) = document.to_openapiv3();
        prop_assert!(serde_json::to_value(&openapi).is_ok());
        for diagnostic in &diagnostics {
            prop_assert!(diagnostic.place().is_some());
        }
    }
}
