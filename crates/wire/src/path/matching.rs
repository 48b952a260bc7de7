//! Matching the pieces of one segment against raw text.

use percent_encoding::percent_decode_str;

use super::Piece;
use crate::percent;

/// One character of raw text as it counts for comparison, and where it ends.
///
/// RFC 3986 section 6.2.2.2: an encoded unreserved character equals the plain one, an encoded reserved character does
/// not: in `{name}@{host}` a `%40` belongs to a value.
struct Token {
    sign: Sign,
    end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Plain(u8),
    Encoded(u8),
}

/// Adds the variables to `found` if the text matches.
pub(super) fn match_pieces<'t>(pieces: &'t [Piece], text: &'t str, found: &mut Vec<(&'t str, &'t str)>) -> Option<()> {
    match pieces {
        [] => text.is_empty().then_some(()),
        [Piece::Literal(literal)] => percent_decode_str(literal).eq(percent_decode_str(text)).then_some(()),
        [Piece::Variable(name)] => (!text.is_empty()).then(|| found.push((name, text))),
        _ => match_mixed(pieces, text, found),
    }
}

fn match_mixed<'t>(pieces: &'t [Piece], text: &'t str, found: &mut Vec<(&'t str, &'t str)>) -> Option<()> {
    let tokens = tokens(text);
    let mut position = 0;
    let mut open: Option<&str> = None;
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Variable(name) => {
                if let Some(previous) = open.replace(name) {
                    found.push((previous, raw(text, &tokens, position, position + 1)?));
                    position += 1;
                }
            }
            Piece::Literal(literal) => {
                let signs: Vec<Sign> = self::tokens(literal).into_iter().map(|token| token.sign).collect();
                let last = index + 1 == pieces.len();
                let at = match open.take() {
                    None => starts_with(&tokens, position, &signs).then_some(position)?,
                    Some(name) => {
                        let at = find(&tokens, position + 1, &signs, last)?;
                        found.push((name, raw(text, &tokens, position, at)?));
                        at
                    }
                };
                position = at + signs.len();
            }
        }
    }
    match open {
        Some(name) if position < tokens.len() => found.push((name, raw(text, &tokens, position, tokens.len())?)),
        None if position == tokens.len() => {}
        _ => return None,
    }
    Some(())
}

/// The first place of the signs at or after `from`; the end of the text where nothing follows them.
fn find(tokens: &[Token], from: usize, signs: &[Sign], last: bool) -> Option<usize> {
    let latest = tokens.len().checked_sub(signs.len())?;
    let first = if last { latest.max(from) } else { from };
    (first..=latest).find(|at| starts_with(tokens, *at, signs))
}

fn starts_with(tokens: &[Token], at: usize, signs: &[Sign]) -> bool {
    tokens
        .get(at..at + signs.len())
        .is_some_and(|window| window.iter().zip(signs).all(|(token, sign)| token.sign == *sign))
}

fn raw<'t>(text: &'t str, tokens: &[Token], from: usize, to: usize) -> Option<&'t str> {
    let end_of = |count: usize| match count.checked_sub(1) {
        Some(last) => tokens.get(last).map(|token| token.end),
        None => Some(0),
    };
    text.get(end_of(from)?..end_of(to)?)
}

fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let encoded = bytes.get(at..).and_then(percent::triple);
        at += if encoded.is_some() { 3 } else { 1 };
        let sign = match encoded {
            Some(byte) if is_unreserved(byte) => Sign::Plain(byte),
            Some(byte) => Sign::Encoded(byte),
            None if needs_encoding(byte) => Sign::Encoded(byte),
            None => Sign::Plain(byte),
        };
        tokens.push(Token { sign, end: at });
    }
    tokens
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Whether a URI cannot hold the byte as it is, so that a literal with it is sent encoded.
fn needs_encoding(byte: u8) -> bool {
    !(is_unreserved(byte)
        || matches!(
            byte,
            b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b':' | b'@' | b'/' | b'?'
        ))
}
