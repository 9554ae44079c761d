//! A face brought to the place, size and turn that the embedding network was trained on.

use super::Face;
use super::resample::{self, Order};
use super::similarity_transform::SimilarityTransform;
use crate::picture::Picture;

/// Side of an aligned face.
pub(super) const SIDE: usize = 112;

/// Where the eyes, the nose and the corners of the mouth come to lie.
const TEMPLATE: [[f64; 2]; 5] =
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]];

/// Writes the aligned face as red, green and blue planes from 0 to 255.
pub(super) fn align(picture: &Picture, face: &Face, tensor: &mut [f32]) {
    let points = face.points.map(|point| point.map(f64::from));
    let back = SimilarityTransform::between(&points, &TEMPLATE).inverse();
    let place = |x: f32, y: f32| back.apply([f64::from(x), f64::from(y)]).map(|value| value as f32);
    resample::fill(picture, SIDE, Order::Rgb, tensor, place);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::DetectionScore;

    const WIDTH: u32 = 300;
    const HEIGHT: u32 = 260;

    fn waves() -> Picture {
        let pixel = |x: u32, y: u32| {
            let (column, row) = (f64::from(x), f64::from(y));
            let slope = (column + row) * 255.0 / f64::from(WIDTH + HEIGHT);
            [127.0 + 100.0 * (column / 30.0).sin(), 127.0 + 100.0 * (row / 25.0).cos(), slope]
                .map(|value| value.round() as u8)
        };
        let rgb = (0..HEIGHT).flat_map(|y| (0..WIDTH).flat_map(move |x| pixel(x, y))).collect();
        Picture::from_rgb(WIDTH, HEIGHT, rgb).unwrap()
    }

    /// Pixels (row, column: red, green, blue) of the same picture out of `cv2.warpAffine` of OpenCV 4.12.
    const WARPED: [(usize, usize, [f32; 3]); 8] = [
        (20, 20, [0.0, 0.0, 0.0]),
        (30, 60, [42.0, 170.0, 85.0]),
        (40, 30, [189.0, 92.0, 56.0]),
        (56, 56, [27.0, 56.0, 109.0]),
        (60, 100, [198.0, 134.0, 172.0]),
        (90, 40, [144.0, 166.0, 125.0]),
        (98, 60, [27.0, 66.0, 161.0]),
        (111, 111, [0.0, 0.0, 0.0]),
    ];

    #[test]
    fn aligned_as_opencv_does() {
        let points = [[90.0, 80.0], [190.0, 95.0], [135.0, 140.0], [95.0, 190.0], [175.0, 200.0]];
        let face = Face { score: DetectionScore(0.9), box_: [0.0; 4], points };
        let mut tensor = vec![0.0; 3 * SIDE * SIDE];
        align(&waves(), &face, &mut tensor);
        for (row, column, expected) in WARPED {
            for (plane, expected) in tensor.chunks_exact(SIDE * SIDE).zip(expected) {
                let found = plane[row * SIDE + column];
                assert!(
                    (found - expected).abs() <= 1.0,
                    "row {row}, column {column}: {found}, not {expected}"
                );
            }
        }
    }
}
