//! Which key of a `content` map a body belongs to, and which of several bodies a client accepts.

use super::{MediaRange, MediaType};

/// How well a key fits: by its range, then by parameters that agree, then by parameters that the body leaves out.
type Fit = (u8, usize, std::cmp::Reverse<usize>);

/// The index of the key of a `content` map that describes a body of this `Content-Type`; the most specific one, and
/// among equals the first.
///
/// Type and subtype compare without regard to case; `charset` and `boundary` are ignored. Another parameter matters
/// only where keys of the same type differ by it: then a key whose value contradicts the body's does not match, and one
/// that agrees wins over one that does not name it. Keys that are no media range, and a `Content-Type` that is none,
/// match nothing.
pub fn best_match<I>(keys: I, content_type: &str) -> Option<usize>
where
    I: IntoIterator,
    I::Item: AsRef<str>,
{
    let content_type = MediaType::parse(content_type).ok()?;
    let candidates: Vec<(usize, MediaRange)> = keys
        .into_iter()
        .enumerate()
        .filter_map(|(index, key)| Some((index, MediaRange::parse(key.as_ref()).ok()?)))
        .filter(|(_, range)| range.contains(&content_type))
        .collect();
    let mut best: Option<(usize, Fit)> = None;
    for (index, range) in &candidates {
        let Some(fit) = fit(range, &content_type, &candidates) else { continue };
        if best.is_none_or(|(_, other)| fit > other) {
            best = Some((*index, fit));
        }
    }
    best.map(|(index, _)| index)
}

/// The index of the media type that an `Accept` header prefers (RFC 9110 section 12.5.1); among equals the first. An
/// absent or empty header accepts all, and elements that are no media range are passed over. `None` when nothing is
/// acceptable.
pub fn negotiate<I>(accept: Option<&str>, available: I) -> Option<usize>
where
    I: IntoIterator,
    I::Item: AsRef<str>,
{
    let header = accept.unwrap_or_default();
    let ranges: Vec<(MediaRange, u16)> =
        split_list(header).into_iter().filter_map(|element| weighted(element.trim())).collect();
    let mut best: Option<(usize, u16)> = None;
    for (index, text) in available.into_iter().enumerate() {
        let weight = if header.trim().is_empty() { 1000 } else { weight(&ranges, text.as_ref()) };
        if weight > best.map_or(0, |(_, other)| other) {
            best = Some((index, weight));
        }
    }
    best.map(|(index, _)| index)
}

fn fit(range: &MediaRange, content_type: &MediaType, candidates: &[(usize, MediaRange)]) -> Option<Fit> {
    let mut agreeing = 0;
    let mut missing = 0;
    for (name, value) in significant(range) {
        match content_type.parameter(name) {
            Some(own) if own == value => agreeing += 1,
            Some(_) if keys_differ_by(name, range, candidates) => return None,
            Some(_) => {}
            None => missing += 1,
        }
    }
    Some((range.specificity(), agreeing, std::cmp::Reverse(missing)))
}

fn significant(range: &MediaRange) -> impl Iterator<Item = (&str, &str)> {
    range
        .parameters()
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| !matches!(*name, "charset" | "boundary" | "q"))
}

/// Whether another key for the same type has another value for the parameter, or none.
fn keys_differ_by(name: &str, range: &MediaRange, candidates: &[(usize, MediaRange)]) -> bool {
    let same_type = candidates.iter().filter(|(_, other)| other.specificity() == range.specificity());
    same_type.into_iter().any(|(_, other)| other.0.parameter(name) != range.0.parameter(name))
}

/// A range with its weight in thousandths.
fn weighted(element: &str) -> Option<(MediaRange, u16)> {
    let range = MediaRange::parse(element).ok()?;
    let weight = range.0.parameter("q").map_or(Some(1000), thousandths)?;
    Some((range, weight))
}

/// `0`, `0.5`, `1.000`; other text is no weight.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !matches!(whole, "0" | "1") || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths = format!("{fraction:0<3}").parse::<u16>().ok()?;
    Some(if whole == "1" { 1000 } else { thousandths })
}

/// The weight that the most specific range gives the media type; 0 where none contains it.
fn weight(ranges: &[(MediaRange, u16)], media_type: &str) -> u16 {
    let Ok(media_type) = MediaType::parse(media_type) else { return 0 };
    ranges
        .iter()
        .filter(|(range, _)| range.contains(&media_type))
        .filter_map(|(range, weight)| {
            let agree = significant(range).all(|(name, value)| media_type.parameter(name) == Some(value));
            agree.then(|| ((range.specificity(), significant(range).count()), *weight))
        })
        .max_by_key(|(specificity, _)| *specificity)
        .map_or(0, |(_, weight)| weight)
}

/// Splits at commas outside quoted strings.
pub(crate) fn split_list(header: &str) -> Vec<&str> {
    let mut elements = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in header.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                elements.extend(header.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    elements.extend(header.get(start..));
    elements
}
