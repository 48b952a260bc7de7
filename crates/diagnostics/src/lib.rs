//! Files, places, stable codes and the diagnostics that speak of them.
//!
//! Every stage of the pipeline returns `(value, Diagnostics)`: a stage never fails as a whole because one object of a
//! document is wrong. A [`Diagnostic`] names its [`Code`], says what is wrong, points at one or more [`Place`]s of the
//! loaded files, and ends with a hint on how to mend it.
//!
//! A [`Place`] is cheap: a file and the number of a node in it. Lines and columns are worked out by the [`Sources`] that
//! loaded the files, and only when a diagnostic is shown, so that a document without faults pays nothing for them.
//!
//! Absent on purpose: this crate reads no file and knows nothing of OpenAPI.

mod code;
mod diagnostic;
mod place;
pub mod render;

pub use code::{Code, Severity};
pub use diagnostic::{Diagnostic, Diagnostics, Label};
pub use place::{At, FileId, LineColumn, NodeId, Place, Sources, line_column};
