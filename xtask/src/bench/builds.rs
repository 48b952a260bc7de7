//! How long the workspace itself takes to build and test: from an empty target folder, and after touching one file.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::cpu;
use crate::workspace::{Error, root};

/// What is run again after a change.
const BUILD: &[&str] = &["build", "--workspace", "--quiet"];

/// Builds into a target folder of its own and prints the times.
pub fn run() -> Result<(), Error> {
    let target = root().join("target/bench/workspace");
    if target.exists() {
        std::fs::remove_dir_all(&target)?;
    }
    println!("\nThe workspace, from an empty target folder      wall s   CPU s");
    timed("cargo xtask conform", &target, &["xtask", "conform"])?;
    std::fs::remove_dir_all(&target)?;
    timed("cargo test --workspace", &target, &["test", "--workspace", "--quiet"])?;
    // What the tests need and what the commands need differ; only the rebuild is timed.
    cargo(&target, BUILD)?;
    let touched = root().join("crates/codegen/src/lib.rs");
    std::fs::File::options().append(true).open(&touched)?.set_modified(std::time::SystemTime::now())?;
    timed("cargo build after touching codegen", &target, BUILD)?;
    println!("third-party packages: {}", third_party()?);
    Ok(())
}

/// Runs cargo and prints how long it took.
fn timed(what: &str, target: &Path, arguments: &[&str]) -> Result<(), Error> {
    let start = Instant::now();
    let seconds = cpu::of_children(|| cargo(target, arguments))?;
    println!("{what:46} {:8.1} {seconds:7.1}", start.elapsed().as_secs_f64());
    Ok(())
}

fn cargo(target: &Path, arguments: &[&str]) -> Result<(), Error> {
    let status = Command::new(env!("CARGO"))
        .args(arguments)
        .env("CARGO_TARGET_DIR", target)
        .current_dir(root())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if status.success() { Ok(()) } else { Err(format!("cargo {} failed", arguments.join(" ")).into()) }
}

/// How many packages of others the lock file names.
fn third_party() -> Result<usize, Error> {
    let lock: toml::Table = std::fs::read_to_string(root().join("Cargo.lock"))?.parse()?;
    let packages = lock.get("package").and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
    Ok(packages.iter().filter(|package| package.get("source").is_some()).count())
}
