//! The wire semantics of OpenAPI, both ways: what a value looks like as bytes in a path, a query, a header, a cookie or
//! a body, and which value such bytes stand for.
//!
//! Every encoder has its decoder beside it, so that clients, servers and checkers share one reading of the
//! specification:
//!
//! | Module | What it reads and writes | Ruled by |
//! |---|---|---|
//! | [`param`] | parameters in every style and location | OpenAPI "Style Values", RFC 6570 |
//! | [`path`] | path keys: expansion, matching, order, identity | OpenAPI "Path Templating", RFC 3986 |
//! | [`media`] | media types, ranges, the best key of a `content` map | RFC 9110 sections 8.3 and 12.5.1 |
//! | [`form`] | `application/x-www-form-urlencoded` bodies | WHATWG URL, OpenAPI "Encoding Object" |
//! | [`multipart`] | `multipart/*` bodies, streamed | RFC 2046, RFC 7578 |
//! | [`sse`] | `text/event-stream` | WHATWG HTML "Server-sent events" |
//! | [`link`], [`retry_after`], [`auth`] | single header fields | RFC 8288, RFC 9110, RFC 7617, RFC 6750 |
//!
//! The crate depends on none of the other crates of the project, and generated code depends on it through its runtime:
//! it stays small. It knows neither documents nor schemas: callers resolve those and pass a [`Style`] and a [`Shape`].
//! Deliberately absent are input and output, asynchronous code, an HTTP library, and any choice between several
//! readings that only a schema can make.
//!
//! ```
//! use avouch_wire::{Shape, Style, Value, param};
//!
//! let colours = Value::Array(vec!["blue".into(), "a,b".into()]);
//! let query = param::encode_query("color", Style::FORM_COMMA, &colours)?;
//! assert_eq!(query.as_deref(), Some("color=blue,a%2Cb"));
//!
//! let query = avouch_wire::Query::parse("color=blue,a%2Cb");
//! let decoded = param::decode_query("color", Style::FORM_COMMA, Shape::Array, &query)?;
//! assert_eq!(decoded, Some(colours));
//! # Ok::<(), avouch_wire::Error>(())
//! ```
//!
//! # Hostile input
//!
//! Readers never panic, take time linear in their input (but for a factor that the caller's own names and delimiters
//! bound) and hold no more than their stated limits. Writers refuse text that would break out of its place, such as a
//! line break in a header.

mod error;
mod pairs;
mod percent;
mod style;
mod value;

pub mod auth;
pub mod form;
pub mod link;
pub mod media;
pub mod multipart;
pub mod param;
pub mod path;
pub mod retry_after;
pub mod sse;

pub use error::{Error, Place};
pub use pairs::{Cookies, Pair, Query};
pub use style::{Location, Shape, Style, StyleName};
pub use value::Value;
