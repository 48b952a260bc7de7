//! Operations as generated code has them, against a small server.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![cfg(feature = "client")]

mod sample;
mod support;

use avouch_runtime::{Call, Credential, DateTime, Error, Upload};
use sample::Client;
use sample::errors::NotFoundOrLocked;
use sample::models::{AppCreate, AppRelationships, AppState, AppUpdate, Metadata, Relationship, RelationshipData};
use sample::packages::CopyPackageAnswer;
use std::time::Duration;
use support::{Reply, Seen, Server, json, reply};

const APP: &str = r#"{
    "guid": "a1", "created_at": "2016-06-08T16:41:45Z", "name": "web", "state": "STARTED",
    "lifecycle": {"type": "docker", "data": {}}, "droplet": null
}"#;

const PACKAGE: &str = r#"{"guid": "p1", "state": "READY", "source": "empty"}"#;

const ERRORS: &str = r#"{"errors": [{"code": 10010, "title": "CF-ResourceNotFound"}]}"#;

async fn server(answer: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> (Server, Client) {
    let server = Server::start(answer).await;
    let client = Client::new(&server.base).unwrap();
    (server, client)
}

#[tokio::test]
async fn a_list_with_filters() {
    let page =
        format!(r#"{{"pagination": {{"total_results": 1, "total_pages": 1, "next": null}}, "resources": [{APP}]}}"#);
    let (server, client) = server(move |_, _| json(200, page.clone())).await;
    let created: DateTime = "2020-01-01T00:00:00+01:00".parse().unwrap();
    let list = client
        .apps()
        .list()
        .names(["web", "a,b"])
        .states([AppState::Started, AppState::from("NEW")])
        .created_after(created)
        .per_page(50)
        .per_page(60)
        .x_request_id("r 1")
        .send()
        .await
        .unwrap();
    assert_eq!(list.resources.len(), 1);
    assert_eq!(list.status(), 200);
    assert_eq!(list.header("content-type"), Some("application/json"));
    let seen = &server.seen()[0];
    assert_eq!(
        seen.line(),
        "GET /v3/apps?names=web,a%2Cb&states=STARTED,NEW\
         &created_ats%5Bgt%5D=2020-01-01T00%3A00%3A00%2B01%3A00&per_page=60"
    );
    assert_eq!(seen.header("x-request-id"), Some("r 1"));
    assert_eq!(seen.header("accept"), Some("application/json"));
    assert_eq!(seen.header("user-agent"), Some(concat!("avouch/", env!("CARGO_PKG_VERSION"))));
}

#[tokio::test]
async fn a_nested_model_is_created_and_changed() {
    let (server, client) = server(|seen, _| json(if seen.method == "POST" { 201 } else { 200 }, APP)).await;
    let body = AppCreate {
        name: "web".into(),
        relationships: AppRelationships { space: Relationship { data: Some(RelationshipData { guid: "s1".into() }) } },
        ..AppCreate::default()
    };
    let app = client.apps().create(&body).send().await.unwrap();
    assert_eq!(app.name, "web");
    let update = AppUpdate { droplet: avouch_runtime::Maybe::Null, ..AppUpdate::default() };
    client.apps().update("a 1", &update).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen[0].body, r#"{"name":"web","relationships":{"space":{"data":{"guid":"s1"}}}}"#);
    assert_eq!(seen[0].header("content-type"), Some("application/json"));
    assert_eq!(seen[1].line(), "PATCH /v3/apps/a%201");
    assert_eq!(seen[1].body, r#"{"droplet":null}"#);
}

#[tokio::test]
async fn documented_errors_are_typed_by_status() {
    let (_, client) = server(|seen, _| match seen.uri.path() {
        "/v3/packages/locked/download" => json(423, r#"{"owner": "me"}"#),
        _ => json(404, ERRORS),
    })
    .await;
    let error = client.apps().get("a1").send().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    assert_eq!(error.documented().map(|errors| errors.errors[0].code), Some(10010));
    match client.packages().download("locked").send().await.unwrap_err() {
        Error::Documented(response) => match response.into_inner() {
            NotFoundOrLocked::Locked(locked) => assert_eq!(locked.owner, "me"),
            NotFoundOrLocked::NotFound(errors) => panic!("{errors:?}"),
        },
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn an_undocumented_answer_keeps_everything() {
    let (_, client) = server(|_, _| reply(418, &[("x-pot", "tea")], &b"\xffshort\nand stout"[..])).await;
    match client.apps().get("a1").send().await.unwrap_err() {
        Error::Undocumented(response) => {
            assert_eq!(response.status(), 418);
            assert_eq!(response.header("x-pot"), Some("tea"));
            assert_eq!(response.body(), &b"\xffshort\nand stout"[..]);
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_body_that_is_not_what_the_document_says() {
    let (_, client) = server(|_, _| json(200, r#"{"guid": "a1", "state": 7}"#)).await;
    let error = client.apps().get("a1").send().await.unwrap_err();
    assert!(matches!(&error, Error::Decode { response, .. } if response.body().starts_with(b"{")));
    assert_eq!(
        error.to_string(),
        "an answer 200 OK: App.state: invalid type: integer `7`, expected a string (AppState) \
         at line 1 column 25: {\\\"guid\\\": \\\"a1\\\", \\\"state\\\": 7}"
    );
}

#[tokio::test]
async fn several_successes_by_status() {
    let (_, client) = server(|seen, _| match seen.uri.path() {
        "/v3/packages/old/copy" => json(200, PACKAGE),
        "/v3/packages/new/copy" => json(201, PACKAGE),
        "/v3/packages/big/copy" => reply(202, &[("location", "/v3/jobs/j")], ""),
        "/v3/packages/none/copy" => reply(204, &[], ""),
        _ => json(500, ERRORS),
    })
    .await;
    let copy = async |guid: &str| client.packages().copy(guid).send().await;
    let is = |answer: &CopyPackageAnswer| match answer {
        CopyPackageAnswer::Ok(package) => format!("200 {}", package.guid),
        CopyPackageAnswer::Created(package) => format!("201 {}", package.guid),
        CopyPackageAnswer::Accepted(accepted) => {
            format!("202 {}", accepted.job().unwrap().location())
        }
        CopyPackageAnswer::NoContent => "204".to_owned(),
    };
    assert_eq!(is(&copy("old").await.unwrap()), "200 p1");
    assert_eq!(is(&copy("new").await.unwrap()), "201 p1");
    assert_eq!(is(&copy("big").await.unwrap()), "202 /v3/jobs/j");
    assert_eq!(is(&copy("none").await.unwrap()), "204");
    let error = copy("broken").await.unwrap_err();
    assert_eq!(error.documented().map(|errors| errors.errors.len()), Some(1));
}

#[tokio::test]
async fn arguments_that_would_change_the_address_are_refused() {
    let (server, client) = server(|_, _| json(200, APP)).await;
    for guid in ["..", ".", "", "%2e%2E", ".%2e", "%2E"] {
        let error = client.apps().get(guid).send().await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{guid}: {error}");
        assert!(client.apps().delete(guid).send().await.is_err(), "{guid}");
    }
    assert!(server.lines().is_empty());
    // What an argument holds besides is encoded, and stays one segment.
    client.apps().get("../a?b#c%2e%2e").send().await.unwrap();
    client.apps().get("%2e%2E%2e").send().await.unwrap();
    assert_eq!(server.lines(), ["GET /v3/apps/..%2Fa%3Fb%23c%252e%252e", "GET /v3/apps/%252e%252E%252e"]);
}

#[tokio::test]
async fn a_multipart_body() {
    let (server, client) = server(|_, _| json(200, PACKAGE)).await;
    let metadata = Metadata::default();
    client
        .packages()
        .upload("p1")
        .resources("[]")
        .metadata(&metadata)
        .bits(Upload::from("PK").file_name("a \"b\".zip"))
        .send()
        .await
        .unwrap();
    let seen = &server.seen()[0];
    let boundary = seen
        .header("content-type")
        .and_then(|value| value.strip_prefix("multipart/form-data; boundary="))
        .unwrap()
        .trim_matches('"');
    let expected = [
        "Content-Disposition: form-data; name=\"resources\"\r\n\r\n[]",
        "Content-Disposition: form-data; name=\"metadata\"\r\n\
         Content-Type: application/json\r\n\r\n{}",
        "Content-Disposition: form-data; name=\"bits\"; filename=\"a %22b%22.zip\"\r\n\
         Content-Type: application/octet-stream\r\n\r\nPK",
    ]
    .map(|part| format!("--{boundary}\r\n{part}\r\n"))
    .concat();
    let body = String::from_utf8(seen.body.to_vec()).unwrap();
    assert_eq!(body, format!("{expected}--{boundary}--\r\n"));
    let length = seen.header("content-length").unwrap();
    assert_eq!(length, seen.body.len().to_string());
}

#[tokio::test]
async fn every_operation_takes_header_fields_and_a_limit_and_can_be_awaited() {
    let page = r#"{"pagination":{"total_results":0,"total_pages":1,"next":null},"resources":[]}"#;
    let (server, client) = server(move |_, _| json(200, page)).await;
    let limit = Duration::from_secs(5);
    client.apps().list().per_page(1).header("X-Extra", "1").timeout(limit).await.unwrap();
    client.apps().list().x_request_id("2").header("x-request-id", String::from("3")).send().await.unwrap();
    let mut pages = client.apps().list().header("X-Extra", "4").pages();
    pages.next().await.unwrap().unwrap();
    let call: Call<_, _> = client.apps().list().into();
    call.header("X-Extra", "5").await.unwrap();
    let seen: Vec<_> = server
        .seen()
        .iter()
        .map(|seen| seen.header("x-extra").or(seen.header("x-request-id")).map(str::to_owned))
        .collect();
    assert_eq!(seen, ["1", "3", "4", "5"].map(|text| Some(text.to_owned())));
    for (name, value) in [("X\r\nY", "secret"), ("X-Y", "secret\r\nX-Z: 1"), ("", "secret")] {
        let error = client.apps().list().header(name, value).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)) && !error.to_string().contains("secret"), "{error}");
    }
    assert_eq!(server.seen().len(), 4);
}

#[tokio::test]
async fn the_limit_of_one_operation_is_its_own() {
    let (_, client) = server(|_, _| {
        std::thread::sleep(Duration::from_millis(300));
        json(200, "{}")
    })
    .await;
    let error = client.apps().list().timeout(Duration::from_millis(20)).await.unwrap_err();
    assert!(matches!(error, Error::TimedOut(_)), "{error}");
}

#[tokio::test]
async fn lists_in_a_multipart_body_are_whole_or_parted() {
    let server = Server::start(|_, _| json(204, "")).await;
    let runtime = avouch_runtime::Client::builder(&server.base).build().unwrap();
    let items = [Metadata::default(), Metadata::default()];
    let call = runtime.call::<(), ()>(http::Method::POST, "/lists", &[avouch_runtime::empty("204")], &[]);
    call.multipart().json_part("whole", &items[..]).json_parts("parted", &items).send().await.unwrap();
    let seen = &server.seen()[0];
    let text = String::from_utf8(seen.body.to_vec()).unwrap();
    let boundary = text.lines().next().unwrap().strip_prefix("--").unwrap();
    let part = |name: &str, data: &str| {
        let head = "Content-Disposition: form-data; name=";
        format!("--{boundary}\r\n{head}\"{name}\"\r\nContent-Type: application/json\r\n\r\n{data}\r\n")
    };
    let parts = [part("whole", "[{},{}]"), part("parted", "{}"), part("parted", "{}")].concat();
    assert_eq!(text, format!("{parts}--{boundary}--\r\n"));
}

#[tokio::test]
async fn a_request_without_a_body_says_so_where_one_is_expected() {
    let (server, client) = server(|seen, _| json(if seen.method == "POST" { 200 } else { 202 }, APP)).await;
    let client = client.apps();
    client.delete("a1").send().await.unwrap();
    client.get("a1").send().await.unwrap_err();
    let seen = server.seen();
    assert_eq!(seen[0].header("content-length"), None);
    assert_eq!(seen[1].header("content-length"), None);
    let runtime = avouch_runtime::Client::builder(&server.base).build().unwrap();
    let post = runtime.call::<(), ()>(http::Method::POST, "/empty", &[avouch_runtime::empty("200")], &[]);
    post.send().await.unwrap();
    assert_eq!(server.seen()[2].header("content-length"), Some("0"));
}

#[tokio::test]
async fn a_body_from_a_stream_has_the_length_that_is_stated() {
    let (server, client) = server(|_, _| json(200, PACKAGE)).await;
    for length in [Some(6), None] {
        let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
        for chunk in ["str", "eam"] {
            sender.send(Ok::<_, std::io::Error>(bytes::Bytes::from(chunk))).unwrap();
        }
        drop(sender);
        let bits = Upload::stream(avouch_runtime::Body::from_stream(Chunks(receiver)), length);
        client.packages().upload("p1").bits(bits).send().await.unwrap();
    }
    let seen = server.seen();
    assert!(seen[0].header("content-length").is_some());
    assert_eq!(seen[1].header("transfer-encoding"), Some("chunked"));
    for seen in seen {
        assert!(String::from_utf8_lossy(&seen.body).contains("\r\n\r\nstream\r\n--"));
    }
}

/// What comes through a channel.
struct Chunks<T>(tokio::sync::mpsc::UnboundedReceiver<T>);

impl<T> avouch_runtime::Stream for Chunks<T> {
    type Item = T;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<T>> {
        self.0.poll_recv(context)
    }
}

#[tokio::test]
async fn a_missing_file_is_an_error_before_anything_is_sent() {
    let (server, client) = server(|_, _| json(200, PACKAGE)).await;
    let upload = client.packages().upload("p1").bits(Upload::file("/no/such/file"));
    let error = upload.send().await.unwrap_err();
    assert!(error.to_string().contains("/no/such/file"), "{error}");
    assert!(server.lines().is_empty());
}

#[tokio::test]
async fn secrets_are_in_no_output() {
    let builder = Client::builder("http://127.0.0.1:9")
        .credential(Credential::query("key", "s3cret"))
        .credential(Credential::bearer("s3cret"))
        .retry(avouch_runtime::Retry::never())
        .header("X-Key", "s3cret");
    let mut output = format!("{builder:?} {:?}", Credential::basic("u", "s3cret"));
    let client = builder.build().unwrap();
    let error = client.apps().get("a1").send().await.unwrap_err();
    output.extend([format!("{client:?}"), error.to_string(), format!("{error:?}")]);
    for bad in
        [Credential::bearer("s3cret\n"), Credential::header("a", "s3cret\n"), Credential::basic("s3cret:", "s3cret\n")]
    {
        let built = avouch_runtime::Client::builder("http://a").credential(bad).build();
        output += &built.unwrap_err().to_string();
    }
    assert!(!output.contains("s3cret"), "{output}");
}

#[tokio::test]
async fn errors_say_what_the_server_said() {
    let (_, client) = server(|seen, _| match seen.uri.path() {
        "/v3/apps/1" => {
            json(404, r#"{"errors": [{"code": 10010, "title": "CF-ResourceNotFound", "detail": "App not found"}]}"#)
        }
        "/v3/apps/2" => json(404, r#"{"errors": []}"#),
        "/v3/apps/3" => json(418, r#"{"message": "short and stout"}"#),
        "/v3/apps/4" => reply(418, &[], "<html>"),
        _ => reply(503, &[], ""),
    })
    .await;
    let mut errors = Vec::new();
    for guid in ["1", "2", "3", "4"] {
        let error = client.apps().get(guid).send().await.unwrap_err();
        let as_any: &dyn std::error::Error = &error;
        errors.push((as_any.to_string(), error.message()));
    }
    let said = |text: &str, message: Option<&str>| (text.to_owned(), message.map(str::to_owned));
    let expected = [
        said("404 Not Found: CF-ResourceNotFound: App not found", Some("CF-ResourceNotFound: App not found")),
        said(r#"404 Not Found: {\"errors\": []}"#, None),
        said("undocumented answer 418 I'm a teapot: short and stout", Some("short and stout")),
        said("undocumented answer 418 I'm a teapot: <html>", None),
    ];
    assert_eq!(errors, expected);
}
