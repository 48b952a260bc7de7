//! Routes: which operation a request line calls.

mod common;

use avouch_validate::{Route, Router};
use serde_json::{Map, Value, json};

fn document(paths: &[(&str, &[&str])], servers: &Value) -> Value {
    let mut items = Map::new();
    for (path, methods) in paths {
        let operation = |method: &&str| {
            let id = format!("{method} {path}");
            (method.to_lowercase(), json!({"operationId": id, "responses": {"200": {"description": ""}}}))
        };
        items.insert((*path).to_owned(), Value::Object(methods.iter().map(operation).collect()));
    }
    json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "servers": servers, "paths": items})
}

/// The id of the operation with its variables, or what else the router says.
fn found(router: &Router, api: &avouch_api::Api, method: &str, target: &str) -> String {
    match router.route(method, target) {
        Route::Found { operation, path } => {
            let variables: Vec<String> = path.iter().map(|(name, raw)| format!("{name}={raw}")).collect();
            format!("{} [{}]", api.operation(operation).id, variables.join(","))
        }
        Route::MethodNotAllowed { allow } => format!("405 {}", allow.join(",")),
        Route::NotFound => "404".to_owned(),
    }
}

#[track_caller]
fn table(paths: &[(&str, &[&str])], rows: &[(&str, &str, &str)]) {
    let api = common::api(&document(paths, &json!([])));
    let router = Router::new(&api);
    for (method, target, expected) in rows {
        assert_eq!(found(&router, &api, method, target), *expected, "{method} {target}");
    }
}

#[test]
fn concrete_paths_come_before_those_with_variables() {
    table(
        &[
            ("/pets/{id}", &["GET", "DELETE"]),
            ("/pets/mine", &["GET"]),
            ("/{kind}/mine", &["GET"]),
            ("/pets", &["POST"]),
        ],
        &[
            ("GET", "/pets/mine", "GET /pets/mine []"),
            ("GET", "/pets/1", "GET /pets/{id} [id=1]"),
            ("GET", "/cats/mine", "GET /{kind}/mine [kind=cats]"),
            ("DELETE", "/pets/mine", "DELETE /pets/{id} [id=mine]"),
            ("POST", "/pets/1", "405 DELETE,GET"),
            ("GET", "/pets/", "404"),
            ("GET", "/pets/1/2", "404"),
            ("HEAD", "/pets/1", "GET /pets/{id} [id=1]"),
            ("HEAD", "/pets", "405 POST"),
        ],
    );
}

#[test]
fn paths_are_taken_raw() {
    table(
        &[("/v3/orgs/{guid}", &["DELETE"]), ("/v3/orgs", &["GET"]), ("/a b/{x}", &["GET"])],
        &[
            ("DELETE", "/v3/orgs/..", "DELETE /v3/orgs/{guid} [guid=..]"),
            ("DELETE", "/v3/orgs/%2e%2e", "DELETE /v3/orgs/{guid} [guid=%2e%2e]"),
            ("DELETE", "/v3/orgs/a%2Fb", "DELETE /v3/orgs/{guid} [guid=a%2Fb]"),
            ("GET", "/v3/%6Frgs", "GET /v3/orgs []"),
            ("GET", "/v3//orgs", "404"),
            ("GET", "/V3/orgs", "404"),
            ("GET", "/a%20b/1?q=/v3/orgs", "GET /a b/{x} [x=1]"),
        ],
    );
}

#[test]
fn several_variables_stand_in_one_segment() {
    table(
        &[("/{name}@{host}", &["GET"]), ("/{sid}.json", &["GET"]), ("/{any}", &["GET"])],
        &[
            ("GET", "/a@b", "GET /{name}@{host} [name=a,host=b]"),
            ("GET", "/x.json", "GET /{sid}.json [sid=x]"),
            ("GET", "/x.xml", "GET /{any} [any=x.xml]"),
        ],
    );
}

#[test]
fn keys_with_queries_and_fragments_are_operations_of_their_own() {
    table(
        &[("/x", &["GET"]), ("/x?kind=a", &["GET"]), ("/#Action=Run", &["GET"]), ("/#Action=Stop", &["GET"])],
        &[
            ("GET", "/x", "GET /x []"),
            ("GET", "/x?kind=a&y=1", "GET /x?kind=a []"),
            ("GET", "/x?kind=b", "GET /x []"),
            ("GET", "/?Action=Stop&Version=1", "GET /#Action=Stop []"),
            ("GET", "/?Action=Run", "GET /#Action=Run []"),
        ],
    );
}

#[test]
fn the_paths_of_servers_stand_before_those_of_operations() {
    let servers = json!([
        {"url": "https://{host}/api/{version}", "variables": {"host": {"default": "h"}, "version": {"default": "v1"}}},
        {"url": "/other/"},
    ]);
    let api = common::api(&document(&[("/pets", &["GET"])], &servers));
    let rows = |router: &Router, targets: &[(&str, bool)]| {
        for (target, expected) in targets {
            assert_eq!(found(router, &api, "GET", target) == "GET /pets []", *expected, "{target}");
        }
    };
    rows(
        &Router::new(&api),
        &[
            ("/api/v1/pets", true),
            ("/other/pets", true),
            ("/pets", true),
            ("/api/v2/pets", false),
            ("/otherpets", false),
        ],
    );
    rows(&Router::with_base(&api, "/base/"), &[("/base/pets", true), ("/pets", false), ("/api/v1/pets", false)]);
    rows(&Router::with_base(&api, ""), &[("/pets", true), ("/other/pets", false)]);
}

#[test]
fn two_thousand_routes_are_found_in_no_time() {
    let paths: Vec<String> = (0..2000).map(|number| format!("/v3/things{number}/{{id}}/parts/{{part}}")).collect();
    let paths: Vec<(&str, &[&str])> = paths.iter().map(|path| (path.as_str(), ["GET"].as_slice())).collect();
    let api = common::api(&document(&paths, &json!([])));
    let router = Router::new(&api);
    let start = std::time::Instant::now();
    for number in 0..2000 {
        let route = router.route("GET", &format!("/v3/things{number}/1/parts/2"));
        assert!(matches!(route, Route::Found { .. }), "{number}");
    }
    // Even without optimisation a route takes some microseconds, not some milliseconds.
    assert!(start.elapsed().as_secs() < 2, "{:?}", start.elapsed());
}
