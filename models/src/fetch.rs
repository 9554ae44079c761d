//! Fetching: what is missing in the cache is brought by pip and npm, taken out of its archive, checked and rewritten.

mod archive;
mod client;
mod wanted;

use crate::cache::{Cache, CacheError};
use crate::manifest::{Archive, Manifest, ManifestError};
use crate::rewrite::RewriteError;
use std::fs;
use std::path::{Path, PathBuf};
use wanted::{Outcome, Wanted};

/// Why fetching ended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The manifest is refused.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The cache did not take a file, or a file has another digest than it should.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// The client is not installed.
    #[error("{0} is not installed")]
    ClientMissing(&'static str),
    /// The client did not bring the package.
    #[error("{package} could not be downloaded: {reason}")]
    Download {
        /// The package.
        package: String,
        /// What the client says.
        reason: String,
    },
    /// The archive does not hold a file.
    #[error("{package} does not hold {path}: {reason}")]
    Archive {
        /// The package.
        package: String,
        /// The file inside.
        path: String,
        /// What was found.
        reason: String,
    },
    /// A file is given for a network that is not listed.
    #[error("no network is called {0}")]
    UnknownNetwork(String),
    /// The network does not let itself be rewritten.
    #[error("network {id}: {error}")]
    Rewrite {
        /// The network.
        id: String,
        /// Why.
        error: RewriteError,
    },
}

/// What fetching is at.
#[derive(Debug, Clone, Copy)]
pub enum Progress<'a> {
    /// A package is on its way.
    Downloading {
        /// The package.
        package: &'a str,
        /// How much has come.
        bytes: u64,
        /// How much there is.
        total: u64,
    },
    /// A file was checked and lies in the cache.
    Stored(&'a str),
    /// A network was rewritten and lies in the cache.
    Rewritten(&'a str),
}

/// What lies in the cache after fetching.
#[derive(Debug, Default)]
pub struct FetchReport {
    /// The files that are ready as they are.
    pub present: Vec<String>,
    /// The networks that were rewritten now.
    pub rewritten: Vec<String>,
    /// The networks that are only ever given by hand, and were not.
    pub not_given: Vec<String>,
}

/// Puts into the cache what is missing there; `files` are networks given by hand, by name.
pub fn fetch(
    cache: &Cache,
    files: &[(String, PathBuf)],
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<FetchReport, FetchError> {
    let manifest = Manifest::load()?;
    let mut report = FetchReport::default();
    for (id, path) in files {
        take_given(cache, &manifest, id, path)?;
    }
    for archive in &manifest.archives {
        let wanted: Vec<Wanted> = wanted::missing(cache, &manifest, &archive.source).collect();
        if !wanted.is_empty() {
            take_archived(archive, &wanted, progress)?;
        }
    }
    for file in wanted::all(cache, &manifest) {
        report.add(file.finish(progress)?, file.name);
    }
    Ok(report)
}

impl FetchReport {
    fn add(&mut self, outcome: Outcome, name: &str) {
        let list = match outcome {
            Outcome::Present => &mut self.present,
            Outcome::Rewritten => &mut self.rewritten,
            Outcome::NotGiven => &mut self.not_given,
        };
        list.push(name.into());
    }
}

fn take_given(cache: &Cache, manifest: &Manifest, id: &str, path: &Path) -> Result<(), FetchError> {
    let network = manifest.network(id).ok_or_else(|| FetchError::UnknownNetwork(id.into()))?;
    let bytes = fs::read(path).map_err(|error| CacheError::Disk { path: path.into(), error })?;
    Cache::verify(id, &bytes, network.sha256)?;
    Ok(Cache::store(&cache.published(network), &bytes)?)
}

fn take_archived(
    archive: &Archive,
    wanted: &[Wanted<'_>],
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<(), FetchError> {
    let package = archive.source.to_string();
    let bytes = client::download(archive, &mut |bytes| {
        progress(Progress::Downloading { package: &package, bytes, total: archive.bytes });
    })?;
    if let Some(expected) = archive.sha256 {
        Cache::verify(&package, &bytes, expected)?;
    }
    for file in wanted {
        let content = archive::extract(&archive.source, &bytes, file.path.unwrap_or_default())?;
        Cache::verify(file.name, &content, file.sha256)?;
        Cache::store(&file.published, &content)?;
        progress(Progress::Stored(file.name));
    }
    Ok(())
}
