//! Work in the background: 202, `Location`, and the job that it leads to.

use std::time::Duration;

use avouch_runtime::{Credential, Error, JobError, LinkError};
use cloudfoundry_v3::Client;
use cloudfoundry_v3::models::JobState;

use crate::scenery::{NOBODY, client, create_organization};
use crate::stage::{Stage, answer, json};

const PAUSE: Duration = Duration::from_millis(10);
/// How long a test waits for a job that should have ended long before.
const PATIENCE: Option<Duration> = Some(Duration::from_secs(30));

#[tokio::test]
async fn a_deletion_is_complete_when_its_job_is() {
    let stage = Stage::mock().await;
    let client = client(&stage);
    let organization = create_organization(&client, "short-lived").await;
    let accepted = client.organizations().delete(&organization.guid).await.unwrap();
    assert_eq!(accepted.status(), 202);
    let job = accepted.job().unwrap().interval(PAUSE).timeout(PATIENCE);
    let mut states = Vec::new();
    let done = job.wait_with(|job| states.push(job.state.clone())).await.unwrap();
    assert_eq!(states, [JobState::Processing, JobState::Complete]);
    assert_eq!((done.status().as_u16(), &done.state), (200, &JobState::Complete));

    let path = format!("/v3/jobs/{}", done.guid);
    let asked = format!("GET {path}");
    assert_eq!(stage.lines()[1..], [format!("DELETE /v3/organizations/{}", organization.guid), asked.clone(), asked]);
    assert_eq!(accepted.header("location"), Some(format!("{}{path}", stage.base).as_str()));
    assert!(stage.seen().iter().all(|request| request.header("authorization") == Some("Bearer a.b-c")));

    // The job can be read by its identifier, too, and what it has deleted is gone.
    assert_eq!(client.jobs().get(&done.guid).await.unwrap().state, JobState::Complete);
    let error = client.organizations().get(&organization.guid).send().await.unwrap_err();
    assert_eq!(error.documented().unwrap().errors[0].title, "CF-ResourceNotFound");
}

#[tokio::test]
async fn a_job_that_fails_says_why() {
    let stage = Stage::mock().await;
    let client = client(&stage);
    let organization = create_organization(&client, "long-lived").await;
    let delete = || client.organizations().delete(&organization.guid);
    let accepted = delete().header("Prefer", "task=failed").await.unwrap();
    let failed = match accepted.job().unwrap().interval(PAUSE).timeout(PATIENCE).wait().await.unwrap_err() {
        JobError::Failed(failed) => failed,
        other => panic!("{other}"),
    };
    assert_eq!((failed.status().as_u16(), &failed.state), (200, &JobState::Failed));
    let reasons = failed.errors.as_ref().unwrap();
    assert_eq!((reasons[0].code, reasons[0].title.as_str()), (10008, "CF-UnprocessableEntity"));
    assert!(client.organizations().get(&organization.guid).await.is_ok(), "nothing was deleted");
    let sent: Vec<_> = stage.seen().iter().map(|request| request.header("prefer").map(str::to_owned)).collect();
    assert_eq!(sent, [None, Some("task=failed".to_owned()), None, None, None], "the wish was for one call");

    // A header field of all calls does the same.
    let builder = Client::builder(&stage.base).credential(Credential::bearer("t")).header("Prefer", "task=failed");
    let insisting = builder.build().unwrap();
    let accepted = insisting.organizations().delete(&organization.guid).await.unwrap();
    let error = accepted.job().unwrap().interval(PAUSE).timeout(PATIENCE).wait().await.unwrap_err();
    assert!(matches!(error, JobError::Failed(_)), "{error}");
}

#[tokio::test]
async fn a_job_that_does_not_end_is_given_up() {
    let job = serde_json::json!({
        "guid": NOBODY, "created_at": "2024-05-20T10:05:00Z", "updated_at": null, "operation": "app.delete",
        "state": "PONDERING", "links": {"self": {"href": "/"}},
    });
    let stage = Stage::alone(move |request, _| match request.line().split_once(' ').unwrap().0 {
        "DELETE" => answer("202 Accepted\nlocation: /v3/jobs/1", ""),
        _ => json(200, &job),
    })
    .await;
    let accepted = client(&stage).apps().delete(NOBODY).await.unwrap();
    let limit = Duration::from_secs(1);
    let mut states = Vec::new();
    let job = accepted.job().unwrap().interval(PAUSE).timeout(Some(limit));
    let error = job.wait_with(|job| states.push(job.state.clone())).await.unwrap_err();
    assert!(matches!(error, JobError::TimedOut(after) if after == limit), "{error}");
    assert!(states.len() > 1);
    assert!(states.iter().all(|state| *state == JobState::Other("PONDERING".to_owned())), "{states:?}");
}

#[tokio::test]
async fn a_job_is_on_the_server_of_the_api_or_nowhere() {
    let other = Stage::alone(|_, _| answer("200 OK", "")).await;
    let location = format!("location: {}/v3/jobs/1", other.base);
    let stage = Stage::alone(move |_, before| {
        answer(&if before == 0 { format!("202 Accepted\n{location}") } else { "202 Accepted".to_owned() }, "")
    })
    .await;
    let client = client(&stage);
    let link = async || match client.apps().delete(NOBODY).await.unwrap().job().unwrap_err() {
        JobError::Call(Error::Link(error)) => error,
        other => panic!("{other}"),
    };
    assert!(matches!(link().await, LinkError::Foreign(_)));
    assert_eq!(link().await, LinkError::Missing);
    assert_eq!(other.connections(), 0);
}
