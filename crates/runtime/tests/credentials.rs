//! Credentials: where they go, where they never go, and how they are renewed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![cfg(feature = "client")]

mod support;

use avouch_runtime::{
    AccessToken, Body, Call, Client, ClientBuilder, Credential, Error, LinkError, Method, Redirects, Style, Upload,
    json, stream, text,
};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::{Script, Server, reply};

fn get(client: &Client, path: &'static str) -> Call<String, Value> {
    client.call(Method::GET, path, &[text("200")], &[json("401")])
}

fn secrets(base: &str) -> ClientBuilder {
    Client::builder(base)
        .credential(Credential::bearer("t"))
        .credential(Credential::header("X-Api-Key", "h"))
        .credential(Credential::query("key", "q"))
        .credential(Credential::cookie("session", "c"))
        .header("X-Custom", "x")
}

#[tokio::test]
async fn a_redirect_to_another_origin_carries_no_secret() {
    let other = Server::start(|_, _| reply(200, &[], "bits")).await;
    let location = format!("{}/bits?signed=1", other.base);
    let server = Server::start(move |seen, _| match seen.uri.path() {
        "/download" => reply(302, &[("location", "/hop")], ""),
        _ => reply(307, &[("location", &location)], ""),
    })
    .await;
    let client = secrets(&server.base).build().unwrap();
    let call = client.call::<Body, Value>(Method::GET, "/download", &[stream("200")], &[]);
    let call = call.cookie("tab", Style::FORM, "1").header_parameter("X-Trace", Style::SIMPLE, "1");
    let response = call.send().await.unwrap();
    assert_eq!(response.url().to_string(), format!("{}/bits?signed=1", other.base));
    assert_eq!(response.into_inner().bytes(100).await.unwrap(), "bits");

    assert_eq!(server.lines(), ["GET /download?key=q", "GET /hop?key=q"]);
    for seen in server.seen() {
        assert_eq!(seen.header("authorization"), Some("Bearer t"));
        assert_eq!(seen.header("cookie"), Some("tab=1; session=c"));
        assert_eq!(seen.header("x-api-key"), Some("h"));
        assert_eq!(seen.header("x-custom"), Some("x"));
    }
    let seen = &other.seen()[0];
    assert_eq!(seen.line(), "GET /bits?signed=1");
    let mut names: Vec<&str> = seen.headers.keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "host", "user-agent"]);
}

#[tokio::test]
async fn what_left_the_origin_does_not_get_secrets_back() {
    let script = Script::new(|seen, _| {
        Ok(match (seen.uri.host().unwrap(), seen.uri.path()) {
            ("a", "/") => reply(302, &[("location", "http://b/")], ""),
            ("b", _) => reply(302, &[("location", "http://a/back")], ""),
            _ => reply(200, &[], ""),
        })
    });
    let client = secrets("http://a").transport(script.clone()).build().unwrap();
    get(&client, "/").send().await.unwrap();
    assert_eq!(script.lines(), ["GET http://a/?key=q", "GET http://b/", "GET http://a/back"]);
    assert_eq!(script.seen()[2].header("authorization"), None);
}

#[tokio::test]
async fn redirects_that_are_not_followed() {
    let script = Script::new(|seen, _| {
        Ok(match seen.uri.path() {
            "/round" => reply(302, &[("location", "/round")], ""),
            "/plain" => reply(302, &[("location", "http://a/x")], ""),
            "/file" => reply(302, &[("location", "file:///etc/passwd")], ""),
            "/post" => reply(307, &[("location", "/x")], ""),
            "/made" => reply(303, &[("location", "/x")], ""),
            _ => reply(200, &[], "x"),
        })
    });
    let builder = || Client::builder("https://a").transport(script.clone());
    let client = builder().build().unwrap();
    let refused = async |path| match get(&client, path).send().await.unwrap_err() {
        Error::Link(error) => error,
        other => panic!("{other}"),
    };
    assert_eq!(refused("/round").await, LinkError::TooManyRedirects(10));
    assert_eq!(script.lines().len(), 11);
    assert!(matches!(refused("/plain").await, LinkError::Downgrade(_)));
    assert!(matches!(refused("/file").await, LinkError::Malformed(_)));

    // What changes something is not sent to another address, but the answer to it is fetched.
    let post = |path| client.call::<String, Value>(Method::POST, path, &[text("200")], &[]).json(&1);
    let error = post("/post").send().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(307));
    assert_eq!(post("/made").send().await.unwrap().into_inner(), "x");
    let seen = script.seen();
    let last = seen.last().unwrap();
    assert_eq!(last.line(), "GET https://a/x");
    assert_eq!((last.header("content-type"), last.body.len()), (None, 0));

    let stay = builder().redirects(Redirects::never()).build().unwrap();
    let error = get(&stay, "/plain").send().await.unwrap_err();
    assert!(matches!(error, Error::Undocumented(response) if response.header("location") == Some("http://a/x")));
    let plain = builder().redirects(Redirects::default().allow_downgrade(true)).build().unwrap();
    assert_eq!(get(&plain, "/plain").send().await.unwrap().into_inner(), "x");
}

/// A client whose token `t0` is refused, and how often its token was fetched.
fn renewing(good: &'static str) -> (Script, Client, Arc<AtomicUsize>) {
    let script = Script::new(move |seen, _| {
        Ok(if seen.header("authorization") == Some(good) {
            reply(200, &[], seen.body.clone())
        } else {
            support::json(401, r#""no""#)
        })
    });
    let fetched = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&fetched);
    let token = Credential::refreshed(move || {
        let number = count.fetch_add(1, Ordering::SeqCst);
        async move {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            Ok::<_, std::io::Error>(format!("t{number}"))
        }
    });
    let builder = Client::builder("http://a").transport(script.clone()).credential(token);
    (script, builder.build().unwrap(), fetched)
}

#[tokio::test(start_paused = true)]
async fn one_refusal_one_refresh_one_retry() {
    let (script, client, fetched) = renewing("Bearer t1");
    let post = client.call::<String, Value>(Method::POST, "/", &[text("200")], &[]).json("body");
    assert_eq!(post.send().await.unwrap().into_inner(), r#""body""#);
    assert_eq!(fetched.load(Ordering::SeqCst), 2);
    let tokens: Vec<_> = script.seen().iter().map(|seen| seen.header("authorization").unwrap().to_owned()).collect();
    assert_eq!(tokens, ["Bearer t0", "Bearer t1"]);
    // The new token is kept.
    get(&client, "/").send().await.unwrap();
    assert_eq!((fetched.load(Ordering::SeqCst), script.lines().len()), (2, 3));
}

#[tokio::test(start_paused = true)]
async fn many_refusals_one_refresh() {
    let (script, client, fetched) = renewing("Bearer t1");
    let calls: Vec<_> = (0..20).map(|_| tokio::spawn(get(&client, "/").send())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(fetched.load(Ordering::SeqCst), 2);
    assert_eq!(script.lines().len(), 40);
}

#[tokio::test(start_paused = true)]
async fn a_second_refusal_is_returned() {
    let (script, client, fetched) = renewing("nothing");
    let error = get(&client, "/").send().await.unwrap_err();
    assert_eq!(error.documented(), Some(&Value::from("no")));
    assert_eq!((fetched.load(Ordering::SeqCst), script.lines().len()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_not_sent_twice() {
    let (script, client, _) = renewing("Bearer t1");
    let post = client.call::<String, Value>(Method::POST, "/", &[text("200")], &[json("401")]);
    let post = post.body("text/plain", Upload::stream(Body::from("once"), Some(4)));
    let error = post.send().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert_eq!(script.lines().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_fails_is_asked_once_by_all_that_wait() {
    let fetched = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&fetched);
    let token = Credential::refreshed(move || {
        let number = count.fetch_add(1, Ordering::SeqCst);
        async move {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            if number == 0 { Err("the login is down") } else { Ok("t".to_owned()) }
        }
    });
    let script = Script::new(|_, _| Ok(reply(200, &[], "")));
    let client = Client::builder("http://a").transport(script.clone()).credential(token).build().unwrap();
    let calls: Vec<_> = (0..5).map(|_| tokio::spawn(get(&client, "/").send())).collect();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert_eq!(error.to_string(), "there is no credential: the login is down");
    }
    assert_eq!((fetched.load(Ordering::SeqCst), script.lines().len()), (1, 0));
    get(&client, "/").send().await.unwrap();
    assert_eq!(fetched.load(Ordering::SeqCst), 2);
}

/// A client whose tokens last 100 s; `fails` says of which fetches fail. Renewed at 90 s.
fn lasting(fails: fn(usize) -> bool) -> (Script, Client, Arc<AtomicUsize>) {
    let script = Script::new(|_, _| Ok(reply(200, &[], "")));
    let fetched = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&fetched);
    let token = Credential::refreshed(move || {
        let number = count.fetch_add(1, Ordering::SeqCst);
        async move {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            let token = AccessToken::new(format!("t{number}")).lifetime(std::time::Duration::from_secs(100));
            if fails(number) { Err("the login is down") } else { Ok(token) }
        }
    });
    let client = Client::builder("http://a").transport(script.clone()).credential(token).build().unwrap();
    (script, client, fetched)
}

/// The tokens of all requests so far.
fn sent(script: &Script) -> Vec<String> {
    script.seen().iter().map(|seen| seen.header("authorization").unwrap().to_owned()).collect()
}

async fn pass(seconds: u64) {
    tokio::time::sleep(std::time::Duration::from_secs(seconds)).await;
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_once_before_it_ends() {
    let (script, client, fetched) = lasting(|_| false);
    get(&client, "/").send().await.unwrap();
    pass(85).await;
    get(&client, "/").send().await.unwrap();
    pass(6).await;
    let calls: Vec<_> = (0..5).map(|_| tokio::spawn(get(&client, "/").send())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(fetched.load(Ordering::SeqCst), 2);
    let mut expected = vec!["Bearer t0"; 2];
    expected.extend(["Bearer t1"; 5]);
    assert_eq!(sent(&script), expected);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_lasts_outlives_a_failed_renewal() {
    let (script, client, fetched) = lasting(|number| number > 0);
    get(&client, "/").send().await.unwrap();
    pass(91).await;
    // The first fails to renew; the second does not try so soon.
    get(&client, "/").send().await.unwrap();
    get(&client, "/").send().await.unwrap();
    assert_eq!(fetched.load(Ordering::SeqCst), 2);
    pass(5).await;
    get(&client, "/").send().await.unwrap();
    assert_eq!(fetched.load(Ordering::SeqCst), 3);
    assert_eq!(sent(&script), ["Bearer t0"; 4]);
    pass(10).await;
    let error = get(&client, "/").send().await.unwrap_err();
    assert_eq!(error.to_string(), "there is no credential: the login is down");
}

#[tokio::test]
async fn why_a_source_failed_keeps_its_type() {
    let script = Script::new(|_, _| Ok(reply(200, &[], "")));
    let token = Credential::refreshed(|| async { Err::<String, _>(std::io::Error::other("the login is down")) });
    let client = Client::builder("http://a").transport(script).credential(token).build().unwrap();
    let error = get(&client, "/").send().await.unwrap_err();
    assert_eq!(error.credential().map(std::io::Error::kind), Some(std::io::ErrorKind::Other));
    assert!(error.credential::<std::fmt::Error>().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_token_that_ends_at_once_is_used_for_one_request() {
    for lifetime in [std::time::Duration::ZERO, std::time::Duration::MAX] {
        let script = Script::new(|_, _| Ok(reply(200, &[], "")));
        let count = AtomicUsize::new(0);
        let token = Credential::refreshed(move || {
            let token = AccessToken::new(format!("t{}", count.fetch_add(1, Ordering::SeqCst))).lifetime(lifetime);
            assert!(!format!("{token:?}").contains("t0"));
            async move { Ok::<_, std::io::Error>(token) }
        });
        let client = Client::builder("http://a").transport(script.clone()).credential(token).build().unwrap();
        get(&client, "/").send().await.unwrap();
        get(&client, "/").send().await.unwrap();
        let second = if lifetime.is_zero() { "Bearer t1" } else { "Bearer t0" };
        assert_eq!(sent(&script), ["Bearer t0", second]);
    }
}

#[tokio::test]
async fn operations_choose_among_credentials() {
    let script = Script::new(|_, _| Ok(reply(200, &[], "")));
    let client = Client::builder("http://a")
        .transport(script.clone())
        .credential_for("basic", Credential::basic("u", "p"))
        .credential_for("key", Credential::query("key", "q"))
        .build()
        .unwrap();
    let calls: [&'static [&'static [&'static str]]; 4] =
        [&[&["oauth"], &["basic", "key"]], &[&["key"]], &[], &[&["oauth"], &[]]];
    for security in calls {
        get(&client, "/").security(security).send().await.unwrap();
    }
    let sent: Vec<_> =
        script.seen().iter().map(|seen| (seen.uri.to_string(), seen.header("authorization").is_some())).collect();
    let expected = [("http://a/?key=q", true), ("http://a/?key=q", false), ("http://a/", false), ("http://a/", false)];
    assert_eq!(sent, expected.map(|(uri, authorized)| (uri.to_owned(), authorized)));
    assert_eq!(script.seen()[0].header("authorization"), Some("Basic dTpw"));
}
