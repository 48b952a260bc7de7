//! A request against its operation.

use avouch_api::{Operation, Parameter};
use avouch_wire::Location;
use serde_json::Value;

use crate::checks::{request_body, request_parameters};
use crate::params::Carriers;
use crate::{Breach, Request, Validator};

/// What a request says, read by its operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DecodedRequest {
    /// The parameters that are there and could be read, by their position in [`Operation::parameters`], in that order.
    pub parameters: Vec<(usize, Value)>,
    /// The representation of the body, by its position in the content, where the body is of a documented media type.
    pub media: Option<usize>,
    /// The body, where there is one whose media type is documented and read: see [`DecodedBody::value`](crate::DecodedBody::value).
    pub body: Option<Value>,
}

impl DecodedRequest {
    /// A parameter by its name and location.
    pub fn parameter<'r>(&'r self, operation: &Operation, location: Location, name: &str) -> Option<&'r Value> {
        let is_it = |parameter: &Parameter| parameter.location == location && parameter.name == name;
        let index = operation.parameters.iter().position(is_it)?;
        self.parameters.iter().find(|(own, _)| *own == index).map(|(_, value)| value)
    }
}

impl Validator {
    /// Reads a request and says what is wrong with it. `path` are the raw texts of the path's variables, as
    /// [`Router::route`](crate::Router::route) gives them.
    pub fn judge_request(
        &self,
        operation: &Operation,
        request: &Request,
        path: &[(String, String)],
    ) -> (DecodedRequest, Vec<Breach>) {
        let (mut decoded, mut breaches) = self.judge_request_head(operation, request, path);
        let (value, found) = request_body::check(self, operation, request, decoded.media);
        decoded.body = value;
        breaches.extend(found);
        (decoded, breaches)
    }

    /// As [`Validator::judge_request`], for everything but the content of the body: for bodies that are not held in memory.
    /// The body of `request` is not looked at, its media type is.
    pub fn judge_request_head(
        &self,
        operation: &Operation,
        request: &Request,
        path: &[(String, String)],
    ) -> (DecodedRequest, Vec<Breach>) {
        let carriers = Carriers::new(request, path);
        let (parameters, mut breaches) = request_parameters::check(self, operation, &carriers);
        let (media, breach) = request_body::check_content_type(operation, request);
        breaches.extend(breach);
        (DecodedRequest { parameters, media, body: None }, breaches)
    }
}
