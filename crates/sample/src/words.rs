//! Words for names, and what the name of a property tells about its text.

use crate::formats;
use crate::rng::Rng;

/// Words that do for any name.
pub const WORDS: [&str; 24] = [
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "harbor", "indigo", "juniper", "kestrel", "lagoon",
    "maple", "nimbus", "orchid", "pebble", "quartz", "river", "saffron", "tundra", "umber", "violet", "willow",
    "zephyr",
];

/// A text that suits the name of a property.
pub fn text(name: &str, rng: &mut Rng) -> String {
    let lower = name.to_ascii_lowercase();
    let first = *rng.pick(&WORDS).unwrap_or(&"river");
    let second = *rng.pick(&WORDS).unwrap_or(&"birch");
    let ends = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
    if ends(&["guid", "uuid"]) {
        formats::uuid(rng)
    } else if ends(&["_at", "date_time", "timestamp"]) {
        formats::text("date-time", rng).unwrap_or_default()
    } else if ends(&["email"]) {
        format!("{first}@example.org")
    } else if ends(&["url", "uri", "href", "link"]) {
        format!("https://example.org/{first}")
    } else if ends(&["host", "hostname", "domain"]) {
        format!("{first}.example.org")
    } else if ends(&["description", "message", "detail", "title", "summary", "comment"]) {
        format!("The {first} by the {second}")
    } else if ends(&["version"]) {
        format!("{}.{}.{}", 1 + rng.below(4), rng.below(10), rng.below(10))
    } else {
        format!("{first}-{second}")
    }
}
