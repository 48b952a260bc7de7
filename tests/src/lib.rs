//! What the whole-product tests share: where things are, and how the command is run.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

/// The root folder of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// The folder of real documents that some tests run over: `AVOUCH_CORPUS`, else a folder beside the checkout. `None` where
/// there is none; tests that need it are listed as ignored then.
pub fn corpus() -> Option<PathBuf> {
    let folder = match std::env::var_os("AVOUCH_CORPUS") {
        Some(folder) => PathBuf::from(folder),
        None => root().join("../shared/corpus"),
    };
    folder.is_dir().then_some(folder)
}

/// The community's own document of the Cloud Foundry API, which lies beside the corpus. `None` where it is absent.
pub fn community_document() -> Option<PathBuf> {
    let file = corpus()?.join("../cloud-foundry/upstream/apis/cf/latest/openapi.yaml");
    file.is_file().then_some(file)
}

/// The `avouch` command, built once.
///
/// # Panics
///
/// Where it does not build.
pub fn avouch() -> Command {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    let binary = BINARY.get_or_init(|| {
        let built = build(&["--package", "avouch-cli"]);
        built.into_values().next().expect("cargo names the executable it built")
    });
    let mut command = Command::new(binary);
    command.current_dir(root()).env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// Builds something, and gives the executables by the names of their targets.
///
/// # Panics
///
/// Where it does not build.
pub fn build(arguments: &[&str]) -> BTreeMap<String, PathBuf> {
    let mut cargo = Command::new(env!("CARGO"));
    // Build scripts that look at these (ring's does) would run again, and all that depends on them be built again, each time.
    for (name, _) in std::env::vars_os() {
        let is_of_a_package =
            name.to_str().is_some_and(|name| ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|own| name.starts_with(own)));
        if is_of_a_package {
            cargo.env_remove(&name);
        }
    }
    let output = cargo
        .args(["build", "--quiet", "--message-format", "json"])
        .args(arguments)
        .current_dir(root())
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo can be started");
    assert!(output.status.success(), "{arguments:?} does not build");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|message| {
            let path = message["executable"].as_str()?;
            Some((message["target"]["name"].as_str()?.to_owned(), PathBuf::from(path)))
        })
        .collect()
}

/// A mock in a process of its own, ended when dropped.
pub struct Mock {
    process: Child,
    /// Its address, without a slash at the end.
    pub address: String,
}

impl Mock {
    /// Starts one, and waits until it listens.
    ///
    /// # Panics
    ///
    /// Where it does not start.
    pub fn start(arguments: &[&str]) -> Self {
        let mut process =
            avouch().arg("mock").args(arguments).stdout(Stdio::piped()).spawn().expect("avouch can be started");
        let mut line = String::new();
        let output = process.stdout.take().expect("its output is read");
        BufReader::new(output).read_line(&mut line).expect("it prints a line");
        let address = line.trim_end().strip_prefix("listening on ").expect("its address").to_owned();
        Mock { process, address }
    }

    /// Asks it to end, and gives its exit status.
    ///
    /// # Panics
    ///
    /// Where it cannot be asked.
    pub fn end(mut self, signal: &str) -> Option<i32> {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().expect("kill can be started");
        assert!(sent.success());
        self.process.wait().expect("it ends").code()
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a run of the command left behind.
#[derive(Debug)]
pub struct Run {
    /// The exit status.
    pub status: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Run {
            // A process that a signal ended has no status; no status of ours is negative.
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs the command with arguments to its end.
///
/// # Panics
///
/// Where it cannot be started.
pub fn run<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Run {
    avouch().args(arguments).output().expect("avouch can be started").into()
}
