//! What a run tells while it goes on.

use crate::finding::Finding;
use crate::report::Report;
use crate::{Outcome, SkipReason};

/// Something that happened in a run.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'e> {
    /// The run begins.
    Started {
        /// How many cases it will send.
        cases: usize,
    },
    /// A case has ended, or was left out when its turn came.
    CaseEnded {
        /// The operation, by its id.
        operation: &'e str,
        /// The case.
        case: &'e str,
        /// How it ended.
        outcome: &'e Outcome,
    },
    /// Something was found for the first time.
    Found(&'e Finding),
    /// The run stops before its end.
    Stopping(&'e SkipReason),
    /// What was made is being removed.
    CleaningUp {
        /// How many things.
        items: usize,
    },
    /// The run has ended.
    Ended(&'e Report),
}

/// Takes the events of a run.
pub trait Reporter: Send {
    /// Takes an event. It should not take long: the run waits.
    fn event(&mut self, event: &Event<'_>);
}

/// Takes events and does nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Reporter for Silent {
    fn event(&mut self, _: &Event<'_>) {}
}
