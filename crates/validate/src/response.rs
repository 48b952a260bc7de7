//! A response against its operation.

use avouch_api::Operation;

use crate::checks::{body, content_type, headers, status, undeclared};
use crate::{Breach, Response, Validator};

impl Validator {
    /// Says what is wrong with a response. `method` is that of the request, which decides whether there is a body at all.
    ///
    /// A response whose status is not documented is judged no further.
    pub fn judge_response(&self, operation: &Operation, method: &str, response: &Response) -> Vec<Breach> {
        let documented = match status::check(operation, response) {
            Ok(documented) => documented,
            Err(breach) => return vec![breach],
        };
        let Some(documented) = documented else { return Vec::new() };
        let mut breaches = headers::check(self, documented, response);
        if !has_content(method, response.status) {
            return breaches;
        }
        let (media, breach) = content_type::check(documented, response);
        breaches.extend(breach);
        breaches.extend(body::check(self, documented, media, response));
        if self.settings().report_undeclared_properties {
            breaches.extend(undeclared::check(self, documented, media, response));
        }
        breaches
    }
}

/// Whether a response may have content at all (RFC 9110, sections 6.4.1 and 15).
fn has_content(method: &str, status: u16) -> bool {
    method != "HEAD" && !matches!(status, 100..=199 | 204 | 205 | 304)
}
