//! Texts in formats.

use crate::rng::Rng;
use crate::words::WORDS;

/// A text in a format; `None` for formats that are not known here.
pub fn text(format: &str, rng: &mut Rng) -> Option<String> {
    let word = |rng: &mut Rng| *rng.pick(&WORDS).unwrap_or(&"river");
    Some(match format {
        "uuid" | "guid" => uuid(rng),
        "date" => date(rng),
        "date-time" | "datetime" => format!("{}T{}Z", date(rng), clock(rng)),
        "time" => format!("{}Z", clock(rng)),
        "duration" => format!("PT{}M", 1 + rng.below(59)),
        "email" | "idn-email" => format!("{}@example.org", word(rng)),
        "hostname" | "idn-hostname" => format!("{}.example.org", word(rng)),
        "uri" | "url" | "iri" => format!("https://example.org/{}", word(rng)),
        "uri-reference" | "iri-reference" => format!("/{}", word(rng)),
        "uri-template" => format!("https://example.org/{}/{{id}}", word(rng)),
        "ipv4" | "ip" => format!("192.0.2.{}", 1 + rng.below(254)),
        "ipv6" => format!("2001:db8::{:x}", 1 + rng.below(0xfffe)),
        "json-pointer" => format!("/{}/0", word(rng)),
        "relative-json-pointer" => "1/name".to_owned(),
        "regex" => "^[a-z]+$".to_owned(),
        "byte" | "base64" | "base64url" => "YXZvdWNo".to_owned(),
        "int32" | "int64" | "uint32" | "uint64" => (1 + rng.below(1000)).to_string(),
        "decimal" | "double" | "float" => format!("{}.5", 1 + rng.below(100)),
        _ => return None,
    })
}

/// A UUID of version 4 (RFC 9562).
pub fn uuid(rng: &mut Rng) -> String {
    let (high, low) = (rng.next(), rng.next());
    let high = (high & !0xf000) | 0x4000;
    let low = (low & !(0xc << 60)) | (0x8 << 60);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

fn date(rng: &mut Rng) -> String {
    format!("{}-{:02}-{:02}", 2020 + rng.below(6), 1 + rng.below(12), 1 + rng.below(28))
}

fn clock(rng: &mut Rng) -> String {
    format!("{:02}:{:02}:{:02}", rng.below(24), rng.below(60), rng.below(60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_of_version_four() {
        for seed in 0..100 {
            let uuid = uuid(&mut Rng::new(&[seed]));
            let characters: Vec<char> = uuid.chars().collect();
            assert_eq!(characters.len(), 36, "{uuid}");
            assert_eq!(characters[14], '4', "{uuid}");
            assert!("89ab".contains(characters[19]), "{uuid}");
        }
    }
}
