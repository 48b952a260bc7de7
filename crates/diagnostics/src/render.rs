//! Rendering of diagnostics: text for people, JSON for scripts, SARIF for code hosts.
