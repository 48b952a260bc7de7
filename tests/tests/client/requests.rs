//! What stands on the wire.

use avouch_runtime::{DateTime, Error, Maybe};
use cloudfoundry_v3::Client;
use cloudfoundry_v3::models::{AppIncludeItem, AppOrderBy, LifecycleType, ProcessUpdate};

use crate::scenery::{NOBODY, client, create_app};
use crate::stage::{Stage, json};

#[tokio::test]
async fn a_request_has_no_more_than_it_needs() {
    let stage = Stage::mock().await;
    client(&stage).apps().list().send().await.unwrap();
    let request = stage.last();
    assert_eq!(request.line(), "GET /v3/apps");
    assert_eq!(request.names(), ["accept", "authorization", "host", "user-agent"]);
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("host").map(|host| format!("http://{host}")), Some(stage.base.clone()));
    assert!(request.header("user-agent").is_some_and(|agent| agent.starts_with("avouch/")));
    assert_eq!(request.body, b"");

    let app = create_app(&client(&stage), "a").await;
    let request = stage.last();
    assert_eq!(request.line(), "POST /v3/apps");
    let body = r#"{"name":"a","relationships":{"space":{"data":{"guid":"d4e5f6a7-1b2c-4d3e-8f90-a1b2c3d4e5f6"}}}}"#;
    assert_eq!(request.text(), body);
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("content-length"), Some(body.len().to_string().as_str()));

    // A POST without content says so (RFC 9110, section 8.6).
    client(&stage).apps().start(&app.guid).await.unwrap();
    let request = stage.last();
    assert_eq!(request.line(), format!("POST /v3/apps/{}/actions/start", app.guid));
    assert_eq!((request.header("content-length"), request.header("content-type")), (Some("0"), None));
}

#[tokio::test]
async fn lists_of_values_are_joined_by_bare_commas() {
    let stage = Stage::mock().await;
    let client = client(&stage);
    let list = || client.apps().list();
    let at: DateTime = "2024-05-15T07:45:21Z".parse().unwrap();
    let include = [AppIncludeItem::Space, AppIncludeItem::SpaceOrganization];
    let calls = [
        (list().names(["a", "b"]), "names=a,b"),
        // What is within a value is encoded, so that the server can tell it from what is between values.
        (
            list().names(["a,b", "c&d=e", "f g", "h+i", "%2c", "\u{e9}"]),
            "names=a%2Cb,c%26d%3De,f%20g,h%2Bi,%252c,%C3%A9",
        ),
        (list().names(["one"]), "names=one"),
        (list().include(include), "include=space,space.organization"),
        (list().created_ats([at.clone(), at]), "created_ats=2024-05-15T07%3A45%3A21Z,2024-05-15T07%3A45%3A21Z"),
        (list().order_by(AppOrderBy::MinusUpdatedAt), "order_by=-updated_at"),
        (list().order_by(AppOrderBy::Other("rank".to_owned())), "order_by=rank"),
        (list().lifecycle_type(LifecycleType::Cnb), "lifecycle_type=cnb"),
        (list().label_selector("env in (a,b),!c"), "label_selector=env%20in%20%28a%2Cb%29%2C%21c"),
        (list().page(2).per_page(7), "page=2&per_page=7"),
        (list().page(2).page(3), "page=3"),
    ];
    for (call, query) in calls {
        // The mock refuses what the document does not list; here only what is sent counts.
        drop(call.send().await);
        let target = format!("GET /v3/apps?{query}");
        assert_eq!(percent_decoded_where_free(stage.last().line()), percent_decoded_where_free(&target));
    }
}

/// RFC 3986 lets a query hold these as they are: whether they are encoded makes no difference to a server.
fn percent_decoded_where_free(target: &str) -> String {
    [("%28", "("), ("%29", ")"), ("%21", "!"), ("%3A", ":")]
        .iter()
        .fold(target.to_owned(), |target, (encoded, free)| target.replace(encoded, free))
}

#[tokio::test]
async fn filters_reach_the_mock() {
    let stage = Stage::mock().await;
    let client = client(&stage);
    for name in ["red", "green", "blue", "a,b"] {
        create_app(&client, name).await;
    }
    let names = async |wanted: &[&str]| {
        let page = client.apps().list().names(wanted.iter().copied()).order_by(AppOrderBy::Name).send().await.unwrap();
        page.resources.iter().map(|app| app.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&["red", "blue"]).await, ["blue", "red"]);
    assert_eq!(names(&["a,b"]).await, ["a,b"]);
    assert_eq!(names(&["a", "b"]).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_identifier_that_would_leave_its_place_is_refused() {
    let stage = Stage::mock().await;
    let client = client(&stage);
    for identifier in ["..", ".", "", "%2e%2e", "%2E%2e", ".%2e", "%2E.", "%2e"] {
        let errors = [
            client.apps().get(identifier).send().await.unwrap_err(),
            client.apps().delete(identifier).await.unwrap_err(),
            client.apps().get_env(identifier).await.map(drop).unwrap_err(),
            client.packages().download_bits(identifier).await.map(drop).unwrap_err(),
            client.packages().upload_bits(identifier).bits("x").send().await.map(drop).unwrap_err(),
            client.processes().get_for_app(NOBODY, identifier).await.map(drop).unwrap_err(),
            client.packages().list_for_app(identifier).pages().next().await.unwrap().map(drop).unwrap_err(),
        ];
        for error in errors {
            assert!(matches!(error, Error::Request(_)), "{identifier:?}: {error}");
            assert!(error.to_string().starts_with("the request cannot be sent: "), "{error}");
        }
    }
    assert_eq!((stage.connections(), stage.lines().len()), (0, 0), "nothing was sent");

    // What merely looks like it is encoded and sent.
    for (identifier, segment) in [
        ("...", "..."),
        ("../x", "..%2Fx"),
        ("a/b", "a%2Fb"),
        ("%2F", "%252F"),
        ("a b", "a%20b"),
        ("..;", "..%3B"),
        ("?#", "%3F%23"),
    ] {
        let error = client.apps().get(identifier).send().await.unwrap_err();
        assert_eq!(error.status().map(|status| status.as_u16()), Some(404), "{identifier}: {error}");
        assert_eq!(stage.last().line().replace("..;", "..%3B"), format!("GET /v3/apps/{segment}"));
    }
    assert_eq!(stage.connections(), 1);
}

#[tokio::test]
async fn absent_null_and_a_value_are_three_things() {
    let stage = Stage::mock().await;
    let client = client(&stage);
    let app = create_app(&client, "processes").await;
    let listed = client.processes().list_for_app(&app.guid).send().await.unwrap();
    let process = listed.resources[0].clone();
    assert!(process.command.is_some(), "the example has one");
    let update = async |change: ProcessUpdate| {
        let changed = client.processes().update(&process.guid, &change).await.unwrap().into_inner();
        assert_eq!(client.processes().get(&process.guid).await.unwrap().body(), &changed);
        let seen = stage.seen();
        (seen[seen.len() - 2].text().to_owned(), changed.command, changed.user)
    };

    let command = || Some("run".to_owned());
    let set = ProcessUpdate {
        command: "run".to_owned().into(),
        user: Maybe::Value("vcap".to_owned()),
        ..ProcessUpdate::default()
    };
    let body = r#"{"command":"run","user":"vcap"}"#.to_owned();
    assert_eq!(update(set).await, (body, command(), Maybe::Value("vcap".to_owned())));
    let nothing = ProcessUpdate::default();
    assert_eq!(update(nothing).await, ("{}".to_owned(), command(), Maybe::Value("vcap".to_owned())));
    let remove_user = ProcessUpdate { user: Maybe::Null, ..ProcessUpdate::default() };
    assert_eq!(update(remove_user).await, (r#"{"user":null}"#.to_owned(), command(), Maybe::Null));
    let remove_command = ProcessUpdate { command: Maybe::Null, ..ProcessUpdate::default() };
    assert_eq!(update(remove_command).await, (r#"{"command":null}"#.to_owned(), None, Maybe::Null));
}

#[tokio::test]
async fn the_base_may_have_a_path() {
    let stage = Stage::alone(|_, _| json(404, &serde_json::json!({"errors": []}))).await;
    for base in ["/cf/api", "/cf/api/"] {
        let client = Client::new(&format!("{}{base}", stage.base)).unwrap();
        client.apps().get(NOBODY).send().await.unwrap_err();
        assert_eq!(stage.last().line(), format!("GET /cf/api/v3/apps/{NOBODY}"));
    }
}
