//! Callbacks: operations that operations declare, in turn.

use std::collections::VecDeque;
use std::rc::Rc;

use avouch_diagnostics::Diagnostic;
use avouch_parser::document::{self as source, Referable};
use indexmap::IndexMap;

use super::context::{Context, used_at};
use super::operations::Site;
use super::paths;
use crate::{OperationIndex, OperationKind, codes};

/// How deep callbacks of callbacks are followed.
const MAX_DEPTH: usize = 4;

/// Callbacks as an operation declares them.
type ByName = IndexMap<String, Referable<source::Callback>>;

/// The callbacks that wait for their turn, so that those of outer operations come first.
#[derive(Default)]
pub(super) struct Callbacks<'d> {
    /// By the operation that declares them and how deep that stands.
    declared: VecDeque<(OperationIndex, usize, &'d ByName)>,
    sites: VecDeque<(usize, Site<'d>)>,
}

impl<'d> Callbacks<'d> {
    /// Adds the callbacks of an operation that itself stands `depth` callbacks deep.
    pub(super) fn push(&mut self, parent: OperationIndex, depth: usize, callbacks: &'d ByName) {
        if !callbacks.is_empty() {
            self.declared.push_back((parent, depth, callbacks));
        }
    }

    /// The next path item of a callback, with its depth.
    pub(super) fn next(&mut self, context: &mut Context<'d>) -> Option<(usize, Site<'d>)> {
        while self.sites.is_empty() {
            let (parent, depth, callbacks) = self.declared.pop_front()?;
            for (name, referable) in callbacks {
                let Some(callback) = referable.get() else { continue };
                if depth >= MAX_DEPTH {
                    let message =
                        format!("the callback \"{name}\" stands more than {MAX_DEPTH} callbacks deep; it is left out");
                    let place = used_at(referable, callback.origin);
                    context.report(Diagnostic::new(&codes::NESTED_CALLBACKS, place, message));
                    continue;
                }
                self.expand(context, parent, depth + 1, name, callback);
            }
        }
        self.sites.pop_front()
    }

    fn expand(
        &mut self,
        context: &mut Context<'d>,
        parent: OperationIndex,
        depth: usize,
        name: &str,
        callback: &'d source::Callback,
    ) {
        for (expression, referable) in &callback.paths {
            let Some(item) = referable.get() else { continue };
            if !context.charge(1) {
                return;
            }
            let key = used_at(referable, item.origin);
            let template = paths::expression(context, expression, key);
            let Some(template) = template else { continue };
            let kind = OperationKind::Callback { parent, name: name.to_owned(), expression: expression.clone() };
            self.sites.push_back((depth, Site { kind, template, variables: Rc::default(), item, key }));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lower::test::{codes_of, lowered};
    use crate::{OperationIndex, OperationKind};

    #[test]
    fn callbacks_know_their_operation() {
        let (api, diagnostics) = lowered(
            "paths:
  /subscribe:
    post:
      operationId: subscribe
      responses: {'201': {description: ok}}
      callbacks:
        event:
          '{$request.body#/url}':
            post: {responses: {'204': {description: ok}}}
  /other: {get: {responses: {'200': {description: ok}}}}
",
        );
        assert_eq!(codes_of(&diagnostics), [""; 0]);
        let ids: Vec<_> = api.operations.iter().map(|operation| operation.id.as_str()).collect();
        assert_eq!(ids, ["subscribe", "GET /other", "POST {$request.body#/url}"]);
        assert_eq!(
            api.operations[2].kind,
            OperationKind::Callback {
                parent: OperationIndex(0),
                name: "event".to_owned(),
                expression: "{$request.body#/url}".to_owned()
            }
        );
        assert!(api.operations[2].parameters.is_empty(), "an expression is no path variable");
    }

    #[test]
    fn callbacks_of_callbacks_end() {
        let mut text = "{\"post\": {\"responses\": {\"200\": {\"description\": \"ok\"}}}}".to_owned();
        for _ in 0..6 {
            text = format!(
                "{{\"post\": {{\"responses\": {{\"200\": {{\"description\": \"ok\"}}}}, \"callbacks\": {{\"c\": {{\"{{$url}}\": {text}}}}}}}}}"
            );
        }
        let (api, diagnostics) = lowered(&format!("paths: {{\"/a\": {text}}}\n"));
        assert_eq!(api.operations.len(), 5);
        assert_eq!(codes_of(&diagnostics), ["operation/nested-callbacks"]);
        let ids: Vec<_> = api.operations.iter().map(|operation| operation.id.as_str()).collect();
        assert_eq!(ids, ["POST /a", "POST {$url}", "POST {$url} (2)", "POST {$url} (3)", "POST {$url} (4)"]);
    }
}
