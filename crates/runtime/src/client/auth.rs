//! Credentials.

use super::error::{BuildError, Error};
use avouch_wire::{Style, Value, auth, param};
use http::{HeaderName, HeaderValue, header};
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// What a client proves its identity with. The secret stands in no message and no debug output.
#[derive(Clone)]
pub struct Credential(Kind);

#[derive(Clone)]
enum Kind {
    Bearer(String),
    Refreshed(Arc<Tokens>),
    Basic(String, String),
    Header(String, String),
    Query(String, String),
    Cookie(String, String),
}

impl Credential {
    /// A bearer token that never changes (RFC 6750).
    pub fn bearer(token: impl Into<String>) -> Self {
        Self(Kind::Bearer(token.into()))
    }

    /// A bearer token that `fetch` gets: before the first request, again when the server answers 401, and before its
    /// lifetime is over if that is known. However many requests wait for a token, it is fetched once.
    ///
    /// The function gives a text, or an [`AccessToken`] with a lifetime. If it fails while a token still lasts, that
    /// token is used on.
    pub fn refreshed<F, R, T, X>(fetch: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<T, X>> + Send + 'static,
        T: Into<AccessToken>,
        X: Into<Box<dyn StdError + Send + Sync>>,
    {
        let fetch = move || {
            let token = fetch();
            let token = async move { token.await.map(Into::into).map_err(|error| Arc::from(error.into())) };
            Box::pin(token) as Fetching
        };
        Self(Kind::Refreshed(Arc::new(Tokens {
            fetch: Box::new(fetch),
            fetches: AtomicU64::new(0),
            current: Mutex::new(None),
        })))
    }

    /// A user and a password (RFC 7617).
    pub fn basic(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self(Kind::Basic(user.into(), password.into()))
    }

    /// An API key in a header field.
    pub fn header(name: impl Into<String>, key: impl Into<String>) -> Self {
        Self(Kind::Header(name.into(), key.into()))
    }

    /// An API key in the query.
    pub fn query(name: impl Into<String>, key: impl Into<String>) -> Self {
        Self(Kind::Query(name.into(), key.into()))
    }

    /// An API key in a cookie.
    pub fn cookie(name: impl Into<String>, key: impl Into<String>) -> Self {
        Self(Kind::Cookie(name.into(), key.into()))
    }

    /// What the credential adds to a request.
    pub(crate) fn proof(&self) -> Result<Proof, BuildError> {
        // The reason is left out: it would quote the secret.
        let unfit = |what: &str| BuildError(format!("the {what} has characters that cannot be sent"));
        match &self.0 {
            Kind::Bearer(token) => bearer(token).ok_or_else(|| unfit("token")),
            Kind::Refreshed(tokens) => Ok(Proof::Token(Arc::clone(tokens))),
            Kind::Basic(user, password) => {
                let basic = auth::Basic { user: user.clone(), password: password.clone() };
                let text = basic.encode().map_err(|_| unfit("user or password"))?;
                let value = secret(&text).ok_or_else(|| unfit("user or password"))?;
                Ok(Proof::Header(header::AUTHORIZATION, value))
            }
            Kind::Header(name, key) => {
                let field = HeaderName::try_from(name).map_err(BuildError::new)?;
                let value = secret(key).ok_or_else(|| unfit("key"))?;
                Ok(Proof::Header(field, value))
            }
            Kind::Query(name, key) => {
                let value = Value::from(key.as_str());
                let pair = param::encode_query(name, Style::FORM, &value);
                let pair = pair.ok().flatten().ok_or_else(|| unfit("key"))?;
                Ok(Proof::Query(pair))
            }
            Kind::Cookie(name, key) => {
                let value = Value::from(key.as_str());
                let pair = param::encode_cookie(name, Style::COOKIE, &value);
                let pair = pair.ok().flatten().ok_or_else(|| unfit("key"))?;
                Ok(Proof::Cookie(pair))
            }
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credential(…)")
    }
}

/// A bearer token, and how long it lasts if that is known. It stands in no debug output.
#[derive(Clone)]
pub struct AccessToken {
    text: String,
    lifetime: Option<Duration>,
}

impl AccessToken {
    /// A token that lasts until the server refuses it.
    pub fn new(token: impl Into<String>) -> Self {
        Self { text: token.into(), lifetime: None }
    }

    /// How long the token lasts from now on. It is renewed when nine tenths of that are over, or a minute before the
    /// end if that is later.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }
}

impl From<String> for AccessToken {
    fn from(token: String) -> Self {
        Self::new(token)
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AccessToken").field("lifetime", &self.lifetime).finish_non_exhaustive()
    }
}

/// What is added to a request.
#[derive(Clone)]
pub(crate) enum Proof {
    Header(HeaderName, HeaderValue),
    Query(String),
    Cookie(String),
    Token(Arc<Tokens>),
}

fn bearer(token: &str) -> Option<Proof> {
    let value = secret(&auth::bearer(token).ok()?)?;
    Some(Proof::Header(header::AUTHORIZATION, value))
}

fn secret(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::try_from(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

type FetchError = Arc<dyn StdError + Send + Sync>;
type Fetching = Pin<Box<dyn Future<Output = Result<AccessToken, FetchError>> + Send>>;

/// A token that can be fetched again.
pub(crate) struct Tokens {
    fetch: Box<dyn Fn() -> Fetching + Send + Sync>,
    /// How often a fetch has ended.
    fetches: AtomicU64,
    current: Mutex<Option<Fetched>>,
}

/// The result of a fetch, shared by all that waited for it.
type Fetched = Result<Token, FetchError>;

/// A token and which fetch brought it.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) value: HeaderValue,
    fetch: u64,
    life: Option<Life>,
}

/// How long a token lasts, and from when on another is fetched.
#[derive(Clone, Copy)]
struct Life {
    renewal: Instant,
    end: Instant,
}

impl Life {
    fn of(lifetime: Duration) -> Option<Self> {
        const EARLY: Duration = Duration::from_secs(60);
        let now = Instant::now();
        // A lifetime beyond what clocks can tell has no end.
        let end = now.checked_add(lifetime)?;
        Some(Self { renewal: now + lifetime.saturating_sub(EARLY.min(lifetime / 10)), end })
    }

    /// After a fetch that failed: tries again when half of the time that is left is over.
    fn deferred(self) -> Option<Self> {
        let now = Instant::now();
        let left = self.end.checked_duration_since(now).filter(|left| !left.is_zero())?;
        Some(Self { renewal: now + left / 2, ..self })
    }
}

impl Token {
    /// Whether it is another than the one that the server has rejected.
    fn is_not(&self, rejected: Option<&Self>) -> bool {
        rejected.is_none_or(|rejected| rejected.fetch != self.fetch)
    }
}

impl Tokens {
    /// The token, which is not one that the server has `rejected`.
    pub(crate) async fn get(&self, rejected: Option<&Token>) -> Result<Token, Error> {
        let ended = self.fetches.load(Ordering::Acquire);
        let mut current = self.current.lock().await;
        let reusable = match &*current {
            Some(Ok(token)) => token.is_not(rejected) && token.life.is_none_or(|life| Instant::now() < life.renewal),
            // A failure is shared by those that waited for the fetch; others try again.
            Some(Err(_)) => self.fetches.load(Ordering::Acquire) != ended,
            None => false,
        };
        if let (true, Some(fetched)) = (reusable, &*current) {
            return fetched.clone().map_err(shared);
        }
        let fetched = (self.fetch)().await;
        let fetch = self.fetches.fetch_add(1, Ordering::AcqRel) + 1;
        let fetched = fetched.and_then(|token| match bearer(&token.text) {
            Some(Proof::Header(_, value)) => Ok(Token { value, fetch, life: token.lifetime.and_then(Life::of) }),
            _ => {
                Err(Arc::from(Box::<dyn StdError + Send + Sync>::from("the token has characters that cannot be sent")))
            }
        });
        if let (Err(_), Some(Ok(token))) = (&fetched, &mut *current) {
            let deferred = token.life.filter(|_| token.is_not(rejected)).and_then(Life::deferred);
            if deferred.is_some() {
                token.life = deferred;
                return Ok(token.clone());
            }
        }
        *current = Some(fetched.clone());
        fetched.map_err(shared)
    }
}

fn shared(error: FetchError) -> Error {
    Error::Credential(Box::new(Shared(error)))
}

/// An error that several requests got.
#[derive(Debug)]
pub(super) struct Shared(pub(super) FetchError);

impl fmt::Display for Shared {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl StdError for Shared {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}
