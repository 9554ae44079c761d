//! Faces: found in a picture, aligned, made into templates and compared (ISO/IEC 19795-1: reference and probe).

#![allow(clippy::as_conversions, reason = "pixels and network values are small numbers")]

mod align;
mod compare;
mod detect;
mod detected;
mod embed;
mod error;
pub(crate) mod resample;
mod shrink;
mod similarity_transform;
mod yunet;

pub use compare::{Comparison, FaceMatcher, Similarity};
pub use detect::Detector;
pub use detected::{DetectionScore, Face, main_face, only_face};
pub use embed::{Embedder, Embedding};
pub use error::{FaceError, Which};
