//! Credentials: how they are renewed, and where they never go.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use avouch_mock::Options;
use avouch_runtime::{Credential, Style};
use cloudfoundry_v3::Client;
use serde_json::json;

use crate::scenery::{NOBODY, SPACE, app_named, client, create_package};
use crate::stage::{Act, Request, Stage, answer, json};

/// A stage whose mock keeps its bytes on another server.
async fn with_blobs_at(other: &Stage) -> Stage {
    let options = Options { blob_origin: Some(other.base.clone()), ..Options::default() };
    Stage::new("cloudfoundry-v3", options, |_, _| Act::Forward).await
}

#[tokio::test]
async fn another_origin_gets_neither_token_nor_cookie() {
    let other = Stage::alone(|_, _| answer("200 OK\ncontent-type: application/zip", b"PK\x03\x04")).await;
    let stage = with_blobs_at(&other).await;
    let package = create_package(&client(&stage)).await;
    let client = Client::builder(&stage.base)
        .credential(Credential::bearer("a.b-c"))
        .credential(Credential::cookie("session", "crumbs"))
        .credential(Credential::header("X-Api-Key", "key"))
        .header("X-Secret", "hush")
        .build()
        .unwrap();
    let before = stage.lines().len();
    let call = client.packages().download_bits(&package).cookie("tab", Style::FORM, "1");
    let download = call.header("X-Trace", "1").await.unwrap();
    assert!(download.url().to_string().starts_with(&other.base), "{}", download.url());
    assert_eq!(download.into_inner().bytes(100).await.unwrap(), b"PK\x03\x04".as_slice());

    let seen = stage.seen().split_off(before);
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].header("authorization"), Some("Bearer a.b-c"));
    assert_eq!(seen[0].header("cookie"), Some("tab=1; session=crumbs"));
    assert_eq!((seen[0].header("x-api-key"), seen[0].header("x-secret")), (Some("key"), Some("hush")));
    let foreign = other.seen();
    assert_eq!(foreign.len(), 1);
    assert!(foreign[0].line().starts_with("GET /"), "{}", foreign[0].line());
    assert_eq!(foreign[0].names(), ["accept", "host", "user-agent"]);

    // An operation that documents the bytes themselves, too.
    let droplet = client.droplets().list().per_page(1).send().await.unwrap().resources[0].guid.clone();
    let call = client.droplets().download(&droplet).header("Prefer", "code=302");
    assert_eq!(call.await.unwrap().into_inner().bytes(100).await.unwrap().len(), 4);
    assert_eq!(other.seen().len(), 2);
    assert_eq!(other.last().names(), ["accept", "host", "user-agent"]);
}

#[tokio::test]
async fn the_own_origin_keeps_them_on_a_redirect() {
    let stage = Stage::mock().await;
    let client = client(&stage);
    let package = create_package(&client).await;
    let before = stage.lines().len();
    let download = client.packages().download_bits(&package).await.unwrap();
    let bytes = download.into_inner().bytes(1 << 20).await.unwrap();
    assert_eq!((bytes.len(), &bytes[..4]), (1024, [0, 1, 2, 3].as_slice()));
    let seen = stage.seen().split_off(before);
    assert_eq!(seen.len(), 2);
    assert!(seen.iter().all(|request| request.header("authorization") == Some("Bearer a.b-c")));
}

#[tokio::test]
async fn operations_without_security_get_no_token() {
    let stage = Stage::mock().await;
    client(&stage).root().get_api().await.unwrap();
    assert_eq!(stage.last().names(), ["accept", "host", "user-agent"]);
}

/// The document's answer to an expired token.
fn expired() -> Act {
    json(401, &json!({"errors": [{"code": 1000, "title": "CF-InvalidAuthToken", "detail": "Invalid Auth Token"}]}))
}

/// A client whose first token, `t0`, has expired, and how often it fetched one.
fn renewing(stage: &Stage) -> (Client, Arc<AtomicUsize>) {
    let fetched = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&fetched);
    let token = Credential::refreshed(move || {
        let number = count.fetch_add(1, Ordering::SeqCst);
        async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Ok::<_, std::io::Error>(format!("t{number}"))
        }
    });
    (Client::builder(&stage.base).credential(token).build().unwrap(), fetched)
}

fn only_t1(request: &Request, _before: usize) -> Act {
    if request.header("authorization") == Some("Bearer t1") { Act::Forward } else { expired() }
}

fn tokens(stage: &Stage) -> Vec<String> {
    stage.seen().iter().map(|request| request.header("authorization").unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_and_the_call_made_again() {
    let stage = Stage::scripted(only_t1).await;
    let (client, fetched) = renewing(&stage);
    assert_eq!(client.apps().create(&app_named("renewed")).await.unwrap().name, "renewed");
    assert_eq!(tokens(&stage), ["Bearer t0", "Bearer t1"]);
    let seen = stage.seen();
    assert_eq!((seen[0].line(), &seen[0].body), (seen[1].line(), &seen[1].body));
    // The new token is kept.
    client.spaces().get(SPACE).send().await.unwrap();
    assert_eq!((fetched.load(Ordering::SeqCst), stage.lines().len()), (2, 3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn calls_at_the_same_time_renew_the_token_once() {
    let stage = Stage::scripted(only_t1).await;
    let (client, fetched) = renewing(&stage);
    let calls: Vec<_> = (0..16)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.spaces().get(SPACE).send().await.unwrap().guid.clone() })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap(), SPACE);
    }
    assert_eq!(fetched.load(Ordering::SeqCst), 2);
    let refused = tokens(&stage).iter().filter(|token| *token == "Bearer t0").count();
    assert!((1..=16).contains(&refused), "{refused}");
    assert_eq!(tokens(&stage).len(), refused + 16);
}

#[tokio::test]
async fn a_token_that_is_refused_again_is_refused() {
    let stage = Stage::scripted(|_, _| expired()).await;
    let (client, fetched) = renewing(&stage);
    let error = client.apps().get(NOBODY).send().await.unwrap_err();
    assert_eq!(error.documented().unwrap().errors[0].code, 1000);
    assert_eq!(tokens(&stage), ["Bearer t0", "Bearer t1"]);
    assert_eq!(fetched.load(Ordering::SeqCst), 2);

    // A token that never changes is not tried twice.
    let stage = Stage::scripted(|_, _| expired()).await;
    let error = self::client(&stage).apps().get(NOBODY).send().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert_eq!(tokens(&stage), ["Bearer a.b-c"]);
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let stage = Stage::mock().await;
    let token = Credential::refreshed(|| async { Err::<String, _>("the login is down") });
    let client: Client = Client::builder(&stage.base).credential(token).build().unwrap();
    let error = client.apps().get(NOBODY).send().await.unwrap_err();
    assert_eq!(error.to_string(), "there is no credential: the login is down");
    assert_eq!(stage.connections(), 0);
    assert!(client.root().get_api().await.is_ok(), "no token is wanted there");
}
