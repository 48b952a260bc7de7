//! The name that was likely meant.

/// No more names than this are looked at.
pub(crate) const CANDIDATES: usize = 4_000;

/// Longer names are not compared.
const LONGEST: usize = 200;

/// The candidate nearest to a name, if one is near enough to be what was meant.
pub(crate) fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = letters(name);
    if wanted.is_empty() || wanted.len() > LONGEST {
        return None;
    }
    let allowed = (wanted.len() / 3).min(3);
    let near = candidates.into_iter().take(CANDIDATES).filter_map(|candidate| {
        let other = letters(candidate);
        if other.len().abs_diff(wanted.len()) > allowed {
            return None;
        }
        let distance = distance(&wanted, &other);
        (distance <= allowed).then_some((distance, candidate))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

/// The letters of a name that are compared: not their case, nor what stands between words.
fn letters(name: &str) -> Vec<char> {
    let letters = name.chars().filter(|letter| !matches!(letter, '-' | '_' | ' '));
    letters.flat_map(char::to_lowercase).take(LONGEST + 1).collect()
}

/// How many letters must be added, dropped or changed, or neighbours swapped.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, letter) in left.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, other) in right.iter().enumerate() {
            let changed = row[j] + usize::from(letter != other);
            let mut cost = changed.min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && left[i - 1] == *other && right[j - 1] == *letter {
                cost = cost.min(before[j - 1] + 1);
            }
            next.push(cost);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn typing_errors_find_their_word() {
        const FIELDS: [&str; 4] = ["description", "operationId", "in", "responses"];
        assert_eq!(nearest("desciption", FIELDS), Some("description"));
        assert_eq!(nearest("operationID", FIELDS), Some("operationId"));
        assert_eq!(nearest("operation_id", FIELDS), Some("operationId"));
        assert_eq!(nearest("repsonses", FIELDS), Some("responses"));
        assert_eq!(nearest("produces", FIELDS), None);
        assert_eq!(nearest("im", FIELDS), None);
        assert_eq!(nearest("", FIELDS), None);
    }

    #[test]
    fn the_nearest_name_is_offered_if_it_is_near() {
        const NAMES: [&str; 4] = ["Application", "App", "Organization", "Space"];
        assert_eq!(nearest("Aplication", NAMES), Some("Application"));
        assert_eq!(nearest("organization", NAMES), Some("Organization"));
        assert_eq!(nearest("Spaec", NAMES), Some("Space"));
        assert_eq!(nearest("Spac", NAMES), Some("Space"));
        assert_eq!(nearest("Droplet", NAMES), None);
    }
}
