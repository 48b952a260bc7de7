//! `Cloud Foundry API`
//!
//! The Cloud Controller is the part of Cloud Foundry that people and tools talk to: it holds
//! organizations, spaces and apps, turns source code into droplets, and tells the runtime what to
//! run.
//!
//! **Signing in**
//!
//! Every operation but the root documents and the platform information wants a token from the
//! platform's UAA in the `Authorization` header. The address of the UAA stands in the root document
//! under `links.uaa`. What a token may do follows from its scopes (`cloud_controller.read`,
//! `cloud_controller.write`, `cloud_controller.admin`, `cloud_controller.admin_read_only`,
//! `cloud_controller.global_auditor`) and from the roles that its user holds in organizations and
//! spaces. A resource that a user may not see is answered with 404, one that a user may see but not
//! change with 403.
//!
//! **Lists**
//!
//! A list is answered in pages. `page` and `per_page` choose one; `pagination` in the answer says
//! how many there are and links to the neighbours, `next` being null on the last. A filter takes
//! several values, separated by commas, and keeps what equals any of them; several filters keep
//! what all of them keep. `order_by` sorts, downwards when the name is preceded by `-`.
//! `label_selector` filters by labels and joins its requirements with *and*. The timestamp filters
//! compare for equality here; the relational forms, `created_ats[gt]=…` and its siblings, are not
//! described yet.
//!
//! **Relationships and includes**
//!
//! Resources name each other by GUID under `relationships`. Some operations take `include` and then
//! answer the related resources once each under `included`.
//!
//! **Work in the background**
//!
//! What takes long is answered with 202 and a `Location` header that holds the address of a job.
//! Read the job until its `state` is `COMPLETE` or `FAILED`; a failed one says why under `errors`.
//!
//! **Errors**
//!
//! A failure carries a list of `errors`. Programs decide by `code` and `title`; `detail` is meant
//! for people and changes between releases.
//!
//! The modules are generated from the document that describes the API. This file is yours: add what the document
//! does not say.

#[rustfmt::skip]
mod generated;

pub use generated::*;
