//! The plan: which types a crate has, decided from the schemas of the document.
//!
//! ```text
//! Schema --merge--> facts that hold together --shape--> Type --settle--> names, boxes, derives
//! ```
//!
//! Everything that a reader of the generated code could ask "why" about is decided here. What types cannot carry is kept
//! in the [`Census`](crate::Census).

mod boxes;
mod builder;
mod census;
mod components;
mod derives;
mod enums;
mod merge;
mod object;
mod share;
mod union;
mod views;

use std::collections::BTreeSet;

use crate::names::Name;

pub(crate) use builder::{Builder, Place};
pub use census::{ByKind, Census, NotRepresented, Untyped};
pub(crate) use components::place_name;
pub(crate) use derives::Derives;
pub(crate) use merge::Part;
pub(crate) use union::Test;
pub(crate) use views::View;

/// A type that the crate declares, by its position in [`Plan::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TypeId(pub u32);

/// The types that a crate declares.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// The types; those that were found equal to another one are `None`.
    pub types: Vec<Option<TypeDef>>,
    /// What stands for the types that were found equal to another one.
    pub replaced: rustc_hash::FxHashMap<TypeId, TypeId>,
}

impl Plan {
    /// A type, or the one that stands for it.
    pub(crate) fn get(&self, id: TypeId) -> Option<&TypeDef> {
        let id = self.replaced.get(&id).copied().unwrap_or(id);
        self.types.get(id.0 as usize)?.as_ref()
    }

    /// A type with those in it that stand for others.
    pub(crate) fn canonical(&self, ty: &Type) -> Type {
        let mut ty = ty.clone();
        share::visit_type(&mut ty, &mut |id| *id = self.replaced.get(id).copied().unwrap_or(*id));
        ty
    }

    /// A type without the other names that it goes by.
    pub(crate) fn unaliased<'p>(&'p self, ty: &'p Type) -> &'p Type {
        match ty {
            Type::Named(id) => match self.get(*id).map(|def| &def.kind) {
                Some(Kind::Alias(inner)) => self.unaliased(inner),
                _ => ty,
            },
            _ => ty,
        }
    }

    /// The struct that a type is.
    pub(crate) fn as_struct(&self, ty: &Type) -> Option<&Struct> {
        let Type::Named(id) = self.unaliased(ty) else { return None };
        match &self.get(*id)?.kind {
            Kind::Struct(object) => Some(object),
            _ => None,
        }
    }

    /// The declared types that some types lead to.
    pub(crate) fn reachable(&self, roots: &[Type]) -> BTreeSet<TypeId> {
        let mut todo = Vec::new();
        for root in roots {
            share::visit_type(&mut self.canonical(root), &mut |id| todo.push(*id));
        }
        let mut found = BTreeSet::new();
        while let Some(id) = todo.pop() {
            if let Some(def) = self.get(id).filter(|_| found.insert(id)) {
                share::visit(&mut def.kind.clone(), &mut |id| todo.push(*id));
            }
        }
        found
    }

    /// The types that are there, with their ids.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        (0..).map(TypeId).zip(&self.types).filter_map(|(id, def)| def.as_ref().map(|def| (id, def)))
    }
}

/// How a value is typed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    /// `bool`.
    Boolean,
    /// An integer, by the name of the Rust type.
    Integer(&'static str),
    /// `f64`.
    Number,
    /// `String`.
    Text,
    /// A text of a format that the runtime has a type for.
    Format(Format),
    /// `serde_json::Value`.
    Any,
    /// `Vec`.
    List(Box<Type>),
    /// A map by text.
    Map(Box<Type>),
    /// `Option`, for null.
    Nullable(Box<Type>),
    /// A declared type.
    Named(TypeId),
}

/// A format of texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Format {
    /// `date-time`.
    DateTime,
    /// `date`.
    Date,
    /// `uuid`.
    Uuid,
    /// `byte`, or `contentEncoding: base64`.
    Base64,
}

/// What a schema comes to: a type, and whether null is a value too.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Shape {
    /// The type of what is not null.
    pub ty: Type,
    /// Whether null is allowed.
    pub nullable: bool,
}

impl Shape {
    /// A type that null is no value of.
    pub(crate) fn of(ty: Type) -> Self {
        Shape { ty, nullable: false }
    }

    /// The type with null in it.
    pub(crate) fn whole(self) -> Type {
        match self.ty {
            // A value of any kind may be null already.
            Type::Any => Type::Any,
            ty if self.nullable => Type::Nullable(Box::new(ty)),
            ty => ty,
        }
    }
}

/// A type that the crate declares.
#[derive(Clone, Debug)]
pub(crate) struct TypeDef {
    /// Its name, once it is minted.
    pub name: Option<Name>,
    /// What it should be called.
    pub wanted: String,
    /// The last word of that, which says what it is of whatever it stands in.
    pub last: String,
    /// Whether the document names it.
    pub is_component: bool,
    /// What its file is called after: the component or the group of operations that it belongs to.
    pub home: Home,
    /// The text of the document about it.
    pub docs: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// What can be derived for it.
    pub derives: Derives,
    /// Whether the document says not to use it.
    pub deprecated: bool,
}

/// What the file of a type is called after.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Home {
    /// A named schema, with everything inside it.
    Component(String),
    /// The types that operations of a group declare where they use them.
    Group(String),
}

/// What a declared type is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// A struct.
    Struct(Struct),
    /// An enum of texts.
    Texts(Vec<TextVariant>),
    /// An enum of integers.
    Integers(Vec<i64>),
    /// A union.
    Union(Union),
    /// Another name for a type.
    Alias(Type),
    /// A type whose fields are being found; never left in a finished plan.
    Unfinished,
}

/// A struct.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Struct {
    /// The fields, in document order.
    pub fields: Vec<Field>,
    /// What undeclared properties are, where they are kept.
    pub additional: Option<Additional>,
}

/// What the undeclared properties of a struct are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Additional {
    /// Anything.
    Any,
    /// Values of a type.
    Typed(Type),
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Field {
    /// The property.
    pub key: String,
    /// Its type.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it stands in a box, to end a cycle.
    pub boxed: bool,
    /// The text of the document about it.
    pub docs: Option<String>,
    /// Whether the document says not to use it.
    pub deprecated: bool,
    /// What the document says about who sends it.
    pub sent_by: SentBy,
}

/// Who sends a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum SentBy {
    /// Both sides.
    Both,
    /// The server only: `readOnly`.
    Server,
    /// The client only: `writeOnly`.
    Client,
}

/// A value of an enum of texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TextVariant {
    /// The text.
    pub text: String,
    /// What the document says about it.
    pub docs: Option<String>,
}

/// A union.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Union {
    /// The property that tells the variants apart, where one does.
    pub tag: Option<String>,
    /// The variants, in the order in which they are tried.
    pub variants: Vec<Variant>,
    /// Whether a value that fits no variant is kept.
    pub open: bool,
}

/// A variant of a union.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Variant {
    /// What it should be called.
    pub wanted: String,
    /// What it holds.
    pub ty: Type,
    /// Whether it stands in a box, to end a cycle.
    pub boxed: bool,
    /// How it is recognised.
    pub test: Test,
}
