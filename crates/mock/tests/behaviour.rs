//! What a behaviour file makes of a mock: states that go on, items that come and go together, tokens, further answers.

mod common;

use std::sync::Arc;
use std::time::Duration;

use avouch_api::Api;
use avouch_diagnostics::Sources;
use avouch_mock::{Behaviour, BehaviourFile, Mock, Options, Response};
use avouch_validate::Request;
use common::{header, json, request, with};
use http::HeaderValue;
use serde_json::{Value, json};

const YARD: &str = "11111111-aaaa-4aaa-8aaa-111111111111";
const FILE: &str = include_str!("fixtures/works.toml");

fn works() -> Arc<Api> {
    common::api(include_str!("fixtures/works.yaml"))
}

/// The mistakes of a file: the code, the line, the message.
fn mistakes(text: &str) -> Vec<String> {
    let file = BehaviourFile { name: "mock.toml".to_owned(), text: text.to_owned() };
    let (_, diagnostics) = Behaviour::read(&file, &works());
    let line = |diagnostic: &avouch_diagnostics::Diagnostic| {
        let span = diagnostic.place().and_then(|place| file.span(place)).expect("a place");
        avouch_diagnostics::line_column(text, span.start).line
    };
    diagnostics.iter().map(|one| format!("{} {}: {}", one.code.id, line(one), one.message)).collect()
}

fn mock_of(text: &str) -> Mock {
    let api = works();
    let file = BehaviourFile { name: "mock.toml".to_owned(), text: text.to_owned() };
    let (behaviour, diagnostics) = Behaviour::read(&file, &api);
    assert!(diagnostics.is_empty(), "{:?}", mistakes(text));
    Mock::new(api, Options { behaviour: Some(Arc::new(behaviour)), ..Options::default() })
}

fn mock() -> Mock {
    mock_of(FILE)
}

fn send(mock: &Mock, method: &str, target: &str, body: Option<&Value>) -> Response {
    mock.answer(&request(method, target, body))
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer} in {value}")).to_owned()
}

fn target_of(address: &str) -> &str {
    address.strip_prefix("http://127.0.0.1:4000").unwrap_or_else(|| panic!("{address} is not the mock's"))
}

/// A fresh yard.
fn yard(mock: &Mock, name: &str) -> String {
    let made = send(mock, "POST", "/yards", Some(&json!({"name": name})));
    assert_eq!(made.status, 201, "{made:?}");
    text(&json(&made), "/id")
}

fn ship(mock: &Mock, yard: &str) -> String {
    let made = send(mock, "POST", "/ships", Some(&json!({"yard": {"id": yard}})));
    assert_eq!(made.status, 201, "{}", json(&made));
    text(&json(&made), "/id")
}

fn states(mock: &Mock, ship: &str, reads: usize) -> Vec<String> {
    let read = |_| text(&json(&send(mock, "GET", &format!("/ships/{ship}"), None)), "/state");
    (0..reads).map(read).collect()
}

#[test]
fn new_items_have_the_defaults_and_not_what_the_example_shows() {
    let mock = mock();
    let made = json(&send(&mock, "POST", "/yards", Some(&json!({"name": "south"}))));
    assert_eq!(made["labels"], json!({}));
    let made = json(&send(&mock, "POST", "/yards", Some(&json!({"name": "west", "labels": {"a": "b"}}))));
    assert_eq!(made["labels"], json!({"a": "b"}));
}

#[test]
fn items_of_the_file_are_there_from_the_start() {
    let mock =
        mock_of("[resource.\"/ships\"]\nitems = [{ id = \"44444444\", state = \"SUNK\" }, { id = \"55555555\" }]\n");
    assert_eq!(
        (states(&mock, "44444444", 1), states(&mock, "55555555", 1)),
        (vec!["SUNK".into()], vec!["AFLOAT".into()])
    );
    let listed = json(&send(&mock, "GET", "/ships", None));
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(3));
}

#[test]
fn no_two_items_have_in_common_what_is_unique() {
    let mock = mock();
    let east = yard(&mock, "east");
    let again = send(&mock, "POST", "/yards", Some(&json!({"name": "east"})));
    assert_eq!((again.status, json(&again)), (422, json!({"error": "a yard is called 'east' already"})));
    let other = yard(&mock, "other");
    let renamed = send(&mock, "PATCH", &format!("/yards/{other}"), Some(&json!({"name": "east"})));
    assert_eq!(renamed.status, 422);
    let same = send(&mock, "PATCH", &format!("/yards/{east}"), Some(&json!({"name": "east"})));
    assert_eq!(same.status, 200, "an item has its own name");
}

#[test]
fn an_item_goes_on_after_a_look_and_leaves_another_behind() {
    let mock = mock();
    let ship = ship(&mock, YARD);
    assert_eq!(states(&mock, &ship, 3), ["LAID_DOWN", "AFLOAT", "AFLOAT"]);
    let read = json(&send(&mock, "GET", &format!("/ships/{ship}"), None));
    let hull = json(&send(&mock, "GET", &format!("/hulls/{}", text(&read, "/hull/id")), None));
    assert_eq!((&hull["role"], &hull["ship"]["id"]), (&json!("keel"), &json!(ship)));
    assert!(text(&hull, "/self").ends_with(&text(&hull, "/id")), "{hull}");
}

#[test]
fn a_wish_for_failure_leads_to_the_failed_state() {
    let mock = mock();
    let body = json!({"yard": {"id": YARD}});
    let made = mock.answer(&with(request("POST", "/ships", Some(&body)), "prefer", "task=failed"));
    let ship = text(&json(&made), "/id");
    assert_eq!(states(&mock, &ship, 3), ["LAID_DOWN", "SUNK", "SUNK"]);
    let read = json(&send(&mock, "GET", &format!("/ships/{ship}"), None));
    assert_eq!((&read["reason"], &read["hull"]), (&json!("leaks"), &Value::Null));
}

#[test]
fn an_item_goes_on_in_time_without_a_look() {
    let mock = mock_of(&FILE.replace("after = \"10m\"", "after = \"50ms\"\nreads = 1000"));
    let ship = ship(&mock, YARD);
    std::thread::sleep(Duration::from_millis(80));
    assert_eq!(states(&mock, &ship, 1), ["AFLOAT"]);
}

#[test]
fn what_the_examples_show_stays_as_it_is() {
    let text = FILE
        .replace("from.state = \"LAID_DOWN\"", "from.state = \"AFLOAT\"")
        .replace("after = \"10m\"", "after = \"0ms\"");
    let mock = mock_of(&text.replace("to = { state = \"AFLOAT\"", "to = { state = \"SUNK\""));
    let shown = "22222222-bbbb-4bbb-8bbb-222222222222";
    assert_eq!(states(&mock, shown, 3), ["AFLOAT", "AFLOAT", "AFLOAT"]);
}

#[test]
fn rules_find_refuse_set_change_and_answer() {
    let mock = mock();
    let ship = ship(&mock, YARD);
    let launch = || send(&mock, "POST", &format!("/ships/{ship}/launch"), None);
    let early = launch();
    assert_eq!((early.status, json(&early)), (422, json!({"error": "a ship that is LAID_DOWN cannot go to sea"})));
    assert_eq!(states(&mock, &ship, 2), ["LAID_DOWN", "AFLOAT"]);
    let launched = launch();
    assert_eq!(launched.status, 200, "{}", json(&launched));
    assert_eq!((&json(&launched)["state"], &json(&launched)["reason"]), (&json!("AT_SEA"), &json!("on keel")));
    let read = json(&send(&mock, "GET", &format!("/ships/{ship}"), None));
    assert_eq!((&read["state"], &read["reason"]), (&json!("AT_SEA"), &Value::Null));
    let hull = json(&send(&mock, "GET", &format!("/hulls/{}", text(&read, "/hull/id")), None));
    assert_eq!(hull["role"], "wet");
}

#[test]
fn each_entry_makes_an_item() {
    let mock = mock();
    let body = json!({"yard": {"id": YARD}, "crew": ["ada", "bob"]});
    let ship = text(&json(&send(&mock, "POST", "/ships", Some(&body))), "/id");
    let hulls = json(&send(&mock, "GET", "/hulls", None));
    let own = hulls["items"].as_array().unwrap().iter().filter(|hull| hull["ship"]["id"] == ship.as_str());
    let roles: Vec<String> = own.map(|hull| text(hull, "/role")).collect();
    assert_eq!(roles, ["cabin of ada", "cabin of bob"]);
    let many = json!({"yard": {"id": YARD}, "crew": vec!["x"; 1001]});
    assert_eq!(send(&mock, "POST", "/ships", Some(&many)).status, 422, "there is a bound");
}

#[test]
fn what_is_deleted_goes_with_its_job_and_takes_along_what_refers_to_it() {
    let mock = mock();
    let (yard, other) = (yard(&mock, "one"), yard(&mock, "two"));
    let inside = ship(&mock, &yard);
    assert_eq!(states(&mock, &inside, 2), ["LAID_DOWN", "AFLOAT"]);
    let hull = text(&json(&send(&mock, "GET", &format!("/ships/{inside}"), None)), "/hull/id");
    let body = json!({"yard": {"id": other}, "owner": {"id": yard}});
    let owned = text(&json(&send(&mock, "POST", "/ships", Some(&body))), "/id");

    let deleted = send(&mock, "DELETE", &format!("/yards/{yard}"), None);
    assert_eq!(deleted.status, 202);
    let job = target_of(header(&deleted, "location")).to_owned();
    let status = |target: &str| send(&mock, "GET", target, None).status;
    let read_job = || text(&json(&send(&mock, "GET", &job, None)), "/state");
    assert_eq!(json(&send(&mock, "GET", &job, None))["about"], "the end of one");
    assert_eq!(status(&format!("/yards/{yard}")), 200, "the job is not done");
    assert_eq!(status(&format!("/ships/{inside}")), 200);
    assert_eq!(read_job(), "COMPLETE");
    for gone in [format!("/yards/{yard}"), format!("/ships/{inside}"), format!("/hulls/{hull}")] {
        assert_eq!(status(&gone), 404, "{gone}");
    }
    assert_eq!(json(&send(&mock, "GET", &format!("/ships/{owned}"), None))["owner"], Value::Null);
    assert_eq!(status(&format!("/yards/{other}")), 200);
}

#[test]
fn a_job_that_fails_removes_nothing() {
    let mock = mock();
    let yard = yard(&mock, "kept");
    let deleted = mock.answer(&with(request("DELETE", &format!("/yards/{yard}"), None), "prefer", "task=failed"));
    let job = target_of(header(&deleted, "location")).to_owned();
    let read = || text(&json(&send(&mock, "GET", &job, None)), "/state");
    assert_eq!([read(), read()], ["PROCESSING", "FAILED"]);
    assert_eq!(send(&mock, "GET", &format!("/yards/{yard}"), None).status, 200);
}

#[test]
fn references_to_what_is_not_there_are_refused() {
    let mock = mock();
    let refused = send(&mock, "POST", "/ships", Some(&json!({"yard": {"id": "nowhere"}})));
    assert_eq!((refused.status, json(&refused)), (422, json!({"error": "there is no `nowhere` in `yards`"})));
    let body = json!({"yard": {"id": YARD}, "owner": {"id": "nobody"}});
    assert_eq!(send(&mock, "POST", "/ships", Some(&body)).status, 201, "this one is allowed");
}

#[test]
fn when_the_job_is_done_its_items_are_done() {
    let file = FILE
        .replace("on = \"createShip\"\n", "on = \"createShip\"\nstatus = 202\n")
        .replace("after = \"10m\"", "reads = 99");
    let mock = mock_of(&file);
    let made = send(&mock, "POST", "/ships", Some(&json!({"yard": {"id": YARD}})));
    assert_eq!(made.status, 202);
    let job = target_of(header(&made, "location")).to_owned();
    let ships = || json(&send(&mock, "GET", "/ships", None));
    let state = || text(ships()["items"].as_array().unwrap().last().unwrap(), "/state");
    assert_eq!(state(), "LAID_DOWN");
    send(&mock, "GET", &job, None);
    assert_eq!(text(&json(&send(&mock, "GET", &job, None)), "/state"), "COMPLETE");
    assert_eq!(state(), "AFLOAT");
}

#[test]
fn lists_of_an_item_are_edited() {
    let mock = mock();
    let yard = yard(&mock, "tagged");
    let tags = format!("/yards/{yard}/tags");
    let names = |value: &Value| -> Vec<String> {
        value["tags"].as_array().unwrap().iter().map(|tag| text(tag, "/name")).collect()
    };
    let added = send(&mock, "POST", &tags, Some(&json!({"tags": [{"name": "a"}, {"name": "b"}]})));
    assert_eq!(names(&json(&added)), ["a", "b"]);
    let again = send(&mock, "POST", &tags, Some(&json!({"tags": [{"name": "b"}, {"name": "c"}]})));
    assert_eq!(names(&json(&again)), ["a", "b", "c"]);
    assert_eq!(send(&mock, "DELETE", &format!("{tags}/b"), None).status, 204);
    assert_eq!(names(&json(&send(&mock, "GET", &tags, None))), ["a", "c"]);
    let read = json(&send(&mock, "GET", &format!("/yards/{yard}"), None));
    assert_eq!(names(&read), ["a", "c"]);
    assert_eq!(text(&read, "/tags/0/id").len(), 36);
}

#[test]
fn what_is_read_beside_an_item_is_kept_for_it() {
    let mock = mock_of(
        "[[rule]]\non = \"createYard\"\nkeep = [{ at = \"/yards/{item.id}/tags\", set.tags = [{ name = \"of {body.name}\" }] }]\n",
    );
    let yard = yard(&mock, "kept");
    let tags = |yard: &str| json(&send(&mock, "GET", &format!("/yards/{yard}/tags"), None))["tags"].clone();
    assert_eq!(tags(&yard), json!([{"name": "of kept"}]));
    assert_eq!(tags(YARD), json!([]), "others are as the example shows");
    let added = send(&mock, "POST", &format!("/yards/{yard}/tags"), Some(&json!({"tags": [{"name": "b"}]})));
    assert_eq!((added.status, &tags(&yard)), (200, &json!([{"name": "of kept"}, {"name": "b"}])));
    assert!(
        mistakes("[[rule]]\non = \"createYard\"\nkeep = [{ at = \"/docks/{item.id}\", set = {} }]")[0]
            .contains("leads to nothing")
    );
}

#[test]
fn lists_have_what_a_rule_says_and_answers_are_filled() {
    let mock = mock_of(
        "[[rule]]\non = \"listHulls\"\nlists.role = [\"keel\", \"deck\"]\n\
         [[rule]]\non = \"createShip\"\nmake = [{ in = \"/hulls\", set.role = \"rib\" }, { in = \"/hulls\", set.role = \"deck\" }]\n\
         [[rule]]\non = \"getTags\"\nfill = [{ to = \"tags\", each = 2, entry = { name = \"{each.value} of {item.name}\" } }]\n",
    );
    ship(&mock, YARD);
    let hulls = json(&send(&mock, "GET", "/hulls", None));
    let roles: Vec<String> = hulls["items"].as_array().unwrap().iter().map(|hull| text(hull, "/role")).collect();
    assert_eq!(roles, ["keel", "deck"]);
    let tags = json(&send(&mock, "GET", &format!("/yards/{YARD}/tags"), None));
    assert_eq!(tags["tags"], json!([{"name": "0 of north"}, {"name": "1 of north"}]));
}

#[test]
fn what_would_not_fit_the_document_is_told_and_not_done() {
    let mock = mock_of("[[rule]]\non = \"launchShip\"\nset.state = \"{item.id}\"\n");
    let ship = "22222222-bbbb-4bbb-8bbb-222222222222";
    let refused = send(&mock, "POST", &format!("/ships/{ship}/launch"), None);
    let said = json(&refused)["detail"].as_str().unwrap_or_default().to_owned();
    assert_eq!(refused.status, 500);
    assert!(said.starts_with("the behaviour file, line 2: `ships/22222222") && said.contains("`/state`"), "{said}");
    assert_eq!(states(&mock, ship, 1), ["AFLOAT"]);
}

#[test]
fn requests_that_the_document_does_not_have_are_answered() {
    let mock = mock();
    let answer = send(&mock, "GET", "/about/a%20b?of=x", None);
    assert_eq!((answer.status, header(&answer, "x-topic")), (200, "a b"));
    assert_eq!(json(&answer), json!({"at": "http://127.0.0.1:4000/token", "of": "x"}));
    assert_eq!(json(&send(&mock, "GET", "/about/a", None))["of"], "nobody");
    let head = send(&mock, "HEAD", "/about/a", None);
    assert!(head.status == 200 && head.body.is_empty());
    assert_eq!(send(&mock, "POST", "/about/a", None).status, 404);
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("a header can hold it")
}

/// A request for a token.
fn ask(mock: &Mock, basic: Option<&str>, form: &str) -> Response {
    let mut request = request("POST", "/token", None);
    request.headers.remove("authorization");
    if let Some(basic) = basic {
        request.headers.insert("authorization", value(&format!("Basic {basic}")));
    }
    request.headers.insert("content-type", HeaderValue::from_static("application/x-www-form-urlencoded"));
    request.body = form.to_owned().into();
    mock.answer(&request)
}

/// `cf:`, a client with an empty secret.
const CF: &str = "Y2Y6";

fn as_bearer(mut request: Request, token: &str) -> Request {
    request.headers.insert("authorization", value(&format!("Bearer {token}")));
    request
}

#[test]
fn tokens_are_issued_expire_and_are_renewed() {
    let mock = mock();
    let issued = ask(&mock, Some(CF), "grant_type=password&username=ada&password=lovelace&scope=");
    assert_eq!((issued.status, header(&issued, "cache-control")), (200, "no-store"));
    let body = json(&issued);
    assert_eq!((&body["token_type"], body.get("scope"), text(&body, "/jti").len()), (&json!("bearer"), None, 36));
    let list = |token: &str| mock.answer(&as_bearer(request("GET", "/yards", None), token));
    let token = text(&body, "/access_token");
    assert_eq!(list(&token).status, 200);
    assert_eq!(list("another").status, 200, "nobody demands tokens of this endpoint");
    std::thread::sleep(Duration::from_millis(250));
    let stale = list(&token);
    assert_eq!(stale.status, 401);
    assert!(header(&stale, "www-authenticate").contains("invalid_token"));
    let refresh = text(&body, "/refresh_token");
    let renewed = ask(&mock, Some(CF), &format!("grant_type=refresh_token&refresh_token={refresh}"));
    assert_eq!(list(&text(&json(&renewed), "/access_token")).status, 200);
}

#[test]
fn tokens_of_the_endpoint_can_be_demanded() {
    let mock = mock_of("[token]\nat = \"/token\"\ndemanded = true\n");
    let list = |token: &str| mock.answer(&as_bearer(request("GET", "/yards", None), token)).status;
    assert_eq!(list("invented"), 401);
    let issued = json(&ask(&mock, Some("YW55OmJvZHk="), "grant_type=client_credentials"));
    assert_eq!(issued.get("refresh_token"), None, "RFC 6749, section 4.4.3");
    assert_eq!(list(&text(&issued, "/access_token")), 200);
}

#[test]
fn mistakes_at_the_token_endpoint_are_answered_as_the_rfc_says() {
    let mock = mock();
    let cases = [
        (Some(CF), "grant_type=password&username=ada&password=x", 400, "invalid_grant"),
        (Some(CF), "grant_type=password&username=ada", 400, "invalid_request"),
        (Some(CF), "username=ada", 400, "invalid_request"),
        (Some(CF), "grant_type=password&grant_type=password", 400, "invalid_request"),
        (Some(CF), "grant_type=implicit", 400, "unsupported_grant_type"),
        (Some(CF), "grant_type=refresh_token&refresh_token=x", 400, "invalid_grant"),
        (Some(CF), "grant_type=client_credentials&client_id=other", 400, "invalid_request"),
        (Some("eA=="), "grant_type=client_credentials", 401, "invalid_client"),
        (Some("eDp5"), "grant_type=client_credentials", 401, "invalid_client"),
        (None, "grant_type=client_credentials", 401, "invalid_client"),
        (None, "grant_type=client_credentials&client_id=cf&client_secret=wrong", 401, "invalid_client"),
        (Some(CF), "grant_type=%ff", 400, "invalid_request"),
    ];
    for (basic, form, status, code) in cases {
        let answer = ask(&mock, basic, form);
        assert_eq!((answer.status, json(&answer)["error"].as_str()), (status, Some(code)), "{form}");
        assert_eq!(answer.headers.contains_key("www-authenticate"), status == 401, "{form}");
    }
    assert_eq!(ask(&mock, None, "grant_type=client_credentials&client_id=cf").status, 200);
    // "a b" and "c&d+e", form-encoded before they are joined.
    assert_eq!(ask(&mock, Some("YStiOmMlMjZkJTJCZQ=="), "grant_type=client_credentials").status, 200);
    // And as many clients have it, plain.
    assert_eq!(ask(&mock, Some("YSBiOmMmZCtl"), "grant_type=client_credentials").status, 200);
    let get = send(&mock, "GET", "/token", None);
    assert_eq!((get.status, header(&get, "allow")), (405, "POST"));
    let plain = send(&mock, "POST", "/token", Some(&json!({})));
    assert_eq!((plain.status, &json(&plain)["error"]), (400, &json!("invalid_request")));
}

#[test]
fn mistakes_in_the_file_are_told_where_they_are() {
    let cases = [
        ("nonsense", "behaviour/syntax 1"),
        ("\nother = 1", "behaviour/syntax 2"),
        ("[[rule]]\non = \"startShips\"", "behaviour/unknown 2: `startShips` names no operation"),
        ("[[rule]]\non = \"launchShip\"\nset.stat = \"AT_SEA\"", "behaviour/misfit 3: the document has no `stat`"),
        ("[[rule]]\non = \"launchShip\"\nset.state = \"SAILING\"", "behaviour/misfit 3: the document does not allow"),
        ("[[rule]]\non = \"launchShip\"\nset.reason = \"{itm.id}\"", "behaviour/unknown 3: `itm.id` refers to nothing"),
        ("[[rule]]\non = \"launchShip\"\nset.reason = \"{item.id\"", "behaviour/unknown 3: a `{` that no"),
        ("[[rule]]\non = \"launchShip\"\nset.reason = \"{made.x.id}\"", "behaviour/unknown 3"),
        ("[[rule]]\non = \"launchShip\"\nset.reason = \"{each.value}\"", "behaviour/unknown 3"),
        ("[[rule]]\non = \"listShips\"\nset.state = \"SUNK\"", "behaviour/misfit 2: `listShips` addresses no item"),
        ("[[rule]]\non = \"launchShip\"\nstatus = 418", "behaviour/misfit 3: `launchShip` documents no answer 418"),
        ("[[rule]]\non = \"launchShip\"\nrefuse = { status = 200, detail = \"x\" }", "behaviour/syntax 3"),
        ("[[rule]]\non = \"launchShip\"\nfind.item = { in = \"/ships\", where.id = \"x\" }", "behaviour/clash 3"),
        (
            "[[rule]]\non = \"launchShip\"\nremove = [{ in = \"/boats\", where.id = \"x\" }]",
            "behaviour/unknown 3: `/boats`",
        ),
        ("[[rule]]\non = \"launchShip\"\nremove = [{ in = \"/ships\", where.idd = \"x\" }]", "behaviour/misfit 3"),
        ("[resource.\"/boats\"]", "behaviour/unknown 1: `/boats` is no collection"),
        ("[resource.\"/ships\".refers]\n\"yard.idd\" = { to = \"/yards\", gone = \"keep\" }", "behaviour/misfit 2"),
        ("[resource.\"/ships\".refers]\n\"yard.id\" = { to = \"/yards\", gone = \"burn\" }", "behaviour/syntax 2"),
        (
            "[[resource.\"/ships\".progress]]\nfrom = {}\nto.state = \"SUNK\"",
            "behaviour/syntax 2: `from` names no value",
        ),
        ("[[resource.\"/ships\".progress]]\nfrom.state = \"SUNK\"\nto.reason = \"{body.x}\"", "behaviour/unknown 3"),
        ("[[answer]]\non = \"GET /ships\"", "behaviour/clash 2: the document has this request: it is `listShips`"),
        ("[[answer]]\non = \"/ships\"", "behaviour/syntax 2"),
        ("[[answer]]\non = \"GET /x\"\nbody = {}\ntext = \"\"", "behaviour/clash 3"),
        ("[token]\nat = \"/ships\"", "behaviour/clash 2"),
        ("[[rule]]\non = \"launchShip\"\ntask.about = \"x\"", "behaviour/misfit 3: none of the operations"),
        ("[token]\nat = \"token\"", "behaviour/syntax 2"),
        (
            "[[rule]]\non = \"createShip\"\nwhen.item.state = \"SUNK\"",
            "behaviour/unknown 3: `item.state` refers to nothing here",
        ),
        ("[resource.\"/ships\"]\nitems = [{ state = \"SUNK\" }]", "behaviour/misfit 2: an item says at `/id`"),
        ("[token]\nat = \"/token\"\nlifetime = \"soon\"", "behaviour/syntax 3"),
        ("[token]\nat = \"/token\"\ngrants = [\"magic\"]", "behaviour/syntax 3"),
        ("origins = [\"https://x.example.com/path\"]", "behaviour/syntax 1"),
    ];
    for (text, expected) in cases {
        let found = mistakes(text);
        assert!(found.len() == 1 && found[0].starts_with(expected), "{text}\n{found:?}");
    }
    let two = "[[rule]]\non = \"a\"\n[[rule]]\non = \"b\"";
    assert_eq!(mistakes(two).len(), 2, "all mistakes are told");
    for hostile in
        ["[".repeat(100_000), "a = ".to_owned() + &"[".repeat(100_000), "\u{feff}x\0".to_owned(), "a.".repeat(50_000)]
    {
        assert_eq!(mistakes(&hostile).len(), 1);
    }
}

#[test]
fn the_file_of_the_tests_is_fine() {
    assert_eq!(mistakes(FILE), Vec::<String>::new());
}
