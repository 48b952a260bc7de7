//! Long-running operations, under paused time.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![cfg(feature = "client")]

mod sample;
mod support;

use avouch_runtime::{Credential, Error, JobError, LinkError};
use sample::Client;
use sample::models::JobState;
use std::time::Duration;
use support::{Script, json, reply};
use tokio::time::Instant;

/// A client whose delete answers a job at `location` that goes through these states.
fn client(location: &'static str, states: &'static [&'static str]) -> (Script, Client) {
    let script = Script::new(move |seen, before| {
        if seen.method == "DELETE" {
            return Ok(reply(202, &[("location", location)], ""));
        }
        let state = states.get(before - 1).or(states.last()).unwrap();
        let error = r#"{"code": 1, "title": "E"}"#;
        Ok(json(200, format!(r#"{{"guid": "j", "state": "{state}", "errors": [{error}]}}"#)))
    });
    let builder = Client::builder("https://api.example.org/base").transport(script.clone());
    let client = builder.credential(Credential::bearer("t")).build().unwrap();
    (script, client)
}

#[tokio::test(start_paused = true)]
async fn a_job_that_completes() {
    let (script, client) = client("https://api.example.org/base/v3/jobs/j", &["PROCESSING", "NEW", "COMPLETE"]);
    let begin = Instant::now();
    let mut states = Vec::new();
    let accepted = client.apps().delete("a1").send().await.unwrap();
    let job = accepted.job().unwrap();
    let done = job.wait_with(|job| states.push(job.state.clone())).await.unwrap();
    assert_eq!(done.state, JobState::Complete);
    assert_eq!(states, [JobState::Processing, JobState::from("NEW"), JobState::Complete]);
    assert_eq!(script.lines()[1], "GET https://api.example.org/base/v3/jobs/j");
    assert!(script.seen().iter().all(|seen| seen.header("authorization") == Some("Bearer t")));
    // Pauses of 1 s and 1.5 s, and the time of four exchanges.
    assert_eq!(begin.elapsed(), Duration::from_millis(2500 + 4 * 10));
}

#[tokio::test(start_paused = true)]
async fn a_job_that_fails_is_an_error_with_its_body() {
    let (_, client) = client("/base/v3/jobs/j", &["FAILED"]);
    let job = client.apps().delete("a1").send().await.unwrap().job().unwrap();
    match job.wait().await.unwrap_err() {
        JobError::Failed(job) => assert_eq!(job.errors.as_ref().unwrap()[0].title, "E"),
        other => panic!("{other}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_job_that_does_not_end() {
    let (script, client) = client("/base/v3/jobs/j", &["PROCESSING"]);
    let begin = Instant::now();
    let job = client.apps().delete("a1").send().await.unwrap().job().unwrap();
    let error = job.timeout(Some(Duration::from_secs(60))).wait().await.unwrap_err();
    assert!(matches!(error, JobError::TimedOut(_)), "{error}");
    assert!(begin.elapsed() <= Duration::from_secs(61));
    // Pauses grow to ten times the first.
    assert!(script.lines().len() < 14, "{}", script.lines().len());
}

#[tokio::test(start_paused = true)]
async fn the_server_says_when_to_ask() {
    let script = Script::new(|seen, before| {
        Ok(match (seen.method.as_str(), before) {
            ("DELETE", _) => reply(202, &[("location", "/j"), ("retry-after", "20")], ""),
            (_, 1) => reply(200, &[("retry-after", "30")], r#"{"guid": "j", "state": "PROCESSING"}"#),
            _ => json(200, r#"{"guid": "j", "state": "COMPLETE"}"#),
        })
    });
    let client = Client::builder("http://a").transport(script).build().unwrap();
    let begin = Instant::now();
    let job = client.apps().delete("a1").await.unwrap().job().unwrap();
    job.wait().await.unwrap();
    assert_eq!(begin.elapsed().as_secs(), 50);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_asks_for_ages_is_asked_sooner() {
    let script = Script::new(|seen, _| {
        let ages = [("location", "/j"), ("retry-after", "99999999999999999999")];
        let status = if seen.method == "DELETE" { 202 } else { 200 };
        Ok(reply(status, &ages, r#"{"guid": "j", "state": "PROCESSING"}"#))
    });
    let client = Client::builder("http://a").transport(script.clone()).build().unwrap();
    let begin = Instant::now();
    let job = client.apps().delete("a1").await.unwrap().job().unwrap();
    job.interval(Duration::MAX).wait().await.unwrap_err();
    assert!((1500..=1800).contains(&begin.elapsed().as_secs()), "{:?}", begin.elapsed());
    assert_eq!(script.lines().len(), 1 + 6 - 1);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_reads_a_state_can_be_awaited() {
    let script = Script::new(|_, before| {
        let state = ["PROCESSING", "PROCESSING", "COMPLETE"][before];
        Ok(json(200, format!(r#"{{"guid": "j", "state": "{state}"}}"#)))
    });
    let builder = Client::builder("http://a").transport(script.clone()).credential(Credential::bearer("t"));
    let client = builder.build().unwrap();
    let mut states = Vec::new();
    let job = client.jobs().get("a b").watch().interval(Duration::from_secs(3));
    let job = job.clone().wait_with(|job| states.push(job.state.clone())).await.unwrap();
    assert_eq!(job.state, JobState::Complete);
    assert_eq!(states, [JobState::Processing, JobState::Processing, JobState::Complete]);
    assert_eq!(script.lines(), ["GET http://a/v3/jobs/a%20b"; 3]);

    // What cannot be sent is not sent.
    let error = client.jobs().get("..").watch().wait().await.unwrap_err();
    assert!(matches!(error, JobError::Call(Error::Request(_))), "{error}");
    assert_eq!(script.lines().len(), 3);
}

#[tokio::test]
async fn a_location_that_is_not_followed() {
    let (_, missing) = client("", &[]);
    let accepted = missing.apps().delete("a1").send().await.unwrap();
    assert!(accepted.job().is_ok(), "an empty reference is the address itself");

    for location in ["https://other.example.org/j", "http://api.example.org/j"] {
        let (script, client) = client(location, &["COMPLETE"]);
        let accepted = client.apps().delete("a1").send().await.unwrap();
        let error = accepted.job().unwrap_err();
        assert!(matches!(error, JobError::Call(Error::Link(LinkError::Foreign(_)))), "{error}");
        assert_eq!(script.lines().len(), 1);
    }

    let script = Script::new(|_, _| Ok(reply(202, &[], "")));
    let client = Client::builder("http://a").transport(script).build().unwrap();
    let error = client.apps().delete("a1").send().await.unwrap().job().unwrap_err();
    assert!(matches!(error, JobError::Call(Error::Link(LinkError::Missing))), "{error}");
}
