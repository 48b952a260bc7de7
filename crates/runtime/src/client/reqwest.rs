//! The default transport.

use super::body::Body;
use super::transport::{Transport, TransportError, TransportFuture};
use std::error::Error;
use std::time::Duration;

/// HTTP/1.1 over reqwest and rustls: certificates are checked as the platform does, proxies are
/// those of the environment.
#[derive(Clone, Debug)]
pub struct ReqwestTransport(reqwest::Client);

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);

impl ReqwestTransport {
    /// A transport with its own pool of connections.
    pub fn new() -> Result<Self, Box<dyn Error + Send + Sync>> {
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(super::tls::config()?)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT)
            .build()?;
        Ok(Self(client))
    }
}

/// A client with other settings, such as a proxy or a client certificate. It must not follow
/// redirects.
impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self(client)
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Body>) -> TransportFuture {
        let client = self.0.clone();
        Box::pin(async move {
            let request = request.map(reqwest::Body::wrap);
            let request = request.try_into().map_err(before_sending)?;
            match client.execute(request).await {
                Ok(answer) => Ok(http::Response::from(answer).map(Body::new)),
                Err(error) if error.is_connect() || error.is_builder() => Err(before_sending(error)),
                // The address is left out of messages, since a key may be in its query.
                Err(error) => Err(TransportError::after_sending(error.without_url())),
            }
        })
    }
}

fn before_sending(error: reqwest::Error) -> TransportError {
    TransportError::before_sending(error.without_url())
}
