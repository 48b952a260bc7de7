//! The asynchronous client.

pub(crate) mod answer;
mod auth;
#[cfg(feature = "blocking")]
mod blocking;
mod body;
mod call;
mod error;
mod execute;
mod job;
mod link;
mod message;
mod pages;
mod pointer;
mod policy;
mod request;
mod reqwest;
mod response;
mod settings;
mod tls;
mod transport;
mod upload;

pub use answer::{Arm, accepted, binary, each, empty, json, stream, text};
pub use auth::{AccessToken, Credential};
#[cfg(feature = "blocking")]
pub use blocking::{Blocking, BlockingError, block_on};
pub use body::Body;
pub use call::{Call, ResponseFuture};
pub use error::{BuildError, DecodeError, Error, LinkError};
pub use job::{Accepted, JobError, JobHandle};
pub use pages::{Items, Pages, Paging};
pub use policy::{Redirects, Retry};
pub use reqwest::ReqwestTransport;
pub use response::Response;
pub use settings::{Client, ClientBuilder};
pub use transport::{Transport, TransportError, TransportFuture};
pub use upload::Upload;

/// Nothing: blocking calls are a feature of their own.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! blocking_operation {
    ($name:ident, $success:ty, $errors:ty) => {};
}
