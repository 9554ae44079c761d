//! What the manifest says of one network, and of the thresholds its scores are held against.

use crate::digest::Sha256;
use crate::source::Source;
use serde::{Deserialize, Serialize};

/// One network.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// The name it goes by everywhere: here, in policies and in results.
    pub id: String,
    /// What it is for.
    pub task: Task,
    /// Where it comes from.
    pub source: Source,
    #[serde(default)]
    pub(crate) path: Option<String>,
    /// The digest of the file as published.
    pub sha256: Sha256,
    /// What is changed in it after fetching, in this order.
    #[serde(default)]
    pub rewrite: Vec<RewriteStep>,
    /// The digest of what the rewriting must give.
    #[serde(default)]
    pub derived_sha256: Option<Sha256>,
    /// The licence it is under.
    pub licence: String,
    /// Who made it and from what, as far as that is known.
    pub provenance: String,
    /// What it takes.
    pub input: String,
    /// What it gives.
    pub output: String,
}

impl Network {
    /// The digest of the file that is loaded: the derived one where the network is rewritten.
    pub fn deployed_sha256(&self) -> Sha256 {
        self.derived_sha256.unwrap_or(self.sha256)
    }
}

/// What a network is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Face detection with five points.
    Detect,
    /// An aligned face to an embedding.
    Embed,
    /// Presentation attack detection.
    PresentationAttack,
    /// Yaw, pitch and roll.
    HeadPose,
    /// Open and closed eyes.
    Eyes,
    /// Sixty-eight points of a face.
    Landmarks,
    /// Where text stands.
    DetectText,
    /// A line of text to characters.
    RecogniseText,
}

/// One change made to a network after fetching.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RewriteStep {
    /// Weights in 8-bit blocks become 32-bit floats, and the graph goes by opset 13.
    Dequantise,
    /// Height and width become free.
    DynamicSize,
    /// PReLU becomes two depthwise convolutions.
    Prelu,
}

/// What the score of a set of networks is held against, and how that was measured.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// The networks that give the score together.
    pub networks: Vec<String>,
    /// How the score comes out of them.
    pub score: String,
    /// The threshold.
    pub value: f32,
    /// FMR at this threshold, for a comparison.
    pub false_match_rate: Option<f64>,
    /// FNMR at this threshold, for a comparison.
    pub false_non_match_rate: Option<f64>,
    /// BPCER at this threshold, for presentation attack detection.
    pub bona_fide_classification_error_rate: Option<f64>,
    /// What it was measured on.
    pub evaluation: String,
}
