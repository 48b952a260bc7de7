//! Lowering from the outside: texts and files in, the [`Document`](avouch_parser::Document) and its diagnostics out.

mod examples;
mod files;
mod openapiv3;
mod references;
mod robustness;
mod schemas;
mod structure;
mod support;
