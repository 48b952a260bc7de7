//! Requests as commands that send them again.

use std::fmt::Write;

use avouch_validate::Request;

use crate::config::Target;
use crate::mask::Masker;

/// The most bytes of a body that stand in a command.
const MAX_BODY: usize = 8192;

/// A command for a POSIX shell that sends the same bytes. Secrets are variables of the shell, such as `$AUTHORIZATION`, in
/// the head, and masked in the body; the address of a server that lived for the run alone is `$TARGET`.
pub(crate) fn command(target: &Target, request: &Request, masker: &Masker) -> String {
    let mut words = vec!["curl".to_owned(), "-sS".to_owned(), "-g".to_owned(), "--path-as-is".to_owned()];
    if request.method == "HEAD" {
        words.push("-I".to_owned());
    } else {
        words.push(format!("-X {}", quoted(&request.method)));
    }
    let shown = masker.target(&request.target);
    words.push(if target.is_embedded() {
        format!("\"$TARGET\"{}", quoted(&shown))
    } else {
        quoted(&format!("{}{shown}", target.origin()))
    });
    for (name, value) in &request.headers {
        let name = name.as_str();
        let text = String::from_utf8_lossy(value.as_bytes());
        words.push(if masker.is_secret_header(name) {
            let scheme =
                text.split_once(' ').filter(|_| name == "authorization").map(|(scheme, _)| format!("{scheme} "));
            let start = quoted(&format!("{name}: {}", scheme.unwrap_or_default()));
            format!("-H {start}\"${}\"", variable(name))
        } else {
            format!("-H {}", quoted(&format!("{name}: {}", masker.text(&text))))
        });
    }
    let mut before = String::new();
    if !request.body.is_empty() {
        words.push(match masker.body(request.content_type(), &request.body) {
            _ if request.body.len() > MAX_BODY => format!("--data-binary @BODY # {} bytes", request.body.len()),
            Some(text) => format!("--data-binary {}", quoted(&text)),
            None => {
                before = format!("printf '{}' | ", octal(&request.body));
                "--data-binary @-".to_owned()
            }
        });
        if request.content_type().is_none() {
            words.insert(1, "-H 'content-type:'".to_owned());
        }
    }
    before + &words.join(" ")
}

/// A word for a POSIX shell that stands for itself.
fn quoted(text: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "-_./:=,@%+".contains(character);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The name of the shell variable that stands for the value of a header.
fn variable(header: &str) -> String {
    let name: String =
        header.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("_{name}") } else { name }
}

/// Bytes as the octal escapes of `printf`.
fn octal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 4), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "\\{byte:03o}");
        text
    })
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue};

    use super::*;
    use crate::testing::api;

    fn request(target: &str, body: &'static [u8]) -> Request {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", HeaderValue::from_static("Bearer top-secret-token"));
        headers.insert("content-type", HeaderValue::from_static("application/json"));
        Request { method: "POST".to_owned(), target: target.to_owned(), headers, body: Bytes::from_static(body) }
    }

    fn masker() -> Masker {
        let mut masker = Masker::new(&api("paths: {}"));
        masker.learn(&http::header::AUTHORIZATION, &HeaderValue::from_static("Bearer top-secret-token"), false);
        masker
    }

    #[test]
    fn commands_are_quoted_and_hold_no_secret() {
        let target = Target::parse("http://127.0.0.1:8080/api").expect("a target");
        let body = br#"{"name":"it's $(rm -rf ~) `x`","echo":"top-secret-token"}"#;
        let command = command(&target, &request("/api/a/../%2e?q=[1]", body), &masker());
        assert_eq!(
            command,
            "curl -sS -g --path-as-is -X POST 'http://127.0.0.1:8080/api/a/../%2e?q=[1]' \
             -H 'authorization: Bearer '\"$AUTHORIZATION\" -H 'content-type: application/json' \
             --data-binary '{\"name\":\"it'\\''s $(rm -rf ~) `x`\",\"echo\":\"***\"}'"
        );
    }

    #[test]
    fn bytes_that_are_no_text_go_through_printf() {
        let command = command(&Target::embedded(([127, 0, 0, 1], 1).into()), &request("/a", b"\xff'\0"), &masker());
        assert!(command.starts_with("printf '\\377\\047\\000' | curl "), "{command}");
        assert!(command.ends_with("--data-binary @-"), "{command}");
        assert!(command.contains(" \"$TARGET\"/a "), "{command}");
    }
}
