//! What to generate.

use std::path::PathBuf;
use std::str::FromStr;

use avouch_api::Selection;

use crate::Error;

/// What to generate, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The name of the package; `None` makes one of the title of the document.
    pub name: Option<String>,
    /// The parts of the crate.
    pub parts: Parts,
    /// The operations that are generated.
    pub selection: Selection,
    /// Where the generated crate finds its runtime.
    pub runtime: Runtime,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            name: None,
            parts: Parts::default(),
            selection: Selection::default(),
            runtime: Runtime::Version(env!("CARGO_PKG_VERSION").to_owned()),
        }
    }
}

/// The parts of a generated crate; models are always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The asynchronous client.
    pub client: bool,
    /// A feature of the crate that gives the client a way without `async`.
    pub blocking: bool,
    /// Tests that decode and encode every example of the document.
    pub tests: bool,
}

impl Default for Parts {
    fn default() -> Self {
        Parts { client: true, blocking: true, tests: true }
    }
}

impl FromStr for Parts {
    type Err = Error;

    /// Reads a list such as `models,client,blocking,tests`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let mut parts = Parts { client: false, blocking: false, tests: false };
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            match part {
                "models" => {}
                "client" => parts.client = true,
                "blocking" => parts.blocking = true,
                "tests" => parts.tests = true,
                "server" => {
                    return Err(Error::Usage(format!(
                        "the part \"{part}\" cannot be generated yet; there are models, client, blocking and tests"
                    )));
                }
                other => {
                    return Err(Error::Usage(format!(
                        "there is no part \"{other}\"; there are models, client, blocking and tests"
                    )));
                }
            }
        }
        if parts.blocking && !parts.client {
            return Err(Error::Usage("the part \"blocking\" is a way to use the part \"client\"".to_owned()));
        }
        Ok(parts)
    }
}

/// Where a generated crate finds its runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// In the registry, in this version.
    Version(String),
    /// In a folder; a relative path is taken from the current folder and written relative to the crate.
    Path(PathBuf),
}

impl FromStr for Runtime {
    type Err = Error;

    /// Reads `path:DIR` or a version such as `0.1`.
    fn from_str(text: &str) -> Result<Self, Error> {
        if let Some(folder) = text.strip_prefix("path:") {
            if folder.is_empty() {
                return Err(Error::Usage("the runtime's path is empty".to_owned()));
            }
            return Ok(Runtime::Path(PathBuf::from(folder)));
        }
        let is_version = text.starts_with(|first: char| first.is_ascii_digit())
            && text.chars().all(|character| character.is_ascii_alphanumeric() || ".-+".contains(character));
        if is_version {
            Ok(Runtime::Version(text.to_owned()))
        } else {
            Err(Error::Usage(format!("the runtime is a version or path:DIR, not \"{text}\"")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read() {
        assert_eq!("models".parse::<Parts>().unwrap(), Parts { client: false, blocking: false, tests: false });
        assert_eq!("models, client,tests".parse::<Parts>().unwrap(), Parts { blocking: false, ..Parts::default() });
        assert_eq!("client,blocking,tests".parse::<Parts>().unwrap(), Parts::default());
        assert!("models,blocking".parse::<Parts>().unwrap_err().to_string().contains("client"));
        assert!("server".parse::<Parts>().unwrap_err().to_string().contains("cannot be generated yet"));
        assert!("mdoels".parse::<Parts>().unwrap_err().to_string().contains("there is no part"));
    }

    #[test]
    fn the_runtime_is_a_version_or_a_folder() {
        assert_eq!("0.1".parse::<Runtime>().unwrap(), Runtime::Version("0.1".to_owned()));
        assert_eq!("path:../x".parse::<Runtime>().unwrap(), Runtime::Path("../x".into()));
        for text in ["", "path:", "../x", "0.1\"\nevil = \"1"] {
            assert!(text.parse::<Runtime>().is_err(), "{text}");
        }
    }
}
