//! Stable codes and severities.

use std::fmt;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing needs to change.
    Info,
    /// Legal or tolerated, but likely not what was meant.
    Warning,
    /// Breaks the specification, or leaves something out.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}

/// A kind of diagnostic. Scripts rely on [`Code::id`]: once released, an id keeps its meaning and is never reused.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Code {
    /// The stable name, in lower case with a family before a slash: `reference/dangling`.
    pub id: &'static str,
    /// The severity unless the reporter raises or lowers it.
    pub severity: Severity,
    /// What the code stands for, in one sentence; the rule description of a SARIF report.
    pub title: &'static str,
}

impl Code {
    /// Declares a code.
    pub const fn new(id: &'static str, severity: Severity, title: &'static str) -> Self {
        Code { id, severity, title }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}
