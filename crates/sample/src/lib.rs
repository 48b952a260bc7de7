//! Values for schemas: valid ones, and ones that are provably invalid.
//!
//! A [`Sampler`] makes values that look like what people write: from the examples, defaults and constants of the document first, then
//! from types, bounds, formats and the names of properties. Equal seeds give equal values. Whatever is returned was checked with
//! the [`Validator`] before; where no value can be found, there is none: it refuses rather than lies.
//!
//! [`faults`] turns a valid value into one that breaks its schema at exactly one place, and says which.
//!
//! Absent on purpose: randomness that is not seeded, the clock, and any value whose verdict is not known.

pub mod faults;
mod formats;
mod generate;
mod invalid;
mod merge;
mod numbers;
mod pattern;
mod rng;
mod strings;
mod words;

use std::sync::Arc;

use avouch_api::Api;
use avouch_api::schema::SchemaId;
use avouch_validate::{Validator, View};
use serde_json::Value;

pub use faults::Fault;
pub use invalid::Invalid;

/// Makes values for the schemas of an Api.
#[derive(Debug)]
pub struct Sampler {
    validator: Arc<Validator>,
    seed: u64,
}

impl Sampler {
    /// A sampler with a validator of its own.
    pub fn new(api: Arc<Api>, seed: u64) -> Sampler {
        Sampler::with_validator(Arc::new(Validator::new(api)), seed)
    }

    /// A sampler that shares a validator, and with it the schemas that it has compiled.
    pub fn with_validator(validator: Arc<Validator>, seed: u64) -> Sampler {
        Sampler { validator, seed }
    }

    /// The validator that every value is checked with.
    pub fn validator(&self) -> &Arc<Validator> {
        &self.validator
    }

    /// A value that a schema accepts in a view; the same one for each call. The examples of the document come first.
    ///
    /// `None` where none was found, which does not prove that there is none.
    ///
    /// # Panics
    ///
    /// Where `schema` comes from another document.
    pub fn valid(&self, schema: SchemaId, view: View) -> Option<Value> {
        self.variant(schema, view, 0)
    }

    /// As [`Sampler::valid`], with further values under further numbers, which are made without the document's examples of whole
    /// objects. Values under different numbers differ where the schema leaves room for it.
    ///
    /// # Panics
    ///
    /// Where `schema` comes from another document.
    pub fn variant(&self, schema: SchemaId, view: View, number: u64) -> Option<Value> {
        generate::generate(&self.validator, schema, view, self.seed, number)
    }

    /// Values that a schema rejects in a view, each broken at one place, with the keyword that it breaks: one for each keyword
    /// at each place of a valid value, as far as one was found.
    ///
    /// # Panics
    ///
    /// Where `schema` comes from another document.
    pub fn invalid(&self, schema: SchemaId, view: View) -> Vec<Invalid> {
        match self.valid(schema, view) {
            Some(value) => invalid::invalid(&self.validator, schema, view, &value),
            None => Vec::new(),
        }
    }
}
