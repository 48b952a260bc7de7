//! What is recognised from the shape of operations: resources, pages, long-running tasks.

use avouch_wire::path::PathTemplate;

use crate::OperationIndex;
use crate::schema::SchemaId;

/// A resource of an [`Api`](crate::Api), by its position in [`Api::resources`](crate::Api::resources).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceIndex(pub u32);

/// A kind of thing that operations create, read, list, change and delete: `/v3/apps` and `/v3/apps/{guid}`.
///
/// Recognised from path shapes and response schemas alone; no rule names an API.
#[derive(Debug)]
pub struct Resource {
    /// Its position in the Api.
    pub index: ResourceIndex,
    /// A name for it: the last literal segment of the collection's path, `apps`.
    pub name: String,
    /// The path of the collection: `/v3/apps`.
    pub collection: PathTemplate,
    /// The path of one item: `/v3/apps/{guid}`; `None` where there are only lists.
    pub item: Option<PathTemplate>,
    /// What identifies an item.
    pub identifier: Option<Identifier>,
    /// The schema of one item in answers.
    pub schema: Option<SchemaId>,
    /// The resource that its collection stands under: that of `/v3/apps/{guid}/tasks` is `/v3/apps`.
    pub parent: Option<ResourceIndex>,
    /// Other paths at which the same items are found: `/v3/apps/{guid}/processes/{type}` beside `/v3/processes/{guid}`.
    pub alternates: Vec<Alternate>,
    /// The operations on it and what they do, in the order of the document.
    pub operations: Vec<(Action, OperationIndex)>,
}

/// A further path of the items of a resource, below the item of another one.
#[derive(Debug)]
pub struct Alternate {
    /// The path of one item.
    pub item: PathTemplate,
    /// What identifies an item among those below the same parent.
    pub identifier: Option<Identifier>,
    /// The resource that the path stands under.
    pub parent: Option<ResourceIndex>,
}

/// What identifies an item of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// The variable of the item path: `guid`.
    pub variable: String,
    /// The property of an item that has the same value, as a JSON Pointer into the item: `/guid`.
    pub pointer: String,
}

/// What an operation does to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Makes an item: POST on the collection, or PUT on the item where nothing else makes one.
    Create,
    /// Reads one item.
    Read,
    /// Reads the collection, or a part of it.
    List,
    /// Changes part of an item: PATCH, or POST on the item.
    Update,
    /// Replaces an item: PUT on the item, or PUT on the collection with an item in the body, which says then which one.
    Replace,
    /// Removes an item.
    Delete,
    /// Reads something below one item that is not an item itself: `/v3/apps/{guid}/env`.
    ReadPart,
    /// Changes something below one item: `/v3/apps/{guid}/relationships/current_droplet`.
    WritePart,
    /// Anything else that is done with one item: `/v3/apps/{guid}/actions/start`.
    Act,
}

/// What a parameter or property does in paging.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The number of the page, from 1 unless the schema's minimum says 0.
    Page,
    /// How many items a page has.
    PageSize,
    /// How many items to skip.
    Offset,
    /// An opaque position taken from the last answer.
    Cursor,
}

/// How a list goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// How the next page is found.
    pub next: NextPage,
    /// Where the items are in an answer, as a JSON Pointer; empty where the answer is the list itself.
    pub items: String,
    /// The schema of one item.
    pub item_schema: Option<SchemaId>,
    /// The query parameters that take part, by their position in the operation's parameters.
    pub parameters: Vec<(Role, usize)>,
}

/// How the next page is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextPage {
    /// A link in the body, at this JSON Pointer: `/pagination/next/href`, absent or null on the last page.
    BodyLink(String),
    /// A `Link` header with `rel="next"` (RFC 8288).
    LinkHeader,
    /// A cursor in the body at this JSON Pointer goes into the parameter with [`Role::Cursor`].
    Cursor(String),
    /// The parameter with [`Role::Page`] is counted up until a page is empty or short.
    PageNumber,
    /// The parameter with [`Role::Offset`] grows by the number of items until a page is empty or short.
    Offset,
}

/// How a task that an operation starts is followed: a 202 answer whose `Location` leads to a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LongRunning {
    /// The response header that leads to the task: `Location`.
    pub header: String,
    /// The operation that reads the task.
    pub operation: OperationIndex,
    /// The schema of the task.
    pub schema: Option<SchemaId>,
    /// Where its state is, as a JSON Pointer: `/state`.
    pub state: String,
    /// The states that mean success: `COMPLETE`.
    pub done: Vec<String>,
    /// The states that mean failure: `FAILED`.
    pub failed: Vec<String>,
}
