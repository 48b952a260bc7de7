//! Removing what a run has made, the last thing first.

use tokio::time::Instant;

use super::Engine;
use super::state::{Instance, Tie};
use crate::event::Event;
use crate::finding::{Blame, Draft};
use crate::{SkipReason, codes, json};

impl Engine<'_> {
    /// Removes everything that the run has made and not yet deleted. Runs too where the run was stopped; ends at once where it
    /// is asked to stop again, and says what is left.
    pub(super) async fn clean_up(&mut self) {
        let made: Vec<usize> = (0..self.state.instances.len())
            .rev()
            .filter(|position| {
                self.state.instances.get(*position).is_some_and(|instance| instance.tie == Tie::Made && instance.alive)
            })
            .collect();
        if made.is_empty() {
            return;
        }
        self.reporter.event(&Event::CleaningUp { items: made.len() });
        let stopped = self.ended.get_or_insert(SkipReason::Stopped).clone();
        let was_stopped = stopped != SkipReason::Stopped || self.stop.is_asked() || self.is_late();
        self.deadline = Some(Instant::now() + self.config.limits.cleanup);
        for position in made {
            let Some(instance) = self.state.instances.get(position).cloned() else { continue };
            if self.is_covered(&instance) {
                continue;
            }
            let result = if self.stop.is_urgent() || self.is_late() {
                Err("there was no time to remove it".to_owned())
            } else {
                self.remove(position, &instance).await
            };
            match result {
                Ok(()) => {
                    if let Some(instance) = self.state.instances.get_mut(position) {
                        instance.alive = false;
                    }
                }
                Err(reason) => self.leave(&instance, &reason),
            }
        }
        if !was_stopped {
            self.ended = None;
        }
    }

    /// Whether something is gone with what it stood below, or cannot be named without it.
    fn is_covered(&self, instance: &Instance) -> bool {
        let is_dead = |(resource, identifier): &(avouch_api::ResourceIndex, String)| {
            let pointer = self.plan.catalogue.kind(*resource).and_then(|kind| kind.pointer.as_ref());
            self.state.instances.iter().any(|known| {
                let own = pointer.and_then(|pointer| known.identifiers.get(pointer)).and_then(json::identifier);
                known.resource == *resource && !known.alive && own.as_ref() == Some(identifier)
            })
        };
        instance.above.iter().any(is_dead)
    }

    async fn remove(&mut self, position: usize, instance: &Instance) -> Result<(), String> {
        let delete = self.plan.catalogue.kind(instance.resource).and_then(|kind| kind.delete);
        let Some(delete) = delete else {
            return if instance.above.is_empty() { Err("no operation removes it".to_owned()) } else { Ok(()) };
        };
        let operation = self.plan.api.operation(delete);
        let planned = self.plan.helpers.get(&delete).ok_or_else(|| "its removal cannot be planned".to_owned())?;
        let built = self.builder(operation, Some(position)).build(operation, planned);
        let built = built.map_err(|reason| reason.to_string())?;
        let sent = self.exchange(operation, built).await.map_err(|_| "there was no time to remove it".to_owned())?;
        let response = sent.answer.map_err(|error| error.to_string())?.response;
        match response.status {
            200..=299 | 404 | 410 => Ok(()),
            status => Err(format!("{} was answered with status {status}", operation.id)),
        }
    }

    /// Takes down what is left behind.
    fn leave(&mut self, instance: &Instance, reason: &str) {
        let resource = self.plan.api.resources.get(instance.resource.0 as usize);
        let name = resource.map(|resource| resource.name.as_str()).unwrap_or_default();
        let identifiers: Vec<String> = instance.identifiers.values().filter_map(json::identifier).collect();
        let line = format!("{name} `{}`: {reason}", identifiers.join("`, `"));
        let kind = self.plan.catalogue.kind(instance.resource);
        let operation = kind.and_then(|kind| kind.delete.or(kind.creates.first().copied()));
        // A server that lives for the run alone takes everything with it.
        if self.config.target.is_embedded() {
            return;
        }
        if let Some(operation) = operation {
            let draft = Draft::new(&codes::LEFT_BEHIND, "cleanup", Blame::Environment, format!("left behind: {line}"));
            self.found(draft, operation, "cleanup", None, None);
        }
        self.left_behind.push(line);
    }
}
