//! The picture as the detector looks at it: the longest side reduced to 640, each new pixel the mean of the area it
//! covers (OpenCV's `INTER_AREA`), the sides padded with black.

use super::resample::Order;
use crate::picture::Picture;

/// The longest side the detector sees.
const LONGEST: u32 = 640;

/// The network halves its input five times, so sides are padded to a multiple of this.
const MULTIPLE: usize = 32;

/// Sizes of a reduced picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reduced {
    width: usize,
    height: usize,
    /// Size of the reduced picture over that of the whole.
    pub(super) scale: f32,
}

impl Reduced {
    pub(super) fn of(picture: &Picture) -> Self {
        let longest = picture.width().max(picture.height());
        let scale = f64::from(LONGEST.min(longest)) / f64::from(longest);
        let [width, height] = [picture.width(), picture.height()]
            .map(|side| ((f64::from(side) * scale).round() as usize).max(1));
        Self { width, height, scale: scale as f32 }
    }

    pub(super) fn padded(self) -> [usize; 2] {
        [self.width, self.height].map(|side| side.next_multiple_of(MULTIPLE))
    }
}

/// Reduces pictures in a buffer it keeps.
#[derive(Default)]
pub(super) struct Shrinker {
    /// One row of the picture's width: the mean of the rows that a new row covers.
    row: Vec<f32>,
}

impl Shrinker {
    /// Writes blue, green and red planes, in the upper left of a tensor that is zero everywhere else.
    pub(super) fn shrink(&mut self, picture: &Picture, reduced: Reduced, tensor: &mut [f32]) {
        let across = Axis::new(picture.width() as usize, reduced.width);
        let down = Axis::new(picture.height() as usize, reduced.height);
        let [width, _] = reduced.padded();
        let [red, green, blue] = Order::Bgr.planes(tensor).map(|plane| plane.chunks_exact_mut(width));
        for ((covered, (red, green)), blue) in down.covers().zip(red.zip(green)).zip(blue) {
            self.mean_of_rows(picture, covered);
            for (((covered, red), green), blue) in across.covers().zip(red).zip(green).zip(blue) {
                [*red, *green, *blue] = self.mean_of_columns(covered);
            }
        }
        self.row.fill(0.0);
    }

    fn mean_of_rows(&mut self, picture: &Picture, Cover { first, weights }: Cover<'_>) {
        let length = picture.width() as usize * 3;
        self.row.clear();
        self.row.resize(length + 1, 0.0); // one more, so that four values can be read at any pixel
        let rows = picture.rgb().get(first * length..).unwrap_or_default().chunks_exact(length);
        for (row, weight) in rows.zip(weights).filter(|(_, weight)| **weight > 0.0) {
            self.row.iter_mut().zip(row).for_each(|(sum, value)| *sum += f32::from(*value) * weight);
        }
    }

    fn mean_of_columns(&self, Cover { first, weights }: Cover<'_>) -> [f32; 3] {
        let mut sums = [0.0; 4];
        for (column, weight) in (first..).zip(weights) {
            let values: [f32; 4] =
                self.row.get(column * 3..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default();
            sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value * weight);
        }
        let [red, green, blue, _] = sums;
        [red, green, blue]
    }
}

/// Which old pixels each new pixel covers along one side.
struct Axis {
    firsts: Vec<usize>,
    weights: Vec<f32>,
    /// The greatest number of old pixels a new one can touch.
    most: usize,
}

/// The first old pixel that is covered, and the part of the new one that it and those after it fill.
#[derive(Clone, Copy)]
struct Cover<'a> {
    first: usize,
    weights: &'a [f32],
}

impl Axis {
    fn new(old: usize, new: usize) -> Self {
        let step = old as f64 / new as f64;
        let most = step.ceil() as usize + 1;
        let (mut firsts, mut weights) = (Vec::with_capacity(new), Vec::with_capacity(new * most));
        for index in 0..new {
            let (start, end) = (index as f64 * step, (index + 1) as f64 * step);
            let first = start.floor() as usize;
            firsts.push(first);
            weights.extend((first..first + most).map(|pixel| {
                let shared = end.min((pixel + 1) as f64) - start.max(pixel as f64);
                (shared.max(0.0) / step) as f32
            }));
        }
        Self { firsts, weights, most }
    }

    fn covers(&self) -> impl Iterator<Item = Cover<'_>> {
        self.firsts
            .iter()
            .zip(self.weights.chunks_exact(self.most))
            .map(|(first, weights)| Cover { first: *first, weights })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shrunk(picture: &Picture, reduced: Reduced) -> Vec<f32> {
        let [width, height] = reduced.padded();
        let mut tensor = vec![0.0; 3 * width * height];
        Shrinker::default().shrink(picture, reduced, &mut tensor);
        tensor
    }

    #[test]
    fn longest_side_becomes_640_and_sides_are_padded() {
        let picture = Picture::from_rgb(1000, 1280, vec![0; 1000 * 1280 * 3]).unwrap();
        let reduced = Reduced::of(&picture);
        assert_eq!(reduced, Reduced { width: 500, height: 640, scale: 0.5 });
        assert_eq!(reduced.padded(), [512, 640]);
    }

    #[test]
    fn small_picture_keeps_its_pixels() {
        let picture = Picture::from_rgb(2, 1, vec![1, 2, 3, 4, 5, 6]).unwrap();
        let tensor = shrunk(&picture, Reduced::of(&picture));
        let rows: Vec<&[f32]> = tensor.chunks_exact(32).collect();
        assert_eq!(
            [&rows[0][..3], &rows[32][..3], &rows[64][..3]],
            [[3., 6., 0.], [2., 5., 0.], [1., 4., 0.]]
        );
        assert_eq!(tensor.iter().sum::<f32>(), 21.0);
    }

    #[test]
    fn new_pixel_is_the_mean_of_the_area_it_covers() {
        let picture =
            Picture::from_rgb(3, 2, [[0; 3], [90; 3], [180; 3], [60; 3], [0; 3], [90; 3]].concat()).unwrap();
        let tensor = shrunk(&picture, Reduced { width: 2, height: 1, scale: 2.0 / 3.0 });
        assert!((tensor[0] - (0.0 + 60.0 + 45.0 + 0.0) / 3.0).abs() < 1e-4);
        assert!((tensor[1] - (45.0 + 180.0 + 0.0 + 90.0) / 3.0).abs() < 1e-4);
    }

    proptest! {
        #[test]
        fn every_old_pixel_counts_once(new in 1usize..700, more in 0usize..3000) {
            let axis = Axis::new(new + more, new);
            prop_assert_eq!(axis.covers().count(), new);
            for cover in axis.covers() {
                prop_assert!((cover.weights.iter().sum::<f32>() - 1.0).abs() < 1e-4);
                let used = cover.weights.iter().rposition(|weight| *weight > 1e-6).unwrap_or(0);
                prop_assert!(cover.first + used < new + more);
            }
        }
    }
}
