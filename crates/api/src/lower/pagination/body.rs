//! What in an answer leads to the next page.

use rustc_hash::FxHashMap;

use crate::lower::shape::Shapes;
use crate::schema::{SchemaId, Type};
use crate::words;

/// How deep in an answer the way on is looked for.
const MAX_DEPTH: usize = 3;

/// Properties that are objects about the page, not about what the list is of.
const CONTAINERS: [&str; 17] = [
    "pagination",
    "paging",
    "links",
    "_links",
    "meta",
    "metadata",
    "page",
    "pages",
    "page_info",
    "pageInfo",
    "cursors",
    "cursor",
    "navigation",
    "result_info",
    "response_metadata",
    "data",
    "response",
];

/// Spellings of a link to the next page that can be nothing else, without separators.
const LINK_NAMES: [&str; 8] =
    ["nexturl", "nextlink", "nextpageurl", "nextpagelink", "nexthref", "nextpageuri", "nexturi", "odatanextlink"];

/// Finds the way on in answers, in each of them once.
pub(super) struct Finder<'s, 'd> {
    shapes: &'s Shapes<'d>,
    links: FxHashMap<SchemaId, Option<String>>,
    cursors: FxHashMap<(SchemaId, String), Option<String>>,
}

impl<'s, 'd> Finder<'s, 'd> {
    pub(super) fn new(shapes: &'s Shapes<'d>) -> Self {
        Finder { shapes, links: FxHashMap::default(), cursors: FxHashMap::default() }
    }

    /// The pointer of the link to the next page in an answer whose items are at `items`.
    pub(super) fn link(&mut self, answer: SchemaId, items: &str) -> Option<String> {
        let shapes = self.shapes;
        let find = || search(shapes, answer, items, &mut |pointer, name, id| link_at(shapes, pointer, name, id));
        self.links.entry(answer).or_insert_with(find).clone()
    }

    /// The pointer of the cursor that a parameter takes.
    pub(super) fn cursor(&mut self, answer: SchemaId, items: &str, parameter: &str) -> Option<String> {
        let shapes = self.shapes;
        let parameter = words::plain(parameter);
        let find = |parameter: &str| {
            search(shapes, answer, items, &mut |pointer, name, id| {
                (takes(parameter, name) && shapes.types(id).contains(Type::String)).then(|| pointer.to_owned())
            })
        };
        let key = (answer, parameter);
        if let Some(known) = self.cursors.get(&key) {
            return known.clone();
        }
        let found = find(&key.1);
        self.cursors.insert(key, found.clone());
        found
    }
}

/// Whether a parameter takes what a property has: `cursor` what `next_cursor` has, `page_token` what `next_page` has.
fn takes(parameter: &str, name: &str) -> bool {
    let name = words::plain(name);
    let next = name.strip_prefix("next").unwrap_or(&name);
    next == parameter.strip_prefix("next").unwrap_or(parameter)
        || (matches!(name.as_str(), "nextpage" | "next" | "nextcursor" | "endcursor") && is_token(parameter))
}

fn is_token(parameter: &str) -> bool {
    parameter.ends_with("token") || parameter.ends_with("cursor") || parameter == "after"
}

/// Walks through the answer and what it has about the page, level by level, and never into the items.
fn search(
    shapes: &Shapes<'_>,
    answer: SchemaId,
    items: &str,
    found_at: &mut dyn FnMut(&str, &str, SchemaId) -> Option<String>,
) -> Option<String> {
    let mut level = vec![(String::new(), answer)];
    for _ in 0..MAX_DEPTH {
        let mut next_level = Vec::new();
        for (prefix, id) in level {
            for (name, id) in shapes.properties(id).iter() {
                let pointer = format!("{prefix}/{}", words::token(name));
                if pointer == items {
                    continue;
                }
                if let Some(found) = found_at(&pointer, name, *id) {
                    return Some(found);
                }
                if CONTAINERS.contains(name) && shapes.is_object(*id) {
                    next_level.push((pointer, *id));
                }
            }
        }
        level = next_level;
    }
    None
}

/// `next` as an object with an address, or as an address itself.
fn link_at(shapes: &Shapes<'_>, pointer: &str, name: &str, id: SchemaId) -> Option<String> {
    if LINK_NAMES.contains(&words::plain(name).as_str()) {
        return shapes.types(id).contains(Type::String).then(|| pointer.to_owned());
    }
    if name != "next" {
        return None;
    }
    let inner = ["href", "url"].into_iter().find(|inner| shapes.property(id, inner).is_some());
    match inner {
        Some(inner) => Some(format!("{pointer}/{inner}")),
        None => is_address(shapes, id).then(|| pointer.to_owned()),
    }
}

/// Whether a string is an address by its format, its description or its example; a cursor may be called `next` too.
fn is_address(shapes: &Shapes<'_>, id: SchemaId) -> bool {
    const WORDS: [&str; 6] = ["url", "uri", "link", "href", "address", "hyperlink"];
    let says = |text: &Option<String>| {
        text.as_deref().is_some_and(|text| words::said(text).iter().any(|word| WORDS.contains(&word.as_str())))
    };
    let core = shapes.core(id);
    if !shapes.types(core).contains(Type::String) {
        return false;
    }
    [id, core].into_iter().map(|id| shapes.schema(id)).any(|schema| {
        schema.format.as_deref().is_some_and(|format| format.starts_with("uri") || format == "url")
            || says(&schema.description)
            || says(&schema.title)
            || shapes.texts(&schema.examples).any(|text| text.starts_with('/') || text.contains("://"))
    })
}
