//! The target and the credentials that stand in the environment of a process.

use std::ffi::OsString;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use avouch_runtime::serde_json::{self, Value};

use super::credentials::Credentials;
use super::error::ConnectError;
use super::platform::{Platform, with_scheme};
use crate::Client;

/// What the environment says: which platform is meant, who signs in, and where the work is.
///
/// | what | variable | in the configuration of the `cf` command |
/// |---|---|---|
/// | the address of the API | `CF_API` | `Target` |
/// | an access token, with a refresh token or without | `CF_ACCESS_TOKEN`, `CF_REFRESH_TOKEN` | `AccessToken`, `RefreshToken` |
/// | a person | `CF_USERNAME` with `CF_PASSWORD` | |
/// | a client of the UAA | `CF_CLIENT_ID` with `CF_CLIENT_SECRET` | |
/// | the organization | `CF_ORG` | `OrganizationFields` |
/// | the space | `CF_SPACE` | `SpaceFields` |
///
/// Of the credentials the first row that is there counts. What a variable says goes before the configuration, and a variable
/// that is empty says nothing. Of the configuration, tokens, organization and space count only where its target is the platform
/// that is meant: a token goes to no other.
///
/// The configuration is the file `.cf/config.json` in the folder that `CF_HOME` names, else in the home folder: what `cf login`
/// writes. It is read and never written: a token that is renewed here is not handed back. `SSLDisabled` in it is not heeded;
/// where a platform has certificates of its own, the system has to trust them (on Linux `SSL_CERT_FILE` names a file of them).
#[derive(Clone, Debug)]
pub struct Environment {
    api: String,
    credentials: Option<Credentials>,
    organization: Option<String>,
    space: Option<String>,
    /// Where the `cf` command is signed in, if that is another platform.
    other: Option<String>,
}

impl Environment {
    /// Reads the variables of the process and the configuration of the `cf` command.
    pub fn read() -> Result<Self, ConnectError> {
        Self::of(|variable| std::env::var_os(variable))
    }

    /// The same with variables from elsewhere: from a file, or as a test wants them.
    ///
    /// ```
    /// # use std::ffi::OsString;
    /// use cloudfoundry_v3::connect::Environment;
    ///
    /// let environment = Environment::of(|variable| match variable {
    ///     "CF_API" => Some("api.example.com".into()),
    ///     "CF_CLIENT_ID" => Some("ci".into()),
    ///     "CF_CLIENT_SECRET" => Some("its secret".into()),
    ///     _ => None::<OsString>,
    /// })?;
    /// assert_eq!(environment.api(), "https://api.example.com");
    /// # Ok::<(), cloudfoundry_v3::connect::ConnectError>(())
    /// ```
    pub fn of(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, ConnectError> {
        let variables = Variables(&variable);
        let (api, named) = (variables.text("CF_API")?, credentials(&variables)?);
        let configuration = match configuration_file(&variable).map(|path| Configuration::read(&path)) {
            None => Configuration::default(),
            Some(Ok(configuration)) => configuration,
            // It does no harm where it is not needed.
            Some(Err(_)) if api.is_some() && named.is_some() => Configuration::default(),
            Some(Err(error)) => return Err(error),
        };
        let target = configuration.text("/Target").map(|target| with_scheme(&target));
        let api = api.map(|api| with_scheme(&api)).or_else(|| target.clone()).ok_or(ConnectError::NoTarget)?;
        let meant = target.as_ref().is_some_and(|target| target.eq_ignore_ascii_case(&api));
        let configuration = if meant { configuration } else { Configuration::default() };
        let place = |variable, pointer| {
            Ok::<_, ConnectError>(variables.text(variable)?.or_else(|| configuration.text(pointer)))
        };
        Ok(Self {
            organization: place("CF_ORG", "/OrganizationFields/Name")?,
            space: place("CF_SPACE", "/SpaceFields/Name")?,
            credentials: named.or_else(|| configuration.credentials()),
            other: target.filter(|_| !meant),
            api,
        })
    }

    /// The address of the API.
    pub fn api(&self) -> &str {
        &self.api
    }

    /// Who signs in, if anybody is named.
    pub fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }

    /// The name of the organization, if one is named.
    pub fn organization(&self) -> Option<&str> {
        self.organization.as_deref()
    }

    /// The name of the space, if one is named.
    pub fn space(&self) -> Option<&str> {
        self.space.as_deref()
    }

    /// A client for the platform, signed in: [`Platform::discover`] and [`Platform::sign_in`] in one.
    pub async fn connect(&self) -> Result<Client, ConnectError> {
        let nobody = || ConnectError::NoCredentials { api: self.api.clone(), other: self.other.clone() };
        let credentials = self.credentials.clone().ok_or_else(nobody)?;
        Platform::discover(&self.api).await?.sign_in(credentials).await
    }
}

struct Variables<'v, V>(&'v V);

impl<V: Fn(&str) -> Option<OsString>> Variables<'_, V> {
    /// A variable that is set to something.
    fn text(&self, variable: &'static str) -> Result<Option<String>, ConnectError> {
        match (self.0)(variable).map(OsString::into_string) {
            None => Ok(None),
            Some(Ok(text)) => Ok(Some(text).filter(|text| !text.is_empty())),
            Some(Err(_)) => Err(ConnectError::NotText { variable }),
        }
    }

    /// Two variables that belong together.
    fn pair(&self, one: &'static str, other: &'static str) -> Result<Option<(String, String)>, ConnectError> {
        match (self.text(one)?, self.text(other)?) {
            (Some(one), Some(other)) => Ok(Some((one, other))),
            (None, None) => Ok(None),
            (Some(_), None) => Err(ConnectError::Incomplete { set: one, missing: other }),
            (None, Some(_)) => Err(ConnectError::Incomplete { set: other, missing: one }),
        }
    }
}

fn credentials<V: Fn(&str) -> Option<OsString>>(
    variables: &Variables<'_, V>,
) -> Result<Option<Credentials>, ConnectError> {
    let (access, refresh) = (variables.text("CF_ACCESS_TOKEN")?, variables.text("CF_REFRESH_TOKEN")?);
    if let Some(credentials) = tokens(access, refresh) {
        return Ok(Some(credentials));
    }
    if let Some((username, password)) = variables.pair("CF_USERNAME", "CF_PASSWORD")? {
        return Ok(Some(Credentials::password(username, password)));
    }
    let client = variables.pair("CF_CLIENT_ID", "CF_CLIENT_SECRET")?;
    Ok(client.map(|(id, secret)| Credentials::client(id, secret)))
}

fn tokens(access: Option<String>, refresh: Option<String>) -> Option<Credentials> {
    match (access, refresh) {
        (Some(access), Some(refresh)) => Some(Credentials::refresh_token(refresh).and_access_token(access)),
        (Some(access), None) => Some(Credentials::access_token(access)),
        (None, Some(refresh)) => Some(Credentials::refresh_token(refresh)),
        (None, None) => None,
    }
}

/// Where the `cf` command keeps its configuration.
fn configuration_file(variable: &impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let home = || {
        if cfg!(windows) {
            let mut home = set("HOMEDRIVE").unwrap_or_default();
            home.push(set("HOMEPATH").unwrap_or_default());
            if home.is_empty() { set("USERPROFILE") } else { Some(home) }
        } else {
            set("HOME")
        }
    };
    Some(PathBuf::from(set("CF_HOME").or_else(home)?).join(".cf").join("config.json"))
}

/// The configuration of the `cf` command. It has tokens in it, so that no part of it is quoted anywhere.
#[derive(Default)]
struct Configuration(Value);

impl Configuration {
    /// Reads the file, which may be absent.
    fn read(path: &Path) -> Result<Self, ConnectError> {
        const LIMIT: u64 = 1024 * 1024;
        let unfit = |reason: String| ConnectError::Configuration { path: path.to_owned(), reason };
        let mut text = Vec::new();
        match File::open(path) {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(Self::default());
            }
            Err(error) => return Err(unfit(error.to_string())),
            Ok(file) => file.take(LIMIT + 1).read_to_end(&mut text).map_err(|error| unfit(error.to_string()))?,
        };
        if text.len() as u64 > LIMIT {
            return Err(unfit("it is longer than 1 MiB".to_owned()));
        }
        match serde_json::from_slice(&text) {
            Ok(value @ Value::Object(_)) => Ok(Self(value)),
            Ok(_) => Err(unfit("it is no JSON object".to_owned())),
            Err(error) => Err(unfit(format!("it is no JSON in line {}, column {}", error.line(), error.column()))),
        }
    }

    fn text(&self, pointer: &str) -> Option<String> {
        let text = self.0.pointer(pointer)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn credentials(&self) -> Option<Credentials> {
        let credentials = tokens(self.text("/AccessToken"), self.text("/RefreshToken"))?;
        Some(match self.text("/UAAOAuthClient") {
            Some(id) => credentials.through_client(id, self.text("/UAAOAuthClientSecret").unwrap_or_default()),
            None => credentials,
        })
    }
}

#[cfg(test)]
mod tests;
