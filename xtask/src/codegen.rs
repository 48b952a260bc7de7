//! `cargo xtask codegen`: the crates in `generated/` are what the documents in `spec/` say.

use std::process::ExitCode;
use std::sync::Arc;

use avouch_api::Api;
use avouch_codegen::{Builder, Output};
use avouch_parser::{Options, Source};

use crate::workspace::{Error, root};

/// The committed crates; each is generated from the folder of the same name in `spec/`.
const CRATES: &[&str] = &["cloudfoundry-v2", "cloudfoundry-v3"];

/// Generates the committed crates, or says where they differ from what would be generated.
pub fn run(check: bool) -> Result<ExitCode, Error> {
    let mut differs = false;
    for name in CRATES {
        let folder = root().join("generated").join(name);
        let output = output(name)?;
        if check {
            for drift in output.check(&folder)? {
                println!("{drift}");
                differs = true;
            }
        } else {
            output.write(&folder)?;
            let census = &output.census;
            println!("{name}: {} operations, {} types", census.operations_emitted, census.types_emitted);
        }
    }
    if differs {
        eprintln!("the generated crates are not current; run `cargo xtask codegen`");
        return Ok(ExitCode::from(1));
    }
    Ok(ExitCode::SUCCESS)
}

fn output(name: &str) -> Result<Output, Error> {
    let source = Source::Path(root().join("spec").join(name));
    let (document, _) = avouch_parser::load(&source, &Options::default())?;
    let (api, _) = Api::from_document(Arc::new(document));
    Ok(Builder::new(&api).name(name).runtime_path(root().join("crates/runtime")).generate()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_crates_are_current() {
        for name in CRATES {
            let drift = output(name).unwrap().check(&root().join("generated").join(name)).unwrap();
            let lines: Vec<String> = drift.iter().map(ToString::to_string).collect();
            assert_eq!(lines, Vec::<String>::new(), "run `cargo xtask codegen`");
        }
    }

    #[test]
    fn nothing_that_is_committed_names_the_folder_it_was_made_in() {
        let folder = root().to_string_lossy();
        for name in CRATES {
            let output = output(name).unwrap();
            assert!(output.files.iter().all(|file| !file.text.contains(&*folder)));
            assert!(!serde_json::to_string(&output.census).unwrap().contains(&*folder));
        }
    }
}
