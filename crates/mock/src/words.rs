//! Which name may be the plural of which.

pub(crate) use avouch_api::words::{plain, split};

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
    use super::is_plural_of;

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
