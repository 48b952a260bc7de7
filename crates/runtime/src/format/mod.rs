//! Formats of strings.
//!
//! By default JSON Schema's `format` is an annotation (2020-12 validation, section 7.2.1), so these
//! types keep the text as it came: one odd date does not cost a whole answer, the offset and every
//! digit of a fraction survive a round trip, and no time or identifier crate has to be compiled.
//! What a program makes is checked, and conversions say whether the text is what its format asks.

mod base64;
mod date_time;
mod uuid;

pub use self::base64::Base64;
pub use date_time::{Date, DateTime};
pub use uuid::Uuid;

use std::fmt;

/// A text that is not what its format asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    format: &'static str,
    text: String,
}

impl FormatError {
    fn new(format: &'static str, text: &str) -> Self {
        Self { format, text: text.to_owned() }
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} is no {}", self.text, self.format)
    }
}

impl std::error::Error for FormatError {}

/// A type that keeps the text of a value and whose `FromStr` is strict.
macro_rules! text_format {
    ($name:ident, $format:literal, $is_valid:expr) => {
        impl $name {
            /// The text as it stands on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Whether the text is what the format asks.
            pub fn is_valid(&self) -> bool {
                $is_valid(&*self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::format::FormatError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                if $is_valid(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(crate::format::FormatError::new($format, text))
                }
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0.into()
            }
        }

        impl From<&$name> for String {
            fn from(text: &$name) -> Self {
                text.as_str().into()
            }
        }

        impl From<&$name> for crate::Param {
            fn from(text: &$name) -> Self {
                Self::from(text.as_str())
            }
        }

        crate::text_model!($name, |text| Ok::<Self, std::convert::Infallible>(Self(text.into())));
    };
}
use text_format;
