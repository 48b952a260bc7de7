//! `Cloud Foundry API, version 2`
//!
//! Version 2 of the Cloud Controller's interface is deprecated by version 3. This document
//! describes the one operation of it that tools still ask for: the list of the services that a
//! platform offers.
//!
//! Version 2 wraps every resource in a pair of objects: `metadata` holds what the controller keeps
//! about any resource, `entity` what is particular to its kind. Fields that were never set are
//! null, not absent.
//!
//! The modules are generated from the document that describes the API. This file is yours: add what the document
//! does not say.

#[rustfmt::skip]
mod generated;

pub use generated::*;
