//! The module that holds everything.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::Printed;
use super::file::{File, FileText};
use crate::Error;
use crate::text::code;
use crate::view::CrateView;

/// What lints would say about names and shapes that the document decides.
const ALLOWED: &str = "\
// The document decides on names, on sizes and on what is deprecated.
#![allow(deprecated)]
#![allow(
    clippy::disallowed_names,
    clippy::enum_variant_names,
    clippy::large_enum_variant,
    clippy::module_inception,
    clippy::should_implement_trait,
    clippy::too_many_arguments,
    clippy::wrong_self_convention
)]";

/// The root of `src/generated`.
pub(super) fn emit(view: &CrateView, printed: Printed) -> Result<FileText, Error> {
    let mut file = File::new(view, quote!(models), BTreeSet::new());
    file.text(ALLOWED.to_owned());
    let gate = "#[cfg(feature = \"client\")]\n";
    let mut modules = String::new();
    if printed.client {
        modules.extend([gate, "mod client;\n"]);
        if !view.errors.is_empty() {
            modules.extend([gate, "pub mod errors;\n"]);
        }
        for group in &view.groups {
            modules.extend([gate, "pub mod ", &group.module.value_text(), ";\n"]);
        }
    }
    if !view.events.is_empty() {
        modules.push_str("pub mod events;\n");
    }
    modules.push_str("pub mod models;\n");
    if printed.tests {
        modules.push_str("#[cfg(test)]\nmod tests;\n");
    }
    file.text(modules);
    if printed.client {
        file.text(format!("{gate}pub use client::Client;"));
    }
    // Users name its types (credentials, errors, formats), and must get them in the version that this crate was made for.
    file.text("pub use avouch_runtime as runtime;".to_owned());
    file.finish("mod.rs".to_owned(), &format!("{}, as the document describes it.", code(&view.title)))
}

/// What the server sends on its own.
pub(super) fn events(view: &CrateView) -> Result<Option<FileText>, Error> {
    if view.events.is_empty() {
        return Ok(None);
    }
    let mut file = File::new(view, quote!(super::models), BTreeSet::new());
    for event in &view.events {
        let (ident, ty, docs): (_, TokenStream, _) =
            (event.name.type_ident(), file.ty(&event.ty), file.docs(&event.docs));
        file.item(quote!(#docs pub type #ident = #ty;))?;
    }
    let about = "What the server sends on its own: the bodies of webhooks and callbacks.";
    Ok(Some(file.finish("events.rs".to_owned(), about)?))
}
