//! What stands below an item without being one: it starts from the example and is kept under the request's path.

use avouch_api::Operation;
use avouch_api::schema::SchemaId;
use serde_json::Value;

use super::{Found, Scene, follow, full, task};
use crate::call::{Answer, Refusal};
use crate::merge::{Mode, merge};
use crate::state::Part;
use crate::{blob, list, schema};

/// The documented answer, said of what the path names.
pub(super) fn example<'m>(scene: &Scene<'_, 'm>, found: &[Found]) -> Answer<'m> {
    let mut answer = scene.call.documented_answer();
    download(scene, &mut answer);
    if let Some(value) = &mut answer.value {
        said_of(
            scene,
            found,
            value,
            answer
                .documented
                .zip(answer.media)
                .and_then(|(documented, media)| documented.content.get(media).and_then(|media| media.schema)),
        );
    }
    answer
}

/// Reads a part.
pub(super) fn read<'m>(scene: &Scene<'_, 'm>, found: &[Found]) -> Result<Answer<'m>, Refusal> {
    match scene.state.part(&place(scene)) {
        Some(Part::Removed) => Err(Refusal {
            statuses: (&[404, 410]).into(),
            detail: format!("there is nothing at `{}` any more", scene.call.request.path()),
        }),
        Some(Part::Value(value)) => {
            let mut answer = scene.call.bare_answer();
            answer.value = Some(value.clone());
            Ok(answer)
        }
        None => {
            let mut answer = example(scene, found);
            if scene.call.operation.pagination.is_some() {
                list::page_of_example(scene, &mut answer)?;
            }
            Ok(answer)
        }
    }
}

/// Changes a part.
pub(super) fn write<'m>(scene: &mut Scene<'_, 'm>, found: &[Found]) -> Result<Answer<'m>, Refusal> {
    let mock = scene.call.mock;
    let mut answer = example(scene, found);
    let reader = mock.plan.readers.get(&scene.call.operation.path.identity()).map(|index| mock.api.operation(*index));
    let read_schema = reader.and_then(success_schema);
    let own_schema = answer.schema();
    let kept = match scene.state.part(&place(scene)) {
        Some(Part::Value(value)) => Some(value.clone()),
        _ => None,
    };
    let is_same = schema::same(&mock.api, own_schema, read_schema);
    let start = kept.or_else(|| answer.value.clone().filter(|_| is_same)).or_else(|| {
        let media = reader.and_then(success_media)?;
        let mut value = mock.source.body(media, None)?;
        said_of(scene, found, &mut value, media.schema);
        Some(value)
    });
    if let (Some(mut value), Some(body)) = (start, scene.call.body()) {
        let body = joined(&scene.call.operation.method, &value, body);
        let before = value.clone();
        merge(mock.source.validator(), read_schema, &mut value, &body, mode(scene.call.operation), &[]);
        follow(&before, &mut value, None);
        if !scene.fits(read_schema, &value) && scene.fits(read_schema, &before) {
            value = before;
        }
        if is_same {
            answer.value = Some(value.clone());
        }
        if !scene.state.put_part(place(scene), Part::Value(value)) {
            return Err(full());
        }
    }
    task::start(scene, &mut answer);
    Ok(answer)
}

/// Removes a part.
pub(super) fn delete<'m>(scene: &mut Scene<'_, 'm>, found: &[Found]) -> Result<Answer<'m>, Refusal> {
    let mut answer = example(scene, found);
    if !scene.state.put_part(place(scene), Part::Removed) {
        return Err(full());
    }
    task::start(scene, &mut answer);
    Ok(answer)
}

/// Says an example of what the request's path names, unless it would no longer fit.
pub(super) fn said_of(scene: &Scene<'_, '_>, found: &[Found], value: &mut Value, schema: Option<SchemaId>) {
    let before = value.clone();
    scene.rewrite_example(found, value);
    if *value != before && !scene.fits(schema, value) && scene.fits(schema, &before) {
        *value = before;
    }
}

/// Turns an answer of bytes into as many bytes as the switches say.
pub(super) fn download(scene: &Scene<'_, '_>, answer: &mut Answer<'_>) {
    let options = &scene.call.mock.options;
    let Some(media) = answer.representation() else { return };
    let is_bytes = media.range.as_media_type().is_some_and(|kind| {
        !(kind.is_json() || kind.is_json_lines() || kind.is_json_seq() || kind.is_text() || kind.is_xml())
            && !(kind.is_form() || kind.is_multipart() || kind.is_event_stream())
            && !kind.subtype.to_ascii_lowercase().contains("yaml")
    });
    if is_bytes && (options.blob_bytes.is_some() || media.examples.is_empty()) {
        answer.blob = Some(blob::size(options));
        answer.value = None;
    }
}

/// Under what a part is kept.
fn place(scene: &Scene<'_, '_>) -> String {
    part_place(scene.call.operation, scene.call.path.iter().map(|(_, text)| text.as_str()))
}

/// Under what a part is kept, by the texts of the variables of its path.
pub(crate) fn part_place<'t>(operation: &Operation, texts: impl Iterator<Item = &'t str>) -> String {
    let mut place = operation.path.identity();
    for text in texts {
        place.push('\n');
        place.push_str(text);
    }
    place
}

fn mode(operation: &Operation) -> Mode {
    if operation.method == "PATCH" { Mode::Patch } else { Mode::Replace }
}

/// The body of a POST with the items that are there already put before its own: what is posted to a list is added.
fn joined(method: &str, kept: &Value, body: &Value) -> Value {
    let mut body = body.clone();
    if let (true, Value::Object(sent), Value::Object(kept)) = (method == "POST", &mut body, kept) {
        for (name, value) in sent {
            if let (Value::Array(new), Some(Value::Array(old))) = (value, kept.get(name)) {
                let added: Vec<Value> = new.drain(..).filter(|item| !old.contains(item)).collect();
                *new = old.iter().cloned().chain(added).collect();
            }
        }
    }
    body
}

/// What an operation answers as JSON where all is well.
pub(crate) fn success_media(operation: &Operation) -> Option<&avouch_api::MediaType> {
    let mut successes = operation.responses.iter().filter(|response| response.status.is_success());
    successes.find_map(|response| response.content.iter().find(|media| crate::source::is_json(media)))
}

fn success_schema(operation: &Operation) -> Option<SchemaId> {
    success_media(operation)?.schema
}
