//! The tasks of the avouch workspace, run as `cargo xtask TASK`.
//!
//! Each task is a module; what a task checks is also run as a test, so that `cargo test --workspace` says what `cargo xtask`
//! would say.

mod bench;
mod codegen;
mod conform;
mod prism;
mod python_client;
mod tidy;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The tasks of the avouch workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Generate the crates in generated/ from the documents in spec/
    Codegen {
        /// Write nothing; say where the crates are not current
        #[arg(long)]
        check: bool,
    },
    /// Check that the committed crates are current, then replay every example of the documents in spec/ against the mock
    Conform,
    /// Check the layout of the workspace: edges between crates, sizes of files and functions, crate docs, packages
    Tidy,
    /// Measure loading, generating and compiling
    Bench(bench::Arguments),
    /// Replay a document against Prism, a mock server that is not ours (installed by npm into target/tools)
    Prism(prism::Arguments),
    /// Take the Python package cloudfoundry-client, a client that is not ours, through its calls against the mock (installed
    /// by pip into target/tools)
    PythonClient,
}

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        Task::Codegen { check } => codegen::run(check),
        Task::Conform => conform::run(),
        Task::Tidy => tidy::run(),
        Task::Bench(arguments) => bench::run(&arguments),
        Task::Prism(arguments) => prism::run(&arguments),
        Task::PythonClient => python_client::run(),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(4)
        }
    }
}
