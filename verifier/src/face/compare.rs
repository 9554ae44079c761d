//! Comparison of the reference (chip portrait) with the probe (live capture).

use super::{Detector, Embedder, Face, FaceError, Which, only_face};
use crate::picture::Picture;
use models::Session;
use serde::{Deserialize, Serialize};

/// A comparison score, ISO/IEC 19795-1: the cosine between two templates, from −1 to 1, greater for more alike.
///
/// It means something only beside the threshold that was set for the networks which made it.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Similarity(f32);

impl Similarity {
    pub(super) fn of_cosine(cosine: f32) -> Self {
        Self(cosine.clamp(-1.0, 1.0))
    }

    /// The score as a number.
    pub fn value(self) -> f32 {
        self.0
    }
}

/// What a comparison saw.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The comparison score.
    pub score: Similarity,
    /// The face in the reference.
    pub reference: Face,
    /// The face in the probe.
    pub probe: Face,
}

/// Compares faces with YuNet and SFace.
pub struct FaceMatcher {
    detector: Detector,
    embedder: Embedder,
}

impl FaceMatcher {
    /// A matcher that runs these networks.
    pub fn new(detector: Session, embedder: Session) -> Self {
        Self { detector: Detector::new(detector), embedder: Embedder::new(embedder) }
    }

    /// The name of the embedding network, for which thresholds hold.
    pub fn embedder_id(&self) -> &str {
        self.embedder.id()
    }

    /// Every face in a picture, the surest first.
    pub fn detect(&mut self, picture: &Picture) -> Result<Vec<Face>, FaceError> {
        self.detector.detect(picture)
    }

    /// The one face in a picture.
    pub fn locate(&mut self, picture: &Picture, which: Which) -> Result<Face, FaceError> {
        only_face(&self.detect(picture)?, which).cloned()
    }

    /// Compares the one face of the reference with the one face of the probe.
    pub fn compare(&mut self, reference: &Picture, probe: &Picture) -> Result<Comparison, FaceError> {
        let reference_face = self.locate(reference, Which::Reference)?;
        let probe_face = self.locate(probe, Which::Probe)?;
        let score = self.compare_located((reference, &reference_face), (probe, &probe_face))?;
        Ok(Comparison { score, reference: reference_face, probe: probe_face })
    }

    /// Compares two faces that are already located.
    pub fn compare_located(
        &mut self,
        reference: (&Picture, &Face),
        probe: (&Picture, &Face),
    ) -> Result<Similarity, FaceError> {
        let reference = self.embedder.embed(reference.0, reference.1)?;
        let probe = self.embedder.embed(probe.0, probe.1)?;
        Ok(reference.similarity(&probe))
    }
}
