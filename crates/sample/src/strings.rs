//! Texts within bounds.

use crate::merge::Merged;
use crate::pattern::Pattern;
use crate::rng::Rng;
use crate::{formats, words};

/// The longest text that is made to meet a `minLength`.
const MAX_LENGTH: u64 = 100_000;

/// Texts that may fit, the likeliest first. `name` is the property that the text is for.
pub fn candidates(merged: &Merged, name: &str, rng: &mut Rng) -> Vec<String> {
    let mut candidates = Vec::new();
    if !merged.patterns.is_empty() {
        for pattern in merged.patterns.iter().filter_map(|pattern| Pattern::parse(pattern)) {
            let wanted = u32::try_from(merged.min_length.min(MAX_LENGTH)).unwrap_or(0);
            for extra in [2, 0, 6, wanted, wanted.saturating_mul(2)] {
                candidates.extend((0..4).map(|_| pattern.write(rng, extra)));
            }
        }
    }
    candidates.extend(merged.formats.iter().filter_map(|format| formats::text(format, rng)));
    candidates.push(words::text(name, rng));
    candidates.push("a".to_owned());
    candidates.push("0".to_owned());
    let fitted: Vec<String> = candidates.iter().map(|text| fit(text, merged)).collect();
    if merged.patterns.is_empty() && merged.formats.is_empty() {
        return fitted;
    }
    candidates.extend(fitted);
    candidates
}

/// The text, lengthened or cut so that its length is allowed.
fn fit(text: &str, merged: &Merged) -> String {
    let length = |count: Option<u64>| usize::try_from(count.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
    let mut fitted: String = text.chars().take(length(merged.max_length)).collect();
    let least = length(Some(merged.min_length.min(MAX_LENGTH)));
    let mut missing = least.saturating_sub(fitted.chars().count());
    while missing > 0 {
        let more: String = "-river".chars().cycle().take(missing).collect();
        missing = missing.saturating_sub(more.chars().count());
        fitted.push_str(&more);
    }
    fitted
}
