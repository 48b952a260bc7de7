//! What a run is asked to do.

mod target;

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use avouch_api::Selection;
use http::{HeaderName, HeaderValue};

pub use target::{Scheme, Target};

/// What a run is asked to do.
#[derive(Clone, Debug)]
pub struct Config {
    /// The server that is tested.
    pub target: Target,
    /// Header fields that go with every request to the target, in the place of those that the examples give.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// A shell command that prints header lines: run once before the first request, and again after an answer of 401.
    pub auth_command: Option<String>,
    /// Whether credentials are made up for the security schemes of the document: for servers that look for them only.
    pub invent_credentials: bool,
    /// Values for parameters, by `NAME` or `OPERATION.NAME`; they win over examples and over what the run learns.
    pub parameters: Vec<(String, String)>,
    /// What may be changed at the target.
    pub writes: Writes,
    /// The operations that are tested.
    pub selection: Selection,
    /// The seed of values that are made up where the document has no example.
    pub seed: u64,
    /// Bounds of time and memory.
    pub limits: Limits,
}

/// What may be changed at the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writes {
    /// Nothing: only methods that RFC 9110 calls safe are sent.
    Refused,
    /// Things may be made and changed; what destroys is sent only against what the run has made.
    Own,
    /// Everything, because the target exists for the run alone.
    All,
}

/// Bounds of time and memory.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long one request may take, until its answer has been read.
    pub request: Duration,
    /// How long the run may take before it stops and cleans up; `None` for no bound.
    pub run: Option<Duration>,
    /// How long a task that the server runs in the background is followed.
    pub job: Duration,
    /// How long cleaning up may take.
    pub cleanup: Duration,
    /// The most bytes of an answer's body that are read; what is longer is cut, and its body is not judged.
    pub body: usize,
}

/// What is wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// What is wrong, a lower-case fragment without a full stop.
    pub message: String,
}

impl Config {
    /// The configuration for a target: writes where the target is on this machine, nothing left out, seed 0.
    pub fn new(target: Target) -> Config {
        let writes = if target.is_loopback() { Writes::Own } else { Writes::Refused };
        Config {
            target,
            headers: Vec::new(),
            auth_command: None,
            invent_credentials: false,
            parameters: Vec::new(),
            writes,
            selection: Selection::default(),
            seed: 0,
            limits: Limits::default(),
        }
    }

    /// The configuration for a mock that is started for the run alone: everything is sent, with credentials made up.
    pub fn embedded(address: SocketAddr) -> Config {
        Config { writes: Writes::All, invent_credentials: true, ..Config::new(Target::embedded(address)) }
    }

    /// Adds a header line, `Name: value`.
    ///
    /// # Errors
    /// Where it is none.
    pub fn add_header(&mut self, line: &str) -> Result<(), ConfigError> {
        self.headers.push(parse_header(line)?);
        Ok(())
    }

    /// Adds a value for a parameter, `NAME=VALUE`.
    ///
    /// # Errors
    /// Where there is no `=` or no name before it.
    pub fn add_parameter(&mut self, text: &str) -> Result<(), ConfigError> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() => {
                self.parameters.push((name.to_owned(), value.to_owned()));
                Ok(())
            }
            _ => Err(ConfigError::new(format!("`{text}` is not of the form NAME=VALUE"))),
        }
    }
}

/// Reads a header line, `Name: value`.
///
/// # Errors
/// Where it is none. The value is not repeated in the message: it may be a secret.
pub fn parse_header(line: &str) -> Result<(HeaderName, HeaderValue), ConfigError> {
    let Some((name, value)) = line.split_once(':') else {
        return Err(ConfigError::new("a header is written `Name: value`; there is no colon".to_owned()));
    };
    let name = HeaderName::from_bytes(name.trim().as_bytes())
        .map_err(|_| ConfigError::new(format!("`{}` is not the name of a header", name.trim().escape_debug())))?;
    let value =
        HeaderValue::from_str(value.trim()).or_else(|_| HeaderValue::from_bytes(value.trim().as_bytes())).map_err(
            |_| ConfigError::new(format!("the value of the header `{name}` has characters that it cannot carry")),
        )?;
    Ok((name, value))
}

impl ConfigError {
    pub(crate) fn new(message: impl Into<String>) -> ConfigError {
        ConfigError { message: message.into() }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConfigError {}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            request: Duration::from_secs(30),
            run: None,
            job: Duration::from_secs(60),
            cleanup: Duration::from_secs(60),
            body: 16 << 20,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_and_parameters_are_read() {
        let mut config = Config::new(Target::parse("http://127.0.0.1:8080").expect("a target"));
        config.add_header("X-Key:  a:b ").expect("a header");
        assert_eq!(config.headers[0].0, "x-key");
        assert_eq!(config.headers[0].1, "a:b");
        config.add_parameter("listApps.page=a=b").expect("a parameter");
        assert_eq!(config.parameters, [("listApps.page".to_owned(), "a=b".to_owned())]);
        assert!(config.add_parameter("=x").is_err());
    }

    #[test]
    fn a_header_that_is_wrong_is_refused_without_its_value() {
        for line in ["secret", "sp ace: secret", "x: sec\nret"] {
            let error = parse_header(line).expect_err(line);
            assert!(!error.message.contains("ret"), "{}", error.message);
        }
    }

    #[test]
    fn writes_are_refused_but_on_this_machine() {
        let config = |url: &str| Config::new(Target::parse(url).expect("a target"));
        assert_eq!(config("http://localhost").writes, Writes::Own);
        assert_eq!(config("https://api.example.com").writes, Writes::Refused);
    }
}
