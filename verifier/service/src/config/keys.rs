//! The server's keys, in files of their own outside the database; in development they are made on the first start.

use super::Config;
use crate::token::random;
use crate::vault::MasterKey;
use emrtd::signing::PrivateKey;
use openssl::pkey::PKey;
use ring::rand::SystemRandom;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use thiserror::Error;
use verifier::jws::TokenKey;
use zeroize::Zeroizing;

/// Why a key cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The file cannot be read or made.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// It holds no such key.
    #[error("{}: not {expected}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What it should be.
        expected: &'static str,
    },
    /// Others may read it.
    #[error("{}: others than its owner may read it", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
    },
}

/// The key that signs results and the key that wraps the data keys.
pub struct Keys {
    pub(crate) signing: TokenKey,
    pub(crate) master: MasterKey,
    /// The files that were made now, in development mode.
    pub made: Vec<PathBuf>,
}

impl Keys {
    /// Reads the keys; where none are named, development keys lie in the data folder and are made when missing.
    pub fn open(config: &Config) -> Result<Self, KeyError> {
        let (signing, master) = (signing_place(config), master_place(config));
        let mut made = Vec::new();
        if config.signing_key.is_none() && !config.production && make(&signing, new_signing_key)? {
            made.push(signing.clone());
        }
        // Where there are data already, another key than theirs would be of no use.
        let new = config.master_key.is_none() && !config.production && !config.database().exists();
        if new && make(&master, new_master_key)? {
            made.push(master.clone());
        }
        Ok(Self { signing: read_signing(&signing)?, master: read_master(&master)?, made })
    }
}

/// Whether the signing key can be used, unless it would be made.
pub(super) fn examine_signing(config: &Config) -> Result<(), KeyError> {
    let place = signing_place(config);
    let made = config.signing_key.is_none() && !place.exists();
    if made { Ok(()) } else { read_signing(&place).map(drop) }
}

/// Whether the master key can be used, unless it would be made.
pub(super) fn examine_master(config: &Config) -> Result<(), KeyError> {
    let place = master_place(config);
    let made = config.master_key.is_none() && !place.exists() && !config.database().exists();
    if made { Ok(()) } else { read_master(&place).map(drop) }
}

fn signing_place(config: &Config) -> PathBuf {
    config.signing_key.clone().unwrap_or_else(|| config.data.join("keys/signing.pem"))
}

fn master_place(config: &Config) -> PathBuf {
    config.master_key.clone().unwrap_or_else(|| config.data.join("keys/master.key"))
}

fn read_signing(path: &Path) -> Result<TokenKey, KeyError> {
    let unusable = || KeyError::Unusable { path: path.to_owned(), expected: "a P-256 private key in PKCS#8" };
    let key = PrivateKey::from_pem(&read(path)?, None).map_err(|_| unusable())?;
    TokenKey::new(key).map_err(|_| unusable())
}

fn read_master(path: &Path) -> Result<MasterKey, KeyError> {
    let unusable = || KeyError::Unusable { path: path.to_owned(), expected: "32 bytes in hex" };
    let bytes = Zeroizing::new(hex::decode(read(path)?.trim_ascii()).map_err(|_| unusable())?);
    MasterKey::new(&bytes).map_err(|_| unusable())
}

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let say = |error| KeyError::File { path: path.to_owned(), error };
    let mode = std::fs::metadata(path).map_err(say)?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(KeyError::Exposed { path: path.to_owned() });
    }
    std::fs::read(path).map(Zeroizing::new).map_err(say)
}

/// Makes a file whole or not at all; true when it was not there.
fn make(path: &Path, key: fn() -> Option<Zeroizing<Vec<u8>>>) -> Result<bool, KeyError> {
    let say = |error| KeyError::File { path: path.to_owned(), error };
    if path.exists() {
        return Ok(false);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(say)?;
    std::fs::set_permissions(folder, PermissionsExt::from_mode(0o700)).map_err(say)?;
    let key = key().ok_or_else(|| say(std::io::Error::other("no key could be made")))?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(say)?;
    file.write_all(&key).and_then(|()| file.as_file().sync_all()).map_err(say)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(other) if other.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(failed) => Err(say(failed.error)),
    }
}

fn new_signing_key() -> Option<Zeroizing<Vec<u8>>> {
    let der = TokenKey::generate(&SystemRandom::new()).ok()?;
    let pem = PKey::private_key_from_pkcs8(&der).and_then(|key| key.private_key_to_pem_pkcs8());
    pem.map(Zeroizing::new).ok()
}

fn new_master_key() -> Option<Zeroizing<Vec<u8>>> {
    let bytes = Zeroizing::new(random::<32>());
    Some(Zeroizing::new(format!("{}\n", hex::encode(bytes.as_slice())).into_bytes()))
}
