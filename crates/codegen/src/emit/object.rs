//! Structs.

use proc_macro2::TokenStream;
use quote::quote;

use super::file::{File, deprecated};
use super::lines::{Clause, call, literal};
use super::models::{derives, type_docs};
use crate::Error;
use crate::names::Name;
use crate::plan::{Additional, Field, Kind, SentBy, Struct, Type, TypeDef};
use crate::text::code;
use crate::view::field_names;

/// Adds a struct and the line that names its properties.
///
/// What requests `send` has a constructor where some properties are required and others are not.
pub(super) fn emit(file: &mut File<'_>, def: &TypeDef, name: &Name, object: &Struct, send: bool) -> Result<(), Error> {
    let ident = name.type_ident();
    let names = field_names(object);
    let mut fields = Vec::new();
    for (field, name) in object.fields.iter().zip(&names) {
        let name = name.value_ident();
        let docs = file.docs(&field_docs(field));
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
    let constructor = if send { constructor(file, object, &names) } else { None };
    file.text(line(&ident.to_string(), object, &names, constructor));
    Ok(())
}

/// How many arguments a constructor has at most; what needs more is clearer with the names of the fields.
const MOST_ARGUMENTS: usize = 7;

/// What the constructor takes: the required properties, but for those that can have one value only.
fn constructor(file: &mut File<'_>, object: &Struct, names: &[Name]) -> Option<Vec<String>> {
    let has_more = object.additional.is_some() || object.fields.iter().any(|field| !field.required);
    let (mut arguments, mut fixed) = (Vec::new(), Vec::new());
    for (field, name) in object.fields.iter().zip(names).filter(|(field, _)| field.required) {
        let name = name.value_text();
        if let Some(value) = only_value(file, field) {
            fixed.push(format!("{name} = {value}"));
            continue;
        }
        let ty = type_text(&unboxed_type(file, field));
        // Texts have many forms; and other types may, by conversions that stand beside the generated code.
        let plain = matches!(field.shape.ty, Type::Text | Type::Named(_));
        let converts = plain && !field.shape.nullable && !field.boxed;
        arguments.push(if converts { format!("{name}: impl Into<{ty}>") } else { format!("{name}: {ty}") });
    }
    let some = !arguments.is_empty() || !fixed.is_empty();
    (has_more && some && arguments.len() <= MOST_ARGUMENTS).then(|| {
        if let (Some(last), false) = (arguments.last_mut(), fixed.is_empty()) {
            last.push_str("; ");
            last.push_str(&fixed.join(", "));
        } else if !fixed.is_empty() {
            arguments.push(format!("; {}", fixed.join(", ")));
        }
        arguments
    })
}

/// The only value of a required property, as an expression.
fn only_value(file: &File<'_>, field: &Field) -> Option<String> {
    let plan = &file.view.plan;
    let Type::Named(id) = plan.unaliased(&field.shape.ty) else { return None };
    let def = plan.get(*id).filter(|_| !field.shape.nullable)?;
    match &def.kind {
        Kind::Texts(variants) => super::enums::only_value(def.name.as_ref()?, variants),
        _ => None,
    }
}

/// A type as a person would write it.
fn type_text(tokens: &TokenStream) -> String {
    tokens.to_string().replace(" < ", "<").replace(" >", ">").replace(" :: ", "::").replace(" ,", ",")
}

fn line(ident: &str, object: &Struct, names: &[Name], constructor: Option<Vec<String>>) -> String {
    let element = |(field, name): (&Field, &Name)| {
        let name = name.value_text();
        if name == field.key { name } else { format!("{name} = {}", literal(&field.key)) }
    };
    let pairs = || object.fields.iter().zip(names);
    let required: Vec<String> = pairs().filter(|(field, _)| field.required).map(element).collect();
    let optional: Vec<String> = pairs().filter(|(field, _)| !field.required).map(element).collect();
    let mut clauses = Vec::new();
    if let Some(elements) = constructor {
        clauses.push(Clause { head: "new(", elements, end: ");" });
    }
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
fn field_type(file: &mut File<'_>, field: &Field) -> TokenStream {
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

/// The type of a required field, before it is put into its box.
fn unboxed_type(file: &mut File<'_>, field: &Field) -> TokenStream {
    let may_be_boxed = field.boxed && !field.shape.nullable;
    if may_be_boxed { file.ty(&field.shape.ty) } else { field_type(file, field) }
}

fn field_docs(field: &Field) -> String {
    let text = field.docs.as_deref().map(crate::text::sentence).filter(|text| !text.is_empty());
    let text = text.unwrap_or_else(|| format!("The property {}.", code(&field.key)));
    match field.sent_by {
        SentBy::Both => text,
        SentBy::Server => format!("{text}\n\nSent by the server only."),
        SentBy::Client => format!("{text}\n\nSent by the client only."),
    }
}
