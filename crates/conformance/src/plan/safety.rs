//! Which operations destroy.

use avouch_api::{Action, Api, Operation};

use super::names;

/// Words of operations that take something away which nobody can bring back, or take a server out of service.
const DESTRUCTIVE: [&str; 34] = [
    "abort",
    "clear",
    "deactivate",
    "decommission",
    "delete",
    "destroy",
    "disable",
    "drain",
    "drop",
    "erase",
    "evict",
    "expire",
    "flush",
    "format",
    "halt",
    "kill",
    "maintenance",
    "poweroff",
    "prune",
    "purge",
    "reboot",
    "remove",
    "reset",
    "restart",
    "restore",
    "revoke",
    "rollback",
    "seal",
    "shutdown",
    "stop",
    "suspend",
    "terminate",
    "uninstall",
    "wipe",
];

/// Whether an operation destroys: a DELETE, a write whose path or id says so, or one that overwrites a whole collection.
///
/// Names are read with suspicion: what only sounds destructive is still sent against things that the run has made.
pub(crate) fn is_destructive(api: &Api, operation: &Operation) -> bool {
    if operation.is_safe() {
        return false;
    }
    if operation.method == "DELETE" || matches!(operation.resource, Some((_, Action::Delete))) {
        return true;
    }
    if overwrites_collection(api, operation) {
        return true;
    }
    let literals = operation.path.segments().iter().filter_map(|segment| segment.as_literal());
    let texts = literals.chain(operation.operation_id.as_deref());
    texts.flat_map(names::words).any(|word| DESTRUCTIVE.contains(&word.as_str()) || word.starts_with("shutdown"))
}

/// Whether an operation changes every item of a collection: a PATCH or PUT where the items are listed, unless its body says
/// which item is meant.
fn overwrites_collection(api: &Api, operation: &Operation) -> bool {
    let at_collection = |resource: &avouch_api::Resource| {
        resource.item.is_some() && resource.collection.identity() == operation.path.identity()
    };
    let names_one = matches!(operation.resource, Some((_, Action::Replace)));
    matches!(operation.method.as_str(), "PATCH" | "PUT") && !names_one && api.resources.iter().any(at_collection)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::api;

    #[test]
    fn names_are_read_with_suspicion() {
        let api = api("paths:
  /a: {get: {operationId: purgeAll, responses: {'200': {description: ok}}}, delete: {operationId: tidy, responses: {'200': {description: ok}}}}
  /admin/shutdown: {post: {responses: {'200': {description: ok}}}}
  /things: {post: {operationId: makeThing, responses: {'200': {description: ok}}}, put: {operationId: resetThings, responses: {'200': {description: ok}}}}
");
        let destructive: Vec<_> =
            api.operations.iter().filter(|operation| is_destructive(&api, operation)).map(|o| o.id.as_str()).collect();
        assert_eq!(destructive, ["tidy", "POST /admin/shutdown", "resetThings"]);
    }
}
