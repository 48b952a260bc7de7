//! Blocks: paragraphs, lists, tables and code, as lines of a doc comment.

use std::borrow::Cow;

use super::inline;

/// How wide a doc comment's text is wrapped.
const WIDTH: usize = 96;
/// The deepest nesting of lists that is kept.
const DEEPEST: usize = 4;

/// The lines of a doc comment for a text of the document; empty where it says nothing.
///
/// Paragraphs are wrapped, lists are indented as clippy wants them, headings become bold (they would stand in the outline
/// of the page), code is never taken for an example to run.
pub(crate) fn doc_lines(text: &str) -> Vec<String> {
    let mut blocks = Blocks::default();
    let text = normalise(text);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if let Some(fence) = fence(trimmed) {
            let mut code = Vec::new();
            for inside in lines.by_ref() {
                if inside.trim().starts_with(fence) && inside.trim().trim_start_matches(&fence[..1]).is_empty() {
                    break;
                }
                code.push(inside);
            }
            blocks.code(&code);
        } else if trimmed.is_empty() {
            blocks.blank();
        } else if indent(line) >= 4 && blocks.is_blank() && !blocks.in_list() {
            let mut code = vec![line];
            while let Some(next) = lines.next_if(|next| indent(next) >= 4 && !next.trim().is_empty()) {
                code.push(next);
            }
            blocks.code(&code);
        } else {
            blocks.line(line);
        }
    }
    blocks.finish()
}

/// One line feed a line; no characters that are invisible or turn the text round.
fn normalise(text: &str) -> Cow<'_, str> {
    if !text.contains("<br") && text.bytes().all(|byte| byte == b'\n' || (b' '..0x7f).contains(&byte)) {
        return Cow::Borrowed(text);
    }
    let normalised = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace("<br>", "\n")
        .replace("<br/>", "\n")
        .replace("<br />", "\n")
        .replace('\t', "    ")
        .chars()
        .filter(|character| *character == '\n' || !is_unprintable(*character))
        .collect();
    Cow::Owned(normalised)
}

fn is_unprintable(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The fence that a line opens.
fn fence(line: &str) -> Option<&'static str> {
    ["```", "~~~"]
        .into_iter()
        .find(|fence| line.strip_prefix(fence).is_some_and(|rest| !rest.trim_start_matches(&fence[..1]).contains('`')))
}

/// The marker that a line begins a list item with, as it is printed, and the text after it.
fn list_item(line: &str) -> Option<(String, &str)> {
    if let Some(text) = ["- ", "* ", "+ ", "• "].iter().find_map(|marker| line.strip_prefix(marker)) {
        return Some(("- ".to_owned(), text));
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let text = line.get(digits..)?.strip_prefix(". ").or_else(|| line.get(digits..)?.strip_prefix(") "))?;
    (1..=4).contains(&digits).then(|| (format!("{}. ", &line[..digits]), text))
}

#[derive(Default)]
struct Blocks {
    lines: Vec<String>,
    paragraph: String,
    /// What stands before the first line of the paragraph, and how far the further ones are indented.
    marker: String,
    hanging: usize,
    /// The indents, in the document, of the list items that are open.
    list: Vec<(usize, usize)>,
    blank: bool,
    table: bool,
}

impl Blocks {
    fn is_blank(&self) -> bool {
        self.blank || self.lines.is_empty() && self.paragraph.is_empty()
    }

    fn in_list(&self) -> bool {
        !self.list.is_empty()
    }

    fn blank(&mut self) {
        self.end_paragraph();
        self.blank = true;
        self.table = false;
    }

    fn line(&mut self, line: &str) {
        let trimmed = line.trim().trim_start_matches("> ").trim_start_matches('>').trim_start();
        if trimmed.starts_with('|') {
            self.end_paragraph();
            if !self.table {
                self.separate();
            }
            self.table = true;
            self.list.clear();
            self.lines.push(inline::render(trimmed));
        } else if let Some(heading) = heading(trimmed) {
            self.end_paragraph();
            self.list.clear();
            self.blank = true;
            self.paragraph = format!("**{}**", heading.replace('*', ""));
            self.blank();
        } else if is_rule(trimmed) {
            // An underline makes a heading of the paragraph before it, or is a rule; either way a block ends.
            self.blank();
        } else if let Some((marker, text)) = list_item(trimmed) {
            self.begin_item(indent(line), &marker, text);
        } else {
            if self.blank && indent(line) == 0 {
                self.list.clear();
            }
            if self.paragraph.is_empty() {
                self.marker = " ".repeat(self.list.last().map_or(0, |item| item.1));
                self.hanging = self.marker.len();
                if self.in_list() && !self.blank {
                    self.blank = true;
                }
            } else {
                self.paragraph.push(' ');
            }
            self.paragraph.push_str(trimmed);
        }
    }

    fn begin_item(&mut self, indent: usize, marker: &str, text: &str) {
        self.end_paragraph();
        while self.list.last().is_some_and(|item| item.0 >= indent) {
            self.list.pop();
        }
        if self.list.is_empty() || self.list.len() >= DEEPEST {
            self.list.truncate(DEEPEST - 1);
        }
        let first = self.list.is_empty();
        let outer = self.list.last().map_or(0, |item| item.1);
        self.list.push((indent, outer + marker.len()));
        self.marker = format!("{}{marker}", " ".repeat(outer));
        self.hanging = outer + marker.len();
        // A list that follows a paragraph at once is still a list of its own; items follow each other closely.
        let continues = self.lines.last().is_some_and(|last| is_list_line(last));
        self.blank = first && (self.blank || !continues);
        text.trim().clone_into(&mut self.paragraph);
        if self.paragraph.is_empty() {
            self.list.pop();
        }
    }

    fn code(&mut self, code: &[&str]) {
        self.end_paragraph();
        let shared = code.iter().filter(|line| !line.trim().is_empty()).map(|line| indent(line)).min().unwrap_or(0);
        let longest = code.iter().map(|line| ticks(line)).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        self.list.clear();
        self.separate();
        self.lines.push(format!("{fence}text"));
        self.lines.extend(code.iter().map(|line| line.get(shared..).unwrap_or_default().trim_end().to_owned()));
        self.lines.push(fence);
        self.blank = true;
    }

    /// An empty line, unless there is one or nothing to part from.
    fn separate(&mut self) {
        if self.lines.last().is_some_and(|last| !last.is_empty()) {
            self.lines.push(String::new());
        }
        self.blank = false;
    }

    fn end_paragraph(&mut self) {
        if self.paragraph.is_empty() {
            return;
        }
        let text = inline::render(&std::mem::take(&mut self.paragraph));
        if self.blank {
            self.separate();
        }
        self.blank = false;
        let hanging = " ".repeat(self.hanging);
        let mut line = std::mem::take(&mut self.marker);
        let mut width = line.chars().count();
        let mut fresh = true;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let length = word.chars().count();
            if !fresh && width + 1 + length > WIDTH && !begins_block(word) {
                self.lines.push(std::mem::replace(&mut line, hanging.clone()));
                width = hanging.len();
                fresh = true;
            }
            if fresh && begins_block(word) {
                line.push('\\');
                width += 1;
            } else if !fresh {
                line.push(' ');
                width += 1;
            }
            line.push_str(word);
            width += length;
            fresh = false;
        }
        self.lines.push(line);
        self.hanging = 0;
    }

    fn finish(mut self) -> Vec<String> {
        self.end_paragraph();
        while self.lines.last().is_some_and(String::is_empty) {
            self.lines.pop();
        }
        self.lines
    }
}

fn ticks(line: &str) -> usize {
    line.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}

fn is_list_line(line: &str) -> bool {
    list_item(line.trim_start()).is_some() || line.starts_with("  ")
}

/// The text of a heading such as `## Title ##`.
fn heading(line: &str) -> Option<&str> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let text = line.get(level..)?.strip_prefix(' ')?;
    let text = text.trim().trim_end_matches('#').trim();
    ((1..=6).contains(&level) && !text.is_empty()).then_some(text)
}

fn is_rule(line: &str) -> bool {
    line.len() >= 3 && ['-', '=', '*', '_'].iter().any(|rule| line.chars().all(|character| character == *rule))
}

/// Whether a word at the start of a line would begin a block.
fn begins_block(word: &str) -> bool {
    matches!(word, "-" | "+" | "*" | "•")
        || word.starts_with(['#', '>', '|', '~', '='])
        || word.chars().all(|character| character == '-' || character == '_' || character == '*')
        || word.strip_suffix(['.', ')']).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::doc_lines;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(doc_lines(text), expected, "{text:?}");
    }

    #[test]
    fn paragraphs_are_wrapped_and_parted() {
        check("one\ntwo\n\n\nthree\n", &["one two", "", "three"]);
        let lines = doc_lines(&"word ".repeat(60));
        assert_eq!(lines.len(), 4);
        assert!(lines.iter().all(|line| line.len() <= super::WIDTH));
    }

    #[test]
    fn lists_are_indented_under_their_marker() {
        check(
            "These:\n* one\n  more\n    * deep\n* two\n\nafter",
            &["These:", "", "- one more", "  - deep", "- two", "", "after"],
        );
        check("1) one\n2) two", &["1. one", "2. two"]);
        let lines = doc_lines(&format!("- {}", "word ".repeat(40)));
        assert!(lines[1].starts_with("  word"), "{lines:?}");
    }

    #[test]
    fn code_is_never_an_example_to_run() {
        check("```\nlet a;\n```", &["```text", "let a;", "```"]);
        check("```rust\nlet a;", &["```text", "let a;", "```"]);
        check("a\n\n    let a;\n    b", &["a", "", "```text", "let a;", "b", "```"]);
        check("~~~\n```\n~~~", &["````text", "```", "````"]);
    }

    #[test]
    fn headings_rules_and_quotes_are_no_outline() {
        check("# Title\ntext", &["**Title**", "", "text"]);
        check("Title\n=====\ntext\n\n---\n> quote", &["Title", "", "text", "", "quote"]);
    }

    #[test]
    fn tables_stay_tables() {
        check("x\n| a | b |\n|---|---|\n| 1 | [2] |", &["x", "", "| a | b |", "|---|---|", "| 1 | \\[2\\] |"]);
    }

    #[test]
    fn nothing_ends_the_comment_or_turns_the_text() {
        check("a */ b\u{202e}c\u{0}\u{7}", &["a */ bc"]);
        check("! x", &["! x"]);
        check("", &[]);
        check("  \n\t\n", &[]);
    }

    #[test]
    fn a_wrapped_word_begins_no_block() {
        let text = format!("{} 1. x # y - z", "a".repeat(95));
        for line in doc_lines(&text).iter().skip(1) {
            assert!(!line.starts_with(['#', '-', '1']), "{line}");
        }
    }
}
