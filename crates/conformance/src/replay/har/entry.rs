//! One entry: from its JSON to an exchange.

use std::time::Duration;

use avouch_validate::{Request, Response};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;

use super::address::Address;
use super::body::{self, Content, PostData};
use super::lenient::{Number, Text};

/// An exchange as it was recorded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recorded {
    /// When it began, as the file spells it.
    pub(crate) started: Option<String>,
    /// How long it took.
    pub(crate) duration: Duration,
    /// Where the request went.
    pub(crate) address: Address,
    /// The request.
    pub(crate) request: Request,
    /// How much of the request was recorded.
    pub(crate) of_request: Extent,
    /// The response; `None` where there was none.
    pub(crate) response: Option<Response>,
    /// How much of the response was recorded.
    pub(crate) of_response: Extent,
    /// How many header fields HTTP has no form for, and are left out.
    pub(crate) left_out: usize,
}

/// How much of a message was recorded.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Extent {
    /// Whether there are header fields at all; every message has some.
    pub(crate) has_headers: bool,
    /// Whether the body is the one that was sent.
    pub(crate) has_body: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    started_date_time: Option<Text>,
    #[serde(default)]
    time: Number,
    request: RequestPart,
    response: Option<ResponsePart>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestPart {
    method: Text,
    url: Text,
    headers: Option<Vec<Field>>,
    post_data: Option<PostData>,
    #[serde(default)]
    body_size: Number,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResponsePart {
    #[serde(default)]
    status: Number,
    headers: Option<Vec<Field>>,
    content: Option<Content>,
    #[serde(default)]
    body_size: Number,
}

#[derive(Deserialize)]
struct Field {
    name: Option<Text>,
    value: Option<Text>,
}

/// Reads an entry. `was_trimmed` says whether one of its texts is not whole.
///
/// # Errors
/// Where it is not an entry, or its request is none.
pub(super) fn read(text: &str, was_trimmed: bool) -> Result<Recorded, String> {
    let entry: Entry = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let RequestPart { method: Text(method), url: Text(url), headers, post_data, body_size } = entry.request;
    if method.is_empty() {
        return Err("its request has no method".to_owned());
    }
    let address = Address::parse(&url)?;
    let mut left_out = 0;
    let mut headers = fields(headers.unwrap_or_default(), &mut left_out);
    let has_headers = !headers.is_empty();
    let stated = post_data.as_ref().and_then(|data| data.mime_type.as_ref());
    if let Some(Text(stated)) = stated.filter(|_| !headers.contains_key(http::header::CONTENT_TYPE)) {
        set_content_type(&mut headers, stated);
    }
    let read = body::of_request(post_data, body_size, &headers, was_trimmed);
    if let Some(content_type) = read.content_type {
        set_content_type(&mut headers, &content_type);
    }
    let request = Request { method, target: address.target.clone(), headers, body: read.bytes };
    let mut recorded = Recorded {
        started: entry.started_date_time.map(|Text(text)| text),
        duration: duration(entry.time),
        address,
        request,
        of_request: Extent { has_headers, has_body: read.is_whole },
        left_out,
        ..Recorded::default()
    };
    if let Some(part) = entry.response {
        respond(&mut recorded, part, was_trimmed)?;
    }
    Ok(recorded)
}

fn respond(recorded: &mut Recorded, part: ResponsePart, was_trimmed: bool) -> Result<(), String> {
    let ResponsePart { status, headers, content, body_size } = part;
    let Some(status) = status_code(status)? else { return Ok(()) };
    let mut headers = fields(headers.unwrap_or_default(), &mut recorded.left_out);
    let has_headers = !headers.is_empty();
    // Where header fields were recorded, an absent one was absent; what browsers state instead they guessed.
    let stated = content.as_ref().and_then(|content| content.mime_type.as_ref());
    if let Some(Text(stated)) = stated.filter(|_| headers.is_empty()) {
        set_content_type(&mut headers, stated);
    }
    let has_none = recorded.request.method == "HEAD" || matches!(status, 100..=199 | 204 | 205 | 304);
    let read = body::of_response(content, body_size, &headers, was_trimmed, has_none);
    recorded.of_response = Extent { has_headers, has_body: read.is_whole };
    recorded.response = Some(Response { status, headers, body: read.bytes });
    Ok(())
}

/// The status; `None` for those that browsers write where no answer came.
fn status_code(number: Number) -> Result<Option<u16>, String> {
    match number.0 {
        // The guard leaves whole numbers of three digits.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        Some(status) if (100.0..1000.0).contains(&status) && status.fract() == 0.0 => Ok(Some(status as u16)),
        Some(status) if status > 0.0 => Err(format!("its status, {status}, is none of HTTP")),
        _ => Ok(None),
    }
}

fn duration(milliseconds: Number) -> Duration {
    let seconds = milliseconds.0.unwrap_or_default() / 1000.0;
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}

/// The header fields that HTTP has a form for; those of HTTP/2 that begin with a colon say what the entry says elsewhere.
fn fields(recorded: Vec<Field>, left_out: &mut usize) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for field in recorded {
        let Text(name) = field.name.unwrap_or_default();
        if name.starts_with(':') {
            continue;
        }
        let Text(value) = field.value.unwrap_or_default();
        // Browsers join fields of one name by line breaks.
        for line in value.split('\n') {
            let name = HeaderName::from_bytes(name.trim().as_bytes());
            let value = HeaderValue::from_bytes(line.trim().as_bytes());
            let added = name.ok().zip(value.ok()).map(|(name, value)| headers.try_append(name, value));
            *left_out += usize::from(!matches!(added, Some(Ok(_))));
        }
    }
    headers
}

fn set_content_type(headers: &mut HeaderMap, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text.trim())
        && text.contains('/')
    {
        headers.insert(http::header::CONTENT_TYPE, value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn recorded(entry: &Value) -> Recorded {
        read(&entry.to_string(), false).expect("an entry")
    }

    fn entry(request: &Value, response: &Value) -> Value {
        let mut own = json!({"method": "POST", "url": "http://h/a"});
        for (name, value) in request.as_object().into_iter().flatten() {
            own[name] = value.clone();
        }
        json!({"startedDateTime": "2026-01-02T03:04:05Z", "time": 12.5, "request": own, "response": response})
    }

    #[test]
    fn header_fields_are_taken_as_they_were_sent() {
        let headers = json!([
            {"name": ":path", "value": "/a"}, {"name": "X-A", "value": " 1 "}, {"name": "x-a", "value": "2\n3"},
            {"name": "bad name", "value": "x"}, {"name": "x-bad", "value": "\u{1}"}, {"name": null}, {"name": "x-none"}
        ]);
        let read = recorded(&entry(&json!({"headers": headers}), &Value::Null));
        let values: Vec<_> = read.request.headers.get_all("x-a").iter().map(|value| value.to_str().ok()).collect();
        assert_eq!(values, [Some("1"), Some("2"), Some("3")]);
        assert_eq!((read.request.headers.len(), read.left_out), (4, 3));
        assert_eq!(read.duration, Duration::from_micros(12_500));
        assert!(read.response.is_none());
    }

    #[test]
    fn more_header_fields_than_can_be_held_are_left_out() {
        let headers: Vec<Value> = (0..40_000).map(|index| json!({"name": format!("x{index}"), "value": "1"})).collect();
        let read = recorded(&entry(&json!({"headers": headers}), &Value::Null));
        assert!(read.left_out > 0 && read.request.headers.len() + read.left_out == 40_000);
    }

    #[test]
    fn a_status_is_a_number_of_three_digits_or_none() {
        let status = |status: Value| {
            let read = read(&entry(&json!({}), &json!({"status": status})).to_string(), false);
            read.map(|read| read.response.map(|response| response.status))
        };
        assert_eq!(
            (status(json!(200)), status(json!("404")), status(json!(0))),
            (Ok(Some(200)), Ok(Some(404)), Ok(None))
        );
        assert_eq!((status(json!(-1)), status(Value::Null)), (Ok(None), Ok(None)));
        for wrong in [json!(99_999), json!(20.5), json!(1e300), json!(7)] {
            assert!(status(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_media_type_comes_from_the_header_fields_where_there_are_any() {
        let content = json!({"mimeType": "application/json", "text": "{}"});
        let media = |response: &Value| {
            let read = recorded(&entry(&json!({"postData": {"mimeType": "text/x", "text": "a"}}), response));
            assert_eq!(read.request.content_type(), Some("text/x"));
            read.response.and_then(|response| response.content_type().map(str::to_owned))
        };
        assert_eq!(media(&json!({"status": 200, "content": content})).as_deref(), Some("application/json"));
        let headers = json!([{"name": "Server", "value": "x"}]);
        assert_eq!(media(&json!({"status": 200, "headers": headers, "content": content})), None);
    }

    #[test]
    fn what_is_no_entry_is_told() {
        for text in
            ["{}", "[]", "{\"request\": {\"method\": \"\", \"url\": \"/\"}}", "{\"request\": {\"method\": \"GET\"}}"]
        {
            assert!(read(text, false).is_err(), "{text}");
        }
    }
}
