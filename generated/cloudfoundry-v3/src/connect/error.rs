//! Why there is no client.

use std::error::Error as StdError;
use std::fmt;
use std::path::PathBuf;

use avouch_runtime::{BuildError, Error, StatusCode};

use crate::models::Errors;

/// Why there is no client that is signed in. No secret stands in it.
///
/// It is also what a call of an operation fails with when a token has ended and there is no other: then
/// [`Error::credential`] gives it.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConnectError {
    /// Neither `CF_API` nor the `cf` command's configuration says which platform is meant.
    NoTarget,
    /// Nothing in the environment says who signs in.
    NoCredentials {
        /// The address of the platform.
        api: String,
        /// The platform that the `cf` command is signed in at, if that is another: its tokens are not sent elsewhere.
        other: Option<String>,
    },
    /// A variable is set and the one that belongs to it is not.
    Incomplete {
        /// The variable that is set.
        set: &'static str,
        /// The variable that is missing.
        missing: &'static str,
    },
    /// A variable is no text.
    NotText {
        /// Its name.
        variable: &'static str,
    },
    /// The configuration of the `cf` command cannot be read.
    Configuration {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// An address is none, or a user name or secret has characters that cannot be sent.
    Unfit(BuildError),
    /// The root document of the platform cannot be read.
    Root {
        /// The address of the platform.
        api: String,
        /// What happened.
        error: Box<Error<Errors>>,
    },
    /// The root document names no server that issues tokens.
    NoTokenServer {
        /// The address of the platform.
        api: String,
    },
    /// The platform is spoken to in TLS, and names a server for tokens that is not.
    Insecure {
        /// The address of that server.
        server: String,
    },
    /// The UAA refuses the credentials.
    Refused(Refusal),
    /// The access token is no longer good, and nothing is there to get another with.
    Expired {
        /// Why the refresh token was of no use, if there was one.
        refusal: Option<Refusal>,
    },
    /// What answers in the place of the UAA does not answer like one.
    NotATokenServer {
        /// Its address.
        server: String,
        /// The status of the answer.
        status: StatusCode,
        /// The media type of the answer, if it says one.
        media_type: Option<String>,
    },
    /// There is no answer from the UAA.
    Unreachable {
        /// Its address.
        server: String,
        /// What happened.
        error: Box<dyn StdError + Send + Sync>,
    },
}

/// What the UAA says when it issues no token (RFC 6749, section 5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The address of the UAA.
    pub server: String,
    /// What was shown to it: `password`, `passcode`, `client secret` or `refresh token`.
    pub shown: &'static str,
    /// The status of its answer.
    pub status: StatusCode,
    /// The code, such as `invalid_grant` or `unauthorized`.
    pub code: Option<String>,
    /// The explanation, without the secrets that some servers put into it.
    pub description: Option<String>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} refuses the {} with {}", self.server, self.shown, self.status)?;
        for part in [&self.code, &self.description].into_iter().flatten() {
            write!(formatter, ": {part}")?;
        }
        Ok(())
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTarget => formatter
                .write_str("no platform is named: set CF_API to the address of the API, or sign in with `cf login`"),
            Self::NoCredentials { api, other } => {
                if let Some(other) = other {
                    write!(formatter, "the `cf` command is signed in at {other}, not at {api}; ")?;
                }
                write!(
                    formatter,
                    "nobody is named who signs in at {api}: set CF_USERNAME and CF_PASSWORD, CF_CLIENT_ID and \
                     CF_CLIENT_SECRET, CF_REFRESH_TOKEN or CF_ACCESS_TOKEN, or sign in with `cf login`"
                )
            }
            Self::Incomplete { set, missing } => write!(formatter, "{set} is set, and {missing} is not"),
            Self::NotText { variable } => write!(formatter, "the value of {variable} is no text"),
            Self::Configuration { path, reason } => {
                write!(formatter, "{} cannot be read: {reason}; sign in anew with `cf login`", path.display())
            }
            Self::Unfit(error) => error.fmt(formatter),
            Self::Root { api, error } => {
                write!(formatter, "{api} does not answer like the API of a Cloud Foundry platform: {error}")
            }
            Self::NoTokenServer { api } => {
                write!(formatter, "{api} names neither a UAA nor a login server that would issue tokens")
            }
            Self::Insecure { server } => {
                write!(formatter, "the platform sends secrets to {server}, which is not encrypted; nothing was sent")
            }
            Self::Refused(refusal) => refusal.fmt(formatter),
            Self::Expired { refusal } => {
                formatter.write_str("the access token is no longer good, and nothing is there to get another with")?;
                if let Some(refusal) = refusal {
                    write!(formatter, ": {refusal}")?;
                }
                formatter.write_str("; sign in anew")
            }
            Self::NotATokenServer { server, status, media_type } => {
                let media_type = media_type.as_deref().unwrap_or("no media type");
                write!(
                    formatter,
                    "{server} answers {status} with {media_type} where a token was asked for; is it a UAA?"
                )
            }
            Self::Unreachable { server, error } => write!(formatter, "no token from {server}: {error}"),
        }
    }
}

impl StdError for ConnectError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Unfit(error) => Some(error),
            Self::Root { error, .. } => Some(error),
            Self::Unreachable { error, .. } => Some(&**error),
            _ => None,
        }
    }
}

impl From<BuildError> for ConnectError {
    fn from(error: BuildError) -> Self {
        Self::Unfit(error)
    }
}
