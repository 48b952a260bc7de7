//! What a client makes of answers: documented ones are typed, others are kept whole.

use avouch_runtime::{Error, Maybe, StatusCode};
use cloudfoundry_v3::Client;
use cloudfoundry_v3::models::AppIncludeItem::{Space, SpaceOrganization};
use cloudfoundry_v3::models::{AppCreate, CnbLifecycle, CnbLifecycleData, CnbLifecycleType, Lifecycle};
use serde_json::json;

use crate::scenery::{NOBODY, SPACE, app_named, client, organization_named};
use crate::stage::{Act, Stage, answer, json};

#[tokio::test]
async fn a_success_is_decoded() {
    let stage = Stage::mock().await;
    let client = client(&stage);
    let data = CnbLifecycleData { buildpacks: Maybe::Null, ..CnbLifecycleData::default() };
    let lifecycle = Lifecycle::Cnb(CnbLifecycle { r#type: CnbLifecycleType::Cnb, data });
    let app = AppCreate { lifecycle: Some(lifecycle.clone()), ..app_named("decoded") };
    let made = client.apps().create(&app).await.unwrap();
    assert_eq!(made.status(), StatusCode::CREATED);
    let location = format!("{}/v3/apps/{}", stage.base, made.guid);
    assert_eq!(made.header("location"), Some(location.as_str()));
    assert_eq!(made.links.self_.href, location);
    assert_eq!(made.lifecycle, lifecycle);
    assert!(made.created_at.is_valid() && !made.guid.is_empty());
    let read = client.apps().get(&made.guid).send().await.unwrap();
    assert_eq!(read.body(), made.body());
    assert_eq!(read.url().to_string(), location);
}

#[tokio::test]
async fn an_error_of_the_document_has_its_type() {
    let stage = Stage::mock().await;
    let client = client(&stage);

    let error = client.apps().get(NOBODY).send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    let [reason] = error.documented().unwrap().errors.as_slice() else { panic!("{error}") };
    assert_eq!((reason.code, reason.title.as_str()), (10010, "CF-ResourceNotFound"));
    assert!(reason.detail.contains(NOBODY), "{}", reason.detail);

    let error = client.organizations().create(&organization_named("")).await.unwrap_err();
    let Error::Documented(response) = &error else { panic!("{error}") };
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(response.header("content-type"), Some("application/json"));
    let first = &response.errors[0];
    assert_eq!((first.code, first.title.as_str()), (10008, "CF-UnprocessableEntity"));
    assert!(first.detail.contains("/name"), "{}", first.detail);
    let text = error.to_string();
    assert!(text.starts_with("422 Unprocessable Entity") && text.contains("CF-UnprocessableEntity"), "{text}");

    let stranger = Client::new(&stage.base).unwrap();
    let error = stranger.apps().get(NOBODY).send().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
    assert_eq!(error.documented().unwrap().errors[0].title, "CF-InvalidAuthToken");
    assert_eq!(stage.last().header("authorization"), None);
    assert!(stranger.root().get_v3_api().await.is_ok(), "no token is wanted there");
}

#[tokio::test]
async fn an_undocumented_answer_keeps_status_header_and_bytes() {
    const BYTES: &[u8] = b"\xff\xfe<html>\r\n\0 not JSON";
    let head = "299 Perhaps\ncontent-type: text/html\nx-twice: 1\nx-twice: 2\nx-latin: caf\u{e9}";
    let stage = Stage::alone(move |_, _| answer(head, BYTES)).await;
    let error = client(&stage).apps().get(NOBODY).send().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(299), "a success, yet none of the document");
    assert_eq!(error.documented(), None);
    let Error::Undocumented(response) = error else { panic!("{error}") };
    assert_eq!(response.body(), BYTES);
    assert_eq!(response.headers().get_all("x-twice").iter().collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(response.headers()["x-latin"].as_bytes(), "caf\u{e9}".as_bytes());
    assert_eq!(response.header("content-type"), Some("text/html"));
}

#[tokio::test]
async fn statuses_are_documented_for_each_operation_apart() {
    // 422 is among the errors of a deletion and not among those of a read.
    let body = json!({"errors": [{"code": 1, "title": "t", "detail": "d"}]});
    let stage = Stage::alone(move |_, _| json(422, &body)).await;
    let client = client(&stage);
    assert!(matches!(client.apps().delete(NOBODY).await, Err(Error::Documented(_))));
    assert!(matches!(client.apps().get(NOBODY).send().await, Err(Error::Undocumented(_))));
}

#[tokio::test]
async fn an_answer_that_is_not_what_the_document_says_is_kept_too() {
    for (status, body) in [(200, "{\"guid\": \"g\"}"), (200, "<html>"), (404, "{\"errors\": 1}"), (404, "")] {
        let head = format!("{status} Some Reason\ncontent-type: application/json\nx-kept: yes");
        let stage = Stage::alone(move |_, _| answer(&head, body)).await;
        let error = client(&stage).apps().get(NOBODY).send().await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        let Error::Decode { response, .. } = error else { panic!("{error}") };
        assert_eq!((response.body().as_ref(), response.header("x-kept")), (body.as_bytes(), Some("yes")));
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_an_error() {
    let stage = Stage::alone(|_, _| {
        let answer = "HTTP/1.1 418 Tea\r\ncontent-length: 10\r\nconnection: close\r\n\r\nhalf";
        Act::AnswerAndHangUp(answer.into())
    })
    .await;
    let error = client(&stage).apps().create(&app_named("cut")).await.unwrap_err();
    assert!(matches!(error, Error::Body { status, .. } if status.as_u16() == 418), "{error}");
    assert_eq!(stage.lines().len(), 1);
}

#[tokio::test]
async fn what_was_included_is_decoded() {
    let stage = Stage::mock().await;
    let client = client(&stage);
    let list = || client.apps().list().per_page(1);
    let page = list().include([Space, SpaceOrganization]).send().await.unwrap();
    assert_eq!(stage.last().line(), "GET /v3/apps?per_page=1&include=space,space.organization");
    let included = page.included.as_ref().unwrap();
    assert_eq!(included.spaces.as_ref().unwrap()[0].guid.as_str(), SPACE);
    assert!(included.organizations.as_ref().is_some_and(|organizations| !organizations.is_empty()));
    assert_eq!(list().send().await.unwrap().included, None);
}
