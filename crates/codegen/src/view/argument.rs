//! Arguments: the type that a caller gives, and how it becomes what is sent.

use avouch_api::{Carrier, Location, Operation, Parameter, media};

use super::{Argument, Input, Target};
use crate::names::{Reserved, Scope, Wanted};
use crate::plan::{Builder, Format, Kind, Place, Type, View, place_name};
use crate::text::{code, sentence};

/// Functions that the methods of operations call: arguments must not hide them.
pub(crate) const HIDDEN: &[&str] = &[
    "accepted",
    "binary",
    "call",
    "each",
    "empty",
    "fields",
    "json",
    "json_text",
    "list",
    "media_type",
    "stream",
    "text",
    "texts",
];
/// Methods that a builder has beside its setters.
const BUILDER: &[&str] = &["send", "send_blocking", "into_future", "header", "timeout", "pages", "items"];

/// A value to be named, and what is known of it.
#[derive(Debug)]
pub(super) struct Draft {
    pub text: String,
    pub docs: Option<String>,
    pub required: bool,
    pub deprecated: bool,
    pub input: Input,
    pub target: Target,
}

/// The parameters of an operation.
pub(super) fn parameters(builder: &mut Builder<'_>, operation: &Operation, place: &Place) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for parameter in &operation.parameters {
        let Some((input, target)) = parameter_value(builder, parameter, place) else { continue };
        drafts.push(Draft {
            text: parameter.name.clone(),
            docs: parameter.description.clone().or_else(|| {
                let schema = parameter.carrier.schema()?;
                builder.docs_of_use(schema)
            }),
            required: parameter.required,
            deprecated: parameter.deprecated,
            input,
            target,
        });
    }
    drafts
}

fn parameter_value(builder: &mut Builder<'_>, parameter: &Parameter, place: &Place) -> Option<(Input, Target)> {
    let method = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::Querystring => {
            builder.list_lost(
                parameter.origin,
                "in: querystring",
                "a parameter that is the whole query string is left out",
            );
            return None;
        }
    };
    let place = match place_name(builder.api, parameter.origin) {
        Some(name) => Place::inside(&name, None),
        None => place.child(&parameter.name),
    };
    let ty = match parameter.carrier.schema() {
        Some(schema) => builder.shape_for(View::Request, schema, &place).ty,
        None if parameter.synthesised => Type::Text,
        None => Type::Any,
    };
    let name = parameter.name.clone();
    let target = |style| Target::Parameter { method, name, style };
    Some(match &parameter.carrier {
        Carrier::Style { style, .. } => {
            let input = styled(builder, &ty);
            if input == Input::Any {
                builder.list_untyped(parameter.origin, "the parameter has no type that one argument could have");
            }
            (input, target(*style))
        }
        Carrier::Content(content) => {
            let style = avouch_api::Style::default_for(parameter.location);
            let json = content.range.as_media_type().is_none_or(media::MediaType::is_json);
            (if json { Input::JsonText(ty) } else { Input::Text }, target(style))
        }
    })
}

/// How a value of a type is handed over to be written by a style.
pub(super) fn styled(builder: &Builder<'_>, ty: &Type) -> Input {
    match ty {
        Type::Text | Type::Format(Format::Uuid | Format::Base64) => Input::Text,
        Type::Boolean | Type::Integer(_) | Type::Number | Type::Format(_) => Input::Plain(ty.clone()),
        Type::Any => Input::Any,
        Type::Map(inner) => match styled(builder, inner) {
            Input::Any if **inner != Type::Any => Input::Any,
            _ => Input::Fields(ty.clone()),
        },
        Type::Nullable(inner) => styled(builder, inner),
        Type::List(inner) => match styled(builder, inner) {
            Input::Text => Input::Texts,
            Input::Plain(inner) => Input::List(inner),
            _ => Input::Any,
        },
        Type::Named(id) => match builder.kind(*id) {
            Some(Kind::Texts(_) | Kind::Integers(_)) => Input::Plain(ty.clone()),
            Some(Kind::Struct(_)) => Input::Fields(ty.clone()),
            Some(Kind::Alias(inner)) => styled(builder, inner),
            _ => Input::Any,
        },
    }
}

/// Gives the values their names: required ones among the arguments, optional ones among the setters.
pub(super) fn named(drafts: Vec<Draft>) -> (Vec<Argument>, Vec<Argument>) {
    let (required, optional): (Vec<Draft>, Vec<Draft>) = drafts.into_iter().partition(|draft| draft.required);
    (mint(required, HIDDEN), mint(optional, BUILDER))
}

fn mint(drafts: Vec<Draft>, reserved: &'static [&'static str]) -> Vec<Argument> {
    let wanted: Vec<Wanted<'_>> = drafts
        .iter()
        .map(|draft| Wanted { text: &draft.text, fallback: "value", suffix: suffix(&draft.target), rank: 0 })
        .collect();
    let names = Scope::new(Reserved::Values(reserved)).mint_all(&wanted);
    drafts
        .into_iter()
        .zip(names)
        .map(|(draft, name)| Argument {
            name,
            documented: draft.docs.as_deref().is_some_and(|docs| !docs.trim().is_empty()),
            docs: draft
                .docs
                .as_deref()
                .map(sentence)
                .filter(|text| !text.is_empty())
                .unwrap_or_else(|| fallback(&draft)),
            deprecated: draft.deprecated,
            input: draft.input,
            target: draft.target,
        })
        .collect()
}

fn fallback(draft: &Draft) -> String {
    match &draft.target {
        Target::Parameter { method, name, .. } => format!("The {method} parameter {}.", code(name)),
        Target::FormField(name, _) => format!("The form field {}.", code(name)),
        Target::TextPart(name) | Target::JsonPart(name) | Target::JsonParts(name) | Target::FilePart(name, _) => {
            format!("The part {}.", code(name))
        }
        Target::Json(_) | Target::Body(_) => "The body of the request.".to_owned(),
    }
}

/// What tells two values of the same name apart: where they are sent.
fn suffix(target: &Target) -> &'static str {
    match target {
        Target::Parameter { method, .. } => method,
        Target::Json(_) | Target::Body(_) => "content",
        _ => "field",
    }
}
