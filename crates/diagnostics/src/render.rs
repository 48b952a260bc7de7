//! Rendering of diagnostics: text for people, JSON for scripts, SARIF for code hosts.

mod json;
mod lines;
mod safe;
mod sarif;
mod text;

pub use json::json;
pub use safe::visible;
pub use sarif::{Tool, sarif};
pub use text::{Colour, PER_CODE, summary, text};

#[cfg(test)]
mod tests;
