//! A progress bar on a terminal.

use std::fmt;

use avouch_diagnostics::render::visible;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::event::{Event, Reporter};
use crate::finding::Finding;

/// Shows how far a run is, on standard error.
pub struct Progress {
    bar: ProgressBar,
    breaches: usize,
}

impl Progress {
    /// A bar that is drawn where standard error is a terminal, and nowhere else.
    pub fn new() -> Progress {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Progress { bar, breaches: 0 }
    }
}

impl Default for Progress {
    fn default() -> Self {
        Progress::new()
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress").field("breaches", &self.breaches).finish_non_exhaustive()
    }
}

impl Reporter for Progress {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Started { cases } => self.bar.set_length(*cases as u64),
            Event::CaseEnded { operation, .. } => {
                let breaches = if self.breaches > 0 { format!("{} breaches, ", self.breaches) } else { String::new() };
                self.bar.set_message(format!("{breaches}{}", visible(operation)));
                self.bar.inc(1);
            }
            Event::Found(finding) => self.breaches += usize::from(Finding::is_breach(finding)),
            Event::Stopping(reason) => self.bar.set_message(format!("stopping, {reason}")),
            Event::CleaningUp { items } => self.bar.set_message(format!("removing {items} things that were made")),
            Event::Ended(_) => self.bar.finish_and_clear(),
        }
    }
}
