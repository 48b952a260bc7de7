//! From a request line to the operation that it calls.

use avouch_api::{Api, OperationIndex, OperationKind, Server};
use avouch_wire::path::PathTemplate;
use percent_encoding::percent_decode_str;
use rustc_hash::FxHashMap;

/// Finds the operation of a request.
///
/// Paths are taken as they were sent: neither dot segments nor percent-encoding are normalised. Concrete paths are matched
/// before those with variables (OpenAPI, Path Templating). Where the most specific path lacks the method, a less specific
/// one that has it is taken.
#[derive(Debug)]
pub struct Router {
    /// The paths under each base, the longest base first.
    bases: Vec<(String, Paths)>,
}

/// Where a request leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// To an operation.
    Found {
        /// The operation; that of `GET` for a `HEAD` request that no operation of its own takes.
        operation: OperationIndex,
        /// The raw texts of the path's variables, by name, as they were sent.
        path: Vec<(String, String)>,
    },
    /// To a path that has no such method.
    MethodNotAllowed {
        /// The methods that it has, sorted.
        allow: Vec<String>,
    },
    /// Nowhere.
    NotFound,
}

impl Router {
    /// A router that takes requests under the base paths of the servers that the document names for each operation (a
    /// server's path is put before the operation's), and where that finds nothing, requests without a base path.
    pub fn new(api: &Api) -> Router {
        let mut bases: FxHashMap<String, Paths> = FxHashMap::default();
        for operation in api.operations.iter().filter(|operation| operation.kind == OperationKind::Path) {
            let mut own: Vec<String> = operation.servers.iter().map(base_path).collect();
            own.push(String::new());
            own.sort_unstable();
            own.dedup();
            for base in own {
                bases.entry(base).or_default().insert(&operation.path, &operation.method, operation.index);
            }
        }
        let mut bases: Vec<(String, Paths)> = bases.into_iter().collect();
        bases.sort_by(|(left, _), (right, _)| right.len().cmp(&left.len()).then_with(|| left.cmp(right)));
        Router { bases }
    }

    /// A router for requests under one base path, whatever servers the document names; empty for none.
    pub fn with_base(api: &Api, base: &str) -> Router {
        let mut paths = Paths::default();
        for operation in api.operations.iter().filter(|operation| operation.kind == OperationKind::Path) {
            paths.insert(&operation.path, &operation.method, operation.index);
        }
        Router { bases: vec![(base.trim_end_matches('/').to_owned(), paths)] }
    }

    /// The route of a request, by its method and its target in origin form (path and query, raw).
    pub fn route(&self, method: &str, target: &str) -> Route {
        let mut allowed: Vec<String> = Vec::new();
        for (base, paths) in &self.bases {
            let Some(rest) = target.strip_prefix(base.as_str()).filter(|rest| rest.starts_with('/')) else { continue };
            let candidates = paths.candidates(rest);
            for wanted in [method, "GET"].into_iter().take(if method == "HEAD" { 2 } else { 1 }) {
                for (entry, variables) in &candidates {
                    if let Some((_, operation)) = entry.operations.iter().find(|(own, _)| own == wanted) {
                        let path = variables.iter().map(|(name, raw)| ((*name).to_owned(), (*raw).to_owned()));
                        return Route::Found { operation: *operation, path: path.collect() };
                    }
                }
            }
            for (entry, _) in candidates {
                allowed.extend(entry.operations.iter().map(|(method, _)| method.clone()));
            }
        }
        if allowed.is_empty() {
            return Route::NotFound;
        }
        allowed.sort_unstable();
        allowed.dedup();
        Route::MethodNotAllowed { allow: allowed }
    }
}

/// The path of a server's URL, its variables at their defaults, without a slash at the end: what stands before the paths of
/// operations. A URL without a path, and one that is relative to the document, have what they say; `/` is empty.
pub fn base_path(server: &Server) -> String {
    let url = avouch_api::url_with_defaults(server);
    let after_scheme = url.split_once("://").map(|(_, rest)| rest).or_else(|| url.strip_prefix("//"));
    let path = match after_scheme {
        Some(rest) => rest.find('/').map_or("", |slash| rest.get(slash..).unwrap_or_default()),
        None => url.trim_start_matches('.'),
    };
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_matches('/');
    if path.is_empty() { String::new() } else { format!("/{path}") }
}

/// The paths under one base, as a trie by segment.
#[derive(Debug, Default)]
struct Paths {
    entries: Vec<Entry>,
    by_key: FxHashMap<String, usize>,
    root: Node,
}

/// A path with its operations by method.
#[derive(Debug)]
struct Entry {
    template: PathTemplate,
    operations: Vec<(String, OperationIndex)>,
}

#[derive(Debug, Default)]
struct Node {
    /// Below a concrete segment, by its decoded bytes.
    concrete: FxHashMap<Vec<u8>, Node>,
    /// Below a segment with variables.
    variable: Option<Box<Node>>,
    /// The paths that end here.
    ends: Vec<usize>,
}

type Candidate<'p, 't> = (&'p Entry, Vec<(&'t str, &'t str)>);

impl Paths {
    fn insert(&mut self, template: &PathTemplate, method: &str, operation: OperationIndex) {
        if let Some(entry) = self.by_key.get(template.as_str()).and_then(|index| self.entries.get_mut(*index)) {
            entry.operations.push((method.to_owned(), operation));
            return;
        }
        let index = self.entries.len();
        self.by_key.insert(template.as_str().to_owned(), index);
        self.entries.push(Entry { template: template.clone(), operations: vec![(method.to_owned(), operation)] });
        let mut node = &mut self.root;
        for segment in template.segments() {
            node = match segment.as_literal() {
                Some(text) => node.concrete.entry(decoded(text)).or_default(),
                None => node.variable.get_or_insert_default(),
            };
        }
        node.ends.push(index);
    }

    /// The paths that match a request, the most specific first.
    fn candidates<'p, 't>(&'p self, target: &'t str) -> Vec<Candidate<'p, 't>>
    where
        'p: 't,
    {
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let mut nodes = vec![&self.root];
        for segment in path.strip_prefix('/').unwrap_or(path).split('/') {
            let segment = decoded(segment);
            let next = |node: &&'p Node| [node.concrete.get(&segment), node.variable.as_deref()].into_iter().flatten();
            nodes = nodes.iter().flat_map(next).collect();
        }
        let ends = nodes.iter().flat_map(|node| &node.ends).filter_map(|index| self.entries.get(*index));
        let mut found: Vec<Candidate<'p, 't>> =
            ends.filter_map(|entry| Some((entry, entry.template.matches(target)?))).collect();
        found.sort_by(|(left, _), (right, _)| {
            let by_fragment = |entry: &Entry| fragment_rank(&entry.template, target);
            left.template.cmp_specificity(&right.template).then_with(|| by_fragment(left).cmp(&by_fragment(right)))
        });
        found
    }
}

/// How well the fragment of a key, which is never sent, suits a request: keys such as `/#Action=X` mean the operation whose
/// query carries `Action=X`. Smaller is better.
fn fragment_rank(template: &PathTemplate, target: &str) -> u8 {
    let Some(fragment) = template.fragment() else { return 1 };
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let told = fragment.contains('=') && fragment.split('&').all(|pair| query.split('&').any(|sent| sent == pair));
    if told { 0 } else { 2 }
}

fn decoded(segment: &str) -> Vec<u8> {
    percent_decode_str(segment).collect()
}
