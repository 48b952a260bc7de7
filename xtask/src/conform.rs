//! `cargo xtask conform`: the main job of the project on its own documents. Checks that the committed crates are current,
//! serves each document with the mock, replays its examples against that, and reports.

use std::net::Ipv4Addr;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use avouch_api::Api;
use avouch_conformance::report::progress::Progress;
use avouch_conformance::report::{json, junit, terminal};
use avouch_conformance::{Config, Plan, Report, run as replay, stop};
use avouch_diagnostics::render;
use avouch_diagnostics::render::Colour;
use avouch_mock::{Behaviour, BehaviourFile, Mock, Options, Server, serve};
use avouch_parser::Source;
use tokio::net::TcpListener;

use crate::codegen;
use crate::workspace::{Error, root};

/// The documents that are replayed, by their folders in `spec/`.
const DOCUMENTS: &[&str] = &["cloudfoundry-v3", "cloudfoundry-v2"];

/// Runs the job; ends with 1 where a crate is not current or an operation did not pass.
pub fn run() -> Result<ExitCode, Error> {
    let current = codegen::run(true)?;
    if current != ExitCode::SUCCESS {
        return Ok(current);
    }
    println!("the crates in generated/ are what the documents in spec/ say");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let reports: Vec<Report> =
        DOCUMENTS.iter().map(|name| runtime.block_on(against_mock(name))).collect::<Result<_, Error>>()?;
    let report = Report::merge(reports);
    print!("{}", terminal::summary(&report, false));
    let folder = root().join("target/avouch");
    std::fs::create_dir_all(&folder)?;
    write(&folder.join("report.json"), &json::json(&report))?;
    write(&folder.join("report.xml"), &junit::junit(&report)?)?;
    println!("reports: target/avouch/report.json, target/avouch/report.xml");
    let counts = report.counts();
    let all_passed = report.findings.is_empty()
        && counts.passed == counts.attempted
        && counts.skipped == 0
        && report.operations.iter().all(|operation| operation.exercised);
    Ok(ExitCode::from(u8::from(!all_passed)))
}

/// Replays the examples of a document against a mock that serves it on a free port of the loopback interface.
async fn against_mock(name: &str) -> Result<Report, Error> {
    let source = Source::Path(root().join("spec").join(name));
    let (document, _) = avouch_parser::load(&source, &avouch_parser::Options::default())?;
    let api = Arc::new(Api::from_document(Arc::new(document)).0);
    let server = start(&api, behaviour(name, &api)?).await?;
    let config = Config::embedded(server.address());
    let plan = Plan::new(&api, &config);
    let (stopper, stop) = stop();
    let listener = tokio::spawn(async move { stopper.listen().await });
    let report = replay(&plan, &config, &mut Progress::new(), stop).await;
    listener.abort();
    server.shutdown().await;
    Ok(report)
}

async fn start(api: &Arc<Api>, behaviour: Option<Arc<Behaviour>>) -> Result<Server, Error> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let options = Options { behaviour, ..Options::default() };
    Ok(serve(Arc::new(Mock::new(Arc::clone(api), options)), listener)?)
}

/// What stands in `mock.toml` beside a document.
fn behaviour(name: &str, api: &Arc<Api>) -> Result<Option<Arc<Behaviour>>, Error> {
    let path = root().join("spec").join(name).join("mock.toml");
    if !path.exists() {
        return Ok(None);
    }
    let file = BehaviourFile { name: path.display().to_string(), text: std::fs::read_to_string(&path)? };
    let (behaviour, diagnostics) = Behaviour::read(&file, api);
    if diagnostics.is_empty() {
        return Ok(Some(Arc::new(behaviour)));
    }
    Err(render::text(&diagnostics, &file, Colour::Never).into())
}

/// Writes a file beside its place and renames it, so that nobody reads half of it.
fn write(path: &Path, text: &str) -> Result<(), Error> {
    let fresh = path.with_extension("fresh");
    std::fs::write(&fresh, text)?;
    std::fs::rename(fresh, path)?;
    Ok(())
}
