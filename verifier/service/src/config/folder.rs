//! The data folder: the owner's alone, and one server's alone.

use super::Config;
use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError, set_permissions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::PathBuf;
use thiserror::Error;

/// Why the data folder cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FolderError {
    /// It, or what must lie in it, cannot be made.
    #[error("{}: {error}", path.display())]
    Unusable {
        /// The folder or the file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A server uses it already.
    #[error("{}: another server uses this data folder", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
}

/// The right to serve a data folder, held as long as this lives and no longer than the process.
#[derive(Debug)]
pub(crate) struct Occupied(#[expect(dead_code, reason = "the lock goes when the file is closed")] File);

impl Config {
    /// Makes the data folder where it is missing, for the owner's eyes.
    pub(crate) fn make_folder(&self) -> Result<(), FolderError> {
        let say = |error| FolderError::Unusable { path: self.data.clone(), error };
        DirBuilder::new().recursive(true).mode(0o700).create(&self.data).map_err(say)?;
        set_permissions(&self.data, Permissions::from_mode(0o700)).map_err(say)
    }

    /// Takes the data folder for one server.
    pub(crate) fn occupy(&self) -> Result<Occupied, FolderError> {
        self.make_folder()?;
        let path = self.data.join("server.lock");
        let say = |error| FolderError::Unusable { path: path.clone(), error };
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path).map_err(say)?;
        match file.try_lock() {
            Ok(()) => Ok(Occupied(file)),
            Err(TryLockError::WouldBlock) => Err(FolderError::InUse { path: self.data.clone() }),
            Err(TryLockError::Error(error)) => Err(say(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_server_at_a_time() {
        let folder = tempfile::TempDir::new().unwrap();
        let config = Config { data: folder.path().join("data"), ..Config::default() };
        let first = config.occupy().unwrap();
        assert!(matches!(config.occupy(), Err(FolderError::InUse { .. })));
        drop(first);
        assert!(config.occupy().is_ok());
    }
}
