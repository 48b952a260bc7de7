//! What is wrong with a document although each of its parts can be read: one file a lint.

mod accepted;
mod case;
mod defaults;
mod discriminator;
mod enums;
mod examples;
mod patterns;
mod required;
mod satisfiable;
mod styles;
mod success;
mod unchecked;
mod unused;

use avouch_api::schema::SchemaId;
use avouch_api::{Api, Origin, Referable};
use avouch_diagnostics::Diagnostics;
use indexmap::IndexMap;
use rustc_hash::FxHashSet;

use crate::Validator;

/// Looks through a document, file by file in the order of the lints.
pub fn lint(api: &Api, validator: &Validator) -> Diagnostics {
    let context = Context { api, validator };
    let mut found = Diagnostics::new();
    for lint in LINTS {
        lint(&context, &mut found);
    }
    found
}

type Lint = fn(&Context<'_>, &mut Diagnostics);

const LINTS: &[Lint] = &[
    examples::lint,
    defaults::lint,
    case::lint,
    accepted::lint,
    success::lint,
    styles::lint,
    enums::lint,
    patterns::lint,
    required::lint,
    satisfiable::lint,
    discriminator::lint,
    unchecked::lint,
    unused::lint,
];

/// What lints look at.
struct Context<'a> {
    api: &'a Api,
    validator: &'a Validator,
}

/// A component that is not a schema.
struct Component<'c> {
    name: &'c str,
    /// Where the name stands.
    here: Origin,
    /// Where what it stands for does.
    value: Origin,
}

/// The most schemas that are taken together as one value.
const MAX_COMPOSED: usize = 256;

impl Context<'_> {
    /// The components of every kind but schemas: the kind in words, and each name with where it stands and where what it stands for does.
    fn components(&self) -> Vec<(&'static str, Vec<Component<'_>>)> {
        fn all<'c, T>(map: &'c IndexMap<String, Referable<T>>, origin: fn(&T) -> Origin) -> Vec<Component<'c>> {
            let component = |(name, item): (&'c String, &'c Referable<T>)| {
                let value = item.get().map(origin);
                let here = item.reference.as_ref().map(|reference| reference.origin).or(value)?;
                Some(Component { name, here, value: value.unwrap_or(here) })
            };
            map.iter().filter_map(component).collect()
        }
        let components = &self.api.document.components;
        vec![
            ("parameter", all(&components.parameters, |item| item.origin)),
            ("response", all(&components.responses, |item| item.origin)),
            ("request body", all(&components.request_bodies, |item| item.origin)),
            ("header", all(&components.headers, |item| item.origin)),
            ("example", all(&components.examples, |item| item.origin)),
            ("security scheme", all(&components.security_schemes, |item| item.origin)),
        ]
    }

    /// The schemas that together describe one value: a schema, what it refers to, and the parts of its compositions. Alternatives
    /// are among them where `alternatives` says so.
    fn parts(&self, root: SchemaId, alternatives: bool) -> Vec<SchemaId> {
        let mut parts = Vec::new();
        let mut known = FxHashSet::default();
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            if !known.insert(id) || parts.len() >= MAX_COMPOSED {
                continue;
            }
            parts.push(id);
            let schema = self.api.schema(id);
            open.extend(schema.target.iter().chain(&schema.all_of));
            if alternatives {
                open.extend(schema.any_of.iter().chain(&schema.one_of));
            }
        }
        parts
    }
}
