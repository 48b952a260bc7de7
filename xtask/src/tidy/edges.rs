//! Who may depend on whom. Any edge that is not listed here is a complaint; so is a package that is not listed.

use crate::workspace::Package;

const PREFIX: &str = "avouch-";

/// The crates of the pipeline with the ones of ours that each may depend on.
const ALLOWED: &[(&str, &[&str])] = &[
    ("diagnostics", &[]),
    ("wire", &[]),
    ("templates", &[]),
    ("runtime", &["wire"]),
    ("parser", &["diagnostics"]),
    ("api", &["diagnostics", "parser", "wire"]),
    ("validate", &["api", "diagnostics", "wire"]),
    ("sample", &["api", "diagnostics", "validate", "wire"]),
    ("codegen", &["api", "diagnostics", "templates"]),
    ("mock", &["api", "diagnostics", "sample", "validate", "wire"]),
    ("conformance", &["api", "diagnostics", "sample", "validate", "wire"]),
    (
        "cli",
        &["api", "codegen", "conformance", "diagnostics", "mock", "parser", "sample", "templates", "validate", "wire"],
    ),
];

/// Packages that may depend on anything.
const FREE: &[&str] = &["avouch-tests", "xtask"];

/// Complains about every edge that is not allowed.
pub fn check(packages: &[Package]) -> Vec<String> {
    packages.iter().flat_map(complaints).collect()
}

fn complaints(package: &Package) -> Vec<String> {
    if FREE.contains(&package.name.as_str()) {
        return Vec::new();
    }
    let ours = package.dependencies.iter().filter_map(|name| name.strip_prefix(PREFIX));
    let allowed: &[&str] = match package.name.strip_prefix(PREFIX) {
        Some(name) => match ALLOWED.iter().find(|(listed, _)| *listed == name) {
            Some((_, allowed)) => allowed,
            None => return vec![format!("{}: a crate that xtask/src/tidy/edges.rs does not list", package.name)],
        },
        None if package.folder.parent().is_some_and(|parent| parent.ends_with("generated")) => &["runtime"],
        None => return vec![format!("{}: a package outside the layout of ARCHITECTURE.md", package.name)],
    };
    ours.filter(|name| !allowed.contains(name))
        .map(|name| format!("{}: must not depend on {PREFIX}{name}", package.name))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn package(name: &str, folder: &str, dependencies: &[&str]) -> Package {
        Package {
            name: name.to_owned(),
            folder: PathBuf::from(folder),
            dependencies: dependencies.iter().map(|name| (*name).to_owned()).collect(),
            keys: Vec::new(),
        }
    }

    #[test]
    fn an_edge_that_is_not_listed_is_a_complaint() {
        let found = check(&[package("avouch-codegen", "crates/codegen", &["avouch-api", "avouch-runtime", "serde"])]);
        assert_eq!(found, ["avouch-codegen: must not depend on avouch-runtime"]);
    }

    #[test]
    fn generated_crates_depend_on_the_runtime_alone() {
        let found = check(&[package("cloud", "generated/cloud", &["avouch-runtime", "avouch-wire"])]);
        assert_eq!(found, ["cloud: must not depend on avouch-wire"]);
    }

    #[test]
    fn a_package_that_nobody_placed_is_a_complaint() {
        assert_eq!(check(&[package("avouch-extra", "crates/extra", &[]), package("other", "other", &[])]).len(), 2);
    }
}
