//! How values of parameters and headers are written: by a style, or as a media type.

use avouch_parser::document as source;
use avouch_wire::{Location, Style, StyleName};
use indexmap::IndexMap;

use super::bodies;
use super::context::Context;
use crate::Carrier;
use crate::schema::SchemaId;

/// What a parameter or header says about how it is written.
pub(super) struct Written<'a> {
    pub(super) style: Option<&'a str>,
    pub(super) explode: Option<bool>,
    pub(super) allow_reserved: bool,
    pub(super) schema: Option<SchemaId>,
    pub(super) content: &'a IndexMap<String, source::MediaType>,
}

/// The carrier of a value; `schema` wins over `content` where both stand, which the parser reports.
pub(super) fn lower(context: &mut Context<'_>, location: Location, written: &Written<'_>) -> Carrier {
    if written.schema.is_none() {
        let first = written.content.iter().next();
        if let Some(media) = first.and_then(|(key, media)| bodies::plain_media_type(context, key, media)) {
            return Carrier::Content(Box::new(media));
        }
    }
    // The parser reports a style that is none, or that is out of place.
    let stated = written.style.and_then(Style::parse_name).filter(|name| Style::allowed_in(*name, location));
    let style = style(stated, Style::default_for(location).name, written.explode, written.allow_reserved);
    Carrier::Style { style, schema: written.schema }
}

/// A style with its switches. `explode` means nothing to `deepObject`, so that it stays as it is by default.
pub(super) fn style(
    stated: Option<StyleName>,
    default: StyleName,
    explode: Option<bool>,
    allow_reserved: bool,
) -> Style {
    let style = Style::new(stated.unwrap_or(default)).reserved(allow_reserved);
    match explode {
        Some(explode) if style.name != StyleName::DeepObject => style.exploded(explode),
        _ => style,
    }
}

#[cfg(test)]
mod tests {
    use avouch_wire::{Style, StyleName};

    use crate::Carrier;
    use crate::lower::test::{lowered, lowered_despite_errors};

    fn styles(parameters: &str) -> Vec<Style> {
        let text = format!(
            "paths:\n  '/a/{{p}}':\n    parameters: [{{name: p, in: path, required: true, schema: {{}}}}]\n    get:\n      responses: {{'200': {{description: ok}}}}\n      parameters:\n{parameters}"
        );
        let (api, _) = lowered_despite_errors(&text);
        let styles = api.operations[0].parameters.iter().map(|parameter| match &parameter.carrier {
            Carrier::Style { style, .. } => *style,
            Carrier::Content(_) => panic!("{} is written by a style", parameter.name),
        });
        styles.collect()
    }

    #[test]
    fn every_location_has_its_default() {
        let styles = styles(
            "      - {name: p, in: path, required: true, schema: {type: string}}
      - {name: q, in: query, schema: {type: string}}
      - {name: h, in: header, schema: {type: string}}
      - {name: c, in: cookie, schema: {type: string}}
",
        );
        assert_eq!(styles, [Style::SIMPLE, Style::FORM, Style::SIMPLE, Style::FORM]);
    }

    #[test]
    fn explode_is_true_for_form_only() {
        let styles = styles(
            "      - {name: p, in: path, style: matrix, required: true, schema: {type: string}}
      - {name: q, in: query, style: pipeDelimited, schema: {type: string}}
      - {name: f, in: query, explode: false, allowReserved: true, schema: {type: string}}
      - {name: d, in: query, style: deepObject, explode: true, schema: {type: object}}
",
        );
        assert_eq!(
            styles,
            [
                Style { name: StyleName::Matrix, explode: false, allow_reserved: false },
                Style { name: StyleName::PipeDelimited, explode: false, allow_reserved: false },
                Style { name: StyleName::Form, explode: false, allow_reserved: true },
                Style::DEEP_OBJECT,
            ]
        );
    }

    #[test]
    fn a_style_out_of_place_gives_way_to_the_default() {
        let styles = styles(
            "      - {name: p, in: path, style: form, required: true, schema: {type: string}}
      - {name: h, in: header, style: deepObject, schema: {type: string}}
",
        );
        assert_eq!(styles, [Style::SIMPLE, Style::SIMPLE]);
    }

    #[test]
    fn content_is_carried_as_a_media_type() {
        let (api, _) = lowered(
            "paths:
  /a:
    get:
      responses: {'200': {description: ok}}
      parameters: [{name: q, in: query, content: {application/json: {schema: {type: object}, example: {a: 1}}}}]
",
        );
        let parameter = &api.operations[0].parameters[0];
        let Carrier::Content(media) = &parameter.carrier else { panic!("content") };
        assert_eq!(media.range.to_string(), "application/json");
        assert_eq!(parameter.examples.len(), 1, "the example of the media type is the parameter's");
        assert!(!parameter.examples[0].from_schema);
    }
}
