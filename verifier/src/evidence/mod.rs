//! The evidence of a control, from which an auditor computes the verdict again.

mod bundle;
mod replay;

pub use bundle::{BundleError, EvidenceBundle, SealedBundle};
pub use replay::{EvidenceFinding, LegEvidence, Legs, Replay, ReplayError, Replayer};
