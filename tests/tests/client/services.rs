//! The listing of services, of the other document.

use avouch_mock::Options;
use avouch_runtime::{Credential, Maybe};
use cloudfoundry_v2::Client;
use cloudfoundry_v2::models::{OrderDirection, OrphanRelations};
use serde_json::{Value, json};

use crate::stage::{Act, Stage, json};

fn client(stage: &Stage) -> Client {
    Client::builder(&stage.base).credential(Credential::bearer("t")).build().unwrap()
}

#[tokio::test]
async fn a_service_is_decoded() {
    let stage = Stage::new("cloudfoundry-v2", Options::default(), |_, _| Act::Forward).await;
    let list = client(&stage).services().list().send().await.unwrap();
    assert_eq!((list.total_results, list.total_pages, &list.next_url), (1, 1, &None));
    let service = &list.resources[0];
    assert_eq!(service.metadata.guid.as_str(), "4f1d9c62-8b3a-4e07-a5d4-7c2e6b90f1a3");
    assert_eq!(service.metadata.updated_at, None);
    assert_eq!((service.entity.label.as_str(), service.entity.active), ("orders-db", true));
    assert_eq!(service.entity.tags, ["sql"]);
    assert_eq!(service.entity.extra, Maybe::Value(r#"{"displayName":"Orders database"}"#.to_owned()));
    assert_eq!(service.entity.service_plans, None);

    let error = Client::new(&stage.base).unwrap().services().list().send().await.unwrap_err();
    let error = error.documented().unwrap();
    assert_eq!((error.code, error.error_code.as_str()), (1000, "CF-InvalidAuthToken"));
}

#[tokio::test]
async fn its_parameters_are_spelled_as_the_document_has_them() {
    let stage = Stage::new("cloudfoundry-v2", Options::default(), |_, _| Act::Forward).await;
    let list = client(&stage).services().list();
    let list = list.q(["active:true", "label IN a,b"]).results_per_page(7).order_direction(OrderDirection::Desc);
    let list = list.inline_relations_depth(1).orphan_relations(OrphanRelations::Value1).exclude_relations(["a", "b"]);
    list.send().await.unwrap();
    let query = "q=active:true&q=label%20IN%20a%2Cb&results-per-page=7&order-direction=desc\
                 &inline-relations-depth=1&orphan-relations=1&exclude-relations=a,b";
    assert_eq!(stage.last().line().replace("%3A", ":"), format!("GET /v2/services?{query}"));
}

/// The only service of a page that leads to another.
fn page(number: u32, next: &Value) -> Value {
    let guid = format!("00000000-0000-4000-8000-00000000000{number}");
    let metadata = json!({"guid": guid, "url": "/", "created_at": "2024-05-16T08:31:07Z", "updated_at": null});
    let entity = json!({
        "label": format!("service-{number}"), "description": "", "active": true, "bindable": true, "tags": [],
        "requires": [], "service_plans_url": "/",
    });
    let resources = [json!({"metadata": metadata, "entity": entity})];
    json!({"total_results": 3, "total_pages": 3, "prev_url": null, "next_url": next, "resources": resources})
}

#[tokio::test]
async fn a_path_leads_to_the_next_page() {
    let stage = Stage::alone(|request, _| {
        json(
            200,
            &match request.line() {
                "GET /v2/services?results-per-page=1" => page(1, &json!("/v2/services?page=2&results-per-page=1")),
                "GET /v2/services?page=2&results-per-page=1" => {
                    page(2, &json!("/v2/services?page=3&results-per-page=1"))
                }
                _ => page(3, &Value::Null),
            },
        )
    })
    .await;
    let mut items = client(&stage).services().list().results_per_page(1).items();
    let mut labels = Vec::new();
    while let Some(service) = items.next().await {
        labels.push(service.unwrap().entity.label);
    }
    assert_eq!(labels, ["service-1", "service-2", "service-3"]);
    assert_eq!(stage.lines()[2], "GET /v2/services?page=3&results-per-page=1");
    assert_eq!(stage.lines().len(), 3);
}
