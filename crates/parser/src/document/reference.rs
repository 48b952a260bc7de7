//! References, and values that may be one.

use std::sync::Arc;

use super::Origin;

/// A `$ref` as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The reference as written: `#/components/schemas/App`, `./App.yaml`.
    pub text: String,
    /// The object that holds the `$ref`.
    pub origin: Origin,
    /// `summary` beside the `$ref` (3.1), which replaces the target's.
    pub summary: Option<String>,
    /// `description` beside the `$ref` (3.1), which replaces the target's.
    pub description: Option<String>,
}

/// A value that stands where it is used, or is referred to.
///
/// Values with the same origin share one allocation, however often they are referred to.
#[derive(Debug)]
pub struct Referable<T> {
    /// The reference, where there is one.
    pub reference: Option<Reference>,
    /// The value; `None` where the reference leads nowhere or the value could not be read, which is a diagnostic already.
    pub value: Option<Arc<T>>,
}

impl<T> Referable<T> {
    /// A value that stands where it is used.
    pub fn inline(value: Arc<T>) -> Self {
        Referable { reference: None, value: Some(value) }
    }

    /// The value, unless it could not be resolved.
    pub fn get(&self) -> Option<&T> {
        self.value.as_deref()
    }
}

impl<T> Clone for Referable<T> {
    fn clone(&self) -> Self {
        Referable { reference: self.reference.clone(), value: self.value.clone() }
    }
}
