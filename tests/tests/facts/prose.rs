//! Reads the prose of both APIs: text that was taken off web pages.
//!
//! The page of v3 has, one operation after the other: words, a row for each parameter and each plain member of the body
//! (`| name required | type words |`), and samples of requests and answers, JSON with a hyphen before each member. The page of v2
//! has rows that begin without a bar (`name | words |`), and its samples in single lines.

use serde_json::Value;

/// Where a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// In a row of a table.
    Row,
    /// In a sample, as a member of an object.
    Member,
}

/// A name that prose has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    pub kind: Kind,
    pub word: String,
    /// The members that lead to it, `resources.links`, where it is one; those of lists count as members of the list.
    pub place: String,
}

/// The names in lines of the page of v3.
pub fn v3<'t>(lines: impl Iterator<Item = &'t str>) -> Result<Vec<Name>, String> {
    let mut names = Vec::new();
    let mut sample = Sample::default();
    for line in lines {
        let mut rest = line;
        // A sample may end within a line, and what follows it is what another line would be.
        while sample.is_open() || rest.starts_with(['{', '[']) {
            let text = without_hyphens(rest);
            let Some(end) = sample.add(&text) else { break };
            members(&std::mem::take(&mut sample).text, &mut names)?;
            rest = &rest[rest.len() - (text.len() - end)..];
        }
        if let Some(row) = rest.strip_prefix("| ").filter(|_| !sample.is_open()) {
            let cell = row.split('|').next().unwrap_or_default().trim();
            names.extend(row_name(cell.strip_suffix(" required").unwrap_or(cell)));
        }
    }
    if sample.is_open() { Err(format!("a sample has no end: {}", sample.text)) } else { Ok(names) }
}

/// A sample while its lines are put together.
#[derive(Default)]
struct Sample {
    text: String,
    depth: usize,
    in_string: bool,
    is_escaped: bool,
}

impl Sample {
    fn is_open(&self) -> bool {
        self.depth > 0
    }

    /// Adds a line; where the sample ends in it, the position after its end.
    fn add(&mut self, line: &str) -> Option<usize> {
        for (position, character) in line.char_indices() {
            match character {
                _ if self.is_escaped => self.is_escaped = false,
                '\\' if self.in_string => self.is_escaped = true,
                '"' => self.in_string = !self.in_string,
                '{' | '[' if !self.in_string => self.depth += 1,
                '}' | ']' if !self.in_string => self.depth -= 1,
                _ => {}
            }
            if self.depth == 0 {
                let end = position + character.len_utf8();
                self.text.push_str(&line[..end]);
                return Some(end);
            }
        }
        self.text.push_str(line);
        self.text.push('\n');
        None
    }
}

/// The names on the page of v2.
pub fn v2(text: &str) -> Result<Vec<Name>, String> {
    let mut names = Vec::new();
    for line in text.lines() {
        if line.starts_with('{') {
            members(line, &mut names)?;
        } else if let Some((cell, _)) = line.split_once(" |") {
            names.extend(row_name(cell));
        }
    }
    Ok(names)
}

fn row_name(cell: &str) -> Option<Name> {
    let is_name =
        !cell.is_empty() && cell.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c));
    is_name.then(|| Name { kind: Kind::Row, word: cell.to_owned(), place: String::new() })
}

/// A line without the hyphens that stand before members and items.
fn without_hyphens(line: &str) -> String {
    let line = line.strip_prefix("- ").unwrap_or(line);
    // A list that begins with an object has a hyphen for each.
    if let Some(rest) = line.strip_prefix("[- ") {
        return format!("[{}", without_hyphens(rest));
    }
    for opening in ["{", "}, ", "], "] {
        if let Some(rest) = line.strip_prefix(opening).and_then(|rest| rest.strip_prefix("- ")) {
            return format!("{opening}{rest}");
        }
    }
    line.to_owned()
}

fn members(sample: &str, names: &mut Vec<Name>) -> Result<(), String> {
    for value in serde_json::Deserializer::from_str(sample).into_iter() {
        let value: Value = value.map_err(|error| format!("{error} in the sample {sample}"))?;
        let mut open = vec![(String::new(), &value)];
        while let Some((place, value)) = open.pop() {
            match value {
                Value::Object(members) => {
                    for (name, member) in members {
                        names.push(Name { kind: Kind::Member, word: name.clone(), place: place.clone() });
                        let dot = if place.is_empty() { "" } else { "." };
                        open.push((format!("{place}{dot}{name}"), member));
                    }
                }
                Value::Array(items) => open.extend(items.iter().map(|item| (place.clone(), item))),
                _ => {}
            }
        }
    }
    Ok(())
}

/// Holds the readers against texts of which all names are known.
pub fn check() -> Result<(), String> {
    let text = r#"Words, among them | bars.
| guid required | string <uuid> The identifier |
| per_page | integer Example: per_page=50 Results |
object (Metadata) Words | |
required | object |
{- "a": {
- "b": [
- {
- "c": "x: \"y\"",
- "d": [
- "e"
]
}
]
}, - "f": null
}{- "g": 1
}| h | words |
[- {- "i": "}"
}
]More words."#;
    let found: Vec<String> = v3(text.lines())?.iter().map(|name| format!("{}/{}", name.place, name.word)).collect();
    expect(&found, &["/guid", "/per_page", "/a", "/f", "a/b", "a.b/c", "a.b/d", "/g", "/h", "/i"])?;
    let text =
        "Name | Words |\n---|---|\nguid | The guid |\n|\nq |\nresults-per-page | Words |\n{ \"x\": [ { \"y\": 1 } ] }";
    let found: Vec<String> = v2(text)?.iter().map(|name| format!("{}/{}", name.place, name.word)).collect();
    expect(&found, &["/guid", "/q", "/results-per-page", "/x", "x/y"])?;
    match v3(["{- \"a\": {"].into_iter()) {
        Ok(_) => Err("a sample without an end is read".to_owned()),
        Err(_) => Ok(()),
    }
}

fn expect(found: &[String], expected: &[&str]) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{found:?} instead of {expected:?}")) }
}
