//! Texts that match a pattern: a reader for the common part of ECMA-262's regular expressions, and a writer for what it read.
//!
//! Assertions are passed over and classes of Unicode properties stand for letters; whether a text matches is for the validator to
//! say.

use crate::rng::Rng;

/// The most repetitions of what may be repeated without end.
const MAX_FREE_REPETITIONS: u32 = 8;
/// The most characters of a text.
const MAX_CHARACTERS: usize = 20_000;
/// How deep groups may nest.
const MAX_DEPTH: usize = 50;

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// One of these characters, as inclusive ranges.
    Class(Vec<(char, char)>),
    /// One of these sequences.
    Group(Vec<Vec<Repeated>>),
}

/// What stands for a place rather than for text: nothing is written for it.
const ASSERTION: Piece = Piece::Class(Vec::new());

/// A piece and how often it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Repeated {
    piece: Piece,
    least: u32,
    most: Option<u32>,
}

/// A pattern that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    alternatives: Vec<Vec<Repeated>>,
}

impl Pattern {
    /// Reads a pattern; `None` for what this reader does not know.
    pub fn parse(text: &str) -> Option<Pattern> {
        let mut reader = Reader { rest: text.chars().collect::<Vec<_>>().into_iter().peekable() };
        let alternatives = reader.alternatives(0)?;
        reader.rest.peek().is_none().then_some(Pattern { alternatives })
    }

    /// A text that matches, assertions aside. `extra` is how many repetitions beyond the fewest there may be.
    pub fn write(&self, rng: &mut Rng, extra: u32) -> String {
        let mut text = String::new();
        write_group(&self.alternatives, rng, extra, &mut text);
        text
    }
}

fn write_group(alternatives: &[Vec<Repeated>], rng: &mut Rng, extra: u32, text: &mut String) {
    let Some(sequence) = rng.pick(alternatives) else { return };
    for repeated in sequence {
        let most = repeated.most.unwrap_or(repeated.least.saturating_add(MAX_FREE_REPETITIONS.max(extra)));
        let room = most.saturating_sub(repeated.least).min(extra);
        let count = repeated.least + u32::try_from(rng.below(room as usize + 1)).unwrap_or(0);
        for _ in 0..count {
            if text.len() > MAX_CHARACTERS {
                return;
            }
            match &repeated.piece {
                Piece::Class(ranges) => text.extend(write_class(ranges, rng)),
                Piece::Group(alternatives) => write_group(alternatives, rng, extra, text),
            }
        }
    }
}

fn write_class(ranges: &[(char, char)], rng: &mut Rng) -> Option<char> {
    // The first range with letters or digits reads best; others are taken now and then.
    let (first, last) = *rng.pick(ranges)?;
    let span = (last as u32).saturating_sub(first as u32).min(127);
    let offset = u32::try_from(rng.below(span as usize + 1)).unwrap_or(0);
    char::from_u32(first as u32 + offset).or(Some(first))
}

struct Reader {
    rest: std::iter::Peekable<std::vec::IntoIter<char>>,
}

impl Reader {
    fn alternatives(&mut self, depth: usize) -> Option<Vec<Vec<Repeated>>> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut alternatives = vec![Vec::new()];
        while let Some(next) = self.rest.peek().copied() {
            match next {
                ')' => break,
                '|' => {
                    self.rest.next();
                    alternatives.push(Vec::new());
                }
                _ => {
                    let repeated = self.repeated(depth)?;
                    alternatives.last_mut()?.push(repeated);
                }
            }
        }
        Some(alternatives)
    }

    /// The next piece with its quantifier.
    fn repeated(&mut self, depth: usize) -> Option<Repeated> {
        let piece = match self.rest.next()? {
            '^' | '$' => ASSERTION,
            '.' => Piece::Class(vec![('a', 'z'), ('0', '9')]),
            '[' => Piece::Class(self.class()?),
            '(' => self.group(depth)?,
            '\\' => Piece::Class(self.escape()?),
            literal => Piece::Class(vec![(literal, literal)]),
        };
        let (least, most) = self.quantifier()?;
        Some(Repeated { piece, least, most })
    }

    fn group(&mut self, depth: usize) -> Option<Piece> {
        let mut is_assertion = false;
        if self.rest.next_if_eq(&'?').is_some() {
            match self.rest.next()? {
                ':' => {}
                '=' | '!' => is_assertion = true,
                '<' => match self.rest.peek()? {
                    '=' | '!' => is_assertion = true,
                    _ => while self.rest.next()? != '>' {},
                },
                _ => return None,
            }
        }
        let alternatives = self.alternatives(depth + 1)?;
        self.rest.next_if_eq(&')')?;
        Some(if is_assertion { ASSERTION } else { Piece::Group(alternatives) })
    }

    fn quantifier(&mut self) -> Option<(u32, Option<u32>)> {
        let bounds = match self.rest.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => return self.counted(),
            _ => return Some((1, Some(1))),
        };
        self.rest.next();
        self.rest.next_if_eq(&'?');
        Some(bounds)
    }

    fn counted(&mut self) -> Option<(u32, Option<u32>)> {
        self.rest.next();
        let least = self.number()?;
        let most = if self.rest.next_if_eq(&',').is_some() {
            if self.rest.peek() == Some(&'}') { None } else { Some(self.number()?) }
        } else {
            Some(least)
        };
        self.rest.next_if_eq(&'}')?;
        self.rest.next_if_eq(&'?');
        Some((least, most))
    }

    fn number(&mut self) -> Option<u32> {
        let mut digits = String::new();
        while let Some(digit) = self.rest.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        digits.parse().ok()
    }

    /// The characters of an escape; none for an assertion.
    fn escape(&mut self) -> Option<Vec<(char, char)>> {
        let literal = match self.rest.next()? {
            'b' | 'B' => return Some(Vec::new()),
            'd' => return Some(vec![('0', '9')]),
            'w' | 'S' => return Some(vec![('a', 'z'), ('0', '9')]),
            'p' => {
                self.rest.next_if_eq(&'{')?;
                while self.rest.next()? != '}' {}
                return Some(vec![('a', 'z')]);
            }
            'P' | 'k' | '1'..='9' => return None,
            'D' | 'W' => '-',
            's' => ' ',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'f' => '\u{c}',
            'v' => '\u{b}',
            '0' => '\0',
            'x' => self.hexadecimal(2)?,
            'u' if self.rest.next_if_eq(&'{').is_some() => {
                let mut digits = String::new();
                while let Some(digit) = self.rest.next_if(char::is_ascii_hexdigit) {
                    digits.push(digit);
                }
                self.rest.next_if_eq(&'}')?;
                char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?
            }
            'u' => self.hexadecimal(4)?,
            literal => literal,
        };
        Some(vec![(literal, literal)])
    }

    fn hexadecimal(&mut self, count: usize) -> Option<char> {
        let mut digits = String::new();
        for _ in 0..count {
            digits.push(self.rest.next_if(char::is_ascii_hexdigit)?);
        }
        char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
    }

    fn class(&mut self) -> Option<Vec<(char, char)>> {
        let negated = self.rest.next_if_eq(&'^').is_some();
        let mut ranges: Vec<(char, char)> = Vec::new();
        loop {
            let first = match self.rest.next()? {
                ']' => break,
                '\\' if self.rest.next_if_eq(&'b').is_some() => vec![('\u{8}', '\u{8}')],
                '\\' => self.escape()?,
                literal => vec![(literal, literal)],
            };
            let [(start, end)] = first.as_slice() else {
                ranges.extend(first);
                continue;
            };
            let is_single = start == end;
            if is_single && self.rest.next_if_eq(&'-').is_some() {
                match self.rest.next()? {
                    ']' => {
                        ranges.extend([(*start, *end), ('-', '-')]);
                        break;
                    }
                    '\\' => {
                        let last = self.escape()?;
                        ranges.push((*start, last.first()?.0));
                    }
                    last => ranges.push((*start, last)),
                }
            } else {
                ranges.push((*start, *end));
            }
        }
        if negated { Some(others(&ranges)) } else { (!ranges.is_empty()).then_some(ranges) }
    }
}

/// Common characters that a negated class leaves.
fn others(ranges: &[(char, char)]) -> Vec<(char, char)> {
    let common = ('a'..='z').chain('0'..='9').chain('A'..='Z').chain("-_ .:;,!#~".chars()).chain('à'..='ö');
    let free = |character: &char| !ranges.iter().any(|(first, last)| (first..=last).contains(&character));
    common.filter(free).map(|character| (character, character)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_match_the_pattern_they_come_from() {
        for pattern in [
            "^[a-z][a-z0-9-]{2,30}[a-z0-9]$",
            r"^\d{3}-\d{4}$",
            "^(foo|bar)+$",
            r"^[A-Z]{2}\d{6}(?:-[0-9a-f]{4})?$",
            r"^arn:aws:[^:\n]*:[^:\n]*$",
            r"^[\w.+-]+@[\w-]+\.[a-z]{2,}$",
            r"^(?<year>\d{4})-(?<month>0[1-9]|1[0-2])$",
            r"^\u0041\x42[\]\-]$",
            "a.c",
            "^$",
            "^(?!foo)[a-f]{4}$",
        ] {
            let read = Pattern::parse(pattern).unwrap_or_else(|| panic!("{pattern} is read"));
            let matcher = regress::Regex::new(pattern).unwrap();
            for seed in 0..50 {
                let text = read.write(&mut Rng::new(&[seed]), 4);
                assert!(matcher.find(&text).is_some(), "{pattern}: {text:?}");
            }
        }
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for pattern in ["(", "[a", "a{2", r"(a)\1", "(?i)a", &"(".repeat(100_000)] {
            assert_eq!(Pattern::parse(pattern), None);
        }
    }
}
