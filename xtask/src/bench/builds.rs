//! How long the workspace itself takes to build and test: from an empty target folder, and after touching one file.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::cpu;
use crate::workspace::{Error, root};

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
    let touched = root().join("crates/codegen/src/lib.rs");
    std::fs::File::options().append(true).open(&touched)?.set_modified(std::time::SystemTime::now())?;
    timed("cargo build after touching codegen", &target, &["build", "--workspace", "--quiet"])?;
    println!("third-party packages: {}", third_party()?);
    Ok(())
}

fn timed(what: &str, target: &Path, arguments: &[&str]) -> Result<Duration, Error> {
    let start = Instant::now();
    let seconds = cpu::of_children(|| {
        let status = Command::new(env!("CARGO"))
            .args(arguments)
            .env("CARGO_TARGET_DIR", target)
            .current_dir(root())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        if status.success() { Ok(()) } else { Err(format!("{what} failed").into()) }
    })?;
    let wall = start.elapsed();
    println!("{what:46} {:8.1} {seconds:7.1}", wall.as_secs_f64());
    Ok(wall)
}

/// How many packages of others the lock file names.
fn third_party() -> Result<usize, Error> {
    let lock: toml::Table = std::fs::read_to_string(root().join("Cargo.lock"))?.parse()?;
    let packages = lock.get("package").and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
    Ok(packages.iter().filter(|package| package.get("source").is_some()).count())
}
