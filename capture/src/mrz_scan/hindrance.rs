//! What keeps characters from being read: light that hides them, too few pixels, blur.

use super::ScanError;
use super::strip::HEIGHT;
use super::text_line::TextLine;
use image::RgbImage;

/// Thirty characters on less than this, in pixels, are too small to be told apart.
const TOO_SHORT: f32 = 300.0;

/// The steepest edges of print rise by this share of its contrast from one pixel of a strip to the next. Measured on blurred
/// zones in OCR-B: names were misread at up to 0.104.
const SHARP: f32 = 0.11;

/// A column is empty when its brightest and darkest pixel differ by no more.
const CONTRAST: u8 = 24;

/// A column is bright from here.
const BRIGHT: u8 = 240;

/// What hinders most on these strips of these lines.
pub(super) fn of(strips: &[&RgbImage], lines: &[TextLine]) -> Option<ScanError> {
    if let Some(line) = strips.iter().position(|strip| is_hidden(strip)) {
        // Two or three lines are a zone's; among more nobody knows which is its first.
        return Some(ScanError::Glare { line: (2..=3).contains(&strips.len()).then_some(line + 1) });
    }
    if lines.iter().any(|line| line.length < TOO_SHORT) {
        return Some(ScanError::TooSmall);
    }
    strips.iter().any(|strip| is_blurred(strip)).then_some(ScanError::Blurred { line: None })
}

/// True when fillers can no longer be told from letters; noise hides blur.
pub(super) fn is_blurred(strip: &RgbImage) -> bool {
    sharpness(strip) < SHARP
}

/// How steep the steepest edges are, as a share of the contrast.
fn sharpness(strip: &RgbImage) -> f32 {
    let value = |x, y| strip.get_pixel_checked(x, y).map_or(0.0, |pixel| f32::from(pixel.0[1]));
    let places = || (0..strip.height()).flat_map(|y| (0..strip.width()).map(move |x| (x, y)));
    let high = |mut values: Vec<f32>, share: f32| {
        values.sort_by(f32::total_cmp);
        values.get((values.len() as f32 * share) as usize).copied().unwrap_or_default()
    };
    let values: Vec<f32> = places().map(|(x, y)| value(x, y)).collect();
    let contrast = (high(values.clone(), 0.98) - high(values, 0.02)).max(1.0);
    let edges =
        places().filter(|(x, _)| x + 1 < strip.width()).map(|(x, y)| (value(x + 1, y) - value(x, y)).abs());
    high(edges.collect(), 0.98) / contrast
}

/// True when a stretch of a strip longer than it is high is bright and empty, where at least a filler should stand.
pub(super) fn is_hidden(strip: &RgbImage) -> bool {
    let mut run = 0;
    (0..strip.width()).any(|x| {
        run = if is_bright_and_empty(strip, x) { run + 1 } else { 0 };
        run > HEIGHT
    })
}

fn is_bright_and_empty(strip: &RgbImage, x: u32) -> bool {
    let values = (0..strip.height()).filter_map(|y| strip.get_pixel_checked(x, y)).map(|pixel| pixel.0[1]);
    let (darkest, brightest) =
        values.fold((u8::MAX, 0), |(low, high), value| (low.min(value), high.max(value)));
    darkest >= BRIGHT && brightest.saturating_sub(darkest) <= CONTRAST
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// A bright strip with a dark stroke every so many columns.
    fn strip(every: u32) -> RgbImage {
        RgbImage::from_fn(400, HEIGHT, |x, y| Rgb([if x % every < 3 && y > 20 { 20 } else { 250 }; 3]))
    }

    #[test]
    fn an_empty_stretch_is_hidden_and_gaps_between_them_do_not() {
        assert!(!is_hidden(&strip(30)));
        assert!(is_hidden(&strip(100)));
        let dark = RgbImage::from_pixel(400, HEIGHT, Rgb([120; 3]));
        assert!(!is_hidden(&dark), "dark is no glare");
    }
    #[test]
    fn blur_is_told_from_sharp_print() {
        let bars = RgbImage::from_fn(400, HEIGHT, |x, _| Rgb([if x % 80 < 40 { 20 } else { 250 }; 3]));
        assert!(!is_blurred(&bars) && is_blurred(&image::imageops::blur(&bars, 6.0)));
    }
}
