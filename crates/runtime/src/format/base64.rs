//! Bytes as base64 text.

use crate::model::{Model, TextVisitor};
use ::base64::Engine;
use ::base64::alphabet::STANDARD;
use ::base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes that stand in JSON as base64 text (RFC 4648, section 4). Text without padding is read
/// too; what is written is padded.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base64(pub Vec<u8>);

const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl Base64 {
    /// The text on the wire.
    pub fn encode(&self) -> String {
        ENGINE.encode(&self.0)
    }
}

impl<T: Into<Vec<u8>>> From<T> for Base64 {
    fn from(bytes: T) -> Self {
        Self(bytes.into())
    }
}

impl From<Base64> for crate::Param {
    fn from(bytes: Base64) -> Self {
        Self::from(bytes.encode())
    }
}

impl Model for Base64 {
    const NAME: &'static str = "base64";

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TextVisitor { name: Self::NAME, read: |text: &str| ENGINE.decode(text).map(Self) })
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::decode(deserializer)
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.encode())
    }
}

#[cfg(test)]
mod tests {
    use super::Base64;

    #[test]
    fn padding_may_be_left_out() {
        let padded: Base64 = serde_json::from_str("\"aGk=\"").unwrap();
        let bare: Base64 = serde_json::from_str("\"aGk\"").unwrap();
        assert_eq!(padded, Base64::from("hi"));
        assert_eq!(bare, padded);
        assert_eq!(serde_json::to_string(&bare).unwrap(), "\"aGk=\"");
        assert!(serde_json::from_str::<Base64>("\"a?\"").is_err());
    }
}
