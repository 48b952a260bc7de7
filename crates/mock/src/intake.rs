//! Taking in request bodies: small ones whole, files only counted.

use avouch_wire::media::MediaType;
use avouch_wire::multipart::{Boundary, END_OF_PART, Event, Limits, PartHead, Reader};
use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::Options;

/// How many bytes of a file are kept, so that there is something to hold against the document.
const KEPT: usize = 4096;

/// A body that is being taken in.
#[derive(Debug)]
pub(crate) struct Intake {
    way: Way,
    /// The file that is being taken in, where files are measured.
    measure: Option<Measure>,
    files: Vec<Upload>,
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
    measures: bool,
}

/// A file that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Upload {
    /// The name of its part, or `body` where it is the whole body.
    pub(crate) name: String,
    /// The name that the client gives the file.
    pub(crate) filename: Option<String>,
    /// How many bytes it has.
    pub(crate) size: u64,
    /// Their SHA-256 checksum in hexadecimal digits.
    pub(crate) sha256: String,
}

/// A file that is being measured.
#[derive(Clone, Debug, Default)]
struct Measure {
    name: String,
    filename: Option<String>,
    size: u64,
    hash: Sha256,
}

impl Measure {
    fn push(&mut self, bytes: &[u8]) {
        self.size = self.size.saturating_add(bytes.len() as u64);
        self.hash.update(bytes);
    }

    fn end(self) -> Upload {
        let sha256 = format!("{:x}", self.hash.finalize());
        Upload { name: self.name, filename: self.filename, size: self.size, sha256 }
    }
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
    /// Decides by the media type what to keep. Files are measured where that is asked for.
    pub(crate) fn new(content_type: Option<&str>, measures: bool, options: &Options) -> Intake {
        let kind = content_type.and_then(|text| MediaType::parse(text).ok());
        let boundary = content_type.filter(|_| kind.as_ref().is_some_and(MediaType::is_multipart));
        let way = match (kind, boundary.and_then(|text| Boundary::of(text).ok())) {
            (_, Some(boundary)) => Way::Parts(Box::new(Parts {
                reader: Reader::new(&boundary, Limits::default()),
                boundary,
                kept: Vec::new(),
                room: 0,
                is_file: false,
                measures,
            })),
            (Some(kind), None) if is_file(&kind) => Way::Beginning(Vec::new()),
            _ => Way::Whole(Vec::new()),
        };
        let is_file = matches!(way, Way::Beginning(_));
        let measure = (measures && is_file).then(|| Measure { name: "body".to_owned(), ..Measure::default() });
        let (max_body_bytes, max_upload_bytes) = (options.max_body_bytes, options.max_upload_bytes);
        Intake { way, measure, files: Vec::new(), taken: 0, max_body_bytes, max_upload_bytes }
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
                if let Some(measure) = &mut self.measure {
                    measure.push(bytes);
                }
            }
            Way::Parts(parts) => parts.push(bytes, self.max_body_bytes, &mut self.measure, &mut self.files)?,
        }
        Ok(())
    }

    /// What is kept, as a body of the same media type, and the files that were measured.
    pub(crate) fn finish(self) -> Result<(Bytes, Vec<Upload>), Fault> {
        let mut files = self.files;
        match self.way {
            Way::Whole(kept) => Ok((Bytes::from(kept), files)),
            Way::Beginning(kept) => {
                files.extend(self.measure.filter(|measure| measure.size > 0).map(Measure::end));
                Ok((Bytes::from(kept), files))
            }
            Way::Parts(parts) => Ok((parts.finish(self.taken)?, files)),
        }
    }
}

impl Parts {
    fn push(
        &mut self,
        bytes: &[u8],
        max_body_bytes: usize,
        measure: &mut Option<Measure>,
        files: &mut Vec<Upload>,
    ) -> Result<(), Fault> {
        let malformed = |error: avouch_wire::Error| Fault::Malformed(error.to_string());
        self.reader.push(bytes);
        while let Some(event) = self.reader.next_event().map_err(malformed)? {
            match event {
                Event::Head(head) => {
                    self.is_file = is_file_part(&head);
                    self.room = if self.is_file { KEPT } else { max_body_bytes };
                    *measure = (self.is_file && self.measures).then(|| Measure {
                        name: head.name.clone().unwrap_or_default(),
                        filename: head.filename.clone(),
                        ..Measure::default()
                    });
                    self.kept.extend(head.write(&self.boundary).map_err(malformed)?);
                }
                Event::Data(data) => {
                    let length = data.len().min(self.room);
                    if length < data.len() && !self.is_file {
                        return Err(Fault::TooLarge);
                    }
                    self.room -= length;
                    if let Some(measure) = measure {
                        measure.push(&data);
                    }
                    self.kept.extend_from_slice(data.get(..length).unwrap_or_default());
                }
                Event::End => {
                    self.kept.extend_from_slice(END_OF_PART);
                    files.extend(measure.take().map(Measure::end));
                }
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
    use crate::Options;

    fn taking(content_type: &str, max_body_bytes: usize, max_upload_bytes: u64) -> Intake {
        Intake::new(Some(content_type), true, &Options { max_body_bytes, max_upload_bytes, ..Options::default() })
    }

    #[test]
    fn a_body_of_bytes_is_measured_as_a_whole() {
        let mut intake = taking("application/zip", 10, 100);
        intake.push(b"ab").unwrap();
        intake.push(b"c").unwrap();
        let (_, files) = intake.finish().unwrap();
        // The first example of FIPS 180-4.
        assert_eq!(files[0].sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!((files[0].name.as_str(), files[0].size), ("body", 3));
    }

    #[test]
    fn files_are_counted_and_small_parts_are_kept() {
        let boundary = Boundary::new("b").unwrap();
        let body = Body::new()
            .part(PartHead::new("note"), "x".repeat(10_000))
            .part(PartHead::file("bits", "a.zip"), vec![7; 1_000_000])
            .write_with(&boundary)
            .unwrap();
        let mut intake = taking("multipart/form-data; boundary=b", 100_000, 10_000_000);
        for piece in body.chunks(777) {
            intake.push(piece).unwrap();
        }
        let (kept, files) = intake.finish().unwrap();
        let file = files.first().unwrap();
        assert_eq!((files.len(), file.name.as_str(), file.size), (1, "bits", 1_000_000));
        assert_eq!(file.sha256, "30bd6d97affa9196b48cf4f86569c1a6a2d2fcf7d8c25771526f5e5596e7ae2e");
        let parts = read_all(&kept, &boundary, Limits::default()).unwrap();
        let sizes: Vec<usize> = parts.iter().map(|part| part.data.len()).collect();
        assert_eq!(sizes, [10_000, KEPT]);
        assert_eq!(parts[1].head.filename.as_deref(), Some("a.zip"));
    }

    #[test]
    fn limits_hold() {
        let mut intake = taking("application/json", 10, 100);
        assert_eq!(intake.push(&[b' '; 11]), Err(Fault::TooLarge));
        let mut intake = taking("application/zip", 10, 100);
        assert_eq!(intake.push(&[0; 100]), Ok(()));
        assert_eq!(intake.push(&[0; 1]), Err(Fault::TooLarge));
        let mut intake = taking("multipart/form-data; boundary=b", 100, 1_000_000);
        let head = b"--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n";
        intake.push(head).unwrap();
        assert_eq!(intake.push(&[b'x'; 500]), Err(Fault::TooLarge));
    }

    #[test]
    fn a_body_that_breaks_off_is_malformed() {
        let mut intake = taking("multipart/form-data; boundary=b", 100_000, 1_000_000);
        intake.push(b"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx").unwrap();
        assert!(matches!(intake.finish(), Err(Fault::Malformed(_))));
    }
}
