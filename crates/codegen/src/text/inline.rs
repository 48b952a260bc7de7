//! One paragraph: what stays markup, and what is escaped.

/// Renders the text of one paragraph, without line breaks.
///
/// Code spans, links to web addresses and emphasis stay. Brackets would be links to items, angle brackets HTML, a bare
/// address a complaint of rustdoc: those are escaped or marked up.
pub(super) fn render(text: &str) -> String {
    if !text.contains(['[', ']', '<', '`', '\\']) && !text.contains("http") {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let used = match first {
            '`' => code_span(rest, &mut out),
            '[' => link(rest, &mut out),
            '<' => angle(rest, &mut out),
            'h' if !out.ends_with(|last: char| last.is_alphanumeric()) => address(rest, &mut out),
            '\\' => escape(rest, &mut out),
            '!' if rest.starts_with("![") => {
                // An image would be loaded from wherever the document says.
                out.push_str("\\!");
                1
            }
            _ => 0,
        };
        let used = if used == 0 { plain(first, &mut out) } else { used };
        rest = rest.get(used..).unwrap_or_default();
    }
    out
}

fn plain(character: char, out: &mut String) -> usize {
    match character {
        '[' | ']' | '<' | '`' | '\\' => {
            out.push('\\');
            out.push(character);
        }
        _ => out.push(character),
    }
    character.len_utf8()
}

/// Text between two runs of as many backticks.
fn code_span(text: &str, out: &mut String) -> usize {
    let ticks = text.bytes().take_while(|byte| *byte == b'`').count();
    let fence = &text[..ticks];
    let mut from = ticks;
    while let Some(found) = text[from..].find(fence) {
        let start = from + found;
        let run = text[start..].bytes().take_while(|byte| *byte == b'`').count();
        let inside = &text[ticks..start];
        if run == ticks && !inside.trim().is_empty() {
            out.push_str(&text[..start + ticks]);
            return start + ticks;
        }
        from = start + run;
    }
    out.extend(std::iter::repeat_n("\\`", ticks));
    ticks
}

/// `[text](address)`: the address stays where it is one of the web, else only the text does.
fn link(text: &str, out: &mut String) -> usize {
    let Some(end) = text.find("](") else { return 0 };
    let label = &text[1..end];
    let Some(length) = text[end + 2..].find(')') else { return 0 };
    if label.contains(['[', ']', '`', '<']) || label.trim().is_empty() {
        return 0;
    }
    let target = &text[end + 2..end + 2 + length];
    let address = target.split_whitespace().next().unwrap_or_default();
    if is_web(address) && address.chars().all(is_address) {
        out.push('[');
        out.push_str(&label.replace('\\', "\\\\"));
        out.push_str("](");
        out.push_str(address);
        out.push(')');
    } else {
        out.push_str(&label.replace('\\', "\\\\"));
    }
    end + 2 + length + 1
}

/// `<address>` stays, `<br>` is a space, the rest is no HTML.
fn angle(text: &str, out: &mut String) -> usize {
    let Some(end) = text.find('>') else { return 0 };
    let inside = &text[1..end];
    if is_web(inside) && inside.chars().all(is_address) {
        out.push_str(&text[..=end]);
        return end + 1;
    }
    0
}

/// A bare address becomes one in angle brackets.
fn address(text: &str, out: &mut String) -> usize {
    if !is_web(text) {
        return 0;
    }
    let length: usize = text.chars().take_while(|character| is_address(*character)).map(char::len_utf8).sum();
    let address = text[..length].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
    if address.ends_with("//") {
        return 0;
    }
    out.push('<');
    out.push_str(address);
    out.push('>');
    address.len()
}

/// A backslash before punctuation is an escape already.
fn escape(text: &str, out: &mut String) -> usize {
    match text.chars().nth(1) {
        Some(next) if next.is_ascii_punctuation() => {
            out.push('\\');
            out.push(next);
            2
        }
        _ => 0,
    }
}

fn is_web(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

fn is_address(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(character)
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn markup_that_rustdoc_understands_stays() {
        for text in
            ["a `code [x] <y>` b", "see [the docs](https://a.example/b#c)", "<https://a.example>", "**bold** _it_"]
        {
            assert_eq!(render(text), text);
        }
    }

    #[test]
    fn what_would_be_a_link_or_html_is_escaped() {
        for (text, expected) in [
            ("[Foo]", "\\[Foo\\]"),
            ("[Foo](#/components/x)", "Foo"),
            ("[x](javascript:alert(1))", "x)"),
            ("Vec<u8> & <b>", "Vec\\<u8> & \\<b>"),
            ("one ` tick", "one \\` tick"),
            ("at https://a.example/b.", "at <https://a.example/b>."),
            ("https://", "https://"),
            ("\\[x\\]", "\\[x\\]"),
            ("a \\ b", "a \\\\ b"),
            ("![i](http://x/y.png)", "\\![i](http://x/y.png)"),
            ("[a[b](http://x)", "\\[a[b](http://x)"),
        ] {
            assert_eq!(render(text), expected, "{text:?}");
        }
    }
}
