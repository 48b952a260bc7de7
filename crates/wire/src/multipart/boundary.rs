//! The text that separates parts.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

use crate::error::{Error, Place};
use crate::media::MediaType;

/// A boundary: 1 to 70 characters that RFC 2046 section 5.1.1 allows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Boundary(String);

impl Boundary {
    /// Takes a given text.
    ///
    /// # Errors
    /// [`Error::Malformed`] for text that is empty, too long, ends with a space or has other characters.
    pub fn new(text: &str) -> Result<Boundary, Error> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte);
        if (1..=70).contains(&text.len()) && text.bytes().all(allowed) && !text.ends_with(' ') {
            return Ok(Boundary(text.to_owned()));
        }
        let reason = "1 to 70 letters, digits and `'()+_,-./:=?`, or spaces but for the last";
        Err(Error::malformed(Place::Boundary, reason, text))
    }

    /// The boundary that a `Content-Type` states.
    ///
    /// # Errors
    /// [`Error::Malformed`] for a type that is not `multipart`, or one without a boundary or with one that is none.
    pub fn of(content_type: &str) -> Result<Boundary, Error> {
        let media_type = MediaType::parse(content_type)?;
        if !media_type.is_multipart() {
            return Err(Error::malformed(Place::Boundary, "the media type is not multipart", content_type));
        }
        match media_type.parameter("boundary") {
            Some(boundary) => Boundary::new(boundary),
            None => Err(Error::malformed(Place::Boundary, "the media type has no boundary", content_type)),
        }
    }

    /// A boundary that nobody can guess, for data that is not known beforehand. Two calls give different ones.
    pub fn random() -> Boundary {
        // The standard library seeds each of these from the system; two make 128 bits.
        let word = || RandomState::new().build_hasher().finish();
        Boundary(format!("avouch-{:016x}{:016x}", word(), word()))
    }

    /// The first of a fixed series of boundaries that none of the data contains, so that equal bodies have equal bytes.
    pub fn avoiding<'d>(data: impl IntoIterator<Item = &'d [u8]>) -> Boundary {
        const STEM: &[u8] = b"avouch-boundary-";
        let mut taken: Vec<u64> = Vec::new();
        for bytes in data {
            let mut rest = bytes;
            while let Some(at) = find(rest, STEM) {
                rest = rest.get(at + STEM.len()..).unwrap_or_default();
                let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                let number = rest.get(..digits).and_then(|digits| std::str::from_utf8(digits).ok());
                taken.extend(prefixes(number.unwrap_or_default()));
            }
        }
        taken.sort_unstable();
        taken.dedup();
        let mut free = 1;
        for number in taken {
            if number == free {
                free += 1;
            }
        }
        Boundary(format!("avouch-boundary-{free}"))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The `Content-Type` of a `multipart/form-data` body with this boundary.
    pub fn form_data(&self) -> String {
        self.content_type("form-data")
    }

    /// The `Content-Type` of a multipart body of this subtype with this boundary.
    pub fn content_type(&self, subtype: &str) -> String {
        let parameters = vec![("boundary".to_owned(), self.0.clone())];
        MediaType { kind: "multipart".to_owned(), subtype: subtype.to_owned(), parameters }.to_string()
    }

    /// What follows the last part.
    pub fn closing(&self) -> Vec<u8> {
        format!("--{}--\r\n", self.0).into_bytes()
    }
}

/// The numbers that data with these digits rules out: a boundary must not even be the beginning of what the data holds.
fn prefixes(digits: &str) -> impl Iterator<Item = u64> {
    (1..=digits.len().min(19)).filter_map(move |length| digits.get(..length)?.parse().ok())
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
