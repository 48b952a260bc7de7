//! Reads HTTP Archives (HAR 1.2) entry by entry, so that a file may be larger than memory.
//!
//! What browsers and tools write differs from the format and from each other: members that begin with `_`, members that are
//! absent or `null`, sizes of -1, bodies left out or in base64, HTTP/2 pseudo header fields. All that is taken as it comes. An
//! entry that cannot be understood is told, and the next one read; only a file that is no JSON, or that has no `log.entries`, is
//! refused.

mod address;
mod body;
mod entry;
mod lenient;
mod trim;

use std::fmt;
use std::io::{BufReader, Read};
use std::ops::ControlFlow;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

pub(crate) use address::Address;
pub(crate) use entry::Recorded;
use trim::{Gauge, Trim};

/// How many bytes are read at once.
const CHUNK: usize = 1 << 16;

/// Takes what an entry says, or why it says nothing, with its position among the entries. What it returns in a break ends the
/// reading.
pub(crate) type Sink<'s> = &'s mut dyn FnMut(usize, Result<Recorded, String>) -> ControlFlow<String>;

/// Reads the entries of a file in their order.
///
/// # Errors
/// Where the file is no HTTP Archive, or an entry is larger than is read: a fragment that says why and where.
pub(crate) fn read(source: impl Read, sink: Sink<'_>) -> Result<(), String> {
    let gauge = Gauge::default();
    let reader = BufReader::with_capacity(CHUNK, Trim::new(source, gauge.clone()));
    let mut deserializer = serde_json::Deserializer::from_reader(reader);
    let mut walk = Walk { gauge, sink, count: 0, found: false };
    let mut read = || {
        deserializer.deserialize_map(File(&mut walk))?;
        deserializer.end()
    };
    read().map_err(|error| error.to_string())?;
    if walk.found { Ok(()) } else { Err("it has no `log.entries`".to_owned()) }
}

struct Walk<'w> {
    gauge: Gauge,
    sink: Sink<'w>,
    count: usize,
    found: bool,
}

impl Walk<'_> {
    fn entry(&mut self, text: &str) -> ControlFlow<String> {
        let was_trimmed = self.gauge.begin_entry();
        let position = self.count;
        self.count += 1;
        (self.sink)(position, entry::read(text, was_trimmed))
    }
}

/// The whole file: an object with a `log`.
struct File<'f, 'w>(&'f mut Walk<'w>);

/// The log: an object with `entries`.
struct Log<'f, 'w>(&'f mut Walk<'w>);

/// The entries.
struct Entries<'f, 'w>(&'f mut Walk<'w>);

impl<'de> Visitor<'de> for File<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a `log`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name == "log" {
                map.next_value_seed(Log(self.0))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Log<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Log<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a `log` with `entries`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name == "entries" {
                self.0.found = true;
                self.0.gauge.begin_entry();
                map.next_value_seed(Entries(self.0))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Entries<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(text) = seq.next_element::<Box<RawValue>>()? {
            if let ControlFlow::Break(reason) = self.0.entry(text.get()) {
                return Err(A::Error::custom(reason));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &[u8]) -> Result<Vec<Result<Recorded, String>>, String> {
        let mut entries = Vec::new();
        read(text, &mut |position, entry| {
            assert_eq!(position, entries.len());
            entries.push(entry);
            ControlFlow::Continue(())
        })?;
        Ok(entries)
    }

    #[test]
    fn entries_are_read_wherever_the_log_has_them() {
        let text = br#"{"_a": [1], "log": {"pages": null, "entries": [
            {"request": {"method": "GET", "url": "http://h/a"}}, 7, {"request": {}}], "version": "1.2"}, "z": {}}"#;
        let entries = entries(text).expect("an archive");
        assert_eq!(entries[0].as_ref().map(|entry| entry.request.target.as_str()), Ok("/a"));
        assert!(entries[1].is_err() && entries[2].is_err());
    }

    #[test]
    fn a_mark_of_byte_order_is_skipped() {
        assert_eq!(entries(b"\xef\xbb\xbf{\"log\": {\"entries\": []}}").map(|entries| entries.len()), Ok(0));
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        for text in [
            &b""[..],
            b"[]",
            b"{}",
            b"{\"log\": {}}",
            b"{\"log\": []}",
            b"{\"log\": {\"entries\": null}}",
            b"{\"log\": {\"entries\": {}}}",
            b"{\"log\": {\"entries\": [}}",
            b"{\"log\": {\"entries\": []}} x",
            b"{\"log\": {\"entries\": [{\"request\": {\"method\": \"GET\", \"url\": \"/a\"}}",
            b"\xff\xfe{\0",
            b"{\"log\": {\"entries\": [\"\xff\"]}}",
        ] {
            assert!(entries(text).is_err(), "{}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn nesting_has_no_price() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        let text = format!(
            "{{\"log\": {{\"_deep\": {deep}, \"entries\": [{{\"_deep\": {deep}, \"request\": {{\"method\": \"GET\", \"url\": \"/a\"}}}}, {deep}]}}}}"
        );
        let entries = entries(text.as_bytes()).expect("an archive");
        assert!(entries[0].is_ok() && entries[1].is_err());
    }

    #[test]
    fn the_sink_may_end_it() {
        let text = br#"{"log": {"entries": [1, 2, 3]}}"#;
        let mut seen = 0;
        let ended = read(&text[..], &mut |_, _| {
            seen += 1;
            ControlFlow::Break("enough".to_owned())
        });
        assert!(ended.is_err_and(|reason| reason.starts_with("enough")));
        assert_eq!(seen, 1);
    }
}
