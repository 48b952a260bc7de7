//! What schemas look like to one who recognises lists, states and identifiers by their shape.

use std::cell::RefCell;
use std::rc::Rc;

use avouch_parser::Document;
use avouch_parser::document::Json;
use avouch_wire::media::MediaType as WireMediaType;
use rustc_hash::FxHashMap;

use crate::schema::{Schema, SchemaId, Type, TypeSet};
use crate::words;
use crate::{Example, ExampleValue, MediaType, Operation, Response, StatusSpec, query};

/// How many references and sole parts of compositions are looked behind.
const MAX_STEPS: usize = 32;

/// How many parts of a composition, and how many values of a list, are looked at.
const MAX_PARTS: usize = 256;

/// Names of properties that hold the items of a list, the likeliest first.
const LIST_NAMES: [&str; 16] = [
    "items",
    "data",
    "resources",
    "results",
    "values",
    "records",
    "entries",
    "value",
    "list",
    "objects",
    "elements",
    "content",
    "rows",
    "hits",
    "edges",
    "nodes",
];

/// Names of properties that a page has beside its items.
const PAGE_WORDS: [&str; 44] = [
    "total",
    "count",
    "page",
    "pages",
    "per",
    "limit",
    "offset",
    "next",
    "prev",
    "previous",
    "first",
    "last",
    "link",
    "links",
    "pagination",
    "paging",
    "meta",
    "metadata",
    "cursor",
    "cursors",
    "more",
    "included",
    "kind",
    "version",
    "object",
    "url",
    "uri",
    "href",
    "self",
    "size",
    "token",
    "marker",
    "status",
    "incomplete",
    "results",
    "warnings",
    "errors",
    "message",
    "success",
    "took",
    "end",
    "start",
    "time",
    "iterator",
];

/// Names of properties that wrap an answer as a whole.
const ENVELOPES: [&str; 6] = ["data", "result", "results", "response", "payload", "_embedded"];

/// A list, as an answer has it.
#[derive(Debug)]
pub(crate) struct List {
    /// Where the items are, as a JSON Pointer.
    pub(crate) pointer: String,
    /// The schema of one item.
    pub(crate) item: SchemaId,
}

/// The properties of a schema, by name.
type Properties<'d> = Rc<[(&'d str, SchemaId)]>;

/// The properties of a schema that are neither objects nor arrays, by their names without separators and case.
type Scalars<'d> = Rc<FxHashMap<String, &'d str>>;

/// Shapes of schemas, each worked out once.
pub(crate) struct Shapes<'d> {
    document: &'d Document,
    properties: RefCell<FxHashMap<SchemaId, Properties<'d>>>,
    scalars: RefCell<FxHashMap<SchemaId, Scalars<'d>>>,
    lists: RefCell<FxHashMap<SchemaId, Option<Rc<List>>>>,
}

impl<'d> Shapes<'d> {
    pub(crate) fn new(document: &'d Document) -> Self {
        Shapes { document, properties: RefCell::default(), scalars: RefCell::default(), lists: RefCell::default() }
    }

    /// The texts among values of the document.
    pub(super) fn texts<'s>(&'s self, values: &'s [Json]) -> impl Iterator<Item = &'d str> + 's {
        values.iter().filter_map(|json| self.document.node(json.0)?.as_str())
    }

    /// The texts among examples.
    pub(super) fn example_texts<'s>(&'s self, examples: &'s [Example]) -> impl Iterator<Item = String> + 's {
        examples.iter().filter_map(|example| match &example.value {
            ExampleValue::Value(json) => Some(self.document.node(json.0)?.as_str()?.to_owned()),
            ExampleValue::Serialised(text) => Some(text.clone()),
            ExampleValue::External(_) => None,
        })
    }

    /// The texts that a schema lists as its only values, by `enum` or by alternatives of constants.
    pub(super) fn listed_texts(&self, id: SchemaId) -> Vec<String> {
        let schema = self.schema(self.core(id));
        let alternatives =
            schema.any_of.iter().chain(&schema.one_of).take(MAX_PARTS).map(|id| self.schema(self.core(*id)));
        let values = [schema].into_iter().chain(alternatives);
        let values = values.flat_map(|schema| schema.enumeration.iter().flatten().chain(&schema.constant));
        let texts = values.take(MAX_PARTS).filter_map(|json| self.document.node(json.0)?.as_str());
        texts.map(str::to_owned).collect()
    }

    pub(super) fn schema(&self, id: SchemaId) -> &'d Schema {
        self.document.schema(id)
    }

    /// What a schema comes down to: behind plain references, compositions of one part, and alternatives to null.
    pub(super) fn core(&self, id: SchemaId) -> SchemaId {
        let mut current = id;
        for _ in 0..MAX_STEPS {
            let schema = self.schema(current);
            let next = match (schema.is_plain_reference(), schema.target) {
                (true, target) => target,
                (false, _) if is_bare(schema) => self.only_part(schema),
                (false, _) => None,
            };
            match next {
                Some(next) => current = next,
                None => break,
            }
        }
        current
    }

    fn only_part(&self, schema: &Schema) -> Option<SchemaId> {
        let parts = [&schema.all_of, &schema.any_of, &schema.one_of];
        if parts.iter().map(|part| part.len()).sum::<usize>() > MAX_PARTS {
            return None;
        }
        let mut real = parts.into_iter().flatten().filter(|id| {
            let types = self.schema(**id).types;
            types != TypeSet::of(Type::Null)
        });
        let annotations_aside = |id: &SchemaId| !is_annotation(self.schema(*id));
        match (real.clone().count(), schema.all_of.len()) {
            (1, _) => real.next().copied(),
            // A composition of a reference and a remark on it.
            (_, 2..) if schema.any_of.is_empty() && schema.one_of.is_empty() => {
                let mut meant = schema.all_of.iter().copied().filter(annotations_aside);
                meant.next().filter(|_| meant.next().is_none())
            }
            _ => None,
        }
    }

    /// The properties of a schema and of what it is composed of.
    pub(super) fn properties(&self, id: SchemaId) -> Properties<'d> {
        let id = self.core(id);
        if let Some(known) = self.properties.borrow().get(&id) {
            return Rc::clone(known);
        }
        let found: Properties<'d> = query::properties(self.document, id).into();
        self.properties.borrow_mut().insert(id, Rc::clone(&found));
        found
    }

    /// The properties of a schema that can stand in a path, by [`words::plain`] names.
    pub(super) fn scalars(&self, id: SchemaId) -> Scalars<'d> {
        let id = self.core(id);
        if let Some(known) = self.scalars.borrow().get(&id) {
            return Rc::clone(known);
        }
        let mut found = FxHashMap::default();
        for (name, id) in self.properties(id).iter() {
            let types = self.types(*id);
            if !types.contains(Type::Object) && !types.contains(Type::Array) && !self.is_object(*id) {
                found.entry(words::plain(name)).or_insert(*name);
            }
        }
        let found = Rc::new(found);
        self.scalars.borrow_mut().insert(id, Rc::clone(&found));
        found
    }

    /// A property by its exact name.
    pub(super) fn property(&self, id: SchemaId, name: &str) -> Option<SchemaId> {
        self.properties(id).iter().find(|(candidate, _)| *candidate == name).map(|(_, id)| *id)
    }

    /// The types that a schema admits, looked for in its parts where it states none; empty where nothing is known.
    pub(super) fn types(&self, id: SchemaId) -> TypeSet {
        let schema = self.schema(self.core(id));
        if !schema.types.is_empty() {
            return schema.types;
        }
        let parts = schema.target.iter().chain(&schema.all_of).chain(&schema.any_of).chain(&schema.one_of);
        let types = parts.take(MAX_PARTS).map(|part| self.schema(self.core(*part)).types);
        types.fold(TypeSet::default(), |all, types| types.iter().fold(all, TypeSet::with))
    }

    /// Whether a value may be an object with properties that are spoken of.
    pub(super) fn is_object(&self, id: SchemaId) -> bool {
        !self.properties(id).is_empty() && !self.types(id).contains(Type::Array)
    }

    /// The schema of the items of an array.
    fn items_of_array(&self, id: SchemaId) -> Option<SchemaId> {
        let schema = self.schema(self.core(id));
        let is_array = schema.types.is_empty() || schema.types.contains(Type::Array);
        schema.array.as_ref().filter(|_| is_array)?.items
    }

    /// The list that an answer with this schema is.
    pub(crate) fn list(&self, id: SchemaId) -> Option<Rc<List>> {
        let id = self.core(id);
        if let Some(known) = self.lists.borrow().get(&id) {
            return known.clone();
        }
        let found = self.find_list(id).map(Rc::new);
        self.lists.borrow_mut().insert(id, found.clone());
        found
    }

    fn find_list(&self, id: SchemaId) -> Option<List> {
        if let Some(item) = self.items_of_array(id) {
            return Some(List { pointer: String::new(), item });
        }
        if let Some(list) = self.list_in_object(id) {
            return Some(list);
        }
        let properties = self.properties(id);
        let mut envelopes = properties.iter().filter(|(name, _)| ENVELOPES.contains(name));
        envelopes.find_map(|(name, inner)| {
            let list = self.list_in_object(*inner)?;
            Some(List { pointer: format!("/{}{}", words::token(name), list.pointer), item: list.item })
        })
    }

    fn list_in_object(&self, id: SchemaId) -> Option<List> {
        let properties = self.properties(id);
        if properties.iter().any(|(name, _)| matches!(*name, "id" | "guid" | "uuid")) {
            return None;
        }
        let arrays: Vec<_> =
            properties.iter().filter_map(|(name, id)| Some((*name, self.items_of_array(*id)?))).collect();
        let by_name = LIST_NAMES.iter().find_map(|known| arrays.iter().find(|(name, _)| name == known));
        let only = || match arrays.as_slice() {
            [only] => properties.iter().all(|(name, _)| *name == only.0 || belongs_to_pages(name)).then_some(only),
            _ => None,
        };
        let (name, item) = by_name.or_else(only)?;
        Some(List { pointer: format!("/{}", words::token(name)), item: *item })
    }
}

/// The first success of an operation that has a body with a schema: 200 before other codes.
pub(super) fn success(operation: &Operation) -> Option<(&Response, SchemaId)> {
    let ok = operation.responses.iter().filter(|response| response.status == StatusSpec::Code(200));
    let others = operation.responses.iter().filter(|response| response.status.is_success());
    ok.chain(others).find_map(|response| Some((response, body_schema(response)?)))
}

/// The schema of the body of a response, of JSON where there are several representations.
pub(super) fn body_schema(response: &Response) -> Option<SchemaId> {
    schema_of(&response.content)
}

/// The schema of a body, of JSON where there are several representations.
pub(super) fn schema_of(content: &[MediaType]) -> Option<SchemaId> {
    let is_json = |media: &&MediaType| media.range.as_media_type().is_none_or(WireMediaType::is_json);
    content.iter().filter(is_json).chain(content).find_map(|media| media.schema)
}

/// Whether a schema says nothing itself but what its compositions say.
fn is_bare(schema: &Schema) -> bool {
    schema.target.is_none()
        && schema.object.as_ref().is_none_or(|object| object.properties.is_empty())
        && schema.array.is_none()
        && schema.enumeration.is_none()
}

/// Whether a schema says nothing about values.
fn is_annotation(schema: &Schema) -> bool {
    is_bare(schema)
        && schema.boolean.is_none()
        && schema.types.is_empty()
        && schema.object.is_none()
        && schema.string.is_none()
        && schema.number.is_none()
        && schema.all_of.is_empty()
        && schema.any_of.is_empty()
        && schema.one_of.is_empty()
        && schema.constant.is_none()
}

fn belongs_to_pages(name: &str) -> bool {
    words::split(name).iter().any(|word| PAGE_WORDS.contains(&word.as_str()))
}
