//! From a case of the document to a request whose identifiers can be replaced.

mod slots;

use avouch_api::{Api, Case, ExampleValue, Operation};
use avouch_sample::Sampler;
use avouch_validate::{Breach, EncodedBody, Request, Validator, View, encode_body, encode_example, encode_request};
use avouch_wire::Location;
use serde_json::Value;

use super::catalogue::{Catalogue, Slot};
use crate::SkipReason;
use crate::config::Config;

pub(crate) use slots::Place;

/// The most properties of a made-up body that are tried to do without.
const MAX_DROPPED: usize = 200;

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The user gave it.
    Given,
    /// An example of the document.
    Example,
    /// Made up from the schema.
    Sampled,
}

/// A parameter.
#[derive(Clone, Debug)]
pub(crate) struct PlannedParameter {
    /// Its position in the operation's parameters.
    pub(crate) index: usize,
    pub(crate) value: Value,
    pub(crate) origin: Origin,
    /// Whose identifier it is, where that was recognised and the user gave none.
    pub(crate) slot: Option<Slot>,
}

/// A body.
#[derive(Clone, Debug)]
pub(crate) struct PlannedBody {
    /// Its position in the content.
    pub(crate) media: usize,
    pub(crate) content: BodyContent,
}

#[derive(Clone, Debug)]
pub(crate) enum BodyContent {
    /// A value, and the places in it that hold identifiers.
    Value(Value, Vec<Place>),
    /// A text that goes over the wire as it is.
    Text(ExampleValue),
}

/// A request before identifiers are put in.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlannedRequest {
    pub(crate) parameters: Vec<PlannedParameter>,
    pub(crate) body: Option<PlannedBody>,
}

/// What planning a request takes.
pub(crate) struct Planner<'p> {
    pub(crate) api: &'p Api,
    pub(crate) catalogue: &'p Catalogue,
    pub(crate) validator: &'p Validator,
    pub(crate) sampler: &'p Sampler,
    pub(crate) config: &'p Config,
}

impl Planner<'_> {
    /// The request of a case.
    ///
    /// # Errors
    /// Why it cannot be sent.
    pub(crate) fn plan(&self, operation: &Operation, case: &Case) -> Result<PlannedRequest, SkipReason> {
        let mut parameters = Vec::new();
        for index in 0..operation.parameters.len() {
            parameters.extend(self.parameter(operation, case, index)?);
        }
        let body = self.body(operation, case)?;
        let request = PlannedRequest { parameters, body };
        request.encode(self.api, operation, "").map_err(|detail| SkipReason::NotEncodable { detail })?;
        Ok(request)
    }

    fn parameter(
        &self,
        operation: &Operation,
        case: &Case,
        index: usize,
    ) -> Result<Option<PlannedParameter>, SkipReason> {
        let Some(parameter) = operation.parameters.get(index) else { return Ok(None) };
        let schema = parameter.carrier.schema();
        if let Some(text) = self.given(operation, &parameter.name) {
            let value = given_value(self.validator, schema, text);
            return Ok(Some(PlannedParameter { index, value, origin: Origin::Given, slot: None }));
        }
        let example = case.request.parameters.iter().find(|(own, _)| *own == index);
        let example = example.and_then(|(_, example)| match &example.value {
            ExampleValue::Value(json) => Some(self.api.value(*json)),
            ExampleValue::Serialised(text) => Some(Value::String(text.clone())),
            ExampleValue::External(_) => None,
        });
        let slot = self.slot_of_parameter(operation, index, example.as_ref());
        if let Some(value) = example {
            return Ok(Some(PlannedParameter { index, value, origin: Origin::Example, slot }));
        }
        if !parameter.required {
            return Ok(None);
        }
        let in_path = parameter.location == Location::Path;
        match self.sample(schema, |value| !in_path || is_segment(value)) {
            Some(value) => Ok(Some(PlannedParameter { index, value, origin: Origin::Sampled, slot })),
            None => Err(SkipReason::NoValue { what: format!("{} parameter `{}`", parameter.location, parameter.name) }),
        }
    }

    /// The value that the user gave for a parameter: the last one for the operation, else the last one for the name.
    fn given(&self, operation: &Operation, name: &str) -> Option<&str> {
        let given = self.config.parameters.iter().rev();
        let own = format!("{}.{name}", operation.id);
        let find = |wanted: &str| given.clone().find(|(key, _)| key == wanted).map(|(_, value)| value.as_str());
        find(&own).or_else(|| find(name))
    }

    fn sample(&self, schema: Option<avouch_api::schema::SchemaId>, fits: impl Fn(&Value) -> bool) -> Option<Value> {
        let Some(schema) = schema else { return Some(Value::String("value".to_owned())) };
        let mut values = (0..4).filter_map(|number| self.sampler.variant(schema, View::Request, number));
        values.find(|value| fits(value))
    }

    fn body(&self, operation: &Operation, case: &Case) -> Result<Option<PlannedBody>, SkipReason> {
        let Some(body) = &operation.body else { return Ok(None) };
        if let Some((media, example)) = &case.request.body {
            let content = match &example.value {
                ExampleValue::Value(json) => {
                    let value = self.api.value(*json);
                    let places = self.slots_of_body(operation, &value);
                    BodyContent::Value(value, places)
                }
                other => BodyContent::Text(other.clone()),
            };
            return Ok(Some(PlannedBody { media: *media, content }));
        }
        // What is written without the body that the document describes says nothing about writing.
        let is_meant = matches!(operation.method.as_str(), "POST" | "PUT" | "PATCH" | "QUERY");
        if !body.required && !is_meant {
            return Ok(None);
        }
        let sampled = body.content.iter().enumerate().find_map(|(media, content)| {
            let value = self.sample(content.schema, |value| encode_body(self.api, content, value).is_ok())?;
            let changes = operation.method != "POST";
            let value = match content.schema {
                Some(schema) => plainest(self.validator, schema, value, changes),
                None => value,
            };
            encode_body(self.api, content, &value).is_ok().then_some((media, value))
        });
        let Some((media, value)) = sampled else {
            let missing = SkipReason::NoValue { what: "the request body".to_owned() };
            return if body.required { Err(missing) } else { Ok(None) };
        };
        let places = self.slots_of_body(operation, &value);
        Ok(Some(PlannedBody { media, content: BodyContent::Value(value, places) }))
    }
}

impl PlannedRequest {
    /// The request as it is, with the identifiers that the examples have.
    ///
    /// # Errors
    /// A sentence, where it cannot be written.
    pub(crate) fn encode(&self, api: &Api, operation: &Operation, base: &str) -> Result<Request, String> {
        let parameters: Vec<(usize, Value)> =
            self.parameters.iter().map(|parameter| (parameter.index, parameter.value.clone())).collect();
        let body = self.body.as_ref().map(|body| body.encode(api, operation)).transpose()?;
        encode_request(api, operation, base, &parameters, body).map_err(|error| error.to_string())
    }

    /// What of the request breaks the document, what the user gave aside.
    pub(crate) fn breaches(&self, validator: &Validator, operation: &Operation) -> Vec<Breach> {
        let Ok(request) = self.encode(validator.api(), operation, "") else { return Vec::new() };
        let path = operation.path.matches(&request.target).unwrap_or_default();
        let path: Vec<(String, String)> =
            path.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
        let (_, mut breaches) = validator.judge_request(operation, &request, &path);
        let is_given = |name: &str| {
            let given = self.parameters.iter().filter(|parameter| parameter.origin == Origin::Given);
            given.filter_map(|parameter| operation.parameters.get(parameter.index)).any(|own| own.name == name)
        };
        breaches.retain(|breach| !breach.parameter.as_deref().is_some_and(is_given));
        breaches
    }

    /// The same request for a further instance of what it makes: a name that must be unique gets a number, where the schema
    /// admits that.
    pub(crate) fn further(&self, validator: &Validator, operation: &Operation, number: usize) -> PlannedRequest {
        let mut further = self.clone();
        let Some(body) = &mut further.body else { return further };
        let media = operation.body.as_ref().and_then(|own| own.content.get(body.media));
        let BodyContent::Value(value, _) = &mut body.content else { return further };
        let Some(name) = value.get("name").and_then(Value::as_str) else { return further };
        let mut renamed = value.clone();
        if let Some(member) = renamed.get_mut("name") {
            *member = Value::String(format!("{name}-{number}"));
        }
        let schema = media.and_then(|media| media.schema);
        if schema.is_none_or(|schema| validator.accepts(schema, View::Request, &renamed)) {
            *value = renamed;
        }
        further
    }
}

impl PlannedBody {
    pub(crate) fn encode(&self, api: &Api, operation: &Operation) -> Result<EncodedBody, String> {
        let media = operation.body.as_ref().and_then(|body| body.content.get(self.media));
        let media = media.ok_or_else(|| "the operation has no such representation".to_owned())?;
        let encoded = match &self.content {
            BodyContent::Value(value, _) => encode_body(api, media, value),
            BodyContent::Text(example) => encode_example(api, media, example),
        };
        encoded.map_err(|error| error.to_string())
    }
}

/// A text that the user gave, as the value that the schema wants.
fn given_value(validator: &Validator, schema: Option<avouch_api::schema::SchemaId>, text: &str) -> Value {
    let plain = Value::String(text.to_owned());
    let Some(schema) = schema else { return plain };
    let parsed = serde_json::from_str::<Value>(text).ok();
    let list = || Value::Array(text.split(',').map(|item| Value::String(item.to_owned())).collect());
    let readings = std::iter::once(plain.clone()).chain(parsed).chain(std::iter::once_with(list));
    readings.into_iter().find(|value| validator.accepts(schema, View::Request, value)).unwrap_or(plain)
}

/// A made-up object without what its schema can do without, so that no meaning is made up either; as it is where nothing
/// would remain of what is to change something.
fn plainest(validator: &Validator, schema: avouch_api::schema::SchemaId, value: Value, changes: bool) -> Value {
    let Value::Object(members) = &value else { return value };
    let mut plain = members.clone();
    for name in members.keys().take(MAX_DROPPED) {
        let Some(dropped) = plain.remove(name) else { continue };
        if !validator.accepts(schema, View::Request, &Value::Object(plain.clone())) {
            plain.insert(name.clone(), dropped);
        }
    }
    if plain.is_empty() && changes { value } else { Value::Object(plain) }
}

/// Whether a value makes a segment of a path that means what it says.
fn is_segment(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.is_empty() && text != "." && text != "..",
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Null => false,
        Value::Bool(_) | Value::Number(_) => true,
    }
}
