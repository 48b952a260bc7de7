//! A client that we did not write: the Python package `cloudfoundry-client`, which is taken through its calls of the v3 API
//! against the mock. What went over the wire is then held against the document.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, Stdio};

use crate::workspace::{Error, root};

/// The document that the mock serves.
const DOCUMENT: &str = "spec/cloudfoundry-v3";

/// Installs the package, serves the document, takes the package through its calls, and judges the recording.
pub fn run() -> Result<ExitCode, Error> {
    let python = install()?;
    let server = Server::start()?;
    let reports = root().join("target/avouch/python-client");
    std::fs::create_dir_all(&reports)?;
    let archive = reports.join("walk.har");
    let walk = Command::new(&python)
        .arg(own("walk.py"))
        .arg(&server.address)
        .arg(&archive)
        .env("NO_PROXY", "127.0.0.1")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .status()?;
    drop(server);
    if !walk.success() {
        println!("the exchanges until then: {}", archive.display());
        return Ok(ExitCode::from(1));
    }
    let replay = avouch_tests::avouch().args(["replay", DOCUMENT]).arg(&archive).status()?;
    Ok(ExitCode::from(u8::from(!replay.success())))
}

/// A file that stands beside this one.
fn own(name: &str) -> PathBuf {
    root().join("xtask/src/python_client").join(name)
}

/// Makes a virtual environment below the target folder with the pinned release, and returns its interpreter.
fn install() -> Result<PathBuf, Error> {
    let folder = root().join("target/tools/python-client");
    let python = folder.join("bin/python");
    let wanted = std::fs::read_to_string(own("requirements.txt"))?;
    let installed = folder.join("requirements.txt");
    if std::fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        return Ok(python);
    }
    let made = Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder).status();
    if !made.as_ref().is_ok_and(std::process::ExitStatus::success) {
        return Err("no virtual environment can be made: this task needs python3 with its module venv".into());
    }
    let status = Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .arg(own("requirements.txt"))
        .status()?;
    if !status.success() {
        return Err("pip cannot install cloudfoundry-client: this task needs the Python Package Index".into());
    }
    // Last, so that what was interrupted is done again.
    std::fs::copy(own("requirements.txt"), installed)?;
    Ok(python)
}

/// The mock in a process of its own, ended when dropped.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start() -> Result<Self, Error> {
        let mut process = avouch_tests::avouch().args(["mock", DOCUMENT]).stdout(Stdio::piped()).spawn()?;
        let output = process.stdout.take().ok_or("no output to read")?;
        let mut server = Server { process, address: String::new() };
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let address = line.trim_end().strip_prefix("listening on ").ok_or("the mock ended before it listened")?;
        address.clone_into(&mut server.address);
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to do about it then.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_release_is_pinned() {
        let text = std::fs::read_to_string(own("requirements.txt")).expect("the list is there");
        let releases: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(releases.iter().any(|line| line.starts_with("cloudfoundry-client==")));
        assert!(releases.iter().all(|line| line.contains("==")), "{releases:?}");
        assert!(own("walk.py").is_file());
    }
}
