//! Which lines of text could be those of a zone.

use super::text_line::TextLine;

/// A line of a zone is at least so many times as long as its mark is thick.
pub(super) const SHORTEST: f32 = 15.0;

/// A word is at least so many times as long.
pub(super) const SHORTEST_WORD: f32 = 3.0;

/// Lines of one zone are about as long.
const ABOUT_AS_LONG: f32 = 0.75;

/// The first line of the Swiss format is so long beside the others: nine characters beside thirty.
const SWISS_FIRST: std::ops::Range<f32> = 0.2..0.4;

/// The cosine of the angle between lines that count as parallel.
const PARALLEL: f32 = 0.99;

/// More lines than this are not read.
const MAXIMUM_LINES: usize = 6;

/// The longest line and those parallel to it and about as long, from top to bottom, each from left to right; a short one
/// only where it begins or ends where they do.
pub(super) fn zone_rows(mut lines: Vec<TextLine>) -> Vec<TextLine> {
    let long = lines.iter().copied().filter(|line| line.length > SHORTEST * line.thick());
    let Some(longest) = long.max_by(|one, other| one.length.total_cmp(&other.length)) else {
        return Vec::new();
    };
    let [x, y] = longest.along;
    let longest = if x < 0.0 || (x == 0.0 && y < 0.0) { longest.reversed() } else { longest };
    let cosine = |line: &TextLine| line.along[0] * longest.along[0] + line.along[1] * longest.along[1];
    lines.retain(|line| cosine(line).abs() > PARALLEL);
    lines.retain(|line| line.length > ABOUT_AS_LONG * longest.length || begins_with(&longest, line));
    let mut rows: Vec<TextLine> =
        lines.into_iter().map(|line| if cosine(&line) < 0.0 { line.reversed() } else { line }).collect();
    rows.sort_by(|one, other| other.length.total_cmp(&one.length));
    rows.truncate(MAXIMUM_LINES);
    let below = |line: &TextLine| longest.place(line.centre)[1];
    rows.sort_by(|one, other| below(one).total_cmp(&below(other)));
    rows
}

fn begins_with(longest: &TextLine, line: &TextLine) -> bool {
    let [along, across] = longest.place(line.centre).map(f32::abs);
    let end = (along + line.length / 2.0 - longest.length / 2.0).abs();
    let thick = longest.thick();
    let near = end < 2.0 * thick && across < 12.0 * thick && line.thick() > 0.6 * thick;
    near && SWISS_FIRST.contains(&(line.length / longest.length))
}
