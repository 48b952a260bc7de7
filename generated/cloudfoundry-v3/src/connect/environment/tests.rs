use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::*;

/// A folder that is removed at the end.
struct Home(PathBuf);

impl Home {
    fn new(name: &str, configuration: &str) -> Self {
        let home = std::env::temp_dir().join(format!("cloudfoundry-v3-{}-{name}", std::process::id()));
        fs::create_dir_all(home.join(".cf")).unwrap();
        fs::write(home.join(".cf/config.json"), configuration).unwrap();
        Self(home)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn of(variables: &[(&str, &str)]) -> Result<Environment, ConnectError> {
    Environment::of(|name| {
        let mut found = variables.iter().filter(|(set, _)| *set == name);
        found.next().map(|(_, value)| OsString::from(value))
    })
}

/// The access token, the refresh token and the client of whoever signs in.
fn shown(environment: &Environment) -> (Option<&str>, Option<&str>, &str) {
    let found = environment.credentials().unwrap();
    (found.access_token.as_deref(), found.refresh_token.as_deref(), &found.client.0)
}

const SIGNED_IN: &str = r#"{
    "ConfigVersion": 4, "Target": "https://api.example.com", "AccessToken": "bearer a", "RefreshToken": "r",
    "UAAOAuthClient": "cf", "UAAOAuthClientSecret": "", "SSLDisabled": false,
    "OrganizationFields": {"GUID": "1", "Name": "acme"}, "SpaceFields": {"GUID": "2", "Name": "dev"}
}"#;

#[test]
fn the_first_credentials_that_are_there_count() {
    let api = ("CF_API", "api.example.com/");
    let client = [("CF_CLIENT_ID", "ci"), ("CF_CLIENT_SECRET", "s")];
    let user = [("CF_USERNAME", "ada"), ("CF_PASSWORD", "p")];
    let mut variables = vec![api];
    variables.extend(client);
    let found = of(&variables).unwrap();
    assert_eq!((found.api(), shown(&found)), ("https://api.example.com", (None, None, "ci")));
    variables.extend(user);
    assert_eq!(
        format!("{:?}", of(&variables).unwrap().credentials().unwrap()),
        r#"Credentials { user: "ada", client: "cf", .. }"#
    );
    variables.push(("CF_REFRESH_TOKEN", "r"));
    assert_eq!(shown(&of(&variables).unwrap()), (None, Some("r"), "cf"));
    variables.push(("CF_ACCESS_TOKEN", "Bearer a"));
    assert_eq!(shown(&of(&variables).unwrap()), (Some("a"), Some("r"), "cf"));
}

#[test]
fn what_belongs_together_is_asked_for_together() {
    let missing = |set: &str| match of(&[("CF_API", "a"), (set, "x")]) {
        Err(ConnectError::Incomplete { set, missing }) => (set, missing),
        other => panic!("{other:?}"),
    };
    assert_eq!(missing("CF_USERNAME"), ("CF_USERNAME", "CF_PASSWORD"));
    assert_eq!(missing("CF_PASSWORD"), ("CF_PASSWORD", "CF_USERNAME"));
    assert_eq!(missing("CF_CLIENT_ID"), ("CF_CLIENT_ID", "CF_CLIENT_SECRET"));
    // An empty variable says nothing.
    let found = of(&[("CF_API", "a"), ("CF_USERNAME", ""), ("CF_ACCESS_TOKEN", "t")]).unwrap();
    assert_eq!(shown(&found).0, Some("t"));
    assert!(matches!(of(&[]), Err(ConnectError::NoTarget)));
    assert!(matches!(of(&[("CF_API", "")]), Err(ConnectError::NoTarget)));
    assert!(of(&[("CF_API", "a")]).unwrap().credentials().is_none());
}

#[test]
fn the_configuration_of_the_command() {
    let home = Home::new("signed-in", SIGNED_IN);
    for variable in ["CF_HOME", if cfg!(windows) { "USERPROFILE" } else { "HOME" }] {
        let found = of(&[(variable, home.path())]).unwrap();
        assert_eq!((found.api(), shown(&found)), ("https://api.example.com", (Some("a"), Some("r"), "cf")));
        assert_eq!((found.organization(), found.space()), (Some("acme"), Some("dev")));
    }
    let both = [
        ("CF_HOME", home.path()),
        ("HOME", "/nowhere"),
        ("CF_SPACE", "test"),
        ("CF_USERNAME", "u"),
        ("CF_PASSWORD", "p"),
    ];
    let found = of(&both).unwrap();
    assert_eq!((found.organization(), found.space(), shown(&found).0), (Some("acme"), Some("test"), None));
}

#[test]
fn a_token_goes_to_no_other_platform() {
    let home = Home::new("elsewhere", SIGNED_IN);
    let found = of(&[("CF_HOME", home.path()), ("CF_API", "https://api.example.org")]).unwrap();
    assert!(found.credentials().is_none());
    assert_eq!((found.organization(), found.space()), (None, None));
    assert_eq!(found.other.as_deref(), Some("https://api.example.com"));
    // Without encryption it is another too.
    assert!(of(&[("CF_HOME", home.path()), ("CF_API", "http://api.example.com")]).unwrap().credentials().is_none());
    let same = of(&[("CF_HOME", home.path()), ("CF_API", "API.example.com/")]).unwrap();
    assert!(same.credentials().is_some());
}

#[test]
fn a_configuration_that_cannot_be_read() {
    for text in ["", "[]", "{\"AccessToken\": \"s3cret", "\u{0}"] {
        let home = Home::new("broken", text);
        let error = of(&[("CF_HOME", home.path())]).unwrap_err();
        assert!(matches!(&error, ConnectError::Configuration { .. }), "{error}");
        assert!(!error.to_string().contains("s3cret") && !format!("{error:?}").contains("s3cret"), "{error}");
        // Where the variables say everything it does no harm.
        let all = [("CF_HOME", home.path()), ("CF_API", "a"), ("CF_ACCESS_TOKEN", "t")];
        assert!(of(&all).is_ok());
    }
    let home = Home::new("long", &" ".repeat(1024 * 1024 + 1));
    assert!(of(&[("CF_HOME", home.path())]).unwrap_err().to_string().contains("longer than 1 MiB"));
    let home = Home::new("signed-out", r#"{"Target": "", "AccessToken": null, "OrganizationFields": null}"#);
    assert!(matches!(of(&[("CF_HOME", home.path())]), Err(ConnectError::NoTarget)));
    assert!(matches!(of(&[("CF_HOME", "/nowhere/at/all")]), Err(ConnectError::NoTarget)));
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text() {
    use std::os::unix::ffi::OsStringExt;
    let found = Environment::of(|name| (name == "CF_API").then(|| OsString::from_vec(vec![0xff])));
    assert!(matches!(found, Err(ConnectError::NotText { variable: "CF_API" })));
}

#[test]
fn secrets_are_in_no_debug_output() {
    let home = Home::new("debug", &SIGNED_IN.replace("bearer a", "s3cret-a").replace("\"r\"", "\"s3cret-r\""));
    let found = of(&[("CF_HOME", home.path())]).unwrap();
    assert_eq!(shown(&found).1, Some("s3cret-r"));
    assert!(!format!("{found:?}").contains("s3cret"));
    assert_eq!(configuration_file(&|_: &str| Some("h".into())), Some(Path::new("h").join(".cf/config.json")));
}
