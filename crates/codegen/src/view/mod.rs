//! Views: every decision about a generated crate, ready to be printed.
//!
//! ```text
//! (Api, Plan) --view--> CrateView --emit--> Files
//! ```
//!
//! What a view holds is final: emitters neither look at the document nor choose between ways to write a thing.

mod answers;
mod argument;
mod body;
mod builder;
mod examples;
mod files;
mod fits;
mod groups;
mod methods;
mod naming;
mod operation;
mod paging;

use std::collections::BTreeSet;

use crate::names::Name;
use crate::plan::{Plan, Type, TypeId};

pub(crate) use argument::HIDDEN;
pub(crate) use builder::build;
pub(crate) use examples::{ExampleView, Outcome};
pub(crate) use paging::field_names;

/// A crate.
#[derive(Debug)]
pub(crate) struct CrateView {
    /// What the API is called.
    pub title: String,
    /// What the document says about the API.
    pub docs: Option<String>,
    /// Where the document says that the API is found.
    pub servers: Vec<String>,
    /// The types.
    pub plan: Plan,
    /// The names of all types in the crate, for imports that must not clash with them.
    pub type_names: crate::names::Scope,
    /// The types that requests send.
    pub sent: BTreeSet<TypeId>,
    /// The files of types, each with the types in it.
    pub models: Vec<ModelFile>,
    /// The groups of operations.
    pub groups: Vec<Group>,
    /// The types of documented errors that operations share.
    pub errors: Vec<AnswerEnum>,
    /// The types that stand for a long-running operation.
    pub jobs: Vec<Job>,
    /// The bodies that the server sends on its own.
    pub events: Vec<Event>,
    /// The examples.
    pub examples: Vec<ExampleView>,
}

/// A file of types.
#[derive(Debug)]
pub(crate) struct ModelFile {
    /// The name of its module.
    pub module: Name,
    /// What the module is about, in a sentence.
    pub docs: String,
    /// Its types, in order.
    pub types: Vec<TypeId>,
}

/// A group of operations.
#[derive(Debug)]
pub(crate) struct Group {
    /// The name of its module, and of the method of the client that leads to it.
    pub module: Name,
    /// The name of its type; `None` where the methods stand on the client itself.
    pub name: Option<Name>,
    /// What the group is about.
    pub docs: String,
    /// Its operations, by method name.
    pub operations: Vec<OperationView>,
}

/// An operation, or one of several ways to call it.
#[derive(Debug)]
pub(crate) struct OperationView {
    /// The name of the method.
    pub method_name: Name,
    /// The type that holds the optional values until the request is sent; `None` where there are none.
    pub builder: Option<Name>,
    /// What the document says.
    pub docs: String,
    /// Whether the document says not to use it.
    pub deprecated: bool,
    /// The method of HTTP.
    pub http_method: String,
    /// The path as the document has it.
    pub path: String,
    /// What must be given.
    pub arguments: Vec<Argument>,
    /// What may be given.
    pub setters: Vec<Argument>,
    /// Whether the body is a multipart body, filled by arguments.
    pub multipart: bool,
    /// The security that holds for it, where it is not that of most operations: alternatives of schemes.
    pub security: Option<Vec<Vec<String>>>,
    /// The documented successes.
    pub success: Answers,
    /// The documented errors.
    pub errors: Answers,
    /// How further pages are found.
    pub paging: Option<PagingView>,
}

/// A value that a caller gives.
#[derive(Clone, Debug)]
pub(crate) struct Argument {
    /// Its name.
    pub name: Name,
    /// What the document says, else what it is.
    pub docs: String,
    /// Whether the document says anything about it.
    pub documented: bool,
    /// Whether the document says not to use it.
    pub deprecated: bool,
    /// Its type, and how it becomes what is sent.
    pub input: Input,
    /// Where it is sent.
    pub target: Target,
}

/// The type of an argument.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Input {
    /// Text, owned or not.
    Text,
    /// A value that is handed over as it is.
    Plain(Type),
    /// Many texts.
    Texts,
    /// Many values that are handed over as they are.
    List(Type),
    /// A reference to an object whose properties are written by a style.
    Fields(Type),
    /// A reference to a value that is written as JSON.
    Json(Type),
    /// A reference to a value that a parameter carries as JSON text.
    JsonText(Type),
    /// Whatever a parameter can be made of.
    Any,
    /// Bytes: from memory, a file or a stream.
    Upload,
    /// A media type, and bytes of it.
    TypedUpload,
}

/// Where a value is sent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Target {
    /// A parameter: the method of the call, the name and the style.
    Parameter {
        /// `path`, `query`, `header` or `cookie`.
        method: &'static str,
        /// The name on the wire.
        name: String,
        /// The style.
        style: avouch_api::Style,
    },
    /// The whole body, as JSON of a media type.
    Json(String),
    /// The whole body, as bytes of a media type; `None` where the caller says which.
    Body(Option<String>),
    /// A field of a form, in a style or as text.
    FormField(String, Option<avouch_api::Style>),
    /// A part of a multipart body: text.
    TextPart(String),
    /// A part of a multipart body: JSON.
    JsonPart(String),
    /// A part of a multipart body for each item of a list: JSON.
    JsonParts(String),
    /// A part of a multipart body: a file of a media type.
    FilePart(String, String),
}

/// The answers of an operation on one side: its successes or its errors.
#[derive(Clone, Debug)]
pub(crate) struct Answers {
    /// The type that they come as.
    pub ty: AnswerType,
    /// One for each status and format.
    pub arms: Vec<Arm>,
}

/// The type of answers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum AnswerType {
    /// There are none.
    Never,
    /// All are of one type.
    One(Content),
    /// An enum that belongs to the operation.
    Own(AnswerEnum),
    /// An enum that operations share.
    Shared(Name),
}

/// One documented answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Arm {
    /// The status as documents write it.
    pub status: String,
    /// The media type, where several are documented for the status.
    pub media: Option<String>,
    /// What it holds.
    pub content: Content,
    /// What the document says about it.
    pub docs: Option<String>,
}

impl Arm {
    /// The words that HTTP has for the status.
    pub(crate) fn reason(&self) -> &'static str {
        avouch_api::StatusSpec::parse(&self.status).map_or("other", answers::reason)
    }
}

/// What an answer holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Content {
    /// Nothing.
    Empty,
    /// JSON of a type.
    Json(Type),
    /// Text.
    Text,
    /// Bytes, in memory.
    Bytes,
    /// A stream of bytes.
    Stream,
    /// The place where a long-running operation is followed.
    Job(Type),
}

/// An enum of answers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AnswerEnum {
    /// Its name.
    pub name: Name,
    /// What it is, in a sentence.
    pub docs: String,
    /// Its variants.
    pub variants: Vec<(Name, Arm)>,
}

/// How further pages are found.
#[derive(Clone, Debug)]
pub(crate) struct PagingView {
    /// How the next page is found.
    pub next: avouch_api::NextPage,
    /// The parameters that take part, by what they do there: the names on the wire.
    pub parameters: Vec<(avouch_api::Role, String)>,
    /// Where the items are, as a JSON Pointer.
    pub pointer: String,
    /// The way from an answer to its items, and the type of one; `None` where types do not lead there.
    pub items: Option<(Vec<Step>, Type)>,
}

/// A step from an object to one of its properties.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// The field.
    pub field: Name,
    /// Whether it is an `Option`.
    pub optional: bool,
    /// Whether it is a `Maybe`.
    pub maybe: bool,
}

/// A type that stands for a long-running operation.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// The type.
    pub ty: TypeId,
    /// Where its state is.
    pub state: String,
    /// The states that mean success.
    pub done: Vec<String>,
    /// The states that mean failure.
    pub failed: Vec<String>,
}

/// What the server sends on its own.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// The name of the type.
    pub name: Name,
    /// What it holds.
    pub ty: Type,
    /// What the document says.
    pub docs: String,
}
