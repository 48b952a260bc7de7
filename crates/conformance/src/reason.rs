//! Why something was not sent.

use std::fmt;

/// Why an operation, or one of its cases, was not sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkipReason {
    /// The configuration leaves it out.
    Filtered,
    /// The server calls it: a webhook or a callback.
    CalledByServer,
    /// It changes things, and the target is not one where that is allowed.
    WritesNotAllowed,
    /// It destroys or overwrites, and nothing in its path was made by this run.
    NotOurs,
    /// Something required has no example and no value could be made up for it.
    NoValue {
        /// What: `path parameter "id"`, `the request body`.
        what: String,
    },
    /// The request cannot be written.
    NotEncodable {
        /// Why.
        detail: String,
    },
    /// What it works on could not be made.
    DependencyFailed {
        /// The resource: `apps`.
        resource: String,
    },
    /// The target could not be reached.
    Unreachable,
    /// The run was stopped before its turn came.
    Stopped,
}

impl SkipReason {
    /// The stable name: `writes-not-allowed`.
    pub const fn name(&self) -> &'static str {
        match self {
            SkipReason::Filtered => "filtered",
            SkipReason::CalledByServer => "called-by-server",
            SkipReason::WritesNotAllowed => "writes-not-allowed",
            SkipReason::NotOurs => "not-ours",
            SkipReason::NoValue { .. } => "no-value",
            SkipReason::NotEncodable { .. } => "not-encodable",
            SkipReason::DependencyFailed { .. } => "dependency-failed",
            SkipReason::Unreachable => "unreachable",
            SkipReason::Stopped => "stopped",
        }
    }
}

impl fmt::Display for SkipReason {
    /// The name, and after a colon what it means here.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.name())?;
        match self {
            SkipReason::Filtered => f.write_str("left out by the configuration"),
            SkipReason::CalledByServer => f.write_str("a webhook or callback, which the server calls"),
            SkipReason::WritesNotAllowed => f.write_str("it changes things at a target where that was not allowed"),
            SkipReason::NotOurs => f.write_str("it destroys or overwrites what this run has not made"),
            SkipReason::NoValue { what } => write!(f, "no example and no value for {what}"),
            SkipReason::NotEncodable { detail } => f.write_str(detail),
            SkipReason::DependencyFailed { resource } => {
                write!(f, "it needs one of `{resource}`, and none could be made")
            }
            SkipReason::Unreachable => f.write_str("the target could not be reached"),
            SkipReason::Stopped => f.write_str("the run was stopped before"),
        }
    }
}
