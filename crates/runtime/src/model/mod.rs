//! Models: one declarative line a type over one generic driver.
//!
//! serde's derives are most of what the models of a large document cost to compile. A generated
//! model is a plain struct or enum instead, and a line such as [`object!`](crate::object) states
//! how its properties are named and which of them are required. The line expands to an
//! implementation of [`Model`] and to real `Serialize` and `Deserialize` implementations that
//! delegate to the driver here.

mod containers;
mod enums;
mod extra;
mod job;
mod maybe;
mod object;
mod scalar;
mod union;

pub use enums::{TextVisitor, UnknownValue};
pub use extra::Extra;
pub use job::{JobModel, JobStates};
pub use maybe::Maybe;
pub use object::{AdditionalSlot, Fields, Optional, Slot, Writer, encode, slot, take};
pub use union::{Shape, Tagged, untagged};

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess};
use serde::ser::SerializeMap;
use std::marker::PhantomData;

/// A type that a document's values decode into.
///
/// It stands beside `Deserialize` because it reads by the rules of JSON Schema where serde's own
/// implementations read by those of Rust: `1.0` is an integer, `null` is not absence.
pub trait Model: Sized {
    /// The name that error messages use.
    const NAME: &'static str;

    /// Decodes a value. Objects keep the default, which hands the members to [`Model::read`].
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object::decode(deserializer)
    }

    /// Decodes the members of an object. Types that are not objects keep the default, an error.
    fn read<'de, A: MapAccess<'de>>(_members: A) -> Result<Self, A::Error> {
        Err(A::Error::custom(format_args!("{} is not an object", Self::NAME)))
    }

    /// Writes the members of an object. Types that are not objects keep the default, an error.
    fn write<M: SerializeMap>(&self, members: &mut Writer<'_, M>) {
        members.refuse(Self::NAME);
    }
}

/// Decodes a [`Model`] where serde asks for a seed.
pub(crate) struct Seed<T>(PhantomData<T>);

impl<T> Seed<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: Model> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::decode(deserializer)
    }
}
