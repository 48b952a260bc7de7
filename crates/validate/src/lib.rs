//! Values against schemas, requests against routes, one HTTP exchange against an OpenAPI document, and a document against itself.
//!
//! ```text
//! (SchemaId, View, value)   --Validator::check-->           Violations
//! (method, target)          --Router::route-->              the operation and the texts of its path variables
//! (operation, request)      --Validator::judge_request-->   (DecodedRequest, Breaches)
//! (operation, response)     --Validator::judge_response-->  Breaches
//! (Api)                     --lint-->                       Diagnostics
//! ```
//!
//! Validation is JSON Schema 2020-12 by the crate `jsonschema`, over schemas that are exported from the document so that they refer
//! to nothing outside themselves: nothing is ever fetched, from the network or from files. Requests and responses have a view of
//! each schema of their own, since required properties that are `readOnly` are not demanded in requests, nor those that are
//! `writeOnly` in responses.
//!
//! The encoders here ([`encode_request`], [`encode_body`], [`encode_parameter`]) and the decoders read one schema the same way, so
//! that whoever sends and whoever answers mean the same.
//!
//! Absent on purpose: input and output, any wish to mend what is wrong, and any verdict without a place in the document. What cannot
//! be decided (a pattern that backtracks without end, a media type without a reader) is no breach.

mod body;
mod breach;
mod checks;
pub mod codes;
mod coerce;
mod encode;
mod exchange;
mod explain;
mod export;
mod formats;
mod json;
mod lints;
mod message;
mod one_way;
mod params;
mod patterns;
mod place;
pub mod pointer;
mod request;
mod response;
mod route;
mod settings;
mod shape;
mod validator;
mod violation;
mod walk;

pub use body::{BodyFault, DecodedBody, EncodeError, EncodedBody, encode_body, encode_example, representation};
pub use breach::{Breach, Check};
pub use encode::encode_request;
pub use exchange::{Exchange, Request, Response};
pub use lints::lint;
pub use message::is_secret;
pub use one_way::is_excluded;
pub use params::encode_parameter;
pub use request::DecodedRequest;
pub use route::{Route, Router, base_path};
pub use settings::{Formats, Nullable, Settings, Values, View};
pub use validator::Validator;
pub use violation::Violation;
pub use walk::{Walked, walk};
