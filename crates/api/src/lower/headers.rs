//! Headers of responses and of parts.

use avouch_diagnostics::Diagnostic;
use avouch_parser::document::{self as source, Referable};
use avouch_wire::Location;
use indexmap::IndexMap;

use super::carrier::{self, Written};
use super::context::Context;
use super::examples;
use crate::{Header, codes};

/// The headers of a response or part, without `Content-Type`, which OpenAPI has ignored.
pub(super) fn lower(context: &mut Context<'_>, headers: &IndexMap<String, Referable<source::Header>>) -> Vec<Header> {
    let mut lowered = Vec::with_capacity(headers.len());
    for (name, referable) in headers {
        let Some(header) = referable.get() else { continue };
        if name.eq_ignore_ascii_case("Content-Type") {
            let message = "the header \"Content-Type\" is ignored; it follows from the media types of `content`";
            context.report(Diagnostic::new(&codes::IGNORED_HEADER, header.origin.place(), message));
            continue;
        }
        if !context.charge_with([Some(name), header.description.as_ref()]) {
            break;
        }
        let description = referable.reference.as_ref().and_then(|reference| reference.description.clone());
        lowered.push(header_of(context, name, description, header));
    }
    lowered
}

fn header_of(context: &mut Context<'_>, name: &str, description: Option<String>, header: &source::Header) -> Header {
    let written = Written {
        style: header.style.as_deref(),
        explode: header.explode,
        allow_reserved: false,
        schema: header.schema,
        content: &header.content,
    };
    let carrier = carrier::lower(context, Location::Header, &written);
    let own = examples::Stated { example: header.example, examples: &header.examples };
    Header {
        origin: header.origin,
        name: name.to_owned(),
        required: header.required,
        description: description.or_else(|| header.description.clone()),
        deprecated: header.deprecated,
        examples: examples::of_carrier(context, own, &carrier),
        carrier,
    }
}
