//! What goes over the socket, byte for byte, and what is made of answers that are cut short.

mod support;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use avouch_conformance::{Config, Target};
use support::{api, found, replay};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A server that writes one prepared text for each request; an empty one closes the connection. `requests` counts the requests
/// over all connections.
async fn raw(answers: &'static [&'static str]) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let heads = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&heads);
    tokio::spawn(async move {
        loop {
            let Ok((mut stream, _)) = listener.accept().await else { return };
            let log = Arc::clone(&log);
            tokio::spawn(async move {
                let mut text = Vec::new();
                let mut buffer = [0; 4096];
                while let Ok(read @ 1..) = stream.read(&mut buffer).await {
                    text.extend_from_slice(&buffer[..read]);
                    if !text.ends_with(b"\r\n\r\n") {
                        continue;
                    }
                    let number = {
                        let mut log = log.lock().expect("the log");
                        log.push(String::from_utf8_lossy(&text).into_owned());
                        log.len() - 1
                    };
                    text.clear();
                    let answer = answers.get(number).or(answers.last()).copied().unwrap_or_default();
                    if answer.is_empty() || stream.write_all(answer.as_bytes()).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    (address, heads)
}

fn config(address: SocketAddr, base: &str) -> Config {
    Config::new(Target::parse(&format!("http://{address}{base}")).expect("a target"))
}

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

fn two_reads() -> Arc<avouch_api::Api> {
    api("paths:
  /one: {get: {operationId: one, responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}}}
  /two: {get: {operationId: two, responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}}}
")
}

#[tokio::test]
async fn requests_are_sent_as_they_are_spelled() {
    let (address, heads) = raw(&[OK]).await;
    let api = api("paths:
  '/a/{id}':
    get:
      operationId: getA
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}, example: '../b c/é'}
        - {name: list, in: query, style: form, explode: false, schema: {type: array, items: {type: string}}, example: ['x,y', z]}
        - {name: X-Note, in: header, schema: {type: string}, example: hello}
      responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}
");
    let mut config = config(address, "/base/%2e%2E");
    config.add_header("Authorization: Bearer abc").expect("a header");
    let report = replay(&api, &config).await;
    assert_eq!(found(&report), []);
    let version = env!("CARGO_PKG_VERSION");
    let expected = format!(
        "GET /base/%2e%2E/a/..%2Fb%20c%2F%C3%A9?list=x%2Cy,z HTTP/1.1\r\nhost: {address}\r\nuser-agent: avouch/{version}\r\n\
         x-note: hello\r\naccept: application/json, */*;q=0.1\r\nauthorization: Bearer abc\r\n\r\n"
    );
    assert_eq!(heads.lock().expect("the log").as_slice(), [expected]);
}

#[tokio::test]
async fn an_empty_reply_on_a_used_connection_is_tried_again() {
    let (address, heads) = raw(&[OK, "", OK]).await;
    let report = replay(&two_reads(), &config(address, "")).await;
    assert_eq!(found(&report), []);
    assert_eq!(report.counts().passed, 2);
    assert_eq!(heads.lock().expect("the log").len(), 3);
}

#[tokio::test]
async fn a_reply_that_is_always_empty_is_the_servers() {
    let (address, _) = raw(&[OK, ""]).await;
    let report = replay(&two_reads(), &config(address, "")).await;
    assert_eq!(found(&report), [("answer/none".to_owned(), "two".to_owned(), String::new())]);
    assert_eq!(report.counts().failed, 1);
}

#[tokio::test]
async fn a_write_that_got_no_answer_on_a_fresh_connection_is_not_repeated() {
    let (address, heads) = raw(&[""]).await;
    let api = api("paths: {/make: {post: {responses: {'201': {description: made}}}}}");
    let report = replay(&api, &config(address, "")).await;
    assert_eq!(report.counts().failed, 1);
    // The connection that was opened to see whether the target is there carries the first one.
    assert!(heads.lock().expect("the log").len() <= 2);
}

#[tokio::test]
async fn answers_that_are_no_http_or_end_early_are_the_servers() {
    for answer in ["what?\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\nconnection: close\r\n\r\n{"] {
        let text: &'static str = answer;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut buffer = [0; 4096];
                drop(stream.read(&mut buffer).await);
                drop(stream.write_all(text.as_bytes()).await);
            }
        });
        let report = replay(&two_reads(), &config(address, "")).await;
        assert!(report.findings.iter().all(|finding| finding.code == "answer/malformed"), "{:#?}", report.findings);
        assert_eq!(report.findings.len(), 2, "{text}");
    }
}

#[tokio::test]
async fn nobody_there_is_no_breach() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let report = replay(&two_reads(), &config(address, "")).await;
    assert!(report.unreachable.is_some());
    assert_eq!(report.verdict(), avouch_conformance::report::Verdict::Unreachable);
    assert_eq!(report.counts().skipped, 2);
}

#[tokio::test]
async fn nothing_is_expected_of_heads_and_empty_statuses() {
    let (address, _) = raw(&[
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
    ])
    .await;
    let api = api("paths:
  /a: {head: {responses: {'200': {description: ok, content: {application/json: {schema: {type: object}}}}}}}
  /b: {get: {responses: {'204': {description: ok, content: {application/json: {schema: {type: object}}}}}}}
");
    let report = replay(&api, &config(address, "")).await;
    assert_eq!(found(&report), []);
    assert_eq!(report.counts().passed, 2);
}
