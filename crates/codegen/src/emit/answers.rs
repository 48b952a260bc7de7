//! Enums of answers.

use std::collections::BTreeSet;

use quote::quote;

use super::file::{File, FileText};
use super::lines::{Clause, call, literal};
use crate::Error;
use crate::text::sentence;
use crate::view::{AnswerEnum, Content, CrateView};

/// The file of the documented errors that operations share.
pub(super) fn emit(view: &CrateView) -> Result<FileText, Error> {
    let mut file = File::new(view, quote!(super::models), BTreeSet::new());
    for answers in &view.errors {
        answer_enum(&mut file, answers, true)?;
    }
    let docs = "The documented errors: one type for each set of answers of several types that operations share.";
    file.finish("errors.rs".to_owned(), docs)
}

/// Adds an enum of answers; errors can be cloned and compared, streams of bytes cannot.
pub(super) fn answer_enum(file: &mut File<'_>, answers: &AnswerEnum, is_error: bool) -> Result<(), Error> {
    let ident = answers.name.type_ident();
    let mut variants = Vec::new();
    let mut elements = Vec::new();
    for (name, arm) in &answers.variants {
        let said = arm.docs.as_deref().map_or_else(|| format!("{}.", arm.reason()), sentence);
        let docs = file.docs(&format!("{}: {said}", arm.status));
        let variant = name.type_ident();
        variants.push(if arm.content == Content::Empty {
            quote!(#docs #variant,)
        } else {
            let ty = file.content(&arm.content);
            quote!(#docs #variant(#ty),)
        });
        let media = arm.media.as_ref().map(|media| format!(" {}", literal(media))).unwrap_or_default();
        let format = match &arm.content {
            Content::Empty => "",
            Content::Json(_) => "(Json)",
            Content::Text => "(Text)",
            Content::Bytes => "(Binary)",
            Content::Stream => "(Stream)",
            Content::Job(_) => "(Job)",
        };
        elements.push(format!("{}{media} => {}{format}", literal(&arm.status), name.type_text()));
    }
    let derives = if is_error { quote!(#[derive(Clone, Debug, PartialEq)]) } else { quote!(#[derive(Debug)]) };
    let docs = file.docs(&answers.docs);
    file.item(quote!(#docs #derives pub enum #ident { #(#variants)* }))?;
    file.runtime("answers");
    file.text(call("answers", &ident.to_string(), &[Clause { head: "", elements, end: "" }]));
    Ok(())
}
