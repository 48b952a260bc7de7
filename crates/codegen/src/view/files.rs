//! Which type stands in which file.

use std::collections::BTreeMap;

use super::ModelFile;
use crate::names::{Reserved, Scope, Wanted, words};
use crate::plan::{Home, Plan, TypeId};
use crate::text::code;

/// The types by file, both in the order of their names.
///
/// A named schema stands with the one whose name begins its own: `AppLinks` with `App`.
pub(super) fn model_files(plan: &Plan) -> Vec<ModelFile> {
    let components: BTreeMap<Vec<String>, &str> = plan
        .iter()
        .filter_map(|(_, def)| match &def.home {
            Home::Component(name) => Some((words(name), name.as_str())),
            Home::Group(_) => None,
        })
        .collect();
    let mut homes: BTreeMap<Home, Vec<TypeId>> = BTreeMap::new();
    for (id, def) in plan.iter() {
        let home = match &def.home {
            Home::Component(name) => Home::Component(head(name, &components).to_owned()),
            group @ Home::Group(_) => group.clone(),
        };
        homes.entry(home).or_default().push(id);
    }
    let text = |home: &Home| match home {
        Home::Component(name) | Home::Group(name) => name.clone(),
    };
    let texts: Vec<String> = homes.keys().map(text).collect();
    let wanted: Vec<Wanted<'_>> = homes
        .keys()
        .zip(&texts)
        .map(|(home, text)| Wanted {
            text,
            fallback: "model",
            suffix: "operations",
            rank: u32::from(matches!(home, Home::Group(_))),
        })
        .collect();
    let modules = Scope::new(Reserved::Values(&["mod"])).mint_all(&wanted);
    let mut files: Vec<ModelFile> = homes
        .into_iter()
        .zip(modules)
        .map(|((home, mut types), module)| {
            types.sort_by_key(|id| plan.get(*id).map(|def| (!def.is_component, def.name.clone())));
            let docs = match home {
                Home::Component(name) => format!("{} and what it is made of.", code(&name)),
                Home::Group(name) => format!("Types that the operations of {} use.", code(&name)),
            };
            ModelFile { module, docs, types }
        })
        .collect();
    files.sort_by(|left, right| left.module.cmp(&right.module));
    files
}

/// The component with the shortest name that begins a name, word by word.
fn head<'a>(name: &'a str, components: &BTreeMap<Vec<String>, &'a str>) -> &'a str {
    let words = words(name);
    (1..words.len()).find_map(|length| components.get(&words[..length])).copied().unwrap_or(name)
}
