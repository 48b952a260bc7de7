//! Values for answers: the document's examples where they fit their schema, else made up ones.

use std::sync::Arc;

use avouch_api::{Api, Carrier, Example, ExampleValue, Header, MediaType};
use avouch_sample::Sampler;
use avouch_validate::{Validator, View};
use serde_json::Value;

/// Where the values of answers come from.
#[derive(Debug)]
pub(crate) struct Source {
    validator: Arc<Validator>,
    sampler: Sampler,
}

impl Source {
    /// A source with a seed.
    pub(crate) fn new(validator: Arc<Validator>, seed: u64) -> Source {
        Source { sampler: Sampler::with_validator(Arc::clone(&validator), seed), validator }
    }

    /// The validator.
    pub(crate) fn validator(&self) -> &Validator {
        &self.validator
    }

    /// A value for a body: the preferred example if it fits, else the first example that fits, else a made-up value. Where
    /// nothing fits, the example all the same: it is what the document says.
    pub(crate) fn body(&self, media: &MediaType, preferred: Option<&Example>) -> Option<Value> {
        let api = self.validator.api();
        let examples = || preferred.into_iter().chain(&media.examples);
        let values = || examples().filter_map(|example| example_value(api, media, example));
        let Some(schema) = media.schema else { return values().next() };
        values()
            .find(|value| !is_json(media) || self.validator.accepts(schema, View::Response, value))
            .or_else(|| self.sampler.valid(schema, View::Response))
            .or_else(|| values().next())
    }

    /// A made-up value of a schema.
    pub(crate) fn made_up(&self, schema: avouch_api::schema::SchemaId) -> Option<Value> {
        self.sampler.valid(schema, View::Response)
    }

    /// One of many made-up values of a schema.
    pub(crate) fn variant(&self, schema: avouch_api::schema::SchemaId, number: u64) -> Option<Value> {
        self.sampler.variant(schema, View::Response, number)
    }

    /// A value for a header: its example; for one that must be there else a made-up one.
    pub(crate) fn header(&self, header: &Header) -> Option<Value> {
        let api = self.validator.api();
        let schema = header.carrier.schema();
        let fits = |value: &Value| schema.is_none_or(|schema| self.validator.accepts(schema, View::Response, value));
        let values = || {
            header.examples.iter().filter_map(|example| match (&example.value, &header.carrier) {
                (ExampleValue::Value(json), _) => Some(api.value(*json)),
                (ExampleValue::Serialised(text), Carrier::Content(_)) => Some(Value::from(text.clone())),
                _ => None,
            })
        };
        let made_up = || schema.filter(|_| header.required).and_then(|schema| self.made_up(schema));
        values().find(fits).or_else(made_up).or_else(|| header.required.then(|| Value::from("1")))
    }
}

/// The value of an example of a body; `None` where it is somewhere else.
pub(crate) fn example_value(api: &Api, media: &MediaType, example: &Example) -> Option<Value> {
    let read = |text: &str| if is_json(media) { serde_json::from_str(text).ok() } else { None };
    match &example.value {
        ExampleValue::Value(json) => Some(api.value(*json)),
        ExampleValue::Serialised(text) => Some(read(text).unwrap_or_else(|| Value::from(text.clone()))),
        ExampleValue::External(_) => None,
    }
}

/// Whether a representation is JSON, or a range that takes it.
pub(crate) fn is_json(media: &MediaType) -> bool {
    media.range.as_media_type().is_none_or(avouch_wire::media::MediaType::is_json)
}
