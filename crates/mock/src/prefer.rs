//! What a client wishes by `Prefer` header fields (RFC 7240).

use http::HeaderMap;

/// The wishes that a mock knows; others are passed over, as the RFC has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Prefer {
    /// `code=404`: the documented answer of this status.
    pub(crate) code: Option<u16>,
    /// `example=NAME`: the answer with the example of this name.
    pub(crate) example: Option<String>,
    /// `task=failed`: the task that the request starts is to fail.
    pub(crate) task_fails: bool,
}

impl Prefer {
    /// Reads the header fields. Of a wish that stands twice the first counts.
    pub(crate) fn of(headers: &HeaderMap) -> Prefer {
        let mut wishes = Prefer::default();
        let fields = headers.get_all("prefer").iter().filter_map(|field| field.to_str().ok());
        for wish in fields.flat_map(|field| field.split([',', ';'])) {
            let Some((name, value)) = wish.split_once('=') else { continue };
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "code" => wishes.code = wishes.code.or(value.parse().ok().filter(|code| (200..600).contains(code))),
                "example" => wishes.example = wishes.example.or_else(|| Some(value.to_owned())),
                "task" => wishes.task_fails |= value.eq_ignore_ascii_case("failed"),
                _ => {}
            }
        }
        wishes
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::Prefer;

    #[test]
    fn wishes_are_read_from_all_fields() {
        let mut headers = HeaderMap::new();
        headers.append("prefer", HeaderValue::from_static("respond-async, Code=404; example=\"a b\""));
        headers.append("prefer", HeaderValue::from_static("task=failed, code=500"));
        let expected = Prefer { code: Some(404), example: Some("a b".to_owned()), task_fails: true };
        assert_eq!(Prefer::of(&headers), expected);
    }

    #[test]
    fn nonsense_is_passed_over() {
        let mut headers = HeaderMap::new();
        headers.append("prefer", HeaderValue::from_static("code=99999, code=x, =, example"));
        assert_eq!(Prefer::of(&headers), Prefer::default());
    }
}
