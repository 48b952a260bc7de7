//! A client as `avouch generate` writes it, by hand: the pattern for generated code.

#![allow(dead_code, unused_imports, reason = "a sample shows more than its tests use")]

#[cfg(feature = "client")]
pub mod apps;
#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "client")]
pub mod errors;
#[cfg(feature = "client")]
pub mod jobs;
pub mod models;
#[cfg(feature = "client")]
pub mod packages;

#[cfg(feature = "client")]
pub use client::Client;
