//! From schemas to types.

use avouch_api::schema::{SchemaId, Type as JsonType};
use avouch_api::{Api, Origin};
use rustc_hash::FxHashMap;

use super::census::{Census, NotRepresented, Untyped, pointer};
use super::components::Components;
use super::merge::{Merged, Part, essence};
use super::views::Views;
use super::{Derives, Field, Format, Home, Kind, Plan, Shape, Type, TypeDef, TypeId, View, boxes, share};
use crate::names::{singular, words};

/// How deep schemas may nest inside each other, objects aside.
const DEEPEST: usize = 96;
/// How deep objects are followed at once; the fields of those further down are looked at afterwards.
const AT_ONCE: usize = 24;

/// Turns schemas into types, each once.
#[derive(Debug)]
pub(crate) struct Builder<'a> {
    pub(crate) api: &'a Api,
    pub(crate) components: Components,
    pub(super) views: Views,
    pub(super) types: Vec<TypeDef>,
    /// What was found out about a schema, by the side it is seen from where that matters.
    found: FxHashMap<Key, Found>,
    /// The side that is looked at.
    pub(super) view: View,
    pub(super) census: Census,
    pub(super) depth: usize,
    deferred: Vec<Deferred>,
}

/// A struct that is declared and whose fields are still to be looked at.
#[derive(Debug)]
struct Deferred {
    id: TypeId,
    parts: Vec<Part>,
    place: Place,
    view: View,
    differ: bool,
}

/// A schema, and the side where the two differ.
type Key = (SchemaId, Option<View>);

#[derive(Clone, Debug)]
enum Found {
    /// It is being looked at: who asks again stands in a circle that no declared type breaks.
    Busy,
    /// What it comes to.
    Shape(Shape),
}

/// Where an inline schema stands: what a type for it is called, and in which file it is written.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    segments: Vec<String>,
    home: Home,
    component: bool,
}

impl Place {
    /// The place of a named schema.
    pub(crate) fn component(name: &str) -> Self {
        Place { segments: vec![name.to_owned()], home: Home::Component(name.to_owned()), component: true }
    }

    /// A place in an operation of a group, from the words that name it.
    pub(crate) fn operation(group: &str, words: &[&str]) -> Self {
        let segments = words.iter().map(|word| (*word).to_owned()).collect();
        Place { segments, home: Home::Group(group.to_owned()), component: false }
    }

    /// A place inside a component that is no schema, such as a response.
    pub(crate) fn inside(name: &str, word: Option<&str>) -> Self {
        let mut place = Place { component: false, ..Place::component(name) };
        place.segments.extend(word.map(str::to_owned));
        place
    }

    /// A property or variant.
    pub(crate) fn child(&self, segment: &str) -> Self {
        let mut place = Place { component: false, ..self.clone() };
        place.segments.push(segment.to_owned());
        place
    }

    /// One of many: in the singular where there is one, else as the whole, which has no type of its own.
    pub(super) fn element(&self, otherwise: &str) -> Self {
        let mut last = self.segments.last().map(|segment| words(segment)).unwrap_or_default();
        if self.component || self.segments.len() < 2 {
            return self.child(otherwise);
        }
        let one = last.last().and_then(|word| singular(word));
        let (Some(one), Some(word)) = (one, last.last_mut()) else {
            // The words that the generator adds to the name of an operation say nothing of one element.
            let is_added = ["Request", "Response"].contains(&self.last());
            return if is_added { self.child(otherwise) } else { self.clone() };
        };
        *word = one;
        let mut place = Place { component: false, ..self.clone() };
        place.segments.pop();
        place.segments.push(last.join(" "));
        place
    }

    fn last(&self) -> &str {
        self.segments.last().map_or("", String::as_str)
    }
}

impl<'a> Builder<'a> {
    /// A builder for an Api.
    pub(crate) fn new(api: &'a Api) -> Self {
        Builder {
            api,
            components: Components::new(api),
            views: Views::new(api),
            types: Vec::new(),
            found: FxHashMap::default(),
            view: View::Response,
            census: Census { schema_version: 1, ..Census::default() },
            depth: 0,
            deferred: Vec::new(),
        }
    }

    /// What a schema comes to, seen from one side.
    pub(crate) fn shape_for(&mut self, view: View, id: SchemaId, place: &Place) -> Shape {
        let before = std::mem::replace(&mut self.view, view);
        let shape = self.shape(id, place);
        while let Some(deferred) = self.deferred.pop() {
            self.view = deferred.view;
            let merged = Merged::gather(self.api, &deferred.parts);
            self.fill(deferred.id, &merged, &deferred.place, deferred.differ);
        }
        self.view = before;
        shape
    }

    /// Finds the fields of a declared struct, now or, where the nesting is deep, later.
    pub(super) fn fill_soon(&mut self, id: TypeId, merged: &Merged<'a>, place: &Place, differ: bool) {
        if self.depth < AT_ONCE {
            self.fill(id, merged, place, differ);
        } else {
            let parts = merged.schemas.iter().map(|(id, _)| Part::Bare(*id)).collect();
            self.deferred.push(Deferred { id, parts, place: place.clone(), view: self.view, differ });
        }
    }

    /// Looks at every named schema.
    pub(crate) fn add_components(&mut self) {
        let mut named: Vec<(String, SchemaId)> =
            self.components.iter().map(|(id, name)| (name.to_owned(), id)).collect();
        named.sort();
        for (name, id) in named {
            self.shape_for(View::Response, id, &Place::component(&name));
        }
        for (name, target) in self.components.aliases.clone() {
            let shape = self.shape_for(View::Response, target, &Place::component(&name));
            let docs = self.api.schemas.get(&name).and_then(|id| self.docs(*id));
            self.declare(&Place::component(&name), Kind::Alias(shape.ty), docs);
        }
    }

    /// What a schema comes to.
    pub(super) fn shape(&mut self, id: SchemaId, place: &Place) -> Shape {
        let id = self.api.resolve(id);
        let key = (id, self.views.differ(id).then_some(self.view));
        match self.found.get(&key) {
            Some(Found::Shape(shape)) => return shape.clone(),
            Some(Found::Busy) => return self.untyped(id, "the schema contains itself without an object between"),
            None => {}
        }
        let named = self.components.name(id).map(|name| match key.1 {
            Some(View::Request) => Place::component(&format!("{name} Request")),
            _ => Place::component(name),
        });
        if self.depth >= DEEPEST {
            return self.untyped(id, "schemas are nested too deep");
        }
        self.found.insert(key, Found::Busy);
        self.depth += 1;
        let mut shape = match essence(self.api, id) {
            (inner, nullable) if inner != id => {
                let mut shape = self.shape(inner, named.as_ref().unwrap_or(place));
                shape.nullable |= nullable;
                shape
            }
            _ => self.define(&[Part::Whole(id)], named.as_ref().unwrap_or(place), Some(key)),
        };
        self.depth -= 1;
        if let (Some(place), Some(Found::Busy)) = (&named, self.found.get(&key)) {
            let docs = self.docs(id);
            shape.ty = Type::Named(self.declare(place, Kind::Alias(shape.ty), docs));
        }
        self.found.insert(key, Found::Shape(shape.clone()));
        shape
    }

    /// What some schemas that hold together come to.
    pub(super) fn shape_of(&mut self, parts: &[Part], place: &Place) -> Shape {
        let mut telling: Vec<Part> = Vec::new();
        for part in parts {
            let part = match part {
                Part::Whole(id) => Part::Whole(self.api.resolve(*id)),
                bare @ Part::Bare(_) => *bare,
            };
            if !telling.contains(&part) && !Merged::gather(self.api, &[part]).says_nothing() {
                telling.push(part);
            }
        }
        match (telling.as_slice(), parts) {
            ([Part::Whole(id)], _) | ([], [Part::Whole(id), ..]) => self.shape(*id, place),
            _ if self.depth >= DEEPEST => self.untyped_part(parts, "schemas are nested too deep"),
            _ => {
                self.depth += 1;
                let shape = self.define(&telling, place, None);
                self.depth -= 1;
                shape
            }
        }
    }

    fn define(&mut self, parts: &[Part], place: &Place, key: Option<Key>) -> Shape {
        let merged = Merged::gather(self.api, parts);
        self.note_what_is_lost(&merged);
        if let Some(shape) = self.union(&merged, place, key) {
            return shape;
        }
        if let Some(values) = merged.values(self.api) {
            return self.values(&merged, &values, place, key);
        }
        let mut kinds: Vec<JsonType> = merged.types.iter().collect();
        if kinds.contains(&JsonType::Number) {
            kinds.retain(|kind| *kind != JsonType::Integer);
        }
        match kinds.as_slice() {
            [] => {
                let lies = merged.schemas.iter().any(|(_, schema)| schema.boolean == Some(false));
                let dynamic = merged.schemas.iter().any(|(_, schema)| schema.dynamic_reference.is_some());
                let dangles =
                    merged.schemas.iter().any(|(_, schema)| schema.reference.is_some() && schema.target.is_none());
                let reason = match (lies, dynamic, dangles) {
                    (true, ..) => "no value is valid",
                    (_, true, _) => "the type is found out while validating",
                    (.., true) => "the reference leads nowhere",
                    _ => "the schema does not say what type the value has",
                };
                let nullable = merged.nullable;
                Shape { nullable, ..self.untyped_part(parts, reason) }
            }
            [only] => self.of_kind(*only, &merged, place, key),
            several => self.of_kinds(several, &merged, place, key),
        }
    }

    /// A value of one JSON type.
    pub(super) fn of_kind(&mut self, kind: JsonType, merged: &Merged<'a>, place: &Place, key: Option<Key>) -> Shape {
        let nullable = merged.nullable;
        let ty = match kind {
            JsonType::Null => Type::Any,
            JsonType::Boolean => Type::Boolean,
            JsonType::Integer => Type::Integer(integer(merged.format())),
            JsonType::Number if matches!(merged.format(), Some("int32" | "int64")) => {
                Type::Integer(integer(merged.format()))
            }
            JsonType::Number => Type::Number,
            JsonType::String => text(merged),
            JsonType::Array => Type::List(Box::new(if let Some(items) = merged.items() {
                self.shape(items, &place.element("item")).whole()
            } else {
                self.note_untyped(merged, "the schema does not say what the list holds");
                Type::Any
            })),
            JsonType::Object => self.object(merged, place, key),
        };
        Shape { ty, nullable }
    }

    /// Declares a type before its content is known, so that whoever leads back to it finds it.
    pub(super) fn reserve(&mut self, merged: &Merged<'a>, place: &Place, key: Option<Key>) -> TypeId {
        let schema = merged.schemas.last();
        let docs = match key {
            Some((id, _)) => self.docs(id),
            None => schema.and_then(|(id, _)| self.docs(*id)),
        };
        let id = self.declare(place, Kind::Unfinished, docs);
        if let Some(def) = self.types.get_mut(id.0 as usize) {
            def.deprecated = schema.is_some_and(|(_, schema)| schema.deprecated);
        }
        if let Some(key) = key {
            self.found.insert(key, Found::Shape(Shape { ty: Type::Named(id), nullable: merged.nullable }));
        }
        id
    }

    /// Gives a declared type its content.
    pub(super) fn finish(&mut self, id: TypeId, kind: Kind) {
        if let Some(def) = self.types.get_mut(id.0 as usize) {
            def.kind = kind;
        }
    }

    fn declare(&mut self, place: &Place, kind: Kind, docs: Option<String>) -> TypeId {
        let id = TypeId(u32::try_from(self.types.len()).unwrap_or(u32::MAX));
        self.types.push(TypeDef {
            name: None,
            wanted: place.segments.join(" "),
            last: place.last().to_owned(),
            is_component: place.component,
            home: place.home.clone(),
            docs,
            kind,
            derives: Derives::default(),
            deprecated: false,
        });
        id
    }

    /// What the document says about the values of a schema, by the schema itself or by the unnamed parts of it.
    pub(crate) fn docs(&self, id: SchemaId) -> Option<String> {
        let mut current = id;
        for _ in 0..16 {
            let schema = self.api.schema(current);
            let reference = schema.reference.as_ref().and_then(|reference| reference.description.as_deref());
            let own = schema.description.as_deref().or(reference).filter(|text| !text.trim().is_empty());
            if let Some(text) = own.or(schema.title.as_deref()).filter(|text| !text.trim().is_empty()) {
                return Some(text.to_owned());
            }
            let unnamed = |part: &SchemaId| self.components.name(self.api.resolve(*part)).is_none();
            let said = schema
                .all_of
                .iter()
                .rev()
                .filter(|part| unnamed(part))
                .find_map(|part| self.api.schema(*part).description.clone());
            if said.is_some() {
                return said;
            }
            match schema.target {
                Some(target) if unnamed(&target) => current = target,
                _ => return None,
            }
        }
        None
    }

    /// What the document says where a schema is used; where it is silent, the beginning of what it says about the schema that is
    /// referred to.
    pub(crate) fn docs_of_use(&self, id: SchemaId) -> Option<String> {
        self.docs(id).or_else(|| {
            let (meant, _) = essence(self.api, id);
            let text = self.docs(self.api.resolve(meant))?;
            text.trim().split("\n\n").next().map(str::to_owned)
        })
    }

    /// A value without a type, and why.
    pub(super) fn untyped(&mut self, id: SchemaId, reason: &str) -> Shape {
        self.untyped_part(&[Part::Whole(id)], reason)
    }

    fn untyped_part(&mut self, parts: &[Part], reason: &str) -> Shape {
        if let Some(Part::Whole(id) | Part::Bare(id)) = parts.last() {
            let pointer = pointer(self.api, self.api.schema(*id).origin);
            self.census.untyped.push(Untyped { pointer, reason: reason.to_owned() });
        }
        Shape::of(Type::Any)
    }

    /// The properties of a form, with their schemas; empty where the schema declares none.
    pub(crate) fn fields_for_request(&mut self, schema: SchemaId, place: &Place) -> Vec<(Field, Vec<Part>)> {
        let id = self.api.resolve(schema);
        let place = self.components.name(id).map_or_else(|| place.clone(), Place::component);
        let merged = Merged::gather(self.api, &[Part::Whole(id)]);
        let shape = self.shape_for(View::Request, id, &place);
        let mut ty = shape.ty;
        while let Type::Named(id) = ty {
            match self.kind(id) {
                Some(Kind::Alias(inner)) => ty = inner.clone(),
                Some(Kind::Struct(object)) => {
                    let properties = merged.properties();
                    let parts = |field: &Field| {
                        properties.get(field.key.as_str()).into_iter().flatten().map(|id| Part::Whole(*id)).collect()
                    };
                    return object.fields.iter().map(|field| (field.clone(), parts(field))).collect();
                }
                _ => break,
            }
        }
        Vec::new()
    }

    /// Whether values of some schemas are bytes and no text, or a list of such.
    pub(crate) fn is_binary(&self, parts: &[Part]) -> bool {
        let merged = Merged::gather(self.api, parts);
        let is_media = |(_, schema): &(SchemaId, &avouch_api::schema::Schema)| {
            let string = schema.string.as_ref();
            string.is_some_and(|string| string.content_media_type.is_some() && string.content_encoding.is_none())
        };
        match merged.items() {
            Some(items) => {
                self.depth < DEEPEST && {
                    let inner = Merged::gather(self.api, &[Part::Whole(items)]);
                    inner.format() == Some("binary") || inner.schemas.iter().any(is_media)
                }
            }
            None => merged.format() == Some("binary") || merged.schemas.iter().any(is_media) || merged.says_nothing(),
        }
    }

    /// What a declared type is, before the plan is finished.
    pub(crate) fn kind(&self, id: TypeId) -> Option<&Kind> {
        self.types.get(id.0 as usize).map(|def| &def.kind)
    }

    /// What a list holds, by whatever name the list goes; `None` for what is no list.
    pub(crate) fn item_of(&self, ty: &Type) -> Option<Type> {
        match ty {
            Type::List(item) => Some((**item).clone()),
            Type::Named(id) => match self.kind(*id)? {
                Kind::Alias(inner) => self.item_of(inner),
                _ => None,
            },
            _ => None,
        }
    }

    /// What a schema was found to come to, seen from one side.
    pub(crate) fn known_shape(&self, view: View, id: SchemaId) -> Option<Shape> {
        let id = self.api.resolve(id);
        match self.found.get(&(id, self.views.differ(id).then_some(view)))? {
            Found::Shape(shape) => Some(shape.clone()),
            Found::Busy => None,
        }
    }

    /// The schemas that were looked at with what they come to, in the order of the document.
    pub(crate) fn shapes(&self) -> Vec<(View, SchemaId, Shape)> {
        let mut shapes: Vec<(View, SchemaId, Shape)> = self
            .found
            .iter()
            .filter_map(|((id, view), found)| match found {
                Found::Shape(shape) => Some((view.unwrap_or(View::Response), *id, shape.clone())),
                Found::Busy => None,
            })
            .collect();
        shapes.sort_by_key(|(view, id, _)| (*id, *view));
        shapes
    }

    /// Where something stands, as the census writes it.
    pub(crate) fn pointer(&self, origin: Origin) -> String {
        pointer(self.api, Some(origin))
    }

    /// Lists a place whose value has no type.
    pub(crate) fn list_untyped(&mut self, origin: Origin, reason: &str) {
        let pointer = pointer(self.api, Some(origin));
        self.census.untyped.push(Untyped { pointer, reason: reason.to_owned() });
    }

    /// Lists a construct of an operation that the crate does not carry.
    pub(crate) fn list_lost(&mut self, origin: Origin, construct: &str, reason: &str) {
        let pointer = pointer(self.api, Some(origin));
        let (construct, reason) = (construct.to_owned(), reason.to_owned());
        self.census.not_represented.push(NotRepresented { pointer, construct, reason });
    }

    /// Lists a place whose value has no type.
    pub(super) fn note_untyped(&mut self, merged: &Merged<'_>, reason: &str) {
        let parts: Vec<Part> = merged.schemas.last().map(|(id, _)| Part::Whole(*id)).into_iter().collect();
        self.untyped_part(&parts, reason);
    }

    /// Lists a construct that types cannot carry.
    pub(super) fn lose(&mut self, id: SchemaId, construct: &str, reason: &str) {
        let pointer = pointer(self.api, self.api.schema(id).origin);
        let (construct, reason) = (construct.to_owned(), reason.to_owned());
        self.census.not_represented.push(NotRepresented { pointer, construct, reason });
    }

    /// The finished plan: `roots` are the types that operations use.
    pub(crate) fn into_plan(mut self, roots: &[Type]) -> (Plan, Census) {
        let replaced = share::share(&mut self.types);
        boxes::place(&mut self.types);
        super::derives::settle(&mut self.types);
        self.census.untyped.sort();
        self.census.untyped.dedup();
        self.census.not_represented.sort();
        self.census.not_represented.dedup();
        let kept = share::reachable(&self.types, &replaced, roots);
        let types =
            self.types.into_iter().enumerate().map(|(index, def)| kept.contains(&index).then_some(def)).collect();
        (Plan { types, replaced }, self.census)
    }
}

fn integer(format: Option<&str>) -> &'static str {
    match format {
        Some("int8") => "i8",
        Some("int16") => "i16",
        Some("int32") => "i32",
        Some("uint8") => "u8",
        Some("uint16") => "u16",
        Some("uint32") => "u32",
        Some("uint64") => "u64",
        _ => "i64",
    }
}

fn text(merged: &Merged<'_>) -> Type {
    let encoding =
        |(_, schema): &(SchemaId, &avouch_api::schema::Schema)| schema.string.as_ref()?.content_encoding.clone();
    match (merged.format(), merged.schemas.iter().rev().find_map(encoding).as_deref()) {
        (Some("date-time"), _) => Type::Format(Format::DateTime),
        (Some("date"), _) => Type::Format(Format::Date),
        (Some("uuid"), _) => Type::Format(Format::Uuid),
        (Some("byte"), _) | (_, Some("base64")) => Type::Format(Format::Base64),
        _ => Type::Text,
    }
}

pub(super) type BuilderKey = Key;
