//! Media types, ranges, the best key of a `content` map, and negotiation.

use avouch_wire::media::{MediaRange, MediaType, best_match, negotiate};

fn media_type(text: &str) -> MediaType {
    MediaType::parse(text).expect("a media type")
}

#[test]
fn parts_keep_their_spelling() {
    let parsed = media_type(" Application/vnd.X.v1+JSON ; Version=1;; Charset=\"utf-8\" ");
    assert_eq!((parsed.kind.as_str(), parsed.subtype.as_str()), ("Application", "vnd.X.v1+JSON"));
    assert_eq!(parsed.suffix(), Some("JSON"));
    assert_eq!(parsed.parameter("version"), Some("1"));
    assert_eq!(parsed.parameter("CHARSET"), Some("utf-8"));
    assert_eq!(parsed.essence(), "application/vnd.x.v1+json");
    assert_eq!(parsed.to_string(), "Application/vnd.X.v1+JSON; version=1; charset=utf-8");
    assert_eq!(media_type(r#"a/b;p="x; \"y\"""#).to_string(), r#"a/b; p="x; \"y\"""#);
    for text in
        ["", "json", "a/", "/b", "a/b/c", "a b/c", "a/b; p", "a/b; p=\"x", "a/b; p=1 q=2", "*/*", "a/*", "a/b\r\n;x=y"]
    {
        if text == "a/b\r\n;x=y" {
            // Line ends around a type are blanks to the parser; they cannot be printed again.
            assert_eq!(media_type(text).to_string(), "a/b; x=y");
        } else {
            assert!(MediaType::parse(text).is_err(), "{text}");
        }
    }
}

#[test]
#[rustfmt::skip]
fn kinds() {
    let kinds = |text: &str| {
        let media_type = media_type(text);
        let all = [
            (media_type.is_json(), "json"), (media_type.is_json_lines(), "lines"), (media_type.is_json_seq(), "seq"),
            (media_type.is_form(), "form"), (media_type.is_multipart(), "multipart"), (media_type.is_xml(), "xml"),
            (media_type.is_text(), "text"), (media_type.is_event_stream(), "events"),
            (media_type.is_octet_stream(), "octets"),
        ];
        all.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
    };
    for (text, expected) in [
        ("application/json", "json"),
        ("APPLICATION/JSON; charset=utf-8", "json"),
        ("application/problem+json", "json"),
        ("text/json", "json text"),
        ("application/vnd.a+b+json", "json"),
        ("application/jsonp", ""),
        ("application/x-ndjson", "lines"),
        ("application/jsonl", "lines"),
        ("application/json-seq", "seq"),
        ("application/geo+json-seq", "seq"),
        ("application/x-www-form-urlencoded", "form"),
        ("multipart/mixed", "multipart"),
        ("application/soap+xml", "xml"),
        ("text/xml", "xml text"),
        ("text/event-stream", "text events"),
        ("application/octet-stream", "octets"),
        ("image/png", ""),
    ] {
        assert_eq!(kinds(text), expected, "{text}");
    }
}

#[test]
fn the_most_specific_key_wins() {
    let keys = ["*/*", "text/*", "text/plain", "application/json", "application/*"];
    for (content_type, key) in [
        ("text/plain", "text/plain"),
        ("TEXT/Plain; charset=utf-8", "text/plain"),
        ("text/html", "text/*"),
        ("application/json;charset=UTF-8", "application/json"),
        ("application/problem+json", "application/*"),
        ("image/png", "*/*"),
    ] {
        assert_eq!(best_match(keys, content_type).map(|index| keys[index]), Some(key), "{content_type}");
    }
    assert_eq!(best_match(["application/json"], "application/problem+json"), None);
    assert_eq!(best_match(["application/json"], "nonsense"), None);
    assert_eq!(best_match(["nonsense", "application/json"], "application/json"), Some(1));
    assert_eq!(best_match([""; 0], "application/json"), None);
    assert_eq!(best_match(["*"], "a/b"), Some(0));
    assert_eq!(best_match(["Application/JSON", "application/json"], "application/json"), Some(0));
}

#[test]
fn parameters_matter_where_keys_differ_by_them() {
    let one = ["application/json; version=1"];
    for content_type in ["application/json", "application/json; version=2", "application/json;version=1"] {
        assert_eq!(best_match(one, content_type), Some(0), "{content_type}");
    }
    let two = ["application/json;version=1", "application/json;version=2"];
    assert_eq!(best_match(two, "application/json; charset=utf-8; version=2"), Some(1));
    assert_eq!(best_match(two, "application/json; version=3"), None);
    assert_eq!(best_match(two, "application/json"), Some(0));
    let with_plain = ["application/json;version=1", "application/json"];
    assert_eq!(best_match(with_plain, "application/json;version=1"), Some(0));
    assert_eq!(best_match(with_plain, "application/json;version=2"), Some(1));
    assert_eq!(best_match(with_plain, "application/json"), Some(1));
    let charsets = ["text/plain; charset=utf-8", "text/plain; charset=latin1"];
    assert_eq!(best_match(charsets, "text/plain; charset=latin1"), Some(0));
    assert_eq!(best_match(["multipart/form-data"], "multipart/form-data; boundary=x"), Some(0));
}

#[test]
fn ranges() {
    assert_eq!(MediaRange::parse(" text/* ; q=0.5").unwrap().to_string(), "text/*; q=0.5");
    assert!(MediaRange::parse("text/*").unwrap().as_media_type().is_none());
    assert!(MediaRange::parse("text/plain").unwrap().as_media_type().is_some());
    for text in ["*/json", "", "text", "text/*+json*/"] {
        assert!(MediaRange::parse(text).is_err(), "{text}");
    }
}

#[test]
fn negotiation() {
    let available = ["application/json", "text/html; level=1", "text/plain"];
    for (accept, expected) in [
        (None, Some(0)),
        (Some(""), Some(0)),
        (Some("*/*"), Some(0)),
        (Some("text/*"), Some(1)),
        (Some("text/*;q=0.5, text/plain"), Some(2)),
        (Some("text/plain;q=0.2, application/json;q=0.1"), Some(2)),
        (Some("*/*, application/json;q=0"), Some(1)),
        (Some("text/html;level=2, text/html;level=1;q=0.3"), Some(1)),
        (Some("text/html;level=2"), None),
        (Some("image/png"), None),
        (Some("x/y;p=\",text/plain\""), None),
        (Some("nonsense, text/plain"), Some(2)),
        (Some("text/plain;q=2"), None),
        (Some("*/*;q=0.000"), None),
    ] {
        assert_eq!(negotiate(accept, available), expected, "{accept:?}");
    }
}
