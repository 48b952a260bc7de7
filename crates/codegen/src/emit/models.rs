//! The files of types.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::file::{File, FileText};
use super::lines::{Clause, call, literal};
use super::{Printed, alias, enums, object, union};
use crate::Error;
use crate::plan::{Derives, Kind, TypeDef};
use crate::text::{code, sentence};
use crate::view::{CrateView, Job, ModelFile};

/// The files of types, and the module that holds them.
pub(super) fn emit(view: &CrateView, printed: Printed) -> Result<Vec<FileText>, Error> {
    let mut files = Vec::new();
    let mut root = File::new(view, TokenStream::new(), BTreeSet::new());
    let modules: Vec<String> = view.models.iter().map(|file| format!("mod {};\n", file.module.value_text())).collect();
    let exports: Vec<String> =
        view.models.iter().map(|file| format!("pub use {}::*;\n", file.module.value_text())).collect();
    if !modules.is_empty() {
        root.text(modules.concat());
        root.text(exports.concat());
    }
    files.push(root.finish("models/mod.rs".to_owned(), "The types of the API.")?);
    for file in &view.models {
        files.push(model_file(view, printed, file)?);
    }
    Ok(files)
}

fn model_file(view: &CrateView, printed: Printed, model: &ModelFile) -> Result<FileText, Error> {
    let defs: Vec<_> = model.types.iter().filter_map(|id| view.plan.get(*id).map(|def| (*id, def))).collect();
    let own = defs.iter().filter_map(|(_, def)| def.name.as_ref().map(crate::names::Name::type_text)).collect();
    let mut file = File::new(view, quote!(super), own);
    for (id, def) in defs {
        let Some(name) = &def.name else { continue };
        match &def.kind {
            Kind::Struct(object) => object::emit(&mut file, def, name, object, view.sent.contains(&id))?,
            Kind::Texts(variants) => enums::texts(&mut file, def, name, variants)?,
            Kind::Integers(numbers) => enums::integers(&mut file, def, name, numbers)?,
            Kind::Union(union) => union::emit(&mut file, def, name, union)?,
            Kind::Alias(ty) => alias::emit(&mut file, def, name, ty)?,
            Kind::Unfinished => return Err(Error::Fault(format!("the type {} was never finished", name.type_text()))),
        }
        if let Some(job) = view.jobs.iter().find(|job| job.ty == id && printed.client) {
            file.text(job_line(&name.type_text(), job));
        }
    }
    file.finish(format!("models/{}.rs", model.module.file_text()), &model.docs)
}

fn job_line(name: &str, job: &Job) -> String {
    let states = |states: &[String]| states.iter().map(|state| literal(state)).collect();
    let mut clauses = vec![
        Clause { head: "state:", elements: vec![literal(&job.state)], end: ";" },
        Clause { head: "done:", elements: states(&job.done), end: ";" },
    ];
    if !job.failed.is_empty() {
        clauses.push(Clause { head: "failed:", elements: states(&job.failed), end: ";" });
    }
    // By its whole path, since an import would be idle where the feature is off.
    format!("#[cfg(feature = \"client\")]\n{}", call("avouch_runtime::job", name, &clauses))
}

/// The derives of a type.
pub(super) fn derives(derives: Derives) -> TokenStream {
    let copy = derives.copy.then(|| quote!(Copy,));
    let default = derives.default.then(|| quote!(Default,));
    let eq = derives.eq.then(|| quote!(Eq, Hash,));
    quote!(#[derive(Clone, #copy Debug, #default PartialEq, #eq)])
}

/// What a type is, by the document or, where that is silent, by where it stands.
pub(super) fn type_docs(def: &TypeDef) -> String {
    if let Some(text) = def.docs.as_deref().map(sentence).filter(|text| !text.is_empty()) {
        return text;
    }
    if def.is_component {
        return format!("The schema {}.", code(&def.wanted));
    }
    match def.last.to_ascii_lowercase().as_str() {
        "request" => "The body of a request.".to_owned(),
        "payload" => "The body of what the server sends.".to_owned(),
        last if last.ends_with("response") => "The body of an answer.".to_owned(),
        last if last.ends_with(" error") => "The body of an error.".to_owned(),
        _ => format!("What {} holds.", code(&def.last)),
    }
}
