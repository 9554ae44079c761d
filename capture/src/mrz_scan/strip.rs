//! One line of text cut out of the picture, upright.

use super::text_line::TextLine;
use image::RgbImage;

/// The height that the recognition network takes.
pub(super) const HEIGHT: u32 = 48;

/// The widest strip: a line of 44 characters, each as wide as it is high.
const MAXIMUM_WIDTH: f32 = 2112.0;

/// The network marks the middle of the characters; they are so many times as high.
const HEIGHT_OF_MARK: f32 = 2.6;

/// How far the characters reach beyond the ends of the mark, in its thickness.
const BEYOND_ENDS: f32 = 0.9;

/// The line, levelled and both ends brought to one height.
pub(super) fn cut(picture: &RgbImage, line: &TextLine) -> RgbImage {
    let length = line.length + 2.0 * BEYOND_ENDS * line.thick();
    let height = (line.thick() * HEIGHT_OF_MARK).max(1.0);
    let width = (length / height * HEIGHT as f32).clamp(HEIGHT as f32, MAXIMUM_WIDTH).round();
    RgbImage::from_fn(width as u32, HEIGHT, |x, y| {
        let share = (x as f32 + 0.5) / width;
        let thickness = line.thickness[0] + (line.thickness[1] - line.thickness[0]) * share;
        let along = (share - 0.5) * length;
        let across = ((y as f32 + 0.5) / HEIGHT as f32 - 0.5) * thickness * HEIGHT_OF_MARK;
        let [ax, ay] = line.along;
        let [cx, cy] = line.centre;
        bilinear(picture, cx + along * ax - across * ay, cy + along * ay + across * ax)
    })
}

/// The colour between pixels; beyond the picture, that of its border.
fn bilinear(picture: &RgbImage, x: f32, y: f32) -> image::Rgb<u8> {
    let largest = |size: u32| size.saturating_sub(1) as f32;
    let (x, y) = (x.clamp(0.0, largest(picture.width())), y.clamp(0.0, largest(picture.height())));
    let pixel =
        |x: f32, y: f32| picture.get_pixel_checked(x as u32, y as u32).map_or([0; 3], |pixel| pixel.0);
    let (left, top) = (x.floor(), y.floor());
    let (right, bottom) =
        ((left + 1.0).min(largest(picture.width())), (top + 1.0).min(largest(picture.height())));
    let corners = [pixel(left, top), pixel(right, top), pixel(left, bottom), pixel(right, bottom)];
    let (u, v) = (x - left, y - top);
    let weights = [(1.0 - u) * (1.0 - v), u * (1.0 - v), (1.0 - u) * v, u * v];
    let mut sums = [0.0_f32; 3];
    for (corner, weight) in corners.iter().zip(weights) {
        for (sum, channel) in sums.iter_mut().zip(corner) {
            *sum += f32::from(*channel) * weight;
        }
    }
    image::Rgb(sums.map(|sum| sum.round() as u8))
}
