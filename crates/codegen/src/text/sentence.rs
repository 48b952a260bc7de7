//! Sentences that the generator says itself.

/// A text as a code span, whatever is in it.
pub(crate) fn code(text: &str) -> String {
    let text: String = text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    if text.trim().is_empty() {
        return "the empty text".to_owned();
    }
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    if longest == 0 {
        return format!("`{}`", text.trim());
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence} {} {fence}", text.trim())
}

/// A text that ends as a sentence does; empty where there is none.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    match text.chars().last() {
        None => String::new(),
        Some('.' | '!' | '?' | ':' | '…' | '`' | '|') => text.to_owned(),
        Some(_) if text.contains('\n') => text.to_owned(),
        Some(_) => format!("{text}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_a_code_span() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b``c"), "``` a`b``c ```");
        assert_eq!(code(" \n"), "the empty text");
    }

    #[test]
    fn sentences_end() {
        assert_eq!(sentence(" The name "), "The name.");
        assert_eq!(sentence("Done."), "Done.");
        assert_eq!(sentence(""), "");
    }
}
