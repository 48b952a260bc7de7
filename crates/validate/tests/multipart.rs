//! Lists in multipart bodies: what is written, byte for byte, and what is read.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::sync::Arc;

use avouch_api::{Api, MediaType};
use avouch_validate::{EncodedBody, Validator, View, encode_body};
use serde_json::{Value, json};

/// An operation whose multipart body has these properties and encodings.
struct Case(Arc<Api>);

impl Case {
    fn new(properties: &Value, encoding: &Value) -> Self {
        let schema = json!({"type": "object", "properties": properties});
        Case(common::api(&json!({
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "paths": {"/a": {"post": {
                "operationId": "send",
                "requestBody": {"content": {"multipart/form-data": {"schema": schema, "encoding": encoding}}},
                "responses": {"204": {"description": "taken"}},
            }}},
        })))
    }

    fn media(&self) -> &MediaType {
        &self.0.operation_by_id("send").unwrap().body.as_ref().unwrap().content[0]
    }

    /// The body, with `b` for the boundary.
    fn written(&self, value: &Value) -> String {
        let EncodedBody { content_type, bytes } = encode_body(&self.0, self.media(), value).unwrap();
        let boundary = content_type.split_once("boundary=").unwrap().1.trim_matches('"').to_owned();
        String::from_utf8(bytes.to_vec()).unwrap().replace(&boundary, "b")
    }

    fn read(&self, body: &str) -> Value {
        let validator = Validator::new(Arc::clone(&self.0));
        let content_type = "multipart/form-data; boundary=b";
        validator.decode_body(self.media(), View::Request, content_type, body.as_bytes()).unwrap().value.unwrap()
    }
}

/// A body of parts: what follows `form-data; ` in the head, and the data.
fn body(parts: &[(&str, &str)]) -> String {
    let part = |(head, data): &(&str, &str)| format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{data}\r\n");
    parts.iter().map(part).collect::<String>() + "--b--\r\n"
}

const JSON: &str = "\r\nContent-Type: application/json";

fn named(more: &str) -> String {
    format!("name=\"items\"{more}")
}

fn of(items: &Value) -> Value {
    json!({"items": {"type": "array", "items": items}})
}

#[test]
fn a_list_is_a_part_an_item() {
    let texts = Case::new(&of(&json!({"type": "string"})), &json!({}));
    let value = json!({"items": ["x", "[1]"]});
    let expected = body(&[(&named(""), "x"), (&named(""), "[1]")]);
    assert_eq!(texts.written(&value), expected);
    assert_eq!(texts.read(&expected), value);

    let objects = Case::new(&of(&json!({"type": "object"})), &json!({}));
    let value = json!({"items": [{"a": 1}, {"a": 2}]});
    let expected = body(&[(&named(JSON), r#"{"a":1}"#), (&named(JSON), r#"{"a":2}"#)]);
    assert_eq!(objects.written(&value), expected);
    assert_eq!(objects.read(&expected), value);
}

#[test]
fn a_list_that_is_stated_to_be_json_is_one_part() {
    let stated = json!({"items": {"contentType": "application/json"}});
    for (items, list, text) in [
        (json!({"type": "object"}), json!([{"a": 1}, {"a": 2}]), r#"[{"a":1},{"a":2}]"#),
        (json!({"type": "string"}), json!(["x", "2"]), r#"["x","2"]"#),
        (json!({"type": "array", "items": {"type": "integer"}}), json!([[1], []]), "[[1],[]]"),
        (json!({"type": "integer"}), json!([]), "[]"),
    ] {
        let case = Case::new(&of(&items), &stated);
        let value = json!({"items": list});
        let expected = body(&[(&named(JSON), text)]);
        assert_eq!(case.written(&value), expected);
        assert_eq!(case.read(&expected), value);
        // Clients of other people leave the media type out, or send a file of JSON.
        assert_eq!(case.read(&body(&[(&named(""), text)])), value);
        let file = named("; filename=\"items.json\"\r\nContent-Type: application/octet-stream");
        assert_eq!(case.read(&body(&[(&file, text)])), value);
    }
}

#[test]
fn both_ways_are_read_whatever_is_stated() {
    let stated = json!({"items": {"contentType": "application/json, text/plain"}});
    let (one, two) = (r#"{"a":1}"#, r#"{"a":2}"#);
    for encoding in [stated, json!({})] {
        let case = Case::new(&of(&json!({"type": "object"})), &encoding);
        let value = json!({"items": [{"a": 1}, {"a": 2}]});
        assert_eq!(case.read(&body(&[(&named(JSON), r#"[{"a":1},{"a":2}]"#)])), value);
        assert_eq!(case.read(&body(&[(&named(JSON), one), (&named(JSON), two)])), value);
        assert_eq!(case.read(&body(&[(&named(JSON), one)])), json!({"items": [{"a": 1}]}));
        assert_eq!(case.read(&body(&[(&named(""), one)])), json!({"items": [{"a": 1}]}));
    }
}

#[test]
fn an_item_that_is_a_list_is_an_item_unless_the_whole_is_stated() {
    let lists = of(&json!({"type": "array", "items": {"type": "integer"}}));
    let plain = Case::new(&lists, &json!({}));
    let value = json!({"items": [[1, 2]]});
    let expected = body(&[(&named(JSON), "[1,2]")]);
    assert_eq!(plain.written(&value), expected);
    assert_eq!(plain.read(&expected), value);
    let stated = Case::new(&lists, &json!({"items": {"contentType": "application/json"}}));
    assert_eq!(stated.read(&expected), json!({"items": [1, 2]}));
}

#[test]
fn text_that_looks_like_json_is_text() {
    let case = Case::new(&json!({"items": {"type": "array", "items": {"type": "string"}}}), &json!({}));
    assert_eq!(case.read(&body(&[(&named(""), "[1, 2]")])), json!({"items": ["[1, 2]"]}));
    let broken = Case::new(&of(&json!({"type": "object"})), &json!({"items": {"contentType": "application/json"}}));
    assert_eq!(broken.read(&body(&[(&named(JSON), "[{")])), json!({"items": ["[{"]}));
}

#[test]
fn a_string_that_is_stated_to_be_json_has_its_quotation_marks() {
    let stated = json!({"items": {"contentType": "application/json"}});
    let case = Case::new(&json!({"items": {"type": "string"}}), &stated);
    let expected = body(&[(&named(JSON), "\"12\"")]);
    assert_eq!(case.written(&json!({"items": "12"})), expected);
    assert_eq!(case.read(&expected), json!({"items": "12"}));
    let file = Case::new(&json!({"items": {"type": "string", "format": "binary"}}), &stated);
    let expected = body(&[(&named(&format!("; filename=\"items\"{JSON}")), "{\"a\":1}")]);
    assert_eq!(file.written(&json!({"items": "{\"a\":1}"})), expected);
    assert_eq!(file.read(&expected), json!({"items": "{\"a\":1}"}));
    let structure = Case::new(&json!({"items": {"type": "object"}}), &stated);
    let expected = body(&[(&named(JSON), "{\"a\":1}")]);
    assert_eq!(structure.written(&json!({"items": "{\"a\":1}"})), expected);
}
