//! The block ciphers of secure messaging and PACE in CBC mode, ICAO 9303-11 §9.8.6.1.

use super::CryptoError;
use openssl::symm::{self, Crypter, Mode};
use std::fmt;
use zeroize::{Zeroize, Zeroizing};

/// A block cipher with its key length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cipher {
    /// Two-key triple DES.
    TripleDes,
    /// AES-128
    Aes128,
    /// AES-192
    Aes192,
    /// AES-256
    Aes256,
}

impl Cipher {
    /// Every cipher, weakest first.
    pub const ALL: [Self; 4] = [Self::TripleDes, Self::Aes128, Self::Aes192, Self::Aes256];

    /// The key's length in bytes.
    pub fn key_length(self) -> usize {
        match self {
            Self::TripleDes | Self::Aes128 => 16,
            Self::Aes192 => 24,
            Self::Aes256 => 32,
        }
    }

    /// The block's length in bytes.
    pub fn block_length(self) -> usize {
        match self {
            Self::TripleDes => 8,
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
        }
    }

    /// The suffix with which protocols name it, for example `aes-cbc-cmac-128`.
    pub fn name(self) -> &'static str {
        match self {
            Self::TripleDes => "3des-cbc-cbc",
            Self::Aes128 => "aes-cbc-cmac-128",
            Self::Aes192 => "aes-cbc-cmac-192",
            Self::Aes256 => "aes-cbc-cmac-256",
        }
    }

    pub(super) fn cbc(self) -> symm::Cipher {
        match self {
            Self::TripleDes => symm::Cipher::des_ede3_cbc(),
            Self::Aes128 => symm::Cipher::aes_128_cbc(),
            Self::Aes192 => symm::Cipher::aes_192_cbc(),
            Self::Aes256 => symm::Cipher::aes_256_cbc(),
        }
    }
}

/// A key bound to its cipher; its bytes are wiped when it is dropped.
#[derive(Clone)]
pub struct SymmetricKey {
    cipher: Cipher,
    bytes: Zeroizing<Vec<u8>>,
}

impl SymmetricKey {
    /// A key of these bytes, which must have the cipher's key length.
    pub fn new(cipher: Cipher, bytes: &[u8]) -> Result<Self, CryptoError> {
        if bytes.len() != cipher.key_length() {
            return Err(CryptoError::KeyLength);
        }
        Ok(Self { cipher, bytes: Zeroizing::new(bytes.to_vec()) })
    }

    /// The cipher it is for.
    pub fn cipher(&self) -> Cipher {
        self.cipher
    }

    /// Its secret bytes.
    pub fn secret_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// CBC encryption of whole blocks; no initialization vector means zeros.
    pub fn encrypt(&self, iv: Option<&[u8]>, data: &[u8]) -> Result<Vec<u8>, CryptoError> {
        cbc(self.cipher, Mode::Encrypt, &self.library_key(), iv, data)
    }

    /// CBC decryption of whole blocks; no initialization vector means zeros.
    pub fn decrypt(&self, iv: Option<&[u8]>, data: &[u8]) -> Result<Vec<u8>, CryptoError> {
        cbc(self.cipher, Mode::Decrypt, &self.library_key(), iv, data)
    }

    /// The key as the library takes it: two-key triple DES is written as K1 K2 K1.
    pub(super) fn library_key(&self) -> Zeroizing<Vec<u8>> {
        let mut key = self.bytes.clone();
        if self.cipher == Cipher::TripleDes {
            key.extend_from_slice(self.bytes.get(..8).unwrap_or_default());
        }
        key
    }
}

/// Never shows the key.
impl fmt::Debug for SymmetricKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SymmetricKey({:?})", self.cipher)
    }
}

pub(super) fn cbc(
    cipher: Cipher,
    mode: Mode,
    key: &[u8],
    iv: Option<&[u8]>,
    data: &[u8],
) -> Result<Vec<u8>, CryptoError> {
    const ZEROS: [u8; 16] = [0; 16];
    let block = cipher.block_length();
    if !data.len().is_multiple_of(block) {
        return Err(CryptoError::NotBlockAligned);
    }
    let iv = iv.unwrap_or(ZEROS.get(..block).unwrap_or_default());
    if iv.len() != block {
        return Err(CryptoError::NotBlockAligned);
    }
    let mut crypter = Crypter::new(cipher.cbc(), mode, key, Some(iv))?;
    crypter.pad(false);
    let mut out = vec![0; data.len().saturating_add(block)];
    let written = crypter.update(data, &mut out)?;
    let rest = crypter.finalize(out.get_mut(written..).unwrap_or_default())?;
    out.get_mut(data.len()..).unwrap_or_default().zeroize();
    out.truncate(written.saturating_add(rest));
    Ok(out)
}
