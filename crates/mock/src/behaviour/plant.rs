//! Items that are there from the start, beside those that the examples show.

use avouch_validate::View;

use super::patch::blend;
use super::{Behaviour, Context};
use crate::call::text;
use crate::plan::Plan;
use crate::rewrite::Rewrite;
use crate::source::Source;
use crate::state::State;

/// Puts the items of the file into a store that has those of the examples. They start from the first of these; what would not
/// fit the document is left out, which reading the file has told of where it could be known.
pub(crate) fn plant(behaviour: &Behaviour, plan: &Plan, source: &Source, state: &mut State) {
    let mut resources: Vec<_> = behaviour.resources.iter().collect();
    resources.sort_by_key(|(resource, _)| **resource);
    for (resource, rules) in resources {
        let Some(known) = plan.collection(*resource) else { continue };
        let Some(pointer) = known.identifier.as_deref() else { continue };
        for item in &rules.items {
            let model = state.items(*resource).next().map(|(_, item)| item.value.clone());
            let Some(mut value) = model.or_else(|| source.made_up(known.schema?)) else { continue };
            let mut minter = state.minter.clone();
            let context = Context::new("");
            let new = item.value(&context, &mut minter).and_then(|item| item.pointer(pointer).and_then(text));
            let (Some(old), Some(new)) = (value.pointer(pointer).and_then(text), new) else { continue };
            let mut rewrite = Rewrite::default();
            rewrite.add(&old, &new, Some(&known.literal));
            rewrite.apply(&mut value);
            blend(source.validator(), known.schema, &mut value, item, &context, &mut minter);
            let fits = known.schema.is_none_or(|schema| source.validator().accepts(schema, View::Response, &value));
            let key = vec![new];
            if fits && state.item(*resource, &key).is_none() {
                state.put(*resource, key, value, Vec::new());
            }
        }
    }
}
