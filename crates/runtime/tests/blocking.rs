//! Calls without `async`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod sample;
mod support;

use avouch_runtime::{Credential, Error, JobError, Paging, Upload, block_on, json as json_of, stream};
use http::Method;
use sample::Client;
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};
use support::{Reply, Seen, Server, json, reply};

/// A server on a runtime of its own, as if it were another process.
fn serve(answer: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> (Server, Client) {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            sender.send(Server::start(answer).await).unwrap();
            std::future::pending::<()>().await;
        });
    });
    let server = receiver.recv().unwrap();
    let client = Client::new(&server.base).unwrap();
    (server, client)
}

fn page(number: usize, last: usize) -> Reply {
    let next = if number < last { format!(r#"{{"href": "/v3/apps?page={}"}}"#, number + 1) } else { "null".to_owned() };
    let app = format!(
        r#"{{"guid": "a{number}", "created_at": "2016-06-08T16:41:45Z", "name": "web", "state": "STARTED",
            "lifecycle": {{"type": "docker", "data": {{}}}}, "droplet": null}}"#
    );
    let pagination = format!(r#"{{"total_results": {last}, "total_pages": {last}, "next": {next}}}"#);
    json(200, format!(r#"{{"pagination": {pagination}, "resources": [{app}]}}"#))
}

fn pages(last: usize) -> (Server, Client) {
    serve(move |seen, _| {
        let number =
            seen.uri.query().and_then(|query| query.strip_prefix("page=")).map_or(1, |text| text.parse().unwrap());
        page(number, last)
    })
}

#[test]
fn answers_are_waited_for() {
    let (server, client) = pages(1);
    let page = client.apps().list().names(["web"]).header("X-Extra", "1").send_blocking().unwrap();
    assert_eq!(page.resources[0].guid.to_string(), "a1");
    let again = client.apps().list().send().wait().unwrap();
    assert_eq!(again.resources.len(), 1);
    assert_eq!(server.lines(), ["GET /v3/apps?names=web", "GET /v3/apps"]);
    let error = client.apps().get("..").send_blocking().unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error}");
}

#[test]
fn lists_are_iterators() {
    let (server, client) = pages(3);
    let guids: Vec<String> =
        client.apps().list().items().into_iter().map(|app| app.unwrap().guid.to_string()).collect();
    assert_eq!(guids, ["a1", "a2", "a3"]);
    let mut count = 0;
    for page in client.apps().list().pages() {
        count += page.unwrap().resources.len();
    }
    assert_eq!(count, 3);
    assert_eq!(server.seen().len(), 6);
    let mut first = client.apps().list().items().into_iter();
    first.next().unwrap().unwrap();
    assert_eq!(server.seen().len(), 7, "a page that nobody asks for is not read");
}

#[test]
fn jobs_are_waited_for() {
    let (_, client) = serve(|seen, before| match (seen.method.as_str(), before) {
        ("DELETE", _) => reply(202, &[("location", "/v3/jobs/j")], ""),
        (_, 1) => json(200, r#"{"guid": "j", "state": "PROCESSING"}"#),
        (_, 2) => json(200, r#"{"guid": "j", "state": "COMPLETE"}"#),
        _ => json(
            200,
            r#"{"guid": "j", "state": "FAILED", "errors": [{"code": 1, "title": "CF-Busy", "detail": "not now"}]}"#,
        ),
    });
    let job = client.apps().delete("a1").send_blocking().unwrap().job().unwrap().interval(Duration::from_millis(10));
    let mut states = Vec::new();
    job.clone().wait_with_blocking(|job| states.push(format!("{:?}", job.state))).unwrap();
    assert_eq!(states.len(), 2, "{states:?}");
    assert!(job.poll_blocking().is_ok());
    let error = job.wait_blocking().unwrap_err();
    assert!(matches!(error, JobError::Failed(_)));
    assert_eq!(error.to_string(), "the job has failed: CF-Busy: not now");
}

#[test]
fn bodies_go_both_ways() {
    let (server, _) = serve(|seen, _| reply(200, &[], seen.body.clone()));
    let client = avouch_runtime::Client::builder(&server.base).build().unwrap();
    let folder = std::env::temp_dir().join(format!("avouch-blocking-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (from, to) = (folder.join("from"), folder.join("to"));
    std::fs::write(&from, vec![7; 1_000_000]).unwrap();
    let echo = |upload: Upload| {
        let call = client.call::<_, ()>(Method::PUT, "/echo", &[stream("200")], &[]);
        call.body("application/octet-stream", upload).send_blocking().unwrap().into_inner()
    };
    assert_eq!(echo(Upload::file(&from)).save_blocking(&to).unwrap(), 1_000_000);
    assert_eq!(std::fs::read(&to).unwrap(), std::fs::read(&from).unwrap());
    assert_eq!(echo(Upload::from("abc")).bytes_blocking(10).unwrap(), "abc");
    assert!(echo(Upload::from("abc")).bytes_blocking(2).is_err());
    let mut copy = Vec::new();
    assert_eq!(echo(Upload::from("abc")).copy_to_blocking(&mut copy).unwrap(), 3);
    assert_eq!(copy, b"abc");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn inside_a_runtime_they_are_errors_and_nothing_is_sent() {
    let (server, client) = pages(2);
    let inside = || {
        let error = client.apps().list().send_blocking().unwrap_err();
        assert!(matches!(error, Error::Blocking(_)), "{error}");
        assert!(error.to_string().contains("inside an asynchronous runtime"), "{error}");
        let mut pages = client.apps().list().items().into_iter();
        assert!(matches!(pages.next(), Some(Err(Error::Blocking(_)))));
        assert!(pages.next().is_none(), "an error ends the iterator");
        assert!(block_on(async {}).is_err());
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        inside();
        let error = tokio::spawn(async { block_on(async {}) }).await.unwrap();
        assert!(error.is_err());
    });
    // A blocking call inside of a blocking call is one inside a runtime too.
    assert!(block_on(async { block_on(async {}) }).unwrap().is_err());
    assert_eq!(server.seen().len(), 0);
    assert!(client.apps().list().send_blocking().is_ok());
}

#[test]
fn a_client_of_an_asynchronous_runtime_works_without_it() {
    let (_, client) = pages(1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { client.apps().list().send().await.map(drop) }).unwrap();
    drop(runtime);
    client.apps().list().send_blocking().unwrap();
}

#[test]
fn threads_do_not_wait_for_each_other() {
    // Every answer waits for all requests to be there.
    let together = Arc::new(Barrier::new(8));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        while let Ok((mut connection, _)) = listener.accept() {
            let together = Arc::clone(&together);
            std::thread::spawn(move || {
                use std::io::{Read, Write};
                let mut buffer = [0; 4096];
                let _ = connection.read(&mut buffer);
                together.wait();
                let _ = connection.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]");
            });
        }
    });
    let client = avouch_runtime::Client::builder(&base).build().unwrap();
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let call = client.call::<Vec<String>, ()>(Method::GET, "/", &[json_of("200")], &[]);
                assert_eq!(call.timeout(Duration::from_secs(20)).pages(Paging::LinkHeader).into_iter().count(), 1);
            });
        }
    });
    assert!(begin.elapsed() < Duration::from_secs(20));
}

#[test]
fn clocks_run() {
    let (_, client) = serve(|_, _| {
        std::thread::sleep(Duration::from_millis(400));
        json(200, "{}")
    });
    let error = client.apps().list().timeout(Duration::from_millis(30)).send_blocking().unwrap_err();
    assert!(matches!(error, Error::TimedOut(_)), "{error}");
    let token = Credential::refreshed(|| std::future::ready(Err::<String, _>(std::io::Error::other("no token"))));
    let client = Client::builder("http://127.0.0.1:9").credential(token).build().unwrap();
    assert!(matches!(client.apps().list().send_blocking(), Err(Error::Credential(_))));
}
