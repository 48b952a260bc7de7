//! Bodies, media types, examples and links.

use avouch_diagnostics::Severity;
use indexmap::IndexMap;

use super::names::Component;
use super::{Border, v3};
use crate::document::{Encoding, Example, Link, MediaType, Referable, RequestBody, Response};

impl<'d> Border<'d> {
    pub(super) fn request_body(&mut self, body: &'d RequestBody) -> v3::RequestBody {
        v3::RequestBody {
            description: body.description.clone(),
            content: self.content(&body.content),
            required: body.required,
            extensions: self.extensions(&body.extensions),
        }
    }

    pub(super) fn response(&mut self, response: &'d Response) -> v3::Response {
        if response.summary.is_some() {
            self.leave_out(response.origin.place(), Severity::Info, "`summary` of a response");
        }
        v3::Response {
            description: response.description.clone().unwrap_or_default(),
            headers: self.use_referables(&response.headers, |border, header| Some(border.header(header))),
            content: self.content(&response.content),
            links: self.use_referables(&response.links, Self::link),
            extensions: self.extensions(&response.extensions),
        }
    }

    pub(super) fn content(&mut self, content: &'d IndexMap<String, MediaType>) -> v3::Content {
        content.iter().map(|(name, media_type)| (name.clone(), self.media_type(media_type))).collect()
    }

    fn media_type(&mut self, media_type: &'d MediaType) -> v3::MediaType {
        if media_type.item_schema.is_some() {
            self.leave_out(media_type.origin.place(), Severity::Warning, "`itemSchema`");
        }
        v3::MediaType {
            schema: media_type.schema.map(|schema| self.schema_ref(schema)),
            example: self.example_value(media_type.example),
            examples: self.examples(&media_type.examples),
            encoding: media_type
                .encoding
                .iter()
                .map(|(property, encoding)| (property.clone(), self.encoding(encoding)))
                .collect(),
            extensions: self.extensions(&media_type.extensions),
        }
    }

    fn encoding(&mut self, encoding: &'d Encoding) -> v3::Encoding {
        let style = encoding.style.as_deref().map(|style| self.style(encoding.origin, Some(style)));
        v3::Encoding {
            content_type: encoding.content_type.clone(),
            headers: self.use_referables(&encoding.headers, |border, header| Some(border.header(header))),
            style,
            explode: encoding.explode.unwrap_or_default(),
            allow_reserved: encoding.allow_reserved.unwrap_or_default(),
            extensions: self.extensions(&encoding.extensions),
        }
    }

    pub(super) fn example(&mut self, example: &'d Example) -> v3::Example {
        if example.serialized_value.is_some() {
            self.leave_out(example.origin.place(), Severity::Info, "`serializedValue` of an example");
        }
        v3::Example {
            summary: example.summary.clone(),
            description: example.description.clone(),
            value: self.example_value(example.value),
            external_value: example.external_value.clone(),
            extensions: self.extensions(&example.extensions),
        }
    }

    /// A link; `None`, and reported, where it names no operation, which the crate cannot say.
    pub(super) fn link(&mut self, link: &'d Link) -> Option<v3::Link> {
        let operation = match (&link.operation_ref, &link.operation_id) {
            (Some(reference), _) => v3::LinkOperation::OperationRef(reference.clone()),
            (None, Some(id)) => v3::LinkOperation::OperationId(id.clone()),
            (None, None) => {
                self.leave_out(link.origin.place(), Severity::Warning, "a link without an operation");
                return None;
            }
        };
        Some(v3::Link {
            description: link.description.clone(),
            operation,
            request_body: link.request_body.map(|body| self.value(body)),
            parameters: link.parameters.iter().map(|(name, value)| (name.clone(), self.value(*value))).collect(),
            server: link.server.as_ref().map(|server| self.server(server)),
            extensions: self.extensions(&link.extensions),
        })
    }

    /// Values by name at a place of use, outside of `components`.
    pub(super) fn use_referables<T: Component, U>(
        &mut self,
        values: &'d IndexMap<String, Referable<T>>,
        mut convert: impl FnMut(&mut Self, &'d T) -> Option<U>,
    ) -> IndexMap<String, v3::ReferenceOr<U>> {
        values
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), self.referable(value, None, &mut convert)?)))
            .collect()
    }
}
