//! Templates: what the embedding network SFace makes of an aligned face.

use super::{Face, FaceError, Similarity, align};
use crate::picture::Picture;
use models::Session;
use ndarray::ArrayView4;
use zeroize::{Zeroize, ZeroizeOnDrop};

const LENGTH: usize = 128;

/// The template of a face: a biometric, so it is never shown and is wiped when dropped.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Embedding([f32; LENGTH]);

impl Embedding {
    /// The comparison score of two templates: the cosine of the angle between them.
    pub fn similarity(&self, other: &Self) -> Similarity {
        Similarity::of_cosine(self.0.iter().zip(&other.0).map(|(one, other)| one * other).sum())
    }

    fn of_unit_length(answer: &[f32]) -> Result<Self, FaceError> {
        let mut values: [f32; LENGTH] = answer.try_into().map_err(|_| FaceError::UnexpectedAnswer)?;
        let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
        if !length.is_normal() {
            return Err(FaceError::UnexpectedAnswer);
        }
        values.iter_mut().for_each(|value| *value /= length);
        Ok(Self(values))
    }
}

/// Makes templates with SFace.
pub struct Embedder {
    session: Session,
    tensor: Vec<f32>,
}

impl Embedder {
    /// An embedder that runs this network.
    pub fn new(session: Session) -> Self {
        Self { session, tensor: vec![0.0; 3 * align::SIDE * align::SIDE] }
    }

    /// The network's name.
    pub fn id(&self) -> &str {
        self.session.id()
    }

    /// The template of a face in a picture.
    pub fn embed(&mut self, picture: &Picture, face: &Face) -> Result<Embedding, FaceError> {
        align::align(picture, face, &mut self.tensor);
        let embedding = self.run();
        self.tensor.fill(0.0);
        embedding
    }

    fn run(&mut self) -> Result<Embedding, FaceError> {
        let input = ArrayView4::from_shape((1, 3, align::SIDE, align::SIDE), &self.tensor)
            .map_err(|_| FaceError::UnexpectedAnswer)?;
        let outputs = self.session.run(input)?;
        let answer = outputs.at(0)?;
        Embedding::of_unit_length(answer.as_slice().ok_or(FaceError::UnexpectedAnswer)?)
    }
}
