//! Names as words, since documents spell the same name in many ways.

/// The letters and digits of a name in lower case, so that `perPage`, `per_page` and `per-page` are one.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The words of a name in lower case: `spaceGuids` and `space_guids` are `space` and `guids`.
pub(crate) fn split(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous_is_small = false;
    let mut open = false;
    for character in name.chars() {
        if !character.is_alphanumeric() {
            open = false;
            continue;
        }
        if !open || (character.is_uppercase() && previous_is_small) {
            words.push(String::new());
        }
        open = true;
        previous_is_small = !character.is_uppercase();
        if let Some(word) = words.last_mut() {
            word.extend(character.to_lowercase());
        }
    }
    words
}

/// What a word may be the plural of, as far as English lets that be told; the word itself comes first.
pub(crate) fn singulars(word: &str) -> Vec<String> {
    let mut found = vec![word.to_owned()];
    if let Some(stem) = word.strip_suffix("ies") {
        found.push(format!("{stem}y"));
    }
    for ending in ["es", "s"] {
        found.extend(word.strip_suffix(ending).filter(|stem| !stem.is_empty()).map(str::to_owned));
    }
    found
}

/// Whether one name may be the plural of another one, or is the same, spelling aside.
pub(crate) fn is_plural_of(plural: &str, singular: &str) -> bool {
    let singular = plain(singular);
    singulars(&plain(plural)).contains(&singular)
}

#[cfg(test)]
mod tests {
    use super::{is_plural_of, plain, split};

    #[test]
    fn names_fall_into_words() {
        assert_eq!(split("spaceGuids"), ["space", "guids"]);
        assert_eq!(split("space_guids"), ["space", "guids"]);
        assert_eq!(split("page[size]"), ["page", "size"]);
        assert_eq!(plain("Per-Page"), "perpage");
    }

    #[test]
    fn plurals_lead_to_their_singular() {
        for (plural, singular) in [
            ("names", "name"),
            ("statuses", "status"),
            ("policies", "policy"),
            ("created_ats", "created_at"),
            ("id", "id"),
        ] {
            assert!(is_plural_of(plural, singular), "{plural}");
        }
        assert!(!is_plural_of("name", "names"));
        assert!(!is_plural_of("states", "status"));
    }
}
