//! Sessions: one network, opened from bytes whose digest was checked, on one thread.

use crate::cache::{Cache, CacheError};
use crate::manifest::{Manifest, ManifestError};
use crate::network::Network;
use crate::runtime;
use ndarray::{ArrayView, ArrayViewD, Dimension};
use ort::environment::Environment;
use ort::session::builder::{GraphOptimizationLevel, SessionBuilder};
use ort::session::{Session as OrtSession, SessionOutputs};
use ort::value::TensorRef;

/// Why a network could not be opened or run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The manifest is refused.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The file is missing or another one.
    #[error(transparent)]
    File(#[from] CacheError),
    /// No network goes by this name.
    #[error("no network is called {0}")]
    Unknown(String),
    /// ONNX Runtime did not load.
    #[error("ONNX Runtime did not load: {0}")]
    Runtime(String),
    /// ONNX Runtime did not take the network or its input.
    #[error("network {id}: {reason}")]
    Network {
        /// The network.
        id: String,
        /// What ONNX Runtime says.
        reason: String,
    },
    /// The network has no such output.
    #[error("network {id} has no output {output} of 32-bit floats")]
    Output {
        /// The network.
        id: String,
        /// The output's name or place.
        output: String,
    },
}

/// The networks of one cache, ready to be opened.
pub struct Networks {
    manifest: Manifest,
    cache: Cache,
    environment: Environment,
}

impl Networks {
    /// Loads ONNX Runtime from the cache.
    pub fn open(cache: &Cache) -> Result<Self, ModelError> {
        let manifest = Manifest::load()?;
        let environment = runtime::environment(cache, &manifest.runtime)?;
        Ok(Self { manifest, cache: cache.clone(), environment })
    }

    /// What is known of the networks.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Whether a file for this network lies in the cache; opening it may still be refused.
    pub fn is_present(&self, id: &str) -> bool {
        self.manifest.network(id).is_some_and(|network| self.cache.network(network).is_file())
    }

    /// Opens a network, provided its file is the one the manifest names.
    pub fn session(&self, id: &str) -> Result<Session, ModelError> {
        let network = self.manifest.network(id).ok_or_else(|| ModelError::Unknown(id.into()))?;
        let bytes = Cache::read(id, &self.cache.network(network), network.deployed_sha256())?;
        self.open_bytes(network, &bytes)
    }

    fn open_bytes(&self, network: &Network, bytes: &[u8]) -> Result<Session, ModelError> {
        let refused = |error: ort::Error| failed(&network.id, &error);
        let session =
            options(&self.environment).map_err(refused)?.commit_from_memory(bytes).map_err(refused)?;
        Ok(Session { id: network.id.clone(), sha256: network.deployed_sha256().to_string(), session })
    }
}

/// One thread and no spinning: two spinning threads make a network's time vary by a factor of four.
fn options(environment: &Environment) -> Result<SessionBuilder, ort::Error> {
    Ok(OrtSession::builder(environment)?
        .with_intra_threads(1)?
        .with_inter_threads(1)?
        .with_intra_op_spinning(false)?
        .with_inter_op_spinning(false)?
        .with_optimization_level(GraphOptimizationLevel::All)?)
}

fn failed(id: &str, error: &ort::Error) -> ModelError {
    ModelError::Network { id: id.into(), reason: error.message().lines().collect::<Vec<_>>().join(" ") }
}

/// One open network; each worker has its own.
pub struct Session {
    id: String,
    sha256: String,
    session: OrtSession,
}

impl Session {
    /// The network's name in the manifest.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The digest of the file that was opened, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// What the network's file says of itself under this name.
    pub fn metadata(&self, name: &str) -> Option<String> {
        self.session.metadata().ok()?.custom(name)
    }

    /// Runs the network on its one input.
    pub fn run<D: Dimension + 'static>(
        &mut self,
        input: ArrayView<'_, f32, D>,
    ) -> Result<Outputs<'_>, ModelError> {
        let contiguous = input.as_standard_layout();
        let tensor =
            TensorRef::from_array_view(contiguous.view()).map_err(|error| failed(&self.id, &error))?;
        let outputs = self.session.run(ort::inputs![tensor]).map_err(|error| failed(&self.id, &error))?;
        Ok(Outputs { id: &self.id, outputs })
    }
}

/// What a network gave.
pub struct Outputs<'s> {
    id: &'s str,
    outputs: SessionOutputs<'s>,
}

impl Outputs<'_> {
    /// The output of this name.
    pub fn get(&self, name: &str) -> Result<ArrayViewD<'_, f32>, ModelError> {
        let value = (!name.is_empty()).then(|| self.outputs.get(name)).flatten();
        value.and_then(|value| value.try_extract_array().ok()).ok_or_else(|| self.absent(name.into()))
    }

    /// The output at this place, counted from 0.
    pub fn at(&self, place: usize) -> Result<ArrayViewD<'_, f32>, ModelError> {
        match self.outputs.keys().nth(place) {
            Some(name) => self.get(name),
            None => Err(self.absent(place.to_string())),
        }
    }

    /// The outputs' names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.outputs.keys()
    }

    fn absent(&self, output: String) -> ModelError {
        ModelError::Output { id: self.id.into(), output }
    }
}

#[cfg(test)]
mod tests;
