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
    let place = cache.runtime(&library.name);
    let runtime = Wanted::as_it_is(&library.name, (&library.source, &library.path), library.sha256, place);
    let networks = manifest.networks.iter().map(|network| Wanted::network(cache, network));
    let portraits = manifest.portraits.iter().map(|portrait| {
        let place = cache.portrait(&portrait.name);
        Wanted::as_it_is(&portrait.name, (&portrait.source, &portrait.path), portrait.sha256, place)
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

impl<'m> Wanted<'m> {
    fn as_it_is(name: &'m str, origin: (&'m Source, &'m str), sha256: Sha256, published: PathBuf) -> Self {
        let (source, path) = origin;
        Self { name, source, path: Some(path), sha256, published, rewritten: None }
    }

    fn network(cache: &Cache, network: &'m Network) -> Self {
        Self {
            name: &network.id,
            source: &network.source,
            path: network.path.as_deref(),
            sha256: network.sha256,
            published: cache.published(network),
            rewritten: (!network.rewrite.is_empty()).then(|| (network, cache.network(network))),
        }
    }

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
