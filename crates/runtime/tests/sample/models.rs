//! The models of the Sample API.

use std::collections::BTreeMap;

use avouch_runtime::{Base64, Date, DateTime, Extra, Maybe, Uuid, integer_enum, job, object, string_enum, union};
use serde_json::Value;

/// An app.
#[derive(Clone, Debug, PartialEq)]
pub struct App {
    /// The identifier of the app.
    pub guid: Uuid,
    /// When the app was created.
    pub created_at: DateTime,
    /// When the app was changed last.
    pub updated_at: Option<DateTime>,
    /// The name of the app.
    pub name: String,
    /// Whether the app should run.
    pub state: AppState,
    /// How droplets of the app are made.
    pub lifecycle: Lifecycle,
    /// The droplet that runs; required, but `null` before the first is staged.
    pub droplet: Option<Relationship>,
    /// The kind of the resource.
    pub r#type: Option<String>,
    /// Labels and annotations.
    pub metadata: Option<Metadata>,
    /// Links to related resources.
    pub links: Option<BTreeMap<String, Link>>,
}

object! { App {
    required: guid, created_at, name, state, lifecycle, droplet;
    optional: updated_at, r#type = "type", metadata, links;
} }

/// The desired state of an app.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AppState {
    /// The app should run.
    Started,
    /// The app should not run.
    Stopped,
    /// A value that the document does not list.
    Other(String),
}

string_enum! { AppState { Started = "STARTED", Stopped = "STOPPED", _ = Other } }

/// A page of apps.
#[derive(Clone, Debug, PartialEq)]
pub struct AppList {
    /// Where this page stands.
    pub pagination: Pagination,
    /// The apps of the page.
    pub resources: Vec<App>,
}

object! { AppList { required: pagination, resources; } }

/// What an app is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AppCreate {
    /// The name of the app.
    pub name: String,
    /// The space of the app.
    pub relationships: AppRelationships,
    /// Environment variables, of any JSON type.
    pub environment_variables: Option<BTreeMap<String, Value>>,
    /// How droplets are made; the server's default if left out.
    pub lifecycle: Option<Lifecycle>,
    /// Labels and annotations.
    pub metadata: Option<Metadata>,
}

object! { AppCreate {
    required: name, relationships;
    optional: environment_variables, lifecycle, metadata;
} }

/// The relationships of a new app.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AppRelationships {
    /// The space that the app belongs to.
    pub space: Relationship,
}

object! { AppRelationships { required: space; } }

/// What changes about an app.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AppUpdate {
    /// The new name.
    pub name: Option<String>,
    /// The droplet to run: absent keeps it, `null` takes it away.
    pub droplet: Maybe<Relationship>,
    /// Labels and annotations.
    pub metadata: Option<Metadata>,
}

object! { AppUpdate { optional: name, droplet, metadata; } }

/// How droplets are made, told apart by `type`.
#[derive(Clone, Debug, PartialEq)]
pub enum Lifecycle {
    /// `buildpack` or `cnb`
    Buildpack(BuildpackLifecycle),
    /// `docker`
    Docker(DockerLifecycle),
    /// A kind that the document does not list.
    Other(Value),
}

union! { Lifecycle by "type" {
    "buildpack" | "cnb" => Buildpack,
    "docker" => Docker,
    _ => Other,
} }

/// Droplets are made by buildpacks.
#[derive(Clone, Debug, PartialEq)]
pub struct BuildpackLifecycle {
    /// `buildpack` or `cnb`.
    pub r#type: String,
    /// Settings of the kind.
    pub data: BuildpackData,
}

object! { BuildpackLifecycle { required: r#type = "type", data; } }

/// Settings of the lifecycle `buildpack`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BuildpackData {
    /// The buildpacks to try, by name or address.
    pub buildpacks: Option<Vec<String>>,
    /// The root file system.
    pub stack: Maybe<String>,
}

object! { BuildpackData { optional: buildpacks, stack; } }

/// Droplets are images.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DockerLifecycle {
    /// Settings of the kind: none.
    pub data: DockerData,
}

object! { DockerLifecycle { required: data; } }

/// An object without properties.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DockerData {}

object! { DockerData {} }

/// Labels and annotations; the server may add more.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    /// Labels; `null` removes one.
    pub labels: Option<BTreeMap<String, Option<String>>>,
    /// Annotations; `null` removes one.
    pub annotations: Option<BTreeMap<String, Option<String>>>,
    /// Properties that the document does not name.
    pub extra: Extra,
}

object! { Metadata { optional: labels, annotations; extra: extra; } }

/// A relation to one resource.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Relationship {
    /// The related resource; `null` if there is none.
    pub data: Option<RelationshipData>,
}

object! { Relationship { required: data; } }

/// The identifier of a related resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RelationshipData {
    /// The identifier.
    pub guid: String,
}

object! { RelationshipData { required: guid; } }

/// Where a page stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pagination {
    /// How many resources there are on all pages.
    pub total_results: i64,
    /// How many pages there are.
    pub total_pages: i64,
    /// The next page; `null` on the last.
    pub next: Option<Link>,
}

object! { Pagination { required: total_results, total_pages, next; } }

/// A link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Link {
    /// The address.
    pub href: String,
    /// The method, if it is not GET.
    pub method: Option<String>,
}

object! { Link { required: href; optional: method; } }

/// A package: source or an image.
#[derive(Clone, Debug, PartialEq)]
pub struct Package {
    /// The identifier of the package.
    pub guid: Uuid,
    /// How far the package is.
    pub state: PackageState,
    /// What the package holds.
    pub source: PackageSource,
    /// How soon the package is processed.
    pub priority: Option<Priority>,
    /// The digest of the bits.
    pub digest: Option<Base64>,
    /// The day after which the package is removed.
    pub expires: Option<Date>,
}

object! { Package { required: guid, state, source; optional: priority, digest, expires; } }

/// How far a package is; the document promises no other state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PackageState {
    /// Bits are awaited.
    AwaitingUpload,
    /// The package can be used.
    Ready,
}

string_enum! { PackageState { AwaitingUpload = "AWAITING_UPLOAD", Ready = "READY" } }

/// How soon a package is processed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Priority {
    /// 1
    Low,
    /// 2
    High,
    /// A number that the document does not list.
    Other(i64),
}

integer_enum! { Priority { Low = 1, High = 2, _ = Other } }

/// What a package holds: an image by reference, a checksum of bits, or the name of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum PackageSource {
    /// An object with `image`.
    Image(ImageSource),
    /// An object with `checksum`.
    Bits(BitsSource),
    /// A string.
    Template(String),
}

union! { PackageSource {
    Keys(&["image"]) => Image,
    Keys(&["checksum"]) => Bits,
    String => Template,
} }

/// An image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ImageSource {
    /// The reference of the image.
    pub image: String,
    /// The user of the registry.
    pub username: Option<String>,
}

object! { ImageSource { required: image; optional: username; } }

/// Uploaded bits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct BitsSource {
    /// The checksum of the bits.
    pub checksum: String,
}

object! { BitsSource { required: checksum; } }

/// A folder of a package: a type that holds itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folder {
    /// The name of the folder.
    pub name: String,
    /// How large it is, in bytes.
    pub size: Option<u64>,
    /// The share of the package that it takes.
    pub share: Option<f64>,
    /// The folder that holds it.
    pub parent: Option<Box<Folder>>,
    /// The folders in it.
    pub folders: Option<Vec<Folder>>,
}

object! { Folder { required: name; optional: size, share, parent, folders; } }

/// Quotas by name, and a default: typed properties beside a declared one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quotas {
    /// The quota that holds where no other does.
    pub default: i64,
    /// The quotas by the name of the space.
    pub spaces: BTreeMap<String, i64>,
}

object! { Quotas { required: default; extra: spaces; } }

/// A long-running operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// The identifier of the job.
    pub guid: String,
    /// How far it is.
    pub state: JobState,
    /// Why it failed.
    pub errors: Option<Vec<ErrorDetail>>,
}

object! { Job { required: guid, state; optional: errors; } }
job! { Job { state: "/state"; done: "COMPLETE"; failed: "FAILED"; } }

/// How far a job is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum JobState {
    /// The job has not ended.
    Processing,
    /// The job has done its work.
    Complete,
    /// The job has failed.
    Failed,
    /// A value that the document does not list.
    Other(String),
}

string_enum! { JobState {
    Processing = "PROCESSING", Complete = "COMPLETE", Failed = "FAILED", _ = Other,
} }

/// Why a request was refused.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Errors {
    /// The reasons.
    pub errors: Vec<ErrorDetail>,
}

object! { Errors { required: errors; } }

/// One reason.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ErrorDetail {
    /// The number of the reason.
    pub code: i64,
    /// The name of the reason.
    pub title: String,
    /// A sentence for people.
    pub detail: Option<String>,
}

object! { ErrorDetail { required: code, title; optional: detail; } }

/// Why a package may not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Locked {
    /// Who holds the lock.
    pub owner: String,
}

object! { Locked { required: owner; } }
