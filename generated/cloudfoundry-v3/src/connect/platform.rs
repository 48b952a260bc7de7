//! A platform, found by its root document.

use std::sync::Arc;

use avouch_runtime::http::Uri;
use avouch_runtime::{ClientBuilder, Credential, Maybe};

use super::credentials::Credentials;
use super::error::ConnectError;
use super::session::Session;
use super::uaa::Uaa;
use crate::Client;
use crate::models::{ApiLink, ApiRoot};

/// A Cloud Foundry platform: where its API is, and what its root document says of the other components.
///
/// ```no_run
/// # async fn example() -> Result<(), cloudfoundry_v3::connect::ConnectError> {
/// use cloudfoundry_v3::connect::Platform;
///
/// let platform = Platform::discover("api.example.com").await?;
/// println!("version {:?}, logs at {:?}", platform.api_version(), platform.root().links.log_cache);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Platform {
    api: String,
    root: ApiRoot,
}

impl Platform {
    /// Reads the root document at the address of the API. Without a scheme the address is taken for one of `https`. Nobody
    /// has to be signed in.
    pub async fn discover(api: &str) -> Result<Self, ConnectError> {
        let api = with_scheme(api);
        let response = Client::new(&api)?.root().get_api().send().await;
        let response = response.map_err(|error| ConnectError::Root { api: api.clone(), error: Box::new(error) })?;
        let api = moved(&api, response.url());
        Ok(Self { api, root: response.into_inner() })
    }

    /// The address of the API, without a slash at its end.
    pub fn api(&self) -> &str {
        &self.api
    }

    /// The root document.
    pub fn root(&self) -> &ApiRoot {
        &self.root
    }

    /// The version of the API, such as `3.180.0`, if the root document says it.
    pub fn api_version(&self) -> Option<&str> {
        self.root.links.cloud_controller_v3.meta.as_ref()?.version.as_deref()
    }

    /// The server that people sign in at, if there is one.
    pub fn login(&self) -> Option<&str> {
        address(&self.root.links.login)
    }

    /// The UAA, if there is one.
    pub fn uaa(&self) -> Option<&str> {
        address(&self.root.links.uaa)
    }

    /// The server that issues tokens: the login server, as the `cf` command has it, else the UAA. Mostly they are one.
    fn token_server(&self) -> Result<&str, ConnectError> {
        let server = self.login().or(self.uaa());
        let server = server.ok_or_else(|| ConnectError::NoTokenServer { api: self.api.clone() })?;
        if is_encrypted(&self.api) && !is_encrypted(server) {
            return Err(ConnectError::Insecure { server: server.to_owned() });
        }
        Ok(server)
    }

    fn session(&self, credentials: &Credentials) -> Result<Session, ConnectError> {
        let uaa = match self.token_server() {
            Ok(server) => Some(Uaa::new(server, credentials)?),
            Err(error) if credentials.needs_uaa() => return Err(error),
            Err(_) => None,
        };
        Ok(Session::new(uaa, credentials))
    }

    /// A client that is signed in: the UAA has accepted the credentials, unless they are an access token.
    pub async fn sign_in(&self, credentials: Credentials) -> Result<Client, ConnectError> {
        let session = self.session(&credentials)?;
        session.begin().await?;
        Ok(self.with(session).build()?)
    }

    /// Settings of a client that signs in before its first call, to be changed before the client is built.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use cloudfoundry_v3::connect::{Credentials, Platform};
    ///
    /// let platform = Platform::discover("api.example.com").await?;
    /// let settings = platform.settings(&Credentials::client("ci", "its secret"))?;
    /// let client = settings.user_agent("ci/1").build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn settings(&self, credentials: &Credentials) -> Result<ClientBuilder<Client>, ConnectError> {
        Ok(self.with(self.session(credentials)?))
    }

    fn with(&self, session: Session) -> ClientBuilder<Client> {
        let session = Arc::new(session);
        Client::builder(&self.api).credential(Credential::refreshed(move || {
            let session = Arc::clone(&session);
            async move { session.token().await }
        }))
    }
}

fn address(link: &Maybe<ApiLink>) -> Option<&str> {
    let href = link.value()?.href.as_deref()?;
    Some(href.trim_end_matches('/')).filter(|href| !href.is_empty())
}

/// The address with `https://` before it, if it has no scheme, and no slash behind it.
pub(super) fn with_scheme(address: &str) -> String {
    let address = address.trim().trim_end_matches('/');
    if address.contains("://") { address.to_owned() } else { format!("https://{address}") }
}

fn is_encrypted(address: &str) -> bool {
    address.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"))
}

/// The address of an API whose root document came from another: where a server sends the readers of its root document from
/// `http` to `https`, it would send callers of the API too, and those that POST do not follow. Another host is not believed.
fn moved(api: &str, from: &Uri) -> String {
    let text = from.to_string();
    let text = text.trim_end_matches('/');
    let same = api.parse().is_ok_and(|api: Uri| {
        let path = |uri: &Uri| uri.path().trim_end_matches('/').to_owned();
        api.host() == from.host() && path(&api) == path(from) && from.query().is_none()
    });
    if same { text.to_owned() } else { api.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use avouch_runtime::serde_json::{from_value, json};

    #[test]
    fn addresses() {
        assert_eq!(with_scheme(" api.example.com/ "), "https://api.example.com");
        assert_eq!(with_scheme("http://127.0.0.1:1/x/"), "http://127.0.0.1:1/x");
        assert!(is_encrypted("HTTPS://a") && !is_encrypted("http://a.example.com") && !is_encrypted("é"));
    }

    #[test]
    fn an_api_that_has_moved() {
        let moved = |from: &str| moved("http://api.example.com/x", &from.parse().unwrap());
        assert_eq!(moved("https://api.example.com/x/"), "https://api.example.com/x");
        assert_eq!(moved("https://api.example.com:8443/x"), "https://api.example.com:8443/x");
        for other in ["https://b.example.com/x", "https://api.example.com/login", "https://api.example.com/x?y=z"] {
            assert_eq!(moved(other), "http://api.example.com/x", "{other}");
        }
    }

    fn platform(api: &str, login: Option<&str>, uaa: Option<&str>) -> Platform {
        let own = json!({"href": api});
        let mut links =
            json!({"self": own, "cloud_controller_v3": own, "login": login.map(|href| json!({"href": href}))});
        if let Some(href) = uaa {
            links["uaa"] = json!({"href": href});
        }
        let root: ApiRoot = from_value(json!({"links": links})).unwrap();
        Platform { api: api.to_owned(), root }
    }

    #[test]
    fn where_tokens_come_from() {
        let server = |login, uaa| platform("https://api", login, uaa).token_server().map(str::to_owned);
        assert_eq!(server(Some("https://login/"), Some("https://uaa")).unwrap(), "https://login");
        assert_eq!(server(None, Some("https://uaa")).unwrap(), "https://uaa");
        assert_eq!(server(Some(""), Some("https://uaa")).unwrap(), "https://uaa");
        assert!(matches!(server(None, None), Err(ConnectError::NoTokenServer { .. })));
        assert!(matches!(server(Some("http://login"), None), Err(ConnectError::Insecure { .. })));
        assert!(platform("http://api", Some("http://login"), None).token_server().is_ok());
    }

    #[test]
    fn an_access_token_needs_no_server_for_tokens() {
        let platform = platform("https://api", None, None);
        assert!(platform.settings(&Credentials::access_token("t")).is_ok());
        let refused = platform.settings(&Credentials::password("ada", "p"));
        assert!(matches!(refused, Err(ConnectError::NoTokenServer { .. })));
    }
}
