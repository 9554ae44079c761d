//! Whether the files in the cache are the ones the manifest names.

use crate::cache::{Cache, CacheError};
use crate::manifest::{Manifest, ManifestError};
use crate::source::Source;

/// One file of the manifest and what lies in the cache for it.
#[derive(Debug)]
pub struct FileStatus {
    /// The network's, the library's or the portrait's name.
    pub name: String,
    /// What was found.
    pub state: FileState,
}

/// What was found for a file.
#[derive(Debug)]
pub enum FileState {
    /// The right bytes.
    Right,
    /// Nothing, and nothing need be there: the file is only ever given by hand.
    NotGiven,
    /// Nothing, or other bytes.
    Refused(CacheError),
}

/// Looks at each file that would be loaded.
pub fn check(cache: &Cache) -> Result<Vec<FileStatus>, ManifestError> {
    let manifest = Manifest::load()?;
    let library = &manifest.runtime;
    let runtime = Cache::read(&library.name, &cache.runtime(&library.name), library.sha256);
    let runtime = FileStatus::of(&library.name, &library.source, runtime);
    let networks = manifest.networks.iter().map(|network| {
        let read = Cache::read(&network.id, &cache.network(network), network.deployed_sha256());
        FileStatus::of(&network.id, &network.source, read)
    });
    let portraits = manifest.portraits.iter().map(|portrait| {
        let read = Cache::read(&portrait.name, &cache.portrait(&portrait.name), portrait.sha256);
        FileStatus::of(&portrait.name, &portrait.source, read)
    });
    Ok([runtime].into_iter().chain(networks).chain(portraits).collect())
}

impl FileStatus {
    fn of(name: &str, source: &Source, read: Result<Vec<u8>, CacheError>) -> Self {
        let state = match read {
            Ok(_) => FileState::Right,
            Err(CacheError::Missing { .. }) if *source == Source::File => FileState::NotGiven,
            Err(error) => FileState::Refused(error),
        };
        Self { name: name.into(), state }
    }
}
