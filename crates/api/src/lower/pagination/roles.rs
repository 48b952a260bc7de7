//! What parameters do in paging, by their names and types.

use avouch_wire::Location;

use crate::lower::shape::Shapes;
use crate::schema::Type;
use crate::words;
use crate::{Operation, Parameter, Role};

const PAGES: [&str; 6] = ["page", "pagenumber", "pageno", "pageindex", "pagenum", "currentpage"];
const SIZES: [&str; 13] = [
    "perpage",
    "pagesize",
    "limit",
    "pagelimit",
    "resultsperpage",
    "itemsperpage",
    "maxresults",
    "maxitems",
    "maxpagesize",
    "size",
    "count",
    "pagecount",
    "top",
];
const OFFSETS: [&str; 5] = ["offset", "skip", "startat", "startindex", "pageoffset"];
/// Names that may mean a time or an identifier as well; the description decides.
const PERHAPS_OFFSETS: [&str; 2] = ["start", "from"];
const CURSORS: [&str; 17] = [
    "cursor",
    "pagetoken",
    "nexttoken",
    "nextpagetoken",
    "continuationtoken",
    "continuation",
    "continue",
    "marker",
    "after",
    "iterator",
    "pagecursor",
    "nextcursor",
    "pagemarker",
    "aftercursor",
    "pageafter",
    "nextpage",
    "startcursor",
];

/// The query parameters that take part in paging, each role once.
pub(super) fn of_parameters(shapes: &Shapes<'_>, operation: &Operation) -> Vec<(Role, usize)> {
    let mut found: Vec<(Role, usize)> = Vec::new();
    for (position, parameter) in operation.parameters.iter().enumerate() {
        if let Some(role) = role(shapes, parameter)
            && !found.iter().any(|(known, _)| *known == role)
        {
            found.push((role, position));
        }
    }
    found
}

/// Numbers are counted and cursors are not: a `page` that is a word is neither.
fn role(shapes: &Shapes<'_>, parameter: &Parameter) -> Option<Role> {
    if parameter.location != Location::Query {
        return None;
    }
    let name = words::plain(&parameter.name);
    let types = shapes.types(parameter.carrier.schema()?);
    let is_number = types.contains(Type::Integer) || types.contains(Type::Number);
    let is_text = types.contains(Type::String);
    let known = |names: &[&str]| names.contains(&name.as_str());
    match () {
        () if is_number && known(&PAGES) => Some(Role::Page),
        () if is_number && known(&SIZES) => Some(Role::PageSize),
        () if is_number && known(&OFFSETS) => Some(Role::Offset),
        () if is_number && known(&PERHAPS_OFFSETS) && speaks_of_offset(parameter) => Some(Role::Offset),
        () if is_text && known(&CURSORS) => Some(Role::Cursor),
        () => None,
    }
}

fn speaks_of_offset(parameter: &Parameter) -> bool {
    let described = words::said(parameter.description.as_deref().unwrap_or_default());
    described.iter().any(|word| matches!(word.as_str(), "offset" | "skip" | "skipped" | "index"))
}
