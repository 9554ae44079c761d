//! Face detection with YuNet.

use super::shrink::{Reduced, Shrinker};
use super::yunet::{Grid, STRIDES, without_overlaps};
use super::{Face, FaceError};
use crate::picture::Picture;
use models::{Outputs, Session};
use ndarray::ArrayView4;

/// Finds faces with YuNet.
pub struct Detector {
    session: Session,
    shrinker: Shrinker,
    tensor: Vec<f32>,
}

impl Detector {
    /// A detector that runs this network.
    pub fn new(session: Session) -> Self {
        Self { session, shrinker: Shrinker::default(), tensor: Vec::new() }
    }

    /// Every face in a picture, the surest first.
    pub fn detect(&mut self, picture: &Picture) -> Result<Vec<Face>, FaceError> {
        let reduced = Reduced::of(picture);
        let [width, height] = reduced.padded();
        self.tensor.resize(3 * width * height, 0.0);
        self.shrinker.shrink(picture, reduced, &mut self.tensor);
        let faces = self.run(width, height);
        self.tensor.fill(0.0);
        Ok(faces?.into_iter().map(|face| face.scaled(1.0 / reduced.scale)).collect())
    }

    fn run(&mut self, width: usize, height: usize) -> Result<Vec<Face>, FaceError> {
        let input = ArrayView4::from_shape((1, 3, height, width), &self.tensor)
            .map_err(|_| FaceError::UnexpectedAnswer)?;
        let outputs = self.session.run(input)?;
        Ok(without_overlaps(candidates(&outputs, width, height)?))
    }
}

fn candidates(outputs: &Outputs<'_>, width: usize, height: usize) -> Result<Vec<Face>, FaceError> {
    let mut faces = Vec::new();
    for stride in STRIDES {
        let (columns, rows) = (width / stride, height / stride);
        let values = |name: &str, each: usize| {
            let output = outputs.get(&format!("{name}_{stride}"))?.to_slice();
            output.filter(|values| values.len() == columns * rows * each).ok_or(FaceError::UnexpectedAnswer)
        };
        let (class, object) = (values("cls", 1)?, values("obj", 1)?);
        let (boxes, points) = (values("bbox", 4)?, values("kps", 10)?);
        faces.extend(Grid { stride, columns, class, object, boxes, points }.candidates());
    }
    Ok(faces)
}
