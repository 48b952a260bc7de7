//! `avouch mock` as a Cloud Controller: a client that starts at the root document signs in, pushes an app, routes to it, scales
//! it, runs a task, binds a service, and deletes it all; over raw HTTP, so that nothing of ours reads for it.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use avouch_tests::avouch;
use serde_json::{Value, json};

/// `cf:`, the client that users of the command line are, with its empty secret.
const CF: &str = "Basic Y2Y6";
/// A shared domain of the examples.
const DOMAIN: &str = "3b2a1c0d-9e8f-4a7b-b6c5-d4e3f2a1b0c9";
/// The SHA-256 checksum of the bytes that are uploaded.
const CHECKSUM: &str = "8dcc7e601606217f3b754766511182a916b17e9a26a94c9d887104eba92e9bb2";
/// A plan of the examples.
const PLAN: &str = "3d9b0f6e-7a25-4c81-8e4f-c2d5b8a10796";

/// A controller in a process of its own, and a client of it.
struct Controller {
    process: Child,
    address: String,
    token: RefCell<String>,
}

/// An answer.
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }
}

impl Drop for Controller {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Controller {
    fn start() -> Controller {
        let mut process = avouch()
            .args(["mock", "spec/cloudfoundry-v3"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("avouch can be started");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("its output is read"))
            .read_line(&mut line)
            .expect("it prints a line");
        let address = line.trim_end().strip_prefix("listening on http://").expect("its address").to_owned();
        Controller { process, address, token: RefCell::default() }
    }

    /// One request, byte by byte.
    fn exchange(&self, method: &str, target: &str, kind: &str, body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("it accepts connections");
        let authorization = self.token.borrow();
        let head = format!(
            "{method} {target} HTTP/1.1\r\nHost: {}\r\nAuthorization: {authorization}\r\nContent-Type: {kind}\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).expect("it takes the request");
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).expect("an answer");
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        let mut headers = Vec::new();
        loop {
            line.clear();
            reader.read_line(&mut line).expect("a header");
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut body = Vec::new();
        reader.read_to_end(&mut body).expect("a body");
        Answer { status, headers, body }
    }

    /// A request with the token, and its answer, which has this status.
    fn ask(&self, method: &str, target: &str, body: Option<&Value>, status: u16) -> Answer {
        let bytes = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let answer = self.exchange(method, self.path(target), "application/json", &bytes);
        assert_eq!(answer.status, status, "{method} {target}: {}", String::from_utf8_lossy(&answer.body));
        answer
    }

    fn get(&self, target: &str) -> Value {
        self.ask("GET", target, None, 200).json()
    }

    /// Makes something, and gives its GUID.
    fn make(&self, target: &str, body: &Value) -> String {
        guid(&self.ask("POST", target, Some(body), 201).json())
    }

    /// The path of an address of the controller.
    fn path<'t>(&self, target: &'t str) -> &'t str {
        let own = target.strip_prefix("http://").and_then(|rest| rest.strip_prefix(&self.address));
        own.unwrap_or(target)
    }

    /// Reads something until its state is this one, through states that are these.
    fn wait(&self, target: &str, pointer: &str, states: &[&str]) -> Value {
        let last = states.last().expect("a state");
        for _ in 0..10 {
            let read = self.get(target);
            let state = read.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
            assert!(states.contains(&state.as_str()), "{target} is {state}");
            if state == *last {
                return read;
            }
        }
        panic!("{target} is never {last}")
    }

    /// Waits for the job that an answer leads to.
    fn finish(&self, answer: &Answer) -> Value {
        let job = answer.header("location").to_owned();
        assert!(job.contains("/v3/jobs/"), "{job}");
        self.wait(&job, "/state", &["PROCESSING", "COMPLETE"])
    }

    fn sign_in(&self) {
        let root = self.exchange("GET", "/", "", b"").json();
        let login = text(&root, "/links/login/href");
        assert_eq!((text(&root, "/links/uaa/href"), self.path(&login)), (login.clone(), ""), "the UAA is the mock");
        CF.clone_into(&mut self.token.borrow_mut());
        let form = b"grant_type=password&username=ada&password=lovelace";
        let issued = self.exchange("POST", "/oauth/token", "application/x-www-form-urlencoded", form);
        assert_eq!(issued.status, 200);
        *self.token.borrow_mut() = format!("bearer {}", text(&issued.json(), "/access_token"));
    }
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer} in {value}")).to_owned()
}

fn guid(value: &Value) -> String {
    text(value, "/guid")
}

fn to_one(guid: &str) -> Value {
    json!({"data": {"guid": guid}})
}

fn names(list: &Value, pointer: &str) -> Vec<String> {
    list["resources"].as_array().expect("a list").iter().map(|item| text(item, pointer)).collect()
}

#[test]
fn an_app_is_pushed_and_everything_is_deleted() {
    let controller = Controller::start();
    controller.sign_in();

    let organization = controller.make("/v3/organizations", &json!({"name": "north"}));
    let twice = controller.ask("POST", "/v3/organizations", Some(&json!({"name": "north"})), 422);
    assert!(text(&twice.json(), "/errors/0/detail").contains("north"));
    let space = json!({"name": "dev", "relationships": {"organization": to_one(&organization)}});
    let space = controller.make("/v3/spaces", &space);
    let lost =
        json!({"name": "lost", "relationships": {"organization": to_one("00000000-0000-4000-8000-000000000000")}});
    controller.ask("POST", "/v3/spaces", Some(&lost), 422);
    let body = json!({
        "name": "shop", "relationships": {"space": to_one(&space)}, "environment_variables": {"COLOUR": "red"},
    });
    let app = controller.make("/v3/apps", &body);
    let read = controller.get(&format!("/v3/apps/{app}"));
    assert_eq!((&read["state"], &read["metadata"]["labels"]), (&json!("STOPPED"), &json!({})));
    assert_eq!(controller.get(&format!("/v3/apps/{app}/environment_variables"))["var"], json!({"COLOUR": "red"}));
    let processes = controller.get(&format!("/v3/apps/{app}/processes"));
    assert_eq!(names(&processes, "/type"), ["web"]);
    controller.ask("GET", &format!("/v3/apps/{app}/droplets/current"), None, 404);
    controller.ask("POST", &format!("/v3/apps/{app}/actions/start"), None, 422);

    let droplet = push(&controller, &app);
    let current = format!("/v3/apps/{app}/relationships/current_droplet");
    controller.ask("PATCH", &current, Some(&to_one(&droplet)), 200);
    assert_eq!(guid(&controller.get(&format!("/v3/apps/{app}/droplets/current"))), droplet);
    let started = controller.ask("POST", &format!("/v3/apps/{app}/actions/start"), None, 200).json();
    assert_eq!(text(&started, "/state"), "STARTED");

    let route = route(&controller, &app, &space);
    let process = guid(&controller.get(&format!("/v3/apps/{app}/processes/web")));
    let scaled =
        controller.ask("POST", &format!("/v3/processes/{process}/actions/scale"), Some(&json!({"instances": 3})), 202);
    assert_eq!(scaled.json()["instances"], 3);
    let stats = controller.get(&format!("/v3/processes/{process}/stats"));
    assert_eq!(names(&stats, "/state"), ["RUNNING"; 3]);
    let task = controller.ask("POST", &format!("/v3/apps/{app}/tasks"), Some(&json!({"command": "rake"})), 202).json();
    assert_eq!(text(&task, "/droplet_guid"), droplet);
    controller.wait(&format!("/v3/tasks/{}", guid(&task)), "/state", &["RUNNING", "SUCCEEDED"]);

    let instance = bind(&controller, &app, &space);
    let deleted = controller.ask("DELETE", &format!("/v3/organizations/{organization}"), None, 202);
    controller.ask("GET", &format!("/v3/apps/{app}"), None, 200);
    let job = controller.finish(&deleted);
    assert!(
        text(&job, "/operation") == "organization.delete"
            && text(&job, "/links/organization/href").ends_with(&organization)
    );
    for gone in [
        format!("/v3/organizations/{organization}"),
        format!("/v3/spaces/{space}"),
        format!("/v3/apps/{app}"),
        format!("/v3/processes/{process}"),
        format!("/v3/droplets/{droplet}"),
        format!("/v3/tasks/{}", guid(&task)),
        format!("/v3/routes/{route}"),
        format!("/v3/service_instances/{instance}"),
    ] {
        controller.ask("GET", &gone, None, 404);
    }
    controller.get(&format!("/v3/domains/{DOMAIN}"));
}

/// Uploads a package, has it staged, and gives the droplet.
fn push(controller: &Controller, app: &str) -> String {
    let body = json!({"type": "bits", "relationships": {"app": to_one(app)}});
    let package = controller.make("/v3/packages", &body);
    let upload = "--b\r\nContent-Disposition: form-data; name=\"bits\"; filename=\"app.zip\"\r\n\
        Content-Type: application/zip\r\n\r\nPK\u{3}\u{4}\r\n--b--\r\n";
    let target = format!("/v3/packages/{package}/upload");
    let uploaded = controller.exchange("POST", &target, "multipart/form-data; boundary=b", upload.as_bytes());
    assert_eq!((uploaded.status, text(&uploaded.json(), "/state")), (200, "PROCESSING_UPLOAD".to_owned()));
    let ready = controller.wait(&format!("/v3/packages/{package}"), "/state", &["PROCESSING_UPLOAD", "READY"]);
    assert_eq!(text(&ready, "/data/checksum/value"), CHECKSUM);
    let build = controller.make("/v3/builds", &json!({"package": {"guid": package}}));
    let build = controller.wait(&format!("/v3/builds/{build}"), "/state", &["STAGING", "STAGED"]);
    assert_eq!(text(&build, "/relationships/app/data/guid"), app);
    let droplet = text(&build, "/droplet/guid");
    let read = controller.get(&text(&build, "/links/droplet/href"));
    assert_eq!((guid(&read), text(&read, "/state")), (droplet.clone(), "STAGED".to_owned()));
    for list in [format!("/v3/apps/{app}/droplets"), format!("/v3/packages/{package}/droplets")] {
        assert_eq!(names(&controller.get(&list), "/guid"), [droplet.as_str()], "{list}");
    }
    droplet
}

/// Maps a route to an app.
fn route(controller: &Controller, app: &str, space: &str) -> String {
    let body = json!({"host": "shop", "relationships": {"space": to_one(space), "domain": to_one(DOMAIN)}});
    let route = controller.make("/v3/routes", &body);
    let read = controller.get(&format!("/v3/routes/{route}"));
    assert_eq!((text(&read, "/url"), &read["destinations"]), ("shop.apps.example.com".to_owned(), &json!([])));
    let target = format!("/v3/routes/{route}/destinations");
    let mapped = controller.ask("POST", &target, Some(&json!({"destinations": [{"app": {"guid": app}}]})), 200).json();
    assert_eq!(text(&mapped, "/destinations/0/app/guid"), app);
    let destination = text(&mapped, "/destinations/0/guid");
    assert_eq!(names(&controller.get(&format!("/v3/apps/{app}/routes")), "/guid"), [route.as_str()]);
    controller.ask("DELETE", &format!("{target}/{destination}"), None, 204);
    assert_eq!(controller.get(&format!("/v3/routes/{route}"))["destinations"], json!([]));
    controller.ask("POST", &target, Some(&json!({"destinations": [{"app": {"guid": app}}]})), 200);
    route
}

/// Makes an instance of a service, binds the app to it, and undoes the binding.
fn bind(controller: &Controller, app: &str, space: &str) -> String {
    let body = json!({
        "type": "managed", "name": "shop-db", "relationships": {"space": to_one(space), "service_plan": to_one(PLAN)},
    });
    let made = controller.ask("POST", "/v3/service_instances", Some(&body), 202);
    let job = controller.finish(&made);
    let instance = controller.get(&text(&job, "/links/service_instances/href"));
    assert_eq!(
        (text(&instance, "/name"), text(&instance, "/last_operation/state")),
        ("shop-db".into(), "succeeded".into())
    );
    let relationships = json!({"app": to_one(app), "service_instance": to_one(&guid(&instance))});
    let body = json!({"type": "app", "relationships": relationships});
    let bound = controller.ask("POST", "/v3/service_credential_bindings", Some(&body), 202);
    controller.finish(&bound);
    let bindings = controller.get(&format!("/v3/service_credential_bindings?app_guids={app}"));
    let found = names(&bindings, "/guid");
    assert_eq!((found.len(), text(&bindings, "/resources/0/last_operation/state")), (1, "succeeded".to_owned()));
    let binding = format!("/v3/service_credential_bindings/{}", found[0]);
    controller.finish(&controller.ask("DELETE", &binding, None, 202));
    controller.ask("GET", &binding, None, 404);
    guid(&instance)
}

#[test]
fn what_fails_says_so() {
    let controller = Controller::start();
    controller.sign_in();
    controller.get("/v3/apps");
    controller.token.borrow_mut().clear();
    let anonymous = controller.exchange("GET", "/v3/apps", "", b"");
    assert_eq!((anonymous.status, text(&anonymous.json(), "/errors/0/title")), (401, "CF-InvalidAuthToken".to_owned()));
    let info = controller.exchange("GET", "/v2/info", "", b"").json();
    assert_eq!(text(&info, "/token_endpoint"), format!("http://{}", controller.address));
}
