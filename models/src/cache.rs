//! The cache folder: where fetched files lie, and the only way to read one, which checks its digest.

use crate::digest::Sha256;
use crate::network::Network;
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder the fetched files lie in.
#[derive(Debug, Clone)]
pub struct Cache {
    root: PathBuf,
}

/// Why a file of the cache is not given out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// There is no place for a cache.
    #[error("no cache folder: set IDK_CACHE, XDG_CACHE_HOME or HOME")]
    NoFolder,
    /// The file was never fetched.
    #[error("{name} is missing ({path}); run `idkontroll models fetch`", path = path.display())]
    Missing {
        /// The file's name.
        name: String,
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The file is another one than the manifest says.
    #[error("{name} is not the file it should be: sha256 {found}, expected {expected}")]
    WrongHash {
        /// The file's name.
        name: String,
        /// The digest the manifest gives.
        expected: Sha256,
        /// The digest it has.
        found: Sha256,
    },
    /// The disk failed.
    #[error("{path}: {error}", path = path.display())]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// What happened.
        error: io::Error,
    },
}

impl Cache {
    /// The cache in `folder`, else in `$IDK_CACHE`, else in `idkontroll` under the XDG cache folder.
    pub fn open(folder: Option<PathBuf>) -> Result<Self, CacheError> {
        let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let root = folder
            .or_else(|| set("IDK_CACHE"))
            .or_else(|| set("XDG_CACHE_HOME").map(|cache| cache.join("idkontroll")))
            .or_else(|| set("HOME").map(|home| home.join(".cache/idkontroll")))
            .ok_or(CacheError::NoFolder)?;
        Ok(Self { root })
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.root
    }

    /// Where a portrait lies once it is fetched.
    pub fn portrait(&self, name: &str) -> PathBuf {
        self.root.join("portraits").join(name)
    }

    /// Where a network lies in the form that is loaded.
    pub fn network(&self, network: &Network) -> PathBuf {
        self.root.join("networks").join(format!("{}.onnx", network.id))
    }

    /// Where a network lies as published.
    pub fn published(&self, network: &Network) -> PathBuf {
        if network.rewrite.is_empty() {
            return self.network(network);
        }
        self.root.join("published").join(format!("{}.onnx", network.id))
    }

    /// Where the runtime library lies.
    pub fn runtime(&self, name: &str) -> PathBuf {
        self.root.join("runtime").join(name)
    }

    /// The bytes of a file, provided they have this digest.
    pub(crate) fn read(name: &str, path: &Path, expected: Sha256) -> Result<Vec<u8>, CacheError> {
        let bytes = fs::read(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => CacheError::Missing { name: name.into(), path: path.into() },
            _ => CacheError::Disk { path: path.into(), error },
        })?;
        Self::verify(name, &bytes, expected)?;
        Ok(bytes)
    }

    /// Refuses bytes that have another digest.
    pub(crate) fn verify(name: &str, bytes: &[u8], expected: Sha256) -> Result<(), CacheError> {
        match Sha256::of(bytes) {
            found if found == expected => Ok(()),
            found => Err(CacheError::WrongHash { name: name.into(), expected, found }),
        }
    }

    /// Puts a file in its place whole, or not at all.
    pub(crate) fn store(path: &Path, bytes: &[u8]) -> Result<(), CacheError> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let write = || {
            fs::create_dir_all(folder)?;
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            file.persist(path).map_err(|failed| failed.error)
        };
        write().map(drop).map_err(|error| CacheError::Disk { path: path.into(), error })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_expected_bytes_are_given_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("networks/a.onnx");
        let digest = Sha256::of(b"network");
        assert!(matches!(Cache::read("a", &path, digest), Err(CacheError::Missing { .. })));
        Cache::store(&path, b"network").unwrap();
        assert_eq!(Cache::read("a", &path, digest).unwrap(), b"network");
        Cache::store(&path, b"networl").unwrap();
        let error = Cache::read("a", &path, digest).unwrap_err().to_string();
        assert!(error.contains(&digest.to_string()) && error.contains(&Sha256::of(b"networl").to_string()));
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing half-written is left");
    }
}
