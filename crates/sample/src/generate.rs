//! Values that a schema accepts.

use avouch_api::Api;
use avouch_api::schema::{SchemaId, Type};
use avouch_validate::{Validator, View, is_excluded, walk};
use serde_json::{Map, Value};

use crate::merge::{Choice, Merged};
use crate::rng::Rng;
use crate::{numbers, strings, words};

/// How often a whole value is tried.
const ATTEMPTS: u64 = 12;
/// From this attempt on only what is required is made.
const SPARSE_FROM: u64 = 4;
/// How many combinations of alternatives are tried at one place.
const MAX_COMBINATIONS: usize = 12;
/// How deep optional properties and items are made.
const MAX_OPTIONAL_DEPTH: usize = 4;
/// How deep values nest at most.
const MAX_DEPTH: usize = 40;
/// How often a schema may stand inside itself.
const MAX_RECURSION: usize = 2;
/// The most parts that one attempt makes.
const MAX_PARTS: usize = 4000;
/// The most items that are made to meet `minItems`.
const MAX_ITEMS: u64 = 1000;

/// Makes a value, or finds none. Number 0 takes the document's examples where they fit.
pub fn generate(validator: &Validator, schema: SchemaId, view: View, seed: u64, number: u64) -> Option<Value> {
    for attempt in 0..ATTEMPTS {
        let rng = Rng::new(&[seed, number, u64::from(schema.0), attempt]);
        let from_document = number == 0 && attempt < SPARSE_FROM;
        let mut generator = Generator {
            validator,
            api: validator.api(),
            view,
            rng,
            from_document,
            sparse: attempt >= SPARSE_FROM,
            open: Vec::new(),
            parts: 0,
        };
        let value = generator.value(&[schema], "", 0).filter(|value| validator.accepts(schema, view, value));
        if value.is_some() {
            return value;
        }
    }
    None
}

struct Generator<'a> {
    validator: &'a Validator,
    api: &'a Api,
    view: View,
    rng: Rng,
    /// Whether examples of the document come first.
    from_document: bool,
    /// Whether only what is required is made.
    sparse: bool,
    /// The schemas of the values that are being made, from the outermost on.
    open: Vec<SchemaId>,
    parts: usize,
}

impl Generator<'_> {
    /// A value for a place where all of the schemas hold; `name` is the property that it is for.
    fn value(&mut self, schemas: &[SchemaId], name: &str, depth: usize) -> Option<Value> {
        self.parts += 1;
        let first = self.api.resolve(*schemas.first()?);
        let recursion = self.open.iter().filter(|open| **open == first).count();
        if self.parts > MAX_PARTS || depth > MAX_DEPTH || recursion > MAX_RECURSION {
            return None;
        }
        self.open.push(first);
        let value = self.choose(schemas, name, depth);
        self.open.pop();
        value
    }

    fn choose(&mut self, schemas: &[SchemaId], name: &str, depth: usize) -> Option<Value> {
        let merged = Merged::of(self.api, schemas);
        let example = self.from_document.then(|| self.example(&merged, schemas)).flatten();
        if example.is_some() {
            return example;
        }
        if merged.choices.is_empty() {
            return self.build(&merged, schemas, name, depth).or_else(|| self.example(&merged, schemas));
        }
        let groups = merged.choices.len();
        for combination in 0..combinations(&merged.choices) {
            let chosen = self.combine(schemas, combination, groups);
            let made = self.build(&chosen, schemas, name, depth);
            // What is made for one of several alternatives fits, unless others must not: checking every part is dear.
            let is_certain = !chosen.has_further_demands && !chosen.choices.iter().any(|choice| choice.is_exclusive);
            if let Some(value) = made.filter(|value| is_certain || self.fits(schemas, value)) {
                return Some(value);
            }
        }
        self.example(&merged, schemas)
    }

    /// The schemas with one branch of each alternative added, and of the alternatives inside those.
    fn combine(&mut self, schemas: &[SchemaId], combination: usize, groups: usize) -> Merged {
        let mut merged = Merged::of(self.api, schemas);
        let mut rest = combination;
        let mut next = 0;
        while let Some(Choice { branches, .. }) = merged.choices.get(next).cloned() {
            let usable: Vec<SchemaId> = branches.iter().copied().filter(|branch| !self.is_null(*branch)).collect();
            let usable = if usable.is_empty() { branches } else { usable };
            let digit = if next < groups { rest % usable.len() } else { self.rng.below(usable.len()) };
            rest /= usable.len();
            if let Some(branch) = usable.get(digit) {
                merged.add(self.api, *branch, 16);
            }
            next += 1;
        }
        merged
    }

    fn is_null(&self, schema: SchemaId) -> bool {
        self.api.schema(self.api.resolve(schema)).types.only() == Some(Type::Null)
    }

    fn fits(&self, schemas: &[SchemaId], value: &Value) -> bool {
        schemas.iter().all(|schema| self.validator.accepts(*schema, self.view, value))
    }

    /// An example or default of the document that fits, without what does not belong into the view.
    fn example(&self, merged: &Merged, schemas: &[SchemaId]) -> Option<Value> {
        merged.examples.iter().filter(|example| !example.is_null()).find_map(|example| {
            let mut value = example.clone();
            for schema in schemas {
                for pointer in walk(self.api, *schema, self.view, example, MAX_PARTS).one_way {
                    remove(&mut value, &pointer);
                }
            }
            self.fits(schemas, &value).then_some(value)
        })
    }

    fn build(&mut self, merged: &Merged, schemas: &[SchemaId], name: &str, depth: usize) -> Option<Value> {
        if !merged.listed.is_empty() {
            let start = if self.from_document { 0 } else { self.rng.below(merged.listed.len()) };
            let rotated = merged.listed.iter().cycle().skip(start).take(merged.listed.len());
            let plain = merged.choices.is_empty() && schemas.len() == 1;
            let fitting = rotated.filter(|value| plain || self.fits(schemas, value));
            return fitting.min_by_key(|value| value.is_null()).cloned();
        }
        kinds(merged).into_iter().find_map(|kind| match kind {
            Type::Object => self.object(merged, depth),
            Type::Array => self.array(merged, name, depth),
            Type::String => self.string(merged, schemas, name, depth),
            Type::Integer => numbers::integer(merged, &mut self.rng, self.sparse),
            Type::Number => numbers::number(merged, &mut self.rng),
            Type::Boolean => Some(Value::Bool(self.rng.below(2) == 0)),
            Type::Null => Some(Value::Null),
        })
    }

    fn string(&mut self, merged: &Merged, schemas: &[SchemaId], name: &str, depth: usize) -> Option<Value> {
        let candidates = strings::candidates(merged, name, &mut self.rng);
        let constrained = !merged.patterns.is_empty() || !merged.formats.is_empty() || depth == 0;
        let mut values = candidates.into_iter().map(Value::String);
        if constrained { values.find(|value| self.fits(schemas, value)) } else { values.next() }
    }

    fn array(&mut self, merged: &Merged, name: &str, depth: usize) -> Option<Value> {
        let wanted = u64::from(!self.sparse && depth < MAX_OPTIONAL_DEPTH);
        let most = merged.max_items.unwrap_or(u64::MAX);
        let prefix = merged.prefix.len() as u64;
        let count = merged.min_items.max(wanted).max(prefix).min(most).min(MAX_ITEMS.max(merged.min_items));
        if count > MAX_ITEMS {
            return None;
        }
        let mut items: Vec<Value> = Vec::new();
        let mut failures = 0;
        while (items.len() as u64) < count {
            let mut schemas = merged.item(items.len());
            schemas.extend(merged.contains);
            let item = if schemas.is_empty() {
                Some(Value::String(words::text(name, &mut self.rng)))
            } else {
                self.value(&schemas, name, depth + 1)
            };
            match item {
                Some(item) if !(merged.unique && items.contains(&item)) => items.push(item),
                _ if (items.len() as u64) >= merged.min_items => break,
                Some(_) if failures < 20 => {
                    failures += 1;
                    // Examples and constants repeat themselves; what is made up differs.
                    self.from_document = false;
                }
                _ => return None,
            }
        }
        Some(Value::Array(items))
    }

    fn object(&mut self, merged: &Merged, depth: usize) -> Option<Value> {
        let mut object = Map::new();
        for name in &merged.required {
            if self.belongs(merged, name) {
                let value = self.member(merged, name, depth)?;
                object.insert(name.clone(), value);
            }
        }
        let most = merged.max_properties.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
        let least = usize::try_from(merged.min_properties).unwrap_or(usize::MAX);
        let generous = !self.sparse && depth < MAX_OPTIONAL_DEPTH;
        for name in merged.properties.keys() {
            let wanted = generous || object.len() < least;
            if !wanted || object.len() >= most || object.contains_key(name) || !self.belongs(merged, name) {
                continue;
            }
            if let Some(value) = self.member(merged, name, depth) {
                object.insert(name.clone(), value);
            }
        }
        self.dependents(merged, &mut object, depth)?;
        let is_map =
            merged.properties.is_empty() && !(merged.additional.is_empty() && merged.pattern_properties.is_empty());
        let wanted = least.max(usize::from(is_map && generous)).min(most);
        self.further(merged, &mut object, wanted, depth);
        (object.len() >= least).then_some(Value::Object(object))
    }

    /// Whether a property may be sent in the view.
    fn belongs(&self, merged: &Merged, name: &str) -> bool {
        !merged.property(name).iter().any(|schema| is_excluded(self.api, self.view, *schema))
    }

    fn member(&mut self, merged: &Merged, name: &str, depth: usize) -> Option<Value> {
        let schemas = merged.property(name);
        if schemas.is_empty() {
            return Some(Value::String(words::text(name, &mut self.rng)));
        }
        self.value(&schemas, name, depth + 1)
    }

    /// Adds what the properties that are there demand.
    fn dependents(&mut self, merged: &Merged, object: &mut Map<String, Value>, depth: usize) -> Option<()> {
        for (name, needs) in &merged.dependent {
            if !object.contains_key(name) {
                continue;
            }
            for need in needs {
                if !object.contains_key(need) {
                    let value = self.member(merged, need, depth)?;
                    object.insert(need.clone(), value);
                }
            }
        }
        Some(())
    }

    /// Adds properties that are not declared until there are enough, as far as they are allowed.
    fn further(&mut self, merged: &Merged, object: &mut Map<String, Value>, wanted: usize, depth: usize) {
        if merged.closed && merged.pattern_properties.is_empty() {
            return;
        }
        for _ in 0..wanted.saturating_mul(4) {
            if object.len() >= wanted {
                return;
            }
            let by_pattern = merged.pattern_properties.first().and_then(|(pattern, schema)| {
                let name = crate::pattern::Pattern::parse(pattern)?.write(&mut self.rng, 3);
                Some((name, vec![*schema]))
            });
            let (name, schemas) = match by_pattern {
                Some(found) => found,
                None => (self.name(merged), merged.additional.clone()),
            };
            let value = if schemas.is_empty() {
                Some(Value::String(words::text(&name, &mut self.rng)))
            } else {
                self.value(&schemas, &name, depth + 1)
            };
            match value {
                Some(value) => object.entry(name).or_insert(value),
                None => return,
            };
        }
    }

    /// A name for a property that is not declared.
    fn name(&mut self, merged: &Merged) -> String {
        let allowed = if merged.property_names.is_empty() {
            None
        } else {
            self.value(&merged.property_names, "name", MAX_OPTIONAL_DEPTH)
        };
        match allowed {
            Some(Value::String(name)) => name,
            _ => (*self.rng.pick(&words::WORDS).unwrap_or(&"river")).to_owned(),
        }
    }
}

fn combinations(choices: &[Choice]) -> usize {
    choices.iter().fold(1, |product: usize, choice| product.saturating_mul(choice.branches.len())).min(MAX_COMBINATIONS)
}

/// The types to try, the likeliest first.
fn kinds(merged: &Merged) -> Vec<Type> {
    let order = [Type::Object, Type::Array, Type::String, Type::Integer, Type::Number, Type::Boolean, Type::Null];
    let mut kinds: Vec<Type> = order.into_iter().filter(|kind| merged.about.contains(*kind)).collect();
    if !merged.formats.is_empty() {
        kinds.push(Type::String);
    }
    if merged.types.is_some() {
        kinds.extend(order);
    } else {
        kinds.extend([Type::String, Type::Object, Type::Integer]);
    }
    // Where numbers are allowed, whole ones are no more likely than others.
    let any_number = merged.types.is_some_and(|types| types.contains(Type::Number) && !types.contains(Type::Integer));
    kinds.retain(|kind| merged.allows(*kind) && !(any_number && *kind == Type::Integer));
    kinds.dedup();
    kinds
}

/// Removes a member of an object.
fn remove(value: &mut Value, pointer: &str) {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    if let Some(Value::Object(object)) = value.pointer_mut(parent) {
        object.remove(&name.replace("~1", "/").replace("~0", "~"));
    }
}
