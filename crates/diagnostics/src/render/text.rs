//! Diagnostics for people: what, where, an excerpt, and what to do.

use std::collections::HashMap;
use std::fmt::Write;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::lines::{Position, Positions};
use super::safe::{push, visible};
use crate::{Code, Diagnostic, Diagnostics, Label, Severity, Sources};

/// Whether text has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// Plain text.
    Never,
    /// ANSI escape sequences.
    Always,
}

/// Diagnostics as text for people, each with its places, an excerpt of the document, and its hint.
///
/// Of one code at most [`PER_CODE`] are shown; a line at the end counts the others. Characters of the document that a
/// terminal would act on are made visible, and long lines are cut around the place.
pub fn text(diagnostics: &Diagnostics, sources: &dyn Sources, colour: Colour) -> String {
    let renderer = match colour {
        Colour::Never => Renderer::plain(),
        Colour::Always => Renderer::styled(),
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut positions = Positions::new(sources);
    let mut counts: Vec<(&Code, usize)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut shown = String::new();
    for diagnostic in diagnostics {
        let place = *places.entry(diagnostic.code.id).or_insert_with(|| {
            counts.push((diagnostic.code, 0));
            counts.len() - 1
        });
        let Some((_, count)) = counts.get_mut(place) else { continue };
        *count += 1;
        if *count <= PER_CODE {
            shown.push_str(&one(diagnostic, sources, &mut positions, &renderer));
            shown.push_str("\n\n");
        }
    }
    for (code, count) in counts {
        if let Some(more @ 1..) = count.checked_sub(PER_CODE) {
            // Writing to a string cannot fail.
            let _ = writeln!(shown, "… and {more} more of {code}");
        }
    }
    shown
}

/// How many diagnostics of one code [`text`] shows.
pub const PER_CODE: usize = 20;

/// How many findings of which severity there are: `2 errors, 1 warning`; `no findings` where there is none.
pub fn summary(diagnostics: &Diagnostics) -> String {
    let parts: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "remark")]
        .into_iter()
        .filter_map(|(severity, name)| match diagnostics.count(severity) {
            0 => None,
            1 => Some(format!("1 {name}")),
            count => Some(format!("{count} {name}s")),
        })
        .collect();
    if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
}

fn one(diagnostic: &Diagnostic, sources: &dyn Sources, positions: &mut Positions<'_>, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let mut group = Group::with_title(level.primary_title(visible(&diagnostic.message)).id(diagnostic.code.id));
    for (number, label) in diagnostic.labels.iter().enumerate() {
        let name = visible(sources.name(label.place.file)).into_owned();
        let Some(position) = positions.find(label.place) else {
            group = group.element(Origin::path(name));
            continue;
        };
        let (line, _) = positions.lines(label.place.file).line(position.start.line);
        let start = position.bytes.start - positions.lines(label.place.file).line(position.start.line).1;
        let origin = Origin::path(name).line(position.start.line).char_column(position.start.column);
        let excerpt = Excerpt::of(line, start, position.bytes.end - position.bytes.start);
        group = group.element(origin).element(excerpt.snippet(&position, label, number == 0));
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.message(visible(hint)));
    }
    without_bare_separators(&renderer.render(&[group]))
}

/// The renderer draws the sign of a further file, `:::`, above every excerpt that has no path of its own; ours never have,
/// because a line that was cut would be given wrong columns. The place stands in the line above.
fn without_bare_separators(rendered: &str) -> String {
    let lines = rendered.lines().filter(|line| {
        let mut plain = String::new();
        let mut rest = *line;
        while let Some((before, escape)) = rest.split_once('\u{1b}') {
            plain.push_str(before);
            rest = escape.split_once('m').map_or("", |(_, after)| after);
        }
        (plain + rest).trim() != ":::"
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A line, cut and made visible, and the bytes of it that are meant.
struct Excerpt {
    text: String,
    start: usize,
    end: usize,
}

/// The most characters that are shown before and after the start of a place: together a little less than what the
/// renderer takes for the width of a terminal.
const BEFORE: usize = 60;
const AFTER: usize = 64;

impl Excerpt {
    /// `start` and `length` are bytes in the line; what goes beyond the line is left out.
    fn of(line: &str, start: usize, length: usize) -> Self {
        let start = floor(line, start);
        let end = floor(line, start.saturating_add(length));
        let (before, after) = line.split_at(start);
        let mut shown = String::new();
        let skipped = before.chars().count().saturating_sub(BEFORE);
        if skipped > 0 {
            shown.push('…');
        }
        for character in before.chars().skip(skipped) {
            push(&mut shown, character);
        }
        let marked = shown.len();
        let mut marked_end = marked;
        let mut offset = start;
        for (count, character) in after.chars().enumerate() {
            if count == AFTER {
                shown.push('…');
                break;
            }
            push(&mut shown, character);
            offset += character.len_utf8();
            if offset <= end {
                marked_end = shown.len();
            }
        }
        Excerpt { text: shown, start: marked, end: marked_end }
    }

    fn snippet<'e>(
        self,
        position: &Position,
        label: &'e Label,
        is_primary: bool,
    ) -> Snippet<'e, annotate_snippets::Annotation<'e>> {
        let kind = if is_primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(self.start..self.end);
        let annotation = if label.text.is_empty() { annotation } else { annotation.label(visible(&label.text)) };
        Snippet::source(self.text).line_start(position.start.line).fold(false).annotation(annotation)
    }
}

/// The nearest boundary of a character at or before an offset, within the text.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
