//! Is the status documented?

use avouch_api::Operation;

use crate::{Breach, Check, Response};

/// The response that the document has for the status: the code, else the range, else `default`. `Ok(None)` where the operation
/// documents no response at all, and so says nothing.
///
/// # Errors
/// The breach, where the status is not documented.
pub fn check<'o>(operation: &'o Operation, response: &Response) -> Result<Option<&'o avouch_api::Response>, Breach> {
    if operation.responses.is_empty() {
        return Ok(None);
    }
    operation.response(response.status).map(Some).ok_or_else(|| {
        let documented: Vec<String> = operation.responses.iter().map(|response| response.status.to_string()).collect();
        let message = format!("status {} is not documented, only {} are", response.status, documented.join(", "));
        let message = if documented.len() == 1 { message.replace(" are", " is") } else { message };
        Breach::new(Check::Status, Some(operation.origin), message)
    })
}
