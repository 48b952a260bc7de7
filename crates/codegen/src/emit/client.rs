//! The client that leads to every group.

use std::collections::BTreeSet;

use quote::quote;

use super::file::{File, FileText, indent};
use crate::Error;
use crate::text::code;
use crate::view::CrateView;

/// The file of the client.
pub(super) fn emit(view: &CrateView) -> Result<FileText, Error> {
    let mut file = File::new(view, quote!(super::models), BTreeSet::new());
    let title = code(&view.title);
    let line = file.docs(&format!("A client of {title}."));
    file.item(quote!(#line #[derive(Clone, Debug)] pub struct Client(pub(super) avouch_runtime::Client);))?;
    let (error, builder) = (file.runtime("BuildError"), file.runtime("ClientBuilder"));
    let absolute: Vec<String> = view.servers.iter().filter(|url| url.contains("://")).map(|url| code(url)).collect();
    let named =
        if absolute.is_empty() { String::new() } else { format!("\n\nThe document names {}.", absolute.join(", ")) };
    let about = file.docs(&format!("A client of the server at `base`, such as `https://api.example.org`.{named}"));
    let mut methods = vec![
        file.print(quote! {
            #about
            ///
            /// # Errors
            ///
            /// `base` is no `http` or `https` address.
            pub fn new(base: &str) -> Result<Self, #error> { Self::builder(base).build() }
        })?,
        file.print(quote! {
            #[doc = " Settings of a client: credentials, retries, time limits."]
            pub fn builder(base: &str) -> #builder<Self> { #builder::new(base) }
        })?,
    ];
    methods.push(file.print(quote! {
        #[doc = " The client of the runtime, for requests that the document does not describe."]
        pub fn inner(&self) -> &avouch_runtime::Client { &self.0 }
    })?);
    for group in view.groups.iter().filter(|group| group.name.is_some()) {
        let Some(name) = &group.name else { continue };
        let (module, ident, docs) = (group.module.value_ident(), name.type_ident(), file.docs(&group.docs));
        methods.push(file.print(quote! {
            #docs
            pub fn #module(&self) -> super::#module::#ident<'_> { super::#module::#ident(&self.0) }
        })?);
    }
    file.text(format!(
        "impl Client {{\n{}}}",
        methods.iter().map(|method| indent(method)).collect::<Vec<_>>().join("\n")
    ));
    file.item(quote! {
        impl From<avouch_runtime::Client> for Client {
            fn from(client: avouch_runtime::Client) -> Self { Self(client) }
        }
    })?;
    file.finish("client.rs".to_owned(), &format!("The client of {title}."))
}
