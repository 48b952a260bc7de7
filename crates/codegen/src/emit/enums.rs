//! Enums of texts and of integers; values that the document does not list are kept.

use proc_macro2::Literal;
use quote::quote;

use super::file::{File, deprecated};
use super::lines::{Clause, call, literal};
use super::models::{derives, type_docs};
use crate::Error;
use crate::names::{Name, Reserved, Scope, Wanted};
use crate::plan::{TextVariant, TypeDef};
use crate::text::{code, sentence};

/// Adds an enum of texts.
pub(super) fn texts(file: &mut File<'_>, def: &TypeDef, name: &Name, variants: &[TextVariant]) -> Result<(), Error> {
    let texts: Vec<&str> = variants.iter().map(|variant| variant.text.as_str()).collect();
    let docs =
        variants.iter().map(|variant| variant.docs.as_deref().map_or_else(|| code(&variant.text), sentence)).collect();
    let elements = texts.iter().map(|text| literal(text)).collect();
    let listed = Listed { wanted: &texts, docs, literals: elements, macro_name: "string_enum", other: quote!(String) };
    emit(file, def, name, &listed)
}

/// Adds an enum of integers.
pub(super) fn integers(file: &mut File<'_>, def: &TypeDef, name: &Name, numbers: &[i64]) -> Result<(), Error> {
    let texts: Vec<String> =
        numbers.iter().map(|number| format!("value {}", number.to_string().replace('-', "minus "))).collect();
    let wanted: Vec<&str> = texts.iter().map(String::as_str).collect();
    let docs = numbers.iter().map(|number| format!("`{number}`")).collect();
    let literals = numbers.iter().map(|number| Literal::i64_unsuffixed(*number).to_string()).collect();
    let listed = Listed { wanted: &wanted, docs, literals, macro_name: "integer_enum", other: quote!(i64) };
    emit(file, def, name, &listed)
}

struct Listed<'a> {
    wanted: &'a [&'a str],
    docs: Vec<String>,
    literals: Vec<String>,
    macro_name: &'static str,
    other: proc_macro2::TokenStream,
}

/// The only value of an enum of texts, as an expression; `None` where there are several.
pub(super) fn only_value(name: &Name, variants: &[TextVariant]) -> Option<String> {
    let [only] = variants else { return None };
    variant_names(&[&only.text]).first().map(|variant| format!("{}::{}", name.type_text(), variant.type_text()))
}

/// The names of the variants for the values that are listed, and that of the one for all others, which comes last.
fn variant_names(texts: &[&str]) -> Vec<Name> {
    let mut wanted: Vec<Wanted<'_>> =
        texts.iter().map(|text| Wanted { text, fallback: "empty", suffix: "value", rank: 0 }).collect();
    wanted.push(Wanted { text: "Other", fallback: "other", suffix: "value", rank: 1 });
    Scope::new(Reserved::Variants(&[])).mint_all(&wanted)
}

fn emit(file: &mut File<'_>, def: &TypeDef, name: &Name, listed: &Listed<'_>) -> Result<(), Error> {
    let mut names = variant_names(listed.wanted);
    let Some(other) = names.pop() else { return Ok(()) };
    let idents: Vec<_> = names.iter().map(Name::type_ident).collect();
    let variant_docs = listed.docs.iter().map(|text| file.docs(text)).collect::<Vec<_>>();
    let (ident, other_ident, other_type) = (name.type_ident(), other.type_ident(), &listed.other);
    let text = type_docs(def);
    let (docs, deprecated, derives) = (file.docs(&text), deprecated(def.deprecated), derives(def.derives));
    file.item(quote! {
        #docs #derives #deprecated
        pub enum #ident {
            #(#variant_docs #idents,)*
            /// A value that the document does not list.
            #other_ident(#other_type),
        }
    })?;
    let mut elements: Vec<String> =
        names.iter().zip(&listed.literals).map(|(name, literal)| format!("{} = {literal}", name.type_text())).collect();
    elements.push(format!("_ = {}", other.type_text()));
    file.runtime(listed.macro_name);
    file.text(call(listed.macro_name, &ident.to_string(), &[Clause { head: "", elements, end: "" }]));
    Ok(())
}
