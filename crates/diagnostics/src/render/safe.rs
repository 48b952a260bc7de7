//! Text of a document that is shown on a terminal.
//!
//! A document may hold characters that move the cursor, change colours, or turn the direction of writing. They are shown,
//! not obeyed.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with every character made visible that a terminal would act on; line breaks are among them, tabs are not.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        push(&mut shown, character);
    }
    Cow::Owned(shown)
}

/// Adds a character so that it can be seen.
pub(super) fn push(shown: &mut String, character: char) {
    match u32::from(character) {
        _ if !acts(character) => shown.push(character),
        // The block of control pictures follows the order of the controls.
        control @ 0..0x20 => shown.push(char::from_u32(0x2400 + control).unwrap_or(char::REPLACEMENT_CHARACTER)),
        0x7f => shown.push('\u{2421}'),
        // Writing to a string cannot fail.
        code => {
            let _ = write!(shown, "<U+{code:04X}>");
        }
    }
}

/// Whether a terminal acts on a character instead of showing it.
fn acts(character: char) -> bool {
    match character {
        '\t' => false,
        // Marks and overrides of the direction of writing, characters without width, separators, and tags.
        '\u{061c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        other => other.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_acts_on_is_shown() {
        assert_eq!(visible("plain é\t日本"), "plain é\t日本");
        assert_eq!(visible("\u{1b}[31mred\u{7}\n"), "␛[31mred␇␊");
        assert_eq!(visible("a\u{202e}b\u{9b}c\u{7f}"), "a<U+202E>b<U+009B>c␡");
        assert_eq!(visible("zero\u{200b}width\u{feff}"), "zero<U+200B>width<U+FEFF>");
    }
}
