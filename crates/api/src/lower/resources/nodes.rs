//! The paths of a document as a table by their segments.

use avouch_wire::path::{PathTemplate, Piece, Segment};
use rustc_hash::FxHashMap;

use super::Above;
use crate::{Operation, OperationKind, ResourceIndex};

/// Paths of more segments are not looked at: no API has them, and every prefix of each would be.
const MAX_SEGMENTS: usize = 64;

/// A path and the operations on it.
pub(super) struct Node<'o> {
    pub(super) template: &'o PathTemplate,
    /// The path with its variables unnamed, without a trailing slash or the name of a format at its end.
    pub(super) key: String,
    /// Where the key's segments end.
    ends: Vec<usize>,
    segments: Vec<Kind<'o>>,
    operations: Vec<(&'o str, usize)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind<'o> {
    Literal(&'o str),
    Variable(&'o str),
    Mixed,
}

/// Every path, in document order.
pub(super) struct Nodes<'o> {
    all: Vec<Node<'o>>,
    by_key: FxHashMap<String, usize>,
    of_operation: FxHashMap<usize, usize>,
}

impl<'o> Nodes<'o> {
    pub(super) fn new(operations: &'o [Operation]) -> Self {
        let mut nodes = Nodes { all: Vec::new(), by_key: FxHashMap::default(), of_operation: FxHashMap::default() };
        for (position, operation) in operations.iter().enumerate() {
            let template = &operation.path;
            let is_path =
                operation.kind == OperationKind::Path && !template.has_query() && template.fragment().is_none();
            if !is_path || template.segments().len() > MAX_SEGMENTS {
                continue;
            }
            let node = Node::new(template);
            let known = nodes.by_key.get(&node.key).copied();
            let at = known.unwrap_or_else(|| {
                nodes.by_key.insert(node.key.clone(), nodes.all.len());
                nodes.all.push(node);
                nodes.all.len() - 1
            });
            nodes.of_operation.insert(position, at);
            nodes.all[at].operations.push((&operation.method, position));
        }
        nodes
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, Node<'o>> {
        self.all.iter()
    }

    pub(super) fn get(&self, key: &str) -> Option<&Node<'o>> {
        self.by_key.get(key).map(|at| &self.all[*at])
    }

    /// The path of an operation, by its position.
    pub(super) fn of(&self, operation: usize) -> Option<&Node<'o>> {
        self.of_operation.get(&operation).map(|at| &self.all[*at])
    }

    /// How many segments the collection of an item has: all but the variables at the end, or all but the last where what
    /// is before it has operations of its own. `None` where no segment would name it.
    pub(super) fn collection_of(&self, item: &Node<'_>) -> Option<usize> {
        let mut length = item.len().checked_sub(1)?;
        while length > 0
            && matches!(item.segments[length - 1], Kind::Variable(_))
            && !self.by_key.contains_key(item.prefix(length))
        {
            length -= 1;
        }
        item.last_literal(length).map(|_| length)
    }

    /// For every operation the resource of the nearest item above its path.
    pub(super) fn above(&self, operations: &[Operation], by_item: &FxHashMap<String, ResourceIndex>) -> Above {
        let above = |node: &Node<'_>| {
            (1..node.len()).rev().find_map(|length| Some((*by_item.get(node.prefix(length))?, length)))
        };
        (0..operations.len()).map(|position| self.of(position).and_then(above)).collect()
    }
}

impl<'o> Node<'o> {
    fn new(template: &'o PathTemplate) -> Self {
        let mut segments: Vec<Kind<'o>> = template.segments().iter().map(kind).collect();
        if segments.len() > 1 && segments.last() == Some(&Kind::Literal("")) {
            segments.pop();
        }
        if let (Some(last), Some(segment)) = (segments.last_mut(), template.segments().last()) {
            *last = without_format(*last, segment);
        }
        let mut key = String::new();
        let mut ends = Vec::with_capacity(segments.len());
        for (segment, kind) in template.segments().iter().zip(&segments) {
            key.push('/');
            match kind {
                Kind::Literal(text) => key.push_str(text),
                Kind::Variable(_) => key.push_str("{}"),
                Kind::Mixed => segment.pieces().iter().for_each(|piece| match piece {
                    Piece::Literal(text) => key.push_str(text),
                    _ => key.push_str("{}"),
                }),
            }
            ends.push(key.len());
        }
        Node { template, key, ends, segments, operations: Vec::new() }
    }

    /// How many segments the path has.
    pub(super) fn len(&self) -> usize {
        self.segments.len()
    }

    /// The key of the path's first `length` segments.
    pub(super) fn prefix(&self, length: usize) -> &str {
        let end = length.checked_sub(1).and_then(|last| self.ends.get(last).copied()).unwrap_or(0);
        self.key.get(..end).unwrap_or_default()
    }

    pub(super) fn ends_in_variable(&self) -> bool {
        self.last_variable().is_some()
    }

    /// Whether there is a variable among the first `length` segments.
    pub(super) fn has_variable(&self, length: usize) -> bool {
        self.segments.iter().take(length).any(|segment| !matches!(segment, Kind::Literal(_)))
    }

    /// The name of the variable that the path ends in.
    pub(super) fn last_variable(&self) -> Option<&'o str> {
        match self.segments.last() {
            Some(Kind::Variable(name)) => Some(name),
            _ => None,
        }
    }

    /// The last segment without variables among the first `length`.
    pub(super) fn last_literal(&self, length: usize) -> Option<&'o str> {
        let before = self.segments.get(..length)?;
        before.iter().rev().find_map(|segment| match segment {
            Kind::Literal(text) if !text.is_empty() => Some(*text),
            _ => None,
        })
    }

    /// The position of the operation with a method.
    pub(super) fn operation(&self, method: &str) -> Option<usize> {
        self.operations.iter().find(|(candidate, _)| *candidate == method).map(|(_, position)| *position)
    }

    /// The template of the first `length` segments, where no path of the document has it.
    pub(super) fn template_of(&self, length: usize) -> Option<PathTemplate> {
        let segments = self.template.as_str().split('/').skip(1).take(length);
        let text = segments.fold(String::new(), |text, segment| text + "/" + segment);
        PathTemplate::parse(&text).ok()
    }
}

fn kind(segment: &Segment) -> Kind<'_> {
    match (segment.as_literal(), segment.as_variable()) {
        (Some(text), _) => Kind::Literal(text),
        (_, Some(name)) => Kind::Variable(name),
        _ => Kind::Mixed,
    }
}

/// A last segment without the name of a format: `{id}.json` is `{id}`, `apps.json` is `apps`.
fn without_format<'o>(kind: Kind<'o>, segment: &'o Segment) -> Kind<'o> {
    let is_format = |text: &str| {
        text.strip_prefix('.')
            .is_some_and(|name| (2..=5).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphabetic()))
    };
    match (kind, segment.pieces()) {
        (Kind::Mixed, [Piece::Variable(name), Piece::Literal(end)]) if is_format(end) => Kind::Variable(name),
        (Kind::Literal(text), _) => match text.rfind('.').filter(|at| *at > 0 && is_format(&text[*at..])) {
            Some(at) => Kind::Literal(&text[..at]),
            None => kind,
        },
        _ => kind,
    }
}
