//! What generated crates cost: lines of code, and the CPU seconds of `cargo check` for the crate alone.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{cpu, label, stages};
use crate::workspace::{Error, root, rust_files};

/// Generates a crate from each document and prints what it costs.
pub fn run(documents: &[PathBuf], runs: usize) -> Result<(), Error> {
    println!("\nThe generated crate, alone                     lines of code   check CPU s (least of {})", runs.min(5));
    for document in documents {
        let folder = root().join("target/bench/crates").join(label(document).replace(['/', '.'], "-"));
        stages::write(document, &folder)?;
        let lines = lines_of_code(&folder.join("src"))?;
        let seconds = check(&folder, runs.min(5))?;
        println!("{:46} {lines:13} {seconds:13.2}", label(document));
    }
    Ok(())
}

/// Lines that are neither blank nor comments, tests left out.
fn lines_of_code(folder: &Path) -> Result<usize, Error> {
    let mut lines = 0;
    for file in rust_files_of(folder)? {
        let text = std::fs::read_to_string(file)?;
        let code = text.lines().map(str::trim).take_while(|line| *line != "#[cfg(test)]");
        lines += code.filter(|line| !line.is_empty() && !line.starts_with("//")).count();
    }
    Ok(lines)
}

/// The source files of a generated crate, those in its folder `generated` included.
fn rust_files_of(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = rust_files(folder)?;
    let generated = folder.join("generated");
    if generated.is_dir() {
        files.extend(rust_files(&generated)?);
    }
    Ok(files)
}

/// How many seconds a check may take and still be worth another run: what takes longer varies less.
const LONG: f64 = 15.0;

/// The least CPU seconds of `cargo check` with every dependency checked before.
fn check(folder: &Path, runs: usize) -> Result<f64, Error> {
    let cargo = || -> Result<(), Error> {
        let status = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--lib"])
            .env("CARGO_TARGET_DIR", root().join("target/bench/target"))
            .env("CARGO_INCREMENTAL", "0")
            .current_dir(folder)
            .stdout(Stdio::null())
            .status()?;
        if status.success() { Ok(()) } else { Err(format!("{} does not compile", folder.display()).into()) }
    };
    cargo()?;
    let mut least = f64::INFINITY;
    for run in 0..runs.max(1) {
        if run > 0 && least > LONG {
            break;
        }
        let lib = std::fs::File::options().append(true).open(folder.join("src/lib.rs"))?;
        lib.set_modified(std::time::SystemTime::now())?;
        least = least.min(cpu::of_children(cargo)?);
    }
    Ok(least)
}
