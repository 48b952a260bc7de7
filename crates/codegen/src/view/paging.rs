//! Pages: the way from an answer to its items.

use avouch_api::Operation;

use super::{AnswerType, Content, OperationView, PagingView, Step};
use crate::names::{Name, Reserved, Scope, Wanted};
use crate::plan::{Plan, Struct, Type};

/// The names of the fields of a struct, and that of its undeclared properties, which comes last.
pub(crate) fn field_names(object: &Struct) -> Vec<Name> {
    let mut wanted: Vec<Wanted<'_>> = object
        .fields
        .iter()
        .map(|field| Wanted { text: &field.key, fallback: "value", suffix: "property", rank: 0 })
        .collect();
    if object.additional.is_some() {
        wanted.push(Wanted { text: "additional", fallback: "additional", suffix: "properties", rank: 1 });
    }
    Scope::new(Reserved::Values(&[])).mint_all(&wanted)
}

/// Whether an operation takes parameters that choose a page.
pub(super) fn is_asked_for(operation: &Operation) -> bool {
    operation.pagination.as_ref().is_some_and(|pagination| !pagination.parameters.is_empty())
}

/// How the pages of an operation are read, once its types are known.
///
/// Where lists of the API are `asked_for` by page, one that is not has a place for links only because all lists look alike.
pub(super) fn paging(plan: &Plan, operation: &Operation, view: &OperationView, asked_for: bool) -> Option<PagingView> {
    let pagination = operation.pagination.as_ref()?;
    if asked_for && !is_asked_for(operation) {
        return None;
    }
    let AnswerType::One(Content::Json(page)) = &view.success.ty else { return None };
    let name = |index: usize| operation.parameters.get(index).map(|parameter| parameter.name.clone());
    let parameters = pagination.parameters.iter().filter_map(|(role, index)| Some((*role, name(*index)?))).collect();
    let items = way(plan, page, &pagination.items);
    Some(PagingView { next: pagination.next.clone(), parameters, pointer: pagination.items.clone(), items })
}

/// The steps along a JSON Pointer from a page to a list.
fn way(plan: &Plan, page: &Type, pointer: &str) -> Option<(Vec<Step>, Type)> {
    let mut ty = page;
    let mut steps = Vec::new();
    for segment in pointer.split('/').skip(1) {
        let key = segment.replace("~1", "/").replace("~0", "~");
        let object = plan.as_struct(ty)?;
        let position = object.fields.iter().position(|field| field.key == key)?;
        let field = object.fields.get(position)?;
        if field.boxed {
            return None;
        }
        let maybe = !field.required && field.shape.nullable;
        let optional = !maybe && (!field.required || field.shape.nullable);
        steps.push(Step { field: field_names(object).get(position)?.clone(), optional, maybe });
        ty = &field.shape.ty;
    }
    match plan.unaliased(ty) {
        Type::List(item) => Some((steps, plan.canonical(item))),
        _ => None,
    }
}
