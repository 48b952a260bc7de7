//! Patterns: regular expressions in the reading of ECMA-262, with bounded backtracking.

use std::sync::Mutex;

use jsonschema::{FancyRegex, PatternOptions};
use rustc_hash::FxHashMap;
use serde_json::json;

/// How often one match may backtrack. What cannot be decided within it counts as no breach.
const BACKTRACK_LIMIT: usize = 200_000;
/// The most bytes that one compiled pattern may take.
const SIZE_LIMIT: usize = 8 << 20;

/// Which patterns can be read, each found out once.
#[derive(Debug, Default)]
pub struct Patterns {
    faults: Mutex<FxHashMap<String, Option<String>>>,
}

impl Patterns {
    /// Why a pattern cannot be used; `None` for one that can.
    pub fn fault(&self, pattern: &str) -> Option<String> {
        let mut faults = self.faults.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(fault) = faults.get(pattern) {
            return fault.clone();
        }
        let fault = compile_fault(pattern);
        faults.insert(pattern.to_owned(), fault.clone());
        fault
    }
}

/// How patterns are compiled.
pub fn options() -> PatternOptions<FancyRegex> {
    PatternOptions::fancy_regex().backtrack_limit(BACKTRACK_LIMIT).size_limit(SIZE_LIMIT)
}

fn compile_fault(pattern: &str) -> Option<String> {
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .offline()
        .with_pattern_options(options())
        .build(&json!({"pattern": pattern}))
        .err()
        .map(|error| error.to_string())
}
