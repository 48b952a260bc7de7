//! A client as `avouch generate` writes it, by hand: the pattern for generated code.

#![allow(dead_code, reason = "a sample shows more than its tests use")]

pub mod apps;
pub mod client;
pub mod errors;
pub mod jobs;
pub mod models;
pub mod packages;

pub use client::Client;
