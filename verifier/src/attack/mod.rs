//! Presentation attack detection, ISO/IEC 30107-3: whether the face in front of the camera is a print, a screen or a mask.

#![allow(clippy::as_conversions, reason = "pixels and network values are small numbers")]

mod crop;
mod detector;
mod score;

pub use detector::AttackDetector;
pub use score::{AttackAssessment, AttackScore, NetworkScore, NetworkSet};
