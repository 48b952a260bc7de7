//! The workspace's folder and packages.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What a task ends with when it could not do its work.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// The root folder of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// The folder of real documents: `AVOUCH_CORPUS`, else a folder beside the checkout; `None` where there is none.
pub fn corpus() -> Option<PathBuf> {
    avouch_tests::corpus()
}

/// A package of the workspace.
#[derive(Debug)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// The names of the packages it depends on, development dependencies left out.
    pub dependencies: Vec<String>,
    /// The names that its source uses for packages, development dependencies included: the name after `rename`.
    pub keys: Vec<String>,
}

/// The packages of the workspace, as cargo sees them.
pub fn packages() -> Result<Vec<Package>, Error> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()?;
    if !output.status.success() {
        return Err(format!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    Ok(list(&metadata["packages"])
        .iter()
        .map(|package| {
            let dependencies = list(&package["dependencies"]);
            Package {
                name: text(&package["name"]),
                folder: Path::new(&text(&package["manifest_path"])).parent().unwrap_or(root()).to_owned(),
                dependencies: dependencies
                    .iter()
                    .filter(|dependency| dependency["kind"] != "dev")
                    .map(|dependency| text(&dependency["name"]))
                    .collect(),
                keys: dependencies
                    .iter()
                    .map(|dependency| {
                        text(dependency.get("rename").filter(|name| name.is_string()).unwrap_or(&dependency["name"]))
                    })
                    .collect(),
            }
        })
        .collect())
}

/// The Rust files below a folder, generated and built ones left out.
pub fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.is_dir() && !["target", "generated", ".git"].contains(&name) {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
