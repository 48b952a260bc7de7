//! A look at the target before something is made: what is there already is not the run's own.

use avouch_api::{Action, Operation};

use super::Engine;
use super::build::Built;
use crate::SkipReason;
use crate::config::Writes;
use crate::plan::Step;

/// The most names that are tried for what is to be made.
const MAX_NAMES: usize = 20;

impl Engine<'_> {
    /// Looks whether what an operation is about to make is there already. What is there and not the run's own is not replaced; what
    /// the body names gets another name.
    pub(super) async fn look_before(
        &mut self,
        step: &Step,
        operation: &Operation,
        built: Built,
    ) -> Result<Built, SkipReason> {
        let Some((resource, Action::Create)) = operation.resource else { return Ok(built) };
        let mut built = built;
        if operation.method == "PUT" {
            if self.config.writes == Writes::Own {
                let before = self.status_before(operation, &built).await;
                if matches!(before, Some(200..=299)) {
                    return Err(SkipReason::NotOurs);
                }
                built.was_absent = is_gone(before);
            }
        } else {
            let mut before = self.status_of_named(operation, &built).await;
            for number in 2..=MAX_NAMES {
                if !matches!(before, Some(200..=299)) {
                    break;
                }
                let renamed = step.request.further(&self.plan.validator, operation, number);
                built = self.builder(operation, None).build(operation, &renamed)?;
                before = self.status_of_named(operation, &built).await;
            }
            built.was_absent = is_gone(before);
        }
        self.state.attempted.insert(resource);
        Ok(built)
    }

    /// The status with which something is read by the identifier that a body gives to what is to be made.
    async fn status_of_named(&mut self, operation: &Operation, built: &Built) -> Option<u16> {
        let (read, again) = self.builder(operation, None).before(operation, built)?;
        let sent = self.exchange(self.plan.api.operation(read), again).await.ok()?;
        sent.answer.ok().map(|answer| answer.response.status)
    }

    /// The status with which what an operation would make under a name of its own is read before.
    async fn status_before(&mut self, operation: &Operation, built: &Built) -> Option<u16> {
        let sent = self.read_again(operation, built).await?;
        sent.answer.ok().map(|answer| answer.response.status)
    }
}

/// Whether a target says that there is nothing.
fn is_gone(status: Option<u16>) -> bool {
    matches!(status, Some(404 | 410))
}
