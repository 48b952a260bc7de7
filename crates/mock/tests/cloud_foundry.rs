//! Sequences of requests against the Cloud Foundry document: what was made is there, and what was deleted is not.

mod common;

use std::sync::Arc;

use avouch_api::Api;
use avouch_mock::{Mock, Options, Response};
use avouch_validate::{Route, Router, Validator};
use common::{breaches, header, json, request, spec, with};
use serde_json::{Value, json};

const SPACE: &str = "d4e5f6a7-1b2c-4d3e-8f90-a1b2c3d4e5f6";

/// A mock whose every answer is judged.
struct Judged {
    mock: Mock,
    validator: Validator,
    router: Router,
}

impl Judged {
    fn new() -> Judged {
        let api: Arc<Api> = spec("cloudfoundry-v3");
        Judged {
            mock: Mock::new(Arc::clone(&api), Options::default()),
            router: Router::new(&api),
            validator: Validator::new(api),
        }
    }

    fn send(&self, method: &str, target: &str, body: Option<&Value>) -> Response {
        self.exchange(&request(method, target, body))
    }

    fn exchange(&self, request: &avouch_validate::Request) -> Response {
        let response = self.mock.answer(request);
        if let Route::Found { operation, .. } = self.router.route(&request.method, &request.target) {
            let operation = self.mock.api().operation(operation);
            let found = breaches(&self.validator, operation, &request.method, &response);
            assert_eq!(found, Vec::<String>::new(), "{} {}", request.method, request.target);
        }
        response
    }

    fn create_app(&self, name: &str, space: &str) -> Value {
        let body = json!({"name": name, "relationships": {"space": {"data": {"guid": space}}}});
        let response = self.send("POST", "/v3/apps", Some(&body));
        assert_eq!(response.status, 201, "{response:?}");
        json(&response)
    }
}

/// The target of an address of the mock itself.
fn target_of(address: &str) -> &str {
    address.strip_prefix("http://127.0.0.1:4000").unwrap_or_else(|| panic!("{address} is not the mock's"))
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer} in {value}")).to_owned()
}

#[test]
fn an_app_lives_and_dies() {
    let judged = Judged::new();
    let space = judged.send(
        "POST",
        "/v3/spaces",
        Some(&json!({"name": "s", "relationships": {"organization": {"data": {"guid": "7c1f0a7e-3d52-4e0a-9b6e-2f4f7c5b1a10"}}}})),
    );
    let space = text(&json(&space), "/guid");
    assert_ne!(space, SPACE);
    let body = json!({
        "name": "shop", "lifecycle": {"type": "docker", "data": {}},
        "relationships": {"space": {"data": {"guid": space}}}, "metadata": {"labels": {"a": "b"}},
    });
    let response = judged.send("POST", "/v3/apps", Some(&body));
    assert_eq!(response.status, 201);
    let app = json(&response);
    let guid = text(&app, "/guid");
    assert!(header(&response, "location").ends_with(&format!("/v3/apps/{guid}")));
    assert_eq!(app["name"], "shop");
    assert_eq!(app["lifecycle"], json!({"type": "docker", "data": {}}));
    assert_eq!(app["relationships"]["space"]["data"]["guid"], space.as_str());
    assert_eq!(app["metadata"]["labels"], json!({"a": "b"}), "labels are the client's alone");
    assert_eq!(text(&app, "/links/self/href"), format!("http://127.0.0.1:4000/v3/apps/{guid}"));
    assert_eq!(text(&app, "/links/space/href"), format!("http://127.0.0.1:4000/v3/spaces/{space}"));
    assert!(text(&app, "/created_at").as_str() > "2025", "it was made just now");

    assert_eq!(json(&judged.send("GET", &format!("/v3/apps/{guid}"), None)), app);
    let encoded = json(&judged.send("GET", "/v3/apps?names=shop%2Cnothing", None));
    let listed = json(&judged.send("GET", "/v3/apps?names=shop,nothing", None));
    assert_eq!(encoded["resources"], listed["resources"], "many clients encode the commas");
    assert_eq!(listed["resources"], json!([app]));
    assert_eq!(listed["pagination"]["total_results"], 1);
    assert_eq!(json(&judged.send("GET", &format!("/v3/apps?space_guids={space}"), None))["resources"], json!([app]));
    assert_eq!(json(&judged.send("GET", "/v3/apps?names=nothing", None))["resources"], json!([]));
    assert_eq!(listed.get("included"), None, "nobody asked for it");
    let included = judged.send("GET", "/v3/apps?include=space,space.organization", None);
    assert!(json(&included)["included"]["spaces"].is_array());

    let patch = json!({"name": "shop2", "metadata": {"labels": {"a": null, "c": "d"}}});
    let changed = json(&judged.send("PATCH", &format!("/v3/apps/{guid}"), Some(&patch)));
    assert_eq!((&changed["name"], &changed["metadata"]["labels"]), (&json!("shop2"), &json!({"c": "d"})));
    assert_eq!(json(&judged.send("GET", &format!("/v3/apps/{guid}"), None)), changed);

    let started = json(&judged.send("POST", &format!("/v3/apps/{guid}/actions/start"), None));
    assert_eq!((&started["state"], &started["name"]), (&json!("STARTED"), &json!("shop2")));
    let stopped = json(&judged.send("POST", &format!("/v3/apps/{guid}/actions/stop"), None));
    assert_eq!(stopped["state"], "STOPPED");
    assert_eq!(json(&judged.send("GET", &format!("/v3/apps/{guid}"), None))["state"], "STOPPED");

    let deleted = judged.send("DELETE", &format!("/v3/apps/{guid}"), None);
    assert_eq!(deleted.status, 202);
    for target in [format!("/v3/apps/{guid}"), format!("/v3/apps/{guid}/env"), format!("/v3/apps/{guid}/tasks")] {
        assert_eq!(judged.send("GET", &target, None).status, 404, "{target}");
    }
    assert_eq!(judged.send("DELETE", &format!("/v3/apps/{guid}"), None).status, 404);
}

#[test]
fn a_job_goes_on_until_it_is_complete_or_failed() {
    let judged = Judged::new();
    for (name, wish, end) in [("a", None, "COMPLETE"), ("b", Some("task=failed"), "FAILED")] {
        let app = text(&judged.create_app(name, SPACE), "/guid");
        let mut delete = request("DELETE", &format!("/v3/apps/{app}"), None);
        if let Some(wish) = wish {
            delete = with(delete, "prefer", wish);
        }
        let response = judged.exchange(&delete);
        assert_eq!(response.status, 202);
        let job = target_of(header(&response, "location")).to_owned();
        let states: Vec<String> = (0..3).map(|_| text(&json(&judged.send("GET", &job, None)), "/state")).collect();
        assert_eq!(states, ["PROCESSING", end, end]);
        let left = judged.send("GET", &format!("/v3/apps/{app}"), None).status;
        assert_eq!(left, if end == "FAILED" { 200 } else { 404 });
    }
}

#[test]
fn lists_have_pages_that_end() {
    let judged = Judged::new();
    let space = "11111111-2222-4333-8444-555555555555";
    for number in 0..7 {
        judged.create_app(&format!("app-{number}"), space);
    }
    let mut target = format!("/v3/apps?per_page=3&space_guids={space}&order_by=-name");
    let mut names = Vec::new();
    let mut sizes = Vec::new();
    for _ in 0..10 {
        let page = json(&judged.send("GET", &target, None));
        let items = page["resources"].as_array().cloned().unwrap_or_default();
        sizes.push(items.len());
        names.extend(items.iter().map(|item| text(item, "/name")));
        assert_eq!((&page["pagination"]["total_results"], &page["pagination"]["total_pages"]), (&json!(7), &json!(3)));
        if let Some(next) = page.pointer("/pagination/next/href").and_then(Value::as_str) {
            target_of(next).clone_into(&mut target);
        } else {
            assert!(page["pagination"]["next"].is_null());
            assert!(text(&page, "/pagination/previous/href").contains("page=2"));
            break;
        }
    }
    assert_eq!(sizes, [3, 3, 1]);
    let expected: Vec<String> = (0..7).rev().map(|number| format!("app-{number}")).collect();
    assert_eq!(names, expected);
    assert_eq!(json(&judged.send("GET", "/v3/apps?page=99", None))["resources"], json!([]));
}

#[test]
fn what_no_operation_makes_starts_from_the_example_for_every_parent() {
    let judged = Judged::new();
    let app = text(&judged.create_app("parts", SPACE), "/guid");
    let features = json(&judged.send("GET", &format!("/v3/apps/{app}/features"), None));
    assert!(!features["resources"].as_array().unwrap().is_empty());
    let feature = |name: &str| judged.send("GET", &format!("/v3/apps/{app}/features/{name}"), None);
    assert_eq!(json(&feature("ssh"))["name"], "ssh");
    let before = json(&feature("ssh"))["enabled"].as_bool().unwrap();
    let changed = judged.send("PATCH", &format!("/v3/apps/{app}/features/ssh"), Some(&json!({"enabled": !before})));
    assert_eq!(json(&changed)["enabled"], json!(!before));
    assert_eq!(json(&feature("ssh"))["enabled"], json!(!before));

    let processes = json(&judged.send("GET", &format!("/v3/apps/{app}/processes"), None));
    let process = text(&processes, "/resources/0/guid");
    let kind = text(&processes, "/resources/0/type");
    assert_eq!(text(&processes, "/resources/0/relationships/app/data/guid"), app);
    let by_type = json(&judged.send("GET", &format!("/v3/apps/{app}/processes/{kind}"), None));
    assert_eq!(text(&by_type, "/guid"), process);
    assert_eq!(text(&json(&judged.send("GET", &format!("/v3/processes/{process}"), None)), "/guid"), process);
    let scaled = judged.send("POST", &format!("/v3/processes/{process}/actions/scale"), Some(&json!({"instances": 9})));
    assert_eq!(json(&scaled)["instances"], 9);
    assert_eq!(json(&judged.send("GET", &format!("/v3/apps/{app}/processes/{kind}"), None))["instances"], 9);
    assert_eq!(judged.send("GET", &format!("/v3/apps/{app}/processes/nothing"), None).status, 404);
    assert_eq!(judged.send("GET", &format!("/v3/apps/{app}/features/nothing"), None).status, 404);
}

#[test]
fn parts_keep_what_was_put_into_them() {
    let judged = Judged::new();
    let app = text(&judged.create_app("env", SPACE), "/guid");
    let variables = format!("/v3/apps/{app}/environment_variables");
    let before = json(&judged.send("GET", &variables, None));
    assert!(text(&before, "/links/app/href").ends_with(&app));
    let known = before["var"].as_object().unwrap().keys().next().unwrap().clone();
    let changed = judged.send("PATCH", &variables, Some(&json!({"var": {"NEW": "1", known.as_str(): null}})));
    let after = json(&changed);
    assert_eq!((&after["var"]["NEW"], after["var"].get(&known)), (&json!("1"), None));
    assert_eq!(json(&judged.send("GET", &variables, None)), after);

    let droplet = "99999999-1111-4222-8333-444444444444";
    let path = format!("/v3/apps/{app}/relationships/current_droplet");
    let set = judged.send("PATCH", &path, Some(&json!({"data": {"guid": droplet}})));
    assert_eq!(json(&set)["data"]["guid"], droplet);
    let read = json(&judged.send("GET", &path, None));
    assert_eq!(read["data"]["guid"], droplet);
    assert!(text(&read, "/links/self/href").contains(&app));
}

#[test]
fn tasks_are_made_below_their_app_and_read_on_their_own() {
    let judged = Judged::new();
    let app = text(&judged.create_app("tasks", SPACE), "/guid");
    let made = judged.send("POST", &format!("/v3/apps/{app}/tasks"), Some(&json!({"command": "rake", "name": "t"})));
    assert_eq!(made.status, 202);
    let task = text(&json(&made), "/guid");
    assert_eq!(text(&json(&made), "/relationships/app/data/guid"), app);
    assert_eq!(json(&judged.send("GET", &format!("/v3/tasks/{task}"), None))["name"], "t");
    let below = json(&judged.send("GET", &format!("/v3/apps/{app}/tasks"), None));
    assert_eq!(below["resources"].as_array().map(Vec::len), Some(1));
    let canceled = judged.send("POST", &format!("/v3/tasks/{task}/actions/cancel"), None);
    assert_eq!(json(&canceled)["state"], "CANCELING");
    assert_eq!(json(&judged.send("GET", &format!("/v3/tasks/{task}"), None))["state"], "CANCELING");
    assert_eq!(judged.send("GET", "/v3/apps/11111111-2222-4333-8444-555555555555/tasks", None).status, 404);
}

#[test]
fn requests_that_break_the_document_are_told_so() {
    let judged = Judged::new();
    let detail = |response: &Response| text(&json(response), "/errors/0/detail");
    let wrong = judged.send("POST", "/v3/apps", Some(&json!({"name": 5})));
    assert!(matches!(wrong.status, 400 | 422), "{}", wrong.status);
    assert!(detail(&wrong).contains("request-body"), "{}", detail(&wrong));
    let wrong = judged.send("GET", "/v3/apps?per_page=0", None);
    assert_eq!(wrong.status, 400);
    assert!(detail(&wrong).contains("per_page"), "{}", detail(&wrong));
    let mut anonymous = request("GET", "/v3/apps", None);
    anonymous.headers.remove("authorization");
    let refused = judged.exchange(&anonymous);
    assert_eq!((refused.status, header(&refused, "www-authenticate")), (401, "Bearer realm=\"mock\""));
    let nowhere = judged.mock.answer(&request("GET", "/v3/nowhere", None));
    assert_eq!(nowhere.status, 404);
    assert!(detail(&nowhere).contains("no such path"));
    let method = judged.mock.answer(&request("PUT", "/v3/apps", None));
    assert_eq!((method.status, header(&method, "allow")), (405, "GET, POST"));
}

#[test]
fn bits_are_taken_and_given() {
    let judged = Judged::new();
    let app = text(&judged.create_app("bits", SPACE), "/guid");
    let body = json!({"type": "bits", "relationships": {"app": {"data": {"guid": app}}}});
    let package = json(&judged.send("POST", "/v3/packages", Some(&body)));
    assert_eq!(package["state"], "AWAITING_UPLOAD");
    let guid = text(&package, "/guid");
    let download = judged.send("GET", &format!("/v3/packages/{guid}/download"), None);
    assert_eq!(download.status, 302);
    let target = target_of(header(&download, "location")).to_owned();
    let bits = judged.mock.answer(&request("GET", &target, None));
    assert_eq!((bits.status, bits.body.len()), (200, 1024));
    assert_eq!(judged.send("GET", "/v3/droplets/b8a79685-7463-4524-8130-2f1e0d9c8b7a/download", None).status, 200);
}

#[test]
fn wishes_choose_the_answer() {
    let judged = Judged::new();
    let wish = |target: &str, wish: &'static str| judged.exchange(&with(request("GET", target, None), "prefer", wish));
    assert_eq!(wish("/v3/apps", "code=403").status, 403);
    let job = "/v3/jobs/b3f6a2d1-9c47-4e58-8a0b-6d1e2f3c4b5a";
    assert_eq!(json(&wish(job, "example=organization_deletion_failed"))["state"], "FAILED");
    assert_eq!(json(&judged.send("GET", job, None))["state"], "COMPLETE");
}
