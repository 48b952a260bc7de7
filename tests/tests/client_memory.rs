//! A gibibyte up and a gibibyte down, and neither client nor mock takes it into memory.
//!
//! The peak of a process is measured, so that client and mock run in processes of their own: this program starts itself,
//! with a role in its environment.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::Instant;

use avouch_mock::{Mock, Options, serve};
use avouch_parser::{Source, load};
use avouch_runtime::{Credential, Upload};
use cloudfoundry_v3::Client;
use cloudfoundry_v3::models::Package;
use libtest_mimic::{Arguments, Failed, Trial};
use tokio::net::TcpListener;

const GIBIBYTE: u64 = 1 << 30;
/// How much more memory a process may take than before, in KiB.
const GROWTH: u64 = 64 << 10;
const ROLE: &str = "AVOUCH_MEMORY_TEST_ROLE";
const BASE: &str = "AVOUCH_MEMORY_TEST_BASE";

fn main() -> ExitCode {
    let runtime = || tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    match env::var(ROLE).as_deref() {
        Ok("mock") => runtime().block_on(mock()),
        Ok("upload") => runtime().block_on(upload()),
        Ok("download") => runtime().block_on(download()),
        _ => {
            // Only Linux tells the peak of a process.
            let is_unmeasurable = peak().is_none();
            let trial = |name, role| Trial::test(name, move || run(role)).with_ignored_flag(is_unmeasurable);
            let trials = vec![trial("upload_of_a_gibibyte", "upload"), trial("download_of_a_gibibyte", "download")];
            return libtest_mimic::run(&Arguments::from_args(), trials).exit_code();
        }
    }
    ExitCode::SUCCESS
}

/// Runs mock and client, and looks at what they say of their memory.
fn run(role: &str) -> Result<(), Failed> {
    let begin = Instant::now();
    let mut mock = start("mock", "")?;
    let mut lines = BufReader::new(mock.stdout.take().ok_or("the mock has no output")?);
    let mut base = String::new();
    lines.read_line(&mut base)?;
    let client = start(role, base.trim())?.wait_with_output()?;
    // The mock ends with its input.
    drop(mock.stdin.take());
    let mut grown = String::new();
    lines.read_to_string(&mut grown)?;
    if !mock.wait()?.success() || !client.status.success() {
        return Err("a process has failed".into());
    }
    for (name, grown) in [("mock", grown), (role, String::from_utf8_lossy(&client.stdout).into_owned())] {
        let grown: u64 = grown.trim().parse()?;
        if grown >= GROWTH {
            return Err(format!("{name} grew by {grown} KiB").into());
        }
        println!("{name} grew by {grown} KiB in {:.1} s", begin.elapsed().as_secs_f64());
    }
    Ok(())
}

fn start(role: &str, base: &str) -> std::io::Result<Child> {
    let mut command = Command::new(env::current_exe()?);
    command.env(ROLE, role).env(BASE, base).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()
}

/// Serves until its input ends, then says how much it has grown.
async fn mock() {
    let source = Source::Path(avouch_tests::root().join("spec/cloudfoundry-v3"));
    let (document, _) = load(&source, &avouch_parser::Options::default()).unwrap();
    let api = Arc::new(avouch_api::Api::from_document(Arc::new(document)).0);
    let mock = Mock::new(api, Options { blob_bytes: Some(GIBIBYTE), ..Options::default() });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = serve(Arc::new(mock), listener).unwrap();
    let before = forget_peak();
    println!("{}", server.origin());
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_string(&mut String::new())).await.unwrap().unwrap();
    println!("{}", peak().unwrap() - before);
}

/// A client, and a package that the document's examples show.
async fn client() -> (Client, String) {
    let builder = Client::builder(&env::var(BASE).unwrap()).credential(Credential::bearer("t"));
    let client = builder.build().unwrap();
    let page = client.packages().list().send().await.unwrap().into_inner();
    let bits = page.resources.into_iter().find_map(|package| match package {
        Package::Bits(package) => Some(package.guid),
        _ => None,
    });
    (client, bits.unwrap())
}

async fn upload() {
    let (client, package) = client().await;
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().set_len(GIBIBYTE).unwrap();
    let before = forget_peak();
    client.packages().upload_bits(&package).bits(Upload::file(file.path())).send().await.unwrap();
    println!("{}", peak().unwrap() - before);
}

async fn download() {
    // The mock's bytes repeat with this period, so that a piece that is lost or comes twice shows.
    const PERIOD: usize = 251;
    const LONGEST: usize = 1 << 20;
    let pattern: Vec<u8> = (0..PERIOD + LONGEST).map(|at| u8::try_from(at % PERIOD).unwrap()).collect();
    let (client, package) = client().await;
    let before = forget_peak();
    let mut body = client.packages().download_bits(&package).await.unwrap().into_inner();
    let mut read = 0_u64;
    while let Some(chunk) = body.chunk().await.unwrap() {
        let from = usize::try_from(read % PERIOD as u64).unwrap();
        assert!(chunk == pattern[from..from + chunk.len()], "at {read}");
        read += chunk.len() as u64;
    }
    assert_eq!(read, GIBIBYTE);
    println!("{}", peak().unwrap() - before);
}

/// Lets the peak of this process begin anew, so that what was needed once hides nothing; returns it.
fn forget_peak() -> u64 {
    // Where that is not possible the peak so far counts.
    drop(fs::write("/proc/self/clear_refs", "5"));
    peak().unwrap()
}

/// The most memory that this process has taken, in KiB, where the system tells.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}
