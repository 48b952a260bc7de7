//! The name that was likely meant.

/// No more names than this are looked at.
pub(super) const CANDIDATES: usize = 4_000;

/// Longer names are not compared.
const LONGEST: usize = 200;

/// The candidate nearest to a name, if one is near enough to be what was meant.
pub(super) fn nearest<'c>(name: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let wanted: Vec<char> = name.chars().collect();
    if wanted.is_empty() || wanted.len() > LONGEST {
        return None;
    }
    let allowed = (wanted.len() / 3).max(1);
    let near = candidates.take(CANDIDATES).filter_map(|candidate| {
        let letters: Vec<char> = candidate.chars().take(LONGEST).collect();
        let distance = if candidate.eq_ignore_ascii_case(name) {
            0
        } else if letters.len().abs_diff(wanted.len()) > allowed {
            return None;
        } else {
            distance(&wanted, &letters)
        };
        (distance <= allowed).then_some((distance, candidate))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

/// How many letters must be added, dropped or changed.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (number, letter) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = number + 1;
        for (column, other) in right.iter().enumerate() {
            let changed = diagonal + usize::from(letter != other);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_if_it_is_near() {
        let names = ["Application", "App", "Organization", "Space"];
        assert_eq!(nearest("Aplication", names.into_iter()), Some("Application"));
        assert_eq!(nearest("organization", names.into_iter()), Some("Organization"));
        assert_eq!(nearest("Spaec", names.into_iter()), None);
        assert_eq!(nearest("Spac", names.into_iter()), Some("Space"));
        assert_eq!(nearest("Droplet", names.into_iter()), None);
        assert_eq!(nearest("", names.into_iter()), None);
    }
}
