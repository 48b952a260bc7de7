//! What a document cannot say of its server: a declarative file beside it.
//!
//! ```text
//! (BehaviourFile, Api) --Behaviour::read--> (Behaviour, Diagnostics)
//! ```
//!
//! Reading resolves every name, so that a behaviour speaks of the resources and operations of one Api and of nothing that is
//! not there. No rule knows an API; what is particular to one stands in its file.

mod admit;
mod answer;
mod cascade;
pub mod codes;
mod context;
mod edit;
mod effect;
mod file;
mod keep;
mod names;
mod patch;
mod place;
mod plant;
mod progress;
mod read;
mod read_resource;
mod read_rule;
mod rule;
mod template;
mod token;
mod way;

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use avouch_api::ResourceIndex;

pub(crate) use admit::{admit, defaults};
pub(crate) use answer::undocumented;
pub(crate) use cascade::{end, remove};
pub(crate) use effect::{Wanted, is_so};
pub use file::BehaviourFile;
pub(crate) use plant::plant;
pub(crate) use progress::{Underway, look};
pub(crate) use rule::{after, before};
pub(crate) use token::{Judgement, Tokens};
pub(crate) use way::Way;

use context::Context;
use file::{Gone, Missing};
use place::Path;
use template::{Reference, Template};

/// What a document cannot say of its server. It belongs to the [`Api`](avouch_api::Api) that it was read for.
#[derive(Clone, Debug, Default)]
pub struct Behaviour {
    /// Addresses that are the mock's own.
    pub(crate) origins: Vec<String>,
    /// What is said of resources.
    resources: HashMap<ResourceIndex, ResourceRules>,
    /// Which place of which resource refers to which other one.
    references: Vec<Link>,
    /// The rules, in the order of the file.
    rules: Vec<Rule>,
    /// The rules of each operation, by its position in the Api.
    by_operation: HashMap<u32, Vec<usize>>,
    /// The resources of which rules make items.
    pub(crate) made: HashSet<ResourceIndex>,
    /// Answers that the document does not have.
    answers: Vec<answer::Answer>,
    /// Whether it speaks of files, so that they have to be measured.
    pub(crate) measures: bool,
    /// The stand-in token endpoint.
    pub(crate) token: Option<token::Endpoint>,
}

/// What is said of a resource.
#[derive(Clone, Debug, Default)]
struct ResourceRules {
    defaults: Option<Template>,
    items: Vec<Template>,
    unique: Vec<Unique>,
    progress: Vec<Progress>,
}

/// Values that no two items have in common.
#[derive(Clone, Debug)]
struct Unique {
    by: Vec<Path>,
    refuse: Refuse,
}

/// A place that holds the identifier of an item of another resource.
#[derive(Clone, Debug)]
struct Link {
    from: ResourceIndex,
    at: Path,
    to: ResourceIndex,
    gone: Gone,
    missing: Missing,
}

/// A state that items leave by themselves.
#[derive(Clone, Debug)]
struct Progress {
    /// Where it stands in the file, for people.
    line: usize,
    from: Conditions,
    /// What is done instead, where it is to fail; nothing where it cannot.
    failed: Effect,
    reads: u32,
    after: Duration,
    find: Vec<Find>,
    effect: Effect,
}

/// What an operation does beyond what its shape says.
#[derive(Clone, Debug)]
struct Rule {
    /// Where it stands in the file, for people.
    line: usize,
    when: Vec<(Reference, Vec<Template>)>,
    find: Vec<Find>,
    refuse: Option<Refuse>,
    status: Option<u16>,
    deferred: bool,
    lists: Option<Conditions>,
    effect: Effect,
    task: Option<Template>,
    keep: Vec<Keep>,
    answer: Option<Template>,
    fill: Vec<Fill>,
}

/// What is kept under a path.
#[derive(Clone, Debug)]
struct Keep {
    at: Template,
    set: Template,
}

/// The entries of a list of the answer.
#[derive(Clone, Debug)]
struct Fill {
    to: Path,
    each: Template,
    entry: Template,
}

/// What is done, in this order.
#[derive(Clone, Debug, Default)]
struct Effect {
    make: Vec<Make>,
    set: Option<Template>,
    add: Vec<Add>,
    drop: Vec<Take>,
    change: Vec<Change>,
    remove: Vec<Remove>,
}

/// Places, each with the values of which it has one.
type Conditions = Vec<(Path, Vec<Template>)>;

/// The first item that is so.
#[derive(Clone, Debug)]
struct Find {
    name: String,
    resource: ResourceIndex,
    wanted: Conditions,
    otherwise: Option<Refuse>,
}

/// An answer that says no.
#[derive(Clone, Debug)]
struct Refuse {
    status: u16,
    detail: Template,
}

/// Items to make.
#[derive(Clone, Debug)]
struct Make {
    resource: ResourceIndex,
    name: Option<String>,
    each: Option<Template>,
    unless: Option<Conditions>,
    set: Option<Template>,
}

/// Entries to put into a list of the item.
#[derive(Clone, Debug)]
struct Add {
    to: Path,
    each: Option<Template>,
    entry: Template,
    by: Option<Path>,
}

/// Entries to take out of a list of the item.
#[derive(Clone, Debug)]
struct Take {
    from: Path,
    wanted: Conditions,
}

/// Other items to change.
#[derive(Clone, Debug)]
struct Change {
    resource: ResourceIndex,
    wanted: Conditions,
    set: Template,
}

/// Other items to remove.
#[derive(Clone, Debug)]
struct Remove {
    resource: ResourceIndex,
    wanted: Conditions,
}

impl Behaviour {
    fn resource(&self, index: ResourceIndex) -> Option<&ResourceRules> {
        self.resources.get(&index)
    }

    /// Whether the shape of an item says that it goes on by itself.
    fn has_progress(&self, index: ResourceIndex) -> bool {
        self.resource(index).is_some_and(|rules| !rules.progress.is_empty())
    }
}
