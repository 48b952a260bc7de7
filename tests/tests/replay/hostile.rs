//! Files that are no archive, and archives that mean harm: an exit status, a message, bounded memory and time.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::Command;
use std::time::Instant;

use avouch_tests::{Run, avouch};
use serde_json::json;

use super::stage::{BASE, Stage, answer, archive, entry};

#[test]
fn what_is_no_archive_is_refused() {
    let stage = Stage::new();
    let sound = archive(&[entry("GET", &format!("{BASE}/items/1"), answer(200, &json!({"id": 1, "name": "a"})))]);
    let binary: Vec<u8> = (0..=255).cycle().take(4096).collect();
    let cut = &sound[..sound.len() - 40];
    for text in [
        &b""[..],
        b"{}",
        b"[1]",
        b"{\"log\": {\"entries\": {}}}",
        b"{\"log\": 7}",
        &binary,
        cut.as_bytes(),
        b"openapi: 3.1.0",
    ] {
        let found = stage.replay(text, &[]);
        assert_eq!(found.run.status, 2, "{}", found.run.stderr);
        assert!(found.run.stderr.contains("recording.har cannot be read"), "{}", found.run.stderr);
        assert!(found.report.is_null() && found.junit.is_empty(), "no report is written");
    }
    let missing: Run =
        avouch().arg("replay").arg(stage.document()).arg("missing.har").output().expect("it runs").into();
    assert_eq!(missing.status, 2);
    let no_document: Run = avouch().args(["replay", "missing.yaml", "missing.har"]).output().expect("it runs").into();
    assert_eq!(no_document.status, 2);
}

/// Replays what `write` writes with an address space of 1 GiB and expects an end within a time that only a runaway exceeds.
fn bounded(write: impl Fn(&mut dyn Write) -> std::io::Result<()>) -> Run {
    let stage = Stage::new();
    let file = stage.path("large.har");
    let mut writer = BufWriter::new(File::create(&file).expect("the archive is created"));
    write(&mut writer).and_then(|()| writer.flush()).expect("the archive is written");
    let avouch = avouch();
    let start = Instant::now();
    let run: Run = Command::new("sh")
        .args(["-c", "ulimit -v 1048576; exec \"$0\" replay \"$1\" \"$2\""])
        .args([avouch.get_program(), stage.document().as_os_str(), file.as_os_str()])
        .output()
        .expect("a shell can be started")
        .into();
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    assert!(start.elapsed().as_secs() < 120, "took {:?}", start.elapsed());
    run
}

const HEAD: &str = r#"{"log": {"version": "1.2", "entries": ["#;
const BROKEN: &str = r#"{"request": {"method": "GET", "url": "/items/1"}, "response": {"status": 200, "content":
    {"mimeType": "application/json", "text": "{}"}}}"#;

#[test]
fn a_body_of_a_hundred_megabytes_is_cut_and_the_rest_is_judged() {
    let run = bounded(|file| {
        write!(
            file,
            r#"{HEAD}{{"request": {{"method": "GET", "url": "/items/1"}}, "response": {{"status": 200, "content":
            {{"mimeType": "application/json", "text": ""#
        )?;
        for _ in 0..100 {
            file.write_all("a".repeat(1 << 20).as_bytes())?;
        }
        write!(file, "\"}}}}}},{BROKEN}]}}}}")
    });
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert!(run.stderr.contains("2 entries: 2 judged") && run.stderr.contains("1 body was not"), "{}", run.stderr);
}

#[test]
fn an_entry_without_end_is_refused() {
    let run = bounded(|file| {
        write!(file, "{HEAD}[")?;
        let numbers = "7,".repeat(1 << 19);
        (0..80).try_for_each(|_| file.write_all(numbers.as_bytes()))
    });
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert!(run.stderr.contains("larger than 64 MiB"), "{}", run.stderr);
}

#[test]
fn many_entries_take_no_memory() {
    // Every entry fits no operation, and each has an address of its own.
    let run = bounded(|file| {
        write!(file, "{HEAD}{BROKEN}")?;
        (0..100_000).try_for_each(|index| {
            let padding = "p".repeat(200);
            write!(file, ",{{\"request\": {{\"method\": \"GET\", \"url\": \"http://h{index}/{padding}\"}}}}")
        })?;
        write!(file, "]}}}}")
    });
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert!(run.stderr.contains("100001 entries: 1 judged, 100000 fit no operation"), "{}", run.stderr);
}

#[test]
fn nesting_of_a_hundred_thousand_levels() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let text = deep.replace('"', "\\\"");
    let run = bounded(|file| {
        write!(
            file,
            r#"{HEAD}{{"_deep": {deep}, "request": {{"method": "GET", "url": "/items/1", "_deep": {deep}}}, "response":
            {{"status": 200, "content": {{"mimeType": "application/json", "text": "{text}"}}}}}},{deep}]}}}}"#
        )
    });
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert!(run.stderr.contains("2 entries: 1 judged") && run.stderr.contains("1 not understood"), "{}", run.stderr);
}
