//! Links find the operations that they lead to.

use avouch_diagnostics::{Diagnostic, FileId, NodeId, Sources};
use avouch_parser::NodeRef;
use avouch_parser::document::{self as source, Origin};
use rustc_hash::{FxHashMap, FxHashSet};

use super::context::{Context, shown};
use crate::{Operation, OperationIndex, OperationKind, codes};

/// Fills in the operation of every link, and reports those that lead nowhere.
pub(super) fn resolve(context: &mut Context<'_>, operations: &mut [Operation]) {
    if context.links.is_empty() {
        return;
    }
    let targets = Targets::new(context.document.sources(), operations);
    let mut names: FxHashMap<OperationIndex, FxHashSet<String>> = FxHashMap::default();
    for pending in std::mem::take(&mut context.links) {
        let target = targets.find(context, pending.source);
        if target.is_none() {
            report_unresolved(context, pending.source);
        }
        let (operation, response, link) = pending.at;
        let link = &mut operations[operation].responses[response].links[link];
        link.operation = target;
        if let Some(target) = target.filter(|_| !pending.source.parameters.is_empty()) {
            let target = &operations[target.0 as usize];
            let known = names.entry(target.index).or_insert_with(|| parameter_names(target));
            check_parameters(context, pending.source, target, known);
        }
    }
}

/// The ways to find an operation.
struct Targets {
    by_id: FxHashMap<String, OperationIndex>,
    by_origin: FxHashMap<Origin, OperationIndex>,
    by_path: FxHashMap<(String, String), OperationIndex>,
    files: FxHashMap<String, FileId>,
}

impl Targets {
    fn new(sources: &dyn Sources, operations: &[Operation]) -> Self {
        let mut targets = Targets {
            by_id: FxHashMap::default(),
            by_origin: FxHashMap::default(),
            by_path: FxHashMap::default(),
            files: FxHashMap::default(),
        };
        let mut files: FxHashSet<FileId> = [FileId(0)].into_iter().collect();
        for operation in operations {
            if let Some(id) = &operation.operation_id {
                targets.by_id.entry(id.clone()).or_insert(operation.index);
            }
            targets.by_origin.entry(operation.origin).or_insert(operation.index);
            if operation.kind == OperationKind::Path {
                let key = (operation.path.as_str().to_owned(), operation.method.clone());
                targets.by_path.entry(key).or_insert(operation.index);
            }
            files.insert(operation.origin.file);
        }
        targets.files = files.into_iter().map(|file| (normalise(sources.name(file)), file)).collect();
        targets
    }

    fn find(&self, context: &Context<'_>, link: &source::Link) -> Option<OperationIndex> {
        match (&link.operation_id, &link.operation_ref) {
            (Some(id), _) => self.by_id.get(id).copied(),
            (None, Some(reference)) => self.by_reference(context, link.origin.file, reference),
            (None, None) => None,
        }
    }

    /// `#/paths/~1users~1{id}/get`, `other.yaml#/paths/…`, or a pointer to wherever the operation stands.
    fn by_reference(&self, context: &Context<'_>, from: FileId, reference: &str) -> Option<OperationIndex> {
        let (file, fragment) = reference.split_once('#')?;
        let tokens = pointer_tokens(fragment)?;
        let file = if file.is_empty() { from } else { self.file(context, from, file)? };
        let root = context.document.node(Origin { file, node: NodeId(0) });
        let standing = root.and_then(|root| descend(root, &tokens));
        if let Some(found) = standing.and_then(|node| self.by_origin.get(&node.origin())) {
            return Some(*found);
        }
        match tokens.as_slice() {
            [paths, path, method] if paths == "paths" => {
                self.by_path.get(&(path.clone(), method.to_ascii_uppercase())).copied()
            }
            _ => None,
        }
    }

    fn file(&self, context: &Context<'_>, from: FileId, reference: &str) -> Option<FileId> {
        let from = context.document.sources().name(from);
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let name = decode(reference);
        let joined = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        self.files.get(&normalise(&joined)).copied()
    }
}

fn descend<'t>(root: NodeRef<'t>, tokens: &[String]) -> Option<NodeRef<'t>> {
    tokens.iter().try_fold(root, |node, token| {
        let item = || token.parse::<usize>().ok().and_then(|index| node.items().nth(index));
        node.get(token).or_else(item)
    })
}

/// The tokens of a JSON Pointer that stands in a URI fragment (RFC 6901, section 6).
fn pointer_tokens(fragment: &str) -> Option<Vec<String>> {
    let pointer = decode(fragment);
    let tokens = pointer.strip_prefix('/')?.split('/');
    Some(tokens.map(|token| token.replace("~1", "/").replace("~0", "~")).collect())
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let triple = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = triple.filter(|_| *first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A file name without `.` and `..` where those can be taken away.
fn normalise(name: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in name.split('/') {
        match segment {
            "." => {}
            ".." if segments.last().is_some_and(|last| !last.is_empty() && *last != "..") => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    segments.join("/")
}

/// Says what leads nowhere; a link that names nothing at all is the parser's finding.
fn report_unresolved(context: &mut Context<'_>, link: &source::Link) {
    let message = match (&link.operation_id, &link.operation_ref) {
        (Some(id), _) => format!("no operation has the operationId \"{id}\""),
        (None, Some(reference)) => format!("the reference \"{reference}\" leads to no operation of this document"),
        (None, None) => return,
    };
    let hint = "name an `operationId`, or an `operationRef` such as `#/paths/~1users~1{id}/get`";
    context.report(Diagnostic::new(&codes::UNRESOLVED_LINK, link.origin.place(), message).hint(hint));
}

/// Parameters go by their name, or by their location and name: `path.id`.
fn parameter_names(target: &Operation) -> FxHashSet<String> {
    let qualified = target.parameters.iter().map(|parameter| format!("{}.{}", parameter.location, parameter.name));
    target.parameters.iter().map(|parameter| parameter.name.clone()).chain(qualified).collect()
}

fn check_parameters(context: &mut Context<'_>, link: &source::Link, target: &Operation, known: &FxHashSet<String>) {
    for (name, json) in link.parameters.iter().filter(|(name, _)| !known.contains(*name)) {
        let message = format!("the link fills \"{name}\", which is no parameter of {}", shown(&target.id));
        context.report(Diagnostic::new(&codes::LINK_PARAMETER, json.0.key(), message));
    }
}

#[cfg(test)]
mod tests {
    use crate::lower::test::{codes_of, lowered};
    use crate::{LinkSource, OperationIndex};

    #[test]
    fn links_lead_to_operations() {
        let (api, diagnostics) = lowered(
            "paths:
  '/users/{id}':
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: getUser, responses: {'200': {description: ok}}}
  /users:
    post:
      responses:
        '201':
          description: made
          links:
            byId: {operationId: getUser, parameters: {id: $response.body#/id}}
            byRef: {operationRef: '#/paths/~1users~1{id}/get', parameters: {path.id: '7'}}
            encoded: {operationRef: '#/paths/~1users~1%7Bid%7D/get', requestBody: 'x{$url}y'}
            ownName: {operationRef: 'test.yaml#/paths/~1users~1{id}/get'}
            nowhere: {operationId: missing}
            remote: {operationRef: 'https://example.com/#/paths/~1a/get'}
            wrong: {operationId: getUser, parameters: {uid: 1}}
",
        );
        let links = &api.operations[1].responses[0].links;
        let operations: Vec<_> = links.iter().map(|link| link.operation).collect();
        let user = Some(OperationIndex(0));
        assert_eq!(operations, [user, user, user, user, None, None, user]);
        assert_eq!(links[0].parameters["id"], LinkSource::Expression("$response.body#/id".to_owned()));
        assert!(matches!(links[1].parameters["path.id"], LinkSource::Value(_)));
        assert_eq!(links[2].body, Some(LinkSource::Expression("x{$url}y".to_owned())));
        assert_eq!(codes_of(&diagnostics), ["link/unresolved", "link/unresolved", "link/unknown-parameter"]);
    }

    #[test]
    fn names_of_files_are_normalised() {
        assert_eq!(super::normalise("a/./b/../c.yaml"), "a/c.yaml");
        assert_eq!(super::normalise("../x/../y"), "../y");
        assert_eq!(super::decode("%7Bid%7D%2"), "{id}%2");
    }
}
