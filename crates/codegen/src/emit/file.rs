//! One file: its items, and what they import.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use crate::Error;
use crate::text::doc_lines;
use crate::view::CrateView;

/// A file of the generated crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileText {
    /// The path, with `/` between folders.
    pub path: String,
    /// The text.
    pub text: String,
}

/// A file while it is put together.
pub(super) struct File<'v> {
    pub(super) view: &'v CrateView,
    /// The path of the module of models as seen from this file, and the types that are declared in it.
    models: TokenStream,
    own: BTreeSet<String>,
    runtime: BTreeSet<&'static str>,
    std: BTreeSet<&'static str>,
    from_models: BTreeSet<String>,
    from_errors: BTreeSet<String>,
    /// The lines of the doc comments so far; what is printed names them by their position.
    docs: Vec<Vec<String>>,
    items: Vec<String>,
}

impl<'v> File<'v> {
    /// A file that reaches the models by a path and declares some of them itself.
    pub(super) fn new(view: &'v CrateView, models: TokenStream, own: BTreeSet<String>) -> Self {
        File {
            view,
            models,
            own,
            runtime: BTreeSet::new(),
            std: BTreeSet::new(),
            from_models: BTreeSet::new(),
            from_errors: BTreeSet::new(),
            docs: Vec::new(),
            items: Vec::new(),
        }
    }

    /// A type or function of the runtime: imported, unless a type of the crate has its name.
    pub(super) fn runtime(&mut self, name: &'static str) -> TokenStream {
        let ident = format_ident!("{name}");
        if self.view.type_names.has_type(name) {
            return quote!(avouch_runtime::#ident);
        }
        self.runtime.insert(name);
        quote!(#ident)
    }

    /// A type that comes with Rust and is not in scope everywhere.
    pub(super) fn std(&mut self, path: &'static str) -> TokenStream {
        let name = path.rsplit("::").next().unwrap_or(path);
        if self.view.type_names.has_type(name) {
            return path.parse().unwrap_or_else(|_| quote!(()));
        }
        self.std.insert(path);
        let ident = Ident::new(name, Span::call_site());
        quote!(#ident)
    }

    /// A type of the models.
    pub(super) fn model(&mut self, name: &str) -> TokenStream {
        if !self.own.contains(name) {
            self.from_models.insert(name.to_owned());
        }
        let ident = Ident::new(name, Span::call_site());
        quote!(#ident)
    }

    /// A type of the documented errors.
    pub(super) fn error(&mut self, name: &str) -> TokenStream {
        self.from_errors.insert(name.to_owned());
        let ident = Ident::new(name, Span::call_site());
        quote!(#ident)
    }

    /// Adds an item.
    pub(super) fn item(&mut self, tokens: TokenStream) -> Result<(), Error> {
        let text = self.print(tokens)?;
        self.items.push(text);
        Ok(())
    }

    /// Prints one item without adding it.
    pub(super) fn print(&self, tokens: TokenStream) -> Result<String, Error> {
        print(tokens).map(|text| self.with_docs(text))
    }

    /// The attribute of a doc comment.
    ///
    /// It holds the position of the text and not the text: most of a generated file is documentation, and making tokens of it,
    /// parsing them and printing them again would be most of the work.
    pub(super) fn docs(&mut self, text: &str) -> TokenStream {
        let lines = doc_lines(text);
        if lines.is_empty() {
            return TokenStream::new();
        }
        let mark = format!("{MARK}{}", self.docs.len());
        self.docs.push(lines);
        quote!(#[doc = #mark])
    }

    /// Puts doc comments in the place of their positions.
    fn with_docs(&self, text: String) -> String {
        if !text.contains(MARK) {
            return text;
        }
        let mut full = String::with_capacity(text.len() * 2);
        for line in text.split_inclusive('\n') {
            let lines = line.trim().strip_prefix("///").and_then(|rest| rest.strip_prefix(MARK));
            match lines.and_then(|number| self.docs.get(number.parse::<usize>().ok()?)) {
                None => full.push_str(line),
                Some(lines) => {
                    let indent = &line[..line.len() - line.trim_start().len()];
                    for line in lines {
                        full.extend([indent, if line.is_empty() { "///" } else { "/// " }, line, "\n"]);
                    }
                }
            }
        }
        full
    }

    /// Adds text that is laid out already.
    pub(super) fn text(&mut self, text: String) {
        self.items.push(text);
    }

    /// The whole file, opened by what it is about.
    pub(super) fn finish(self, path: String, docs: &str) -> Result<FileText, Error> {
        let mut text = String::from(HEADER);
        for line in doc_lines(docs) {
            text.push_str(if line.is_empty() { "//!" } else { "//! " });
            text.push_str(&line);
            text.push('\n');
        }
        let mut blocks: Vec<String> = Vec::new();
        let mut std = String::new();
        for path in &self.std {
            std.extend(["use ", *path, ";\n"]);
        }
        if !std.is_empty() {
            blocks.push(std::mem::take(&mut std));
        }
        if self.runtime.contains("Value") {
            std.push_str("use avouch_runtime::serde_json::Value;\n");
        }
        let runtime: Vec<Ident> = self
            .runtime
            .iter()
            .filter(|name| **name != "Value")
            .map(|name| Ident::new(name, Span::call_site()))
            .collect();
        match runtime.as_slice() {
            [] => {}
            [only] => std.push_str(&print(quote!(use avouch_runtime::#only;))?),
            several => std.push_str(&print(quote!(use avouch_runtime::{#(#several),*};))?),
        }
        if !std.is_empty() {
            blocks.push(std);
        }
        let mut own = String::new();
        if !self.from_errors.is_empty() {
            own.push_str(&Self::import(&quote!(super::errors), &self.from_errors)?);
        }
        if !self.from_models.is_empty() {
            own.push_str(&Self::import(&self.models, &self.from_models)?);
        }
        if !own.is_empty() {
            blocks.push(own);
        }
        blocks.extend(self.items);
        for block in blocks {
            text.push('\n');
            text.push_str(block.trim_end());
            text.push('\n');
        }
        Ok(FileText { path, text })
    }

    fn import(from: &TokenStream, names: &BTreeSet<String>) -> Result<String, Error> {
        let idents: Vec<Ident> = names.iter().map(|name| Ident::new(name, Span::call_site())).collect();
        match idents.as_slice() {
            [only] => print(quote!(use #from::#only;)),
            several => print(quote!(use #from::{#(#several),*};)),
        }
    }
}

/// What stands on top of every generated file.
const HEADER: &str = "// Generated by avouch; changes are overwritten.\n\n";

/// Prints one item that has no doc comment of its own.
fn print(tokens: TokenStream) -> Result<String, Error> {
    let item =
        syn::parse2::<syn::Item>(tokens).map_err(|error| Error::Fault(format!("an item that is no Rust: {error}")))?;
    Ok(prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] }))
}

/// What tells the position of a doc comment from a comment: no text of a document has a control character when it gets here.
const MARK: char = '\u{1f}';

/// The text of items inside a block, one step further in.
pub(super) fn indent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for line in text.lines() {
        if !line.is_empty() {
            out.push_str("    ");
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// The attribute of what should no longer be used.
pub(super) fn deprecated(is_deprecated: bool) -> TokenStream {
    if is_deprecated { quote!(#[deprecated]) } else { TokenStream::new() }
}
