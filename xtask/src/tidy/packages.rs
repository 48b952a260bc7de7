//! The packages that the project promised to build on are used, and every crate says what it is for.

use std::fs;

use crate::workspace::{Error, Package, root, rust_files};

/// The packages by the name that source files use.
const PROMISED: &[&str] =
    &["openapiv3", "serde_yaml", "serde_json", "quote", "proc-macro2", "syn", "heck", "prettyplease", "clap"];

/// Complains about promised packages that no source file names, and about crates without a crate doc.
pub fn check(packages: &[Package]) -> Result<Vec<String>, Error> {
    let mut complaints = Vec::new();
    for name in PROMISED {
        if !is_used(packages, name)? {
            complaints.push(format!("{name}: promised, but no crate that depends on it uses it"));
        }
    }
    for package in packages {
        let roots = ["src/lib.rs", "src/main.rs"].map(|file| package.folder.join(file));
        let Some(file) = roots.iter().find(|file| file.exists()) else {
            complaints.push(format!("{}: neither src/lib.rs nor src/main.rs", package.name));
            continue;
        };
        if !fs::read_to_string(file)?.starts_with("//! ") {
            let path = file.strip_prefix(root()).unwrap_or(file);
            complaints.push(format!("{}: must open with a crate doc (`//! …`)", path.display()));
        }
    }
    Ok(complaints)
}

fn is_used(packages: &[Package], name: &str) -> Result<bool, Error> {
    let path = format!("{}::", name.replace('-', "_"));
    for package in packages.iter().filter(|package| package.keys.iter().any(|key| key == name)) {
        for file in rust_files(&package.folder)? {
            if fs::read_to_string(file)?.contains(&path) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
