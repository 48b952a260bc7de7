//! Values against schemas.

use std::fmt;
use std::sync::{Arc, OnceLock, RwLock};

use avouch_api::Api;
use avouch_api::schema::SchemaId;
use jsonschema::Draft;
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::explain::Explainer;
use crate::export::Exporter;
use crate::formats::{NUMBER_FORMAT, NumberFormat};
use crate::one_way::OneWay;
use crate::patterns::{self, Patterns};
use crate::{Formats, Settings, View, Violation, pointer};

/// How many schemas may be open at once while a value is checked: its depth, times the schemas that apply to one place.
/// Beyond it the stack of a thread might not do.
const MAX_OPEN_SCHEMAS: usize = 6000;
/// Values with more parts than this are checked up to the first violation, so that the violations' memory stays bounded.
const MANY_PARTS: usize = 50_000;

/// Checks values against the schemas of an [`Api`], requests and responses apart.
///
/// Schemas are compiled when they are first used and then kept, so that making one costs nothing.
pub struct Validator {
    api: Arc<Api>,
    settings: Settings,
    patterns: Patterns,
    one_way: OnceLock<OneWay>,
    compiled: RwLock<FxHashMap<(SchemaId, View), Arc<Compiled>>>,
}

struct Compiled {
    validator: Result<jsonschema::Validator, String>,
    chain: usize,
}

impl Validator {
    /// A validator with the settings that suit most.
    pub fn new(api: Arc<Api>) -> Validator {
        Validator::with_settings(api, Settings::default())
    }

    /// A validator with other settings.
    pub fn with_settings(api: Arc<Api>, settings: Settings) -> Validator {
        Validator {
            api,
            settings,
            patterns: Patterns::default(),
            one_way: OnceLock::new(),
            compiled: RwLock::new(FxHashMap::default()),
        }
    }

    /// The Api whose schemas are checked against.
    pub fn api(&self) -> &Arc<Api> {
        &self.api
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Checks a value; empty where it fits. At most [`Settings::max_violations`] are returned.
    ///
    /// A schema that cannot be compiled admits everything; [`Validator::fault`] says so.
    ///
    /// # Panics
    ///
    /// Where `schema` comes from another document.
    pub fn check(&self, schema: SchemaId, view: View, value: &Value) -> Vec<Violation> {
        let compiled = self.compiled(schema, view);
        let Ok(validator) = &compiled.validator else { return Vec::new() };
        if let Some(violation) = too_deep(value, compiled.chain) {
            return vec![violation];
        }
        if validator.is_valid(value) {
            return Vec::new();
        }
        let explainer = Explainer::new(&self.api, &self.settings);
        if pointer::is_larger_than(value, MANY_PARTS) {
            explainer.explain(validator.validate(value).err())
        } else {
            explainer.explain(validator.iter_errors(value))
        }
    }

    /// Whether a value fits.
    ///
    /// # Panics
    ///
    /// Where `schema` comes from another document.
    pub fn accepts(&self, schema: SchemaId, view: View, value: &Value) -> bool {
        let compiled = self.compiled(schema, view);
        match &compiled.validator {
            Ok(validator) => too_deep(value, compiled.chain).is_none() && validator.is_valid(value),
            Err(_) => true,
        }
    }

    /// Why a schema cannot be compiled, so that it admits everything; `None` for one that can.
    ///
    /// # Panics
    ///
    /// Where `schema` comes from another document.
    pub fn fault(&self, schema: SchemaId, view: View) -> Option<String> {
        self.compiled(schema, view).validator.as_ref().err().cloned()
    }

    /// Why a pattern cannot be used, so that it admits everything; `None` for one that can.
    pub fn pattern_fault(&self, pattern: &str) -> Option<String> {
        self.patterns.fault(pattern)
    }

    /// A schema with everything that it leads to, as JSON Schema 2020-12 that refers to nothing outside itself.
    ///
    /// # Errors
    /// A sentence, where it cannot be exported.
    ///
    /// # Panics
    ///
    /// Where `schema` comes from another document.
    pub fn export(&self, schema: SchemaId, view: View) -> Result<Value, String> {
        self.exporter(view).export(schema).map(|export| export.schema)
    }

    fn exporter(&self, view: View) -> Exporter<'_> {
        let one_way = self.one_way.get_or_init(|| OneWay::of(&self.api));
        Exporter { api: &self.api, settings: &self.settings, one_way, patterns: &self.patterns, view }
    }

    fn compiled(&self, schema: SchemaId, view: View) -> Arc<Compiled> {
        let key = (self.api.resolve(schema), view);
        let known = self.compiled.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(&key).cloned();
        known.unwrap_or_else(|| {
            let compiled = Arc::new(self.compile(key.0, view));
            let mut all = self.compiled.write().unwrap_or_else(std::sync::PoisonError::into_inner);
            Arc::clone(all.entry(key).or_insert(compiled))
        })
    }

    fn compile(&self, schema: SchemaId, view: View) -> Compiled {
        let export = match self.exporter(view).export(schema) {
            Ok(export) => export,
            Err(fault) => return Compiled { validator: Err(fault), chain: 0 },
        };
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .offline()
            .should_validate_formats(self.settings.formats == Formats::Assert)
            .should_ignore_unknown_formats(true)
            .with_pattern_options(patterns::options())
            .with_keyword(NUMBER_FORMAT, |_, format, _| NumberFormat::compile(format))
            .build(&export.schema)
            .map_err(|error| error.to_string());
        Compiled { validator, chain: export.chain }
    }
}

impl fmt::Debug for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Validator").field("settings", &self.settings).finish_non_exhaustive()
    }
}

fn too_deep(value: &Value, chain: usize) -> Option<Violation> {
    let depth = pointer::depth(value);
    (depth.saturating_mul(chain + 1) > MAX_OPEN_SCHEMAS).then(|| Violation {
        pointer: String::new(),
        keyword: "depth".to_owned(),
        message: format!("the value nests {depth} levels deep, too deep to be checked"),
        origin: None,
        properties: Vec::new(),
    })
}
