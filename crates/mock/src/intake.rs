//! Taking in request bodies: small ones whole, files only counted.

use avouch_wire::media::MediaType;
use avouch_wire::multipart::{Boundary, END_OF_PART, Event, Limits, PartHead, Reader};
use bytes::Bytes;

/// How many bytes of a file are kept, so that there is something to hold against the document.
const KEPT: usize = 4096;

/// A body that is being taken in.
#[derive(Debug)]
pub(crate) struct Intake {
    way: Way,
    taken: u64,
    max_body_bytes: usize,
    max_upload_bytes: u64,
}

#[derive(Debug)]
enum Way {
    /// All of it is kept.
    Whole(Vec<u8>),
    /// Its beginning is kept.
    Beginning(Vec<u8>),
    /// The parts are kept, of files their beginning.
    Parts(Box<Parts>),
}

#[derive(Debug)]
struct Parts {
    boundary: Boundary,
    reader: Reader,
    kept: Vec<u8>,
    /// How many bytes of the current part may still be kept.
    room: usize,
    is_file: bool,
}

/// Why a body is not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is too large.
    TooLarge,
    /// It is not what its media type says.
    Malformed(String),
}

impl Intake {
    /// Decides by the media type what to keep.
    pub(crate) fn new(content_type: Option<&str>, max_body_bytes: usize, max_upload_bytes: u64) -> Intake {
        let kind = content_type.and_then(|text| MediaType::parse(text).ok());
        let boundary = content_type.filter(|_| kind.as_ref().is_some_and(MediaType::is_multipart));
        let way = match (kind, boundary.and_then(|text| Boundary::of(text).ok())) {
            (_, Some(boundary)) => Way::Parts(Box::new(Parts {
                reader: Reader::new(&boundary, Limits::default()),
                boundary,
                kept: Vec::new(),
                room: 0,
                is_file: false,
            })),
            (Some(kind), None) if is_file(&kind) => Way::Beginning(Vec::new()),
            _ => Way::Whole(Vec::new()),
        };
        Intake { way, taken: 0, max_body_bytes, max_upload_bytes }
    }

    /// Takes the next bytes.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.taken = self.taken.saturating_add(bytes.len() as u64);
        if self.taken > self.max_upload_bytes {
            return Err(Fault::TooLarge);
        }
        match &mut self.way {
            Way::Whole(kept) => {
                if kept.len().saturating_add(bytes.len()) > self.max_body_bytes {
                    return Err(Fault::TooLarge);
                }
                kept.extend_from_slice(bytes);
            }
            Way::Beginning(kept) => {
                let room = KEPT.saturating_sub(kept.len()).min(bytes.len());
                kept.extend_from_slice(bytes.get(..room).unwrap_or_default());
            }
            Way::Parts(parts) => parts.push(bytes, self.max_body_bytes)?,
        }
        Ok(())
    }

    /// What is kept, as a body of the same media type.
    pub(crate) fn finish(self) -> Result<Bytes, Fault> {
        match self.way {
            Way::Whole(kept) | Way::Beginning(kept) => Ok(Bytes::from(kept)),
            Way::Parts(parts) => parts.finish(self.taken),
        }
    }
}

impl Parts {
    fn push(&mut self, bytes: &[u8], max_body_bytes: usize) -> Result<(), Fault> {
        let malformed = |error: avouch_wire::Error| Fault::Malformed(error.to_string());
        self.reader.push(bytes);
        while let Some(event) = self.reader.next_event().map_err(malformed)? {
            match event {
                Event::Head(head) => {
                    self.is_file = is_file_part(&head);
                    self.room = if self.is_file { KEPT } else { max_body_bytes };
                    self.kept.extend(head.write(&self.boundary).map_err(malformed)?);
                }
                Event::Data(data) => {
                    let length = data.len().min(self.room);
                    if length < data.len() && !self.is_file {
                        return Err(Fault::TooLarge);
                    }
                    self.room -= length;
                    self.kept.extend_from_slice(data.get(..length).unwrap_or_default());
                }
                Event::End => self.kept.extend_from_slice(END_OF_PART),
                Event::Closed => {}
            }
            if self.kept.len() > max_body_bytes.saturating_mul(2) {
                return Err(Fault::TooLarge);
            }
        }
        Ok(())
    }

    fn finish(self, taken: u64) -> Result<Bytes, Fault> {
        if taken == 0 {
            return Ok(Bytes::new());
        }
        self.reader.finish().map_err(|error| Fault::Malformed(error.to_string()))?;
        let mut kept = self.kept;
        kept.extend(self.boundary.closing());
        Ok(Bytes::from(kept))
    }
}

/// Whether bodies of a media type are files: bytes that nothing is read from.
fn is_file(kind: &MediaType) -> bool {
    let reads = kind.is_json() || kind.is_json_lines() || kind.is_json_seq() || kind.is_form() || kind.is_xml();
    !reads && !kind.is_text() && !kind.subtype.to_ascii_lowercase().contains("yaml")
}

fn is_file_part(head: &PartHead) -> bool {
    let kind = head.content_type.as_deref().and_then(|text| MediaType::parse(text).ok());
    match kind {
        Some(kind) if kind.is_json() => false,
        Some(kind) => head.filename.is_some() || is_file(&kind),
        None => head.filename.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use avouch_wire::multipart::{Body, Boundary, Limits, PartHead, read_all};

    use super::{Fault, Intake, KEPT};

    #[test]
    fn files_are_counted_and_small_parts_are_kept() {
        let boundary = Boundary::new("b").unwrap();
        let body = Body::new()
            .part(PartHead::new("note"), "x".repeat(10_000))
            .part(PartHead::file("bits", "a.zip"), vec![7; 1_000_000])
            .write_with(&boundary)
            .unwrap();
        let mut intake = Intake::new(Some("multipart/form-data; boundary=b"), 100_000, 10_000_000);
        for piece in body.chunks(777) {
            intake.push(piece).unwrap();
        }
        let kept = intake.finish().unwrap();
        let parts = read_all(&kept, &boundary, Limits::default()).unwrap();
        let sizes: Vec<usize> = parts.iter().map(|part| part.data.len()).collect();
        assert_eq!(sizes, [10_000, KEPT]);
        assert_eq!(parts[1].head.filename.as_deref(), Some("a.zip"));
    }

    #[test]
    fn limits_hold() {
        let mut intake = Intake::new(Some("application/json"), 10, 100);
        assert_eq!(intake.push(&[b' '; 11]), Err(Fault::TooLarge));
        let mut intake = Intake::new(Some("application/zip"), 10, 100);
        assert_eq!(intake.push(&[0; 100]), Ok(()));
        assert_eq!(intake.push(&[0; 1]), Err(Fault::TooLarge));
        let mut intake = Intake::new(Some("multipart/form-data; boundary=b"), 100, 1_000_000);
        let head = b"--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n";
        intake.push(head).unwrap();
        assert_eq!(intake.push(&[b'x'; 500]), Err(Fault::TooLarge));
    }

    #[test]
    fn a_body_that_breaks_off_is_malformed() {
        let mut intake = Intake::new(Some("multipart/form-data; boundary=b"), 100_000, 1_000_000);
        intake.push(b"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx").unwrap();
        assert!(matches!(intake.finish(), Err(Fault::Malformed(_))));
    }
}
