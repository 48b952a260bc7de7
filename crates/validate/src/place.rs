//! Places in the document.

use avouch_api::{Api, Origin};

/// Where the member that a path of names leads to stands below an object of the document.
pub fn member(api: &Api, object: Origin, path: &[&str]) -> Option<Origin> {
    let mut node = api.document.node(object)?;
    for name in path {
        node = node.get(name)?;
    }
    Some(node.origin())
}
