//! Groups of operations.

use std::collections::BTreeSet;

use quote::quote;

use super::file::{File, FileText, indent};
use super::operation;
use crate::Error;
use crate::view::{CrateView, Group};

pub(super) use crate::view::HIDDEN;

/// The file of a group.
pub(super) fn emit(view: &CrateView, group: &Group) -> Result<FileText, Error> {
    let mut file = File::new(view, quote!(super::models), BTreeSet::new());
    let receiver = if group.name.is_some() { quote!(self) } else { quote!(&self) };
    let mut methods = Vec::new();
    for view in &group.operations {
        methods.push(indent(&operation::method(&mut file, view, &receiver)?));
    }
    let owner = if let Some(name) = &group.name {
        let client = file.runtime("Client");
        let (ident, docs) = (name.type_ident(), file.docs(&group.docs));
        file.item(quote!(#docs #[derive(Clone, Copy, Debug)] pub struct #ident<'c>(pub(super) &'c #client);))?;
        file.text(format!("impl {ident}<'_> {{\n{}}}", methods.join("\n")));
        ident.to_string()
    } else {
        file.text(format!("impl super::Client {{\n{}}}", methods.join("\n")));
        "super::Client".to_owned()
    };
    for view in &group.operations {
        operation::builder(&mut file, view, &owner)?;
    }
    let mut seen = BTreeSet::new();
    for view in &group.operations {
        if let crate::view::AnswerType::Own(own) = &view.success.ty
            && seen.insert(own.name.clone())
        {
            operation::answers(&mut file, view)?;
        }
    }
    file.finish(format!("{}.rs", group.module.file_text()), &group.docs)
}
