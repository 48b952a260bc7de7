//! From the bytes of an answer to its documented type: one arm a status.

use super::body::Body;
use super::error::{DecodeError, Error};
use super::job::Accepted;
use super::response::Response;
use super::settings::Client;
use crate::model::{Model, Seed};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, Uri, header};
use serde::de::DeserializeSeed;
use std::fmt;

/// One documented answer: a status, and how its body is decoded.
pub struct Arm<T> {
    status: &'static str,
    format: Format,
    decode: fn(&mut Answer) -> Result<T, DecodeError>,
}

impl<T> Arm<T> {
    /// An arm for a status as documents write it: `200`, `4XX` or `default`.
    pub const fn new(status: &'static str, format: Format, decode: fn(&mut Answer) -> Result<T, DecodeError>) -> Self {
        Self { status, format, decode }
    }

    /// The same for one media type or range of several that the document lists for the status.
    #[must_use]
    pub const fn media(mut self, media: &'static str) -> Self {
        self.format.accept = media;
        self.format.exact = true;
        self
    }

    pub(crate) fn head(&self) -> Head {
        Head { status: self.status, format: self.format }
    }
}

impl<T> Clone for Arm<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Arm<T> {}

impl<T> fmt::Debug for Arm<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.status)
    }
}

/// What is known of a format before an answer is there.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// The media types to ask for.
    accept: &'static str,
    /// Whether the arm is for answers of that media type alone.
    exact: bool,
    /// Whether the body is left to the caller.
    streamed: bool,
}

impl Format {
    const fn whole(accept: &'static str) -> Self {
        Self { accept, exact: false, streamed: false }
    }
}

/// The format of a body in [`answers!`](crate::answers): JSON.
pub struct Json;

impl Json {
    /// What is asked for.
    pub const FORMAT: Format = Format::whole("application/json");

    /// Decodes a body.
    pub fn read<T: Model>(answer: &mut Answer) -> Result<T, DecodeError> {
        decode_json(&answer.bytes)
    }
}

/// The format of a body in [`answers!`](crate::answers): text in UTF-8.
pub struct Text;

impl Text {
    /// What is asked for.
    pub const FORMAT: Format = Format::whole("text/plain");

    /// Decodes a body.
    pub fn read(answer: &mut Answer) -> Result<String, DecodeError> {
        String::from_utf8(answer.bytes.to_vec()).map_err(DecodeError::new)
    }
}

/// The format of a body in [`answers!`](crate::answers): bytes, in memory.
pub struct Binary;

impl Binary {
    /// What is asked for.
    pub const FORMAT: Format = Format::whole("*/*");

    /// Takes a body.
    pub fn read(answer: &mut Answer) -> Result<Bytes, DecodeError> {
        Ok(answer.bytes.clone())
    }
}

/// The format of a body in [`answers!`](crate::answers): a stream that the caller reads.
pub struct Stream;

impl Stream {
    /// What is asked for.
    pub const FORMAT: Format = Format { accept: "*/*", exact: false, streamed: true };

    /// Takes a body.
    pub fn read(answer: &mut Answer) -> Result<Body, DecodeError> {
        Ok(std::mem::take(&mut answer.body))
    }
}

/// The format of a body in [`answers!`](crate::answers): none.
pub struct Empty;

impl Empty {
    /// What is asked for.
    pub const FORMAT: Format = Format::whole("");

    /// Takes nothing: a body that the document does not describe is ignored.
    pub fn read(_answer: &mut Answer) -> Result<(), DecodeError> {
        Ok(())
    }
}

/// The format of a body in [`answers!`](crate::answers): a long-running operation at `Location`.
pub struct Job;

impl Job {
    /// What is asked for.
    pub const FORMAT: Format = Format::whole("application/json");

    /// Takes the header and the body.
    pub fn read<J>(answer: &mut Answer) -> Result<Accepted<J>, DecodeError> {
        Ok(Accepted::new(answer))
    }
}

/// An arm for a body of JSON.
pub fn json<T: Model>(status: &'static str) -> Arm<T> {
    Arm::new(status, Json::FORMAT, Json::read)
}

/// An arm for a body of text.
pub fn text(status: &'static str) -> Arm<String> {
    Arm::new(status, Text::FORMAT, Text::read)
}

/// An arm for a body of bytes that is read into memory.
pub fn binary(status: &'static str) -> Arm<Bytes> {
    Arm::new(status, Binary::FORMAT, Binary::read)
}

/// An arm for a body that the caller reads.
pub fn stream(status: &'static str) -> Arm<Body> {
    Arm::new(status, Stream::FORMAT, Stream::read)
}

/// An arm for an answer without a body.
pub fn empty(status: &'static str) -> Arm<()> {
    Arm::new(status, Empty::FORMAT, Empty::read)
}

/// The same arm for several statuses.
pub fn each<T, const N: usize>(arm: fn(&'static str) -> Arm<T>, statuses: [&'static str; N]) -> [Arm<T>; N] {
    statuses.map(arm)
}

/// An arm for an answer with the `Location` of a long-running operation.
pub fn accepted<J>(status: &'static str) -> Arm<Accepted<J>> {
    Arm::new(status, Job::FORMAT, Job::read)
}

/// States the answers that an enum distinguishes: a status as documents write it, the media type where the document has
/// several for that status, the variant, and the format of its body: `Json`, `Text`, `Binary`, `Stream` or `Job`. A variant without a body
/// has none. The enum gets a constant `ANSWERS`.
///
/// ```
/// use avouch_runtime::answers;
///
/// #[derive(Clone, Debug)]
/// pub enum Stored {
///     Replaced(String),
///     Unchanged,
/// }
///
/// answers! { Stored { "200" => Replaced(Text), "204" => Unchanged } }
///
/// assert_eq!(format!("{:?}", Stored::ANSWERS), "[200, 204]");
/// ```
#[macro_export]
macro_rules! answers {
    ($name:ident { $($status:literal $($media:literal)? => $variant:ident $(($format:ident))?),+ $(,)? }) => {
        impl $name {
            /// The documented answers.
            pub(crate) const ANSWERS: &'static [$crate::Arm<Self>] = &[
                $($crate::answer_arm!($status => $variant $($format)?)$(.media($media))?,)+
            ];
        }
    };
}

/// One arm of `answers!`.
#[doc(hidden)]
#[macro_export]
macro_rules! answer_arm {
    ($status:literal => $variant:ident) => {
        $crate::Arm::new($status, $crate::answer::Empty::FORMAT, |_| ::core::result::Result::Ok(Self::$variant))
    };
    ($status:literal => $variant:ident $format:ident) => {
        $crate::Arm::new($status, $crate::answer::$format::FORMAT, |answer| {
            $crate::answer::$format::read(answer).map(Self::$variant)
        })
    };
}

/// An answer before it is decoded.
pub struct Answer {
    pub(crate) client: Client,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) url: Uri,
    /// The body, unless it is streamed.
    pub(crate) bytes: Bytes,
    /// The body, if it is streamed.
    pub(crate) body: Body,
    pub(crate) chosen: Chosen,
}

/// Which arm an answer fits: its index among the successes or among the errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    Success(usize),
    Error(usize),
    Undocumented,
}

/// What execution needs to know of an arm.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    status: &'static str,
    format: Format,
}

impl Head {
    /// How well the arm fits: an explicit status before a range before `default` (OpenAPI,
    /// Responses Object), then a media type that is named.
    fn rank(&self, status: StatusCode, content_type: Option<&str>) -> Option<(u8, bool)> {
        let code = status.as_str();
        let by_status = match self.status.strip_suffix("XX") {
            Some(class) if code.starts_with(class) => 2,
            None if self.status == code => 3,
            None if self.status == "default" => 1,
            _ => return None,
        };
        if !self.format.exact {
            return Some((by_status, false));
        }
        let keys = [self.format.accept];
        avouch_wire::media::best_match(keys, content_type?)?;
        Some((by_status, true))
    }
}

/// The documented answers of an operation, types aside.
#[derive(Clone, Debug, Default)]
pub(crate) struct Documented {
    pub(crate) success: Vec<Head>,
    pub(crate) errors: Vec<Head>,
}

impl Documented {
    /// The arm that an answer fits, and whether its body is left to the caller.
    pub(crate) fn choose(&self, status: StatusCode, headers: &HeaderMap) -> (Chosen, bool) {
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let mut best = None;
        let arms = self.success.iter().enumerate();
        let arms = arms.map(|(index, head)| (Chosen::Success(index), head));
        let errors = self.errors.iter().enumerate();
        for (chosen, head) in arms.chain(errors.map(|(index, head)| (Chosen::Error(index), head))) {
            let rank = head.rank(status, content_type);
            if rank.is_some() && best.is_none_or(|(highest, _, _)| rank > highest) {
                best = Some((rank, chosen, head.format.streamed));
            }
        }
        best.map_or((Chosen::Undocumented, false), |(_, chosen, streamed)| (chosen, streamed))
    }

    /// The value of `Accept`: what the successes are written in.
    pub(crate) fn accept(&self) -> String {
        let mut types: Vec<&str> = Vec::new();
        for head in self.success.iter().chain(&self.errors) {
            let media = head.format.accept;
            if !media.is_empty() && !types.contains(&media) {
                types.push(media);
            }
        }
        types.join(", ")
    }
}

/// Decodes an answer by the arm that it fits.
pub(crate) fn settle<T, E>(mut answer: Answer, success: &[Arm<T>], errors: &[Arm<E>]) -> Result<Response<T>, Error<E>> {
    let decoded = match answer.chosen {
        Chosen::Success(index) => success.get(index).map(|arm| (arm.decode)(&mut answer).map(Ok)),
        Chosen::Error(index) => errors.get(index).map(|arm| (arm.decode)(&mut answer).map(Err)),
        Chosen::Undocumented => None,
    };
    let Answer { status, headers, url, bytes, .. } = answer;
    match decoded {
        Some(Ok(Ok(body))) => Ok(Response::new(status, headers, url, body)),
        Some(Ok(Err(body))) => {
            Err(Error::Documented(Box::new(Response::new(status, headers, url, body).with_text(bytes))))
        }
        Some(Err(error)) => {
            Err(Error::Decode { response: Box::new(Response::new(status, headers, url, bytes)), error })
        }
        None => Err(Error::Undocumented(Box::new(Response::new(status, headers, url, bytes)))),
    }
}

/// Decodes JSON text.
pub(crate) fn decode_json<T: Model>(bytes: &[u8]) -> Result<T, DecodeError> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    Seed::new()
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(DecodeError::new)
}
