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
const MAX_OPEN_SCHEMAS: usize = 10_000;
/// How many of them the stack of an ordinary thread does for; beyond it a check has a thread of its own.
const MAX_OPEN_SCHEMAS_HERE: usize = 400;
/// The stack for the most open schemas, in bytes; memory is taken only as far as it is used.
const DEEP_STACK: usize = 64 << 20;
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
    /// Whether the export succeeded, so that a fault is that of the compiler.
    is_exported: bool,
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
        let depth = pointer::depth(value);
        let judge = || {
            if validator.is_valid(value) {
                return Vec::new();
            }
            let explainer = Explainer::new(&self.api, &self.settings);
            if pointer::is_larger_than(value, MANY_PARTS) {
                explainer.explain(validator.validate(value).err())
            } else {
                explainer.explain(validator.iter_errors(value))
            }
        };
        with_stack(depth.saturating_mul(compiled.chain + 1), judge).unwrap_or_else(|| vec![too_deep(depth)])
    }

    /// Whether a value fits.
    ///
    /// # Panics
    ///
    /// Where `schema` comes from another document.
    pub fn accepts(&self, schema: SchemaId, view: View, value: &Value) -> bool {
        let compiled = self.compiled(schema, view);
        match &compiled.validator {
            Ok(validator) => {
                let open = pointer::depth(value).saturating_mul(compiled.chain + 1);
                with_stack(open, || validator.is_valid(value)).unwrap_or(false)
            }
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

    /// The schemas that were used so far and could not be compiled, in the order of the document.
    pub(crate) fn faults(&self) -> Vec<(SchemaId, String)> {
        let compiled = self.compiled.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let fault = |((id, _), compiled): (&(SchemaId, View), &Arc<Compiled>)| match &compiled.validator {
            Err(fault) if compiled.is_exported => Some((*id, fault.clone())),
            _ => None,
        };
        let mut faults: Vec<(SchemaId, String)> = compiled.iter().filter_map(fault).collect();
        faults.sort();
        faults.dedup_by_key(|(id, _)| *id);
        faults
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
            Err(fault) => return Compiled { validator: Err(fault), chain: 0, is_exported: false },
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
        Compiled { validator, chain: export.chain, is_exported: true }
    }
}

impl fmt::Debug for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Validator").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Runs a check that may have so many schemas open, on a stack that is large enough; `None` where there is none.
fn with_stack<T: Send>(open: usize, check: impl FnOnce() -> T + Send) -> Option<T> {
    match open {
        0..=MAX_OPEN_SCHEMAS_HERE => Some(check()),
        _ if open <= MAX_OPEN_SCHEMAS => std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(DEEP_STACK).spawn_scoped(scope, check);
            thread.ok()?.join().ok()
        }),
        _ => None,
    }
}

fn too_deep(depth: usize) -> Violation {
    Violation {
        pointer: String::new(),
        keyword: "depth".to_owned(),
        message: format!("the value nests {depth} levels deep, too deep to be checked"),
        origin: None,
        properties: Vec::new(),
    }
}
