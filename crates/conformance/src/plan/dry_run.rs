//! A plan as text.

use std::fmt;

use super::{Plan, Purpose};

impl fmt::Display for Plan {
    /// One line a request, in order, then one line a case that is not sent with its reason.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            let operation = self.api.operation(step.operation);
            let note = match step.purpose {
                Purpose::Case => "",
                Purpose::Setup => " (needed by others)",
                Purpose::Further => " (for the next deletion)",
            };
            let intended = step.intended.map(|status| format!(" -> {status}")).unwrap_or_default();
            let path = operation.path.as_str();
            writeln!(f, "{:7} {path}  {} [{}]{intended}{note}", operation.method, operation.id, step.case)?;
        }
        for skipped in &self.skipped {
            let operation = self.api.operation(skipped.operation);
            writeln!(f, "skip    {} [{}]  {}", operation.id, skipped.case, skipped.reason)?;
        }
        Ok(())
    }
}
