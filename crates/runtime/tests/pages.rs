//! Lists that come in pages.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![cfg(feature = "client")]

mod sample;
mod support;

use avouch_runtime::{Call, Credential, Error, LinkError, Method, Paging, Style};
use sample::Client;
use serde_json::{Value, json};
use support::{Reply, Script, Seen, Server, reply};

/// A page of two apps, with a link to the next page.
fn page(number: usize, next: Option<&str>) -> Reply {
    let app = |name: String| {
        json!({
            "guid": name, "created_at": "2016-06-08T16:41:45Z", "name": name, "state": "STOPPED",
            "lifecycle": {"type": "docker", "data": {}}, "droplet": null,
        })
    };
    let body = json!({
        "pagination": {
            "total_results": 6, "total_pages": 3, "next": next.map(|href| json!({"href": href})),
        },
        "resources": [app(format!("{number}-0")), app(format!("{number}-1"))],
    });
    support::json(200, body.to_string())
}

/// Three pages whose links are absolute.
fn three(seen: &Seen, _: usize) -> Reply {
    let host = seen.header("host").unwrap();
    match seen.uri.query() {
        Some("page=2") => page(2, Some("?page=3")),
        Some("page=3") => page(3, None),
        _ => page(1, Some(&format!("http://{host}/v3/apps?page=2"))),
    }
}

#[tokio::test]
async fn three_pages_by_links_in_their_bodies() {
    let server = Server::start(three).await;
    let builder = Client::builder(&server.base).credential(Credential::bearer("t"));
    let client = builder.build().unwrap();
    let mut pages = client.apps().list().per_page(2).x_request_id("r").pages();
    let mut names = Vec::new();
    while let Some(page) = pages.next().await {
        names.extend(page.unwrap().into_inner().resources.into_iter().map(|app| app.name));
    }
    assert_eq!(names, ["1-0", "1-1", "2-0", "2-1", "3-0", "3-1"]);
    assert!(pages.next().await.is_none());
    assert_eq!(server.lines(), ["GET /v3/apps?per_page=2", "GET /v3/apps?page=2", "GET /v3/apps?page=3"]);
    for seen in server.seen() {
        assert_eq!(seen.header("authorization"), Some("Bearer t"));
        assert_eq!(seen.header("x-request-id"), Some("r"));
    }
}

#[tokio::test]
async fn the_items_of_three_pages() {
    let server = Server::start(three).await;
    let mut items = Client::new(&server.base).unwrap().apps().list().items();
    let mut count = 0;
    while let Some(app) = items.next().await {
        assert!(app.unwrap().name.ends_with(['0', '1']));
        count += 1;
    }
    assert_eq!(count, 6);
}

#[tokio::test]
async fn a_page_that_leads_back_is_an_error_after_it() {
    let server = Server::start(|_, before| page(before, Some("/v3/apps?page=2"))).await;
    let mut pages = Client::new(&server.base).unwrap().apps().list().pages();
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.unwrap().is_ok());
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Link(LinkError::Repeated(_))), "{error}");
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn another_origin_is_refused_or_gets_no_credential() {
    let other = Server::start(|_, _| page(2, None)).await;
    let link = format!("{}/v3/apps?page=2", other.base);
    let server = Server::start(move |_, _| page(1, Some(&link))).await;
    let builder = || {
        Client::builder(&server.base)
            .credential(Credential::bearer("t"))
            .credential(Credential::cookie("session", "c"))
            .credential(Credential::query("key", "q"))
            .header("X-Key", "k")
    };
    let client = builder().build().unwrap();
    let mut pages = client.apps().list().pages();
    assert!(pages.next().await.unwrap().is_ok());
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Link(LinkError::Foreign(_))), "{error}");
    assert!(pages.next().await.is_none());
    assert!(other.lines().is_empty());

    let client = builder().foreign_links(true).build().unwrap();
    let mut pages = client.apps().list().x_request_id("r").pages();
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.is_none());
    let seen = &other.seen()[0];
    assert_eq!(seen.line(), "GET /v3/apps?page=2");
    for name in ["authorization", "cookie", "x-key", "x-request-id"] {
        assert_eq!(seen.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn an_error_ends_the_pages() {
    let server = Server::start(|_, before| match before {
        0 => page(1, Some("?page=2")),
        _ => support::json(404, r#"{"errors": []}"#),
    })
    .await;
    let mut pages = Client::new(&server.base).unwrap().apps().list().pages();
    assert!(pages.next().await.unwrap().is_ok());
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(error.documented().is_some(), "{error}");
    assert!(pages.next().await.is_none());
}

/// The addresses that are asked for when pages follow each other in some way.
async fn walk(
    paging: Paging,
    begin: impl FnOnce(Call<Value, Value>) -> Call<Value, Value>,
    answer: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static,
) -> Vec<String> {
    let script = Script::new(move |seen, before| Ok(answer(seen, before)));
    let client = avouch_runtime::Client::builder("http://a").transport(script.clone()).build().unwrap();
    let success = [avouch_runtime::json("200")];
    let mut pages = begin(client.call(Method::GET, "/l", &success, &[])).pages(paging);
    while let Some(page) = pages.next().await {
        page.unwrap();
    }
    script.lines()
}

#[tokio::test]
async fn by_link_headers() {
    let lines = walk(
        Paging::LinkHeader,
        |call| call,
        |_, before| match before {
            0 => {
                let links = [("link", "</l?p=0>; rel=prev"), ("link", "<l?p=2>; rel=\"x next\"")];
                reply(200, &links, "[]")
            }
            _ => reply(200, &[("link", "</l?p=1>; rel=prev")], "[]"),
        },
    )
    .await;
    assert_eq!(lines, ["GET http://a/l", "GET http://a/l?p=2"]);
}

#[tokio::test]
async fn by_cursors() {
    let lines = walk(
        Paging::Cursor { parameter: "after", at: "/meta/cursor" },
        |call| call.query("q", Style::FORM, "x"),
        |_, before| {
            let cursor = [json!("a b"), json!(7), json!(null)][before].clone();
            reply(200, &[], json!({"meta": {"cursor": cursor}}).to_string())
        },
    )
    .await;
    assert_eq!(lines, ["GET http://a/l?q=x", "GET http://a/l?q=x&after=a%20b", "GET http://a/l?q=x&after=7"]);
}

#[tokio::test]
async fn by_numbers_and_offsets() {
    let items = |_: &Seen, before| reply(200, &[], json!({"items": vec![0; 4 - 2 * before]}).to_string());
    let number = Paging::Number { parameter: "page", first: 1, items: "/items" };
    let lines = walk(number, |call| call, items).await;
    assert_eq!(lines, ["GET http://a/l", "GET http://a/l?page=2", "GET http://a/l?page=3"]);
    let offset = Paging::Offset { parameter: "from", items: "/items" };
    let lines = walk(offset, |call| call.query("from", Style::FORM, 10), items).await;
    assert_eq!(lines, ["GET http://a/l?from=10", "GET http://a/l?from=14", "GET http://a/l?from=16"]);
}
