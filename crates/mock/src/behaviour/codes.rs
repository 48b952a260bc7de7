//! The codes of what can be wrong in a behaviour file.

use avouch_diagnostics::{Code, Severity};

/// It is not TOML, or has a key, a type or a value that there is not.
pub const SYNTAX: Code =
    Code::new("behaviour/syntax", Severity::Error, "The behaviour file is not TOML or not of its format.");
/// A name leads to nothing.
pub const UNKNOWN: Code = Code::new(
    "behaviour/unknown",
    Severity::Error,
    "A pattern, a path or a reference of the behaviour file names what is not there.",
);
/// A place or a value does not fit the document.
pub const MISFIT: Code = Code::new(
    "behaviour/misfit",
    Severity::Error,
    "A place or a value of the behaviour file does not fit the document.",
);
/// Two things contradict each other.
pub const CLASH: Code = Code::new(
    "behaviour/clash",
    Severity::Error,
    "The behaviour file says something twice, or what the document says already.",
);

/// Every code of this crate.
pub const ALL: &[&Code] = &[&SYNTAX, &UNKNOWN, &MISFIT, &CLASH];

#[cfg(test)]
mod tests {
    use avouch_diagnostics::Code;

    #[test]
    fn codes_are_well_formed() {
        assert_eq!(Code::faults(super::ALL), Vec::<String>::new());
    }
}
