//! What operations are called.

use avouch_diagnostics::Diagnostic;
use rustc_hash::{FxHashMap, FxHashSet};

use super::context::Context;
use crate::{Operation, OperationIndex, OperationKind, codes};

/// Gives every operation its id: the `operationId` to the first that has it, `METHOD path` to the others.
pub(super) fn assign(context: &mut Context<'_>, operations: &mut [Operation]) {
    let mut owners: FxHashMap<String, OperationIndex> = FxHashMap::default();
    let mut nameless = Vec::new();
    for position in 0..operations.len() {
        let Some(id) = operations[position].operation_id.clone().filter(|id| !id.is_empty()) else {
            nameless.push(position);
            continue;
        };
        match owners.get(&id).map(|owner| &operations[owner.0 as usize]) {
            None => {
                owners.insert(id.clone(), operations[position].index);
                operations[position].id = id;
            }
            Some(owner) => {
                report_duplicate(context, &id, owner, &operations[position]);
                nameless.push(position);
            }
        }
    }
    let mut taken: FxHashSet<String> = owners.into_keys().collect();
    let mut next_number: FxHashMap<String, u32> = FxHashMap::default();
    for position in nameless {
        let name = method_and_path(&operations[position]);
        let mut id = name.clone();
        while !taken.insert(id.clone()) {
            let number = next_number.entry(name.clone()).or_insert(1);
            *number += 1;
            id = format!("{name} ({number})");
        }
        operations[position].id = id;
    }
}

/// Two uses of one operation that is referred to are not a clash of two ids where callbacks are concerned: an operation
/// may be called back from many others.
fn report_duplicate(context: &mut Context<'_>, id: &str, owner: &Operation, other: &Operation) {
    let same = owner.origin == other.origin;
    if same && matches!(other.kind, OperationKind::Callback { .. }) {
        return;
    }
    let message =
        format!("the operationId \"{id}\" of {} is taken by {}", method_and_path(other), method_and_path(owner));
    let mut diagnostic = Diagnostic::new(&codes::DUPLICATE_ID, id_place(context, other), message)
        .hint(format!("this operation is called \"{}\" instead", method_and_path(other)));
    if !same {
        diagnostic = diagnostic.also(id_place(context, owner), "the first one keeps it");
    }
    context.report(diagnostic);
}

fn id_place(context: &Context<'_>, operation: &Operation) -> avouch_diagnostics::Place {
    let node = context.document.node(operation.origin).and_then(|node| node.get("operationId"));
    node.map_or(operation.origin.key(), avouch_parser::NodeRef::place)
}

fn method_and_path(operation: &Operation) -> String {
    match &operation.kind {
        OperationKind::Callback { expression, .. } => format!("{} {expression}", operation.method),
        _ => format!("{} {}", operation.method, operation.path.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use crate::lower::test::{codes_of, lowered};

    #[test]
    fn the_first_keeps_an_id_that_stands_twice() {
        let (api, diagnostics) = lowered(
            "paths:
  /a: {get: {operationId: same, responses: {'200': {description: ok}}}}
  /b: {get: {operationId: same, responses: {'200': {description: ok}}}}
  /c: {get: {responses: {'200': {description: ok}}}}
  /d: {get: {operationId: 'GET /c', responses: {'200': {description: ok}}}}
",
        );
        let ids: Vec<_> = api.operations.iter().map(|operation| operation.id.as_str()).collect();
        assert_eq!(ids, ["same", "GET /b", "GET /c (2)", "GET /c"]);
        assert_eq!(codes_of(&diagnostics), ["operation/duplicate-id"]);
        let diagnostic = diagnostics.iter().next().expect("one");
        let pointers: Vec<_> =
            diagnostic.labels.iter().map(|label| api.document.sources().pointer(label.place)).collect();
        assert_eq!(pointers, ["/paths/~1b/get/operationId", "/paths/~1a/get/operationId"]);
        assert_eq!(api.operation_by_id("GET /b").expect("there").path.as_str(), "/b");
        assert!(api.operation_by_id("nothing").is_none());
    }
}
