//! Text to a located, resolved [`Document`].
//!
//! ```text
//! Source --load--> Tree (one a file) --resolve--> references --lower--> Document
//! ```
//!
//! A [`Tree`] is a file as it was written: every node in document order, numbers exact, keys as text. The files that
//! `$ref`s lead to are loaded with it, inside the limits that [`Options`] set. Lowering then reads the trees by the tables
//! of their dialect into one superset, the [`Document`]: whatever the version, schemas are JSON Schema 2020-12 with typed
//! annotations for what that cannot say. The version is matched on in [`dialect`] and nowhere else.
//!
//! Nothing here fails as a whole because one object is wrong: what cannot be read becomes one diagnostic with its place,
//! and the rest is loaded. [`load`] returns an error only where there is no document to speak of.
//!
//! Absent on purpose: nothing here asks the network or reads a file outside the folders that it was given, nothing judges
//! whether the API is a good one, and no value is converted before somebody asks for it: examples and defaults stay in the
//! tree, exact.

pub mod codes;
pub mod dialect;
pub mod document;
mod files;
mod load;
mod loader;
mod lower;
mod openapiv3;
mod read;
mod suggest;
pub mod tree;

pub use document::Document;
pub use load::{LoadError, Options, Reading, Source, load, read};
pub use tree::{NodeRef, Tree};
