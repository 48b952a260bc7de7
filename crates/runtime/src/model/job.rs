//! Models of long-running operations.

use super::Model;

/// States where a model tells how far a long-running operation is, and which states end it.
///
/// ```
/// use avouch_runtime::{job, object};
///
/// #[derive(Clone, Debug)]
/// pub struct Job {
///     pub state: String,
/// }
///
/// object! { Job { required: state; } }
/// job! { Job { state: "/state"; done: "COMPLETE", "PARTIAL"; failed: "FAILED"; } }
/// ```
#[macro_export]
macro_rules! job {
    ($name:ident {
        state: $state:literal;
        done: $($done:literal),+;
        $(failed: $($failed:literal),+;)?
    }) => {
        impl $crate::model::JobModel for $name {
            const STATES: $crate::model::JobStates = $crate::model::JobStates {
                state: $state,
                done: &[$($done),+],
                failed: &[$($($failed),+)?],
            };
        }
    };
}

/// A model that tells how far a long-running operation is. `job!` implements it.
pub trait JobModel: Model {
    /// Its states.
    const STATES: JobStates;
}

/// The states of long-running operations. Those that are not listed are not the end.
#[derive(Clone, Copy, Debug)]
pub struct JobStates {
    /// Where the state stands, as a JSON pointer.
    pub state: &'static str,
    /// The states in which the operation has done its work.
    pub done: &'static [&'static str],
    /// The states in which it has failed.
    pub failed: &'static [&'static str],
}
