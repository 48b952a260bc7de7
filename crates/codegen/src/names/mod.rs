//! Names: words of the document become identifiers that a scope mints.
//!
//! A [`Scope`] takes every name that is wanted at once and hands out [`Name`]s that differ from each other and from what
//! the language and the surroundings reserve, whatever the order in which the document has them. A [`Name`] has no case:
//! it is printed as a type, a module or a value where it is used.

mod scope;
mod words;

pub(crate) use scope::{Name, Reserved, Scope, Wanted, is_keyword};
pub(crate) use words::{plural, singular, words};
