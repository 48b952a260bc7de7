//! A server that we did not write: the mock of the npm package `@stoplight/prism-cli`, against which `avouch conform` is tried.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

use serde_json::Value;

use crate::workspace::{Error, root};

/// The release that is installed; results of other releases are not comparable.
const PACKAGE: &str = "@stoplight/prism-cli@5.16.0";

/// Where and against what.
#[derive(clap::Args)]
pub struct Arguments {
    /// The document that Prism serves and avouch replays
    #[arg(value_name = "DOC")]
    document: PathBuf,

    /// The fewest operations that must be exercised
    #[arg(long, default_value_t = 0)]
    at_least: u64,
}

/// Installs Prism, serves the document with it, replays the document twice and compares the two reports.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let document = arguments.document.canonicalize()?;
    let server = Server::start(&install()?, &document)?;
    let reports = root().join("target/avouch/prism");
    std::fs::create_dir_all(&reports)?;
    let first = replay(&document, &server.address, &reports.join("first.json"))?;
    let second = replay(&document, &server.address, &reports.join("second.json"))?;
    let exercised = count(&first, "exercised");
    println!("{exercised} of {} operations exercised against {PACKAGE}", operations(&first).len());
    for operation in operations(&first).iter().filter(|operation| operation["exercised"] == false) {
        println!("  not exercised: {} {}", operation["id"], operation["skip_reasons"]);
    }
    let same = without_times(first) == without_times(second);
    println!("two runs {}", if same { "give the same report" } else { "differ" });
    Ok(ExitCode::from(u8::from(!same || exercised < arguments.at_least)))
}

/// Installs the pinned release below the target folder and returns its executable.
fn install() -> Result<PathBuf, Error> {
    let folder = root().join("target/tools/prism");
    let executable = folder.join("node_modules/.bin/prism");
    if !executable.exists() {
        std::fs::create_dir_all(&folder)?;
        let status = Command::new("npm")
            .args(["install", "--no-fund", "--no-audit", "--ignore-scripts", "--prefix"])
            .arg(&folder)
            .arg(PACKAGE)
            .stdout(Stdio::null())
            .status()?;
        if !status.success() {
            return Err(format!("npm could not install {PACKAGE}").into());
        }
    }
    Ok(executable)
}

/// Prism, stopped when dropped.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(executable: &Path, document: &Path) -> Result<Self, Error> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut process = Command::new(executable)
            .args(["mock", "--host", "127.0.0.1", "--port", &port.to_string()])
            .arg(document)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let output = process.stdout.take().ok_or("no output to read")?;
        let mut lines = BufReader::new(output).lines();
        let server = Server { process, address: format!("http://127.0.0.1:{port}") };
        if lines.by_ref().any(|line| line.is_ok_and(|line| line.contains("is listening on"))) {
            // Whatever it prints later must not fill the pipe.
            std::thread::spawn(move || lines.count());
            Ok(server)
        } else {
            Err("Prism ended before it listened".into())
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to do about it then.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn replay(document: &Path, address: &str, report: &Path) -> Result<Value, Error> {
    let status = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "avouch-cli", "--", "conform"])
        .arg(document)
        .args(["--target", address, "--header", "Authorization: Bearer a-token", "--json"])
        .arg(report)
        .current_dir(root())
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .status()?;
    match status.code() {
        Some(0 | 1) => Ok(serde_json::from_slice(&std::fs::read(report)?)?),
        _ => Err(format!("avouch conform ended with {status}").into()),
    }
}

fn operations(report: &Value) -> &[Value] {
    report["operations"].as_array().map_or(&[], Vec::as_slice)
}

fn count(report: &Value, field: &str) -> u64 {
    operations(report).iter().map(|operation| u64::from(operation[field] == true)).sum()
}

/// A report without how long it took.
fn without_times(mut report: Value) -> Value {
    if let Some(fields) = report.as_object_mut() {
        fields.remove("duration_ms");
    }
    report
}
