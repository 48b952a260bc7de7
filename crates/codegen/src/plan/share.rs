//! Equal unnamed types are one type, and types that nothing leads to are left out.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::{Additional, Kind, Type, TypeDef, TypeId};

/// Makes one type of unnamed types that are equal in everything but their name, and stand under the same word.
///
/// The shortest name stays, then the first by the alphabet, so that the order of the document does not matter.
pub(super) fn share(types: &mut [TypeDef]) -> FxHashMap<TypeId, TypeId> {
    let mut all: FxHashMap<TypeId, TypeId> = FxHashMap::default();
    loop {
        let mut order: Vec<usize> = (0..types.len()).filter(|index| !types[*index].is_component).collect();
        order.sort_by(|left, right| {
            let key = |index: &usize| (types[*index].wanted.len(), &types[*index].wanted, *index);
            key(left).cmp(&key(right))
        });
        let mut first: FxHashMap<(&str, &Kind, bool), TypeId> = FxHashMap::default();
        let mut replaced: FxHashMap<TypeId, TypeId> = FxHashMap::default();
        for index in order {
            let id = TypeId(u32::try_from(index).unwrap_or(u32::MAX));
            let def = &types[index];
            let known = *first.entry((&def.last, &def.kind, def.deprecated)).or_insert(id);
            if known != id {
                replaced.insert(id, known);
            }
        }
        let mut changed = false;
        let mut rename = |id: &mut TypeId| {
            if let Some(known) = replaced.get(id) {
                *id = *known;
                changed = true;
            }
        };
        for def in types.iter_mut() {
            visit(&mut def.kind, &mut rename);
        }
        for known in all.values_mut() {
            *known = replaced.get(known).copied().unwrap_or(*known);
        }
        all.extend(replaced);
        if !changed {
            return all;
        }
    }
}

/// The types that named schemas and operations lead to.
pub(super) fn reachable(types: &[TypeDef], replaced: &FxHashMap<TypeId, TypeId>, roots: &[Type]) -> BTreeSet<usize> {
    let mut todo: Vec<usize> = (0..types.len()).filter(|index| types[*index].is_component).collect();
    for root in roots {
        let stands = |id: &TypeId| replaced.get(id).copied().unwrap_or(*id);
        visit_type(&mut root.clone(), &mut |id| todo.push(stands(id).0 as usize));
    }
    let mut kept = BTreeSet::new();
    while let Some(index) = todo.pop() {
        if let Some(def) = types.get(index).filter(|_| kept.insert(index)) {
            visit(&mut def.kind.clone(), &mut |id| todo.push(id.0 as usize));
        }
    }
    kept
}

/// Calls a function with every type that a declaration leads to.
pub(super) fn visit(kind: &mut Kind, action: &mut impl FnMut(&mut TypeId)) {
    match kind {
        Kind::Struct(object) => {
            for field in &mut object.fields {
                visit_type(&mut field.shape.ty, action);
            }
            if let Some(Additional::Typed(ty)) = &mut object.additional {
                visit_type(ty, action);
            }
        }
        Kind::Union(union) => union.variants.iter_mut().for_each(|variant| visit_type(&mut variant.ty, action)),
        Kind::Alias(ty) => visit_type(ty, action),
        Kind::Texts(_) | Kind::Integers(_) | Kind::Unfinished => {}
    }
}

/// Calls a function with every declared type in a type.
pub(super) fn visit_type(ty: &mut Type, action: &mut impl FnMut(&mut TypeId)) {
    match ty {
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => visit_type(inner, action),
        Type::Named(id) => action(id),
        Type::Boolean | Type::Integer(_) | Type::Number | Type::Text | Type::Format(_) | Type::Any => {}
    }
}
