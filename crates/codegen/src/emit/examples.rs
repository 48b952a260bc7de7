//! The tests of a generated crate: every example of the document is read, written and compared.

use std::collections::{BTreeMap, BTreeSet};

use quote::quote;
use serde_json::{Map, Value};

use super::file::{File, FileText};
use crate::Error;
use crate::view::{CrateView, ExampleView, Outcome};

/// The tests and their data.
pub(super) fn emit(view: &CrateView) -> Result<Vec<FileText>, Error> {
    let mut file = File::new(view, quote!(super::models), BTreeSet::new());
    let mut by_type: BTreeMap<String, (proc_macro2::TokenStream, Vec<&ExampleView>)> = BTreeMap::new();
    for example in &view.examples {
        let ty = file.ty(&example.ty);
        let name = ty.to_string().replace(' ', "");
        by_type.entry(name).or_insert_with(|| (ty, Vec::new())).1.push(example);
    }
    let mut data = String::from("{");
    for (index, (name, (_, examples))) in by_type.iter().enumerate() {
        data.push_str(if index == 0 { "\n" } else { ",\n" });
        data.push_str(&Value::from(name.as_str()).to_string());
        data.push_str(": [");
        for (index, example) in examples.iter().enumerate() {
            data.push_str(if index == 0 { "\n" } else { ",\n" });
            data.push_str(&entry(example).to_string());
        }
        data.push_str("\n]");
    }
    data.push_str("\n}\n");
    let examples = file.runtime("Examples");
    let checks = by_type.iter().map(|(name, (ty, _))| quote!(examples.check::<#ty>(#name);));
    file.item(quote! {
        #[test]
        fn examples_come_back_as_they_were() {
            let mut examples = #examples::parse(include_str!("examples.json"));
            #(#checks)*
            assert_eq!(examples.faults(), Vec::<String>::new());
        }
    })?;
    let about = "Every example of the document is read, written and compared; those that their type cannot read are held to that.";
    let tests = file.finish("tests.rs".to_owned(), about)?;
    Ok(vec![tests, FileText { path: "examples.json".to_owned(), text: data }])
}

fn entry(example: &ExampleView) -> Value {
    let mut entry = Map::new();
    entry.insert("at".to_owned(), Value::from(example.at.as_str()));
    entry.insert("value".to_owned(), example.value.clone());
    match &example.outcome {
        Outcome::Same => {}
        Outcome::Without(expected) => drop(entry.insert("expected".to_owned(), expected.clone())),
        Outcome::Fault(fault) => drop(entry.insert("fault".to_owned(), Value::from(fault.as_str()))),
    }
    Value::Object(entry)
}
