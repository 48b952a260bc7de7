//! What a recording held beside what was judged.

use avouch_diagnostics::render::visible;

use super::line;
use crate::replay::Recording;

/// The most lines of each list.
const MAX_LINES: usize = 20;

pub(super) fn section(recording: &Recording) -> String {
    let Recording { entries, judged, unmatched, elsewhere, unreadable, .. } = recording;
    let mut text = String::new();
    line(
        &mut text,
        &format!(
            "\nrecording: {entries} entries: {judged} judged, {unmatched} fit no operation, {elsewhere} with another host, \
             {unreadable} not understood"
        ),
    );
    let mut others: Vec<_> = recording.other_requests.iter().collect();
    others.sort_by_key(|other| std::cmp::Reverse(other.count));
    let listed = others
        .iter()
        .map(|other| (other.count, format!("{:>4}  {} {}: {}", other.count, other.method, other.url, other.reason)));
    list(&mut text, "not judged:", listed, unmatched + elsewhere);
    let faults = recording.faults.iter().map(|fault| (1, format!("entries[{}]: {}", fault.entry, fault.reason)));
    list(&mut text, "not understood:", faults, *unreadable);
    for (count, one, many) in [
        (recording.bodies_not_judged, "body was not recorded whole, and is", "bodies were not recorded whole, and are"),
        (
            recording.headers_left_out,
            "header field has no form in HTTP, and is",
            "header fields have no form in HTTP, and are",
        ),
    ] {
        match count {
            0 => {}
            1 => line(&mut text, &format!("1 {one} not judged")),
            count => line(&mut text, &format!("{count} {many} not judged")),
        }
    }
    text
}

/// The first lines of a list with the number of things that each stands for, and how many things the rest are.
fn list(text: &mut String, title: &str, lines: impl Iterator<Item = (usize, String)>, total: usize) {
    if total > 0 {
        line(text, &format!("\n{title}"));
    }
    let mut left = total;
    for (count, entry) in lines.take(MAX_LINES) {
        line(text, &format!("  {}", visible(&entry)));
        left = left.saturating_sub(count);
    }
    if left > 0 {
        line(text, &format!("  … and {left} more"));
    }
}
