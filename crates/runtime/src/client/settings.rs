//! The client that all operations of an API share.

use super::answer::Arm;
use super::auth::{Credential, Proof};
use super::call::Call;
use super::error::BuildError;
use super::link::Base;
use super::policy::{Redirects, Retry};
use super::request::Request;
use super::transport::Transport;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

/// A client: the base of an API, credentials, and how requests are sent. Clones are cheap and
/// share connections and tokens.
#[derive(Clone)]
pub struct Client(Arc<Settings>);

/// What a [`Client`] holds.
pub(crate) struct Settings {
    pub(crate) base: Base,
    pub(crate) transport: Box<dyn Transport>,
    pub(crate) proofs: Vec<(Option<String>, Proof)>,
    pub(crate) headers: HeaderMap,
    pub(crate) retry: Retry,
    pub(crate) redirects: Redirects,
    pub(crate) silence: Option<Duration>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) body_limit: usize,
    pub(crate) foreign_links: bool,
}

impl Client {
    /// Settings of a client for the API at `base`, such as `https://api.example.org/prefix`.
    pub fn builder(base: &str) -> ClientBuilder {
        ClientBuilder::new(base)
    }

    /// Begins the call of an operation: its method, its path as the document has it, and one arm
    /// for each documented answer.
    pub fn call<T, E>(&self, method: Method, path: &'static str, success: &[Arm<T>], errors: &[Arm<E>]) -> Call<T, E> {
        Call::new(Request::new(self, method, path), success, errors)
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Client({})", self.0.base.uri())
    }
}

/// Settings of a client; `C` is the client that they make, which generated crates have one of their own of.
pub struct ClientBuilder<C = Client> {
    base: String,
    transport: Option<Box<dyn Transport>>,
    credentials: Vec<(Option<String>, Credential)>,
    headers: Vec<(String, String)>,
    retry: Retry,
    redirects: Redirects,
    silence: Option<Duration>,
    timeout: Option<Duration>,
    body_limit: usize,
    foreign_links: bool,
    made: PhantomData<fn() -> C>,
}

impl<C> ClientBuilder<C> {
    /// Settings of a client for the API at `base`, such as `https://api.example.org/prefix`.
    pub fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            transport: None,
            credentials: Vec::new(),
            headers: Vec::new(),
            retry: Retry::default(),
            redirects: Redirects::default(),
            silence: Some(Duration::from_secs(60)),
            timeout: None,
            body_limit: 256 * 1024 * 1024,
            foreign_links: false,
            made: PhantomData,
        }
    }

    /// A credential for every operation that does not refuse one.
    #[must_use]
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credentials.push((None, credential));
        self
    }

    /// A credential for one of the document's security schemes, by its name.
    #[must_use]
    pub fn credential_for(mut self, scheme: impl Into<String>, credential: Credential) -> Self {
        self.credentials.push((Some(scheme.into()), credential));
        self
    }

    /// A header field of every request to the origin of the API.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// What the client calls itself.
    #[must_use]
    pub fn user_agent(self, user_agent: impl Into<String>) -> Self {
        self.header("User-Agent", user_agent)
    }

    /// When requests are sent again.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Where redirects may lead.
    #[must_use]
    pub fn redirects(mut self, redirects: Redirects) -> Self {
        self.redirects = redirects;
        self
    }

    /// How long the server may be silent while it takes a request or sends an answer; 60 s by
    /// default, `None` for ever. An upload or download of any length is fine while bytes flow.
    #[must_use]
    pub fn silence(mut self, limit: Option<Duration>) -> Self {
        self.silence = limit;
        self
    }

    /// How long a call may take from its first attempt until its answer is there, with all
    /// retries; without a limit by default. The reading of a streamed body does not count.
    #[must_use]
    pub fn timeout(mut self, limit: Option<Duration>) -> Self {
        self.timeout = limit;
        self
    }

    /// How many bytes an answer may have that is read into memory; 256 MiB by default.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Whether links to pages and jobs may lead to another origin; they may not by default. Such
    /// requests carry no credential.
    #[must_use]
    pub fn foreign_links(mut self, allow: bool) -> Self {
        self.foreign_links = allow;
        self
    }

    /// Another way to reach the server.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// The client.
    pub fn build(self) -> Result<C, BuildError>
    where
        C: From<Client>,
    {
        self.settings().map(|settings| Client(Arc::new(settings)).into())
    }

    fn settings(self) -> Result<Settings, BuildError> {
        let base = Base::parse(&self.base)?;
        let mut headers = HeaderMap::new();
        let name = concat!("avouch/", env!("CARGO_PKG_VERSION"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static(name));
        for (name, value) in &self.headers {
            let field = HeaderName::try_from(name).map_err(BuildError::new)?;
            let mut value =
                HeaderValue::try_from(value).map_err(|_| BuildError(format!("the value of {name} cannot be sent")))?;
            // Whoever sets a header field may put a secret in it.
            value.set_sensitive(true);
            headers.insert(field, value);
        }
        let proof =
            |(scheme, credential): (Option<String>, Credential)| credential.proof().map(|proof| (scheme, proof));
        let proofs = self.credentials.into_iter().map(proof);
        Ok(Settings {
            base,
            transport: match self.transport {
                Some(transport) => transport,
                None => default_transport()?,
            },
            proofs: proofs.collect::<Result<_, _>>()?,
            headers,
            retry: self.retry,
            redirects: self.redirects,
            silence: self.silence,
            timeout: self.timeout,
            body_limit: self.body_limit,
            foreign_links: self.foreign_links,
        })
    }
}

fn default_transport() -> Result<Box<dyn Transport>, BuildError> {
    match super::reqwest::ReqwestTransport::new() {
        Ok(transport) => Ok(Box::new(transport)),
        Err(error) => Err(BuildError(format!("TLS cannot be set up: {error}"))),
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ClientBuilder({:?})", self.base)
    }
}
