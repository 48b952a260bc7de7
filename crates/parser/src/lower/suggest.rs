//! What was probably meant by a name that is not known.

/// The candidate that a misspelt word is closest to, unless none is close.
pub(super) fn closest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let allowed = (word.chars().count() / 3).clamp(1, 2);
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters must be added, removed or replaced, or neighbours swapped, to turn one word into the other; letter
/// case and the characters between words do not count.
fn distance(left: &str, right: &str) -> usize {
    let letters = |word: &str| -> Vec<char> {
        word.chars().filter(|letter| !matches!(letter, '-' | '_' | ' ')).flat_map(char::to_lowercase).take(64).collect()
    };
    let (left, right) = (letters(left), letters(right));
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, letter) in left.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, other) in right.iter().enumerate() {
            let replaced = row[j] + usize::from(letter != other);
            let mut cost = replaced.min(row[j + 1] + 1).min(next[j] + 1);
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
    use super::closest;

    const FIELDS: [&str; 4] = ["description", "operationId", "in", "responses"];

    #[test]
    fn typing_errors_find_their_word() {
        assert_eq!(closest("desciption", FIELDS), Some("description"));
        assert_eq!(closest("operationID", FIELDS), Some("operationId"));
        assert_eq!(closest("operation_id", FIELDS), Some("operationId"));
        assert_eq!(closest("repsonses", FIELDS), Some("responses"));
    }

    #[test]
    fn other_words_find_none() {
        assert_eq!(closest("produces", FIELDS), None);
        assert_eq!(closest("of", FIELDS), None);
        assert_eq!(closest("", FIELDS), None);
    }
}
