//! The examples of the Cloud Foundry crate against the mock: a client that nothing in the mock was written for.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use avouch_tests::{Mock, Run, build};
use cloudfoundry_v3::connect::{Credentials, Platform};
use cloudfoundry_v3::models::{AppState, MetadataUpdate};
use cloudfoundry_v3::runtime::serde_json::{from_value, json};
use cloudfoundry_v3::{Client, models};
use tempfile::TempDir;

/// A platform, and a place for the files of those who use it.
struct Scene {
    mock: Mock,
    folder: TempDir,
}

impl Scene {
    fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        Self { mock: Mock::start(&["spec/cloudfoundry-v3"]), folder }
    }

    /// A folder with an app.
    fn app(&self) -> PathBuf {
        let app = self.folder.path().join("app");
        for (name, text) in [("index.html", "hello"), ("css/site.css", "p {}"), (".cfignore", "*.log"), ("a.log", "x")]
        {
            let path = app.join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
            fs::write(path, text).expect("the file is written");
        }
        app
    }

    /// Runs an example to its end, signed in by password.
    fn run(&self, example: &str, arguments: &[&str]) -> Run {
        static EXAMPLES: OnceLock<BTreeMap<String, PathBuf>> = OnceLock::new();
        let examples = EXAMPLES.get_or_init(|| {
            build(&["--package", "cloudfoundry-v3", "--features", "cloudfoundry-v3/push", "--examples"])
        });
        let mut command = Command::new(&examples[example]);
        for (variable, _) in std::env::vars_os() {
            if variable.to_string_lossy().starts_with("CF_") {
                command.env_remove(variable);
            }
        }
        command.env("CF_HOME", self.folder.path()).env("CF_API", &self.mock.address);
        command.env("CF_USERNAME", "ada").env("CF_PASSWORD", "open sesame");
        command.args(arguments).stdin(Stdio::null()).output().expect("the example can be started").into()
    }

    /// The same, which has to succeed; what it printed.
    fn succeeds(&self, example: &str, arguments: &[&str]) -> String {
        let run = self.run(example, arguments);
        assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
        run.stdout
    }

    fn push(&self) -> String {
        self.succeeds("push_app", &["--org", "initech", "--space", "dev", "hello", text(&self.app())])
    }

    async fn client(&self) -> Client {
        let platform = Platform::discover(&self.mock.address).await.expect("the root document");
        platform.sign_in(Credentials::client("ci", "its secret")).await.expect("a token")
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("Unicode")
}

async fn app(client: &Client, name: &str) -> models::App {
    client.apps().list().names([name]).items().next().await.expect("the app is there").expect("and can be read")
}

#[tokio::test]
async fn an_app_is_pushed() {
    let scene = Scene::new();
    let printed = scene.push();
    for line in [
        "making organization initech",
        "making space dev",
        "making app hello",
        " is ready",
        " is STAGED",
        " is set",
        "making route hello.",
        "hello runs at hello.",
    ] {
        assert!(printed.contains(line), "{line} is not in {printed}");
    }

    let client = scene.client().await;
    let app = app(&client, "hello").await;
    assert_eq!(app.state, AppState::Started);
    let droplet = client.apps().get_current_droplet(&app.guid).send().await.expect("the app has a droplet");
    assert!(printed.contains(&format!("droplet {} is set", droplet.guid)));
    let mut routes = client.routes().list_for_app(&app.guid).items();
    let route = routes.next().await.expect("the app has a route").expect("it can be read");
    assert_eq!(route.host, "hello");

    // What is there is found the second time.
    let again = scene.push();
    assert!(!again.contains("making"), "{again}");
    assert_ne!(client.apps().get_current_droplet(&app.guid).send().await.expect("a droplet").guid, droplet.guid);

    let folder = scene.app();
    let again = ["--org", "initech", "--space", "dev", "--domain", "apps.example.com", "hello", text(&folder)];
    let printed = scene.succeeds("push_app", &again);
    assert!(!printed.contains("making organization"), "{printed}");
    assert!(printed.contains("hello.apps.example.com"), "a shared domain is there for every organization: {printed}");
}

#[tokio::test]
async fn an_app_that_cannot_be_pushed() {
    let scene = Scene::new();
    let empty = scene.folder.path().join("empty");
    fs::create_dir(&empty).expect("the folder is made");
    let run = scene.run("push_app", &["--org", "initech", "--space", "dev", "hello", text(&empty)]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("has no files to push"), "{}", run.stderr);
    let run = scene.run("push_app", &["--org", "initech", "hello", text(&empty)]);
    assert_eq!(run.stderr, "error: --space or CF_SPACE names none\n");
}

#[tokio::test]
async fn apps_are_listed_with_their_places() {
    let scene = Scene::new();
    let _ = scene.push();
    let client = scene.client().await;
    let app = app(&client, "hello").await;
    let labels: MetadataUpdate = from_value(json!({"labels": {"team": "web"}})).expect("labels");
    let update = models::AppUpdate { metadata: Some(labels), ..Default::default() };
    client.apps().update(&app.guid, &update).send().await.expect("the app is labelled");

    // One a page, so that there are several.
    let all = scene.succeeds("list_apps", &["--per-page", "1"]);
    let hello = all.lines().find(|line| line.starts_with("hello ")).unwrap_or_else(|| panic!("{all}"));
    assert!(hello.ends_with(" initech/dev") && hello.contains(" STARTED "), "{hello}");
    assert!(all.lines().any(|line| line.ends_with(" acme/production")), "{all}");

    let mine = scene.succeeds("list_apps", &["--label", "team in (web, api)"]);
    assert!(mine.starts_with("hello ") && mine.ends_with("\n1 apps\n"), "{mine}");
    let run = scene.run("list_apps", &["--label", "team=="]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("a value is expected at byte 6"), "{}", run.stderr);
}

#[tokio::test]
async fn a_service_is_bound() {
    let scene = Scene::new();
    let _ = scene.push();
    let client = scene.client().await;
    let place = ["--org", "initech", "--space", "dev"];
    let arguments = [&place[..], &["hello", "database", "uri=postgres://db.example.com/hello"]].concat();
    let printed = scene.succeeds("bind_service", &arguments);
    assert_eq!(
        printed,
        "making service instance database\nhello is bound to database; it sees the credentials when it starts next\n"
    );
    let app = app(&client, "hello").await;
    let bindings = async || {
        let mut items = client.service_credential_bindings().list().app_guids([&app.guid]).items();
        let mut count = 0;
        while let Some(binding) = items.next().await {
            binding.expect("it can be read");
            count += 1;
        }
        count
    };
    assert_eq!(bindings().await, 1);
    // Bound it is, and stays.
    assert!(!scene.succeeds("bind_service", &arguments).contains("making"));
    assert_eq!(bindings().await, 1);

    // By a service broker, which takes its time.
    let plan = client.service_plans().list().items().next().await.expect("a plan").expect("it can be read");
    let offering = plan.relationships.expect("a plan belongs to an offering").service_offering.data.guid;
    let offering = client.service_offerings().get(offering).send().await.expect("its offering");
    let managed = ["--offering", &*offering.name, "--plan", &*plan.name, "hello", "queue"];
    let printed = scene.succeeds("bind_service", &[&place[..], &managed].concat());
    assert!(printed.contains("service_instance.create is COMPLETE"), "{printed}");
    assert_eq!(bindings().await, 2);
}

#[test]
fn events_are_shown_once() {
    let scene = Scene::new();
    let printed = scene.succeeds("tail_audit_events", &["--since", "3000000000", "--rounds", "2", "--interval", "0"]);
    let mut lines: Vec<&str> = printed.lines().collect();
    assert!(!lines.is_empty());
    assert!(lines.iter().all(|line| line.contains(" audit.")), "{printed}");
    lines.sort_unstable();
    let all = lines.len();
    lines.dedup();
    assert_eq!(lines.len(), all, "{printed}");
    // Those of the examples are long ago.
    assert_eq!(scene.succeeds("tail_audit_events", &["--since", "60", "--rounds", "1"]), "");
}
