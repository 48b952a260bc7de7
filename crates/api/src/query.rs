//! Questions that those who read an Api ask.

use avouch_parser::Document;
use avouch_parser::document::{Origin, Server};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lower::shape::Shapes;
use crate::schema::SchemaId;
use crate::{Api, Operation, OperationIndex, ResourceIndex};

/// How many schemas are visited, and how many properties gathered, to find the properties of one.
const MAX_VISITED: usize = 2_000;

/// What is looked up by name, made once.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// The position in `components.schemas` of the schemas that stand there.
    schemas: FxHashMap<SchemaId, usize>,
    operations: FxHashMap<String, OperationIndex>,
    /// For every operation what its path stands below.
    above: Vec<Option<(ResourceIndex, usize)>>,
}

impl Index {
    pub(crate) fn new(
        document: &Document,
        operations: &[Operation],
        above: Vec<Option<(ResourceIndex, usize)>>,
    ) -> Self {
        let mut index = Index { above, ..Index::default() };
        for (position, id) in document.components.schemas.values().enumerate() {
            index.schemas.entry(*id).or_insert(position);
        }
        index.operations = operations.iter().map(|operation| (operation.id.clone(), operation.index)).collect();
        index
    }
}

impl Api {
    /// The name under which a schema stands in `components.schemas`; `None` for all others, those too that only refer to
    /// one that stands there ([`Api::resolve`] leads to it).
    pub fn named(&self, id: SchemaId) -> Option<&str> {
        let position = *self.index.schemas.get(&id)?;
        self.schemas.get_index(position).map(|(name, _)| name.as_str())
    }

    /// The operation that is called `id` ([`Operation::id`]).
    pub fn operation_by_id(&self, id: &str) -> Option<&Operation> {
        self.index.operations.get(id).and_then(|index| self.operations.get(index.0 as usize))
    }

    /// The JSON Pointer (RFC 6901) of an object from the root of its file.
    pub fn pointer(&self, origin: Origin) -> String {
        self.document.sources().pointer(origin.place())
    }

    /// Where the items of an answer that is a list stand, as a JSON Pointer, and the schema of one; `None` where the schema
    /// does not look like a list.
    ///
    /// A list is an array, or an object whose one array is called like one (`items`, `data`, `resources`, …) or stands
    /// beside nothing but what pages have (totals, links, …), or an envelope around such an object.
    pub fn item_schema_of_list(&self, schema: SchemaId) -> Option<(String, SchemaId)> {
        Shapes::new(&self.document).list(schema).map(|list| (list.pointer.clone(), list.item))
    }

    /// The resource that an operation stands below, and the number of leading segments of the operation's path that are the
    /// item's: `/v3/apps/{guid}/tasks` stands below the resource of `/v3/apps/{guid}`, by 3 segments.
    ///
    /// The nearest one where items stand below items; `None` where the path has no item above.
    pub fn resource_above(&self, operation: OperationIndex) -> Option<(ResourceIndex, usize)> {
        self.index.above.get(operation.0 as usize).copied().flatten()
    }
}

/// The URL of a server with the defaults of its variables filled in; variables that it does not declare stay as they are.
pub fn url_with_defaults(server: &Server) -> String {
    let mut url = String::with_capacity(server.url.len());
    let mut rest = server.url.as_str();
    while let Some((before, from)) = rest.split_once('{') {
        url.push_str(before);
        let Some((name, after)) = from.split_once('}') else {
            url.push('{');
            rest = from;
            break;
        };
        match server.variables.get(name) {
            Some(variable) => url.push_str(&variable.default),
            None => url.extend(["{", name, "}"]),
        }
        rest = after;
    }
    url.push_str(rest);
    url
}

/// The properties that a schema speaks of, its own before those of the schemas it is composed of, each name once.
///
/// Alternatives count too: a property of one branch of `oneOf` is a property that a value may have.
pub(crate) fn properties(document: &Document, id: SchemaId) -> Vec<(&str, SchemaId)> {
    let mut found = Vec::new();
    let mut names = FxHashSet::default();
    let mut visited = FxHashSet::default();
    let mut pending = vec![id];
    while let Some(id) = pending.pop() {
        if visited.len() >= MAX_VISITED || found.len() >= MAX_VISITED {
            break;
        }
        if !visited.insert(id) {
            continue;
        }
        let schema = document.schema(id);
        if let Some(object) = &schema.object {
            let own = object.properties.iter().map(|(name, id)| (name.as_str(), *id));
            found.extend(own.filter(|(name, _)| names.insert(*name)).take(MAX_VISITED));
        }
        let parts = schema.target.iter().chain(&schema.all_of).chain(&schema.any_of).chain(&schema.one_of);
        let parts: Vec<_> = parts.take(MAX_VISITED).copied().collect();
        pending.extend(parts.into_iter().rev());
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::lower::test::lowered;

    #[test]
    fn only_components_have_names() {
        let (api, _) = lowered(
            "components:
  schemas:
    Pet: {type: object, properties: {tag: {type: string}}}
    Alias: {$ref: '#/components/schemas/Pet'}
",
        );
        let pet = api.schemas["Pet"];
        assert_eq!(api.named(pet), Some("Pet"));
        assert_eq!(api.named(api.schemas["Alias"]), Some("Alias"));
        assert_eq!(api.named(api.resolve(api.schemas["Alias"])), Some("Pet"));
        let tag = super::properties(&api.document, pet)[0].1;
        assert_eq!(api.named(tag), None);
        let origin = api.schema(tag).origin.expect("written in the text");
        assert_eq!(api.pointer(origin), "/components/schemas/Pet/properties/tag");
    }

    #[test]
    fn properties_of_all_parts_are_found_once() {
        let (api, _) = lowered(
            "components:
  schemas:
    Base: {type: object, properties: {id: {type: string}, self: {$ref: '#/components/schemas/All'}}}
    All:
      allOf:
        - {$ref: '#/components/schemas/Base'}
        - {properties: {name: {type: string}, id: {type: integer}}}
      oneOf: [{properties: {a: {}}}, {properties: {b: {}}}]
      properties: {own: {}}
",
        );
        let found = super::properties(&api.document, api.schemas["All"]);
        let names: Vec<_> = found.into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["own", "id", "self", "name", "a", "b"]);
    }

    #[test]
    fn lists_are_told_from_things_that_have_lists() {
        let (api, _) = lowered(
            "components:
  schemas:
    Thing: {type: object, properties: {id: {type: string}, tags: {type: array, items: {type: string}}}}
    Array: {type: array, items: {$ref: '#/components/schemas/Thing'}}
    Page:
      type: object
      properties:
        pagination: {type: object}
        resources: {type: array, items: {$ref: '#/components/schemas/Thing'}}
        included: {type: object, properties: {users: {type: array, items: {}}}}
    Named: {type: object, properties: {total_count: {type: integer}, things: {$ref: '#/components/schemas/Array'}}}
    Nested: {type: object, properties: {data: {$ref: '#/components/schemas/Page'}, 'status': {type: string}}}
    Order: {type: object, properties: {id: {type: integer}, items: {type: array, items: {}}}}
    Other: {type: object, properties: {colour: {type: string}, sizes: {type: array, items: {}}}}
",
        );
        let thing = api.schemas["Thing"];
        let item = |name: &str| {
            let found = api.item_schema_of_list(api.schemas[name])?;
            assert_eq!(api.resolve(found.1), thing, "{name}");
            Some(found.0)
        };
        assert_eq!(item("Array").as_deref(), Some(""));
        assert_eq!(item("Page").as_deref(), Some("/resources"));
        assert_eq!(item("Named").as_deref(), Some("/things"));
        assert_eq!(item("Nested").as_deref(), Some("/data/resources"));
        for name in ["Thing", "Order", "Other"] {
            assert_eq!(item(name), None, "{name}");
        }
    }
}
