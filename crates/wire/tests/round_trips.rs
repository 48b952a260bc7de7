//! Decoding gives back what was encoded, for every legal combination; readers take whatever comes.

use avouch_wire::form::{self, Field};
use avouch_wire::multipart::{self, Body, Boundary, Limits, PartHead};
use avouch_wire::param::{
    decode_content, decode_cookie, decode_header, decode_path, decode_query, encode_content, encode_cookie,
    encode_header, encode_path, encode_query,
};
use avouch_wire::path::PathTemplate;
use avouch_wire::{
    Cookies, Error, Location, Query, Shape, Style, StyleName, Value, auth, link, media, retry_after, sse,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// Text with an emphasis on what styles, URIs and headers give a meaning to.
fn text() -> impl Strategy<Value = String> {
    let sign = prop_oneof![
        4 => proptest::sample::select(" +%&=,;|./?#[]@:!$'()*\"\\<>{}^~-_aZ09\t\r\n\0\u{7f}".chars().collect::<Vec<_>>()),
        1 => any::<char>(),
        1 => proptest::sample::select("\u{e9}\u{20ac}\u{1f600}\u{feff}".chars().collect::<Vec<_>>()),
    ];
    prop_oneof![
        8 => vec(sign, 0..8).prop_map(|signs| signs.into_iter().collect()),
        1 => proptest::sample::select(vec!["", ".", "..", "%2e", "%20", "a%2Cb"]).prop_map(str::to_owned),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        text().prop_map(Value::Primitive),
        vec(text(), 0..4).prop_map(Value::Array),
        vec((text(), text()), 0..4).prop_map(Value::Object),
    ]
}

fn style(names: &[StyleName]) -> impl Strategy<Value = Style> + use<> {
    (proptest::sample::select(names.to_vec()), any::<bool>(), any::<bool>())
        .prop_map(|(name, explode, reserved)| Style::new(name).exploded(explode).reserved(reserved))
}

/// Refusals that a style may answer with; everything else must arrive as it was sent.
fn is_refusal(error: &Error) -> bool {
    matches!(
        error,
        Error::ShapeNotDefined { .. } | Error::Delimiter { .. } | Error::Character { .. } | Error::Malformed { .. }
    )
}

/// Whether the value holds a triple that `allowReserved` lets pass, so that it arrives decoded.
fn has_triple(value: &Value) -> bool {
    let triple = |text: &String| {
        text.match_indices('%')
            .any(|(at, _)| text.as_bytes().get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)))
    };
    match value {
        Value::Primitive(text) => triple(text),
        Value::Array(items) => items.iter().any(triple),
        Value::Object(members) => members.iter().any(|(_, text)| triple(text)),
    }
}

fn expected(style: Style, value: &Value) -> bool {
    !(style.allow_reserved && has_triple(value))
}

/// The one value that no text can stand for: a list of one empty string where nothing is written before it.
fn is_bare_empty(value: &Value) -> bool {
    matches!(value, Value::Array(items) if items.len() == 1 && items[0].is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn paths(
        name in text(),
        style in style(&[StyleName::Simple, StyleName::Label, StyleName::Matrix]),
        value in value(),
    ) {
        let raw = encode_path(&name, style, &value).unwrap();
        prop_assert!(!raw.contains(['/', '?', '#', ' ']) && raw.is_ascii(), "{raw}");
        if value.is_undefined() {
            prop_assert_eq!(raw, "");
        } else if expected(style, &value) && !(style.name == StyleName::Simple && is_bare_empty(&value)) {
            prop_assert_eq!(decode_path(&name, style, value.shape(), &raw).unwrap(), value);
        }
    }

    #[test]
    fn queries(
        name in text(),
        style in style(&[
            StyleName::Form, StyleName::SpaceDelimited, StyleName::PipeDelimited, StyleName::DeepObject,
        ]),
        value in value(),
    ) {
        match encode_query(&name, style, &value) {
            Ok(None) => prop_assert!(value.is_undefined()),
            Ok(Some(raw)) => {
                prop_assert!(!raw.contains(['#', ' ', '+', '[', ']']) && raw.is_ascii(), "{raw}");
                if expected(style, &value) {
                    let decoded = decode_query(&name, style, value.shape(), &Query::parse_form(&raw)).unwrap();
                    prop_assert_eq!(decoded, Some(value));
                }
            }
            Err(error) => {
                prop_assert!(is_refusal(&error), "{error}");
                prop_assert!(style.name != StyleName::Form);
            }
        }
    }

    #[test]
    fn headers(style in style(&[StyleName::Simple]), value in value()) {
        match encode_header(style, &value) {
            Ok(raw) => {
                prop_assert!(!raw.contains(['\r', '\n', '\0']), "{raw}");
                if !is_bare_empty(&value) {
                    prop_assert_eq!(decode_header(style, value.shape(), &raw).unwrap(), value);
                }
            }
            Err(error) => prop_assert!(is_refusal(&error), "{error}"),
        }
    }

    #[test]
    fn cookies(
        name in text().prop_filter("a cookie has a name", |name| !name.is_empty()),
        style in style(&[StyleName::Form, StyleName::Cookie]),
        value in value(),
    ) {
        match encode_cookie(&name, style, &value) {
            Ok(None) => prop_assert!(value.is_undefined()),
            Ok(Some(raw)) => {
                prop_assert!(!raw.contains(['\r', '\n', '\0', '"', '\\']) && raw.is_ascii(), "{raw}");
                if expected(style, &value) || style.name == StyleName::Cookie {
                    let decoded = decode_cookie(&name, style, value.shape(), &Cookies::parse(&raw)).unwrap();
                    prop_assert_eq!(decoded, Some(value));
                }
            }
            Err(error) => {
                prop_assert!(is_refusal(&error), "{error}");
                prop_assert!(style.name == StyleName::Cookie);
            }
        }
    }

    #[test]
    fn contents(name in "[a-z]{1,4}", text in text()) {
        for location in [Location::Path, Location::Query, Location::Querystring, Location::Cookie, Location::Header] {
            let Ok(raw) = encode_content(location, &name, &text) else {
                prop_assert_eq!(location, Location::Header);
                continue;
            };
            let arrives = if location == Location::Header { text.trim_matches([' ', '\t']) } else { &text };
            prop_assert_eq!(decode_content(location, &name, &raw).unwrap(), Some(arrives.to_owned()));
        }
    }

    #[test]
    fn forms(fields in vec((text(), text()), 0..5), styled in vec(text(), 1..4)) {
        let mut sent: Vec<(&str, Field)> =
            fields.iter().map(|(name, text)| (name.as_str(), Field::Text(text.clone()))).collect();
        let list = Value::Array(styled);
        sent.push(("a styled field of its own", Field::Styled(Style::FORM_COMMA, list.clone())));
        let body = form::encode(&sent).unwrap();
        prop_assert!(body.is_ascii() && !body.contains([' ', '\r', '\n']));
        let read = form::decode(body.as_bytes()).unwrap();
        let pairs: Vec<(String, String)> =
            read.pairs().iter().map(|pair| (pair.name().to_owned(), pair.value().unwrap())).collect();
        prop_assert_eq!(&pairs[..fields.len()], fields.as_slice());
        let own = decode_query("a styled field of its own", Style::FORM_COMMA, Shape::Array, &read).unwrap();
        prop_assert_eq!(own, Some(list));
    }

    #[test]
    fn multipart_bodies(
        parts in vec((text(), proptest::option::of(text()), near_boundaries()), 0..4),
        cut in 1_usize..40,
    ) {
        let mut body = Body::new();
        for (name, filename, data) in &parts {
            let mut head = PartHead::new(name.as_str()).with_content_type("application/x; a=\"b\"");
            head.filename.clone_from(filename);
            body = body.part(head.with_header("X-Own", "1 2"), data.clone());
        }
        let Ok((boundary, bytes)) = body.write() else {
            let names = parts.iter().flat_map(|(name, filename, _)| [Some(name), filename.as_ref()]).flatten();
            prop_assert!(names.into_iter().any(|name| name.ends_with('\\') || name.contains(|c: char| c.is_ascii_control())));
            return Ok(());
        };
        // The escape of a quotation mark is the one thing that a name cannot hold itself.
        let escapes = ["%22", "%0D", "%0A"];
        prop_assume!(!parts.iter().any(|(name, filename, _)| {
            escapes.iter().any(|escape| name.contains(escape) || filename.iter().any(|filename| filename.contains(escape)))
        }));
        let read = multipart::read_all(&bytes, &boundary, Limits::default()).unwrap();
        prop_assert_eq!(read.len(), parts.len());
        for (part, (name, filename, data)) in read.iter().zip(&parts) {
            prop_assert_eq!(part.head.name.as_ref(), Some(name));
            prop_assert_eq!(&part.head.filename, filename);
            prop_assert_eq!(part.head.content_type.as_deref(), Some("application/x; a=\"b\""));
            prop_assert_eq!(&part.head.headers, &[("X-Own".to_owned(), "1 2".to_owned())]);
            prop_assert_eq!(&part.data, data);
        }
        prop_assert_eq!(read_in_pieces(&bytes, &boundary, cut), read);
    }

    #[test]
    fn event_streams(events in vec(event(), 0..4), mark in any::<bool>(), cut in 1_usize..20) {
        let mut bytes = if mark { b"\xEF\xBB\xBF".to_vec() } else { Vec::new() };
        let mut sent = Vec::new();
        for event in events {
            match sse::write(&event) {
                Ok(text) => {
                    bytes.extend(sse::comment("still\rhere").into_bytes());
                    bytes.extend(text.into_bytes());
                    let data = event.data.replace("\r\n", "\n").replace('\r', "\n");
                    sent.push(sse::Event { data, ..event });
                }
                Err(error) => prop_assert!(is_refusal(&error), "{error}"),
            }
        }
        bytes.push(b'\n');
        for terminator in ["\n", "\r", "\r\n"] {
            let bytes = String::from_utf8(bytes.clone()).unwrap().replace('\n', terminator).into_bytes();
            let mut parser = sse::Parser::default();
            let read: Vec<_> = bytes.chunks(cut).flat_map(|piece| parser.push(piece).unwrap()).collect();
            prop_assert_eq!(&read, &sent);
            prop_assert!(!parser.has_unfinished_event());
        }
    }

    #[test]
    fn path_templates(first in text(), second in text(), third in text()) {
        let template = PathTemplate::parse("/a b/{x}/{y}@{z}/\u{e9}?v=1&w={y}").unwrap();
        let [first, second, third] =
            [first, second, third].map(|text| encode_path("p", Style::SIMPLE, &Value::Primitive(text)).unwrap());
        let values = [("x", &first), ("y", &second), ("z", &third)];
        let path = template.expand(&values).unwrap();
        prop_assert!(path.is_ascii());
        let matched = template.matches(&path);
        if [&first, &second, &third].iter().any(|text| text.is_empty()) {
            prop_assert_eq!(matched, None);
        } else {
            prop_assert_eq!(matched.unwrap(), vec![
                ("x", first.as_str()), ("y", &second), ("z", &third), ("y", &second),
            ]);
        }
    }

    #[test]
    fn credentials(user in text(), password in text()) {
        let basic = auth::Basic { user, password };
        if let Ok(header) = basic.encode() {
            prop_assert_eq!(auth::Credentials::parse(&header), Ok(auth::Credentials::Basic(basic)));
        }
    }

    #[test]
    fn media_types_print_what_they_read(value in "[ -~]{0,12}") {
        let media_type = media::MediaType {
            kind: "Application".into(),
            subtype: "vnd.X+json".into(),
            parameters: vec![("p".into(), value), ("q".into(), "1".into())],
        };
        prop_assert_eq!(media::MediaType::parse(&media_type.to_string()), Ok(media_type));
    }

    /// No reader panics, whatever it is given.
    #[test]
    fn readers_take_anything(raw in text(), longer in vec(text(), 0..6), bytes in vec(any::<u8>(), 0..80)) {
        let raw = format!("{raw}{}", longer.concat());
        let query = Query::parse(&raw);
        let cookies = Cookies::parse(&raw);
        for shape in [Shape::Primitive, Shape::Array, Shape::Object] {
            for name in [
                StyleName::Matrix, StyleName::Label, StyleName::Simple, StyleName::Form, StyleName::SpaceDelimited,
                StyleName::PipeDelimited, StyleName::DeepObject, StyleName::Cookie,
            ] {
                for style in [Style::new(name).exploded(false), Style::new(name).exploded(true)] {
                    let _ = decode_path("a", style, shape, &raw);
                    let _ = decode_query("a", style, shape, &query);
                    let _ = decode_header(style, shape, &raw);
                    let _ = decode_cookie("a", style, shape, &cookies);
                }
            }
        }
        if let Ok(template) = PathTemplate::parse(&format!("/{raw}")) {
            prop_assert_eq!(template.as_str().len(), raw.len() + 1);
            let _ = template.matches(&raw);
            let _ = template.cmp_specificity(&template);
        }
        let _ = media::MediaType::parse(&raw);
        let _ = media::negotiate(Some(&raw), ["a/b"]);
        let _ = link::Link::parse_all(&raw);
        let _ = retry_after::RetryAfter::parse(&raw);
        let _ = auth::Credentials::parse(&raw);
        let _ = auth::Challenge::parse_all(&raw);
        let _ = form::decode(&bytes);
        let _ = sse::Parser::default().push(&bytes);
        let boundary = Boundary::new("b").unwrap();
        let framed = [b"--b\r\n".as_slice(), &bytes, b"\r\n--b--"].concat();
        let _ = multipart::read_all(&bytes, &boundary, Limits::default());
        let _ = multipart::read_all(&framed, &boundary, Limits::default());
    }
}

/// Bytes that look like delimiters, and arbitrary ones.
fn near_boundaries() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"\r\n--avouch-boundary-".to_vec()),
        Just(b"--avouch-boundary-1--\r\n".to_vec()),
        Just(b"avouch-boundary-2".to_vec()),
        Just(b"\r\n--".to_vec()),
        Just(b"\r".to_vec()),
        vec(any::<u8>(), 0..10),
    ];
    vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

fn event() -> impl Strategy<Value = sse::Event> {
    (proptest::option::of(text()), text(), proptest::option::of(text()), proptest::option::of(any::<u64>()))
        .prop_map(|(event, data, id, retry)| sse::Event { event, data, id, retry })
}

fn read_in_pieces(bytes: &[u8], boundary: &Boundary, cut: usize) -> Vec<multipart::Part> {
    let mut reader = multipart::Reader::new(boundary, Limits::default());
    let mut parts: Vec<multipart::Part> = Vec::new();
    let mut closed = false;
    for piece in bytes.chunks(cut) {
        reader.push(piece);
        while let Some(event) = reader.next_event().expect("a whole body") {
            assert!(!closed, "nothing follows the end");
            match event {
                multipart::Event::Head(head) => parts.push(multipart::Part { head, data: Vec::new() }),
                multipart::Event::Data(data) => parts.last_mut().expect("a head comes first").data.extend(data),
                multipart::Event::Closed => closed = true,
                multipart::Event::End => {}
            }
        }
    }
    reader.finish().expect("a closed body");
    assert!(closed);
    parts
}
