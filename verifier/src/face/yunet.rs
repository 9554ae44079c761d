//! What the detection network YuNet's outputs mean: one candidate for each cell of three grids.

use super::{DetectionScore, Face};

/// Cells of this many pixels each.
pub(super) const STRIDES: [usize; 3] = [8, 16, 32];

/// Faces that overlap more than this are one.
const OVERLAP: f32 = 0.3;

/// Candidates below this score are no faces.
const SCORE: f32 = 0.6;

/// The network's outputs for one grid, cell by cell.
pub(super) struct Grid<'a> {
    pub(super) stride: usize,
    pub(super) columns: usize,
    pub(super) class: &'a [f32],
    pub(super) object: &'a [f32],
    pub(super) boxes: &'a [f32],
    pub(super) points: &'a [f32],
}

impl Grid<'_> {
    /// The cells that hold a face.
    pub(super) fn candidates(&self) -> impl Iterator<Item = Face> {
        let cells = self.boxes.as_chunks::<4>().0.iter().zip(self.points.as_chunks::<10>().0);
        let scores = self.class.iter().zip(self.object).map(|(class, object)| score(*class, *object));
        scores.zip(cells).enumerate().filter(|(_, (score, _))| *score >= SCORE).map(
            |(index, (score, cell))| {
                let (column, row) = ((index % self.columns) as f32, (index / self.columns) as f32);
                self.face(column, row, score, cell)
            },
        )
    }

    fn face(&self, column: f32, row: f32, score: f32, (box_, points): (&[f32; 4], &[f32; 10])) -> Face {
        let stride = self.stride as f32;
        let [x, y, width, height] = *box_;
        let (width, height) = (width.exp() * stride, height.exp() * stride);
        let (left, top) = ((column + x) * stride - width / 2.0, (row + y) * stride - height / 2.0);
        let mut placed = [[0.0; 2]; 5];
        for (place, [x, y]) in placed.iter_mut().zip(points.as_chunks::<2>().0) {
            *place = [(column + x) * stride, (row + y) * stride];
        }
        Face { score: DetectionScore(score), box_: [left, top, width, height], points: placed }
    }
}

fn score(class: f32, object: f32) -> f32 {
    (class.clamp(0.0, 1.0) * object.clamp(0.0, 1.0)).sqrt()
}

/// The surest face of each group of overlapping ones, the surest first.
pub(super) fn without_overlaps(mut candidates: Vec<Face>) -> Vec<Face> {
    candidates.sort_by(|one, other| other.score.0.total_cmp(&one.score.0));
    let mut faces: Vec<Face> = Vec::new();
    for candidate in candidates {
        if faces.iter().all(|face| face.overlap(&candidate) <= OVERLAP) {
            faces.push(candidate);
        }
    }
    faces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid<'a>(class: &'a [f32; 4], boxes: &'a [f32; 16], points: &'a [f32; 40]) -> Grid<'a> {
        Grid { stride: 8, columns: 2, class, object: &[1.0; 4], boxes, points }
    }

    #[test]
    fn box_and_points_are_measured_from_their_cell() {
        let mut boxes = [0.0; 16];
        boxes[12..].copy_from_slice(&[0.5, 0.5, 2f32.ln(), 4f32.ln()]);
        let mut points = [0.0; 40];
        points[38..].copy_from_slice(&[1.0, -1.0]);
        let faces: Vec<Face> = grid(&[0.0, 0.35, f32::NAN, 0.49], &boxes, &points).candidates().collect();
        assert_eq!(faces.len(), 1);
        assert!((faces[0].score.0 - 0.7).abs() < 1e-6);
        let expected = [4.0, -4.0, 16.0, 32.0];
        assert!(faces[0].box_.iter().zip(expected).all(|(value, expected)| (value - expected).abs() < 1e-4));
        assert_eq!((faces[0].points[0], faces[0].points[4]), ([8.0, 8.0], [16.0, 0.0]));
    }

    #[test]
    fn score_just_below_the_threshold_is_no_face() {
        let (boxes, points) = ([0.0; 16], [0.0; 40]);
        assert_eq!(grid(&[0.361, 0.0, 0.0, 0.0], &boxes, &points).candidates().count(), 1);
        assert_eq!(grid(&[0.359, 0.0, 0.0, 0.0], &boxes, &points).candidates().count(), 0);
    }

    #[test]
    fn of_overlapping_faces_the_surest_stays() {
        let face = |score, left| Face {
            score: DetectionScore(score),
            box_: [left, 0.0, 10.0, 10.0],
            points: [[0.0; 2]; 5],
        };
        let kept = without_overlaps(vec![face(0.7, 0.0), face(0.9, 5.0), face(0.8, 11.0)]);
        assert_eq!(kept.iter().map(|face| face.score.0).collect::<Vec<_>>(), [0.9, 0.8]);
    }
}
