//! Lines and columns of many places in a few files.

use std::collections::HashMap;
use std::ops::Range;

use crate::{FileId, LineColumn, Place, Sources};

/// The places of diagnostics as people count them; a file is looked through once.
pub(super) struct Positions<'s> {
    sources: &'s dyn Sources,
    files: HashMap<FileId, Lines<'s>>,
}

/// Where a label points.
pub(super) struct Position {
    pub(super) start: LineColumn,
    pub(super) end: LineColumn,
    pub(super) bytes: Range<usize>,
}

/// The lines of a text.
pub(super) struct Lines<'t> {
    text: &'t str,
    /// Where every line starts.
    starts: Vec<usize>,
    /// How many characters stand before every multiple of [`STEP`] bytes; empty where a character is a byte.
    characters: Vec<usize>,
}

/// A line of minified JSON may have megabytes, so that its characters must not be counted from its start every time.
const STEP: usize = 1 << 12;

impl<'s> Positions<'s> {
    pub(super) fn new(sources: &'s dyn Sources) -> Self {
        Positions { sources, files: HashMap::new() }
    }

    /// Where a place is; `None` for a file as a whole.
    pub(super) fn find(&mut self, place: Place) -> Option<Position> {
        let bytes = self.sources.span(place)?;
        let lines = self.lines(place.file);
        Some(Position { start: lines.at(bytes.start), end: lines.at(bytes.end), bytes })
    }

    /// The lines of a file.
    pub(super) fn lines(&mut self, file: FileId) -> &Lines<'s> {
        let sources = self.sources;
        self.files.entry(file).or_insert_with(|| Lines::of(sources.text(file)))
    }
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let after_breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(offset, _)| offset + 1);
        let starts = std::iter::once(0).chain(after_breaks).collect();
        let mut characters = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for chunk in text.as_bytes().chunks(STEP) {
                characters.push(count);
                count += chunk.iter().filter(|byte| is_first(**byte)).count();
            }
        }
        Lines { text, starts, characters }
    }

    /// The position of a byte offset; one beyond the end counts as the end.
    pub(super) fn at(&self, offset: usize) -> LineColumn {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|line| self.starts.get(line)).copied().unwrap_or_default();
        LineColumn { line, column: self.characters_before(offset) - self.characters_before(start) + 1 }
    }

    /// The text of a line, counted from 1, without its line break, and where it starts.
    pub(super) fn line(&self, line: usize) -> (&'t str, usize) {
        let start = line.checked_sub(1).and_then(|line| self.starts.get(line)).copied().unwrap_or(self.text.len());
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        (self.text[start..end].trim_end_matches(['\n', '\r']), start)
    }

    fn characters_before(&self, offset: usize) -> usize {
        let Some(before) = self.characters.get(offset / STEP).or(self.characters.last()) else { return offset };
        let step = (offset / STEP).min(self.characters.len() - 1) * STEP;
        before + self.text.as_bytes()[step..offset].iter().filter(|byte| is_first(**byte)).count()
    }
}

/// Whether a byte is the first one of a character in UTF-8.
fn is_first(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line_column;

    #[test]
    fn positions_are_those_of_a_walk_over_the_text() {
        let long = format!("a\r\n{}\né\n", "é{\"x\": 1}".repeat(600));
        for text in ["", "\n", "abc", "a\nbc\n", "é\nüber\r\nx", &long] {
            let lines = Lines::of(text);
            for (offset, _) in text.char_indices().chain([(text.len(), ' '), (text.len() + 9, ' ')]) {
                assert_eq!(lines.at(offset), line_column(text, offset), "{offset}");
            }
        }
    }

    #[test]
    fn lines_come_without_their_breaks() {
        let lines = Lines::of("one\r\ntwo\n");
        assert_eq!(lines.line(1), ("one", 0));
        assert_eq!(lines.line(2), ("two", 5));
        assert_eq!(lines.line(3), ("", 9));
        assert_eq!(lines.line(9), ("", 9));
    }
}
