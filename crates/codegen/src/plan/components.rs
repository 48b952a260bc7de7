//! Which schemas the document names, and how.
//!
//! A schema is called the same whether the document is one file or many: a name in `components.schemas` of the root comes
//! first; a file that holds nothing but the schema gives its own name; so does a place that exists to hold named things,
//! such as `#/components/schemas/App` or `#/$defs/App` in any file.

use std::collections::BTreeMap;

use avouch_api::schema::SchemaId;
use avouch_api::{Api, Origin};
use rustc_hash::FxHashMap;

/// The names of the schemas that have one.
#[derive(Debug, Default)]
pub(crate) struct Components {
    names: FxHashMap<SchemaId, String>,
    /// Names in `components.schemas` for a schema that has another name already.
    pub aliases: Vec<(String, SchemaId)>,
}

impl Components {
    /// Reads the names of a document.
    pub(crate) fn new(api: &Api) -> Self {
        let mut components = Components::default();
        // A name that stands for itself comes before one that only refers to it.
        let (own, referring): (Vec<_>, Vec<_>) =
            api.schemas.iter().partition(|(_, id)| !api.schema(**id).is_plain_reference());
        for (name, id) in own {
            components.names.insert(*id, name.clone());
        }
        let mut by_target: BTreeMap<SchemaId, Vec<&String>> = BTreeMap::new();
        for (name, id) in referring {
            by_target.entry(api.resolve(*id)).or_default().push(name);
        }
        for (target, names) in by_target {
            let file_name = api.schema(target).origin.and_then(|origin| place_name(api, origin));
            let known = components.names.contains_key(&target);
            let best = names.iter().position(|name| Some(*name) == file_name.as_ref()).unwrap_or(0);
            for (index, name) in names.into_iter().enumerate() {
                if index == best && !known {
                    components.names.insert(target, name.clone());
                } else {
                    components.aliases.push((name.clone(), target));
                }
            }
        }
        components.aliases.sort();
        for (_, schema) in api.document.schemas() {
            let Some(target) = schema.target.map(|target| api.resolve(target)) else { continue };
            if components.names.contains_key(&target) {
                continue;
            }
            if let Some(name) = api.schema(target).origin.and_then(|origin| place_name(api, origin)) {
                components.names.insert(target, name);
            }
        }
        components
    }

    /// The name of a schema.
    pub(crate) fn name(&self, id: SchemaId) -> Option<&str> {
        self.names.get(&id).map(String::as_str)
    }

    /// The names, by schema.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (SchemaId, &str)> {
        self.names.iter().map(|(id, name)| (*id, name.as_str()))
    }
}

/// The name that a place gives to what stands there: `App` for the root of `App.yaml` and for `#/components/schemas/App`.
pub(crate) fn place_name(api: &Api, origin: Origin) -> Option<String> {
    let sources = api.document.sources();
    let pointer = sources.pointer(origin.place());
    if pointer.is_empty() {
        return if origin.file.0 == 0 { None } else { file_stem(sources.name(origin.file)) };
    }
    let mut segments = pointer.split('/').skip(1);
    let name = match (segments.next()?, segments.next(), segments.next(), segments.next()) {
        ("components", Some(_), Some(name), None)
        | (
            "definitions" | "$defs" | "schemas" | "parameters" | "responses" | "requestBodies",
            Some(name),
            None,
            None,
        ) => name,
        (name, None, None, None) if origin.file.0 != 0 && !SCHEMA_KEYWORDS.contains(&name) => name,
        _ => return None,
    };
    Some(name.replace("~1", "/").replace("~0", "~"))
}

/// The name of a file without folders and extension.
fn file_stem(name: &str) -> Option<String> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    (!stem.is_empty()).then(|| stem.to_owned())
}

/// The keywords under which a schema stands directly: such a place does not name it.
const SCHEMA_KEYWORDS: &[&str] = &[
    "additionalProperties",
    "contains",
    "contentSchema",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "schema",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];
