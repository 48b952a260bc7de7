//! Are the documented headers there, and do they fit?

use avouch_api::{Header, Response as Documented};

use crate::{Breach, Check, Response, Validator, View};

/// Looks at every header that the document has for the response.
pub fn check(validator: &Validator, documented: &Documented, response: &Response) -> Vec<Breach> {
    documented.headers.iter().flat_map(|header| check_header(validator, header, response)).collect()
}

fn check_header(validator: &Validator, header: &Header, response: &Response) -> Vec<Breach> {
    let name = header.name.as_str();
    let breach = |message| Breach::new(Check::Headers, Some(header.origin), message).of_parameter(name);
    match validator.decode_header(header, &response.headers, View::Response) {
        Ok(None) if header.required => vec![breach(format!("required header `{name}` is missing"))],
        Ok(None) => Vec::new(),
        Ok(Some(value)) => {
            let violations = header.carrier.schema().map(|schema| validator.check(schema, View::Response, &value));
            violations.into_iter().flatten().map(|found| Breach::in_parameter(Check::Headers, name, found)).collect()
        }
        Err(fault) => vec![breach(format!("header `{name}`: {fault}"))],
    }
}
