//! The scaffold of a crate that avouch generates: manifest, README, lib.rs and a CI recipe
