//! Boxes: a type that holds itself without a list or map between needs one, and only there.

use super::{Kind, Type, TypeDef};

/// Puts every field and variant into a box that lies on a cycle.
///
/// Two types lie on a cycle where each leads to the other, so that the boxes do not depend on where a search begins.
pub(super) fn place(types: &mut [TypeDef]) {
    let edges: Vec<Vec<usize>> = types.iter().map(|def| held(&def.kind)).collect();
    let component = strongly_connected(&edges);
    let loops: Vec<bool> = edges.iter().enumerate().map(|(index, held)| held.contains(&index)).collect();
    let on_cycle = |from: usize, ty: &Type| {
        target(ty).is_some_and(|to| component.get(from) == component.get(to) && (from != to || loops[from]))
    };
    for (index, def) in types.iter_mut().enumerate() {
        match &mut def.kind {
            Kind::Struct(object) => {
                for field in &mut object.fields {
                    field.boxed = on_cycle(index, &field.shape.ty);
                }
            }
            Kind::Union(union) => {
                for variant in &mut union.variants {
                    variant.boxed = on_cycle(index, &variant.ty);
                }
            }
            _ => {}
        }
    }
}

/// The types that values of a type hold within themselves.
fn held(kind: &Kind) -> Vec<usize> {
    match kind {
        Kind::Struct(object) => object.fields.iter().filter_map(|field| target(&field.shape.ty)).collect(),
        Kind::Union(union) => union.variants.iter().filter_map(|variant| target(&variant.ty)).collect(),
        Kind::Alias(ty) => target(ty).into_iter().collect(),
        Kind::Texts(_) | Kind::Integers(_) | Kind::Unfinished => Vec::new(),
    }
}

fn target(ty: &Type) -> Option<usize> {
    match ty {
        Type::Named(id) => Some(id.0 as usize),
        Type::Nullable(inner) => target(inner),
        _ => None,
    }
}

/// The number of the strongly connected component that each node is in (Tarjan's algorithm, without recursion).
fn strongly_connected(edges: &[Vec<usize>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let count = edges.len();
    let (mut index, mut low, mut component) = (vec![UNSEEN; count], vec![0; count], vec![UNSEEN; count]);
    let (mut stack, mut next, mut components) = (Vec::new(), 0, 0);
    for start in 0..count {
        if index[start] != UNSEEN {
            continue;
        }
        let mut work = vec![(start, 0)];
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                index[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
            }
            if let Some(&to) = edges[node].get(edge) {
                work.push((node, edge + 1));
                if index[to] == UNSEEN {
                    work.push((to, 0));
                } else if component[to] == UNSEEN {
                    low[node] = low[node].min(index[to]);
                }
                continue;
            }
            for &to in &edges[node] {
                if component[to] == UNSEEN {
                    low[node] = low[node].min(low[to]);
                }
            }
            if low[node] == index[node] {
                while let Some(member) = stack.pop() {
                    component[member] = components;
                    if member == node {
                        break;
                    }
                }
                components += 1;
            }
        }
    }
    component
}

#[cfg(test)]
mod tests {
    use super::strongly_connected;

    #[test]
    fn cycles_are_components() {
        let found = strongly_connected(&[vec![1], vec![2, 3], vec![0], vec![], vec![4]]);
        assert_eq!(found[0], found[1]);
        assert_eq!(found[1], found[2]);
        assert_ne!(found[3], found[0]);
        assert_ne!(found[4], found[3]);
    }
}
