//! One request on its way to its answer.

use std::borrow::Cow;

use avouch_api::{Operation, Response as Documented};
use avouch_validate::{DecodedRequest, Request};
use avouch_wire::{Location, Shape, Style, Value as WireValue, param};
use serde_json::Value;

use crate::intake::Upload;
use crate::media;
use crate::mock::Mock;
use crate::pick::{Picked, pick};
use crate::prefer::Prefer;

/// A request that was routed, held against the document, and found fine.
pub(crate) struct Call<'m> {
    pub(crate) mock: &'m Mock,
    pub(crate) operation: &'m Operation,
    pub(crate) request: &'m Request,
    /// What the request says.
    pub(crate) decoded: DecodedRequest,
    /// The texts of the path's variables, decoded.
    pub(crate) path: Vec<(String, String)>,
    /// The files that came with it, where they were measured.
    pub(crate) files: &'m [Upload],
    /// What the client wishes.
    pub(crate) prefer: Prefer,
    /// The mock's own scheme, host and port, as the client knows them.
    pub(crate) origin: String,
    /// The documented answer that the request is meant to get.
    pub(crate) picked: Picked<'m>,
}

/// An answer before it is written.
#[derive(Clone, Debug)]
pub(crate) struct Answer<'m> {
    pub(crate) status: u16,
    pub(crate) documented: Option<&'m Documented>,
    /// The representation, by its position in the documented content.
    pub(crate) media: Option<usize>,
    /// The body.
    pub(crate) value: Option<Value>,
    /// The body as made-up bytes, instead of a value.
    pub(crate) blob: Option<u64>,
    /// Headers that the behaviour sets itself.
    pub(crate) headers: Vec<(String, String)>,
}

/// Why a request is not answered as it wishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The statuses that say so, the best one first; the first that the document has is sent.
    pub(crate) statuses: Cow<'static, [u16]>,
    /// What is wrong, for people.
    pub(crate) detail: String,
}

impl Refusal {
    /// There is no such thing.
    pub(crate) fn not_found(collection: &str, identifier: &str) -> Refusal {
        Refusal {
            statuses: Cow::Borrowed(&[404, 410]),
            detail: format!("there is no `{identifier}` in `{collection}`"),
        }
    }
}

impl<'m> Call<'m> {
    /// Reads what the behaviours need.
    pub(crate) fn new(
        mock: &'m Mock,
        operation: &'m Operation,
        request: &'m Request,
        decoded: DecodedRequest,
        raw_path: &[(String, String)],
    ) -> Call<'m> {
        let prefer = Prefer::of(&request.headers);
        let picked = pick(&mock.api, operation, &decoded, &prefer);
        let path =
            raw_path.iter().map(|(name, raw)| (name.clone(), path_text(operation, &decoded, name, raw))).collect();
        Call { mock, operation, request, decoded, path, files: &[], prefer, origin: origin(request), picked }
    }

    /// The text of a variable of the path.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.path.iter().find(|(own, _)| own == name).map(|(_, text)| text.as_str())
    }

    /// The body of the request, where it was read as a value.
    pub(crate) fn body(&self) -> Option<&Value> {
        self.decoded.body.as_ref()
    }

    /// The documented answer, its representation negotiated, with its value from the example or made up.
    pub(crate) fn documented_answer(&self) -> Answer<'m> {
        let mut answer = self.bare_answer();
        let media = answer.documented.zip(answer.media).and_then(|(documented, media)| documented.content.get(media));
        let example = self.picked.example.filter(|(index, _)| Some(*index) == answer.media).map(|(_, example)| example);
        answer.value = media.and_then(|media| self.mock.source.body(media, example));
        answer
    }

    /// The documented answer, its representation negotiated, still without a value.
    pub(crate) fn bare_answer(&self) -> Answer<'m> {
        let accept = media::accept(&self.request.headers);
        let preferred = self.picked.example.map(|(index, _)| index);
        let media = self.picked.documented.and_then(|documented| {
            if self.picked.is_wish && preferred.is_some() {
                return preferred;
            }
            media::choose(&documented.content, accept.as_deref(), preferred)
        });
        Answer {
            status: self.picked.status,
            documented: self.picked.documented,
            media,
            value: None,
            blob: None,
            headers: Vec::new(),
        }
    }

    /// What stands before the operation's path in the request: the base path of a server, or nothing.
    pub(crate) fn base(&self) -> &str {
        let path = self.request.path();
        let own = self.operation.path.segments().len();
        let slashes: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
        let start = slashes.len().checked_sub(own).and_then(|index| slashes.get(index).copied());
        start.and_then(|start| path.get(..start)).unwrap_or_default()
    }
}

/// The schema of the answer's body.
impl Answer<'_> {
    pub(crate) fn schema(&self) -> Option<avouch_api::schema::SchemaId> {
        self.representation().and_then(|media| media.schema)
    }

    /// The representation that the answer is given in.
    pub(crate) fn representation(&self) -> Option<&avouch_api::MediaType> {
        self.documented.zip(self.media).and_then(|(documented, media)| documented.content.get(media))
    }
}

/// The text of a scalar, as it stands in a path.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn path_text(operation: &Operation, decoded: &DecodedRequest, name: &str, raw: &str) -> String {
    let read = decoded.parameter(operation, Location::Path, name).and_then(|value| match value {
        // Numbers are kept as they were sent: `007` is not `7`.
        Value::String(text) => Some(text.clone()),
        _ => None,
    });
    read.unwrap_or_else(|| match param::decode_path(name, Style::SIMPLE, Shape::Primitive, raw) {
        Ok(WireValue::Primitive(text)) => text,
        _ => raw.to_owned(),
    })
}

/// The mock's own scheme, host and port, as the request's `Host` has them.
pub(crate) fn origin(request: &Request) -> String {
    let host = request.headers.get(http::header::HOST).and_then(|host| host.to_str().ok());
    let is_host = |host: &&str| {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte))
    };
    format!("http://{}", host.filter(is_host).unwrap_or("localhost"))
}
