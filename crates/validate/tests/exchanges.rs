//! One exchange against its operation: what is a breach, and what is none.

mod common;

use std::sync::Arc;

use avouch_api::Api;
use avouch_diagnostics::Severity;
use avouch_validate::{
    Breach, Request, Response, Route, Router, Settings, Validator, encode_body, encode_example, encode_request,
};
use avouch_wire::Location;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

fn document() -> Value {
    serde_json::from_str(include_str!("fixtures/things.json")).expect("the fixture is JSON")
}

fn headers(fields: &[(&str, &str)]) -> HeaderMap {
    let field = |(name, value): &(&str, &str)| {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("the name is fine");
        (name, HeaderValue::from_str(value).expect("the value is fine"))
    };
    let mut map = HeaderMap::new();
    for (name, value) in fields.iter().map(field) {
        map.append(name, value);
    }
    map
}

struct Case {
    api: Arc<Api>,
    validator: Validator,
}

impl Case {
    fn new() -> Self {
        Case::with(Settings::default())
    }

    fn with(settings: Settings) -> Self {
        let api = common::api(&document());
        Case { validator: Validator::with_settings(Arc::clone(&api), settings), api }
    }

    /// The breaches of a response to `get`, as check and keyword or message.
    fn response(&self, status: u16, fields: &[(&str, &str)], body: &str) -> Vec<String> {
        self.answer("GET", status, fields, body)
    }

    fn answer(&self, method: &str, status: u16, fields: &[(&str, &str)], body: &str) -> Vec<String> {
        let operation = self.api.operation_by_id("get").expect("the operation is there");
        let response = Response { status, headers: headers(fields), body: body.to_owned().into() };
        summaries(&self.validator.judge_response(operation, method, &response))
    }

    /// The breaches of a request, and what was read of it.
    fn request(&self, method: &str, target: &str, fields: &[(&str, &str)], body: &[u8]) -> (Value, Vec<String>) {
        let Route::Found { operation, path } = Router::new(&self.api).route(method, target) else {
            panic!("{target} has no route");
        };
        let operation = self.api.operation(operation);
        let body = bytes::Bytes::copy_from_slice(body);
        let request = Request { method: method.to_owned(), target: target.to_owned(), headers: headers(fields), body };
        let (decoded, breaches) = self.validator.judge_request(operation, &request, &path);
        let mut read = serde_json::Map::new();
        for (index, value) in decoded.parameters {
            read.insert(operation.parameters[index].name.clone(), value);
        }
        if let Some(body) = decoded.body {
            read.insert("(body)".to_owned(), body);
        }
        (Value::Object(read), summaries(&breaches))
    }
}

fn summaries(breaches: &[Breach]) -> Vec<String> {
    let summary = |breach: &Breach| {
        let place = breach.pointer_body.as_deref().map(|pointer| format!(" @{pointer}")).unwrap_or_default();
        let keyword = breach.keyword.as_deref().map(|keyword| format!(" {keyword}")).unwrap_or_default();
        let weight = if breach.severity == Severity::Error { String::new() } else { format!(" ({})", breach.severity) };
        format!("{}{keyword}{place}{weight}", breach.check)
    };
    breaches.iter().map(summary).collect()
}

/// The representation with this key.
fn position(content: &avouch_api::Content, media_type: &str) -> usize {
    content.iter().position(|media| media.range.to_string() == media_type).expect("the document has it")
}

const JSON: (&str, &str) = ("content-type", "application/json");
const COUNT: (&str, &str) = ("x-count", "1");
const THING: &str = r#"{"id": 1, "name": "n"}"#;

#[test]
fn a_response_that_keeps_its_promise_is_no_breach() {
    let case = Case::new();
    for fields in
        [[JSON, COUNT], [("Content-Type", "Application/JSON; charset=utf-8"), COUNT], [JSON, ("X-COUNT", " 1 ")]]
    {
        assert_eq!(case.response(200, &fields, THING), [""; 0], "{fields:?}");
    }
    assert_eq!(case.response(200, &[JSON, COUNT], r#"{"id": 1.0, "name": "n", "more": null}"#), [""; 0]);
    assert_eq!(case.response(200, &[("content-type", "text/plain"), COUNT], "42"), [""; 0]);
    assert_eq!(case.response(302, &[("content-type", "text/html")], "<p>"), [""; 0]);
}

#[test]
fn statuses_are_documented_by_code_then_by_range() {
    let case = Case::new();
    assert_eq!(case.response(500, &[JSON], "{}"), ["status"]);
    assert_eq!(case.response(201, &[JSON], "{}"), ["status"]);
    let problem = [("content-type", "application/problem+json")];
    assert_eq!(case.response(404, &problem, r#"{"title": "t"}"#), [""; 0]);
    assert_eq!(case.response(404, &problem, "{}"), ["body required @"]);
}

#[test]
fn media_types_are_those_that_are_documented() {
    let case = Case::new();
    assert_eq!(case.response(200, &[("content-type", "application/problem+json"), COUNT], THING), ["content-type"]);
    assert_eq!(case.response(404, &[JSON], r#"{"title": "t"}"#), ["content-type"]);
    assert_eq!(case.response(200, &[("content-type", "nonsense"), COUNT], THING), ["content-type"]);
    assert_eq!(case.response(200, &[COUNT], THING), ["content-type"]);
    assert_eq!(case.response(404, &[], "{}"), ["content-type", "body required @"], "the only type there is");
}

#[test]
fn answers_without_content_are_not_asked_for_any() {
    let case = Case::new();
    assert_eq!(case.response(204, &[], ""), [""; 0]);
    assert_eq!(case.answer("HEAD", 200, &[COUNT], ""), [""; 0]);
    assert_eq!(case.answer("HEAD", 200, &[], ""), ["headers"], "headers hold for HEAD too");
    assert_eq!(case.response(404, &[], ""), ["body @"]);
    assert_eq!(case.response(200, &[COUNT], ""), [""; 0], "a text may be empty");
}

#[test]
fn headers_are_read_by_their_schema() {
    let case = Case::new();
    assert_eq!(case.response(200, &[JSON], THING), ["headers"]);
    assert_eq!(case.response(200, &[JSON, ("x-count", "many")], THING), ["headers type"]);
    assert_eq!(case.response(200, &[JSON, COUNT, ("x-ids", "1, 2"), ("x-ids", "3")], THING), [""; 0]);
    assert_eq!(case.response(200, &[JSON, COUNT, ("x-ids", "1,b")], THING), ["headers type"]);
}

#[test]
fn bodies_are_held_against_their_schema() {
    let case = Case::new();
    let fields = [JSON, COUNT];
    assert_eq!(case.response(200, &fields, r#"{"name": "n"}"#), ["body required @"]);
    assert_eq!(case.response(200, &fields, r#"{"id": null, "name": "n"}"#), ["body type @/id"]);
    assert_eq!(case.response(200, &fields, r#"{"id": 1, "name": "n", "tags": ["a", 1]}"#), ["body type @/tags/1"]);
    assert_eq!(case.response(200, &fields, r#"{"id": 1,"#), ["body @"]);
    assert_eq!(case.response(200, &fields, r#"{"id": 1, "name": "n", "id": 2}"#), ["body @/id (warning)"]);
    assert_eq!(case.response(200, &[("content-type", "text/plain"), COUNT], "many"), ["body type @"]);
}

#[test]
fn undeclared_properties_are_told_when_asked_for() {
    let settings = Settings { report_undeclared_properties: true, ..Settings::default() };
    let case = Case::with(settings);
    let body = r#"{"id": 1, "name": "n", "a/b": 1}"#;
    assert_eq!(case.response(200, &[JSON, COUNT], body), ["undeclared @/a~1b (info)"]);
}

#[test]
fn parameters_are_read_by_style_and_schema() {
    let case = Case::new();
    let target = "/things/7?names=a,b%2Cc&limit=5&flag=&filter%5Bage%5D=3&filter[name]=4&where=%7B%22a%22%3A1%7D";
    let fields = [("x-trace", "t-1"), ("cookie", "a=b; session=9")];
    let (read, breaches) = case.request("GET", target, &fields, b"");
    assert_eq!(breaches, [""; 0]);
    assert_eq!(
        read,
        json!({
            "id": 7, "names": ["a", "b,c"], "limit": 5, "flag": "", "filter": {"age": 3, "name": "4"},
            "X-Trace": "t-1", "session": 9, "where": {"a": 1},
        })
    );
}

#[test]
fn parameters_that_do_not_fit_are_breaches_of_their_place() {
    let case = Case::new();
    let trace = [("x-trace", "t-1")];
    let breaches = |target: &str, fields: &[(&str, &str)]| case.request("GET", target, fields, b"").1;
    assert_eq!(breaches("/things/x", &trace), ["request-path type"]);
    assert_eq!(breaches("/things/007", &trace), ["request-path type"], "JSON has no leading zeros");
    assert_eq!(breaches("/things/7?limit=0", &trace), ["request-query minimum"]);
    assert_eq!(breaches("/things/7?limit=1&limit=2", &trace), ["request-query"]);
    assert_eq!(breaches("/things/7?limit=%zz", &trace), ["request-query"]);
    assert_eq!(breaches("/things/7?where=%7B", &trace), ["request-query"]);
    assert_eq!(breaches("/things/7", &[]), ["request-headers"]);
    assert_eq!(breaches("/things/7", &[("x-trace", "1")]), ["request-headers pattern"]);
    assert_eq!(breaches("/things/7", &[trace[0], ("cookie", "session=x")]), ["request-cookies type"]);
    assert_eq!(breaches("/things/7?unknown=1", &trace), [""; 0]);
}

#[test]
fn unknown_names_of_the_query_are_told_when_asked_for() {
    let case = Case::with(Settings { report_unknown_query: true, ..Settings::default() });
    let target = "/things/7?limit=1&filter[age]=1&api_key=k&other=1&other=2";
    assert_eq!(case.request("GET", target, &[("x-trace", "t-1")], b"").1, ["request-query (info)"]);
}

#[test]
fn request_bodies_are_read_by_their_media_type() {
    let case = Case::new();
    let put = |content_type: &str, body: &str| {
        let (read, breaches) = case.request("PUT", "/things/7", &[("content-type", content_type)], body.as_bytes());
        (read["(body)"].clone(), breaches)
    };
    assert_eq!(put("application/json", r#"{"name": "n"}"#), (json!({"name": "n"}), vec![]));
    assert_eq!(put("application/json", "{}"), (json!({}), vec!["request-body required @".to_owned()]));
    assert_eq!(put("application/json", "{"), (Value::Null, vec!["request-body".to_owned()]));
    assert_eq!(put("application/xml", "<a/>"), (Value::Null, vec!["request-content-type".to_owned()]));
    assert_eq!(put("application/octet-stream", "\u{0}"), (Value::Null, vec![]));
    let form = put("application/x-www-form-urlencoded", "name=a+b&tags=x&tags=y%26z&id=3");
    assert_eq!(form, (json!({"name": "a b", "tags": ["x", "y&z"], "id": 3}), vec![]));
    let one_tag = put("application/x-www-form-urlencoded", "name=n&tags=x");
    assert_eq!(one_tag, (json!({"name": "n", "tags": ["x"]}), vec![]));
    let (_, breaches) = case.request("PUT", "/things/7", &[], b"");
    assert_eq!(breaches, ["request-body"]);
    let (_, breaches) = case.request("PUT", "/things/7", &[], b"{}");
    assert_eq!(breaches, ["request-content-type"]);
}

#[test]
fn multipart_bodies_are_read_part_by_part() {
    let case = Case::new();
    let part = |head: &str, data: &str| format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{data}\r\n");
    let body = part("name=\"bits\"; filename=\"a.zip\"\r\nContent-Type: application/zip", "PK\u{1}")
        + &part("name=\"count\"", "3")
        + &part("name=\"meta\"\r\nContent-Type: application/json", r#"{"a": 1}"#)
        + &part("name=\"tags\"", "x")
        + &part("name=\"tags\"", "y")
        + "--b--\r\n";
    let fields = [("content-type", "multipart/form-data; boundary=b")];
    let (read, breaches) = case.request("PUT", "/things/7", &fields, body.as_bytes());
    assert_eq!(breaches, [""; 0]);
    assert_eq!(read["(body)"], json!({"bits": "PK\u{1}", "count": 3, "meta": {"a": 1}, "tags": ["x", "y"]}));
    let missing = part("name=\"count\"", "three") + "--b--\r\n";
    let (_, mut breaches) = case.request("PUT", "/things/7", &fields, missing.as_bytes());
    breaches.sort();
    assert_eq!(breaches, ["request-body required @", "request-body type @/count"]);
    let (_, breaches) = case.request("PUT", "/things/7", &fields, b"nothing");
    assert_eq!(breaches, ["request-body"]);
}

#[test]
fn what_is_written_is_what_is_read() {
    let case = Case::new();
    let operation = case.api.operation_by_id("put").expect("the operation is there");
    let content = &operation.body.as_ref().expect("there is a body").content;
    let values = [
        json!({"name": "a b&c=d", "tags": ["x", "y,z"]}),
        json!({"name": "ü", "tags": ["+"]}),
        json!({"bits": "P\r\n--K", "count": 3, "meta": {"a": 1}, "tags": ["x", "y"]}),
    ];
    let types = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"];
    for (media_type, value) in
        [(types[0], &values[0]), (types[1], &values[0]), (types[1], &values[1]), (types[2], &values[2])]
    {
        let media = position(content, media_type);
        let body = encode_body(&case.api, &content[media], value).expect("the value can be written");
        let request =
            encode_request(&case.api, operation, "", &[(0, json!(7))], Some(body)).expect("so can the request");
        assert_eq!(request.target, "/things/7");
        let path = [("id".to_owned(), "7".to_owned())];
        let (decoded, breaches) = case.validator.judge_request(operation, &request, &path);
        assert_eq!(summaries(&breaches), [""; 0]);
        assert_eq!(decoded.media, Some(media));
        assert_eq!(decoded.body.as_ref(), Some(value));
        assert_eq!(decoded.parameter(operation, Location::Path, "id"), Some(&json!(7)));
    }
}

#[test]
fn requests_are_written_as_the_document_has_them() {
    let case = Case::new();
    let operation = case.api.operation_by_id("get").expect("the operation is there");
    let parameters = [
        (0, json!("..")),
        (1, json!(["a b", "c,d"])),
        (4, json!({"age": 3})),
        (5, json!("t-1")),
        (6, json!(9)),
        (7, json!({"a": 1})),
    ];
    let request = encode_request(&case.api, operation, "/base/", &parameters, None).expect("it can be written");
    assert_eq!(request.target, "/base/things/..?names=a%20b,c%2Cd&filter%5Bage%5D=3&where=%7B%22a%22%3A1%7D");
    assert_eq!(request.headers["x-trace"], "t-1");
    assert_eq!(request.headers["cookie"], "session=9");
    assert_eq!(request.headers["accept"], "application/json, text/plain, */*;q=0.1");
    let missing = encode_request(&case.api, operation, "", &[], None).expect_err("the path needs its variable");
    assert!(missing.to_string().contains("`id`"), "{missing}");
    let nested = encode_request(&case.api, operation, "", &[(0, json!(1)), (4, json!({"a": [1]}))], None);
    assert!(nested.is_err());
}

#[test]
fn examples_that_are_text_already_are_written_as_they_are() {
    let api = common::api(&json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/x": {"post": {"operationId": "x", "responses": {"200": {"description": ""}}, "requestBody": {"content": {
            "application/x-yaml": {"example": "a: 1\n"},
            "application/json": {"schema": {"type": "object"}, "example": "{\"a\": 1}"},
            "application/xml": {"example": {"a": 1}},
            "text/plain": {"example": 5},
        }}}}},
    }));
    let operation = api.operation_by_id("x").expect("the operation is there");
    let content = &operation.body.as_ref().expect("there is a body").content;
    let written = |media_type: &str| {
        let media = &content[position(content, media_type)];
        encode_example(&api, media, &media.examples[0].value)
    };
    assert_eq!(written("application/x-yaml").expect("text passes").bytes, "a: 1\n");
    assert_eq!(written("application/json").expect("the text of an object is one").bytes, "{\"a\": 1}");
    assert_eq!(
        written("application/xml").expect_err("XML has no writer").to_string(),
        "an object cannot be written as `application/xml`"
    );
    assert_eq!(written("text/plain").expect("a number is text").bytes, "5");
}

#[test]
fn hostile_bytes_are_breaches_and_no_crash() {
    let case = Case::new();
    for body in [&b"\xff\xfe"[..], b"[[[[", b"\"\\ud800\"", b"{\"a\":1e999}"] {
        let breaches = case.response(200, &[JSON, COUNT], &String::from_utf8_lossy(body));
        assert!(!breaches.is_empty(), "{body:?}");
    }
    let deep = "[".repeat(200_000);
    assert_eq!(case.response(200, &[JSON, COUNT], &deep), ["body @"]);
    for target in ["/things/%ff", "/things/7?%", "/things/7?filter[=1", "/things/7?filter[a][b]=1", "/things/7?=&&&="] {
        case.request("GET", target, &[("x-trace", "t-1"), ("cookie", ";;=;")], b"");
    }
}
