//! Why faces could not be compared or judged.

use models::ModelError;
use std::fmt;

/// One of the two pictures of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The portrait of the document.
    Reference,
    /// The live capture.
    Probe,
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reference => "reference",
            Self::Probe => "probe",
        })
    }
}

/// Why a face leg has no score: failures to acquire, ISO/IEC 19795-1, and failures of the networks.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FaceError {
    /// No face was found.
    #[error("no face in the {which}")]
    NotFound {
        /// The picture without a face.
        which: Which,
    },
    /// More than one face was found.
    #[error("more than one face in the {which}")]
    Multiple {
        /// The picture with several faces.
        which: Which,
    },
    /// None of the networks for presentation attack detection is there.
    #[error("no network for presentation attack detection")]
    NoAttackNetwork,
    /// A network's answer does not have the form its description promises.
    #[error("the network's answer does not have the expected form")]
    UnexpectedAnswer,
    /// A network could not be run.
    #[error(transparent)]
    Network(#[from] ModelError),
}
