//! Keeps what is held of a JSON text in memory within bounds: long strings are cut while they are read.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// The most bytes of a string, as the file spells it, that are kept: a body of 16 MiB in base64, and a little more.
pub(super) const MAX_STRING: usize = 24 << 20;
/// The most bytes of one entry after its strings were cut.
pub(super) const MAX_ENTRY: usize = 64 << 20;
/// What may stand at the beginning of a file in UTF-8.
const BYTE_ORDER_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// What the reader of the text and the one who fills its buffer know of each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Gauge {
    /// How many bytes were handed out since the entry began, up to what is buffered ahead.
    bytes: Rc<Cell<usize>>,
    /// Whether a string was cut since the entry began. What is buffered ahead is much shorter than a string that is cut, so
    /// that this is never told of the next entry.
    trimmed: Rc<Cell<bool>>,
}

impl Gauge {
    /// An entry begins; whether a string of the one before was cut.
    pub(super) fn begin_entry(&self) -> bool {
        self.bytes.set(0);
        self.trimmed.take()
    }
}

/// A text whose long strings are cut at a border of characters; what follows them is as it was.
pub(super) struct Trim<R> {
    source: R,
    gauge: Gauge,
    /// The most bytes of a string that are kept.
    max: usize,
    place: Place,
    /// How many bytes of the open string were kept.
    kept: usize,
    /// How many bytes of the mark of byte order may still come.
    mark: usize,
}

/// Where in the text a byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Outside,
    Inside,
    /// After a backslash.
    Escaped,
    /// In the digits of `\u`; so many are missing.
    Digits(u8),
    /// In the part of a string that is dropped.
    Dropped,
    DroppedEscape,
}

impl<R: Read> Trim<R> {
    pub(super) fn new(source: R, gauge: Gauge) -> Trim<R> {
        Trim { source, gauge, max: MAX_STRING, place: Place::Outside, kept: 0, mark: 0 }
    }

    /// Whether a byte is kept.
    fn take(&mut self, byte: u8) -> bool {
        if BYTE_ORDER_MARK.get(self.mark) == Some(&byte) {
            self.mark += 1;
            return false;
        }
        self.mark = BYTE_ORDER_MARK.len();
        let is_full = self.kept >= self.max;
        let starts_character = byte & 0xc0 != 0x80;
        (self.place, self.kept) = match (self.place, byte) {
            (Place::Outside, b'"') => (Place::Inside, 0),
            (Place::Outside, _) => return true,
            (Place::Inside | Place::Dropped, b'"') => (Place::Outside, 0),
            (Place::Inside, b'\\') if is_full => (Place::DroppedEscape, self.kept),
            (Place::Inside, _) if is_full && starts_character => (Place::Dropped, self.kept),
            (Place::Inside, b'\\') => (Place::Escaped, self.kept + 1),
            (Place::Escaped, b'u') => (Place::Digits(4), self.kept + 1),
            (Place::Inside | Place::Escaped | Place::Digits(0 | 1), _) => (Place::Inside, self.kept + 1),
            (Place::Digits(left), _) => (Place::Digits(left - 1), self.kept + 1),
            (Place::Dropped, b'\\') => (Place::DroppedEscape, self.kept),
            (Place::Dropped | Place::DroppedEscape, _) => (Place::Dropped, self.kept),
        };
        let is_dropped = matches!(self.place, Place::Dropped | Place::DroppedEscape);
        if is_dropped {
            self.gauge.trimmed.set(true);
        }
        !is_dropped
    }
}

impl<R: Read> Read for Trim<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.source.read(buffer)?;
            let mut kept = 0;
            for position in 0..read {
                let byte = buffer[position];
                if self.take(byte) {
                    buffer[kept] = byte;
                    kept += 1;
                }
            }
            let bytes = self.gauge.bytes.get().saturating_add(kept);
            self.gauge.bytes.set(bytes);
            if bytes > MAX_ENTRY {
                let message = format!("what stands in one place is larger than {} MiB", MAX_ENTRY >> 20);
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
            // Nothing kept is no end of the file.
            if kept > 0 || read == 0 {
                return Ok(kept);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX: usize = 100;

    fn trimmed(text: &[u8]) -> (String, bool) {
        let gauge = Gauge::default();
        let mut result = Vec::new();
        let mut trim = Trim { max: MAX, ..Trim::new(text, gauge.clone()) };
        trim.read_to_end(&mut result).expect("it is small enough");
        (String::from_utf8(result).expect("whole characters"), gauge.begin_entry())
    }

    #[test]
    fn short_texts_are_as_they_were() {
        let text = r#"{"a\"\\": ["\u00e9\n", "é", 1, "\\"]}"#;
        assert_eq!(trimmed(text.as_bytes()), (text.to_owned(), false));
        assert_eq!(trimmed(b"\xef\xbb\xbf{}"), ("{}".to_owned(), false));
    }

    #[test]
    fn long_strings_are_cut_between_characters() {
        for tail in ["é", "\\u00e9", "\\\\", "\\\"", "😀", "x"] {
            for shift in 0..6 {
                let text = format!("[\"{}{}\", \"b\"]", "a".repeat(MAX - shift), tail.repeat(10));
                let (cut, was_cut) = trimmed(text.as_bytes());
                assert!(was_cut && cut.len() < text.len(), "{tail} {shift}");
                let read: Vec<String> = serde_json::from_str(&cut).expect("still JSON");
                assert_eq!(read[1], "b");
                assert!(read[0].len() <= MAX + 12);
            }
        }
        let exact = format!("[\"{}\"]", "a".repeat(MAX));
        assert_eq!(trimmed(exact.as_bytes()), (exact, false));
    }

    #[test]
    fn what_has_no_end_is_given_up() {
        let mut sink = Vec::new();
        let mut endless = Trim::new(io::repeat(b'1'), Gauge::default());
        assert!(endless.read_to_end(&mut sink).is_err());
        assert!(sink.len() <= MAX_ENTRY + (1 << 20));
    }
}
