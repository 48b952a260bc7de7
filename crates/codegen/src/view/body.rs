//! Bodies: one way to call an operation for each representation that it takes.

use avouch_api::media::MediaType;
use avouch_api::{MediaType as Representation, Operation};

use super::argument::{Draft, styled};
use super::{Input, Target};
use crate::plan::{Builder, Field, Part, Place, Type, View, place_name};

/// One way to give a body.
#[derive(Debug, Default)]
pub(super) struct BodyDraft {
    /// What to add to the name of the method; `None` for the first way.
    pub suffix: Option<String>,
    /// The values that the body is made of.
    pub values: Vec<Draft>,
    /// Whether it is a multipart body.
    pub multipart: bool,
}

/// The ways to give the body of an operation; one without values where it takes none.
pub(super) fn bodies(builder: &mut Builder<'_>, operation: &Operation, place: &Place) -> Vec<BodyDraft> {
    let Some(body) = &operation.body else { return vec![BodyDraft::default()] };
    let place = match place_name(builder.api, body.origin) {
        Some(name) => Place::inside(&name, None),
        None => place.child("Request"),
    };
    let mut drafts: Vec<BodyDraft> = Vec::new();
    let mut kinds: Vec<String> = Vec::new();
    for media in &body.content {
        let kind = kind(media);
        let mut draft = of_media(builder, media, &place, body.required);
        for value in &mut draft.values {
            value.docs = value.docs.take().or_else(|| body.description.clone());
        }
        let same = kinds.iter().filter(|known| **known == kind).count();
        draft.suffix = match (drafts.is_empty(), same) {
            (true, _) => None,
            (false, 0) => Some(kind.clone()),
            (false, _) => {
                Some(media.range.as_media_type().map_or_else(|| media.range.to_string(), |media| media.subtype.clone()))
            }
        };
        kinds.push(kind);
        drafts.push(draft);
    }
    if drafts.is_empty() {
        builder.list_untyped(body.origin, "the body has no representation");
        drafts.push(BodyDraft {
            values: vec![upload(None, body.required, body.description.clone())],
            ..BodyDraft::default()
        });
    }
    drafts
}

/// What a representation is called in the name of a method.
fn kind(media: &Representation) -> String {
    let Some(media) = media.range.as_media_type() else { return "bytes".to_owned() };
    let kind = match media {
        media if media.is_json() => "json",
        media if media.is_multipart() => "multipart",
        media if media.is_form() => "form",
        media if media.is_xml() => "xml",
        media if media.matches("text", "plain") => "text",
        media if media.is_octet_stream() => "bytes",
        media => media.subtype.trim_start_matches("x-"),
    };
    kind.to_owned()
}

fn of_media(builder: &mut Builder<'_>, media: &Representation, place: &Place, required: bool) -> BodyDraft {
    let whole = |value| BodyDraft { values: vec![value], ..BodyDraft::default() };
    let Some(media_type) = media.range.as_media_type() else {
        return whole(upload(None, required, None));
    };
    if media_type.is_json() {
        let ty = if let Some(schema) = media.schema {
            builder.shape_for(View::Request, schema, place).whole()
        } else {
            builder.list_untyped(media.origin, "the body has no schema");
            Type::Any
        };
        let docs = media.schema.and_then(|id| builder.docs(id)).filter(|_| !matches!(ty, Type::Named(_)));
        let (input, target) = (Input::Json(ty), Target::Json(media.range.to_string()));
        return whole(Draft { text: "body".to_owned(), docs, required, deprecated: false, input, target });
    }
    if media_type.is_multipart() || media_type.is_form() {
        let fields = media.schema.map(|schema| builder.fields_for_request(schema, place)).unwrap_or_default();
        if !fields.is_empty() {
            let multipart = media_type.is_multipart();
            let values =
                fields.into_iter().map(|(field, parts)| part(builder, media, &field, &parts, multipart)).collect();
            return BodyDraft { values, multipart, ..BodyDraft::default() };
        }
        builder.list_untyped(media.origin, "the body does not say what fields it has");
    }
    whole(upload(Some(media.range.to_string()), required, None))
}

fn upload(media: Option<String>, required: bool, docs: Option<String>) -> Draft {
    let input = if media.is_some() { Input::Upload } else { Input::TypedUpload };
    Draft { text: "body".to_owned(), docs, required, deprecated: false, input, target: Target::Body(media) }
}

/// One field of a form or part of a multipart body.
fn part(builder: &mut Builder<'_>, media: &Representation, field: &Field, parts: &[Part], multipart: bool) -> Draft {
    let encoding = media.encoding.get(&field.key);
    let content_type = encoding.and_then(|encoding| encoding.content_type.as_deref());
    let style = encoding.and_then(|encoding| encoding.style);
    let name = field.key.clone();
    let input = styled(builder, &field.shape.ty);
    let item = builder.item_of(&field.shape.ty);
    let stated =
        content_type.and_then(|text| text.split(',').next()).and_then(|text| MediaType::parse(text.trim()).ok());
    let is_json = stated.as_ref().is_some_and(MediaType::is_json);
    let is_text = content_type.is_none() || stated.as_ref().is_some_and(|media| media.matches("text", "plain"));
    let is_list = item.is_some();
    let binary = builder.is_binary(parts);
    let (input, target) = if !multipart {
        match (input, style) {
            (Input::Any, None) => (Input::JsonText(field.shape.ty.clone()), Target::FormField(name, None)),
            (Input::Fields(ty), None) => (Input::JsonText(ty), Target::FormField(name, None)),
            (input, style) => (input, Target::FormField(name, style)),
        }
    } else if binary || !is_json && !is_text {
        let media = content_type.and_then(|text| text.split(',').next()).unwrap_or("application/octet-stream");
        (Input::Upload, Target::FilePart(name, concrete(media.trim())))
    } else {
        match (input, item) {
            (input @ (Input::Text | Input::Plain(_) | Input::Texts | Input::List(_)), _) if !is_json => {
                (input, Target::TextPart(name))
            }
            // An array whose media type nobody states is a part for each item; one that is stated to be JSON is one part.
            (_, Some(item)) if !is_json => (Input::Json(Type::List(Box::new(item))), Target::JsonParts(name)),
            _ => (Input::Json(field.shape.ty.clone()), Target::JsonPart(name)),
        }
    };
    // A setter adds a file each time that it is called.
    let required = field.required && !(is_list && matches!(target, Target::FilePart(..)));
    Draft { text: field.key.clone(), docs: field.docs.clone(), required, deprecated: field.deprecated, input, target }
}

/// The media type itself, or for a range the likeliest one in it.
fn concrete(media: &str) -> String {
    match media.split_once('/') {
        Some(("*", _)) => "application/octet-stream".to_owned(),
        Some(("image", "*")) => "image/png".to_owned(),
        Some((kind, "*")) => format!("{kind}/octet-stream"),
        _ => media.to_owned(),
    }
}
