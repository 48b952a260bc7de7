//! Structs.

use quote::quote;

use super::file::{File, deprecated};
use super::lines::{Clause, call, literal};
use super::models::{derives, type_docs};
use crate::Error;
use crate::names::Name;
use crate::plan::{Additional, Field, SentBy, Struct, Type, TypeDef};
use crate::text::code;
use crate::view::field_names;

/// Adds a struct and the line that names its properties.
pub(super) fn emit(file: &mut File<'_>, def: &TypeDef, name: &Name, object: &Struct) -> Result<(), Error> {
    let ident = name.type_ident();
    let names = field_names(object);
    let mut fields = Vec::new();
    for (field, name) in object.fields.iter().zip(&names) {
        let name = name.value_ident();
        let docs = file.docs(&field_docs(field, &ident.to_string()));
        let deprecated = deprecated(field.deprecated);
        let ty = field_type(file, field);
        fields.push(quote!(#docs #deprecated pub #name: #ty,));
    }
    let extra = names.get(object.fields.len());
    if let (Some(additional), Some(name)) = (&object.additional, extra) {
        let name = name.value_ident();
        let ty = match additional {
            Additional::Any => file.runtime("Extra"),
            Additional::Typed(ty) => file.ty(&Type::Map(Box::new(ty.clone()))),
        };
        fields.push(quote!(#[doc = " Properties that the document does not name."] pub #name: #ty,));
    }
    let derives = derives(def.derives);
    let text = type_docs(def);
    let (docs, deprecated) = (file.docs(&text), deprecated(def.deprecated));
    file.item(quote!(#docs #derives #deprecated pub struct #ident { #(#fields)* }))?;
    file.runtime("object");
    file.text(line(&ident.to_string(), object, &names));
    Ok(())
}

fn line(ident: &str, object: &Struct, names: &[Name]) -> String {
    let element = |(field, name): (&Field, &Name)| {
        let name = name.value_text();
        if name == field.key { name } else { format!("{name} = {}", literal(&field.key)) }
    };
    let pairs = || object.fields.iter().zip(names);
    let required: Vec<String> = pairs().filter(|(field, _)| field.required).map(element).collect();
    let optional: Vec<String> = pairs().filter(|(field, _)| !field.required).map(element).collect();
    let mut clauses = Vec::new();
    if !required.is_empty() {
        clauses.push(Clause { head: "required:", elements: required, end: ";" });
    }
    if !optional.is_empty() {
        clauses.push(Clause { head: "optional:", elements: optional, end: ";" });
    }
    if let (Some(_), Some(name)) = (&object.additional, names.get(object.fields.len())) {
        clauses.push(Clause { head: "extra:", elements: vec![name.value_text()], end: ";" });
    }
    call("object", ident, &clauses)
}

/// Required or not, null or not: `T`, `Option<T>` for one of both, `Maybe<T>` for both.
fn field_type(file: &mut File<'_>, field: &Field) -> proc_macro2::TokenStream {
    let ty = file.ty(&field.shape.ty);
    let ty = if field.boxed { quote!(Box<#ty>) } else { ty };
    let any = field.shape.ty == Type::Any;
    match (field.required, field.shape.nullable || any) {
        (true, nullable) if any || !nullable => ty,
        (false, true) => {
            let maybe = file.runtime("Maybe");
            quote!(#maybe<#ty>)
        }
        _ => quote!(Option<#ty>),
    }
}

fn field_docs(field: &Field, owner: &str) -> String {
    let text = field.docs.as_deref().map(crate::text::sentence).filter(|text| !text.is_empty());
    let text = text.unwrap_or_else(|| format!("The {} of `{owner}`.", code(&field.key)));
    match field.sent_by {
        SentBy::Both => text,
        SentBy::Server => format!("{text}\n\nSent by the server only."),
        SentBy::Client => format!("{text}\n\nSent by the client only."),
    }
}
