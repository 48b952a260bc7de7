//! The driver behind `object!`.

use super::{Model, Seed};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use std::fmt;
use std::marker::PhantomData;

/// States how the properties of a struct are named, and which of them an object must have.
///
/// ```
/// use avouch_runtime::{Extra, Maybe, object};
///
/// #[derive(Clone, Debug, PartialEq)]
/// pub struct App {
///     pub guid: String,
///     pub kind: Option<String>,
///     pub droplet: Maybe<String>,
///     pub other: Extra,
/// }
///
/// object! { App { required: guid; optional: kind = "type", droplet; extra: other; } }
///
/// let app: App = serde_json::from_str(r#"{"guid":"a","droplet":null,"new":1.0}"#).unwrap();
/// assert_eq!(app.kind, None);
/// assert_eq!(app.droplet, Maybe::Null);
/// assert_eq!(serde_json::to_string(&app).unwrap(), r#"{"guid":"a","droplet":null,"new":1.0}"#);
///
/// #[derive(Clone, Debug, PartialEq)]
/// pub struct AppCreate {
///     pub name: String,
///     pub instances: Option<i64>,
/// }
///
/// object! { AppCreate { new(name: impl Into<String>); required: name; optional: instances; } }
///
/// let app = AppCreate { instances: Some(2), ..AppCreate::new("web") };
/// assert_eq!(serde_json::to_string(&app).unwrap(), r#"{"name":"web","instances":2}"#);
/// ```
///
/// - `new`: what the constructor takes. It stands where requests send the struct, and names the required properties; those
///   that can have one value only are given it: `new(name: impl Into<String>; kind = Kind::Docker);`.
/// - `required`: the property must be there; if the field is an `Option`, it may be `null`, and
///   `None` is written as `null`.
/// - `optional`: the field is an `Option` (`null` reads as `None`) or a [`Maybe`](crate::Maybe)
///   (`null` is kept); what is absent is not written.
/// - `extra`: the properties that the struct does not name, in an [`Extra`](crate::Extra) or a
///   `BTreeMap<String, T>`. Without it they are ignored.
///
/// A property that occurs twice has its last value, as in [`serde_json::Value`].
#[macro_export]
macro_rules! object {
    ($name:ident {
        $(new($($argument:ident: $type:ty),* $(,)? $(; $($fixed:ident = $value:expr),+)?);)?
        $(required: $($required:ident $(= $required_key:literal)?),+ $(,)?;)?
        $(optional: $($optional:ident $(= $optional_key:literal)?),+ $(,)?;)?
        $(extra: $extra:ident;)?
    }) => {
        impl $crate::model::Model for $name {
            const NAME: &'static str = ::core::stringify!($name);

            fn read<'de, A: $crate::serde::de::MapAccess<'de>>(
                members: A,
            ) -> ::core::result::Result<Self, A::Error> {
                $($(let mut $required = ::core::option::Option::None;)+)?
                $($(let mut $optional = ::core::option::Option::None;)+)?
                $(let mut $extra = ::core::default::Default::default();)?
                $crate::model::Fields::new(Self::NAME)
                    $(.additional(&mut $extra))?
                    .read(members, &mut [
                        $($(($crate::key!($required $($required_key)?), $crate::model::slot(&mut $required)),)+)?
                        $($(($crate::key!($optional $($optional_key)?), $crate::model::slot(&mut $optional)),)+)?
                    ])?;
                ::core::result::Result::Ok(Self {
                    $($($required: $crate::model::take(
                        $required,
                        Self::NAME,
                        $crate::key!($required $($required_key)?),
                    )?,)+)?
                    $($($optional: $optional.unwrap_or_default(),)+)?
                    $($extra,)?
                })
            }

            fn write<M: $crate::serde::ser::SerializeMap>(
                &self,
                members: &mut $crate::model::Writer<'_, M>,
            ) {
                $($(members.required($crate::key!($required $($required_key)?), &self.$required);)+)?
                $($(members.optional($crate::key!($optional $($optional_key)?), &self.$optional);)+)?
                $(members.additional(&self.$extra);)?
                // A struct without properties writes none.
                let _ = members;
            }
        }
        $crate::serde_by_model!($name);
        $crate::constructor! {
            $name
            [$(($($argument: $type),*) $($($fixed = $value),+)?)?]
            $($($optional)+)? $($extra)?
        }
    };
}

/// The constructor of a struct that requests send; nothing for other structs.
#[doc(hidden)]
#[macro_export]
macro_rules! constructor {
    ($name:ident [] $($rest:ident)*) => {};
    ($name:ident [($($argument:ident: $type:ty),*) $($fixed:ident = $value:expr),*] $($rest:ident)*) => {
        impl $name {
            /// Makes one of what is required; nothing else is set.
            pub fn new($($argument: $type),*) -> Self {
                Self {
                    $($argument: ::core::convert::Into::into($argument),)*
                    $($fixed: $value,)*
                    $($rest: ::core::default::Default::default(),)*
                }
            }
        }
    };
}

/// The key of a property: what the line states, else the name of the field.
#[doc(hidden)]
#[macro_export]
macro_rules! key {
    ($field:ident) => {
        ::core::stringify!($field)
    };
    ($field:ident $key:literal) => {
        $key
    };
}

/// `Serialize` and `Deserialize` of a model whose values are objects.
#[doc(hidden)]
#[macro_export]
macro_rules! serde_by_model {
    ($name:ident) => {
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                <Self as $crate::model::Model>::decode(deserializer)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::model::encode(self, serializer)
            }
        }
    };
}

/// Where the value of one property goes; erased, so that the loop over members is compiled once
/// for each source of members and not once for each struct.
pub trait Slot<'de, A: MapAccess<'de>> {
    /// Reads the value of the member whose key was just read.
    fn read(&mut self, members: &mut A) -> Result<(), A::Error>;
}

impl<'de, A: MapAccess<'de>, T: Model> Slot<'de, A> for Option<T> {
    fn read(&mut self, members: &mut A) -> Result<(), A::Error> {
        *self = Some(members.next_value_seed(Seed::new())?);
        Ok(())
    }
}

/// Where members go that the struct does not name.
pub trait AdditionalSlot<'de, A: MapAccess<'de>> {
    /// Reads the value of the member `key`, whose key was just read.
    fn read(&mut self, key: String, members: &mut A) -> Result<(), A::Error>;
}

/// Erases the place of one property.
pub fn slot<'a, 'de, A: MapAccess<'de>, T: Model>(place: &'a mut Option<T>) -> &'a mut dyn Slot<'de, A> {
    place
}

/// The value of a required property, or an error that names it.
pub fn take<T, E: serde::de::Error>(place: Option<T>, object: &'static str, key: &'static str) -> Result<T, E> {
    place.ok_or_else(|| E::custom(format_args!("{object}.{key}: the property is missing")))
}

/// Reads the members of one object.
pub struct Fields<'a, 'de, A> {
    object: &'static str,
    additional: Option<&'a mut dyn AdditionalSlot<'de, A>>,
}

impl<'a, 'de, A: MapAccess<'de>> Fields<'a, 'de, A> {
    /// Members of the struct `object`; those that it does not name are ignored.
    pub fn new(object: &'static str) -> Self {
        Self { object, additional: None }
    }

    /// Keeps the members that the struct does not name.
    #[must_use]
    pub fn additional(mut self, place: &'a mut impl AdditionalSlot<'de, A>) -> Self {
        self.additional = Some(place);
        self
    }

    /// Reads every member into its slot.
    pub fn read(mut self, mut members: A, slots: &mut [(&'static str, &mut dyn Slot<'de, A>)]) -> Result<(), A::Error> {
        let object = self.object;
        let mut expected = 0;
        loop {
            let seed = KeySeed { slots: &*slots, expected, keep: self.additional.is_some() };
            match members.next_key_seed(seed)? {
                None => return Ok(()),
                Some(Key::Known(index)) => {
                    expected = index + 1;
                    if let Some((key, slot)) = slots.get_mut(index) {
                        slot.read(&mut members).map_err(|error| within(object, key, &error))?;
                    }
                }
                Some(Key::Additional(key)) => match &mut self.additional {
                    Some(place) => {
                        let name = key.clone();
                        place.read(key, &mut members).map_err(|error| within(object, &name, &error))?;
                    }
                    None => drop(members.next_value::<IgnoredAny>()?),
                },
                Some(Key::Ignored) => drop(members.next_value::<IgnoredAny>()?),
            }
        }
    }
}

/// Says where an error is. (`serde_json` finds the position at the end of the text and keeps it.)
fn within<E: serde::de::Error>(object: &str, key: &str, error: &E) -> E {
    let text = error.to_string();
    let colon = if text.starts_with('[') { "" } else { ": " };
    E::custom(format_args!("{object}.{key}{colon}{text}"))
}

/// What a key means to the struct that is read.
enum Key {
    Known(usize),
    Additional(String),
    Ignored,
}

/// Finds a key among those of a struct.
struct KeySeed<'a, S> {
    slots: &'a [(&'static str, S)],
    /// Where the search begins: members mostly arrive in the order of the document.
    expected: usize,
    keep: bool,
}

impl<'de, S> DeserializeSeed<'de> for KeySeed<'_, S> {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<S> Visitor<'_> for KeySeed<'_, S> {
    type Value = Key;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a property")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Key, E> {
        let (before, after) = self.slots.split_at(self.expected.min(self.slots.len()));
        let find = |slots: &[(&'static str, S)]| slots.iter().position(|(name, _)| *name == key);
        let found = find(after).map(|index| before.len() + index).or_else(|| find(before));
        Ok(match found {
            Some(index) => Key::Known(index),
            None if self.keep => Key::Additional(key.to_owned()),
            None => Key::Ignored,
        })
    }
}

/// Decodes an object.
pub(super) fn decode<'de, T: Model, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Model> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "an object ({})", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
        T::read(members)
    }
}

/// Encodes an object.
pub fn encode<T: Model, S: Serializer>(object: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    let mut members = Writer { map: &mut map, result: Ok(()), written: Vec::new() };
    object.write(&mut members);
    members.result?;
    map.end()
}

/// A property that an object may lack.
pub trait Optional {
    /// Whether the object lacks it.
    fn is_absent(&self) -> bool;
}

impl<T> Optional for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

/// Writes the members of one object. It keeps the first error, so that a struct states its
/// members one after the other.
pub struct Writer<'a, M: SerializeMap> {
    map: &'a mut M,
    result: Result<(), M::Error>,
    /// The tags that unions wrote; the variant does not write them again.
    written: Vec<&'static str>,
}

impl<M: SerializeMap> Writer<'_, M> {
    /// Writes a property that is always there.
    pub fn required<T: Serialize>(&mut self, key: &'static str, value: &T) {
        if !self.written.contains(&key) {
            self.entry(key, value);
        }
    }

    /// Writes a property that may be absent.
    pub fn optional<T: Serialize + Optional>(&mut self, key: &'static str, value: &T) {
        if !value.is_absent() {
            self.required(key, value);
        }
    }

    /// Writes the properties that the struct does not name.
    pub fn additional<'v, K, V, I>(&mut self, properties: I)
    where
        K: AsRef<str> + 'v,
        V: Serialize + 'v,
        I: IntoIterator<Item = (&'v K, &'v V)>,
    {
        for (key, value) in properties {
            if !self.written.contains(&key.as_ref()) {
                self.entry(key.as_ref(), value);
            }
        }
    }

    /// Writes a variant of a union after its tag. A variant that answers to several tags states
    /// its own.
    pub fn variant<T: Model>(&mut self, key: &'static str, tags: &[&'static str], variant: &T) {
        if let ([tag], false) = (tags, self.written.contains(&key)) {
            self.entry(key, tag);
            self.written.push(key);
        }
        variant.write(self);
    }

    /// Records that `name` has no members to write.
    pub fn refuse(&mut self, name: &'static str) {
        if self.result.is_ok() {
            self.result = Err(M::Error::custom(format_args!("{name} is not an object")));
        }
    }

    fn entry<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) {
        if self.result.is_ok() {
            self.result = self.map.serialize_entry(key, value);
        }
    }
}
