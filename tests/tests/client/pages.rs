//! Lists that come in pages.

use avouch_runtime::{Error, LinkError};
use cloudfoundry_v3::models::OrderByName;
use serde_json::{Value, json};

use crate::scenery::{client, create_organization};
use crate::stage::{Act, Stage, answer, json};

#[tokio::test]
async fn three_pages_and_then_the_end() {
    let stage = Stage::mock().await;
    let client = client(&stage);
    let names: Vec<String> = (0..5).map(|number| format!("org-{number}")).collect();
    for name in &names {
        create_organization(&client, name).await;
    }
    let list = || client.organizations().list().names(&names).order_by(OrderByName::MinusName).per_page(2);

    let mut pages = list().pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert_eq!((page.pagination.total_results, page.pagination.total_pages), (5, Some(3)));
        assert_eq!(page.pagination.next.is_some(), sizes.len() < 2);
        sizes.push(page.resources.len());
    }
    assert_eq!(sizes, [2, 2, 1]);
    assert!(pages.next().await.is_none(), "the end stays the end");
    let seen = stage.seen().split_off(5);
    assert_eq!(seen.len(), 3);
    let first = "GET /v3/organizations?names=org-0,org-1,org-2,org-3,org-4&order_by=-name&per_page=2";
    assert_eq!(seen[0].line(), first);
    assert_eq!(seen.iter().map(|request| request.query("page")).collect::<Vec<_>>(), [None, Some("2"), Some("3")]);
    assert!(seen.iter().all(|request| request.query("per_page") == Some("2")));
    assert!(seen.iter().all(|request| request.header("authorization") == Some("Bearer a.b-c")));

    let mut items = list().items();
    let mut listed = Vec::new();
    while let Some(item) = items.next().await {
        listed.push(item.unwrap().name);
    }
    assert!(items.next().await.is_none());
    let expected: Vec<String> = names.iter().rev().cloned().collect();
    assert_eq!(listed, expected);
    assert_eq!(stage.lines().len(), 5 + 3 + 3);
}

#[tokio::test]
async fn a_page_is_asked_for_when_it_is_wanted() {
    let stage = Stage::mock().await;
    let client = client(&stage);
    for number in 0..3 {
        create_organization(&client, &format!("lazy-{number}")).await;
    }
    let mut items = client.organizations().list().per_page(2).items();
    assert_eq!(stage.lines().len(), 3, "nothing is sent before an item is wanted");
    items.next().await.unwrap().unwrap();
    items.next().await.unwrap().unwrap();
    assert_eq!(stage.lines().len(), 4);
    items.next().await.unwrap().unwrap();
    assert_eq!(stage.lines().len(), 5);
}

#[tokio::test]
async fn a_list_without_items_is_one_page() {
    let stage = Stage::mock().await;
    let mut pages = client(&stage).organizations().list().names(["nobody"]).pages();
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!((page.resources.len(), page.pagination.total_results), (0, 0));
    assert!(pages.next().await.is_none());
    let mut items = client(&stage).organizations().list().names(["nobody"]).items();
    assert!(items.next().await.is_none());
    assert_eq!(stage.lines(), ["GET /v3/organizations?names=nobody"; 2]);
}

#[tokio::test]
async fn an_error_ends_the_pages() {
    let stage = Stage::scripted(|request, _| {
        if request.query("page") == Some("2") { answer("418 I'm a teapot", "tea") } else { Act::Forward }
    })
    .await;
    let client = client(&stage);
    for number in 0..3 {
        create_organization(&client, &format!("o-{number}")).await;
    }
    let mut pages = client.organizations().list().per_page(2).pages();
    assert_eq!(pages.next().await.unwrap().unwrap().resources.len(), 2);
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(418));
    assert!(pages.next().await.is_none());
    assert_eq!(stage.lines().len(), 5);
}

/// An empty page that leads to an address.
fn page(next: &str) -> Value {
    let link = json!({"href": "http://api.example.org/"});
    let next = json!({"href": next});
    json!({
        "pagination": {"total_results": 9, "total_pages": 9, "first": link, "last": link, "next": next, "previous": null},
        "resources": [],
    })
}

#[tokio::test]
async fn pages_lead_neither_to_another_server_nor_round_in_circles() {
    let other = Stage::alone(|_, _| json(200, &page("/"))).await;
    let foreign = format!("{}/v3/organizations?page=2", other.base);
    let stage = Stage::alone(move |_, _| json(200, &page(&foreign))).await;
    let mut pages = client(&stage).organizations().list().pages();
    assert!(pages.next().await.unwrap().is_ok());
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Link(LinkError::Foreign(_))), "{error}");
    assert!(pages.next().await.is_none());
    assert_eq!((stage.lines().len(), other.connections()), (1, 0));

    let stage = Stage::alone(|_, _| json(200, &page("/v3/organizations?page=1"))).await;
    let mut items = client(&stage).organizations().list().items();
    let error = items.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Link(LinkError::Repeated(_))), "{error}");
    assert!(items.next().await.is_none());
    assert_eq!(stage.lines(), ["GET /v3/organizations", "GET /v3/organizations?page=1"]);
}
