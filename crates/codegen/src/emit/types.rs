//! How types are written.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::file::File;
use crate::plan::{Format, Type};
use crate::view::{AnswerType, Content};

impl File<'_> {
    /// A type.
    pub(super) fn ty(&mut self, ty: &Type) -> TokenStream {
        match ty {
            Type::Boolean => quote!(bool),
            Type::Integer(name) => {
                let ident = format_ident!("{name}");
                quote!(#ident)
            }
            Type::Number => quote!(f64),
            Type::Text => quote!(String),
            Type::Format(Format::DateTime) => self.runtime("DateTime"),
            Type::Format(Format::Date) => self.runtime("Date"),
            Type::Format(Format::Uuid) => self.runtime("Uuid"),
            Type::Format(Format::Base64) => self.runtime("Base64"),
            Type::Any => self.value(),
            Type::List(inner) => {
                let inner = self.ty(inner);
                quote!(Vec<#inner>)
            }
            Type::Map(inner) => {
                let map = self.std("std::collections::BTreeMap");
                let inner = self.ty(inner);
                quote!(#map<String, #inner>)
            }
            Type::Nullable(inner) => {
                let inner = self.ty(inner);
                quote!(Option<#inner>)
            }
            Type::Named(id) => {
                let view = self.view;
                match view.plan.get(*id).and_then(|def| def.name.as_ref()) {
                    Some(name) => self.model(&name.type_text()),
                    None => self.value(),
                }
            }
        }
    }

    /// A value of any kind.
    pub(super) fn value(&mut self) -> TokenStream {
        if self.view.type_names.has_type("Value") {
            return quote!(avouch_runtime::serde_json::Value);
        }
        self.runtime("Value")
    }

    /// A reference to a type, in the form that arguments have.
    pub(super) fn reference(&mut self, ty: &Type) -> TokenStream {
        match ty {
            Type::List(inner) => {
                let inner = self.ty(inner);
                quote!(&[#inner])
            }
            Type::Text => quote!(&str),
            ty => {
                let ty = self.ty(ty);
                quote!(&#ty)
            }
        }
    }

    /// What an answer holds.
    pub(super) fn content(&mut self, content: &Content) -> TokenStream {
        match content {
            Content::Empty => quote!(()),
            Content::Json(ty) => self.ty(ty),
            Content::Text => quote!(String),
            Content::Bytes => self.runtime("Bytes"),
            Content::Stream => self.runtime("Body"),
            Content::Job(ty) => {
                let accepted = self.runtime("Accepted");
                let ty = self.ty(ty);
                quote!(#accepted<#ty>)
            }
        }
    }

    /// The type that answers come as.
    pub(super) fn answer(&mut self, ty: &AnswerType) -> TokenStream {
        match ty {
            AnswerType::Never => self.std("std::convert::Infallible"),
            AnswerType::One(content) => self.content(content),
            AnswerType::Own(own) => {
                let name = own.name.type_ident();
                quote!(#name)
            }
            AnswerType::Shared(name) => self.error(&name.type_text()),
        }
    }
}
