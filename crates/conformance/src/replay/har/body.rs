//! Bodies as they were recorded: in clear, in base64, as parameters, in part, or not at all.

use avouch_wire::media::MediaType;
use avouch_wire::multipart::{Body, PartHead};
use base64::Engine;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::{alphabet, engine::DecodePaddingMode};
use bytes::Bytes;
use http::HeaderMap;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use super::lenient::{Number, Text};
use super::trim::MAX_STRING;
use crate::json;

/// Base64 with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
/// Where a string was cut it has at least so many bytes: escapes take up to six for one.
const MIN_TRIMMED: usize = MAX_STRING / 6;

/// The `content` of a response.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Content {
    #[serde(default)]
    size: Number,
    pub(super) mime_type: Option<Text>,
    text: Option<Text>,
    encoding: Option<Text>,
}

/// The `postData` of a request.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PostData {
    pub(super) mime_type: Option<Text>,
    text: Option<Text>,
    #[serde(alias = "_encoding")]
    encoding: Option<Text>,
    params: Option<Vec<Param>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Param {
    name: Option<Text>,
    value: Option<Text>,
    file_name: Option<Text>,
    content_type: Option<Text>,
}

/// What is known of a body.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) bytes: Bytes,
    /// Whether these are all the bytes, as they were.
    pub(super) is_whole: bool,
    /// The media type that goes with bytes which were put together here.
    pub(super) content_type: Option<String>,
}

impl Known {
    fn whole(bytes: impl Into<Bytes>) -> Known {
        Known { bytes: bytes.into(), is_whole: true, content_type: None }
    }
}

/// The body of a request.
pub(super) fn of_request(data: Option<PostData>, size: Number, headers: &HeaderMap, was_trimmed: bool) -> Known {
    let is_said = size.is_positive() || is_announced(headers);
    let Some(data) = data else { return Known { is_whole: !is_said, ..Known::default() } };
    let media_type = headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type.and_then(|text| MediaType::parse(text).ok());
    let is_multipart = media_type.as_ref().is_some_and(MediaType::is_multipart);
    let params = data.params.unwrap_or_default();
    match data.text.filter(|Text(text)| !text.is_empty() || params.is_empty()) {
        Some(Text(text)) => {
            let is_empty = text.is_empty();
            let mut known = decode(text, data.encoding.as_ref(), was_trimmed);
            if is_multipart {
                known.bytes = with_line_breaks(known.bytes);
            }
            known.is_whole &= !(is_empty && is_said);
            known
        }
        None if params.is_empty() => Known { is_whole: !is_said, ..Known::default() },
        None if is_multipart => multipart(params),
        None => form(&params),
    }
}

/// The body of a response. `has_none` says that it can have none, whatever its header fields announce.
pub(super) fn of_response(
    content: Option<Content>,
    size: Number,
    headers: &HeaderMap,
    was_trimmed: bool,
    has_none: bool,
) -> Known {
    if has_none {
        return Known::whole(Bytes::new());
    }
    let (content_size, text, encoding) =
        content.map_or((Number(None), None, None), |content| (content.size, content.text, content.encoding));
    let Some(Text(text)) = text.filter(|Text(text)| !text.is_empty()) else {
        // Tools that leave bodies out leave their size.
        let is_said = content_size.is_positive() || size.is_positive() || is_announced(headers);
        let is_known = content_size.0 == Some(0.0) || size.0 == Some(0.0);
        return Known { is_whole: is_known && !is_said, ..Known::default() };
    };
    let mut known = decode(text, encoding.as_ref(), was_trimmed);
    let is_coded = headers.contains_key(http::header::CONTENT_ENCODING) && known.bytes.starts_with(&[0x1f, 0x8b]);
    // Some tools keep the first bytes alone; JSON that ends where it should is whole, whatever was counted.
    #[allow(clippy::cast_precision_loss)]
    let is_short = content_size.0.is_some_and(|size| size > known.bytes.len() as f64);
    known.is_whole &= !is_coded && (!is_short || json::read(&known.bytes).is_some());
    known
}

/// The bytes of a text; not whole where it is said to be base64 and is not.
fn decode(text: String, encoding: Option<&Text>, was_trimmed: bool) -> Known {
    let is_whole = !(was_trimmed && text.len() >= MIN_TRIMMED);
    if !encoding.is_some_and(|Text(name)| name.eq_ignore_ascii_case("base64")) {
        return Known { is_whole, ..Known::whole(text) };
    }
    let mut text = text.into_bytes();
    text.retain(|byte| !byte.is_ascii_whitespace());
    match BASE64.decode(&text) {
        Ok(bytes) => Known { is_whole, ..Known::whole(bytes) },
        Err(_) => Known::default(),
    }
}

/// Whether header fields announce a body.
fn is_announced(headers: &HeaderMap) -> bool {
    let length = headers.get(http::header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    length.is_some_and(|length| length.trim() != "0") || headers.contains_key(http::header::TRANSFER_ENCODING)
}

/// Multipart bodies as they travel: some tools write the line breaks of their own platform.
fn with_line_breaks(bytes: Bytes) -> Bytes {
    match std::str::from_utf8(&bytes) {
        Ok(text) if text.contains('\n') && !text.contains("\r\n") => Bytes::from(text.replace('\n', "\r\n")),
        _ => bytes,
    }
}

fn form(params: &[Param]) -> Known {
    let text = |text: &Option<Text>| {
        let text = text.as_ref().map_or("", |Text(text)| text);
        utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
    };
    let pairs: Vec<String> =
        params.iter().map(|param| format!("{}={}", text(&param.name), text(&param.value))).collect();
    Known::whole(pairs.join("&"))
}

/// Parts for parameters. Files are seldom recorded, and a body without them is not the one that was sent.
fn multipart(params: Vec<Param>) -> Known {
    let mut body = Body::new();
    let mut is_whole = true;
    for param in params {
        let Text(name) = param.name.unwrap_or_default();
        let mut head = PartHead::new(name);
        if let Some(Text(name)) = param.file_name {
            head = head.with_filename(name);
        }
        if let Some(Text(content_type)) = param.content_type.filter(|Text(text)| !text.is_empty()) {
            head = head.with_content_type(content_type);
        }
        is_whole &= param.value.is_some();
        body = body.part(head, param.value.unwrap_or_default().0);
    }
    match body.write() {
        Ok((boundary, bytes)) => {
            Known { bytes: bytes.into(), is_whole, content_type: Some(boundary.content_type("form-data")) }
        }
        Err(_) => Known::default(),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use serde_json::{Value, json};

    use super::*;

    fn headers(fields: &[(&'static str, &'static str)]) -> HeaderMap {
        let field = |(name, value): &(&'static str, &'static str)| {
            (http::HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        fields.iter().map(field).collect()
    }

    fn request(data: &Value, size: f64, fields: &[(&'static str, &'static str)]) -> (Vec<u8>, bool) {
        let data = serde_json::from_str(&data.to_string()).expect("post data");
        let known = of_request(data, Number(Some(size)), &headers(fields), false);
        (known.bytes.to_vec(), known.is_whole)
    }

    fn response(content: &Value, size: f64, fields: &[(&'static str, &'static str)]) -> (Vec<u8>, bool) {
        let content = serde_json::from_str(&content.to_string()).expect("content");
        let known = of_response(content, Number(Some(size)), &headers(fields), false, false);
        (known.bytes.to_vec(), known.is_whole)
    }

    #[test]
    fn requests_have_a_text_or_parameters() {
        assert_eq!(request(&json!({"text": "a=1"}), -1.0, &[]), (b"a=1".to_vec(), true));
        assert_eq!(request(&json!({"text": "AP8", "encoding": "base64"}), -1.0, &[]), (vec![0, 255], true));
        let params = json!({"text": "", "params": [{"name": "a b", "value": "&é"}, {"name": "c"}]});
        assert_eq!(request(&params, 5.0, &[]), (b"a%20b=%26%C3%A9&c=".to_vec(), true));
        let unix = json!({"text": "--b\nContent-Disposition: form-data; name=a\n\n1\n--b--\n"});
        let (bytes, is_whole) = request(&unix, 1.0, &[("content-type", "multipart/form-data; boundary=b")]);
        assert!(is_whole && bytes.starts_with(b"--b\r\nContent-Disposition"));
    }

    #[test]
    fn parts_without_their_file_are_not_the_whole_body() {
        let read = |params: Value| {
            let data = serde_json::from_value(json!({"params": params})).expect("post data");
            let fields = headers(&[("content-type", "multipart/form-data; boundary=gone")]);
            of_request(Some(data), Number(None), &fields, false)
        };
        let known = read(json!([{"name": "a", "value": "1"}]));
        assert!(
            known.is_whole && known.content_type.is_some_and(|it| it.starts_with("multipart/form-data; boundary="))
        );
        let file = read(json!([{"name": "bits", "fileName": "a.zip", "contentType": "application/zip"}]));
        assert!(!file.is_whole);
    }

    #[test]
    fn a_body_that_was_not_recorded_is_not_an_empty_one() {
        assert_eq!(request(&Value::Null, -1.0, &[]), (vec![], true));
        assert_eq!(request(&Value::Null, 7.0, &[]), (vec![], false));
        assert_eq!(request(&json!({"mimeType": "a/b"}), 0.0, &[("content-length", "9")]), (vec![], false));
        assert_eq!(request(&json!({"text": ""}), 3.0, &[]), (vec![], false));
        assert_eq!(response(&Value::Null, -1.0, &[]), (vec![], false));
        assert_eq!(response(&json!({"size": 0}), -1.0, &[]), (vec![], true));
        assert_eq!(response(&json!({"size": 0, "text": ""}), 0.0, &[("content-length", "9")]), (vec![], false));
        assert_eq!(response(&json!({"size": 12}), 0.0, &[]), (vec![], false));
        assert_eq!(response(&json!({"size": 0, "text": ""}), 0.0, &[("content-length", "0")]), (vec![], true));
    }

    #[test]
    fn a_body_that_was_cut_is_not_whole() {
        assert_eq!(response(&json!({"size": 99, "text": "{\"a\":"}), 5.0, &[]), (b"{\"a\":".to_vec(), false));
        assert_eq!(response(&json!({"size": 99, "text": "{}"}), 5.0, &[]), (b"{}".to_vec(), true));
        let coded = json!({"size": 3, "text": "H4sI", "encoding": "base64"});
        assert!(!response(&coded, 3.0, &[("content-encoding", "gzip")]).1);
        assert!(response(&coded, 3.0, &[]).1);
        assert_eq!(response(&json!({"text": "!!", "encoding": "base64"}), 3.0, &[]), (vec![], false));
        assert_eq!(response(&json!({"text": "e 3\n0=", "encoding": "BASE64"}), 3.0, &[]), (b"{}".to_vec(), true));
    }
}
