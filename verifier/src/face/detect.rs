//! Face detection with YuNet.

use super::resample::Order;
use super::shrink::{Shrinker, Shrunk};
use super::yunet::{Grid, STRIDES, without_overlaps};
use super::{Face, FaceError};
use crate::picture::Picture;
use models::{Outputs, Session};
use ndarray::ArrayView4;

/// The network halves its input five times, so sides are padded to a multiple of this.
const MULTIPLE: usize = 32;

/// Finds faces with YuNet.
pub struct Detector {
    session: Session,
    shrinker: Shrinker,
    tensor: Vec<f32>,
}

impl Detector {
    /// A detector that runs this network.
    pub fn new(session: Session) -> Self {
        Self { session, shrinker: Shrinker::new(), tensor: Vec::new() }
    }

    /// Every face in a picture, the surest first.
    pub fn detect(&mut self, picture: &Picture) -> Result<Vec<Face>, FaceError> {
        let shrunk = self.shrinker.shrink(picture)?;
        let (width, height) =
            (shrunk.width.next_multiple_of(MULTIPLE), shrunk.height.next_multiple_of(MULTIPLE));
        let scale = shrunk.scale;
        self.tensor.resize(3 * width * height, 0.0);
        pad(&shrunk, width, &mut self.tensor);
        let input = ArrayView4::from_shape((1, 3, height, width), &self.tensor)
            .map_err(|_| FaceError::UnexpectedAnswer)?;
        let outputs = self.session.run(input)?;
        let faces = without_overlaps(candidates(&outputs, width, height)?);
        self.tensor.fill(0.0);
        Ok(faces.into_iter().map(|face| face.scaled(1.0 / scale)).collect())
    }
}

/// Writes the picture as blue, green and red planes, in the upper left of a tensor that is zero everywhere else.
fn pad(picture: &Shrunk<'_>, width: usize, tensor: &mut [f32]) {
    let [red, green, blue] = Order::Bgr.planes(tensor);
    let planes =
        red.chunks_exact_mut(width).zip(green.chunks_exact_mut(width)).zip(blue.chunks_exact_mut(width));
    for (row, ((red, green), blue)) in picture.rgb.chunks_exact(picture.width * 3).zip(planes) {
        let pixels = row.as_chunks::<3>().0;
        for (((pixel, red), green), blue) in pixels.iter().zip(red).zip(green).zip(blue) {
            [*red, *green, *blue] = pixel.map(f32::from);
        }
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
