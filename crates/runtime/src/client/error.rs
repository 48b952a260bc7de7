//! What can go wrong when an operation is called.

use super::auth::Shared;
use super::message;
use super::response::Response;
use super::transport::TransportError;
use bytes::Bytes;
use http::StatusCode;
use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::time::Duration;

/// Why a client cannot be built, or a request cannot be sent as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError(pub(crate) String);

impl BuildError {
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        Self(message.to_string())
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl StdError for BuildError {}

/// Why a documented answer could not be decoded.
#[derive(Debug)]
pub struct DecodeError(Box<dyn StdError + Send + Sync>);

impl DecodeError {
    /// An answer could not be decoded for this reason.
    pub fn new(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(source.into())
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl StdError for DecodeError {}

/// Why an operation did not succeed; `E` is the body of the errors that its document lists.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E = Infallible> {
    /// The request cannot be sent as it was asked for; nothing was sent.
    Request(BuildError),
    /// There is no credential, since its source failed; nothing was sent.
    Credential(Box<dyn StdError + Send + Sync>),
    /// A blocking call cannot wait; nothing was sent.
    #[cfg(feature = "blocking")]
    Blocking(super::blocking::BlockingError),
    /// There is no answer.
    Transport(TransportError),
    /// There is no answer within this time.
    TimedOut(Duration),
    /// The server refers to an address that the client does not follow.
    Link(LinkError),
    /// The body of an answer could not be read, or is longer than the client allows.
    Body {
        /// The status of the answer.
        status: StatusCode,
        /// What happened.
        error: io::Error,
    },
    /// An error that the document lists.
    Documented(Box<Response<E>>),
    /// An answer that the document does not list.
    Undocumented(Box<Response<Bytes>>),
    /// An answer that the document lists, but whose body is not what it says.
    Decode {
        /// The answer as it came.
        response: Box<Response<Bytes>>,
        /// What does not fit.
        error: DecodeError,
    },
}

impl<E> Error<E> {
    /// The body of an error that the document lists.
    pub fn documented(&self) -> Option<&E> {
        match self {
            Self::Documented(response) => Some(response.body()),
            _ => None,
        }
    }

    /// The status of the answer, if there is one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Documented(response) => Some(response.status()),
            Self::Undocumented(response) | Self::Decode { response, .. } => Some(response.status()),
            Self::Body { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Why the source of a credential failed, if it failed with an error of this type; see
    /// [`Credential::refreshed`](super::Credential::refreshed).
    pub fn credential<X: StdError + 'static>(&self) -> Option<&X> {
        match self {
            Self::Credential(error) => match error.downcast_ref::<Shared>() {
                Some(shared) => shared.0.downcast_ref(),
                None => error.downcast_ref(),
            },
            _ => None,
        }
    }

    /// What the answer says about the failure, for people: the text of its members `title`, `detail`, `message` and the like,
    /// whatever its document calls the type. `None` where there is no answer, or no such text in it.
    pub fn message(&self) -> Option<String> {
        match self {
            Self::Documented(response) => message::said(response.text()),
            Self::Undocumented(response) | Self::Decode { response, .. } => message::said(response.body()),
            _ => None,
        }
    }

    /// The same with another type for the errors that the document lists.
    pub fn map<F>(self, map: impl FnOnce(E) -> F) -> Error<F> {
        match self {
            Self::Request(error) => Error::Request(error),
            Self::Credential(error) => Error::Credential(error),
            #[cfg(feature = "blocking")]
            Self::Blocking(error) => Error::Blocking(error),
            Self::Transport(error) => Error::Transport(error),
            Self::TimedOut(limit) => Error::TimedOut(limit),
            Self::Link(error) => Error::Link(error),
            Self::Body { status, error } => Error::Body { status, error },
            Self::Documented(response) => Error::Documented(Box::new(response.map(map))),
            Self::Undocumented(response) => Error::Undocumented(response),
            Self::Decode { response, error } => Error::Decode { response, error },
        }
    }
}

impl Error {
    /// The same as an error of any operation.
    pub(crate) fn of<E>(self) -> Error<E> {
        self.map(|never| match never {})
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => write!(formatter, "the request cannot be sent: {error}"),
            Self::Credential(error) => write!(formatter, "there is no credential: {error}"),
            #[cfg(feature = "blocking")]
            Self::Blocking(error) => error.fmt(formatter),
            Self::Transport(error) => error.fmt(formatter),
            Self::TimedOut(limit) => write!(formatter, "there is no answer within {limit:?}"),
            Self::Link(error) => error.fmt(formatter),
            Self::Body { status, error } => {
                write!(formatter, "the body of an answer {status}: {error}")
            }
            Self::Documented(response) => {
                write!(formatter, "{}{}", response.status(), told(response.text()))
            }
            Self::Undocumented(response) => {
                write!(formatter, "undocumented answer {}{}", response.status(), told(response.body()))
            }
            Self::Decode { response, error } => {
                let body = excerpt(response.body());
                write!(formatter, "an answer {}: {error}{body}", response.status())
            }
        }
    }
}

impl<E: fmt::Debug> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Request(error) => Some(error),
            Self::Credential(error) => Some(&**error),
            #[cfg(feature = "blocking")]
            Self::Blocking(error) => Some(error),
            Self::Transport(error) => Some(error),
            Self::Link(error) => Some(error),
            Self::Body { error, .. } => Some(error),
            Self::Decode { error, .. } => Some(error),
            Self::TimedOut(_) | Self::Documented(_) | Self::Undocumented(_) => None,
        }
    }
}

/// What a body says about a failure, else its beginning, after a colon; nothing where it is empty.
pub(super) fn told(body: &Bytes) -> String {
    message::said(body).map_or_else(|| excerpt(body), |text| format!(": {text}"))
}

/// How much of a body stands in an error message.
const EXCERPT: usize = 200;

fn excerpt(body: &Bytes) -> String {
    if body.is_empty() {
        return String::new();
    }
    let shown = body.get(..EXCERPT).unwrap_or(body);
    let more = if shown.len() < body.len() { " …" } else { "" };
    format!(": {}{more}", String::from_utf8_lossy(shown).escape_debug())
}

/// Why an address that the server gave is not followed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkError {
    /// The text is no `http` or `https` address.
    Malformed(String),
    /// The address belongs to another origin: pages and jobs are read from the server that the
    /// client was made for.
    Foreign(String),
    /// A redirect leads from `https` to `http`.
    Downgrade(String),
    /// More redirects than the client allows.
    TooManyRedirects(u32),
    /// A page links to one that was read before.
    Repeated(String),
    /// The answer has no `Location`.
    Missing,
}

impl fmt::Display for LinkError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(text) => write!(formatter, "{text:?} is no address to follow"),
            Self::Foreign(text) => write!(formatter, "{text} is on another server"),
            Self::Downgrade(text) => write!(formatter, "{text} is not encrypted"),
            Self::TooManyRedirects(limit) => write!(formatter, "more than {limit} redirects"),
            Self::Repeated(text) => write!(formatter, "{text} was read before"),
            Self::Missing => formatter.write_str("the answer has no Location"),
        }
    }
}

impl StdError for LinkError {}
