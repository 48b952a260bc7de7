//! Parameters and headers.

use avouch_diagnostics::Severity;
use indexmap::IndexMap;

use super::{Border, v3};
use crate::document::{Example, Header, Json, MediaType, Origin, Parameter, ParameterLocation, Referable, SchemaId};

impl<'d> Border<'d> {
    pub(super) fn parameters(&mut self, parameters: &'d [Referable<Parameter>]) -> Vec<v3::ReferenceOr<v3::Parameter>> {
        parameters.iter().filter_map(|parameter| self.referable(parameter, None, &mut Self::parameter)).collect()
    }

    pub(super) fn parameter(&mut self, parameter: &'d Parameter) -> Option<v3::Parameter> {
        self.parameter_words(parameter);
        let origin = parameter.origin;
        let style = parameter.style.as_deref();
        Some(match parameter.location {
            ParameterLocation::Query => v3::Parameter::Query {
                allow_reserved: parameter.allow_reserved,
                style: self.style(origin, style),
                allow_empty_value: parameter.allow_empty_value.then_some(true),
                parameter_data: self.parameter_data(parameter),
            },
            ParameterLocation::Header => v3::Parameter::Header {
                style: self.style(origin, style),
                parameter_data: self.parameter_data(parameter),
            },
            ParameterLocation::Path => {
                v3::Parameter::Path { style: self.style(origin, style), parameter_data: self.parameter_data(parameter) }
            }
            ParameterLocation::Cookie => v3::Parameter::Cookie {
                style: self.style(origin, style),
                parameter_data: self.parameter_data(parameter),
            },
            ParameterLocation::Querystring => {
                self.leave_out(origin.place(), Severity::Warning, "a parameter that is the whole query string");
                return None;
            }
        })
    }

    /// Words that the crate has only for parameters in the query.
    fn parameter_words(&mut self, parameter: &Parameter) {
        if parameter.location == ParameterLocation::Query {
            return;
        }
        for (is_there, word) in
            [(parameter.allow_reserved, "allowReserved"), (parameter.allow_empty_value, "allowEmptyValue")]
        {
            if is_there {
                let what = format!("`{word}` of a parameter outside of the query");
                self.leave_out(parameter.origin.place(), Severity::Warning, &what);
            }
        }
    }

    fn parameter_data(&mut self, parameter: &'d Parameter) -> v3::ParameterData {
        v3::ParameterData {
            name: parameter.name.clone(),
            description: parameter.description.clone(),
            required: parameter.required,
            deprecated: parameter.deprecated.then_some(true),
            format: self.format(parameter.schema, &parameter.content),
            example: self.example_value(parameter.example),
            examples: self.examples(&parameter.examples),
            explode: parameter.explode,
            extensions: self.extensions(&parameter.extensions),
        }
    }

    pub(super) fn header(&mut self, header: &'d Header) -> v3::Header {
        if header.explode.is_some() {
            self.leave_out(header.origin.place(), Severity::Warning, "`explode` of a header");
        }
        if header.allow_empty_value {
            self.leave_out(header.origin.place(), Severity::Warning, "`allowEmptyValue` of a header");
        }
        v3::Header {
            description: header.description.clone(),
            style: self.style(header.origin, header.style.as_deref()),
            required: header.required,
            deprecated: header.deprecated.then_some(true),
            format: self.format(header.schema, &header.content),
            example: self.example_value(header.example),
            examples: self.examples(&header.examples),
            extensions: self.extensions(&header.extensions),
        }
    }

    /// What a parameter or a header carries. One that says neither is, in the crate's terms, of no content.
    fn format(
        &mut self,
        schema: Option<SchemaId>,
        content: &'d IndexMap<String, MediaType>,
    ) -> v3::ParameterSchemaOrContent {
        match schema {
            Some(schema) => v3::ParameterSchemaOrContent::Schema(self.schema_ref(schema)),
            None => v3::ParameterSchemaOrContent::Content(self.content(content)),
        }
    }

    pub(super) fn example_value(&self, example: Option<Json>) -> Option<serde_json::Value> {
        // The crate cannot tell an example that is null from none.
        example.map(|example| self.value(example)).filter(|value| !value.is_null())
    }

    pub(super) fn examples(
        &mut self,
        examples: &'d IndexMap<String, Referable<Example>>,
    ) -> IndexMap<String, v3::ReferenceOr<v3::Example>> {
        self.use_referables(examples, |border, example| Some(border.example(example)))
    }

    /// A style in the crate's words for the location; the default where there is none or no such word.
    pub(super) fn style<S: Style>(&mut self, origin: Origin, style: Option<&str>) -> S {
        let Some(style) = style else { return S::default() };
        S::of(style).unwrap_or_else(|| {
            self.leave_out(origin.place(), Severity::Warning, &format!("the style \"{style}\" at this place"));
            S::default()
        })
    }
}

/// The styles of one location.
pub(super) trait Style: Default {
    /// The style that a word names.
    fn of(word: &str) -> Option<Self>;
}

macro_rules! styles {
    ($($location:ident { $($word:literal => $style:ident),* })*) => {
        $(impl Style for v3::$location {
            fn of(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(v3::$location::$style),)*
                    _ => None,
                }
            }
        })*
    };
}

styles! {
    QueryStyle {
        "form" => Form,
        "spaceDelimited" => SpaceDelimited,
        "pipeDelimited" => PipeDelimited,
        "deepObject" => DeepObject
    }
    PathStyle { "matrix" => Matrix, "label" => Label, "simple" => Simple }
    HeaderStyle { "simple" => Simple }
    CookieStyle { "form" => Form }
}
