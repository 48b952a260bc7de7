//! Who signs in.

use std::fmt;

/// Who signs in, and with what. Secrets stand in no debug output.
///
/// ```
/// use cloudfoundry_v3::connect::Credentials;
///
/// let ada = Credentials::password("ada", "open sesame").origin("ldap");
/// assert_eq!(format!("{ada:?}"), r#"Credentials { user: "ada", client: "cf", .. }"#);
/// ```
#[derive(Clone)]
pub struct Credentials {
    pub(super) grant: Option<Grant>,
    pub(super) access_token: Option<String>,
    pub(super) refresh_token: Option<String>,
    pub(super) client: (String, String),
    pub(super) origin: Option<String>,
}

/// What the UAA gives a token for.
#[derive(Clone)]
pub(super) enum Grant {
    Password { username: String, password: String },
    Passcode(String),
    ClientSecret,
}

impl Credentials {
    /// The client that every UAA of a platform knows: that of the `cf` command, whose secret is empty.
    const PUBLIC_CLIENT: &'static str = "cf";

    fn new(grant: Option<Grant>) -> Self {
        let client = (Self::PUBLIC_CLIENT.to_owned(), String::new());
        Self { grant, access_token: None, refresh_token: None, client, origin: None }
    }

    /// A person, by name and password (RFC 6749, section 4.3).
    pub fn password(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self::new(Some(Grant::Password { username: username.into(), password: password.into() }))
    }

    /// A person, by the passcode that the login server shows at `/passcode` after a single sign-on. It is good once: when
    /// the tokens that it gave have ended, another is needed.
    pub fn passcode(passcode: impl Into<String>) -> Self {
        Self::new(Some(Grant::Passcode(passcode.into())))
    }

    /// A program, as a client of the UAA with a secret of its own (RFC 6749, section 4.4).
    pub fn client(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self::new(Some(Grant::ClientSecret)).through_client(id, secret)
    }

    /// Whoever the refresh token was issued to (RFC 6749, section 6). It belongs to the client that it was issued through.
    pub fn refresh_token(token: impl Into<String>) -> Self {
        Self::new(None).and_refresh_token(token)
    }

    /// Whoever the access token was issued to, for as long as it lasts. `bearer ` before it is left out.
    pub fn access_token(token: impl Into<String>) -> Self {
        Self::new(None).and_access_token(token)
    }

    /// An access token to begin with, before another is asked for.
    #[must_use]
    pub fn and_access_token(mut self, token: impl Into<String>) -> Self {
        let token = token.into();
        let bare = match token.trim().split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
            _ => token.trim(),
        };
        self.access_token = Some(bare.to_owned());
        self
    }

    /// A refresh token to get access tokens with, before a password or secret is shown.
    #[must_use]
    pub fn and_refresh_token(mut self, token: impl Into<String>) -> Self {
        self.refresh_token = Some(token.into().trim().to_owned());
        self
    }

    /// The client of the UAA through which a person signs in; by default `cf`, with an empty secret.
    #[must_use]
    pub fn through_client(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.client = (id.into(), secret.into());
        self
    }

    /// The identity provider that knows the person, such as `uaa` or `ldap`, where the platform has several.
    #[must_use]
    pub fn origin(mut self, origin: impl Into<String>) -> Self {
        self.origin = Some(origin.into());
        self
    }

    /// Whether a token can be asked for, if only once.
    pub(super) fn needs_uaa(&self) -> bool {
        self.grant.is_some() || self.refresh_token.is_some()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Credentials");
        if let Some(Grant::Password { username, .. }) = &self.grant {
            shown.field("user", username);
        }
        shown.field("client", &self.client.0);
        shown.finish_non_exhaustive()
    }
}
