//! The configuration step by step, for build scripts.

use std::path::PathBuf;

use avouch_api::{Api, Pattern, PatternError};

use crate::Error;
use crate::config::{Config, Parts, Runtime};
use crate::output::{Output, generate};

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
    /// The first pattern that is none.
    refused: Option<PatternError>,
}

impl<'a> Builder<'a> {
    /// A builder with the defaults of [`Config`].
    pub fn new(api: &'a Api) -> Self {
        Builder { api, config: Config::default(), refused: None }
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
        let pattern = self.pattern(pattern);
        self.config.selection.only.extend(pattern);
        self
    }

    /// Leaves operations out that a pattern fits.
    pub fn skip(mut self, pattern: &str) -> Self {
        let pattern = self.pattern(pattern);
        self.config.selection.skip.extend(pattern);
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
    /// Where a pattern is malformed, or the configuration names what does not exist.
    pub fn generate(&self) -> Result<Output, Error> {
        if let Some(refused) = &self.refused {
            return Err(Error::Usage(refused.to_string()));
        }
        generate(self.api, &self.config)
    }

    fn pattern(&mut self, text: &str) -> Option<Pattern> {
        match text.parse() {
            Ok(pattern) => Some(pattern),
            Err(refused) => {
                self.refused.get_or_insert(refused);
                None
            }
        }
    }
}
