//! What the whole-product tests share: where things are, and how the command is run.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
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
        let mut cargo = Command::new(env!("CARGO"));
        // Build scripts that look at these (ring's does) would run again, and all that depends on them be built again, each time.
        for (name, _) in std::env::vars_os() {
            let is_of_a_package = name
                .to_str()
                .is_some_and(|name| ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|own| name.starts_with(own)));
            if is_of_a_package {
                cargo.env_remove(&name);
            }
        }
        let output = cargo
            .args(["build", "--quiet", "--package", "avouch-cli", "--message-format", "json"])
            .current_dir(root())
            .stderr(Stdio::inherit())
            .output()
            .expect("cargo can be started");
        assert!(output.status.success(), "avouch-cli does not build");
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
            .find_map(|message| message["executable"].as_str().map(PathBuf::from))
            .expect("cargo names the executable it built")
    });
    let mut command = Command::new(binary);
    command.current_dir(root()).env("NO_COLOR", "1").stdin(Stdio::null());
    command
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
