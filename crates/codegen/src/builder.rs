//! The configuration step by step, for build scripts.

use std::path::PathBuf;

use avouch_api::Api;

use crate::config::{Config, Parts, Runtime};
use crate::output::{Output, generate};
use crate::{Error, Pattern};

/// Generates a crate from an Api, configured step by step.
///
/// ```no_run
/// fn write(api: &avouch_api::Api) -> Result<(), avouch_codegen::Error> {
///     let output = avouch_codegen::Builder::new(api).name("pet-store").skip("tag:internal").generate()?;
///     output.write("generated/pet-store".as_ref())
/// }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is generated before `generate`"]
pub struct Builder<'a> {
    api: &'a Api,
    config: Config,
}

impl<'a> Builder<'a> {
    /// A builder with the defaults of [`Config`].
    pub fn new(api: &'a Api) -> Self {
        Builder { api, config: Config::default() }
    }

    /// Sets the name of the package.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.config.name = Some(name.into());
        self
    }

    /// Sets the parts of the crate.
    pub fn parts(mut self, parts: Parts) -> Self {
        self.config.parts = parts;
        self
    }

    /// Generates operations that a pattern fits, and only those and others so named.
    pub fn only(mut self, pattern: &str) -> Self {
        self.config.only.push(Pattern::new(pattern));
        self
    }

    /// Leaves operations out that a pattern fits.
    pub fn skip(mut self, pattern: &str) -> Self {
        self.config.skip.push(Pattern::new(pattern));
        self
    }

    /// Takes the runtime from a folder instead of the registry.
    pub fn runtime_path(mut self, folder: impl Into<PathBuf>) -> Self {
        self.config.runtime = Runtime::Path(folder.into());
        self
    }

    /// Generates the crate.
    ///
    /// # Errors
    ///
    /// Where the configuration names what does not exist.
    pub fn generate(&self) -> Result<Output, Error> {
        generate(self.api, &self.config)
    }
}
