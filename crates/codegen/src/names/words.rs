//! Words: the text of a document, split into lower-case pieces of ASCII letters and digits.

use heck::ToSnakeCase;

/// The longest name that is taken as it is; what is longer is cut at a word.
const LONGEST: usize = 72;

/// The words of a text, in lower case: `appGUIDs` gives `app`, `gui_ds`, as the usual rules for camel case have it.
///
/// Letters with accents lose them, other scripts are left out, and a text of symbols alone is spelled (`>=` gives `greater`,
/// `equals`). Empty where nothing is left to say.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.trim().chars();
    // A sign before a value tells it apart from the value without: `-name` sorts the other way round.
    match characters.clone().next() {
        Some('-') if text.len() > 1 => plain.push_str("minus "),
        Some('+') if text.len() > 1 => plain.push_str("plus "),
        _ => {}
    }
    characters.by_ref().take(4096).for_each(|character| match fold(character) {
        Some(letters) => plain.push_str(letters),
        None if character.is_ascii_alphanumeric() => plain.push(character),
        None if character == '\'' || character == '’' => {}
        None => plain.push(' '),
    });
    if plain.trim().is_empty() {
        plain = text.chars().take(8).filter_map(symbol).collect::<Vec<_>>().join(" ");
    }
    let mut length = 0;
    let mut words = Vec::new();
    for word in plain.split_whitespace().flat_map(snake_words) {
        length += word.len();
        if length > LONGEST && !words.is_empty() {
            break;
        }
        words.push(word.chars().take(LONGEST).collect());
    }
    words
}

/// The words of one piece without separators, split where the case changes.
fn snake_words(piece: &str) -> Vec<String> {
    // The usual plural of an acronym is not a change of case: `GUIDs` is one word.
    let piece = match piece.strip_suffix('s') {
        Some(stem) if stem.len() > 1 && stem.bytes().all(|byte| byte.is_ascii_uppercase()) => {
            piece.to_ascii_lowercase()
        }
        _ => piece.to_owned(),
    };
    piece.to_snake_case().split('_').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A word for one thing of what a word stands for many of: `apps` gives `app`, `policies` gives `policy`.
///
/// A rule of thumb for English; `None` where the word does not look like a plural.
pub(crate) fn singular(word: &str) -> Option<String> {
    let stem = |cut: usize, ending: &str| word.get(..word.len() - cut).map(|stem| format!("{stem}{ending}"));
    match word {
        _ if word.len() < 3 => None,
        "series" | "species" | "news" | "status" | "address" | "access" => None,
        "indices" => Some("index".to_owned()),
        "people" => Some("person".to_owned()),
        "children" => Some("child".to_owned()),
        "aliases" | "statuses" => stem(2, ""),
        _ if word.ends_with("ies") && word.len() > 4 => stem(3, "y"),
        _ if ["sses", "xes", "ches", "shes"].iter().any(|ending| word.ends_with(ending)) => stem(2, ""),
        _ if ["ss", "us", "is", "os"].iter().any(|ending| word.ends_with(ending)) => None,
        _ if word.ends_with('s') => stem(1, ""),
        _ => None,
    }
}

/// A word for many of what a word stands for: the opposite of [`singular`].
pub(crate) fn plural(word: &str) -> String {
    if singular(word).is_some() {
        return word.to_owned();
    }
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if ["s", "x", "ch", "sh"].iter().any(|ending| word.ends_with(ending)) => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

/// What a letter with an accent is without it.
fn fold(character: char) -> Option<&'static str> {
    Some(match character {
        'À'..='Å' => "A",
        'Æ' => "AE",
        'Ç' => "C",
        'È'..='Ë' => "E",
        'Ì'..='Ï' => "I",
        'Ñ' => "N",
        'Ò'..='Ö' | 'Ø' => "O",
        'Ù'..='Ü' => "U",
        'Ý' => "Y",
        'ß' => "ss",
        'à'..='å' => "a",
        'æ' => "ae",
        'ç' => "c",
        'è'..='ë' => "e",
        'ì'..='ï' => "i",
        'ñ' => "n",
        'ò'..='ö' | 'ø' => "o",
        'ù'..='ü' => "u",
        'ý' | 'ÿ' => "y",
        _ => return None,
    })
}

/// The word for a symbol.
fn symbol(character: char) -> Option<&'static str> {
    Some(match character {
        '!' => "not",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '(' | ')' => "parenthesis",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less",
        '=' => "equals",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '[' | ']' => "bracket",
        '\\' => "backslash",
        '^' => "caret",
        '_' => "underscore",
        '|' => "or",
        '~' => "tilde",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_split_at_case_symbols_and_digits_stay() {
        for (text, expected) in [
            ("listAppDroplets", "list app droplets"),
            ("app_guids", "app guids"),
            ("GUIDs", "guids"),
            ("HTTPRoute", "http route"),
            ("x-rate.limit", "x rate limit"),
            ("1.0", "1 0"),
            ("-name", "minus name"),
            ("+1", "plus 1"),
            (">=", "greater equals"),
            ("don't", "dont"),
            ("Équipe", "equipe"),
            ("名前", ""),
            ("", ""),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text:?}");
        }
    }

    #[test]
    fn long_text_is_cut_at_a_word() {
        let long = words(&"word ".repeat(1000));
        assert!(long.concat().len() <= LONGEST);
        assert_eq!(words(&"x".repeat(10_000)).concat().len(), LONGEST);
    }

    #[test]
    fn plurals_and_singulars_are_opposites() {
        for (one, many) in
            [("app", "apps"), ("policy", "policies"), ("box", "boxes"), ("process", "processes"), ("key", "keys")]
        {
            assert_eq!(singular(many).as_deref(), Some(one));
            assert_eq!(plural(one), many);
            assert_eq!(plural(many), many);
        }
        assert_eq!(singular("status"), None);
        assert_eq!(singular("data"), None);
    }
}
