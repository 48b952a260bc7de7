//! Properties that travel one way only: `readOnly` ones are the server's, `writeOnly` ones the client's.

use avouch_api::Api;
use avouch_api::schema::{Schema, SchemaId};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::View;

/// How far a property's schema is followed to find out that it is `readOnly` or `writeOnly`.
const MAX_DEPTH: usize = 8;
/// The most schemas that are taken together as one object.
const MAX_COMPOSED: usize = 256;

/// Which required properties are not demanded in which view.
///
/// A property may be declared in one part of an `allOf` and required in another. Since a part may be shared by several
/// compositions, a name that any of them declares `readOnly` is not demanded by the part at all: this may overlook a missing
/// property, and never reports one that is rightly absent.
#[derive(Debug, Default)]
pub struct OneWay {
    request: FxHashMap<SchemaId, FxHashSet<String>>,
    response: FxHashMap<SchemaId, FxHashSet<String>>,
}

impl OneWay {
    /// Looks through all schemas of an Api.
    pub fn of(api: &Api) -> OneWay {
        let mut found = OneWay::default();
        for (id, schema) in api.document.schemas() {
            if schema.object.is_some() || !schema.all_of.is_empty() {
                found.add_composition(api, id);
            }
        }
        found
    }

    /// Whether a required property of a schema is not demanded in a view.
    pub fn excuses(&self, view: View, schema: SchemaId, property: &str) -> bool {
        self.side(view).get(&schema).is_some_and(|names| names.contains(property))
    }

    fn side(&self, view: View) -> &FxHashMap<SchemaId, FxHashSet<String>> {
        match view {
            View::Request => &self.request,
            View::Response => &self.response,
        }
    }

    fn add_composition(&mut self, api: &Api, root: SchemaId) {
        let parts = parts(api, root);
        let properties =
            || parts.iter().filter_map(|part| api.schema(*part).object.as_ref()).flat_map(|o| &o.properties);
        for view in [View::Request, View::Response] {
            let names: FxHashSet<&String> =
                properties().filter(|(_, schema)| is_excluded(api, view, **schema)).map(|(name, _)| name).collect();
            if names.is_empty() {
                continue;
            }
            let side = match view {
                View::Request => &mut self.request,
                View::Response => &mut self.response,
            };
            for part in &parts {
                let required = api.schema(*part).object.iter().flat_map(|object| &object.required);
                let excused: Vec<String> = required.filter(|name| names.contains(name)).cloned().collect();
                if !excused.is_empty() {
                    side.entry(*part).or_default().extend(excused);
                }
            }
        }
    }
}

/// Whether a property with this schema does not belong into a view.
pub fn is_excluded(api: &Api, view: View, schema: SchemaId) -> bool {
    let flag = |schema: &Schema| match view {
        View::Request => schema.read_only,
        View::Response => schema.write_only,
    };
    let mut open = vec![(schema, 0)];
    while let Some((id, depth)) = open.pop() {
        let schema = api.schema(id);
        if flag(schema) {
            return true;
        }
        if depth < MAX_DEPTH {
            open.extend(schema.target.iter().chain(&schema.all_of).map(|next| (*next, depth + 1)));
        }
    }
    false
}

/// The schemas that together describe one object: a schema, what it refers to, and the parts of its compositions.
fn parts(api: &Api, root: SchemaId) -> Vec<SchemaId> {
    let mut parts = Vec::new();
    let mut known = FxHashSet::default();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if !known.insert(id) || parts.len() >= MAX_COMPOSED {
            continue;
        }
        parts.push(id);
        let schema = api.schema(id);
        open.extend(schema.target.iter().chain(&schema.all_of).chain(&schema.any_of).chain(&schema.one_of));
    }
    parts
}
