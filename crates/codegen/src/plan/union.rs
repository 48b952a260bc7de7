//! Unions: how the branches of `oneOf` and `anyOf` are told apart.
//!
//! By a discriminator, else by a property that is a constant in every branch, else by the JSON type, else by the properties
//! that a branch requires. Where nothing tells objects apart, one struct has the properties of all: no value is lost, and
//! nothing is left to the order of attempts.

use std::collections::{BTreeMap, BTreeSet};

use avouch_api::schema::{SchemaId, Type as JsonType};

use super::builder::{Builder, BuilderKey, Place};
use super::enums::text_variants;
use super::merge::{Branches, Merged, Part};
use super::{Field, Kind, SentBy, Shape, Struct, Type, Union, Variant};
use crate::names::words;

/// How a variant is recognised.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Test {
    /// By one of these texts in the property that tags the union.
    Tags(Vec<String>),
    /// By its JSON type, as the runtime names it.
    Kind(&'static str),
    /// An object that has these properties.
    Keys(Vec<String>),
    /// Whatever fits no other variant.
    Rest,
}

/// A branch, and what tells it from others.
#[derive(Debug)]
struct Branch<'a> {
    parts: Vec<Part>,
    merged: Merged<'a>,
    component: Option<String>,
    required: BTreeSet<&'a str>,
    declared: BTreeSet<&'a str>,
    constants: BTreeMap<&'a str, Vec<String>>,
}

impl Branch<'_> {
    fn kind(&self) -> Option<JsonType> {
        self.merged.types.only()
    }

    fn wanted(&self, test: &Test, position: usize) -> String {
        let title = self.merged.schemas.iter().rev().find_map(|(_, schema)| schema.title.as_deref());
        let short = |title: &&str| (1..=4).contains(&words(title).len());
        match (test, &self.component, title.filter(short)) {
            (Test::Tags(tags), ..) if tags.len() == 1 => tags.concat(),
            (_, Some(name), _) => name.clone(),
            (_, _, Some(title)) => title.to_owned(),
            (Test::Tags(tags), ..) => tags.first().cloned().unwrap_or_default(),
            (Test::Keys(keys), ..) => keys.join(" "),
            (Test::Kind(kind), ..) => (*kind).to_owned(),
            (Test::Rest, ..) => format!("Variant {}", position + 1),
        }
    }
}

impl<'a> Builder<'a> {
    /// The union that schemas make; `None` where they make none that types could tell.
    pub(super) fn union(&mut self, merged: &Merged<'a>, place: &Place, key: Option<BuilderKey>) -> Option<Shape> {
        let mut unions = merged.unions().filter(|branches| !self.only_restricts(branches));
        let Some(branches) = unions.next() else {
            if merged.unions().next().is_some() {
                self.lose_union(merged, "the branches only restrict what stands beside them");
            }
            return None;
        };
        if unions.next().is_some() {
            self.lose_union(merged, "a second union beside the first");
        }
        let mut nullable = merged.nullable;
        let base = if merged.properties().is_empty() { Vec::new() } else { merged.bare() };
        let mut found: Vec<Branch<'a>> = Vec::new();
        for id in branches.ids {
            let id = self.api.resolve(*id);
            let mut parts = base.clone();
            parts.push(Part::Whole(id));
            let branch = self.branch(id, parts);
            if self.is_null(&branch.merged) {
                nullable = true;
            } else if !found.iter().any(|other| other.parts == branch.parts) {
                nullable |= branch.merged.nullable;
                found.push(branch);
            }
        }
        if found.is_empty() {
            self.note_untyped(merged, "null is the only value");
            return Some(Shape { ty: Type::Any, nullable });
        }
        if let [only] = found.as_slice() {
            let shape = self.shape_of(&only.parts, place);
            return Some(Shape { nullable: nullable || shape.nullable, ..shape });
        }
        let shape = self.several(merged, branches, &found, place, key);
        Some(Shape { nullable: nullable || shape.nullable, ..shape })
    }

    fn several(
        &mut self,
        merged: &Merged<'a>,
        union: Branches<'a>,
        branches: &[Branch<'a>],
        place: &Place,
        key: Option<BuilderKey>,
    ) -> Shape {
        let all = |kind: JsonType| {
            !branches.is_empty() && branches.iter().all(|branch| branch.kind() == Some(kind) && !branch.is_union())
        };
        if all(JsonType::String) {
            return Shape::of(self.texts(merged, branches, place, key));
        }
        if all(JsonType::Integer) || all(JsonType::Boolean) || all(JsonType::Number) {
            let kind = branches.first().and_then(Branch::kind).unwrap_or(JsonType::Number);
            self.lose_union(merged, "all branches have one type");
            return branches
                .first()
                .map_or(Shape::of(Type::Any), |branch| self.of_kind(kind, &branch.merged, place, None));
        }
        if let Some((tag, tests)) = self.tags(merged, branches) {
            return self.declare_union(merged, Some(tag), branches, tests, place, key);
        }
        if union.any
            && all(JsonType::Object)
            && let Some(ty) = self.merge_objects(merged, branches, place, key)
        {
            return Shape::of(ty);
        }
        match Self::tests(branches) {
            Ok(tests) => self.declare_union(merged, None, branches, tests, place, key),
            Err(reason) => {
                if all(JsonType::Object)
                    && let Some(ty) = self.merge_objects(merged, branches, place, key)
                {
                    return Shape::of(ty);
                }
                self.note_untyped(merged, reason);
                Shape::of(Type::Any)
            }
        }
    }

    fn branch(&self, id: SchemaId, parts: Vec<Part>) -> Branch<'a> {
        let merged = Merged::gather(self.api, &parts);
        let mut constants: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let required = merged.required();
        let properties = merged.properties();
        for (name, ids) in &properties {
            let parts: Vec<Part> = ids.iter().map(|id| Part::Whole(*id)).collect();
            let values = Merged::gather(self.api, &parts).values(self.api).unwrap_or_default();
            let texts: Option<Vec<String>> = values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
            if let Some(texts) = texts.filter(|texts| !texts.is_empty()) {
                constants.insert(*name, texts);
            }
        }
        let declared = properties.keys().copied().chain(required.iter().copied()).collect();
        let component = self.components.name(id).map(str::to_owned);
        Branch { parts, merged, component, required, declared, constants }
    }

    fn is_null(&self, merged: &Merged<'a>) -> bool {
        let listed = merged.values(self.api).is_some_and(|values| values.iter().all(serde_json::Value::is_null));
        merged.nullable && (listed || merged.types.is_empty() && merged.unions().next().is_none())
    }

    /// Whether every branch says no more than which properties must be there.
    fn only_restricts(&self, branches: &Branches<'a>) -> bool {
        branches.ids.iter().all(|id| {
            let schema = self.api.schema(*id);
            let silent = schema
                .object
                .as_ref()
                .is_none_or(|object| object.properties.is_empty() && object.additional_properties.is_none());
            let other = schema.reference.is_some()
                || !schema.types.is_empty()
                || schema.boolean.is_some()
                || schema.array.is_some()
                || schema.format.is_some()
                || schema.enumeration.is_some()
                || schema.constant.is_some()
                || !schema.all_of.is_empty()
                || !schema.any_of.is_empty()
                || !schema.one_of.is_empty();
            silent
                && !other
                && (schema.object.is_some()
                    || schema.not.is_some()
                    || schema.string.is_some()
                    || schema.number.is_some())
        })
    }

    /// Texts of several kinds: the values that are listed, and any other text.
    fn texts(&mut self, merged: &Merged<'a>, branches: &[Branch<'a>], place: &Place, key: Option<BuilderKey>) -> Type {
        let listed: Vec<String> = branches
            .iter()
            .filter_map(|branch| branch.merged.values(self.api))
            .flatten()
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect();
        if listed.is_empty() {
            self.lose_union(merged, "all branches are texts");
            return Type::Text;
        }
        let id = self.reserve(merged, place, key);
        self.finish(id, Kind::Texts(text_variants(&listed.iter().map(String::as_str).collect::<Vec<_>>())));
        Type::Named(id)
    }

    /// The property that tags every branch: the discriminator, else one that is a constant everywhere.
    fn tags(&self, merged: &Merged<'a>, branches: &[Branch<'a>]) -> Option<(String, Vec<Test>)> {
        if branches.iter().any(|branch| branch.kind().is_some_and(|kind| kind != JsonType::Object)) {
            return None;
        }
        let candidates = merged.discriminator().map(|discriminator| discriminator.property_name.as_str()).into_iter();
        let constants = branches.first().map(|branch| branch.constants.keys().copied()).into_iter().flatten();
        candidates.chain(constants).find_map(|property| {
            let tests: Option<Vec<Vec<String>>> =
                branches.iter().map(|branch| self.tags_of(merged, branch, property)).collect();
            let tests = tests?;
            let mut seen = BTreeSet::new();
            let distinct = tests.iter().flatten().all(|tag| seen.insert(tag.as_str()));
            distinct.then(|| (property.to_owned(), tests.into_iter().map(Test::Tags).collect()))
        })
    }

    /// The values of a property that mean a branch.
    fn tags_of(&self, merged: &Merged<'a>, branch: &Branch<'a>, property: &str) -> Option<Vec<String>> {
        if let Some(discriminator) =
            merged.discriminator().filter(|discriminator| discriminator.property_name == property)
        {
            let Some(Part::Whole(id)) = branch.parts.last() else { return None };
            let mapped: Vec<String> = discriminator
                .mapping
                .iter()
                .filter(|(_, (_, target))| target.is_some_and(|target| self.api.resolve(target) == *id))
                .map(|(tag, _)| tag.clone())
                .collect();
            if !mapped.is_empty() {
                return Some(mapped);
            }
            if let Some(constants) = branch.constants.get(property) {
                return Some(constants.clone());
            }
            return branch.component.clone().map(|name| vec![name]);
        }
        branch.required.contains(property).then(|| branch.constants.get(property).cloned()).flatten()
    }

    /// One test a branch, in the order of the branches.
    fn tests(branches: &[Branch<'a>]) -> Result<Vec<Test>, &'static str> {
        let mut tests: Vec<Option<Test>> = branches.iter().map(|_| None).collect();
        let mut objects = Vec::new();
        let mut seen = BTreeSet::new();
        for (index, branch) in branches.iter().enumerate() {
            match branch.kind() {
                Some(JsonType::Object) => objects.push(index),
                Some(kind) if seen.insert(kind) => tests[index] = Some(Test::Kind(kind_name(kind))),
                Some(JsonType::Array) => return Err("lists that differ in their items cannot be told apart"),
                Some(_) => return Err("branches of one type cannot be told apart"),
                None if tests.contains(&Some(Test::Rest)) => {
                    return Err("several branches allow more than one type");
                }
                None => tests[index] = Some(Test::Rest),
            }
        }
        for (index, test) in tell_objects_apart(branches, &objects)? {
            tests[index] = Some(test);
        }
        Ok(tests.into_iter().map(|test| test.unwrap_or(Test::Rest)).collect())
    }

    fn declare_union(
        &mut self,
        merged: &Merged<'a>,
        tag: Option<String>,
        branches: &[Branch<'a>],
        tests: Vec<Test>,
        place: &Place,
        key: Option<BuilderKey>,
    ) -> Shape {
        let id = self.reserve(merged, place, key);
        let mut variants: Vec<Variant> = Vec::new();
        for (position, (branch, test)) in branches.iter().zip(tests).enumerate() {
            let wanted = branch.wanted(&test, position);
            let ty = self.shape_of(&branch.parts, &place.child(&wanted)).ty;
            variants.push(Variant { wanted, ty, boxed: false, test });
        }
        // Keys are tried before the type alone, the more of them the earlier; what allows everything comes last.
        variants.sort_by_key(|variant| match &variant.test {
            Test::Tags(_) => (0, 0),
            Test::Keys(keys) => (1, usize::MAX - keys.len()),
            Test::Kind("Integer") => (2, 0),
            Test::Kind(_) => (3, 0),
            Test::Rest => (4, 0),
        });
        let open = tag.is_some();
        self.finish(id, Kind::Union(Union { tag, variants, open }));
        Shape::of(Type::Named(id))
    }

    /// One struct with the properties of all branches; `None` where a property has several types.
    fn merge_objects(
        &mut self,
        merged: &Merged<'a>,
        branches: &[Branch<'a>],
        place: &Place,
        key: Option<BuilderKey>,
    ) -> Option<Type> {
        let mut names: Vec<&str> = Vec::new();
        for branch in branches {
            names.extend(
                branch.merged.properties().keys().filter(|name| !names.contains(name)).copied().collect::<Vec<_>>(),
            );
        }
        if names.is_empty() || branches.iter().any(|branch| branch.is_union() || branch.declared.is_empty()) {
            return None;
        }
        self.lose_union(
            merged,
            "nothing tells the branches apart, or several may hold: one type has the properties of all",
        );
        let id = self.reserve(merged, place, key);
        let mut fields = Vec::new();
        for name in names {
            let schemas: Vec<Vec<SchemaId>> =
                branches.iter().filter_map(|branch| branch.merged.properties().get(name).cloned()).collect();
            let mut shapes: Vec<Shape> = Vec::new();
            for ids in &schemas {
                let parts: Vec<Part> = ids.iter().map(|id| Part::Whole(*id)).collect();
                shapes.push(self.shape_of(&parts, &place.child(name)));
            }
            let nullable = shapes.iter().any(|shape| shape.nullable);
            let agree = shapes.windows(2).all(|pair| pair[0].ty == pair[1].ty || self.alike(&pair[0].ty, &pair[1].ty));
            let ty = shapes.into_iter().next().map_or(Type::Any, |shape| shape.ty);
            if !agree {
                self.note_untyped(merged, &format!("the property \"{name}\" has a type in each branch"));
            }
            fields.push(Field {
                key: name.to_owned(),
                shape: Shape { ty: if agree { ty } else { Type::Any }, nullable },
                required: branches.iter().all(|branch| branch.required.contains(name)),
                boxed: false,
                docs: schemas.iter().flatten().find_map(|id| self.docs_of_use(*id)),
                deprecated: false,
                sent_by: SentBy::Both,
            });
        }
        self.finish(id, Kind::Struct(Struct { fields, additional: None }));
        Some(Type::Named(id))
    }

    /// Whether two types are the same but for their names.
    fn alike(&self, left: &Type, right: &Type) -> bool {
        let (Type::Named(left), Type::Named(right)) = (left, right) else { return false };
        let kind = |id: &super::TypeId| self.types.get(id.0 as usize).map(|def| (&def.kind, def.is_component));
        match (kind(left), kind(right)) {
            (Some((left, false)), Some((right, false))) => left == right,
            _ => false,
        }
    }

    fn lose_union(&mut self, merged: &Merged<'a>, reason: &str) {
        for (id, schema) in &merged.schemas {
            if !schema.one_of.is_empty() {
                self.lose(*id, "oneOf", reason);
            } else if !schema.any_of.is_empty() {
                self.lose(*id, "anyOf", reason);
            }
        }
    }
}

impl Branch<'_> {
    fn is_union(&self) -> bool {
        self.merged.unions().next().is_some()
    }
}

/// Tests that tell objects apart, by a constant or by what they require.
fn tell_objects_apart(branches: &[Branch<'_>], objects: &[usize]) -> Result<Vec<(usize, Test)>, &'static str> {
    if let [only] = objects {
        return Ok(vec![(*only, Test::Kind("Object"))]);
    }
    let mut left: Vec<usize> = objects.to_vec();
    let mut tests = Vec::new();
    while let [_, _, ..] = left.as_slice() {
        let telling = left.iter().position(|index| {
            left.iter().all(|other| {
                other == index || branches[*index].required.iter().any(|key| !branches[*other].declared.contains(key))
            })
        });
        let Some(position) = telling else { return Err("nothing tells the objects apart") };
        let index = left.remove(position);
        let mut keys: BTreeSet<&str> = BTreeSet::new();
        for other in &left {
            let unknown = |key: &&&str| !branches[*other].declared.contains(**key);
            if !keys.iter().any(|key| unknown(&key)) {
                keys.extend(branches[index].required.iter().find(unknown));
            }
        }
        tests.push((index, Test::Keys(keys.into_iter().map(str::to_owned).collect())));
    }
    if let Some(last) = left.first() {
        // The last one needs no key to be told from the others, but where it has one nothing else is taken for it.
        let unknown =
            |key: &&&str| objects.iter().all(|other| other == last || !branches[*other].declared.contains(**key));
        let key = branches[*last].required.iter().find(unknown);
        tests.push((*last, key.map_or(Test::Kind("Object"), |key| Test::Keys(vec![(*key).to_owned()]))));
    }
    Ok(tests)
}

fn kind_name(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Null => "Null",
        JsonType::Boolean => "Boolean",
        JsonType::Integer => "Integer",
        JsonType::Number => "Number",
        JsonType::String => "String",
        JsonType::Array => "Array",
        JsonType::Object => "Object",
    }
}

impl<'a> Builder<'a> {
    /// A value of several JSON types, each of them of one kind.
    pub(super) fn of_kinds(
        &mut self,
        kinds: &[JsonType],
        merged: &Merged<'a>,
        place: &Place,
        key: Option<BuilderKey>,
    ) -> Shape {
        let id = self.reserve(merged, place, key);
        let mut variants = Vec::new();
        for kind in kinds {
            let wanted = kind_name(*kind).to_owned();
            let ty = self.of_kind(*kind, merged, &place.child(&wanted), None).ty;
            variants.push(Variant { wanted, ty, boxed: false, test: Test::Kind(kind_name(*kind)) });
        }
        self.finish(id, Kind::Union(Union { tag: None, variants, open: false }));
        Shape { ty: Type::Named(id), nullable: merged.nullable }
    }
}
