//! `avouch conform`: replay the examples of a document against a server.

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::time::Duration;

use avouch_api::{Api, Pattern, Selection};
use avouch_conformance::report::progress::Progress;
use avouch_conformance::{Config, Plan, Report, SkipReason, Target, Writes, run as replay, stop};
use avouch_diagnostics::{Diagnostics, Severity};
use avouch_mock::{Behaviour, Mock, Options, Server, duration};
use tokio::net::TcpListener;

use crate::behaviour;
use crate::exit::Exit;
use crate::input::Input;
use crate::output;
use crate::reports::{Files, Reports};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,

    /// The server: its address with what stands before every path, or `mock` for one that serves the document itself
    #[arg(long, value_name = "URL|mock")]
    target: String,

    /// Send this header with every request, such as credentials
    #[arg(long, value_name = "N: V")]
    header: Vec<String>,

    /// Run this command for header lines: before the first request, and again after an answer of 401
    #[arg(long, value_name = "CMD")]
    auth_command: Option<String>,

    /// Use this value for a parameter; NAME may be OPERATION.NAME
    #[arg(long, value_name = "NAME=VALUE")]
    param: Vec<String>,

    /// Send what changes things to a server that is not on this machine
    #[arg(long)]
    allow_writes: bool,

    /// Test these operations only: a glob on an operationId, on "METHOD path", or tag:NAME
    #[arg(long, value_name = "PAT")]
    only: Vec<Pattern>,

    /// Leave these operations out
    #[arg(long, value_name = "PAT")]
    skip: Vec<Pattern>,

    /// Print what would be sent, and send nothing
    #[arg(long)]
    dry_run: bool,

    /// Where made-up values start from
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,

    /// Stop, clean up and report after this time: 500ms, 30s, 5m
    #[arg(long, value_name = "D", value_parser = duration)]
    max_time: Option<Duration>,

    #[command(flatten)]
    reports: Reports,
}

pub fn run(arguments: &Arguments) -> Exit {
    let config = match config(arguments) {
        Ok(config) => config,
        Err(error) => return wrong(&error.message),
    };
    let (api, diagnostics) = match arguments.input.load() {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    mention(&diagnostics);
    let plan = Plan::new(&api, &config);
    if arguments.dry_run {
        return match output::result(&plan.to_string()) {
            Ok(()) => Exit::Fine,
            Err(error) => internal(&format!("cannot print the plan: {error}")),
        };
    }
    let files = match arguments.reports.open() {
        Ok(files) => files,
        Err(error) => return wrong(&error),
    };
    let behaviour = if config.target.is_embedded() {
        match behaviour::load(&arguments.input, None, &api) {
            Ok(behaviour) => behaviour,
            Err(exit) => return exit,
        }
    } else {
        None
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return internal(&format!("cannot start: {error}")),
    };
    match runtime.block_on(execute(&api, &plan, config, behaviour)) {
        Ok(report) => finish(&report, files),
        Err(error) => internal(&error),
    }
}

fn config(arguments: &Arguments) -> Result<Config, avouch_conformance::ConfigError> {
    let mut config = match arguments.target.as_str() {
        // A target that is a placeholder lets everything else be checked before the mock is started.
        "mock" => Config::embedded(([127, 0, 0, 1], 0).into()),
        address => Config::new(Target::parse(address)?),
    };
    for line in &arguments.header {
        config.add_header(line)?;
    }
    for text in &arguments.param {
        config.add_parameter(text)?;
    }
    config.auth_command.clone_from(&arguments.auth_command);
    config.selection = Selection { only: arguments.only.clone(), skip: arguments.skip.clone() };
    config.seed = arguments.seed;
    config.limits.run = arguments.max_time;
    if arguments.allow_writes && !config.target.is_embedded() {
        config.writes = Writes::Own;
    }
    Ok(config)
}

/// Runs the plan, against a mock that is started for it where that is the target.
async fn execute(
    api: &Arc<Api>,
    plan: &Plan,
    mut config: Config,
    behaviour: Option<Arc<Behaviour>>,
) -> Result<Report, String> {
    let mock = if config.target.is_embedded() {
        let server =
            start(api, config.seed, behaviour).await.map_err(|error| format!("cannot start the mock: {error}"))?;
        config.target = Target::embedded(server.address());
        Some(server)
    } else {
        None
    };
    let (stopper, stop) = stop();
    let listener = tokio::spawn(async move { stopper.listen().await });
    let report = replay(plan, &config, &mut Progress::new(), stop).await;
    listener.abort();
    if let Some(server) = mock {
        server.shutdown().await;
    }
    Ok(report)
}

async fn start(api: &Arc<Api>, seed: u64, behaviour: Option<Arc<Behaviour>>) -> io::Result<Server> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let options = Options { seed, behaviour, ..Options::default() };
    avouch_mock::serve(Arc::new(Mock::new(Arc::clone(api), options)), listener)
}

fn finish(report: &Report, files: Files) -> Exit {
    if let Err(error) = files.deliver(report) {
        return internal(&error);
    }
    if report.unreachable.is_some() || report.stopped == Some(SkipReason::Unreachable) {
        return Exit::Unreachable;
    }
    if report.breaches() > 0 { Exit::Findings } else { Exit::Fine }
}

/// Says that the document has faults of its own, which another verb lists.
pub fn mention(diagnostics: &Diagnostics) {
    let errors = diagnostics.count(Severity::Error);
    if errors > 0 && io::stderr().is_terminal() {
        eprintln!("note: the document has {errors} errors of its own; `avouch check` lists them");
    }
}

pub fn wrong(message: &str) -> Exit {
    eprintln!("error: {message}");
    Exit::Usage
}

pub fn internal(message: &str) -> Exit {
    eprintln!("error: {message}");
    Exit::Internal
}
