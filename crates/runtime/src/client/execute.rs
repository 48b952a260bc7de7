//! Sends a request until there is an answer: credentials, retries, redirects. It is compiled once,
//! for all operations.

use super::answer::{Answer, Documented};
use super::auth::{Proof, Token, Tokens};
use super::body::Body;
use super::error::{BuildError, Error, LinkError};
use super::link::{is_https, resolve, same_origin};
use super::request::Request;
use super::settings::Settings;
use super::upload::Content;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use http_body::{Frame, SizeHint};
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

/// An answer to come, before it is decoded.
pub(crate) type Execution = Pin<Box<dyn Future<Output = Result<Answer, Error>> + Send>>;

/// Sends a request and reads the answer, unless its body is streamed.
pub(crate) fn execute(request: Box<Request>, documented: Documented) -> Execution {
    Box::pin(async move {
        match request.timeout {
            None => run(request, documented).await,
            Some(limit) => {
                tokio::time::timeout(limit, run(request, documented)).await.unwrap_or(Err(Error::TimedOut(limit)))
            }
        }
    })
}

async fn run(mut request: Box<Request>, documented: Documented) -> Result<Answer, Error> {
    let target = request.finish(&documented)?;
    let client = request.client.clone();
    let mut content = std::mem::take(&mut request.content);
    let mut hop = Hop::new(client.settings(), *request, target);
    loop {
        let again = content.again();
        let sent = hop.send(content).await;
        match hop.step(&sent, again.is_some())? {
            Step::Done => {
                let answer = sent?;
                let url = hop.target;
                return read(answer, url, &documented, client.clone()).await;
            }
            Step::Refresh => discard(sent).await,
            Step::Pause(pause) => {
                discard(sent).await;
                tokio::time::sleep(pause).await;
            }
            Step::Redirect(target, method) => hop.redirect(target, method),
        }
        content = again.filter(|_| !hop.emptied).unwrap_or_default();
    }
}

/// What follows an attempt.
enum Step {
    /// Its result is returned.
    Done,
    /// It is made again with another token.
    Refresh,
    /// It is made again after a pause.
    Pause(Duration),
    /// It is made at another address.
    Redirect(Uri, Method),
}

/// A request on its way, with what its attempts have in common.
struct Hop<'c> {
    settings: &'c Settings,
    target: Uri,
    method: Method,
    headers: HeaderMap,
    cookies: Vec<String>,
    security: Option<&'static [&'static [&'static str]]>,
    /// Whether the address belongs to the API, and all before it did.
    trusted: bool,
    /// Whether a redirect has taken the body away.
    emptied: bool,
    attempts: u32,
    redirects: u32,
    /// The token of the last attempt, with its source.
    token: Option<Token>,
    rejected: Option<Token>,
}

impl<'c> Hop<'c> {
    fn new(settings: &'c Settings, request: Request, target: Uri) -> Self {
        Self {
            settings,
            trusted: same_origin(settings.base.uri(), &target),
            target,
            method: request.method,
            headers: request.headers,
            cookies: request.cookies,
            security: request.security,
            emptied: false,
            attempts: 0,
            redirects: 0,
            token: None,
            rejected: None,
        }
    }

    /// Makes one attempt.
    async fn send(&mut self, content: Content) -> Result<http::Response<Body>, Error> {
        self.attempts += 1;
        let empty = matches!(content, Content::Empty);
        let opened = content.open().await;
        let (body, length) = opened.map_err(|error| Error::Request(BuildError::new(error)))?;
        let mut request = http::Request::new(Body::default());
        *request.method_mut() = self.method.clone();
        *request.headers_mut() = self.headers();
        *request.uri_mut() = self.target.clone();
        if self.trusted {
            self.authorize(&mut request).await?;
        }
        // Where content is expected, its absence is stated (RFC 9110, section 8.6).
        let expected = matches!(self.method, Method::POST | Method::PUT | Method::PATCH);
        if let Some(length) = length.or((empty && expected).then_some(0)) {
            let headers = request.headers_mut();
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        let moved = Arc::new(AtomicU64::new(0));
        if !empty {
            *request.body_mut() = Body::new(Watched { body, moved: Arc::clone(&moved) });
        }
        let answer = self.answer(request, &moved).await?;
        Ok(answer.map(|body| body.limit_silence(self.settings.silence)))
    }

    /// Waits for the answer as long as the body of the request moves.
    async fn answer(&self, request: http::Request<Body>, moved: &AtomicU64) -> Result<http::Response<Body>, Error> {
        let mut answer = self.settings.transport.send(request);
        let Some(silence) = self.settings.silence else {
            return answer.await.map_err(Error::Transport);
        };
        loop {
            let before = moved.load(Ordering::Relaxed);
            match tokio::time::timeout(silence, &mut answer).await {
                Ok(answer) => return answer.map_err(Error::Transport),
                Err(_) if moved.load(Ordering::Relaxed) != before => {}
                Err(_) => return Err(Error::TimedOut(silence)),
            }
        }
    }

    /// The header fields for the address, credentials aside.
    fn headers(&self) -> HeaderMap {
        if self.trusted {
            let mut headers = self.settings.headers.clone();
            headers.extend(self.headers.clone());
            return headers;
        }
        // Any other field may hold a secret, by its nature or because the caller put one there.
        let harmless = [header::ACCEPT, header::ACCEPT_LANGUAGE, header::RANGE];
        let harmless = harmless.iter().map(|name| (name, self.headers.get(name)));
        let agent = (&header::USER_AGENT, self.settings.headers.get(header::USER_AGENT));
        harmless.chain([agent]).filter_map(|(name, value)| Some((name.clone(), value?.clone()))).collect()
    }

    /// Adds the credentials that the operation asks for.
    async fn authorize(&mut self, request: &mut http::Request<Body>) -> Result<(), Error> {
        let mut cookies = self.cookies.clone();
        let mut query = Vec::new();
        for proof in self.proofs() {
            match proof {
                Proof::Header(name, value) => set(request, name, value),
                Proof::Query(pair) => query.push(pair.as_str()),
                Proof::Cookie(pair) => cookies.push(pair.clone()),
                Proof::Token(tokens) => {
                    let token = Tokens::get(tokens, self.rejected.as_ref()).await?;
                    set(request, &header::AUTHORIZATION, &token.value);
                    self.token = Some(token);
                }
            }
        }
        if !cookies.is_empty() {
            let value = HeaderValue::try_from(cookies.join("; "));
            let mut value = value.map_err(|error| Error::Request(BuildError::new(error)))?;
            value.set_sensitive(true);
            set(request, &header::COOKIE, &value);
        }
        if !query.is_empty() {
            let sign = if self.target.query().is_some() { '&' } else { '?' };
            let text = format!("{}{sign}{}", self.target, query.join("&"));
            // The reason is left out: it could quote the key.
            let unfit = |_| Error::Request(BuildError("the key cannot stand in a query".into()));
            *request.uri_mut() = text.parse().map_err(unfit)?;
        }
        Ok(())
    }

    /// The first alternative of the operation's security requirements that all credentials are
    /// there for; else those that are for no scheme in particular.
    fn proofs(&self) -> Vec<&'c Proof> {
        let proofs = &self.settings.proofs;
        let Some(alternatives) = self.security else {
            return proofs.iter().map(|(_, proof)| proof).collect();
        };
        let named = |name: &str| {
            let mut found = proofs.iter();
            found.find(|(scheme, _)| scheme.as_deref() == Some(name)).map(|(_, proof)| proof)
        };
        for schemes in alternatives.iter().filter(|schemes| !schemes.is_empty()) {
            if let Some(found) = schemes.iter().map(|name| named(name)).collect() {
                return found;
            }
        }
        let unnamed = proofs.iter().filter(|(scheme, _)| scheme.is_none());
        let wanted = unnamed.filter(|_| !alternatives.is_empty());
        wanted.map(|(_, proof)| proof).collect()
    }

    /// Decides what follows an attempt; `replayable` says whether its body is there again.
    fn step(&mut self, sent: &Result<http::Response<Body>, Error>, replayable: bool) -> Result<Step, Error> {
        let retry = &self.settings.retry;
        let answer = match sent {
            Ok(answer) => answer,
            Err(Error::Transport(error)) if replayable => {
                let sent = error.may_have_been_sent();
                let pause = retry.after_failure(&self.method, self.attempts, sent);
                return Ok(pause.map_or(Step::Done, Step::Pause));
            }
            Err(_) => return Ok(Step::Done),
        };
        let (status, headers) = (answer.status(), answer.headers());
        if let Some(method) = self.settings.redirects.next(&self.method, status) {
            if let Some(location) = headers.get(header::LOCATION) {
                if replayable || method != self.method {
                    let target = self.leads_to(location)?;
                    return Ok(Step::Redirect(target, method));
                }
            }
        }
        if !replayable {
            return Ok(Step::Done);
        }
        if status == http::StatusCode::UNAUTHORIZED && self.rejected.is_none() {
            self.rejected = self.token.take();
            if self.rejected.is_some() {
                return Ok(Step::Refresh);
            }
        }
        let pause = retry.after_answer(&self.method, self.attempts, status, headers);
        Ok(pause.map_or(Step::Done, Step::Pause))
    }

    /// The address that a redirect leads to, if it may be followed.
    fn leads_to(&mut self, location: &HeaderValue) -> Result<Uri, Error> {
        let limit = self.settings.redirects.limit;
        if self.redirects >= limit {
            return Err(Error::Link(LinkError::TooManyRedirects(limit)));
        }
        self.redirects += 1;
        let text = String::from_utf8_lossy(location.as_bytes());
        let target = resolve(&self.target, &text).map_err(Error::Link)?;
        let downgrade = is_https(&self.target) && !is_https(&target);
        if downgrade && !self.settings.redirects.downgrade {
            return Err(Error::Link(LinkError::Downgrade(target.to_string())));
        }
        Ok(target)
    }

    /// Goes on to another address.
    fn redirect(&mut self, target: Uri, method: Method) {
        self.trusted = self.trusted && same_origin(&self.target, &target);
        if method != self.method {
            self.emptied = true;
            for name in [header::CONTENT_TYPE, header::CONTENT_ENCODING] {
                self.headers.remove(name);
            }
        }
        self.target = target;
        self.method = method;
    }
}

fn set(request: &mut http::Request<Body>, name: &HeaderName, value: &HeaderValue) {
    request.headers_mut().insert(name.clone(), value.clone());
}

/// Reads what is left of an answer that is not needed, so that its connection can be used again.
async fn discard(sent: Result<http::Response<Body>, Error>) {
    const SHORT: usize = 64 * 1024;
    const SOON: Duration = Duration::from_millis(500);
    if let Ok(answer) = sent {
        let _ = tokio::time::timeout(SOON, answer.into_body().bytes(SHORT)).await;
    }
}

/// Reads the answer, unless its body is streamed.
async fn read(
    answer: http::Response<Body>,
    url: Uri,
    documented: &Documented,
    client: super::settings::Client,
) -> Result<Answer, Error> {
    let (parts, body) = answer.into_parts();
    let status = parts.status;
    let (chosen, streamed) = documented.choose(status, &parts.headers);
    let (bytes, body) = if streamed {
        (Bytes::new(), body)
    } else {
        let bytes = body.bytes(client.settings().body_limit).await;
        let bytes = bytes.map_err(|error| Error::Body { status, error })?;
        (bytes, Body::default())
    };
    Ok(Answer { client, status, headers: parts.headers, url, bytes, body, chosen })
}

/// Counts the pieces of a body as they are sent.
struct Watched {
    body: Body,
    moved: Arc<AtomicU64>,
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.moved.fetch_add(1, Ordering::Relaxed);
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
