//! Every cell of the style table of OpenAPI and of RFC 6570, as literal text written from those documents.

use avouch_wire::param::{
    decode_cookie, decode_header, decode_path, decode_query, encode_cookie, encode_header, encode_path, encode_query,
};
use avouch_wire::{Cookies, Error, Location, Query, Shape, Style, StyleName, Value};

const NAMES: [StyleName; 8] = [
    StyleName::Matrix,
    StyleName::Label,
    StyleName::Simple,
    StyleName::Form,
    StyleName::SpaceDelimited,
    StyleName::PipeDelimited,
    StyleName::DeepObject,
    StyleName::Cookie,
];
const LOCATIONS: [Location; 4] = [Location::Path, Location::Query, Location::Header, Location::Cookie];

fn array(items: &[&str]) -> Value {
    Value::Array(items.iter().map(ToString::to_string).collect())
}

fn object(members: &[(&str, &str)]) -> Value {
    Value::Object(members.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

fn colours(shape: Shape) -> Value {
    match shape {
        Shape::Primitive => Value::from("blue"),
        Shape::Array => array(&["blue", "black", "brown"]),
        Shape::Object => object(&[("R", "100"), ("G", "200"), ("B", "150")]),
    }
}

/// One function for the four encoders; the empty text of a path or header and an absent pair are both `None`.
fn encode(location: Location, style: Style, value: &Value) -> Result<Option<String>, Error> {
    let present = |text: String| if text.is_empty() { None } else { Some(text) };
    match location {
        Location::Path => encode_path("color", style, value).map(present),
        Location::Header => encode_header(style, value).map(present),
        Location::Cookie => encode_cookie("color", style, value),
        _ => encode_query("color", style, value),
    }
}

fn decode(location: Location, style: Style, shape: Shape, text: &str) -> Result<Option<Value>, Error> {
    match location {
        Location::Path => decode_path("color", style, shape, text).map(Some),
        Location::Header => decode_header(style, shape, text).map(Some),
        Location::Cookie => decode_cookie("color", style, shape, &Cookies::parse(text)),
        _ => decode_query("color", style, shape, &Query::parse(text)),
    }
}

/// The table: what a cell is, or `None` for `n/a`. Comments tell conventions of this crate from the specification.
#[rustfmt::skip]
#[expect(clippy::match_same_arms, reason = "one line is one cell of the table")]
fn cell(location: Location, name: StyleName, explode: bool, shape: Shape) -> Option<&'static str> {
    use {Location as L, Shape as S, StyleName as N};
    Some(match (location, name, explode, shape) {
        (L::Path, N::Matrix, _, S::Primitive) => ";color=blue",
        (L::Path, N::Matrix, false, S::Array) => ";color=blue,black,brown",
        (L::Path, N::Matrix, true, S::Array) => ";color=blue;color=black;color=brown",
        (L::Path, N::Matrix, false, S::Object) => ";color=R,100,G,200,B,150",
        (L::Path, N::Matrix, true, S::Object) => ";R=100;G=200;B=150",
        (L::Path, N::Label, _, S::Primitive) => ".blue",
        (L::Path, N::Label, false, S::Array) => ".blue,black,brown",
        (L::Path, N::Label, true, S::Array) => ".blue.black.brown",
        (L::Path, N::Label, false, S::Object) => ".R,100,G,200,B,150",
        (L::Path, N::Label, true, S::Object) => ".R=100.G=200.B=150",
        (L::Path | L::Header, N::Simple, _, S::Primitive) => "blue",
        (L::Path | L::Header, N::Simple, _, S::Array) => "blue,black,brown",
        (L::Path | L::Header, N::Simple, false, S::Object) => "R,100,G,200,B,150",
        (L::Path | L::Header, N::Simple, true, S::Object) => "R=100,G=200,B=150",
        (L::Query | L::Cookie, N::Form, _, S::Primitive) => "color=blue",
        (L::Query | L::Cookie, N::Form, false, S::Array) => "color=blue,black,brown",
        (L::Query | L::Cookie, N::Form, false, S::Object) => "color=R,100,G,200,B,150",
        (L::Query, N::Form, true, S::Array) => "color=blue&color=black&color=brown",
        (L::Query, N::Form, true, S::Object) => "R=100&G=200&B=150",
        (L::Query, N::SpaceDelimited, false, S::Array) => "color=blue%20black%20brown",
        (L::Query, N::SpaceDelimited, false, S::Object) => "color=R%20100%20G%20200%20B%20150",
        (L::Query, N::PipeDelimited, false, S::Array) => "color=blue%7Cblack%7Cbrown",
        (L::Query, N::PipeDelimited, false, S::Object) => "color=R%7C100%7CG%7C200%7CB%7C150",
        (L::Query, N::DeepObject, true, S::Object) => "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
        (L::Cookie, N::Cookie, _, S::Primitive) => "color=blue",
        (L::Cookie, N::Cookie, true, S::Array) => "color=blue; color=black; color=brown",
        (L::Cookie, N::Cookie, true, S::Object) => "R=100; G=200; B=150",
        // Conventions: the only delimiter of the header; explode as OpenAPI describes it; explode ignored.
        (L::Cookie, N::Form, true, S::Array) => "color=blue; color=black; color=brown",
        (L::Cookie, N::Form, true, S::Object) => "R=100; G=200; B=150",
        (L::Query, N::SpaceDelimited | N::PipeDelimited, true, S::Array) => "color=blue&color=black&color=brown",
        (L::Query, N::DeepObject, false, S::Object) => "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
        _ => return None,
    })
}

#[test]
fn every_cell_both_ways() {
    let mut defined = 0;
    for location in LOCATIONS {
        for name in NAMES {
            for (explode, shape) in
                [false, true].into_iter().flat_map(|e| [Shape::Primitive, Shape::Array, Shape::Object].map(|s| (e, s)))
            {
                let style = Style::new(name).exploded(explode);
                let encoded = encode(location, style, &colours(shape));
                let place = format!("{location} {name} explode={explode} {shape}");
                if !Style::allowed_in(name, location) {
                    let refused = Error::StyleNotAllowed { style: name, location };
                    assert_eq!(encoded, Err(refused.clone()), "{place}");
                    assert_eq!(decode(location, style, shape, "x"), Err(refused), "{place}");
                    continue;
                }
                if let Some(text) = cell(location, name, explode, shape) {
                    defined += 1;
                    assert_eq!(encoded, Ok(Some(text.to_owned())), "{place}");
                    assert_eq!(decode(location, style, shape, text), Ok(Some(colours(shape))), "{place}");
                } else {
                    let refused = Error::ShapeNotDefined { name: "color".into(), style, shape };
                    assert_eq!(encoded, Err(refused.clone()), "{place}");
                    assert_eq!(decode(location, style, shape, "color=blue"), Err(refused), "{place}");
                    assert!(!style.is_defined(shape), "{place}");
                }
            }
        }
    }
    assert_eq!(defined, 48);
}

#[test]
fn the_document_s_names_and_defaults() {
    for name in NAMES {
        assert_eq!(Style::parse_name(name.as_str()), Some(name));
        let explodes = matches!(name.as_str(), "form" | "cookie");
        assert_eq!(Style::new(name).explode, explodes, "{name}");
    }
    assert_eq!(Style::parse_name("Form"), None);
    let defaults = [("path", "simple"), ("query", "form"), ("header", "simple"), ("cookie", "form")];
    for (location, name) in defaults {
        let location = Location::parse(location).unwrap();
        assert_eq!(Style::default_for(location).name.as_str(), name);
        assert!(Style::allowed_in(Style::default_for(location).name, location));
    }
    assert!(NAMES.iter().all(|name| !Style::allowed_in(*name, Location::Querystring)));
}

#[test]
fn the_empty_string_is_a_value() {
    for (location, style, text) in [
        (Location::Path, Style::MATRIX, ";color"),
        (Location::Path, Style::LABEL, "."),
        (Location::Query, Style::FORM, "color="),
        (Location::Cookie, Style::FORM, "color="),
        (Location::Cookie, Style::COOKIE, "color="),
    ] {
        assert_eq!(encode(location, style, &Value::from("")), Ok(Some(text.into())), "{style:?}");
        assert_eq!(decode(location, style, Shape::Primitive, text), Ok(Some(Value::from(""))), "{style:?}");
    }
    assert_eq!(encode_path("color", Style::SIMPLE, &Value::from("")).as_deref(), Ok(""));
    assert_eq!(encode_header(Style::SIMPLE, &Value::from("")).as_deref(), Ok(""));
    // The examples of RFC 6570 sections 3.2.5 to 3.2.8 with empty items.
    let empties = array(&["", ""]);
    for (location, style, text) in [
        (Location::Path, Style::MATRIX_EXPLODE, ";color;color"),
        (Location::Path, Style::MATRIX, ";color=,"),
        (Location::Path, Style::LABEL_EXPLODE, ".."),
        (Location::Path, Style::SIMPLE, ","),
        (Location::Query, Style::FORM, "color=&color="),
        (Location::Query, Style::FORM_COMMA, "color=,"),
        (Location::Header, Style::SIMPLE, ","),
    ] {
        assert_eq!(encode(location, style, &empties), Ok(Some(text.into())), "{style:?}");
        assert_eq!(decode(location, style, Shape::Array, text), Ok(Some(empties.clone())), "{style:?}");
    }
}

#[test]
fn undefined_values_are_left_out() {
    for value in [Value::UNDEFINED, array(&[]), object(&[])] {
        for (location, style) in [
            (Location::Path, Style::SIMPLE),
            (Location::Path, Style::LABEL_EXPLODE),
            (Location::Path, Style::MATRIX),
            (Location::Query, Style::FORM),
            (Location::Query, Style::PIPE),
            (Location::Query, Style::DEEP_OBJECT),
            (Location::Header, Style::SIMPLE_EXPLODE),
            (Location::Cookie, Style::FORM),
            (Location::Cookie, Style::COOKIE),
        ] {
            assert_eq!(encode(location, style, &value), Ok(None), "{style:?}");
        }
    }
    // The other reading, for servers that want the name.
    assert_eq!(encode_query("color", Style::FORM_COMMA, &array(&[]).or_empty()), Ok(Some("color=".into())));
    // Absent is absent, and never an empty list.
    let query = Query::parse("?colour=x&c=y");
    for (style, shape) in [
        (Style::FORM, Shape::Primitive),
        (Style::FORM, Shape::Array),
        (Style::FORM_COMMA, Shape::Object),
        (Style::SPACE, Shape::Array),
        (Style::DEEP_OBJECT, Shape::Object),
    ] {
        assert_eq!(decode_query("color", style, shape, &query), Ok(None));
    }
    assert_eq!(decode_query("color", Style::FORM, Shape::Object, &Query::parse("")), Ok(None));
    assert_eq!(decode_cookie("color", Style::FORM, Shape::Array, &Cookies::parse("a=b; ")), Ok(None));
    assert_eq!(decode_header(Style::SIMPLE, Shape::Array, " "), Ok(array(&[])));
    assert_eq!(decode_path("color", Style::MATRIX, Shape::Object, ""), Ok(object(&[])));
    assert!(decode_path("color", Style::MATRIX, Shape::Primitive, "").is_err());
}

#[test]
fn what_each_shape_reads_from_the_same_text() {
    let query = Query::parse("color=");
    let read = |shape| decode_query("color", Style::FORM_COMMA, shape, &query).unwrap().unwrap();
    assert_eq!(read(Shape::Primitive), Value::from(""));
    assert_eq!(read(Shape::Array), array(&[""]));
    assert_eq!(read(Shape::Object), object(&[]));
}

#[test]
fn delimiters_inside_values_survive() {
    let cases = [
        (Location::Path, Style::SIMPLE, array(&["a,b", "c"]), "a%2Cb,c"),
        (Location::Path, Style::SIMPLE_EXPLODE, object(&[("a=b", "c=d")]), "a%3Db=c%3Dd"),
        (Location::Path, Style::LABEL_EXPLODE, array(&["1.5", "2"]), ".1%2E5.2"),
        (Location::Path, Style::LABEL_EXPLODE, object(&[("a.b", "1.5")]), ".a%2Eb=1%2E5"),
        (Location::Path, Style::LABEL, array(&["1.5", "2"]), ".1.5,2"),
        (Location::Path, Style::LABEL, Value::from("1.5"), ".1.5"),
        (Location::Path, Style::MATRIX_EXPLODE, array(&["a;b=c"]), ";color=a%3Bb%3Dc"),
        (Location::Query, Style::FORM, array(&["a&color=b"]), "color=a%26color%3Db"),
        (Location::Query, Style::FORM_COMMA, array(&["a,b", "c"]), "color=a%2Cb,c"),
        (Location::Query, Style::FORM_COMMA, object(&[("a,b", "c,d")]), "color=a%2Cb,c%2Cd"),
        (Location::Query, Style::FORM, object(&[("a=b&", "c")]), "a%3Db%26=c"),
        (Location::Query, Style::SPACE, array(&["a|b", "c,d"]), "color=a%7Cb%20c%2Cd"),
        (Location::Query, Style::PIPE, array(&["a b", "c"]), "color=a%20b%7Cc"),
        (Location::Cookie, Style::FORM, array(&["a; color=b", "c"]), "color=a%3B%20color%3Db; color=c"),
        (Location::Cookie, Style::FORM_COMMA, array(&["a,b", "c"]), "color=a%2Cb,c"),
        (Location::Header, Style::SIMPLE_EXPLODE, object(&[("a", "b=c"), ("d", "")]), "a=b=c,d="),
    ];
    for (location, style, value, text) in cases {
        assert_eq!(encode(location, style, &value), Ok(Some(text.into())), "{style:?}");
        assert_eq!(decode(location, style, value.shape(), text), Ok(Some(value)), "{style:?}");
    }
}

#[test]
fn delimiters_that_cannot_be_escaped_are_refused() {
    let refused = |name: &str, delimiter| Error::Delimiter { name: name.into(), delimiter };
    for (location, name, style, value, delimiter) in [
        (Location::Query, "color", Style::SPACE, array(&["a b"]), ' '),
        (Location::Query, "color", Style::PIPE, object(&[("a|b", "c")]), '|'),
        (Location::Header, "", Style::SIMPLE, array(&["a,b"]), ','),
        (Location::Header, "", Style::SIMPLE_EXPLODE, object(&[("a=b", "c")]), '='),
        (Location::Cookie, "color", Style::COOKIE, object(&[("a=b", "c")]), '='),
    ] {
        assert_eq!(encode(location, style, &value), Err(refused(name, delimiter)), "{style:?}");
    }
    // In a value that nothing separates, they are text like any other.
    assert_eq!(encode_header(Style::SIMPLE, &Value::from("a,b=c")).as_deref(), Ok("a,b=c"));
}

#[test]
fn spaces_pluses_and_reserved_characters() {
    let all = " +%/?#[]@!$&'()*,;:=\"<>^`{|}~-._a\u{e9}";
    let encoded = "%20%2B%25%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2C%3B%3A%3D%22%3C%3E%5E%60%7B%7C%7D~-._a%C3%A9";
    let query = "%20%2B%25/?%23%5B%5D@!$%26'()*,;:=%22%3C%3E%5E%60%7B%7C%7D~-._a%C3%A9";
    let path = "%20+%25%2F%3F%23%5B%5D@!$&'()*,;:=%22%3C%3E%5E%60%7B%7C%7D~-._a%C3%A9";
    let cookie = "%20+%25/?#[]@!$&'()*%2C%3B:=%22%3C%3E%5E%60%7B%7C%7D~-._a%C3%A9";
    let cases = [
        (Location::Query, Style::FORM, format!("color={encoded}")),
        (Location::Query, Style::FORM.reserved(true), format!("color={query}")),
        (Location::Path, Style::SIMPLE, encoded.to_owned()),
        (Location::Path, Style::SIMPLE.reserved(true), path.to_owned()),
        (Location::Cookie, Style::FORM, format!("color={encoded}")),
        (Location::Cookie, Style::FORM.reserved(true), format!("color={cookie}")),
    ];
    for (location, style, text) in cases {
        assert_eq!(encode(location, style, &Value::from(all)), Ok(Some(text.clone())), "{style:?}");
        assert_eq!(decode(location, style, Shape::Primitive, &text), Ok(Some(Value::from(all))), "{style:?}");
    }
    // The delimiters of the style itself are never free.
    for (location, style, text) in [
        (Location::Query, Style::FORM_COMMA, "color=a%2C;:b,."),
        (Location::Path, Style::SIMPLE, "a%2C;:b,."),
        (Location::Path, Style::LABEL_EXPLODE, ".a,;:b.%2E"),
        (Location::Path, Style::MATRIX, ";color=a%2C%3B:b,."),
        (Location::Path, Style::MATRIX_EXPLODE, ";color=a,%3B:b;color=."),
    ] {
        let value = array(&["a,;:b", "."]);
        assert_eq!(encode(location, style.reserved(true), &value), Ok(Some(text.into())), "{style:?}");
        assert_eq!(decode(location, style.reserved(true), Shape::Array, text), Ok(Some(value)), "{style:?}");
    }
    // Triples pass where reserved characters do (RFC 6570 section 3.2.3), and only there.
    let half = Value::from("50%25 %2f %zz %");
    assert_eq!(
        encode_query("color", Style::FORM.reserved(true), &half),
        Ok(Some("color=50%25%20%2f%20%25zz%20%25".into()))
    );
    assert_eq!(encode_query("color", Style::FORM, &half), Ok(Some("color=50%2525%20%252f%20%25zz%20%25".into())));
    // Forms write a space as a plus.
    assert_eq!(
        decode_query("color", Style::FORM, Shape::Primitive, &Query::parse("?color=a+b%2Bc")),
        Ok(Some(Value::from("a b+c")))
    );
    // In a path a plus is a plus.
    assert_eq!(decode_path("color", Style::SIMPLE, Shape::Primitive, "a+b%20c"), Ok(Value::from("a+b c")));
}

#[test]
fn names_are_encoded_too() {
    assert_eq!(encode_query("filter[a b]&", Style::FORM, &Value::from("x")), Ok(Some("filter%5Ba%20b%5D%26=x".into())));
    for raw in ["filter%5Ba%20b%5D%26=x", "filter[a+b]%26=x"] {
        let decoded = decode_query("filter[a b]&", Style::FORM, Shape::Primitive, &Query::parse(raw));
        assert_eq!(decoded, Ok(Some(Value::from("x"))), "{raw}");
    }
    assert_eq!(encode_path("a;b", Style::MATRIX, &Value::from("x")).as_deref(), Ok(";a%3Bb=x"));
    assert_eq!(decode_path("a;b", Style::MATRIX, Shape::Primitive, ";a%3Bb=x"), Ok(Value::from("x")));
}

#[test]
fn deep_objects() {
    let read = |raw| decode_query("f", Style::DEEP_OBJECT, Shape::Object, &Query::parse(raw));
    assert_eq!(read("f[a]=1&g[a]=2&f=3&f%5Bb%20c%5D=%5B"), Ok(Some(object(&[("a", "1"), ("b c", "[")]))));
    assert_eq!(read("ff[a]=1"), Ok(None));
    for raw in ["f[a][b]=1", "f[]=1", "f[a=1", "f[a]]=1", "f[a]b=1"] {
        assert!(matches!(read(raw), Err(Error::Malformed { .. })), "{raw}");
    }
    for key in ["", "a]", "a[b", "a][b"] {
        let value = object(&[(key, "1")]);
        assert!(matches!(encode_query("f", Style::DEEP_OBJECT, &value), Err(Error::Malformed { .. })), "{key}");
    }
}

#[test]
fn broken_input_names_its_fault() {
    let query = |raw, style, shape| decode_query("a", style, shape, &Query::parse(raw)).unwrap_err();
    let repeated = Error::Repeated { name: "a".into(), count: 3 };
    assert_eq!(query("a=1&b=2&a=1&a=", Style::FORM, Shape::Primitive), repeated);
    assert_eq!(query("a=1&a=1&a=1", Style::FORM_COMMA, Shape::Array), repeated);
    let odd = Error::NameWithoutValue { name: "a".into() };
    assert_eq!(query("a=x,1,y", Style::FORM_COMMA, Shape::Object), odd);
    assert_eq!(query("a=x%201%20y", Style::SPACE, Shape::Object), odd);
    for raw in ["a=%", "a=%4", "a=%zz", "a=x%", "a=%+1"] {
        assert!(matches!(query(raw, Style::FORM, Shape::Primitive), Error::PercentEncoding { .. }), "{raw}");
    }
    assert!(matches!(query("a=%ff", Style::FORM, Shape::Array), Error::Utf8 { .. }));
    // A fault of one parameter is not a fault of another.
    assert_eq!(
        decode_query("b", Style::FORM, Shape::Primitive, &Query::parse("a=%&%zz=1&b=2")),
        Ok(Some(Value::from("2")))
    );
    for (style, shape, raw) in [
        (Style::LABEL, Shape::Primitive, "blue"),
        (Style::MATRIX, Shape::Primitive, "color=blue"),
        (Style::MATRIX, Shape::Array, ";colour=a,b"),
        (Style::MATRIX_EXPLODE, Shape::Array, ";color=a;colour=b"),
        (Style::SIMPLE_EXPLODE, Shape::Object, "R=1,G"),
        (Style::LABEL_EXPLODE, Shape::Object, ".R"),
    ] {
        let error = decode_path("color", style, shape, raw).unwrap_err();
        assert!(matches!(error, Error::Malformed { .. }), "{raw}: {error}");
    }
}

#[test]
fn headers_and_cookies_take_no_control_characters() {
    for (character, text) in [('\r', "a\r\nX-Evil: 1"), ('\n', "a\nb"), ('\0', "\0"), ('\u{7f}', "a\u{7f}")] {
        let refused = |place| Error::Character { place, character };
        for value in [Value::from(text), array(&["x", text]), object(&[(text, "x")]), object(&[("x", text)])] {
            assert_eq!(encode_header(Style::SIMPLE, &value), Err(refused(avouch_wire::Place::HeaderValue)));
            assert_eq!(encode_cookie("c", Style::COOKIE, &value), Err(refused(avouch_wire::Place::CookieValue)));
        }
    }
    for text in ["a b", "a;b", "a,b", "\"a\"", "a\\b", "\u{e9}"] {
        let error = encode_cookie("c", Style::COOKIE, &Value::from(text)).unwrap_err();
        assert!(matches!(error, Error::Character { .. }), "{text}: {error}");
    }
    assert!(encode_cookie("c;d", Style::COOKIE, &Value::from("x")).is_err());
    assert_eq!(encode_cookie("c;d", Style::FORM, &Value::from("\r\n")), Ok(Some("c%3Bd=%0D%0A".into())));
    // Blanks at the ends would be lost on the way.
    for text in [" a", "a\t"] {
        assert!(encode_header(Style::SIMPLE, &Value::from(text)).is_err());
    }
    assert_eq!(encode_header(Style::SIMPLE, &Value::from("a b\tc \u{e9}")).as_deref(), Ok("a b\tc \u{e9}"));
    // Headers are not percent-encoded, and not decoded either.
    assert_eq!(encode_header(Style::SIMPLE, &Value::from("100% \"x\"")).as_deref(), Ok("100% \"x\""));
    assert_eq!(decode_header(Style::SIMPLE, Shape::Primitive, " a%20b "), Ok(Value::from("a%20b")));
    assert_eq!(decode_header(Style::SIMPLE, Shape::Array, "a , b,\tc"), Ok(array(&["a", "b", "c"])));
}

#[test]
fn cookies_share_one_header() {
    let mut cookies = Cookies::parse("a=1; b=x%20y;c ; a2=\"q\"");
    cookies.add("b2=,");
    let pairs: Vec<(&str, &str)> = cookies.pairs().collect();
    assert_eq!(pairs, [("a", "1"), ("b", "x%20y"), ("c", ""), ("a2", "\"q\""), ("b2", ",")]);
    let read = |name, style| decode_cookie(name, style, Shape::Primitive, &cookies).unwrap();
    assert_eq!(read("b", Style::FORM), Some(Value::from("x y")));
    assert_eq!(read("b", Style::COOKIE), Some(Value::from("x%20y")));
    assert_eq!(read("B", Style::FORM), None);
    let own = cookies.filter(|name| name.starts_with('a'));
    assert_eq!(decode_cookie("o", Style::FORM, Shape::Object, &own), Ok(Some(object(&[("a", "1"), ("a2", "\"q\"")]))));
}

#[test]
fn header_parameters_that_other_parts_describe() {
    use avouch_wire::param::{is_ignored_request_header, is_ignored_response_header};
    for name in ["Accept", "content-type", "AUTHORIZATION"] {
        assert!(is_ignored_request_header(name), "{name}");
    }
    assert!(!is_ignored_request_header("Accept-Language") && !is_ignored_request_header("Cookie"));
    assert!(is_ignored_response_header("Content-TYPE") && !is_ignored_response_header("Accept"));
}

#[test]
fn content_parameters_are_encoded_once() {
    use avouch_wire::param::{decode_content, encode_content};
    let json = r#"{"lat":40.6,"q":"a b+%20;"}"#;
    for (location, text) in [
        (Location::Path, "%7B%22lat%22%3A40.6%2C%22q%22%3A%22a%20b%2B%2520%3B%22%7D"),
        (Location::Querystring, "%7B%22lat%22%3A40.6%2C%22q%22%3A%22a%20b%2B%2520%3B%22%7D"),
        (Location::Query, "at=%7B%22lat%22%3A40.6%2C%22q%22%3A%22a%20b%2B%2520%3B%22%7D"),
        (Location::Cookie, "at={%22lat%22:40.6%2C%22q%22:%22a%20b+%2520%3B%22}"),
        (Location::Header, json),
    ] {
        assert_eq!(encode_content(location, "at", json).as_deref(), Ok(text), "{location}");
        assert_eq!(decode_content(location, "at", text), Ok(Some(json.to_owned())), "{location}");
    }
    assert_eq!(encode_content(Location::Cookie, "t", "abc+/==").as_deref(), Ok("t=abc+/=="));
    assert!(encode_content(Location::Header, "t", "a\r\nb").is_err());
    assert_eq!(decode_content(Location::Query, "t", "?u=1"), Ok(None));
    assert!(decode_content(Location::Query, "t", "t=1&t=2").is_err());
}

#[test]
fn messages_say_what_to_do_and_hide_secrets() {
    let error = encode_query("ids", Style::DEEP_OBJECT, &array(&["1"])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "parameter `ids`: OpenAPI does not define style `deepObject` with explode=false for an array"
    );
    let long = format!("a={}%", "x".repeat(1000));
    let error = decode_query("a", Style::FORM, Shape::Primitive, &Query::parse(&long)).unwrap_err();
    assert!(error.to_string().len() < 200, "{error}");
    let error = encode_header(Style::SIMPLE, &Value::from("secret\n")).unwrap_err();
    assert!(!error.to_string().contains("secret"), "{error}");
}
