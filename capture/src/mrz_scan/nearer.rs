//! Parts of a picture to be looked at from nearer: around what looks like text, else one part after the other.

use super::detector::LONGEST_SIDE;
use super::rows::SHORTEST;
use super::text_line::TextLine;

/// From the left, from the top, width and height.
type Part = [u32; 4];

/// A part that is hardly smaller than the picture shows nothing new.
const SMALLER: f32 = 0.75;

/// Around a line lies its zone, whose other lines are within so many of its lengths.
const AROUND_LINE: f32 = 0.65;

/// Text may go on beyond what was found of it, by so much of its extent.
const AROUND_TEXT: f32 = 0.35;

/// The parts overlap: each takes so much of the width and height.
const TILE: f32 = 0.6;

/// What deserves a nearer look, the likeliest first; nothing where the network saw the picture in its full size.
pub(super) fn parts([width, height]: [u32; 2], lines: &[TextLine]) -> Vec<Part> {
    let longest = width.max(height) as f32;
    if longest <= LONGEST_SIDE * 1.1 {
        return Vec::new();
    }
    let mut parts = near(lines, [width as f32, height as f32]);
    parts.retain(|part| (part[2].max(part[3]) as f32) < SMALLER * longest && part[2].min(part[3]) > 0);
    if longest > 2.0 * LONGEST_SIDE {
        let [w, h] = [width, height].map(|side| ((side as f32 * TILE) as u32).max(1));
        let (right, lower) = (width - w, height - h);
        parts.extend([[0, 0, w, h], [right, 0, w, h], [0, lower, w, h], [right, lower, w, h]]);
    }
    parts
}

/// Around the longest line, then around all text, as far as the picture goes.
fn near(lines: &[TextLine], [width, height]: [f32; 2]) -> Vec<Part> {
    let long = lines.iter().filter(|line| line.length > SHORTEST / 2.0 * line.thick());
    let line = long.max_by(|one, other| one.length.total_cmp(&other.length));
    let of_line = line.map(|line| around(&[*line], AROUND_LINE));
    let of_text = (!lines.is_empty()).then(|| around(lines, AROUND_TEXT));
    let near = of_line.into_iter().chain(of_text).map(|[left, top, right, bottom]| {
        let (left, top) = (left.clamp(0.0, width - 1.0), top.clamp(0.0, height - 1.0));
        let (right, bottom) = (right.clamp(left + 1.0, width), bottom.clamp(top + 1.0, height));
        [left, top, right - left, bottom - top].map(|value| value as u32)
    });
    near.collect()
}

/// Left, top, right and bottom of these lines and so much of their extent around them.
fn around(lines: &[TextLine], margin: f32) -> [f32; 4] {
    let empty = [f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY];
    let [left, top, right, bottom] = lines.iter().fold(empty, |[left, top, right, bottom], line| {
        let reach = line.along.map(|along| along.abs() * line.length / 2.0);
        let [x, y] = line.centre;
        [left.min(x - reach[0]), top.min(y - reach[1]), right.max(x + reach[0]), bottom.max(y + reach[1])]
    });
    let more = (right - left).max(bottom - top) * margin;
    [left - more, top - more, right + more, bottom + more]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(centre: [f32; 2], length: f32) -> TextLine {
        TextLine { centre, along: [1.0, 0.0], length, thickness: [10.0, 10.0] }
    }

    #[test]
    fn first_what_looks_like_a_zone() {
        let parts = parts([4000, 3000], &[line([2000.0, 1500.0], 800.0), line([2000.0, 1300.0], 90.0)]);
        assert_eq!(parts[0], [1080, 980, 1840, 1040]);
        assert_eq!(parts.len(), 6, "the line, the text, four parts");
    }

    #[test]
    fn what_was_seen_in_full_size_needs_no_other_look() {
        assert_eq!(parts([960, 800], &[line([400.0, 300.0], 200.0)]), Vec::<Part>::new());
    }

    #[test]
    fn a_part_of_a_picture_that_is_one_pixel_high_is_not_empty() {
        let parts = parts([2048, 1], &[]);
        assert_eq!(parts[0], [0, 0, 1228, 1]);
        assert!(parts.iter().all(|[left, top, w, h]| left + w <= 2048 && *h == 1 && top + h == 1));
    }

    proptest! {
        #[test]
        fn parts_lie_in_the_picture(
            width in 1u32..9000, height in 1u32..9000, x in -100f32..9100.0, y in -100f32..9100.0, length in 0f32..9000.0
        ) {
            for [left, top, w, h] in parts([width, height], &[line([x, y], length)]) {
                prop_assert!(w > 0 && h > 0 && left + w <= width && top + h <= height);
            }
        }
    }
}
