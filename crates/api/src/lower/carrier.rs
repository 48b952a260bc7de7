//! How values of parameters and headers are written: by a style, or as a media type.

use avouch_diagnostics::{Diagnostic, Place};
use avouch_parser::document as source;
use avouch_wire::{Location, Style, StyleName};
use indexmap::IndexMap;

use super::bodies;
use super::context::Context;
use crate::schema::SchemaId;
use crate::{Carrier, codes};

/// What a parameter or header says about how it is written.
pub(super) struct Written<'a> {
    pub(super) place: Place,
    /// Its name, for messages.
    pub(super) what: &'a str,
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
    let stated = stated_style(context, location, written);
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

/// The style that is stated, if it is one and may stand there.
fn stated_style(context: &mut Context<'_>, location: Location, written: &Written<'_>) -> Option<StyleName> {
    let text = written.style?;
    let default = Style::default_for(location).name;
    let name = known_style(context, written.place, text, default)?;
    if Style::allowed_in(name, location) {
        return Some(name);
    }
    let message = format!("\"{}\" has the style \"{name}\", which is not allowed in {location}", written.what);
    let hint = format!("\"{default}\" is taken");
    context.report(Diagnostic::new(&codes::STYLE_NOT_ALLOWED, written.place, message).hint(hint));
    None
}

/// The style of a name; a name that is none is reported.
pub(super) fn known_style(
    context: &mut Context<'_>,
    place: Place,
    text: &str,
    default: StyleName,
) -> Option<StyleName> {
    let name = Style::parse_name(text);
    if name.is_none() {
        let message = format!("the style \"{text}\" is not known");
        let hint = format!("\"{default}\" is taken");
        context.report(Diagnostic::new(&codes::UNKNOWN_STYLE, place, message).hint(hint));
    }
    name
}

#[cfg(test)]
mod tests {
    use avouch_wire::{Style, StyleName};

    use crate::Carrier;
    use crate::lower::test::{codes_of, lowered};

    fn styles(parameters: &str) -> (Vec<Style>, Vec<&'static str>) {
        let text = format!(
            "paths:\n  '/a/{{p}}':\n    get:\n      responses: {{'200': {{description: ok}}}}\n      parameters:\n{parameters}"
        );
        let (api, diagnostics) = lowered(&text);
        let styles = api.operations[0].parameters.iter().map(|parameter| match &parameter.carrier {
            Carrier::Style { style, .. } => *style,
            Carrier::Content(_) => panic!("{} is written by a style", parameter.name),
        });
        (styles.collect(), codes_of(&diagnostics))
    }

    #[test]
    fn every_location_has_its_default() {
        let (styles, codes) = styles(
            "      - {name: p, in: path, required: true, schema: {type: string}}
      - {name: q, in: query, schema: {type: string}}
      - {name: h, in: header, schema: {type: string}}
      - {name: c, in: cookie, schema: {type: string}}
",
        );
        assert_eq!(styles, [Style::SIMPLE, Style::FORM, Style::SIMPLE, Style::FORM]);
        assert_eq!(codes, [""; 0]);
    }

    #[test]
    fn explode_is_true_for_form_only() {
        let (styles, _) = styles(
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
        let (styles, codes) = styles(
            "      - {name: p, in: path, style: form, required: true, schema: {type: string}}
      - {name: h, in: header, style: deepObject, schema: {type: string}}
",
        );
        assert_eq!(styles, [Style::SIMPLE, Style::SIMPLE]);
        assert_eq!(codes, ["parameter/style-not-allowed"; 2]);
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
