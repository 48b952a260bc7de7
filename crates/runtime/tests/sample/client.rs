//! The client of the Sample API.

use avouch_runtime::{BuildError, ClientBuilder};

use super::apps::Apps;
use super::jobs::Jobs;
use super::packages::Packages;

/// A client of the Sample API.
#[derive(Clone, Debug)]
pub struct Client(avouch_runtime::Client);

impl Client {
    /// A client of the server at `base`, such as `https://api.example.org`.
    ///
    /// # Errors
    ///
    /// `base` is no `http` or `https` address.
    pub fn new(base: &str) -> Result<Self, BuildError> {
        Self::builder(base).build()
    }

    /// Settings of a client: credentials, retries, time limits.
    pub fn builder(base: &str) -> ClientBuilder<Self> {
        ClientBuilder::new(base)
    }

    /// Apps.
    pub fn apps(&self) -> Apps<'_> {
        Apps(&self.0)
    }

    /// Long-running operations.
    pub fn jobs(&self) -> Jobs<'_> {
        Jobs(&self.0)
    }

    /// Packages.
    pub fn packages(&self) -> Packages<'_> {
        Packages(&self.0)
    }
}

impl From<avouch_runtime::Client> for Client {
    fn from(client: avouch_runtime::Client) -> Self {
        Self(client)
    }
}
