//! What is sent again, and when.

use std::time::{Duration, Instant};

use avouch_runtime::{Credential, Error, Retry};
use cloudfoundry_v3::Client;
use serde_json::json;

use crate::scenery::{NOBODY, SPACE, app_named, client, create_package};
use crate::stage::{Act, Stage, answer};

/// The busy answer of a server, with a JSON error.
fn busy(status: u16, fields: &str) -> Act {
    let body = json!({"errors": [{"code": 10015, "title": "CF-ServiceUnavailable", "detail": "later"}]});
    answer(&format!("{status} Busy\ncontent-type: application/json\n{fields}"), body.to_string())
}

#[tokio::test]
async fn a_busy_server_is_asked_again_when_it_says() {
    // The date counts from the server's own, however wrong its clock is.
    let by_date = "date: Wed, 21 Oct 2015 07:28:00 GMT\nretry-after: Wed, 21 Oct 2015 07:28:01 GMT";
    let cases = [(429, "retry-after: 1"), (429, by_date), (503, "retry-after: 1"), (503, by_date)];
    let calls = cases.map(|(status, fields)| {
        tokio::spawn(async move {
            let stage = Stage::scripted(move |_, before| match before {
                0 => busy(status, fields),
                _ => Act::Forward,
            })
            .await;
            let begin = Instant::now();
            let space = client(&stage).spaces().get(SPACE).send().await.unwrap();
            assert_eq!(space.guid.as_str(), SPACE);
            let waited = begin.elapsed();
            assert!(waited >= Duration::from_secs(1), "{status} {fields}: {waited:?}");
            assert!(waited < Duration::from_secs(20), "{status} {fields}: {waited:?}");
            assert_eq!(stage.lines(), [format!("GET /v3/spaces/{SPACE}"), format!("GET /v3/spaces/{SPACE}")]);
        })
    });
    for call in calls {
        call.await.unwrap();
    }
}

#[tokio::test]
async fn a_server_that_stays_busy_is_believed() {
    let stage = Stage::alone(|_, _| busy(503, "retry-after: 0")).await;
    let error = client(&stage).apps().list().send().await.unwrap_err();
    let Error::Documented(response) = error else { panic!("{error}") };
    assert_eq!((response.status().as_u16(), response.errors[0].code), (503, 10015));
    assert_eq!(stage.lines().len(), 3);

    // 429 is not among the answers of the operation, but is understood all the same, and kept in the end.
    let stage = Stage::alone(|_, _| busy(429, "retry-after: 0")).await;
    let error = client(&stage).apps().list().send().await.unwrap_err();
    let Error::Undocumented(response) = error else { panic!("{error}") };
    assert_eq!((response.status().as_u16(), response.header("retry-after")), (429, Some("0")));
    assert_eq!(stage.lines().len(), 3);

    let stage = Stage::alone(|_, _| busy(503, "retry-after: 3600")).await;
    let begin = Instant::now();
    client(&stage).apps().list().send().await.unwrap_err();
    assert_eq!(stage.lines().len(), 1, "nobody waits for an hour");
    assert!(begin.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn a_call_that_may_have_done_something_is_not_made_again() {
    // The server has read the head and some of the body when the connection breaks.
    let stage =
        Stage::scripted(|request, _| if request.line().contains("upload") { Act::HangUp } else { Act::Forward }).await;
    let client = client(&stage);
    let package = create_package(&client).await;
    let before = stage.lines().len();
    let upload = vec![0_u8; 8 << 20];
    let error = client.packages().upload_bits(&package).bits(upload).send().await.unwrap_err();
    let Error::Transport(error) = error else { panic!("{error}") };
    assert!(error.may_have_been_sent());
    assert_eq!(stage.lines().len(), before + 1);

    // The server has done it, and the answer is lost.
    let stage = Stage::scripted(|request, _| match request.line() {
        "POST /v3/apps" => Act::LoseAnswer,
        _ => Act::Forward,
    })
    .await;
    let client = self::client(&stage);
    let error = client.apps().create(&app_named("once")).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.may_have_been_sent()), "{error}");
    assert_eq!(stage.lines(), ["POST /v3/apps"]);
    let made = client.apps().list().names(["once"]).send().await.unwrap();
    assert_eq!(made.pagination.total_results, 1, "it was made, and once");
}

#[tokio::test]
async fn a_busy_server_is_not_asked_twice_to_make_something_unless_that_is_wanted() {
    let script =
        |_: &crate::stage::Request, before| if before == 0 { busy(503, "retry-after: 0") } else { Act::Forward };
    let stage = Stage::scripted(script).await;
    let error = client(&stage).apps().create(&app_named("busy")).await.unwrap_err();
    assert_eq!(error.documented().unwrap().errors[0].code, 10015);
    assert_eq!(stage.lines().len(), 1);

    let stage = Stage::scripted(script).await;
    let builder = Client::builder(&stage.base).credential(Credential::bearer("t"));
    let client: Client = builder.retry(Retry::default().non_idempotent(true)).build().unwrap();
    assert_eq!(client.apps().create(&app_named("busy")).await.unwrap().name, "busy");
    assert_eq!(stage.lines(), ["POST /v3/apps", "POST /v3/apps"]);
}

#[tokio::test]
async fn a_call_that_changes_nothing_is_made_again() {
    let stage = Stage::scripted(|_, before| if before < 2 { Act::HangUp } else { Act::Forward }).await;
    let space = client(&stage).spaces().get(SPACE).send().await.unwrap();
    assert_eq!(space.guid.as_str(), SPACE);
    assert_eq!((stage.lines().len(), stage.connections()), (3, 3));

    let stage = Stage::alone(|_, _| Act::HangUp).await;
    let error = client(&stage).apps().delete(NOBODY).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    assert_eq!(
        stage.lines(),
        [format!("DELETE /v3/apps/{NOBODY}"), format!("DELETE /v3/apps/{NOBODY}"), format!("DELETE /v3/apps/{NOBODY}")]
    );
    let never: Client = Client::builder(&stage.base).retry(Retry::never()).build().unwrap();
    never.apps().delete(NOBODY).await.unwrap_err();
    assert_eq!(stage.lines().len(), 4);
}
