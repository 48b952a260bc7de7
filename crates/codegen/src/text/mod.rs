//! Text of the document as doc comments: markup that rustdoc and clippy have nothing to say against.

mod blocks;
mod inline;
mod sentence;

pub(crate) use blocks::doc_lines;
pub(crate) use sentence::{code, sentence};
