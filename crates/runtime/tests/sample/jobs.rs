//! Long-running operations.

use avouch_runtime::{Call, Client, Method, Style, json};

use super::models::{Errors, Job};

/// Long-running operations.
#[derive(Clone, Copy, Debug)]
pub struct Jobs<'c>(pub(super) &'c Client);

impl Jobs<'_> {
    /// Retrieves a job.
    ///
    /// `GET /v3/jobs/{guid}`
    pub fn get(self, guid: impl Into<String>) -> Call<Job, Errors> {
        self.0.call(Method::GET, "/v3/jobs/{guid}", &[json("200")], &[json("404")]).path(
            "guid",
            Style::SIMPLE,
            guid.into(),
        )
    }
}
