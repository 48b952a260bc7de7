//! Content: representations of bodies, and how properties of forms are written.

use avouch_diagnostics::Diagnostic;
use avouch_parser::document as source;
use avouch_wire::media::MediaRange;
use avouch_wire::{Location, Style, StyleName};
use indexmap::IndexMap;

use super::context::Context;
use super::{carrier, examples, headers};
use crate::{Content, Encoding, MediaType, codes};

/// The representations of a body.
pub(super) fn content(context: &mut Context<'_>, by_range: &IndexMap<String, source::MediaType>) -> Content {
    let mut lowered = Vec::with_capacity(by_range.len());
    for (key, media) in by_range {
        if !context.charge_with([Some(key)]) {
            break;
        }
        if let Some(mut representation) = plain_media_type(context, key, media) {
            representation.encoding = encodings(context, &representation, media);
            lowered.push(representation);
        }
    }
    lowered
}

/// A representation without its encodings, which mean nothing outside of bodies; `None` where the key is no media range.
pub(super) fn plain_media_type(context: &mut Context<'_>, key: &str, media: &source::MediaType) -> Option<MediaType> {
    let range = match MediaRange::parse(key) {
        Ok(range) => range,
        Err(error) => {
            let message = format!("\"{key}\" is not a media type, it is left out: {error}");
            context.report(Diagnostic::new(&codes::INVALID_MEDIA_TYPE, media.origin.key(), message));
            return None;
        }
    };
    let own = examples::Stated { example: media.example, examples: &media.examples };
    Some(MediaType {
        origin: media.origin,
        range,
        schema: media.schema,
        item_schema: media.item_schema,
        examples: examples::lower(context, own, media.schema),
        encoding: IndexMap::new(),
    })
}

fn encodings(
    context: &mut Context<'_>,
    representation: &MediaType,
    media: &source::MediaType,
) -> IndexMap<String, Encoding> {
    let mut lowered = IndexMap::new();
    if media.encoding.is_empty() {
        return lowered;
    }
    let kind = representation.range.as_media_type();
    let is_multipart = kind.is_some_and(avouch_wire::media::MediaType::is_multipart);
    if !is_multipart && !kind.is_some_and(avouch_wire::media::MediaType::is_form) {
        let message = format!("an encoding has no effect on \"{}\"", representation.range);
        context.report(Diagnostic::new(&codes::UNUSED_ENCODING, representation.origin.place(), message));
        return lowered;
    }
    let known = representation.schema.map(|schema| context.properties(schema));
    for (property, encoding) in &media.encoding {
        if !context.charge_with([Some(property), encoding.content_type.as_ref()]) {
            break;
        }
        if known.as_ref().is_some_and(|known| !known.is_empty() && !known.contains(property.as_str())) {
            report_unknown(context, property, encoding);
        }
        let headers = if is_multipart { headers::lower(context, &encoding.headers) } else { Vec::new() };
        let style = encoding_style(encoding);
        let content_type = encoding.content_type.clone();
        lowered.insert(property.clone(), Encoding { origin: encoding.origin, content_type, style, headers });
    }
    lowered
}

/// The style of a property, where the document states any part of one; the content type is ignored then.
fn encoding_style(encoding: &source::Encoding) -> Option<Style> {
    let stated = encoding.style.is_some() || encoding.explode.is_some() || encoding.allow_reserved.is_some();
    stated.then(|| {
        let name = encoding.style.as_deref().and_then(Style::parse_name);
        let name = name.filter(|name| Style::allowed_in(*name, Location::Query));
        carrier::style(name, StyleName::Form, encoding.explode, encoding.allow_reserved.unwrap_or(false))
    })
}

fn report_unknown(context: &mut Context<'_>, property: &str, encoding: &source::Encoding) {
    let message = format!("the encoding of \"{property}\" is for a property that the schema does not have");
    context.report(Diagnostic::new(&codes::UNKNOWN_ENCODED_PROPERTY, encoding.origin.key(), message));
}

#[cfg(test)]
mod tests {
    use avouch_wire::Style;

    use crate::lower::test::{codes_of, lowered};

    fn body(content: &str) -> (crate::RequestBody, Vec<&'static str>) {
        let (mut api, diagnostics) = lowered(&format!(
            "paths:\n  /a:\n    post:\n      responses: {{'200': {{description: ok}}}}\n      requestBody:\n        content:\n{content}"
        ));
        (api.operations.remove(0).body.expect("a body"), codes_of(&diagnostics))
    }

    #[test]
    fn keys_are_media_ranges() {
        let (body, codes) = body(
            "          application/json; charset=utf-8: {schema: {type: object}}
          image/*: {schema: {type: string}}
          json: {schema: {type: object}}
",
        );
        let ranges: Vec<_> = body.content.iter().map(|media| media.range.to_string()).collect();
        assert_eq!(ranges, ["application/json; charset=utf-8", "image/*"]);
        assert_eq!(codes, ["body/invalid-media-type"]);
    }

    #[test]
    fn encodings_state_a_style_or_a_content_type() {
        let (body, codes) = body(
            "          multipart/form-data:
            schema: {type: object, properties: {file: {type: string}, tags: {type: array}}}
            encoding:
              file:
                contentType: image/png
                headers: {X-Name: {schema: {type: string}}, Content-Type: {schema: {type: string}}}
              tags: {explode: false}
              missing: {contentType: text/plain}
",
        );
        let encoding = &body.content[0].encoding;
        assert_eq!(encoding["file"].content_type.as_deref(), Some("image/png"));
        assert_eq!(encoding["file"].style, None);
        assert_eq!(encoding["file"].headers.len(), 1);
        assert_eq!(encoding["tags"].style, Some(Style::FORM_COMMA));
        assert_eq!(codes, ["response/ignored-header", "body/unknown-property"]);
    }

    #[test]
    fn an_encoding_of_json_has_no_effect() {
        let (body, codes) = body(
            "          application/json:
            schema: {type: object, properties: {a: {type: string}}}
            encoding: {a: {contentType: text/plain}}
",
        );
        assert!(body.content[0].encoding.is_empty());
        assert_eq!(codes, ["body/unused-encoding"]);
    }
}
