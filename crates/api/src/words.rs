//! Names as words, since documents spell the same name in many ways.

/// How many bytes of a text are read.
const MAX_TEXT: usize = 2_000;

/// The words of a name in lower case: `petId`, `pet_id` and `PET-ID` are `pet` and `id`.
pub fn split(name: &str) -> Vec<String> {
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
        previous_is_small = character.is_lowercase() || character.is_numeric();
        if let Some(word) = words.last_mut() {
            word.extend(character.to_lowercase());
        }
    }
    words
}

/// The words at the beginning of a text, as much of it as tells what it is about.
pub fn said(text: &str) -> Vec<String> {
    let end = (0..=text.len().min(MAX_TEXT)).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    split(&text[..end])
}

/// The letters and digits of a name in lower case, so that `perPage`, `per_page` and `per-page` are one.
pub fn plain(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A name as a token of a JSON Pointer (RFC 6901).
pub fn token(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A word that may be a plural as a singular, as far as English lets that be told.
pub fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes"] {
        if word.ends_with(ending) {
            return word.strip_suffix("es").unwrap_or(word).to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.is_empty() && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{plain, singular, split, token};

    #[test]
    fn names_fall_into_words() {
        assert_eq!(split("petId"), ["pet", "id"]);
        assert_eq!(split("PET-ID"), ["pet", "id"]);
        assert_eq!(split("page[number]"), ["page", "number"]);
        assert_eq!(split("_links"), ["links"]);
        assert_eq!(split("v2Url"), ["v2", "url"]);
        assert_eq!(split(""), [""; 0]);
    }

    #[test]
    fn spellings_are_one() {
        assert_eq!(plain("results-per-page"), "resultsperpage");
        assert_eq!(plain("resultsPerPage"), "resultsperpage");
        assert_eq!(token("a/b~c"), "a~1b~0c");
    }

    #[test]
    fn plurals_have_singulars() {
        let pairs = [
            ("jobs", "job"),
            ("policies", "policy"),
            ("processes", "process"),
            ("boxes", "box"),
            ("status", "status"),
            ("address", "address"),
            ("data", "data"),
        ];
        for (plural, expected) in pairs {
            assert_eq!(singular(plural), expected);
        }
    }
}
