//! The format `uuid`.

use super::text_format;

/// A UUID as text (RFC 9562, section 4). Letter case is kept, so two texts of one UUID may differ.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(Box<str>);

text_format!(Uuid, "uuid", is_valid);

impl Uuid {
    /// The 128 bits, if the text is a UUID.
    pub fn to_u128(&self) -> Option<u128> {
        if !is_valid(&self.0) {
            return None;
        }
        self.0
            .chars()
            .filter_map(|digit| digit.to_digit(16))
            .try_fold(0_u128, |bits, digit| bits.checked_mul(16)?.checked_add(u128::from(digit)))
    }
}

impl From<u128> for Uuid {
    fn from(bits: u128) -> Self {
        let part = |shift: u32, mask: u128| (bits >> shift) & mask;
        let text = format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            part(96, 0xffff_ffff),
            part(80, 0xffff),
            part(64, 0xffff),
            part(48, 0xffff),
            part(0, 0xffff_ffff_ffff),
        );
        Self(text.into())
    }
}

fn is_valid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::Uuid;

    #[test]
    fn text_is_kept_and_bits_agree() {
        let text = "00000000-0000-4000-8000-00000000ABcd";
        let uuid: Uuid = text.parse().unwrap();
        assert_eq!(uuid.as_str(), text);
        assert_eq!(uuid.to_u128(), Some(0x4000_8000_0000_0000_abcd));
        assert_eq!(Uuid::from(0x4000_8000_0000_0000_abcd_u128).as_str(), text.to_lowercase());
        for bad in ["", "00000000000040008000000000000000", "0000000g-0000-4000-8000-000000000000"] {
            assert!(bad.parse::<Uuid>().is_err(), "{bad}");
        }
        let odd: Uuid = serde_json::from_str("\"app-1\"").unwrap();
        assert!(!odd.is_valid());
        assert_eq!(odd.to_u128(), None);
    }
}
