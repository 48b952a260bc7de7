//! What is kept under a path beside an item, such as its settings: set beforehand, for whoever reads it later.

use avouch_validate::{Route, View};

use super::effect::misfit;
use super::patch::blend;
use super::{Context, Keep};
use crate::behave::{Scene, full, part_place, success_media};
use crate::call::Refusal;
use crate::rewrite::Rewrite;
use crate::seed::path_example;
use crate::state::Part;

/// Keeps what the document shows at a path, with what the file sets in it.
pub(super) fn put(scene: &mut Scene<'_, '_>, line: usize, keep: &Keep, context: &Context<'_>) -> Result<(), Refusal> {
    let mock = scene.call.mock;
    let at = keep.at.text(context, &mut scene.state.minter);
    let target = format!("{}{at}", scene.call.base());
    let Route::Found { operation, path } = mock.route("GET", &target) else {
        return Err(misfit(line, &format!("`{at}` leads to nothing that the document reads")));
    };
    let reader = mock.api.operation(operation);
    let media = success_media(reader);
    let Some((media, mut value)) = media.and_then(|media| Some((media, mock.source.body(media, None)?))) else {
        return Err(misfit(line, &format!("nothing is shown of `{at}`")));
    };
    let mut rewrite = Rewrite::default();
    for (name, new) in &path {
        let literal = mock.plan.role(operation).and_then(|role| {
            let anchor = role.anchors.iter().find(|anchor| anchor.variables.last() == Some(name))?;
            Some(anchor.literal.as_str())
        });
        if let Some(old) = path_example(&mock.api, reader, reader.cases.first(), name) {
            rewrite.add(&old, new, literal);
        }
    }
    rewrite.apply(&mut value);
    blend(mock.source.validator(), media.schema, &mut value, &keep.set, context, &mut scene.state.minter);
    let fits = media.schema.is_none_or(|schema| mock.source.validator().accepts(schema, View::Response, &value));
    if !fits {
        return Err(misfit(line, &format!("what it keeps at `{at}` would not fit the document")));
    }
    let values = path.iter().map(|(_, text)| text.as_str());
    if scene.state.put_part(part_place(reader, values), Part::Value(value)) { Ok(()) } else { Err(full()) }
}
