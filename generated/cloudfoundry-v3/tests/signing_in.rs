//! Signing in, over sockets: what is sent to the UAA and what is not, and what comes of its answers.
#![cfg(feature = "client")]

mod support;

use std::ffi::OsString;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cloudfoundry_v3::Client;
use cloudfoundry_v3::connect::{ConnectError, Credentials, Environment, Platform};
use cloudfoundry_v3::runtime::Error;
use support::{Reply, Seen, Server, json};

const ORGANIZATIONS: &str = r#"{"pagination": {"total_results": 0, "total_pages": 1, "first": {"href": "x"},
    "last": {"href": "x"}, "next": null, "previous": null}, "resources": []}"#;

const UNAUTHENTICATED: &str =
    r#"{"errors": [{"code": 1000, "title": "CF-InvalidAuthToken", "detail": "Invalid Auth Token"}]}"#;

fn root(base: &str, uaa: &str) -> Reply {
    json(
        200,
        format!(
            r#"{{"links": {{"self": {{"href": "{base}"}}, "login": {{"href": "{uaa}"}}, "uaa": {{"href": "{uaa}"}},
            "cloud_controller_v3": {{"href": "{base}/v3", "meta": {{"version": "3.180.0"}}}}}}}}"#
        ),
    )
}

/// A platform in one server: its root document, its API, which takes the tokens that `accepts` likes, and its UAA.
async fn platform(
    uaa: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static,
    accepts: impl Fn(&str) -> bool + Send + Sync + 'static,
) -> Server {
    let asked = AtomicUsize::new(0);
    Server::start(move |seen, base| match &*seen.line {
        "GET /" => root(base, &format!("{base}/uaa")),
        "POST /uaa/oauth/token" => uaa(seen, asked.fetch_add(1, Ordering::SeqCst)),
        _ if seen.header("authorization").is_some_and(&accepts) => json(200, ORGANIZATIONS),
        _ => json(401, UNAUTHENTICATED),
    })
    .await
}

/// The token with a number, and a refresh token with it.
fn issue(number: usize, lifetime: u64) -> Reply {
    json(
        200,
        format!(
            r#"{{"access_token": "t{number}", "token_type": "bearer", "refresh_token": "r{number}",
            "expires_in": {lifetime}, "scope": "cloud_controller.read", "jti": "1"}}"#
        ),
    )
}

async fn sign_in(server: &Server, credentials: Credentials) -> Result<Client, ConnectError> {
    Platform::discover(&server.base).await?.sign_in(credentials).await
}

async fn list(client: &Client) -> Result<(), Error<cloudfoundry_v3::models::Errors>> {
    client.organizations().list().send().await.map(drop)
}

/// What was sent to the UAA.
fn asked(server: &Server) -> Vec<Seen> {
    server.seen().into_iter().filter(|seen| seen.line.starts_with("POST")).collect()
}

#[tokio::test]
async fn discovery() {
    let server = platform(|_, _| issue(0, 600), |_| true).await;
    let platform = Platform::discover(&format!("{}/", server.base)).await.unwrap();
    assert_eq!((platform.api(), platform.api_version()), (&*server.base, Some("3.180.0")));
    assert_eq!(platform.uaa(), Some(&*format!("{}/uaa", server.base)));
    // Nobody is signed in for that.
    assert_eq!(server.seen()[0].header("authorization"), None);
}

#[tokio::test]
async fn what_the_password_flow_sends() {
    let server = platform(|_, _| issue(0, 600), |token| token == "Bearer t0").await;
    let client = sign_in(&server, Credentials::password("ada lovelace", "p&s=1+ü%").origin("ldap")).await.unwrap();
    list(&client).await.unwrap();
    let [asked] = &asked(&server)[..] else { panic!("one request") };
    // `cf` and an empty secret.
    assert_eq!(asked.header("authorization"), Some("Basic Y2Y6"));
    assert_eq!(asked.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(asked.header("accept"), Some("application/json"));
    assert_eq!(asked.header("x-cf-encoded-credentials"), None);
    let form = "grant_type=password&username=ada+lovelace&password=p%26s%3D1%2B%C3%BC%25";
    assert_eq!(asked.text(), format!("{form}&login_hint=%7B%22origin%22%3A%22ldap%22%7D"));
}

#[tokio::test]
async fn what_the_other_flows_send() {
    let server = platform(|_, number| issue(number, 600), |_| true).await;
    let secret = "s:e+c%r&t";
    let _ = sign_in(&server, Credentials::client("ci", secret)).await.unwrap();
    let _ = sign_in(&server, Credentials::refresh_token("r").through_client("web", secret)).await.unwrap();
    let _ = sign_in(&server, Credentials::passcode("12ab")).await.unwrap();
    let [client, refresh, passcode] = &asked(&server)[..] else { panic!("three requests") };
    assert_eq!(client.header("authorization"), None);
    assert_eq!(client.text(), "grant_type=client_credentials&client_id=ci&client_secret=s%3Ae%2Bc%25r%26t");
    // `web:s%3Ae%2Bc%25r%26t`, as the field says.
    assert_eq!(refresh.header("authorization"), Some("Basic d2ViOnMlM0FlJTJCYyUyNXIlMjZ0"));
    assert_eq!(refresh.header("x-cf-encoded-credentials"), Some("true"));
    assert_eq!(refresh.text(), "grant_type=refresh_token&refresh_token=r");
    assert_eq!(passcode.text(), "grant_type=password&passcode=12ab");
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once_for_all() {
    let server = platform(|_, number| issue(number, 600), |token| token == "Bearer t1").await;
    let client = sign_in(&server, Credentials::password("ada", "p")).await.unwrap();
    let calls: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { list(&client).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let forms: Vec<String> = asked(&server).iter().map(|seen| seen.text().to_owned()).collect();
    assert_eq!(forms, ["grant_type=password&username=ada&password=p", "grant_type=refresh_token&refresh_token=r0"]);
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    // A second, and renewed after nine tenths of it.
    let server = platform(|_, number| issue(number, 1), |_| true).await;
    let client = sign_in(&server, Credentials::password("ada", "p")).await.unwrap();
    list(&client).await.unwrap();
    assert_eq!(asked(&server).len(), 1);
    tokio::time::sleep(Duration::from_millis(950)).await;
    list(&client).await.unwrap();
    assert_eq!(asked(&server).len(), 2);
    let last = server.seen().pop().unwrap();
    assert_eq!(last.header("authorization"), Some("Bearer t1"));
    assert!(server.seen().iter().all(|seen| seen.line.starts_with("POST") || seen.line.starts_with("GET")));
}

#[tokio::test]
async fn a_refresh_token_that_has_ended_gives_way_to_the_password() {
    let refuse = r#"{"error": "invalid_token", "error_description": "Invalid refresh token (expired): r0"}"#;
    let uaa = move |seen: &Seen, number: usize| {
        if seen.text().starts_with("grant_type=refresh_token") { json(401, refuse) } else { issue(number, 600) }
    };
    let server = platform(uaa, |token| token != "Bearer t0").await;
    let client = sign_in(&server, Credentials::password("ada", "p")).await.unwrap();
    list(&client).await.unwrap();
    let grants: Vec<bool> = asked(&server).iter().map(|seen| seen.text().contains("password")).collect();
    assert_eq!(grants, [true, false, true]);

    // Without a password that is the end.
    let client = Platform::discover(&server.base).await.unwrap();
    let client = client.sign_in(Credentials::refresh_token("r0")).await;
    let Err(ConnectError::Expired { refusal: Some(refusal) }) = client else { panic!("{client:?}") };
    assert_eq!(refusal.code.as_deref(), Some("invalid_token"));
    assert_eq!(refusal.description.as_deref(), Some("Invalid refresh token (expired): …"));
}

#[tokio::test]
async fn an_access_token_alone_lasts_as_long_as_it_lasts() {
    let server = platform(|_, _| panic!("nothing is asked"), |token| token == "Bearer good").await;
    list(&sign_in(&server, Credentials::access_token("bearer good")).await.unwrap()).await.unwrap();
    let client = sign_in(&server, Credentials::access_token("bad")).await.unwrap();
    let error = list(&client).await.unwrap_err();
    assert!(matches!(error.credential(), Some(ConnectError::Expired { refusal: None })), "{error}");
    assert!(error.to_string().ends_with("; sign in anew"), "{error}");
}

#[tokio::test]
async fn an_access_token_is_used_before_the_refresh_token() {
    let server = platform(|_, number| issue(number, 600), |token| token == "Bearer t0").await;
    let credentials = Credentials::refresh_token("r").and_access_token("stale");
    let client = sign_in(&server, credentials).await.unwrap();
    assert_eq!(asked(&server).len(), 0);
    list(&client).await.unwrap();
    assert_eq!(asked(&server)[0].text(), "grant_type=refresh_token&refresh_token=r");
    // One that says itself that it has ended is not tried: {"exp": 1700000000}.
    let ended = "eyJhbGciOiJub25lIn0.eyJleHAiOjE3MDAwMDAwMDB9.c2ln";
    let _ = sign_in(&server, Credentials::refresh_token("r").and_access_token(ended)).await.unwrap();
    assert_eq!(asked(&server).len(), 2);
}

#[tokio::test]
async fn a_passcode_is_good_once() {
    let uaa = |seen: &Seen, number: usize| match number {
        0 => Reply(503, vec![], String::new()),
        1 => json(200, r#"{"access_token": "t1", "expires_in": 600}"#),
        _ => panic!("{}", seen.text()),
    };
    let server = platform(uaa, |token| token != "Bearer t1").await;
    let settings = Platform::discover(&server.base).await.unwrap().settings(&Credentials::passcode("12ab")).unwrap();
    let client = settings.build().unwrap();
    // Where there was no answer it is shown again.
    let error = list(&client).await.unwrap_err();
    assert!(matches!(error.credential(), Some(ConnectError::NotATokenServer { .. })), "{error}");
    let error = list(&client).await.unwrap_err();
    assert!(matches!(error.credential(), Some(ConnectError::Expired { refusal: None })), "{error}");
    assert_eq!(asked(&server).len(), 2);
}

#[tokio::test]
async fn credentials_that_are_refused() {
    let refusals = [
        (401, r#"{"error": "unauthorized", "error_description": "Bad credentials"}"#, "unauthorized"),
        (400, r#"{"error": "invalid_grant", "error_description": "no s3cret here"}"#, "invalid_grant"),
        (403, r#"{"error": "access_denied", "error_description": 7}"#, "access_denied"),
    ];
    for (status, body, code) in refusals {
        let server = platform(move |_, _| json(status, body), |_| true).await;
        let error = sign_in(&server, Credentials::password("ada", "s3cret")).await.unwrap_err();
        let ConnectError::Refused(refusal) = &error else { panic!("{error}") };
        assert_eq!((refusal.status.as_u16(), refusal.code.as_deref()), (status, Some(code)));
        assert!(error.to_string().contains("refuses the password with"), "{error}");
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
        assert_eq!(asked(&server).len(), 1, "a refusal is not repeated");
    }
}

#[tokio::test]
async fn what_is_no_uaa() {
    let html = || Reply(200, vec![("content-type", "text/html".into())], "<html>s3cret</html>".into());
    let cases: [fn() -> Reply; 6] = [
        || Reply(200, vec![("content-type", "text/html".into())], "<html>s3cret</html>".into()),
        || Reply(404, vec![("content-type", "text/html".into())], "<html>s3cret</html>".into()),
        || Reply(503, vec![], "s3cret".into()),
        || json(200, r#"{"token": "s3cret"}"#),
        || json(200, r#"["s3cret"]"#),
        || json(200, r#"{"access_token": ""}"#),
    ];
    for case in cases {
        let server = platform(move |_, _| case(), |_| true).await;
        let error = sign_in(&server, Credentials::client("ci", "s3cret")).await.unwrap_err();
        assert!(matches!(error, ConnectError::NotATokenServer { .. }), "{error}");
        assert!(error.to_string().ends_with("is it a UAA?"), "{error}");
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error}");
    }

    // And what is no platform.
    let server = Server::start(move |_, _| html()).await;
    let error = Platform::discover(&server.base).await.unwrap_err();
    assert!(matches!(error, ConnectError::Root { .. }), "{error}");
    let error = Platform::discover("http://127.0.0.1:1").await.unwrap_err();
    assert!(error.to_string().contains("no connection could be made"), "{error}");
    assert!(matches!(Platform::discover("ftp://a").await, Err(ConnectError::Unfit(_))));
}

#[tokio::test]
async fn a_redirect_gets_no_secret() {
    let other = Server::start(|_, _| issue(0, 600)).await;
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = format!("{}/oauth/token", other.base);
        let server =
            platform(move |_, _| Reply(status, vec![("location", elsewhere.clone())], String::new()), |_| true).await;
        let error = sign_in(&server, Credentials::password("ada", "s3cret")).await.unwrap_err();
        assert!(matches!(&error, ConnectError::NotATokenServer { status: found, .. } if *found == status), "{error}");
    }
    assert!(other.seen().is_empty());
}

#[tokio::test]
async fn a_uaa_that_is_down_does_no_harm_while_a_token_lasts() {
    let down = |_: &Seen, number: usize| if number == 0 { issue(0, 2) } else { Reply(503, vec![], String::new()) };
    let server = platform(down, |_| true).await;
    let client = sign_in(&server, Credentials::password("ada", "p")).await.unwrap();
    list(&client).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1850)).await;
    list(&client).await.unwrap();
    assert_eq!(asked(&server).len(), 2);
    tokio::time::sleep(Duration::from_millis(200)).await;
    let error = list(&client).await.unwrap_err();
    assert!(matches!(error.credential(), Some(ConnectError::NotATokenServer { .. })), "{error}");
}

#[tokio::test]
async fn the_environment_connects() {
    let server = platform(|_, _| issue(0, 600), |token| token == "Bearer t0").await;
    let base = Arc::new(server.base.clone());
    let variable = move |name: &str| -> Option<OsString> {
        match name {
            "CF_API" => Some(base.as_str().into()),
            "CF_USERNAME" => Some("ada".into()),
            "CF_PASSWORD" => Some("p".into()),
            _ => None,
        }
    };
    let client = Environment::of(variable).unwrap().connect().await.unwrap();
    list(&client).await.unwrap();
    let nobody = Environment::of(|name| (name == "CF_API").then(|| "http://127.0.0.1:1".into())).unwrap();
    let error = nobody.connect().await.unwrap_err();
    assert!(matches!(error, ConnectError::NoCredentials { .. }), "{error}");
}
