//! The census: what was emitted, and what types could not carry.

use avouch_api::{Api, Origin};
use serde::Serialize;

/// What a generated crate has and lacks; the file that `--census` writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Census {
    /// The version of this format.
    pub schema_version: u32,
    /// How many operations the document has, filtered ones left out.
    pub operations_total: usize,
    /// How many of them the crate has.
    pub operations_emitted: usize,
    /// Both numbers by who calls.
    pub by_kind: ByKind,
    /// How many schemas of the document the crate depends on.
    pub schemas_total: usize,
    /// How many types the crate declares for them.
    pub types_emitted: usize,
    /// The places whose values have no type.
    pub untyped: Vec<Untyped>,
    /// The constructs that types cannot carry.
    pub not_represented: Vec<NotRepresented>,
}

/// Operations by who calls.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ByKind {
    /// Those that the client calls.
    pub path: usize,
    /// Those that the server calls by subscription.
    pub webhook: usize,
    /// Those that the server calls back.
    pub callback: usize,
}

/// A place whose values have no type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Untyped {
    /// The place: a JSON Pointer, after the name of the file where that is not the root.
    pub pointer: String,
    /// Why.
    pub reason: String,
}

/// A construct that types cannot carry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NotRepresented {
    /// The place: a JSON Pointer, after the name of the file where that is not the root.
    pub pointer: String,
    /// The keyword or the combination.
    pub construct: String,
    /// Why.
    pub reason: String,
}

/// Where something stands, as the census writes it.
pub(crate) fn pointer(api: &Api, origin: Option<Origin>) -> String {
    let Some(origin) = origin else { return String::new() };
    let pointer = api.pointer(origin);
    if origin.file.0 == 0 { pointer } else { format!("{}#{pointer}", api.document.relative_name(origin.file)) }
}
