//! From an address, or from what stands in the environment, to a [`Client`] that is signed in.
//!
//! # As the environment says
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = cloudfoundry_v3::connect::from_env().await?;
//! # Ok(())
//! # }
//! ```
//!
//! This reads the variables of the process, and beside them what the `cf` command has left after `cf login`; [`Environment`]
//! lists both, and which of them counts.
//!
//! # As the program says
//!
//! ```no_run
//! # async fn example(password: String) -> Result<(), Box<dyn std::error::Error>> {
//! use cloudfoundry_v3::connect::{Credentials, Platform};
//!
//! let platform = Platform::discover("https://api.example.com").await?;
//! let client = platform.sign_in(Credentials::password("ada", password)).await?;
//! # Ok(())
//! # }
//! ```
//!
//! The root document of the platform says where its UAA is, the server that issues tokens. A program that runs by itself has a
//! client of its own at the UAA ([`Credentials::client`]); one that acts for a person has a refresh token
//! ([`Credentials::refresh_token`]) rather than a password.
//!
//! # Tokens
//!
//! A token is renewed before it ends, and once when the API answers 401: with the refresh token if there is one, else with the
//! password or the secret. However many calls wait for a token, one request is made. Secrets go to the UAA alone, in the body of
//! a request or in its `Authorization` header, never in an address; no redirect is followed with them; and they stand in no error
//! and no debug output.

mod credentials;
mod environment;
mod error;
mod platform;
mod session;
mod uaa;

pub use credentials::Credentials;
pub use environment::Environment;
pub use error::{ConnectError, Refusal};
pub use platform::Platform;

use crate::Client;

/// A client for the platform that the environment names, signed in as the environment says: [`Environment::read`] and
/// [`Environment::connect`] in one.
pub async fn from_env() -> Result<Client, ConnectError> {
    Environment::read()?.connect().await
}
