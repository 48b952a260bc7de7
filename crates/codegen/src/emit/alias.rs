//! Other names for types.

use quote::quote;

use super::file::{File, deprecated};
use super::models::type_docs;
use crate::Error;
use crate::names::Name;
use crate::plan::{Type, TypeDef};

/// Adds another name for a type.
pub(super) fn emit(file: &mut File<'_>, def: &TypeDef, name: &Name, ty: &Type) -> Result<(), Error> {
    let (ident, ty) = (name.type_ident(), file.ty(ty));
    let text = type_docs(def);
    let (docs, deprecated) = (file.docs(&text), deprecated(def.deprecated));
    file.item(quote!(#docs #deprecated pub type #ident = #ty;))
}
