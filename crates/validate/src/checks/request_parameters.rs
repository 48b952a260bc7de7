//! Are the parameters of a request there, and do they fit?

use avouch_api::{AuthLocation, Carrier, Operation, Parameter};
use avouch_diagnostics::Severity;
use avouch_wire::{Location, Shape, StyleName};
use serde_json::Value;

use crate::params::Carriers;
use crate::{Breach, Check, Validator, View, shape};

/// Reads the parameters, by their position, and says what is wrong with them.
pub fn check(
    validator: &Validator,
    operation: &Operation,
    carriers: &Carriers<'_>,
) -> (Vec<(usize, Value)>, Vec<Breach>) {
    let mut values = Vec::new();
    let mut breaches = Vec::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let (value, found) = check_parameter(validator, operation, parameter, carriers);
        values.extend(value.map(|value| (index, value)));
        breaches.extend(found);
    }
    if validator.settings().report_unknown_query {
        breaches.extend(unknown_query(validator, operation, carriers));
    }
    (values, breaches)
}

fn check_parameter(
    validator: &Validator,
    operation: &Operation,
    parameter: &Parameter,
    carriers: &Carriers<'_>,
) -> (Option<Value>, Vec<Breach>) {
    let name = parameter.name.as_str();
    let check = check_of(parameter.location);
    let breach = |message| Breach::new(check, Some(parameter.origin), message).of_parameter(name);
    match validator.decode_parameter(operation, parameter, carriers) {
        Ok(None) if parameter.required => {
            (None, vec![breach(format!("required {} parameter `{name}` is missing", word(parameter.location)))])
        }
        Ok(None) => (None, Vec::new()),
        Ok(Some(value)) => {
            let excused = parameter.allow_empty_value && value == Value::String(String::new());
            let schema = parameter.carrier.schema().filter(|_| !excused);
            let violations = schema.map(|schema| validator.check(schema, View::Request, &value)).unwrap_or_default();
            let breaches = violations.into_iter().map(|found| Breach::in_parameter(check, name, found)).collect();
            (Some(value), breaches)
        }
        Err(fault) => (None, vec![breach(format!("{} parameter `{name}`: {fault}", word(parameter.location)))]),
    }
}

/// The names of the query that neither a parameter nor a security scheme declares.
fn unknown_query(validator: &Validator, operation: &Operation, carriers: &Carriers<'_>) -> Vec<Breach> {
    let api = validator.api();
    let is_key = |name: &str| {
        api.security_schemes
            .values()
            .any(|scheme| matches!(&scheme.location, AuthLocation::Query { name: own } if own == name))
    };
    let mut unknown: Vec<&str> = Vec::new();
    for pair in carriers.pairs.pairs() {
        let name = pair.name();
        let declared = operation.parameters.iter().any(|parameter| takes(validator, parameter, name));
        if !declared && !is_key(name) && !unknown.contains(&name) {
            unknown.push(name);
        }
    }
    let breach = |name: &&str| {
        let message = format!("query parameter `{name}` is not declared");
        Breach::new(Check::RequestQuery, Some(operation.origin), message).of_parameter(name).weighing(Severity::Info)
    };
    unknown.iter().map(breach).collect()
}

/// Whether a parameter may have put a name into the query.
fn takes(validator: &Validator, parameter: &Parameter, name: &str) -> bool {
    match (parameter.location, &parameter.carrier) {
        (Location::Querystring, _) => true,
        (Location::Query, Carrier::Content(_)) => parameter.name == name,
        (Location::Query, Carrier::Style { style, schema }) => {
            let deep = style.name == StyleName::DeepObject
                && name.strip_prefix(parameter.name.as_str()).is_some_and(|rest| rest.starts_with('['));
            let api = validator.api();
            let exploded =
                style.name == StyleName::Form && style.explode && shape::shape(api, *schema) == Shape::Object;
            let member = exploded && schema.is_some_and(|schema| shape::property(api, schema, name).is_some());
            parameter.name == name || deep || member
        }
        _ => false,
    }
}

const fn check_of(location: Location) -> Check {
    match location {
        Location::Path => Check::RequestPath,
        Location::Query | Location::Querystring => Check::RequestQuery,
        Location::Header => Check::RequestHeaders,
        Location::Cookie => Check::RequestCookies,
    }
}

const fn word(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query | Location::Querystring => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}
