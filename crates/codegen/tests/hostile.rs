//! No text of a document becomes code.
//!
//! A document full of hostile text gives, literals and doc comments aside, the same tokens as one that has only the words of
//! that text: punctuation never gets out of a literal or a comment.

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use avouch_codegen::{Census, FileText, Output};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Words to be told apart from everything that the generator writes.
const WORDS: &str = "evil twin";

/// A key that sorts behind all of the hostile ones.
const LAST: &str = "~a";

/// Hostile text; `%` stands for each of the words.
const HOSTILE: &[&str] = &[
    "%\"; panic!(); //%",
    "% */ fn %() {} /*",
    "%\\\"%\\",
    "%\n}} mod % {{",
    "%\r\n//! %\r",
    "%\u{2028}\u{202e}%\u{0}",
    "r#\"%\"# %",
    "%{{guid}} {0} %",
    "%<script>alert(1)</script>[%](javascript:x)",
    "%`````rust\nfn main() {}\n%",
    "%${jndi:x} %{% raw %}",
    "../../%/%.rs",
    "% '; drop table %",
];

fn document(text: &str) -> String {
    let text = serde_json::Value::from(text);
    let plain = text.as_str().unwrap_or_default();
    serde_json::json!({
        "openapi": "3.1.0",
        "info": {"title": text, "version": text, "description": text},
        "tags": [{"name": text, "description": text}],
        "servers": [{"url": "https://example.org/", "description": text}],
        "paths": {
            format!("/a/{{id}}/{}", plain.replace(['{', '}', '?', '#'], "")): {
                "post": {
                    "operationId": text, "tags": [text], "summary": text, "description": text,
                    "parameters": [
                        {"name": "id", "in": "path", "required": true, "description": text, "schema": {"type": "string"}},
                        {"name": text, "in": "query", "description": text, "schema": {"type": "string", "enum": [text, "b"]}},
                    ],
                    "requestBody": {"required": true, "description": text, "content": {"application/json": {
                        "schema": {"$ref": "#/components/schemas/Model"},
                        "example": {LAST: text, plain: {plain: text}},
                    }}},
                    "responses": {
                        "200": {"description": text, "content": {"application/json": {"schema": {
                            "oneOf": [
                                {"title": text, "type": "object", "required": [text, "~kind"], "properties": {plain: {"type": "string"}, "~kind": {"const": text}}},
                                {"type": "object", "required": ["other", "~kind"], "properties": {"other": {"type": "string"}, "~kind": {"const": "other"}}},
                            ],
                        }}}},
                        "404": {"description": text},
                        "422": {"description": text, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Model"}}}},
                    },
                },
            },
        },
        "components": {"schemas": {
            "Model": {
                "title": text, "description": text, "type": "object", "required": [text],
                "properties": {LAST: {"type": "string", "description": text}, plain: {"type": "object", "description": text, "properties": {plain: {"const": text}}}},
                "additionalProperties": {"type": "string"},
            },
            plain: {"type": "string", "enum": [text, "a"], "description": text},
        }},
    })
    .to_string()
}

#[test]
fn hostile_text_stays_in_literals_and_comments() {
    for hostile in HOSTILE {
        let hostile = hostile.replace('%', WORDS);
        let output = support::text(&document(&hostile));
        let found = structure(&output);
        assert!(!found.is_empty());
        for file in rust(&output) {
            let parsed =
                syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{hostile:?}: {}: {error}", file.path));
            for item in &parsed.items {
                assert!(is_expected(item), "{hostile:?}: {}: an item that nobody prints", file.path);
            }
            assert!(!file.text.contains(['\u{202e}', '\u{2028}', '\0', '\r']), "{hostile:?}: {}", file.path);
        }
    }
}

/// The same words with and without punctuation give the same identifiers and the same punctuation.
#[test]
fn punctuation_of_the_document_is_no_punctuation_of_the_code() {
    let tame = structure(&support::text(&document("evil twin")));
    for mark in ["\"; %", "*/ %", "\\%", "}%{", "'%", "<%>", "`%`", "\n%", "#%!", "//%"] {
        let hostile = mark.replace('%', "evil\" twin") + mark.trim_matches('%');
        let text = hostile.replace('%', "");
        for (found, expected) in structure(&support::text(&document(&text))).iter().zip(&tame) {
            assert_eq!(found, expected, "{text:?}");
        }
    }
}

#[test]
fn no_path_of_a_file_leads_out_of_the_crate() {
    for hostile in HOSTILE {
        let output = support::text(&document(&hostile.replace('%', WORDS)));
        for file in &output.files {
            assert!(
                file.path
                    .split('/')
                    .all(|part| part.chars().all(|c| c.is_ascii_alphanumeric() || "_.".contains(c)) && part != ".."),
                "{}",
                file.path
            );
        }
        let paths: BTreeSet<_> = output.files.iter().map(|file| &file.path).collect();
        assert_eq!(paths.len(), output.files.len());
        assert_ne!(output.census, Census::default());
    }
}

/// The kinds of items that emitters print.
fn is_expected(item: &syn::Item) -> bool {
    match item {
        syn::Item::Fn(function) => function.sig.ident == "examples_come_back_as_they_were",
        syn::Item::Macro(call) => {
            let known = ["object", "string_enum", "integer_enum", "union", "answers", "job", "operation"];
            call.mac.path.get_ident().is_some_and(|name| known.iter().any(|known| name == known))
        }
        syn::Item::Struct(_) | syn::Item::Enum(_) | syn::Item::Type(_) | syn::Item::Impl(_) | syn::Item::Use(_) => true,
        syn::Item::Mod(module) => module.content.is_none(),
        _ => false,
    }
}

/// The files that are Rust.
fn rust(output: &Output) -> impl Iterator<Item = &FileText> {
    output.files.iter().filter(|file| Path::new(&file.path).extension().is_some_and(|extension| extension == "rs"))
}

/// The tokens of all files, without literals and doc comments.
fn structure(output: &Output) -> Vec<(String, String)> {
    rust(output)
        .map(|file| {
            let mut text = String::new();
            bare(file.text.parse().expect("the files were parsed before"), &mut text);
            (file.path.clone(), text)
        })
        .collect()
}

fn bare(tokens: TokenStream, text: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let is_doc = group.delimiter() == Delimiter::Bracket && group.stream().to_string().starts_with("doc");
                if !is_doc {
                    text.push_str(match group.delimiter() {
                        Delimiter::Brace => "{",
                        Delimiter::Bracket => "[",
                        Delimiter::Parenthesis => "(",
                        Delimiter::None => "",
                    });
                    bare(group.stream(), text);
                    text.push(')');
                }
            }
            TokenTree::Literal(_) => text.push_str("\"\" "),
            TokenTree::Punct(punct) if punct.as_char() == '#' || punct.as_char() == '!' => {}
            other => {
                text.push_str(&other.to_string());
                text.push(' ');
            }
        }
    }
}
