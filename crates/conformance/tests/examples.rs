//! Runs against servers written by hand: a good one, and ones that are broken in one way each.

mod support;

use support::{Asked, answer, empty, fixture, found, replay, shops};

#[tokio::test]
async fn a_server_that_keeps_its_document_has_no_finding() {
    let server = shops(|_, _| ()).await;
    let report = replay(&fixture("shop.yaml"), &server.config()).await;
    assert_eq!(found(&report), [], "{:#?}", report.findings);
    for operation in &report.operations {
        let counts = operation.counts();
        assert!(operation.exercised, "{}: {:?}", operation.id, operation.cases);
        assert_eq!((counts.attempted, counts.passed, counts.skipped), (1, 1, 0), "{}", operation.id);
    }
    assert_eq!(report.verdict(), avouch_conformance::report::Verdict::Clean);
    let left = server.shops.lock().expect("the shops");
    assert!(left.all.is_empty() && left.items.is_empty(), "nothing is left behind: {left:?}");
}

#[tokio::test]
async fn what_is_needed_exists_and_identifiers_are_those_of_the_run() {
    let server = shops(|_, _| ()).await;
    replay(&fixture("shop.yaml"), &server.config()).await;
    assert_eq!(
        server.lines(),
        [
            "POST /shops",
            "POST /shops/shop-1/items",
            "GET /shops/shop-1",
            "GET /shops/shop-1/items/item-2",
            "PATCH /shops/shop-1",
            "POST /shops/shop-1/actions/open",
            "GET /shops?guids=shop-1",
            "GET /shops/shop-1/items",
            "DELETE /shops/shop-1/items/item-2",
            "GET /shops/shop-1/items/item-2",
            "DELETE /shops/shop-1",
            "GET /shops/shop-1",
        ]
    );
    let asked = server.asked.lock().expect("the log");
    let item: serde_json::Value = serde_json::from_slice(&asked[1].body).expect("JSON");
    assert_eq!(item["relationships"]["shop"]["data"]["guid"], "shop-1");
}

/// Replays against a server that breaks one answer.
async fn broken(
    line: &'static str,
    change: impl Fn(&mut http::Response<http_body_util::Full<bytes::Bytes>>) + Send + Sync + 'static,
) -> Vec<(String, String, String)> {
    let server = shops(move |asked: &Asked, response| {
        if asked.line().starts_with(line) && response.status().is_success() {
            change(response);
        }
    })
    .await;
    let report = replay(&fixture("shop.yaml"), &server.config()).await;
    let left = server.shops.lock().expect("the shops");
    assert!(left.all.is_empty() || line.starts_with("POST /shops"), "nothing is left behind: {left:?}");
    found(&report)
}

fn one(code: &str, operation: &str, pointer: &str) -> Vec<(String, String, String)> {
    vec![(code.to_owned(), operation.to_owned(), pointer.to_owned())]
}

#[tokio::test]
async fn each_fault_is_found_where_it_is() {
    let shop = serde_json::json!({"guid": "shop-1"});
    let found = broken("GET /shops/shop-1", move |response| *response = answer(200, &shop)).await;
    assert_eq!(found[0], one("response/body", "getShop", "")[0]);
    let list = serde_json::json!({"resources": [{"guid": "a", "name": "n"}, {"guid": null, "name": "n"}, {"guid": null, "name": "n"}]});
    let found = broken("GET /shops?", move |response| *response = answer(200, &list)).await;
    assert_eq!(found, one("response/body", "listShops", "/resources/1/guid"));
    let found = broken("PATCH ", |response| *response = empty(204)).await;
    assert_eq!(found, one("response/status", "updateShop", ""));
    let found = broken("POST /shops/shop-1/actions", |response| {
        response.headers_mut().insert("content-type", http::HeaderValue::from_static("text/html"));
    })
    .await;
    assert_eq!(found, one("response/content-type", "openShop", ""));
    let found = broken("POST /shops", |response| drop(response.headers_mut().remove("location"))).await;
    assert_eq!(found, one("response/headers", "createShop", ""));
    let shop = serde_json::json!({"guid": "another", "name": "n"});
    let found = broken("PATCH ", move |response| *response = answer(200, &shop)).await;
    assert_eq!(found[0], one("chain/echo", "updateShop", "/guid")[0]);
}
