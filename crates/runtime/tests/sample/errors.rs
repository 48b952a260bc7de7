//! The documented errors of the Sample API: one type for each set of answers that operations share.

use avouch_runtime::answers;

use super::models::{Errors, Locked};

/// The answers 404 and 423.
#[derive(Clone, Debug, PartialEq)]
pub enum NotFoundOrLocked {
    /// 404: there is no such resource.
    NotFound(Errors),
    /// 423: somebody holds the resource.
    Locked(Locked),
}

answers! { NotFoundOrLocked { "404" => NotFound(Json), "423" => Locked(Json) } }
