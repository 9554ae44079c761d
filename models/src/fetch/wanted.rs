//! What should lie in the cache, and what of it does not yet.

use super::{FetchError, Progress};
use crate::cache::{Cache, CacheError};
use crate::digest::Sha256;
use crate::manifest::Manifest;
use crate::network::Network;
use crate::rewrite::rewrite;
use crate::source::Source;
use std::path::PathBuf;

/// One file of the manifest with its places in a cache.
pub(super) struct Wanted<'m> {
    pub name: &'m str,
    pub source: &'m Source,
    pub path: Option<&'m str>,
    pub sha256: Sha256,
    pub published: PathBuf,
    rewritten: Option<(&'m Network, PathBuf)>,
}

/// What became of a file.
pub(super) enum Outcome {
    Present,
    Rewritten,
    NotGiven,
}

/// Every file of the manifest.
pub(super) fn all<'m>(cache: &Cache, manifest: &'m Manifest) -> impl Iterator<Item = Wanted<'m>> {
    let library = &manifest.runtime;
    let runtime = Wanted {
        name: &library.name,
        source: &library.source,
        path: Some(&library.path),
        sha256: library.sha256,
        published: cache.runtime(&library.name),
        rewritten: None,
    };
    let networks = manifest.networks.iter().map(|network| Wanted {
        name: &network.id,
        source: &network.source,
        path: network.path.as_deref(),
        sha256: network.sha256,
        published: cache.published(network),
        rewritten: (!network.rewrite.is_empty()).then(|| (network, cache.network(network))),
    });
    let portraits = manifest.portraits.iter().map(|portrait| Wanted {
        name: &portrait.name,
        source: &portrait.source,
        path: Some(&portrait.path),
        sha256: portrait.sha256,
        published: cache.portrait(&portrait.name),
        rewritten: None,
    });
    [runtime].into_iter().chain(networks).chain(portraits)
}

/// The files of one source that the cache does not hold as published.
pub(super) fn missing<'m>(
    cache: &Cache,
    manifest: &'m Manifest,
    source: &Source,
) -> impl Iterator<Item = Wanted<'m>> {
    all(cache, manifest).filter(move |file| file.source == source && file.read().is_err())
}

impl Wanted<'_> {
    fn read(&self) -> Result<Vec<u8>, CacheError> {
        Cache::read(self.name, &self.published, self.sha256)
    }

    /// Rewrites the file where the manifest says so and that was not done yet.
    pub fn finish(&self, progress: &mut dyn FnMut(Progress<'_>)) -> Result<Outcome, FetchError> {
        let published = match self.read() {
            Err(CacheError::Missing { .. }) if *self.source == Source::File => return Ok(Outcome::NotGiven),
            read => read?,
        };
        let Some((network, place)) = &self.rewritten else { return Ok(Outcome::Present) };
        if Cache::read(self.name, place, network.deployed_sha256()).is_ok() {
            return Ok(Outcome::Present);
        }
        let bytes = rewrite(&published, &network.rewrite)
            .map_err(|error| FetchError::Rewrite { id: network.id.clone(), error })?;
        Cache::verify(&format!("{} as rewritten", network.id), &bytes, network.deployed_sha256())?;
        Cache::store(place, &bytes)?;
        progress(Progress::Rewritten(self.name));
        Ok(Outcome::Rewritten)
    }
}
