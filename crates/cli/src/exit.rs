//! The exit statuses that scripts rely on.

/// How a run of the command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Nothing was found.
    Fine = 0,
    /// Something was found: errors in a document, drift, an operation left out, breaches blamed on the server.
    Findings = 1,
    /// The arguments are wrong, or no document could be loaded.
    Usage = 2,
    /// The target cannot be reached.
    Unreachable = 3,
    /// A fault of avouch itself.
    Internal = 4,
}
