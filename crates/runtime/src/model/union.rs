//! The drivers behind `union!`.

use super::Model;
use serde::de::{DeserializeSeed, Error as _, IntoDeserializer, MapAccess};
use serde_json::Value;

/// States how the variants of a union are told apart.
///
/// By the property that tags them. What precedes the tag is buffered, the rest is streamed into
/// the variant; the tag is written first. `_` names the variant that holds what no tag fits; it
/// may hold a [`serde_json::Value`]. Without it an unknown tag is an error.
///
/// ```
/// # use avouch_runtime::{object, union};
/// # #[derive(Debug, PartialEq)] pub struct Buildpack { pub stack: Option<String> }
/// # object! { Buildpack { optional: stack; } }
/// # #[derive(Debug, PartialEq)] pub struct Docker { pub image: Option<String> }
/// # object! { Docker { optional: image; } }
/// #[derive(Debug, PartialEq)]
/// pub enum Lifecycle {
///     Buildpack(Buildpack),
///     Docker(Docker),
///     Other(serde_json::Value),
/// }
///
/// union! { Lifecycle by "type" { "buildpack" | "cnb" => Buildpack, "docker" => Docker, _ => Other } }
///
/// let docker: Lifecycle = serde_json::from_str(r#"{"image":"a","type":"docker"}"#).unwrap();
/// assert_eq!(docker, Lifecycle::Docker(Docker { image: Some("a".into()) }));
/// assert_eq!(serde_json::to_string(&docker).unwrap(), r#"{"type":"docker","image":"a"}"#);
/// ```
///
/// Or by a [`Shape`]: the first that fits decides.
///
/// ```
/// # use avouch_runtime::{object, union};
/// # #[derive(Debug, PartialEq)] pub struct Range { pub from: i64, pub to: i64 }
/// # object! { Range { required: from, to; } }
/// #[derive(Debug, PartialEq)]
/// pub enum Size {
///     Range(Range),
///     Exact(i64),
///     Other(serde_json::Value),
/// }
///
/// union! { Size { Keys(&["from", "to"]) => Range, Integer => Exact, _ => Other } }
///
/// assert_eq!(serde_json::from_str::<Size>("3.0").unwrap(), Size::Exact(3));
/// ```
#[macro_export]
macro_rules! union {
    ($name:ident by $key:literal {
        $($($tag:literal)|+ => $variant:ident),+ $(, _ => $other:ident)? $(,)?
    }) => {
        impl $crate::model::Model for $name {
            const NAME: &'static str = ::core::stringify!($name);

            fn read<'de, A: $crate::serde::de::MapAccess<'de>>(
                members: A,
            ) -> ::core::result::Result<Self, A::Error> {
                let tagged = $crate::model::Tagged::find(members, $key)?;
                match tagged.tag() {
                    $(::core::option::Option::Some($($tag)|+) => tagged.variant(Self::$variant),)+
                    $(_ => tagged.variant(Self::$other),)?
                    #[allow(unreachable_patterns)]
                    _ => ::core::result::Result::Err(tagged.unknown(Self::NAME)),
                }
            }

            fn write<M: $crate::serde::ser::SerializeMap>(
                &self,
                members: &mut $crate::model::Writer<'_, M>,
            ) {
                match self {
                    $(Self::$variant(value) => members.variant($key, &[$($tag),+], value),)+
                    $(Self::$other(value) => members.variant($key, &[], value),)?
                }
            }
        }
        $crate::serde_by_model!($name);
    };
    ($name:ident {
        $($shape:ident $(($($argument:tt)*))? => $variant:ident),+ $(, _ => $other:ident)? $(,)?
    }) => {
        impl $crate::model::Model for $name {
            const NAME: &'static str = ::core::stringify!($name);

            fn decode<'de, D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value = <$crate::serde_json::Value as $crate::model::Model>::decode(deserializer)?;
                $(if $crate::model::Shape::$shape $(($($argument)*))?.fits(&value) {
                    return $crate::model::untagged(value, Self::NAME, Self::$variant);
                })+
                $(return $crate::model::untagged(value, Self::NAME, Self::$other);)?
                #[allow(unreachable_code)]
                ::core::result::Result::Err($crate::serde::de::Error::custom(::core::concat!(
                    ::core::stringify!($name),
                    ": the value fits no variant",
                )))
            }

            fn read<'de, A: $crate::serde::de::MapAccess<'de>>(
                members: A,
            ) -> ::core::result::Result<Self, A::Error> {
                Self::decode($crate::serde::de::value::MapAccessDeserializer::new(members))
            }

            fn write<M: $crate::serde::ser::SerializeMap>(
                &self,
                members: &mut $crate::model::Writer<'_, M>,
            ) {
                match self {
                    $(Self::$variant(value) => $crate::model::Model::write(value, members),)+
                    $(Self::$other(value) => $crate::model::Model::write(value, members),)?
                }
            }
        }

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
                match self {
                    $(Self::$variant(value) => value.serialize(serializer),)+
                    $(Self::$other(value) => value.serialize(serializer),)?
                }
            }
        }
    };
}

/// What tells the variants of a union apart that has no tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `null`.
    Null,
    /// A boolean.
    Boolean,
    /// A number without a fraction, however it is written.
    Integer,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
    /// An object that has all of these properties.
    Keys(&'static [&'static str]),
    /// An object whose property (first) is this string (second).
    Constant(&'static str, &'static str),
}

impl Shape {
    /// Whether a value has this shape.
    pub fn fits(&self, value: &Value) -> bool {
        match self {
            Self::Null => value.is_null(),
            Self::Boolean => value.is_boolean(),
            Self::Integer => match value {
                Value::Number(number) => super::scalar::exact(number).is_some(),
                _ => false,
            },
            Self::Number => value.is_number(),
            Self::String => value.is_string(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
            Self::Keys(keys) => keys.iter().all(|key| value.get(key).is_some()),
            Self::Constant(key, constant) => value.get(key).and_then(Value::as_str) == Some(constant),
        }
    }
}

/// Decodes the variant that a [`Shape`] chose.
pub fn untagged<T: Model, U, E: serde::de::Error>(
    value: Value,
    name: &'static str,
    variant: impl FnOnce(T) -> U,
) -> Result<U, E> {
    match T::decode(value) {
        Ok(value) => Ok(variant(value)),
        Err(error) => Err(E::custom(format_args!("{name}: {error}"))),
    }
}

/// The members of an object whose tag has been looked for.
pub struct Tagged<A> {
    key: &'static str,
    /// The members before the tag and, if it was found, the tag itself.
    buffered: Vec<(String, Value)>,
    found: bool,
    rest: A,
}

impl<'de, A: MapAccess<'de>> Tagged<A> {
    /// Reads members up to the one that is named `key`.
    pub fn find(mut rest: A, key: &'static str) -> Result<Self, A::Error> {
        let mut buffered = Vec::new();
        let mut found = false;
        while let Some((name, value)) = rest.next_entry::<String, Value>()? {
            found = name == key;
            buffered.push((name, value));
            if found {
                break;
            }
        }
        Ok(Self { key, buffered, found, rest })
    }

    /// The tag, if there is one and it is a string.
    pub fn tag(&self) -> Option<&str> {
        match self.buffered.last() {
            Some((_, Value::String(tag))) if self.found => Some(tag),
            _ => None,
        }
    }

    /// Reads all members into a variant.
    pub fn variant<T: Model, U>(self, variant: impl FnOnce(T) -> U) -> Result<U, A::Error> {
        let members = Prefixed { buffered: self.buffered.into_iter(), value: None, rest: self.rest };
        T::read(members).map(variant)
    }

    /// The error for a tag that no variant has.
    pub fn unknown(&self, name: &'static str) -> A::Error {
        let key = self.key;
        match self.buffered.last() {
            Some((_, tag)) if self.found => A::Error::custom(format_args!("{name}.{key}: no variant is tagged {tag}")),
            _ => A::Error::custom(format_args!("{name}.{key}: the property is missing")),
        }
    }
}

/// Buffered members, then those that are still to come.
struct Prefixed<A> {
    buffered: std::vec::IntoIter<(String, Value)>,
    value: Option<Value>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Prefixed<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        let Some((key, value)) = self.buffered.next() else {
            return self.rest.next_key_seed(seed);
        };
        self.value = Some(value);
        seed.deserialize(key.into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(value).map_err(A::Error::custom),
            None => self.rest.next_value_seed(seed),
        }
    }
}
