//! What the compiler does not check about the layout: who may depend on whom, how large files and functions may be, that
//! every crate says what it is for, that the packages the project promised to build on are used.

mod edges;
mod packages;
mod sizes;

use std::process::ExitCode;

use crate::workspace::{Error, packages};

/// Runs every check and prints what it found.
pub fn run() -> Result<ExitCode, Error> {
    let complaints = complaints()?;
    for complaint in &complaints {
        println!("{complaint}");
    }
    println!("tidy: {} complaint(s)", complaints.len());
    Ok(ExitCode::from(u8::from(!complaints.is_empty())))
}

fn complaints() -> Result<Vec<String>, Error> {
    let packages = packages()?;
    let mut complaints = edges::check(&packages);
    complaints.extend(packages::check(&packages)?);
    complaints.extend(sizes::check(&packages)?);
    Ok(complaints)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_workspace_is_tidy() {
        let complaints = super::complaints().expect("the workspace can be read");
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    }
}
