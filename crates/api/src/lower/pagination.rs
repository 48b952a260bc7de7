//! Pages of lists, recognised from the parameters and the answer of an operation.
//!
//! Only where the answer is a list. What leads to the next page is looked for in this order: a link in the body, a `Link`
//! header, a cursor that the body has and a parameter takes, the number of a page, an offset.

mod body;
mod roles;

use super::shape::{self, Shapes};
use crate::schema::SchemaId;
use crate::words;
use crate::{Header, NextPage, Operation, OperationKind, Pagination, Role};
use body::Finder;

/// Fills in the pagination of every operation that has one.
pub(super) fn recognise(shapes: &Shapes<'_>, operations: &mut [Operation]) {
    let mut finder = Finder::new(shapes);
    for operation in operations {
        if operation.kind == OperationKind::Path && operation.method == "GET" {
            operation.pagination = pagination(shapes, &mut finder, operation);
        }
    }
}

fn pagination(shapes: &Shapes<'_>, finder: &mut Finder<'_, '_>, operation: &Operation) -> Option<Pagination> {
    let (response, answer) = shape::success(operation)?;
    let list = shapes.list(answer)?;
    let parameters = roles::of_parameters(shapes, operation);
    let has = |role: Role| parameters.iter().any(|(candidate, _)| *candidate == role);
    let by_link = || {
        let has_link = response.header("Link").is_some_and(|header| leads_on(shapes, header));
        let turns_pages = has(Role::Page) || has(Role::Cursor) || (has(Role::Offset) && has(Role::PageSize));
        (has_link || (response.header("Link").is_some() && turns_pages)).then_some(NextPage::LinkHeader)
    };
    let next = finder
        .link(answer, &list.pointer)
        .map(NextPage::BodyLink)
        .or_else(by_link)
        .or_else(|| cursor(finder, operation, answer, &parameters, &list.pointer))
        .or_else(|| has(Role::Page).then_some(NextPage::PageNumber))
        .or_else(|| (has(Role::Offset) && has(Role::PageSize)).then_some(NextPage::Offset))?;
    Some(Pagination { next, items: list.pointer.clone(), item_schema: Some(list.item), parameters })
}

/// Whether what the document says about a `Link` header speaks of the next page.
fn leads_on(shapes: &Shapes<'_>, header: &Header) -> bool {
    let described =
        header.description.as_deref().is_some_and(|text| words::said(text).iter().any(|word| word == "next"));
    described || shapes.example_texts(&header.examples).any(|text| text.contains("next"))
}

fn cursor(
    finder: &mut Finder<'_, '_>,
    operation: &Operation,
    answer: SchemaId,
    parameters: &[(Role, usize)],
    items: &str,
) -> Option<NextPage> {
    let cursors = parameters.iter().filter(|(role, _)| *role == Role::Cursor);
    let mut names = cursors.filter_map(|(_, position)| operation.parameters.get(*position));
    names.find_map(|parameter| finder.cursor(answer, items, &parameter.name)).map(NextPage::Cursor)
}

#[cfg(test)]
mod tests;
