//! Light that hides characters: a stretch of a line that is bright and empty, where at least a filler should stand.

use super::strip::HEIGHT;
use image::RgbImage;

/// A column is empty when its brightest and darkest pixel differ by no more.
const CONTRAST: u8 = 24;

/// A column is bright from here.
const BRIGHT: u8 = 240;

/// True when a stretch of a strip longer than it is high is bright and empty.
pub(super) fn hides_characters(strip: &RgbImage) -> bool {
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
    fn an_empty_stretch_hides_characters_and_gaps_between_them_do_not() {
        assert!(!hides_characters(&strip(30)));
        assert!(hides_characters(&strip(100)));
        let dark = RgbImage::from_pixel(400, HEIGHT, Rgb([120; 3]));
        assert!(!hides_characters(&dark), "dark is no glare");
    }
}
