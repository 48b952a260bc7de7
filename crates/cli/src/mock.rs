//! `avouch mock`: a server for a document.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use avouch_api::Api;
use avouch_mock::{Fault, FaultRule, Mock, Options, duration};
use tokio::net::TcpListener;

use crate::behaviour;
use crate::exit::Exit;
use crate::input::Input;
use crate::output;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    input: Input,

    /// Where to listen; port 0 picks a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: SocketAddr,

    /// Where made-up values and identifiers start from
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,

    // Not a doc comment, in which brackets would be links.
    #[arg(
        long,
        value_name = "FAULT",
        help = "Break answers on purpose: NAME[@PAT][=PROBABILITY]; `list` prints the names"
    )]
    fault: Vec<String>,

    /// How long every answer waits: 500ms, 30s, 5m
    #[arg(long, value_name = "D", value_parser = duration)]
    latency: Option<Duration>,

    /// What the document cannot say; without it `mock.toml` beside the document, where there is one
    #[arg(long, value_name = "FILE")]
    behaviour: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> Exit {
    if arguments.fault.iter().any(|fault| fault == "list") {
        return list_faults();
    }
    let mut faults = Vec::new();
    for text in &arguments.fault {
        match text.parse::<FaultRule>() {
            Ok(rule) => faults.push(rule),
            Err(error) => {
                eprintln!("error: --fault {text}: {error}");
                return Exit::Usage;
            }
        }
    }
    let api = match arguments.input.load() {
        Ok((api, _)) => api,
        Err(exit) => return exit,
    };
    for rule in &faults {
        if !api.operations.iter().any(|operation| rule.concerns(operation)) {
            eprintln!("warning: --fault {}: the pattern is for no operation of the document", rule.fault.name());
        }
    }
    let behaviour = match behaviour::load(&arguments.input, arguments.behaviour.as_deref(), &api) {
        Ok(behaviour) => behaviour,
        Err(exit) => return exit,
    };
    let latency = arguments.latency.unwrap_or_default();
    let options = Options { seed: arguments.seed, faults, behaviour, latency, ..Options::default() };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: cannot start: {error}");
            return Exit::Internal;
        }
    };
    runtime.block_on(serve(api, options, arguments.listen))
}

async fn serve(api: Arc<Api>, options: Options, address: SocketAddr) -> Exit {
    let listener = match TcpListener::bind(address).await {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!("error: cannot listen on {address}: {error}");
            return Exit::Usage;
        }
    };
    let server = match avouch_mock::serve(Arc::new(Mock::new(api, options)), listener) {
        Ok(server) => server,
        Err(error) => {
            eprintln!("error: cannot listen on {address}: {error}");
            return Exit::Internal;
        }
    };
    // Before the address is told: whoever reads it may ask for the end at once.
    let signals = match Signals::new() {
        Ok(signals) => signals,
        Err(error) => {
            eprintln!("error: cannot wait for signals: {error}");
            return Exit::Internal;
        }
    };
    if let Err(error) = output::result(&format!("listening on {}", server.origin())) {
        eprintln!("error: cannot print the address: {error}");
        return Exit::Internal;
    }
    signals.any().await;
    server.shutdown().await;
    Exit::Fine
}

/// The signals that ask the process to end, noticed from the moment that this is made.
struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

impl Signals {
    #[cfg(unix)]
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    #[cfg(windows)]
    fn new() -> std::io::Result<Self> {
        Ok(Signals { interrupt: tokio::signal::windows::ctrl_c()? })
    }

    /// Waits for any of them.
    #[cfg(unix)]
    async fn any(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    #[cfg(windows)]
    async fn any(mut self) {
        self.interrupt.recv().await;
    }
}

fn list_faults() -> Exit {
    let width = Fault::ALL.iter().map(|fault| fault.name().len()).max().unwrap_or_default();
    let lines = Fault::ALL.iter().map(|fault| format!("{:width$}  {}\n", fault.name(), fault.summary()));
    match output::result(&lines.collect::<String>()) {
        Ok(()) => Exit::Fine,
        Err(error) => {
            eprintln!("error: cannot print the faults: {error}");
            Exit::Internal
        }
    }
}
