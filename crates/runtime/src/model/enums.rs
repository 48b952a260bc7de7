//! The drivers behind `string_enum!` and `integer_enum!`.

use std::fmt;

/// States the texts of a string enum.
///
/// With `_ = Other` the enum keeps the texts that the document does not list, in a variant that
/// holds a `String`; without it such a text is an error.
///
/// ```
/// use avouch_runtime::string_enum;
///
/// #[derive(Clone, Debug, PartialEq, Eq, Hash)]
/// pub enum State {
///     Started,
///     Stopped,
///     Other(String),
/// }
///
/// string_enum! { State { Started = "STARTED", Stopped = "STOPPED", _ = Other } }
///
/// assert_eq!(State::from("STARTED"), State::Started);
/// assert_eq!(State::from("NEW").to_string(), "NEW");
/// assert_eq!(serde_json::to_string(&State::Stopped).unwrap(), r#""STOPPED""#);
/// ```
#[macro_export]
macro_rules! string_enum {
    ($name:ident { $($variant:ident = $text:literal),+ , _ = $other:ident $(,)? }) => {
        impl $name {
            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::$other(text) => text,
                }
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    _ => Self::$other(text.into()),
                }
            }
        }

        impl ::core::convert::From<$crate::export::String> for $name {
            fn from(text: $crate::export::String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                ::core::result::Result::Ok(Self::from(text))
            }
        }

        $crate::text_model!($name, |text| ::core::result::Result::<
            Self,
            ::core::convert::Infallible,
        >::Ok(Self::from(text)));
    };
    ($name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        impl $name {
            /// The text on the wire.
            pub fn as_str(&self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::UnknownValue;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                match text {
                    $($text => ::core::result::Result::Ok(Self::$variant),)+
                    _ => ::core::result::Result::Err($crate::UnknownValue::new(
                        ::core::stringify!($name),
                        text,
                    )),
                }
            }
        }

        $crate::text_model!($name, |text| text.parse::<Self>());
    };
}

/// What every type has whose values are texts: an `as_str` and a way to read one.
#[doc(hidden)]
#[macro_export]
macro_rules! text_model {
    ($name:ident, |$text:ident| $read:expr) => {
        impl ::core::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::core::convert::From<$name> for $crate::Param {
            fn from(value: $name) -> Self {
                Self::from(value.as_str())
            }
        }

        impl $crate::model::Model for $name {
            const NAME: &'static str = ::core::stringify!($name);

            fn decode<'de, D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                deserializer.deserialize_str($crate::model::TextVisitor { name: Self::NAME, read: |$text: &str| $read })
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
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

/// States the numbers of an integer enum; `_ = Other` keeps the others in a variant that holds an
/// `i64`.
///
/// ```
/// use avouch_runtime::integer_enum;
///
/// #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
/// pub enum Level {
///     Low,
///     High,
///     Other(i64),
/// }
///
/// integer_enum! { Level { Low = 1, High = 10, _ = Other } }
///
/// assert_eq!(serde_json::from_str::<Level>("10.0").unwrap(), Level::High);
/// assert_eq!(i64::from(Level::Other(3)), 3);
/// ```
#[macro_export]
macro_rules! integer_enum {
    ($name:ident { $($variant:ident = $number:literal),+ , _ = $other:ident $(,)? }) => {
        impl ::core::convert::From<i64> for $name {
            fn from(number: i64) -> Self {
                match number {
                    $($number => Self::$variant,)+
                    _ => Self::$other(number),
                }
            }
        }

        impl ::core::convert::From<$name> for i64 {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$variant => $number,)+
                    $name::$other(number) => number,
                }
            }
        }

        $crate::integer_model!($name, |number| ::core::result::Result::<
            Self,
            $crate::UnknownValue,
        >::Ok(Self::from(number)));
    };
    ($name:ident { $($variant:ident = $number:literal),+ $(,)? }) => {
        impl ::core::convert::TryFrom<i64> for $name {
            type Error = $crate::UnknownValue;

            fn try_from(number: i64) -> ::core::result::Result<Self, Self::Error> {
                match number {
                    $($number => ::core::result::Result::Ok(Self::$variant),)+
                    _ => ::core::result::Result::Err($crate::UnknownValue::new(
                        ::core::stringify!($name),
                        &number,
                    )),
                }
            }
        }

        impl ::core::convert::From<$name> for i64 {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$variant => $number,)+
                }
            }
        }

        $crate::integer_model!($name, |number| Self::try_from(number));
    };
}

/// What every integer enum has.
#[doc(hidden)]
#[macro_export]
macro_rules! integer_model {
    ($name:ident, |$number:ident| $read:expr) => {
        impl ::core::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&i64::from(*self), formatter)
            }
        }

        impl ::core::convert::From<$name> for $crate::Param {
            fn from(value: $name) -> Self {
                Self::from(i64::from(value))
            }
        }

        impl $crate::model::Model for $name {
            const NAME: &'static str = ::core::stringify!($name);

            fn decode<'de, D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let $number = <i64 as $crate::model::Model>::decode(deserializer)?;
                $read.map_err($crate::serde::de::Error::custom)
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
                serializer.serialize_i64(i64::from(*self))
            }
        }
    };
}

/// A value that a closed enum does not list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    name: &'static str,
    value: String,
}

impl UnknownValue {
    /// `value` is none of those that the enum `name` lists.
    pub fn new(name: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        Self { name, value: value.to_string() }
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} is no {}", self.value, self.name)
    }
}

impl std::error::Error for UnknownValue {}

/// Reads a text with a function.
pub struct TextVisitor<F> {
    /// What error messages call the type.
    pub name: &'static str,
    /// Reads the text.
    pub read: F,
}

impl<T, X: fmt::Display, F: FnOnce(&str) -> Result<T, X>> serde::de::Visitor<'_> for TextVisitor<F> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a string ({})", self.name)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        (self.read)(text).map_err(E::custom)
    }
}
