//! The similarity transform (turn, scale, shift) nearest to a set of point pairs in least squares, Umeyama 1991.

/// Takes (x, y) to (a·x − b·y + c, b·x + a·y + d).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SimilarityTransform {
    turn: [f64; 2],
    shift: [f64; 2],
}

impl SimilarityTransform {
    /// The transform that takes `from` nearest to `to`: in the plane Umeyama's solution is a division of complex numbers.
    pub(crate) fn between<const N: usize>(from: &[[f64; 2]; N], to: &[[f64; 2]; N]) -> Self {
        let ([from_x, from_y], [to_x, to_y]) = (centre(from), centre(to));
        let (mut real, mut imaginary, mut spread) = (0.0, 0.0, 0.0);
        for ([x, y], [u, v]) in from.iter().zip(to) {
            let (x, y, u, v) = (x - from_x, y - from_y, u - to_x, v - to_y);
            real += x * u + y * v;
            imaginary += x * v - y * u;
            spread += x * x + y * y;
        }
        let (a, b) = (real / spread, imaginary / spread);
        Self { turn: [a, b], shift: [to_x - a * from_x + b * from_y, to_y - b * from_x - a * from_y] }
    }

    pub(crate) fn inverse(self) -> Self {
        let ([a, b], [c, d]) = (self.turn, self.shift);
        let square = a * a + b * b;
        let (a, b) = (a / square, -b / square);
        Self { turn: [a, b], shift: [b * d - a * c, -b * c - a * d] }
    }

    pub(crate) fn apply(self, [x, y]: [f64; 2]) -> [f64; 2] {
        let ([a, b], [c, d]) = (self.turn, self.shift);
        [a * x - b * y + c, b * x + a * y + d]
    }
}

#[allow(clippy::as_conversions)]
fn centre<const N: usize>(points: &[[f64; 2]; N]) -> [f64; 2] {
    let [x, y] = points.iter().fold([0.0, 0.0], |[x, y], point| [x + point[0], y + point[1]]);
    [x / N as f64, y / N as f64]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(one: [f64; 2], other: [f64; 2]) -> bool {
        (one[0] - other[0]).abs() < 1e-6 && (one[1] - other[1]).abs() < 1e-6
    }

    proptest! {
        #[test]
        fn finds_the_transform_the_points_were_made_with(
            angle in 0.0..std::f64::consts::TAU, scale in 0.1..9.0, c in -500.0..500.0, d in -500.0..500.0,
        ) {
            let made = SimilarityTransform { turn: [scale * f64::cos(angle), scale * f64::sin(angle)], shift: [c, d] };
            let from = [[1.0, 2.0], [40.0, 3.0], [20.0, 25.0], [5.0, 50.0], [38.0, 51.0]];
            let found = SimilarityTransform::between(&from, &from.map(|point| made.apply(point)));
            prop_assert!(near(found.apply([7.0, 9.0]), made.apply([7.0, 9.0])));
            prop_assert!(near(found.inverse().apply(found.apply([7.0, 9.0])), [7.0, 9.0]));
        }
    }
}
