//! Places in loaded files, and what turns them into lines and columns.

use std::ops::Range;

/// A loaded file, by the order in which it was loaded; the root document is file 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A node of a file's tree, by its number in document order (a parent comes before its children).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// What a [`Place`] points at inside its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum At {
    /// The file as a whole.
    File,
    /// The value of a node.
    Node(NodeId),
    /// The key under which a node stands in its parent object.
    Key(NodeId),
    /// A range of bytes, start and end; used where there is no tree, as after a syntax error.
    Bytes(usize, usize),
}

/// A place in a loaded file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// Where in the file.
    pub at: At,
}

impl Place {
    /// The value of a node.
    pub const fn node(file: FileId, node: NodeId) -> Self {
        Place { file, at: At::Node(node) }
    }

    /// The key under which a node stands.
    pub const fn key(file: FileId, node: NodeId) -> Self {
        Place { file, at: At::Key(node) }
    }

    /// The file as a whole.
    pub const fn file(file: FileId) -> Self {
        Place { file, at: At::File }
    }
}

/// A position as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters (Unicode scalar values), from 1.
    pub column: usize,
}

/// The files that diagnostics speak of.
pub trait Sources {
    /// The name to show for a file: a path relative to where the user stands, or a URI.
    fn name(&self, file: FileId) -> &str;

    /// The text of a file as it was read.
    fn text(&self, file: FileId) -> &str;

    /// The bytes that a place covers, or `None` for a file as a whole.
    ///
    /// The range lies within [`Sources::text`] on character boundaries.
    fn span(&self, place: Place) -> Option<Range<usize>>;

    /// The JSON Pointer (RFC 6901) of a place from the root of its file, empty for the root and where there is no tree.
    fn pointer(&self, place: Place) -> String;
}

/// The line and column of a byte offset in a text; an offset beyond the end counts as the end.
pub fn line_column(text: &str, offset: usize) -> LineColumn {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    LineColumn {
        line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "a\nbé: x";
        assert_eq!(line_column(text, text.len() - 1), LineColumn { line: 2, column: 5 });
    }

    #[test]
    fn an_offset_beyond_the_end_is_the_end() {
        assert_eq!(line_column("ab", 99), LineColumn { line: 1, column: 3 });
    }
}
