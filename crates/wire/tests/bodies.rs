//! Form, multipart and event-stream bodies as literal bytes.

use std::fmt::Write as _;

use avouch_wire::form::{self, Field, FieldEncoding};
use avouch_wire::multipart::{self, Body, Boundary, END_OF_PART, Event, Limits, PartHead, PropertyKind, Reader};
use avouch_wire::param::decode_query;
use avouch_wire::{Error, Place, Shape, Style, StyleName, Value, sse};
use serde_json::json;

#[test]
fn an_explicit_style_silences_the_content_type() {
    let json = Some("application/json");
    let resolve = FieldEncoding::resolve;
    for (encoding, expected) in [
        (resolve(None, None, None, None, Shape::Object), FieldEncoding::Json),
        (resolve(None, None, None, None, Shape::Array), FieldEncoding::Text),
        (resolve(None, None, None, None, Shape::Primitive), FieldEncoding::Text),
        (resolve(None, None, None, json, Shape::Array), FieldEncoding::Json),
        (resolve(None, None, None, Some("application/x+json"), Shape::Primitive), FieldEncoding::Json),
        (resolve(None, None, None, Some("text/plain"), Shape::Object), FieldEncoding::Text),
        (resolve(Some(StyleName::Form), None, None, json, Shape::Object), FieldEncoding::Style(Style::FORM)),
        (resolve(None, Some(false), None, json, Shape::Array), FieldEncoding::Style(Style::FORM_COMMA)),
        (resolve(None, None, Some(false), json, Shape::Array), FieldEncoding::Style(Style::FORM)),
        (
            resolve(Some(StyleName::DeepObject), None, Some(true), None, Shape::Object),
            FieldEncoding::Style(Style::DEEP_OBJECT.reserved(true)),
        ),
    ] {
        assert_eq!(encoding, expected);
    }
}

#[test]
fn form_bodies() {
    let mut fields = Vec::new();
    for (name, encoding, value) in [
        ("id", FieldEncoding::Text, json!("f81d4fae-7dec")),
        ("address", FieldEncoding::Json, json!({"street": "123 Example Dr.", "zip": "99999+1234"})),
        ("tags", FieldEncoding::Text, json!(["a b", 1, {"x": true}])),
        ("ids", FieldEncoding::Style(Style::FORM_COMMA), json!(["a b", "c,d"])),
        ("none", FieldEncoding::Text, json!(null)),
        ("empty", FieldEncoding::Style(Style::FORM), json!([])),
        ("?~*", FieldEncoding::Text, json!("~*-._")),
    ] {
        fields.extend(encoding.fields(&value).unwrap().into_iter().map(|field| (name, field)));
    }
    let body = form::encode(&fields).unwrap();
    assert_eq!(
        body,
        "id=f81d4fae-7dec&address=%7B%22street%22%3A%22123+Example+Dr.%22%2C%22zip%22%3A%2299999%2B1234%22%7D\
         &tags=a+b&tags=1&tags=%7B%22x%22%3Atrue%7D&ids=a%20b,c%2Cd&%3F%7E*=%7E*-._"
    );
    let read = form::decode(body.as_bytes()).unwrap();
    assert_eq!(form::texts(&read, "tags").unwrap(), ["a b", "1", "{\"x\":true}"]);
    assert_eq!(form::texts(&read, "?~*").unwrap(), ["~*-._"]);
    let ids = decode_query("ids", Style::FORM_COMMA, Shape::Array, &read).unwrap();
    assert_eq!(ids, Some(Value::Array(vec!["a b".into(), "c,d".into()])));
    assert!(FieldEncoding::Text.fields(&json!([["nested"]])).is_err());
    assert!(FieldEncoding::Style(Style::FORM).fields(&json!({"a": {}})).is_err());
    assert!(matches!(form::decode(b"a=\xff"), Err(Error::Utf8 { .. })));
    assert!(form::texts(&form::decode(b"a=%f").unwrap(), "a").is_err());
    // In a body, a question mark at the start belongs to the name.
    assert_eq!(form::texts(&form::decode(b"?a=1").unwrap(), "?a").unwrap(), ["1"]);
    assert_eq!(form::encode::<&str>(&[]).as_deref(), Ok(""));
    assert_eq!(form::encode(&[("", Field::Text(String::new()))]).as_deref(), Ok("="));
}

#[test]
fn default_types_of_parts() {
    assert_eq!(PropertyKind::Primitive.default_content_type(), "text/plain");
    assert_eq!(PropertyKind::EncodedString.default_content_type(), "application/octet-stream");
    assert_eq!(PropertyKind::Untyped.default_content_type(), "application/octet-stream");
    assert_eq!(PropertyKind::Structure.default_content_type(), "application/json");
}

const LITERAL: &str = "--b\r\n\
    Content-Disposition: form-data; name=\"a %22b%22\"\r\n\
    Content-Type: text/plain\r\n\
    X-Own: 1\r\n\
    \r\n\
    one\r\n\
    --b\r\n\
    Content-Disposition: form-data; name=\"\u{e9}\"; filename=\"C:\\x.bin\"\r\n\
    Content-Type: application/octet-stream\r\n\
    \r\n\
    \r\n--bc\r\n\r\n\
    --b--\r\n";

fn literal() -> Body {
    Body::new()
        .part(PartHead::new("a \"b\"").with_content_type("text/plain").with_header("X-Own", "1"), "one")
        .part(PartHead::file("\u{e9}", "C:\\x.bin"), "\r\n--bc\r\n")
}

#[test]
fn multipart_bytes_both_ways() {
    let boundary = Boundary::new("b").unwrap();
    assert_eq!(String::from_utf8(literal().write_with(&boundary).unwrap()).unwrap(), LITERAL);
    let parts = multipart::read_all(LITERAL.as_bytes(), &boundary, Limits::default()).unwrap();
    assert_eq!(parts.iter().fold(Body::new(), |body, part| body.part(part.head.clone(), part.data.clone())), literal());
    // Streamed, the length is known before the data is.
    let mut streamed = Vec::new();
    let mut sizes = Vec::new();
    for part in &parts {
        let head = part.head.write(&boundary).unwrap();
        sizes.push((head.len(), part.data.len() as u64));
        streamed.extend([head.as_slice(), &part.data, END_OF_PART].concat());
    }
    streamed.extend(boundary.closing());
    assert_eq!(streamed, LITERAL.as_bytes());
    assert_eq!(multipart::content_length(&boundary, sizes), Some(LITERAL.len() as u64));
    assert_eq!(multipart::content_length(&boundary, [(1, u64::MAX)]), None);
}

#[test]
fn what_other_writers_send() {
    let body = "preamble\r\n--b \t\r\ncontent-DISPOSITION:form-data; Name=plain; filename=\"a\\\"b;.txt\"\r\n\r\n\
        1\r\n--b\r\n\r\n\r\n--b\r\nContent-Disposition: attachment; filename=x\r\nX-Long: 1\r\n  2\r\n\r\n2\r\n--b--  \r\nepilogue --b";
    let parts = multipart::read_all(body.as_bytes(), &Boundary::new("b").unwrap(), Limits::default()).unwrap();
    assert_eq!(parts.len(), 3);
    assert_eq!(parts[0].head, PartHead::new("plain").with_filename("a\"b;.txt"));
    assert_eq!(parts[0].data, b"1");
    assert_eq!(parts[1].head, PartHead::default());
    assert_eq!(parts[1].data, b"");
    let mut attachment = PartHead::default().with_filename("x");
    attachment.headers =
        vec![("Content-Disposition".into(), "attachment; filename=x".into()), ("X-Long".into(), "1 2".into())];
    assert_eq!(parts[2].head, attachment);
    let none = multipart::read_all(b"--b--", &Boundary::new("b").unwrap(), Limits::default());
    assert_eq!(none, Ok(vec![]));
}

#[test]
fn broken_multipart_bodies() {
    let boundary = Boundary::new("b").unwrap();
    let read = |body: &[u8]| multipart::read_all(body, &boundary, Limits::default());
    for body in
        ["", "data", "--b", "--b\r\nX: 1", "--b\r\n\r\n", "--b\r\n\r\ndata\r\n--", "--b\r\n\r\nx\r\n--b", "--c--"]
    {
        assert!(matches!(read(body.as_bytes()), Err(Error::Malformed { place: Place::Multipart, .. })), "{body}");
    }
    for head in [
        "no colon",
        "Bad Name: x",
        ": x",
        " folded: first",
        "Content-Disposition: form-data; name",
        "Content-Disposition: form-data; name=\"x",
        "Content-Disposition: form-data; name=\"x\" y=z",
    ] {
        let body = format!("--b\r\n{head}\r\n\r\n\r\n--b--");
        assert!(matches!(read(body.as_bytes()), Err(Error::Malformed { place: Place::PartHead, .. })), "{head}");
    }
    assert!(matches!(read(b"--b\r\nX: \xff\r\n\r\n\r\n--b--"), Err(Error::Utf8 { place: Place::PartHead })));
}

#[test]
fn readers_of_multipart_bodies_are_bounded() {
    let boundary = Boundary::new("b").unwrap();
    let endless = format!("--b\r\nX: {}", "x".repeat(20_000));
    let head = multipart::read_all(endless.as_bytes(), &boundary, Limits::default());
    assert!(matches!(head, Err(Error::Limit { limit: 16_384, .. })), "{head:?}");
    let many = format!("{}--b--", "--b\r\n\r\n\r\n".repeat(11));
    assert!(multipart::read_all(many.as_bytes(), &boundary, Limits::default().parts(11)).is_ok());
    let many = multipart::read_all(many.as_bytes(), &boundary, Limits::default().parts(10));
    assert!(matches!(many, Err(Error::Limit { limit: 10, .. })));
    // Data comes out as it goes in, a byte at a time, and the reader keeps only what may be a delimiter.
    let mut reader = Reader::new(&boundary, Limits::default());
    reader.push(b"--b\r\n\r\n");
    assert_eq!(reader.next_event(), Ok(Some(Event::Head(PartHead::default()))));
    let mut returned = 0;
    for byte in b"\r\n--".iter().cycle().take(100_000) {
        reader.push(&[*byte]);
        while let Some(Event::Data(data)) = reader.next_event().unwrap() {
            returned += data.len();
        }
    }
    assert!(returned >= 100_000 - 5, "{returned}");
    // The padding of a delimiter line has an end.
    reader.push(b"\r\n--b");
    reader.push(" ".repeat(10_000).as_bytes());
    assert!(matches!(reader.next_event(), Ok(Some(Event::Data(_)))));
}

#[test]
fn nothing_breaks_out_of_a_part_head() {
    let boundary = Boundary::new("b").unwrap();
    for text in ["a\r\nX-Evil: 1", "a\nb", "a\0", "a\r"] {
        assert!(PartHead::new(text).write(&boundary).is_err(), "{text:?}");
        assert!(PartHead::file("a", text).write(&boundary).is_err(), "{text:?}");
        assert!(PartHead::new("a").with_content_type(text).write(&boundary).is_err(), "{text:?}");
        assert!(PartHead::new("a").with_header("X", text).write(&boundary).is_err(), "{text:?}");
        assert!(PartHead::new("a").with_header(text, "x").write(&boundary).is_err(), "{text:?}");
    }
    for name in ["Content-Type", "content-disposition", "", "X Y", "X:"] {
        assert!(PartHead::new("a").with_header(name, "x").write(&boundary).is_err(), "{name}");
    }
    assert!(PartHead::new("a\\").write(&boundary).is_err());
    assert!(PartHead::default().with_filename("a").write(&boundary).is_err());
    let quoted = PartHead::new("a\"; filename=\"x").write(&boundary).unwrap();
    assert_eq!(quoted, b"--b\r\nContent-Disposition: form-data; name=\"a%22; filename=%22x\"\r\n\r\n");
}

#[test]
fn boundaries() {
    for text in ["", "a ", "a\"b", "a\r\n", "\u{e9}", &"x".repeat(71)] {
        assert!(Boundary::new(text).is_err(), "{text:?}");
    }
    let spaced = Boundary::new("a b:?").unwrap();
    assert_eq!(spaced.form_data(), "multipart/form-data; boundary=\"a b:?\"");
    assert_eq!(Boundary::of(&spaced.content_type("mixed")), Ok(spaced));
    assert_eq!(
        Boundary::of("Multipart/Form-Data; BOUNDARY=x").map(|it| it.form_data()).unwrap(),
        "multipart/form-data; boundary=x"
    );
    for text in ["multipart/form-data", "text/plain; boundary=x", "multipart/mixed; boundary=\"\""] {
        assert!(matches!(Boundary::of(text), Err(Error::Malformed { place: Place::Boundary, .. })), "{text}");
    }
    assert_ne!(Boundary::random(), Boundary::random());
    assert!(Boundary::new(Boundary::random().as_str()).is_ok());
    let data = "--avouch-boundary-1 avouch-boundary-23 avouch-boundary-".as_bytes();
    assert_eq!(Boundary::avoiding([data]).as_str(), "avouch-boundary-3");
    assert_eq!(Boundary::avoiding([b"x".as_slice()]).as_str(), "avouch-boundary-1");
}

fn event(data: &str) -> sse::Event {
    sse::Event { data: data.into(), ..sse::Event::default() }
}

fn read(stream: &str) -> Vec<sse::Event> {
    sse::Parser::default().push(stream.as_bytes()).expect("a short stream")
}

#[test]
fn event_streams_as_the_standard_has_them() {
    assert_eq!(read("data: YHOO\ndata: +2\ndata: 10\n\n"), vec![event("YHOO\n+2\n10")]);
    let stream = ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n";
    let mut first = event("first event");
    first.id = Some("1".into());
    let mut second = event("second event");
    second.id = Some(String::new());
    assert_eq!(read(stream), vec![first, second, event(" third event")]);
    assert_eq!(read("data\n\ndata\ndata\n\ndata:"), vec![event(""), event("\n")]);
    assert_eq!(read("data:test\n\ndata: test\n\n"), vec![event("test"), event("test")]);
    let mut typed = event("1");
    typed.event = Some("add".into());
    assert_eq!(read("event: add\r\ndata: 1\r\rdata: 2\n\r\n"), vec![typed, event("2")]);
    assert_eq!(read("event: gone\n\ndata: x\nunknown: y\nDATA: z\n\n"), vec![event("x")]);
    assert_eq!(read("\u{feff}data: x\n\n\u{feff}data: y\n\n"), vec![event("x")]);
    let mut parser = sse::Parser::default();
    assert_eq!(
        parser.push(b"id: 7\nretry: 10\n\nretry: x1\nid: a\0b\ndata: \xff\n\ndata: unfinished"),
        Ok(vec![event("\u{fffd}")])
    );
    assert_eq!((parser.last_event_id(), parser.retry()), ("7", Some(10)));
    assert!(parser.has_unfinished_event());
}

#[test]
fn events_as_bytes() {
    let full =
        sse::Event { event: Some("add".into()), data: "a\r\nb\rc\n".into(), id: Some("7".into()), retry: Some(5) };
    assert_eq!(sse::write(&full).as_deref(), Ok("event: add\nid: 7\nretry: 5\ndata: a\ndata: b\ndata: c\ndata: \n\n"));
    assert_eq!(sse::write(&event("")).as_deref(), Ok("data: \n\n"));
    assert_eq!(sse::comment("a\nb"), ": a\n: b\n");
    for (kind, id) in
        [(Some("a\nb"), None), (Some("a\r"), None), (Some(""), None), (None, Some("a\nb")), (None, Some("\0"))]
    {
        let broken = sse::Event { event: kind.map(str::to_owned), id: id.map(str::to_owned), ..event("x") };
        assert!(sse::write(&broken).is_err(), "{broken:?}");
    }
}

#[test]
fn events_are_bounded() {
    let refused =
        |stream: &str| matches!(sse::Parser::new(100).push(stream.as_bytes()), Err(Error::Limit { limit: 100, .. }));
    assert!(refused(&"x".repeat(101)));
    assert!(refused(&"data: x\n".repeat(60)));
    assert!(!refused(&"data: x\n\n".repeat(1000)));
    let mut comments = String::new();
    for number in 0..1000 {
        writeln!(comments, ": {number}").unwrap();
    }
    assert!(!refused(&comments));
}
