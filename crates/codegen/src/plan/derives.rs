//! Derives: what the fields allow.

use super::{Additional, Kind, Type, TypeDef};

/// What can be derived for a type, beside `Clone`, `Debug` and `PartialEq`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Derives {
    /// `Copy`.
    pub copy: bool,
    /// `Eq` and `Hash`.
    pub eq: bool,
    /// `Default`: nothing is required.
    pub default: bool,
}

const ALL: Derives = Derives { copy: true, eq: true, default: true };

impl Derives {
    fn and(self, other: Derives) -> Derives {
        Derives { copy: self.copy && other.copy, eq: self.eq && other.eq, default: self.default && other.default }
    }
}

/// Finds the derives of every type: from all of them down to what holds.
pub(super) fn settle(types: &mut [TypeDef]) {
    for def in types.iter_mut() {
        def.derives = match def.kind {
            Kind::Struct(_) | Kind::Alias(_) => ALL,
            Kind::Texts(_) => Derives { copy: false, eq: true, default: false },
            Kind::Union(_) | Kind::Integers(_) | Kind::Unfinished => Derives { default: false, ..ALL },
        };
    }
    loop {
        let mut changed = false;
        for index in 0..types.len() {
            let held = holds(types, &types[index].kind).and(types[index].derives);
            changed |= held != types[index].derives;
            types[index].derives = held;
        }
        if !changed {
            return;
        }
    }
}

fn holds(types: &[TypeDef], kind: &Kind) -> Derives {
    match kind {
        Kind::Struct(object) => {
            let fields = object.fields.iter().map(|field| {
                let of = of(types, &field.shape.ty);
                Derives { default: !field.required, copy: of.copy && !field.boxed, ..of }
            });
            let additional = object.additional.iter().map(|additional| match additional {
                Additional::Any => Derives { copy: false, ..ALL },
                Additional::Typed(ty) => Derives { copy: false, default: true, ..of(types, ty) },
            });
            // Without fields there is nothing that a copy would be cheap for.
            let empty = Derives { copy: !object.fields.is_empty(), ..ALL };
            fields.chain(additional).fold(empty, Derives::and)
        }
        Kind::Union(union) => {
            let open = Derives { copy: !union.open, ..ALL };
            union
                .variants
                .iter()
                .map(|variant| Derives { copy: !variant.boxed, ..ALL }.and(of(types, &variant.ty)))
                .fold(open, Derives::and)
        }
        Kind::Alias(ty) => of(types, ty),
        Kind::Texts(_) | Kind::Integers(_) | Kind::Unfinished => ALL,
    }
}

fn of(types: &[TypeDef], ty: &Type) -> Derives {
    let heap = Derives { copy: false, ..ALL };
    match ty {
        Type::Boolean | Type::Integer(_) => ALL,
        Type::Number => Derives { eq: false, ..ALL },
        Type::Text | Type::Format(super::Format::Base64) => heap,
        Type::Any | Type::Format(_) => Derives { default: false, ..heap },
        Type::List(inner) | Type::Map(inner) => Derives { copy: false, default: true, ..of(types, inner) },
        Type::Nullable(inner) => Derives { default: true, ..of(types, inner) },
        Type::Named(id) => types.get(id.0 as usize).map_or(heap, |def| def.derives),
    }
}
