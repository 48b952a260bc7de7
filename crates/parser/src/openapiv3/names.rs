//! Names of components: those that the document gives, and those for schemas that it refers to elsewhere.

use std::collections::VecDeque;

use avouch_diagnostics::FileId;
use indexmap::IndexMap;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::document::{
    Callback, Document, Example, Header, Link, Origin, Parameter, Referable, RequestBody, Response, Schema, SchemaId,
    SecurityScheme,
};

/// An object that `components` has a section for.
pub(super) trait Component {
    /// The section.
    const SECTION: &'static str;

    /// Where the object stands.
    fn origin(&self) -> Origin;

    /// The section of a document.
    fn section(document: &Document) -> &IndexMap<String, Referable<Self>>
    where
        Self: Sized;
}

macro_rules! components {
    ($($kind:ident $section:literal $field:ident)*) => {
        $(impl Component for $kind {
            const SECTION: &'static str = $section;

            fn origin(&self) -> Origin {
                self.origin
            }

            fn section(document: &Document) -> &IndexMap<String, Referable<Self>> {
                &document.components.$field
            }
        })*

        /// The components of all kinds but schemas, by where they stand.
        fn by_origin(document: &Document) -> FxHashMap<Origin, &str> {
            let mut names = FxHashMap::default();
            $(section_by_origin::<$kind>(document, &mut names);)*
            names
        }
    };
}

components! {
    Response "responses" responses
    Parameter "parameters" parameters
    Example "examples" examples
    RequestBody "requestBodies" request_bodies
    Header "headers" headers
    SecurityScheme "securitySchemes" security_schemes
    Link "links" links
    Callback "callbacks" callbacks
}

fn section_by_origin<'d, T: Component + 'd>(document: &'d Document, names: &mut FxHashMap<Origin, &'d str>) {
    // Those that stand in the section come before those that it refers to: a component that is a reference to another
    // one does not take its name away.
    for stands_there in [true, false] {
        for (name, component) in T::section(document) {
            if let Some(value) = component.get()
                && component.reference.is_none() == stands_there
            {
                names.entry(value.origin()).or_insert(name);
            }
        }
    }
}

/// The names of all components, given and minted.
pub(super) struct Names<'d> {
    document: &'d Document,
    by_origin: FxHashMap<Origin, &'d str>,
    schemas: FxHashMap<SchemaId, String>,
    taken: FxHashSet<String>,
    hoisted: VecDeque<(String, SchemaId)>,
}

impl<'d> Names<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        let given = &document.components.schemas;
        let mut schemas = FxHashMap::default();
        for (name, id) in given {
            schemas.entry(*id).or_insert_with(|| name.clone());
        }
        // A component that is nothing but a reference to a schema elsewhere lends that schema its name.
        for (name, id) in given {
            let schema = document.schema(*id);
            if let Some(target) = schema.target
                && is_bare_reference(schema)
            {
                schemas.entry(target).or_insert_with(|| name.clone());
            }
        }
        let taken = given.keys().cloned().collect();
        Names { document, by_origin: by_origin(document), schemas, taken, hoisted: VecDeque::new() }
    }

    /// The reference to write for an object that is referred to; `None` where the object is to be put there itself.
    pub(super) fn reference<T: Component>(&self, referable: &Referable<T>) -> Option<String> {
        let reference = referable.reference.as_ref()?;
        if is_own_component(reference.origin.file, &reference.text, T::SECTION) {
            return Some(reference.text.clone());
        }
        let Some(value) = referable.get() else { return Some(reference.text.clone()) };
        self.by_origin.get(&value.origin()).map(|name| pointer(T::SECTION, name))
    }

    /// The reference to write for a schema that is nothing but a reference.
    pub(super) fn schema_reference(&mut self, schema: &Schema) -> Option<String> {
        let reference = schema.reference.as_ref()?;
        match schema.target {
            Some(target) if !is_own_component(reference.origin.file, &reference.text, "schemas") => {
                Some(self.schema_pointer(target))
            }
            _ => Some(reference.text.clone()),
        }
    }

    /// The reference to a schema, which becomes a component if it is none.
    pub(super) fn schema_pointer(&mut self, id: SchemaId) -> String {
        let mut id = id;
        while !self.schemas.contains_key(&id)
            && let Some(target) = self.document.schema(id).target
            && is_bare_reference(self.document.schema(id))
        {
            id = target;
        }
        if let Some(name) = self.schemas.get(&id) {
            return pointer("schemas", name);
        }
        let name = self.mint(id);
        self.schemas.insert(id, name.clone());
        let pointer = pointer("schemas", &name);
        self.hoisted.push_back((name, id));
        pointer
    }

    /// What an entry of a discriminator's mapping says, in a file of which only `components` are known.
    pub(super) fn mapping(&mut self, file: FileId, text: &str, target: Option<SchemaId>) -> String {
        let is_own = is_own_component(file, text, "schemas")
            || file == FileId(0) && self.document.components.schemas.contains_key(text);
        match target {
            Some(target) if !is_own => self.schema_pointer(target),
            _ => text.to_owned(),
        }
    }

    /// Whether a component is only a name for a schema elsewhere, whose content it then has.
    pub(super) fn lends_name(&self, name: &str, target: SchemaId) -> bool {
        self.schemas.get(&target).is_some_and(|lent| lent == name)
    }

    /// The next schema that became a component.
    pub(super) fn next_hoisted(&mut self) -> Option<(String, SchemaId)> {
        self.hoisted.pop_front()
    }

    /// A name after the place where a schema stands: its key among the components of its file, else the name of its file
    /// and the path of keys.
    fn mint(&mut self, id: SchemaId) -> String {
        let sources = self.document.sources();
        let place = self.document.schema(id).origin.map(Origin::place);
        let file = place.map_or("", |place| sources.name(place.file));
        let pointer = place.map(|place| sources.pointer(place)).unwrap_or_default();
        let stem = file.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        let tokens: Vec<_> = pointer.split('/').skip(1).collect();
        let base = match tokens.as_slice() {
            [] => clean(stem),
            [.., "schemas" | "definitions" | "$defs", name] | [name] => clean(name),
            [.., parent, name] => clean(&format!("{stem}_{parent}_{name}")),
        };
        let mut name = base.clone();
        let mut number = 1usize;
        while !self.taken.insert(name.clone()) {
            number += 1;
            name = format!("{base}_{number}");
        }
        name
    }
}

/// Whether a schema says nothing but where another one stands.
pub(super) fn is_bare_reference(schema: &Schema) -> bool {
    schema.is_plain_reference()
        && schema.core.is_none()
        && schema.default.is_none()
        && schema.examples.is_empty()
        && schema.title.is_none()
        && schema.description.is_none()
        && schema.xml.is_none()
        && schema.external_docs.is_none()
        && schema.extensions.is_none()
        && schema.unknown.is_none()
        && !(schema.read_only || schema.write_only || schema.deprecated)
}

/// Whether a reference is one by name to a component of the root file.
fn is_own_component(file: FileId, text: &str, section: &str) -> bool {
    let name = text.strip_prefix("#/components/").and_then(|rest| rest.strip_prefix(section)?.strip_prefix('/'));
    file == FileId(0) && name.is_some_and(|name| !name.contains('/'))
}

/// The reference to a component.
pub(super) fn pointer(section: &str, name: &str) -> String {
    format!("#/components/{section}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// A text with everything replaced that the name of a component cannot have.
fn clean(text: &str) -> String {
    let text = text.replace("~1", "_").replace("~0", "_");
    let name: String =
        text.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '-' { letter } else { '_' }).collect();
    match name.trim_matches('_') {
        "" => "schema".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_in_the_root_files_components_are_its_own() {
        assert!(is_own_component(FileId(0), "#/components/schemas/App", "schemas"));
        assert!(!is_own_component(FileId(1), "#/components/schemas/App", "schemas"));
        assert!(!is_own_component(FileId(0), "#/components/schemas/App/properties/id", "schemas"));
        assert!(!is_own_component(FileId(0), "#/components/responses/App", "schemas"));
        assert!(!is_own_component(FileId(0), "App.yaml", "schemas"));
    }

    #[test]
    fn names_keep_what_they_can() {
        assert_eq!(clean("App-2"), "App-2");
        assert_eq!(clean("v1/{id}@x"), "v1__id__x");
        assert_eq!(clean("{}"), "schema");
    }
}
