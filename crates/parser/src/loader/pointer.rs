//! JSON Pointers (RFC 6901) and how far they lead.

use crate::tree::{Kind, NodeRef};

/// A step that cannot be taken.
#[derive(Debug)]
pub(super) struct Stuck<'t> {
    /// How far the pointer led.
    pub(super) node: NodeRef<'t>,
    /// The step, decoded.
    pub(super) token: String,
    /// The steps after it, as they are written.
    pub(super) rest: String,
}

/// Follows a pointer, percent-decoded or not, from a node. An escape other than `~0` and `~1` stands for itself.
pub(super) fn follow<'t>(root: NodeRef<'t>, pointer: &str) -> Result<NodeRef<'t>, Stuck<'t>> {
    let mut node = root;
    let mut rest = pointer;
    while let Some(steps) = rest.strip_prefix('/') {
        let (raw, following) = steps.find('/').map_or((steps, ""), |slash| steps.split_at(slash));
        let token = raw.replace("~1", "/").replace("~0", "~");
        node = match step(node, &token) {
            Some(next) => next,
            None => return Err(Stuck { node, token, rest: following.to_owned() }),
        };
        rest = following;
    }
    Ok(node)
}

fn step<'t>(node: NodeRef<'t>, token: &str) -> Option<NodeRef<'t>> {
    match node.kind() {
        Kind::Object => node.get(token),
        Kind::Array if token == "0" || !token.starts_with(['0', '+']) => node.items().nth(token.parse().ok()?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use avouch_diagnostics::FileId;

    use super::*;
    use crate::load::Options;
    use crate::read::{Limits, read};

    #[test]
    fn the_examples_of_the_rfc() {
        let text =
            r#"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8,"~1":9}"#;
        let reading = read(text, Some("json"), Limits::of(&Options::default())).expect("valid JSON");
        let root = NodeRef::root(&reading.tree, FileId(0)).expect("a root");
        let value = |pointer: &str| follow(root, pointer).ok().map(|node| node.to_value().to_string());
        let cases = [
            ("/foo/0", "\"bar\""),
            ("/", "0"),
            ("/a~1b", "1"),
            ("/c%d", "2"),
            ("/e^f", "3"),
            ("/g|h", "4"),
            ("/i\\j", "5"),
            ("/k\"l", "6"),
            ("/ ", "7"),
            ("/m~0n", "8"),
            ("/~01", "9"),
        ];
        for (pointer, expected) in cases {
            assert_eq!(value(pointer).as_deref(), Some(expected), "{pointer}");
        }
        for pointer in ["/foo/2", "/foo/00", "/foo/01", "/foo/+1", "/foo/-", "/foo/bar", "/nope", "/foo/0/x"] {
            assert_eq!(value(pointer), None, "{pointer}");
        }
        let stuck = follow(root, "/foo/bar/x~1y").expect_err("no such member");
        assert_eq!((stuck.node.key(), stuck.token.as_str(), stuck.rest.as_str()), ("foo", "bar", "/x~1y"));
    }
}
