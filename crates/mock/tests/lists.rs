//! What lists let through, and the related items that stand beside them, on the Cloud Foundry document.

mod common;

use avouch_mock::{Mock, Response};
use common::{json, request, with_behaviour};
use serde_json::{Value, json};

fn send(mock: &Mock, method: &str, target: &str, body: Option<&Value>) -> Response {
    mock.answer(&request(method, target, body))
}

fn make(mock: &Mock, target: &str, body: &Value) -> String {
    let made = send(mock, "POST", target, Some(body));
    assert_eq!(made.status, 201, "{}", json(&made));
    json(&made)["guid"].as_str().expect("a GUID").to_owned()
}

fn to_one(guid: &str) -> Value {
    json!({"data": {"guid": guid}})
}

/// Two organizations, a space in each, and apps with labels in them.
struct World {
    mock: Mock,
    organizations: [String; 2],
    spaces: [String; 2],
}

impl World {
    fn new() -> World {
        let mock = with_behaviour("cloudfoundry-v3");
        let organizations = ["north", "south"].map(|name| make(&mock, "/v3/organizations", &json!({"name": name})));
        let spaces = organizations.clone().map(|organization| {
            let body = json!({"name": "dev", "relationships": {"organization": to_one(&organization)}});
            make(&mock, "/v3/spaces", &body)
        });
        let world = World { mock, organizations, spaces };
        world.app("a", 0, &json!({"tier": "front", "env": "prod"}));
        world.app("b", 0, &json!({"tier": "back"}));
        world.app("c", 1, &json!({"tier": "front", "env": "dev"}));
        world
    }

    fn app(&self, name: &str, space: usize, labels: &Value) -> String {
        let relationships = json!({"space": to_one(&self.spaces[space])});
        let body = json!({"name": name, "relationships": relationships, "metadata": {"labels": labels}});
        make(&self.mock, "/v3/apps", &body)
    }

    fn get(&self, target: &str) -> Value {
        let answer = send(&self.mock, "GET", target, None);
        assert_eq!(answer.status, 200, "{target}: {}", json(&answer));
        json(&answer)
    }

    /// The names of the apps of ours that a query lets through.
    fn apps(&self, query: &str) -> Vec<String> {
        let list = self.get(&format!("/v3/apps?per_page=100&{query}"));
        let own = list["resources"].as_array().expect("a list").iter();
        let names = own.filter_map(|app| app["name"].as_str()).filter(|name| name.len() == 1);
        names.map(str::to_owned).collect()
    }
}

#[test]
fn labels_select() {
    let world = World::new();
    for (selector, names) in [
        ("tier=front", &["a", "c"][..]),
        ("tier!=front", &["b"]),
        ("env", &["a", "c"]),
        ("!env,tier", &["b"]),
        ("env%20in%20(prod,test),tier", &["a"]),
        ("tier%20notin%20(back),env%21%3Dprod", &["c"]),
    ] {
        assert_eq!(world.apps(&format!("label_selector={selector}")), names, "{selector}");
    }
    let wrong = send(&world.mock, "GET", "/v3/apps?label_selector=tier%20in%20(front", None);
    assert_eq!(wrong.status, 400);
}

#[test]
fn moments_are_bounded() {
    let world = World::new();
    assert_eq!(world.apps("created_ats[gt]=2024-12-31T00:00:00Z"), ["a", "b", "c"]);
    assert_eq!(world.apps("created_ats%5Blt%5D=2024-12-31T00:00:00Z"), Vec::<String>::new());
    let shown = |query: &str| world.get(&format!("/v3/organizations?{query}"))["pagination"]["total_results"].clone();
    assert_eq!(shown("created_ats[lt]=2024-12-31T00:00:00Z&names=acme,globex,north"), 2);
    assert_eq!(shown("created_ats[gte]=2024-05-14T09:12:03Z&created_ats[lte]=2024-05-14T11:12:03%2B02:00"), 1);
}

#[test]
fn what_is_further_away_filters_too() {
    let world = World::new();
    assert_eq!(world.apps(&format!("space_guids={}", world.spaces[1])), ["c"]);
    assert_eq!(world.apps(&format!("organization_guids={}", world.organizations[0])), ["a", "b"]);
    assert_eq!(world.apps(&format!("organization_guids={}", world.organizations.join(","))), ["a", "b", "c"]);
    let processes = world.get(&format!("/v3/processes?organization_guids={}", world.organizations[1]));
    assert_eq!(processes["pagination"]["total_results"], 1, "by way of the app and the space");
    let named = world.get("/v3/service_credential_bindings?service_plan_names=nothing");
    assert_eq!(named["pagination"]["total_results"], 0);
    let named = world.get("/v3/service_credential_bindings?service_plan_names=small");
    assert_ne!(named["pagination"]["total_results"], 0);
}

#[test]
fn related_items_are_those_of_the_store() {
    let world = World::new();
    let guids = |value: &Value, kind: &str| -> Vec<String> {
        let items = value["included"][kind].as_array().expect("included");
        items.iter().filter_map(|item| item["guid"].as_str()).map(str::to_owned).collect()
    };
    let list = world.get("/v3/apps?names=a,b,c&include=space.organization");
    assert_eq!(
        (guids(&list, "spaces"), guids(&list, "organizations")),
        (world.spaces.to_vec(), world.organizations.to_vec())
    );
    let list = world.get("/v3/apps?names=c&include=space");
    assert_eq!(
        (guids(&list, "spaces"), &list["included"]["organizations"]),
        (vec![world.spaces[1].clone()], &Value::Null)
    );
    let app = world.app("d", 1, &json!({}));
    let read = world.get(&format!("/v3/apps/{app}?include=space.organization"));
    assert_eq!(guids(&read, "organizations"), [world.organizations[1].clone()]);
    assert_eq!(world.get(&format!("/v3/apps/{app}")).get("included"), None);
    let roles = world.get("/v3/roles?include=user%2Corganization");
    assert!(!guids(&roles, "users").is_empty(), "encoded commas part, too");
}
