//! The `avouch` command: arguments, output and exit codes. What the verbs do lives in the crates they are named after.
//!
//! Results go to standard output, words for people to standard error; colour and progress only where a terminal is.

mod behaviour;
mod check;
mod conform;
mod exit;
mod generate;
mod input;
mod mock;
mod output;
mod replay;
mod reports;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::exit::Exit;

/// One OpenAPI document, two promises: code that fits it, and a server that keeps it.
#[derive(Parser)]
#[command(name = "avouch", version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Report what is wrong with a document
    Check(check::Arguments),
    /// Replay the examples of a document against a server, and report where the two part ways
    Conform(conform::Arguments),
    /// Hold recorded exchanges, an HTTP Archive (HAR), against a document
    Replay(replay::Arguments),
    /// Serve a document: answer as it says, and remember what was made
    Mock(mock::Arguments),
    /// Write a Rust crate with models and a client
    Generate(generate::Arguments),
}

fn main() -> ExitCode {
    let exit = match Arguments::parse().verb {
        Verb::Check(arguments) => check::run(&arguments),
        Verb::Conform(arguments) => conform::run(&arguments),
        Verb::Replay(arguments) => replay::run(&arguments),
        Verb::Mock(arguments) => mock::run(&arguments),
        Verb::Generate(arguments) => generate::run(&arguments),
    };
    exit.into()
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}
