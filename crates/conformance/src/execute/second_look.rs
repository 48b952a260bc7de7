//! A second look at lists that are empty below what the run has made: an empty list shows nothing of its items.

use avouch_api::Operation;
use avouch_validate::{Request, Response};
use serde_json::Value;

use super::Engine;
use super::build::Built;
use super::judge::{self, Circumstances, Verdict};
use crate::json;
use crate::plan::{Purpose, Step};

/// What the second look has shown.
pub(super) struct SecondLook {
    pub(super) request: Request,
    pub(super) response: Response,
    pub(super) verdict: Verdict,
}

impl Engine<'_> {
    /// Reads a list that is empty below an item of the run once more, below the item that the document's example names.
    ///
    /// The target may well not have that item; only an answer of 2xx with items says anything.
    pub(super) async fn look_again(
        &mut self,
        operation: &Operation,
        step: &Step,
        built: &Built,
        response: &Response,
    ) -> Option<SecondLook> {
        let pointer = self.items_pointer(operation)?;
        let is_case = step.purpose == Purpose::Case && operation.is_safe() && !built.path.is_empty();
        if !is_case || self.ended.is_some() || !lists_nothing(&pointer, response) {
            return None;
        }
        let request = step.request.encode(&self.plan.api, operation, self.config.target.base()).ok()?;
        if request.target == built.request.target {
            return None;
        }
        let as_spelled =
            Built { request, path: Vec::new(), known: false, body: None, own_name: None, was_absent: false };
        let sent = self.exchange(operation, as_spelled).await.ok()?;
        let answer = sent.answer.as_ref().ok()?;
        if !matches!(answer.response.status, 200..=299) || lists_nothing(&pointer, &answer.response) {
            return None;
        }
        let circumstances = Circumstances {
            intended: step.intended,
            request: &step.breaches,
            known: false,
            authenticated: sent.authenticated,
        };
        let verdict = judge::judge(&self.plan.validator, operation, answer, &circumstances);
        Some(SecondLook { response: answer.response.clone(), request: sent.request, verdict })
    }

    fn items_pointer(&self, operation: &Operation) -> Option<String> {
        let facts = self.plan.catalogue.facts(operation.index).and_then(|facts| facts.lists.as_ref());
        let listed = facts.map(|(_, pointer)| pointer);
        listed.or(operation.pagination.as_ref().map(|pages| &pages.items)).cloned()
    }
}

fn lists_nothing(pointer: &str, response: &Response) -> bool {
    let body = json::read(&response.body);
    body.as_ref().and_then(|body| body.pointer(pointer)).and_then(Value::as_array).is_some_and(Vec::is_empty)
}
