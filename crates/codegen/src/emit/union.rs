//! Unions.

use quote::quote;

use super::file::{File, deprecated};
use super::lines::{Clause, call, literal};
use super::models::{derives, type_docs};
use crate::Error;
use crate::names::{Name, Reserved, Scope, Wanted};
use crate::plan::{Test, TypeDef, Union, Variant};
use crate::text::code;

/// Adds a union and the line that says how its variants are told apart.
pub(super) fn emit(file: &mut File<'_>, def: &TypeDef, name: &Name, union: &Union) -> Result<(), Error> {
    let mut wanted: Vec<Wanted<'_>> = union
        .variants
        .iter()
        .map(|variant| Wanted { text: &variant.wanted, fallback: "variant", suffix: "variant", rank: 0 })
        .collect();
    wanted.push(Wanted { text: "Other", fallback: "other", suffix: "value", rank: 1 });
    let mut names = Scope::new(Reserved::Variants(&[])).mint_all(&wanted);
    let Some(other) = names.pop() else { return Ok(()) };
    let mut variants = Vec::new();
    for (variant, name) in union.variants.iter().zip(&names) {
        let (ident, ty) = (name.type_ident(), file.ty(&variant.ty));
        let ty = if variant.boxed { quote!(Box<#ty>) } else { ty };
        let docs = file.docs(&variant_docs(variant));
        variants.push(quote!(#docs #ident(#ty),));
    }
    if union.open {
        let (ident, value) = (other.type_ident(), file.value());
        variants.push(quote!(#[doc = " A kind that the document does not list."] #ident(#value),));
    }
    let ident = name.type_ident();
    let text = type_docs(def);
    let (docs, deprecated, derives) = (file.docs(&text), deprecated(def.deprecated), derives(def.derives));
    file.item(quote!(#docs #derives #deprecated pub enum #ident { #(#variants)* }))?;
    file.runtime("union");
    let mut elements: Vec<String> = union
        .variants
        .iter()
        .zip(&names)
        .map(|(variant, name)| format!("{} => {}", test(&variant.test), name.type_text()))
        .collect();
    if union.open {
        elements.push(format!("_ => {}", other.type_text()));
    }
    let head = match &union.tag {
        Some(tag) => format!("{ident} by {}", literal(tag)),
        None => ident.to_string(),
    };
    file.text(call("union", &head, &[Clause { head: "", elements, end: "" }]));
    Ok(())
}

fn test(test: &Test) -> String {
    match test {
        Test::Tags(tags) => tags.iter().map(|tag| literal(tag)).collect::<Vec<_>>().join(" | "),
        Test::Kind(kind) => (*kind).to_owned(),
        Test::Keys(keys) => format!("Keys(&[{}])", keys.iter().map(|key| literal(key)).collect::<Vec<_>>().join(", ")),
        Test::Rest => "_".to_owned(),
    }
}

fn variant_docs(variant: &Variant) -> String {
    let list = |texts: &[String]| texts.iter().map(|text| code(text)).collect::<Vec<_>>().join(", ");
    match &variant.test {
        Test::Tags(tags) => format!("Tagged {}.", list(tags)),
        Test::Kind("Boolean") => "A boolean.".to_owned(),
        Test::Kind("Integer") => "An integer.".to_owned(),
        Test::Kind("Number") => "A number.".to_owned(),
        Test::Kind("String") => "A text.".to_owned(),
        Test::Kind("Array") => "A list.".to_owned(),
        Test::Kind(_) => "An object.".to_owned(),
        Test::Keys(keys) => format!("An object with {}.", list(keys)),
        Test::Rest => "Anything else.".to_owned(),
    }
}
