//! Stable codes and severities.

use std::collections::BTreeSet;
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

    /// What is wrong with a table of codes, one sentence a fault: ids that are not `family/name` in lower case, ids that
    /// stand twice, and titles that are no sentence. Every crate's tests hold its table against this.
    pub fn faults(table: &[&Code]) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let mut faults = Vec::new();
        for code in table {
            if !code.is_well_formed() {
                faults.push(format!("`{}` is not of the form family/name in lower case", code.id));
            }
            if !seen.insert(code.id) {
                faults.push(format!("`{}` stands twice", code.id));
            }
            if !code.title.ends_with('.') || !code.title.starts_with(char::is_uppercase) {
                faults.push(format!("the title of `{}` is not a sentence", code.id));
            }
        }
        faults
    }

    fn is_well_formed(&self) -> bool {
        let is_word = |word: &str| {
            word.starts_with(|first: char| first.is_ascii_lowercase())
                && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        self.id.split_once('/').is_some_and(|(family, name)| is_word(family) && is_word(name))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// Declares the codes of a crate, and the table `ALL` of them.
///
/// ```
/// avouch_diagnostics::codes! {
///     /// A key stands twice in one object.
///     pub DUPLICATE_KEY = "syntax/duplicate-key", Error, "A key stands twice in one object.";
/// }
/// assert_eq!(ALL, [&DUPLICATE_KEY]);
/// ```
#[macro_export]
macro_rules! codes {
    ($($(#[$attribute:meta])* $visibility:vis $name:ident = $id:literal, $severity:ident, $title:literal;)*) => {
        $($(#[$attribute])* $visibility static $name: $crate::Code =
            $crate::Code::new($id, $crate::Severity::$severity, $title);)*

        /// Every code that is declared here.
        pub static ALL: &[&$crate::Code] = &[$(&$name),*];
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_a_table_are_named() {
        let good = Code::new("reference/dangling", Severity::Error, "A reference leads nowhere.");
        let bad = Code::new("Dangling", Severity::Error, "leads nowhere");
        assert_eq!(Code::faults(&[&good]), Vec::<String>::new());
        assert_eq!(
            Code::faults(&[&good, &good, &bad]),
            [
                "`reference/dangling` stands twice",
                "`Dangling` is not of the form family/name in lower case",
                "the title of `Dangling` is not a sentence",
            ]
        );
    }
}
