//! Bilinear resampling of a picture into the planes a network reads, in the conventions of OpenCV.

use crate::picture::Picture;

/// The order in which a network wants the colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Rgb,
    Bgr,
}

impl Order {
    /// The three equal parts of `tensor`, red first.
    pub(crate) fn planes(self, tensor: &mut [f32]) -> [&mut [f32]; 3] {
        let plane = tensor.len() / 3;
        let (first, rest) = tensor.split_at_mut(plane);
        let (second, third) = rest.split_at_mut(plane);
        match self {
            Self::Rgb => [first, second, third],
            Self::Bgr => [third, second, first],
        }
    }
}

/// Fills `tensor` (three planes of `size` × `size`) with what `place` finds for each column and row.
pub(crate) fn fill(
    picture: &Picture,
    size: usize,
    order: Order,
    tensor: &mut [f32],
    place: impl Fn(f32, f32) -> [f32; 2],
) {
    let pixels = Pixels::of(picture);
    let [red, green, blue] = order.planes(tensor);
    let rows = red.chunks_exact_mut(size).zip(green.chunks_exact_mut(size)).zip(blue.chunks_exact_mut(size));
    let mut y = 0.0;
    for ((red, green), blue) in rows {
        let mut x = 0.0;
        for ((red, green), blue) in red.iter_mut().zip(green).zip(blue) {
            [*red, *green, *blue] = pixels.at(place(x, y));
            x += 1.0;
        }
        y += 1.0;
    }
}

/// Weights are counted in this part of one, so that their sums are of whole numbers.
const WHOLE: u32 = 2048;

struct Pixels<'a> {
    rgb: &'a [u8],
    row: usize,
    width: i32,
    height: i32,
}

impl<'a> Pixels<'a> {
    fn of(picture: &'a Picture) -> Self {
        let (width, height) = (picture.width() as i32, picture.height() as i32);
        Self { rgb: picture.rgb(), row: picture.width() as usize * 3, width, height }
    }

    /// The four pixels around a place, weighted and rounded to eight bits; black beyond the picture.
    fn at(&self, [x, y]: [f32; 2]) -> [f32; 3] {
        let (left, top) = (floor(x), floor(y));
        let (across, down) = (share(x - left as f32), share(y - top as f32));
        let [upper, lower] = self.around(left, top);
        let mix = |row: &[u8; 6], colour: usize| {
            u32::from(row[colour]) * (WHOLE - across) + u32::from(row[colour + 3]) * across
        };
        std::array::from_fn(|colour| {
            let sum = mix(&upper, colour) * (WHOLE - down) + mix(&lower, colour) * down;
            ((sum + WHOLE * WHOLE / 2) / (WHOLE * WHOLE)) as f32
        })
    }

    /// Two neighbours in a row and the two below them, red, green and blue of each.
    fn around(&self, left: i32, top: i32) -> [[u8; 6]; 2] {
        if left < 0 || top < 0 || left >= self.width - 1 || top >= self.height - 1 {
            return [self.across_border(left, top), self.across_border(left, top.saturating_add(1))];
        }
        let start = top as usize * self.row + left as usize * 3;
        [self.six(start), self.six(start + self.row)]
    }

    fn six(&self, start: usize) -> [u8; 6] {
        self.rgb.get(start..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default()
    }

    fn across_border(&self, left: i32, row: i32) -> [u8; 6] {
        let ([r, g, b], [s, h, c]) = (self.pixel(left, row), self.pixel(left.saturating_add(1), row));
        [r, g, b, s, h, c]
    }

    fn pixel(&self, column: i32, row: i32) -> [u8; 3] {
        if column < 0 || row < 0 || column >= self.width || row >= self.height {
            return [0; 3];
        }
        let start = row as usize * self.row + column as usize * 3;
        self.rgb.get(start..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default()
    }
}

/// The part of a whole that lies between 0 and 1.
fn share(part: f32) -> u32 {
    ((part * WHOLE as f32) as u32).min(WHOLE)
}

/// Rounds down without the library call that `f32::floor` is on processors without SSE 4.1.
fn floor(value: f32) -> i32 {
    let whole = value as i32;
    if whole as f32 > value { whole.saturating_sub(1) } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn picture() -> Picture {
        Picture::from_rgb(2, 2, vec![0, 10, 20, 100, 110, 120, 200, 210, 220, 40, 50, 60]).unwrap()
    }

    #[test]
    fn between_pixels_is_their_weighted_mean() {
        let picture = picture();
        assert_eq!(Pixels::of(&picture).at([0.5, 0.0]), [50.0, 60.0, 70.0]);
        assert_eq!(Pixels::of(&picture).at([0.0, 0.25]), [50.0, 60.0, 70.0]);
        assert_eq!(Pixels::of(&picture).at([0.5, 0.5]), [85.0, 95.0, 105.0]);
    }

    #[test]
    fn beyond_the_border_is_black() {
        let picture = picture();
        assert_eq!(Pixels::of(&picture).at([-0.5, 0.0]), [0.0, 5.0, 10.0]);
        assert_eq!(Pixels::of(&picture).at([5.0, 0.0]), [0.0; 3]);
    }

    #[test]
    fn bgr_puts_blue_first() {
        let mut tensor = [0.0; 12];
        fill(&picture(), 2, Order::Bgr, &mut tensor, |x, y| [x, y]);
        assert_eq!(tensor, [20., 120., 220., 60., 10., 110., 210., 50., 0., 100., 200., 40.]);
        fill(&picture(), 2, Order::Rgb, &mut tensor, |x, y| [x, y]);
        assert_eq!(tensor[..4], [0., 100., 200., 40.]);
    }

    proptest! {
        #[test]
        fn any_place_has_a_colour(x in proptest::num::f32::ANY, y in proptest::num::f32::ANY) {
            prop_assert!(Pixels::of(&picture()).at([x, y]).iter().all(|value| (0.0..=255.0).contains(value)));
        }
    }
}
