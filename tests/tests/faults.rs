//! Faults are found where they are: each is switched on for one operation at a time, and the report must name that operation,
//! the right check and the right place, and no other operation.
//!
//! Every fault is tried at every operation. The whole document is replayed with one fault of each operation; with the others it
//! is that operation and what it needs, unless `AVOUCH_FAULTS=whole` asks for the whole document each time. That takes the square
//! of the document's size: `AVOUCH_FAULTS=whole cargo test --release -p avouch-tests --test faults`.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::thread;

use avouch_api::{Api, Operation, Pattern, Selection};
use avouch_conformance::{Config, Finding, Plan, Silent, Target, run, stop};
use avouch_mock::{Fault, FaultRule, Mock, Options, observable, serve};
use avouch_parser::{Source, load};
use avouch_tests::root;
use avouch_validate::Validator;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// The faults, each with the check that must find it.
const FAULTS: [(Fault, &str); 6] = [
    (Fault::DropRequiredProperty, "body"),
    (Fault::NullInNonNullable, "body"),
    (Fault::WrongStatus, "status"),
    (Fault::WrongContentType, "content-type"),
    (Fault::BadEnum, "body"),
    (Fault::WrongType, "body"),
];

/// A document of the project, ready to be replayed against mocks with faults.
struct Replay {
    api: Arc<Api>,
    validator: Arc<Validator>,
    faultless: Mock,
    plan: Plan,
    config: Config,
    /// Whether every fault meets the whole document.
    always_whole: bool,
}

impl Replay {
    fn new(document: &str) -> Self {
        let source = Source::Path(root().join("spec").join(document));
        let (document, _) = load(&source, &avouch_parser::Options::default()).expect("the document can be read");
        let api = Arc::new(Api::from_document(Arc::new(document)).0);
        let config = Config::embedded((Ipv4Addr::LOCALHOST, 0).into());
        let plan = Plan::new(&api, &config);
        let always_whole = std::env::var("AVOUCH_FAULTS").is_ok_and(|value| value == "whole");
        let validator = Arc::new(Validator::new(Arc::clone(&api)));
        let faultless = Mock::with_validator(Arc::clone(&validator), Options::default());
        Replay { api, validator, faultless, plan, config, always_whole }
    }

    /// Everything that is found in a mock with one fault at one operation.
    fn findings(&self, fault: Fault, operation: &Operation, whole: bool) -> Vec<Finding> {
        let pattern: Pattern = operation.id.parse().expect("an operationId is a pattern");
        let neighbourhood = (!whole).then(|| {
            let selection = Selection { only: vec![pattern.clone()], skip: Vec::new() };
            Plan::with_validator(&self.validator, &Config { selection, ..self.config.clone() })
        });
        let plan = neighbourhood.as_ref().unwrap_or(&self.plan);
        let mock = self.faultless.restarted(vec![FaultRule { fault, pattern: Some(pattern), probability: 1.0 }]);
        let runtime = Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
            let server = serve(Arc::new(mock), listener).expect("the mock serves");
            let config = Config { target: Target::embedded(server.address()), ..self.config.clone() };
            let (_stopper, stop) = stop();
            let report = run(plan, &config, &mut Silent, stop).await;
            server.shutdown().await;
            report.findings
        })
    }

    /// What is wrong about what was found; nothing where the report is as it should be.
    fn complaint(&self, trial: &Trial<'_>) -> Option<String> {
        let Trial { fault, check, operation, whole } = *trial;
        let findings = self.findings(fault, operation, whole || self.always_whole);
        let at = |finding: &Finding| format!("{} {} {:?}", finding.operation, finding.check, finding.pointer_body);
        let fits = |finding: &Finding| {
            finding.operation == operation.id
                && finding.check == check
                && (check != "body" || broken_place(finding) == finding.pointer_body.as_deref().map(anywhere))
        };
        if !findings.is_empty() && findings.iter().all(fits) {
            return None;
        }
        let found: Vec<String> = findings.iter().map(at).collect();
        Some(format!("{} at {}: found {found:?}", fault.name(), operation.id))
    }
}

/// One fault at one operation.
struct Trial<'a> {
    fault: Fault,
    /// The check that must find it.
    check: &'static str,
    operation: &'a Operation,
    /// Whether the whole document is replayed, rather than the operation and what it needs.
    whole: bool,
}

/// Every fault at every operation whose document makes it observable. The faults take turns in meeting the whole document.
fn trials(replay: &Replay) -> Vec<Trial<'_>> {
    let mut trials = Vec::new();
    for operation in &replay.api.operations {
        let seen = FAULTS.iter().filter(|(fault, _)| observable(&replay.validator, operation, *fault));
        let seen: Vec<_> = seen.collect();
        let turn = trials.len() % seen.len().max(1);
        trials.extend(seen.into_iter().enumerate().map(|(index, (fault, check))| Trial {
            fault: *fault,
            check,
            operation,
            whole: index == turn,
        }));
    }
    trials
}

/// Where the mock says that it broke the body that a finding is about.
fn broken_place(finding: &Finding) -> Option<String> {
    let header = finding.response.as_ref()?.headers.get("avouch-fault")?;
    header.split_once(" at #").map(|(_, pointer)| anywhere(pointer))
}

/// A pointer without the positions in lists, which findings leave open.
fn anywhere(pointer: &str) -> String {
    let token = |token: &str| if token.parse::<usize>().is_ok() { "*".to_owned() } else { token.to_owned() };
    pointer.split('/').map(token).collect::<Vec<_>>().join("/")
}

/// Runs every fault at every operation whose document makes it observable, and counts them by fault.
fn try_all(document: &str) -> (BTreeMap<&'static str, usize>, Vec<String>) {
    let replay = Replay::new(document);
    let trials = trials(&replay);
    let mut counts = BTreeMap::new();
    for trial in &trials {
        *counts.entry(trial.fault.name()).or_default() += 1;
    }
    let next = Mutex::new(trials.into_iter());
    let complaints = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let Some(trial) = next.lock().expect("no thread panics").next() else { break };
                    let complaint = replay.complaint(&trial);
                    complaints.lock().expect("no thread panics").extend(complaint);
                }
            });
        }
    });
    (counts, complaints.into_inner().expect("no thread panics"))
}

fn assert_found(document: &str) {
    let (counts, complaints) = try_all(document);
    println!("{document}: {} faults switched on, one operation at a time: {counts:?}", counts.values().sum::<usize>());
    assert!(
        FAULTS.iter().all(|(fault, _)| *fault == Fault::BadEnum || counts.contains_key(fault.name())),
        "{counts:?}"
    );
    assert!(
        complaints.is_empty(),
        "{} of them are not found as they are:\n{}",
        complaints.len(),
        complaints.join("\n")
    );
}

#[test]
fn every_fault_is_found_where_it_is() {
    assert_found("cloudfoundry-v3");
}

#[test]
fn every_fault_of_the_service_listing_is_found() {
    assert_found("cloudfoundry-v2");
}
