//! Key derivation from a shared secret or a password, ICAO 9303-11 §9.7.1.

use super::{Cipher, CryptoError, SymmetricKey};
use crate::hash::DigestAlgorithm;
use zeroize::Zeroizing;

/// What a derived key is for: the counter `c` of the derivation function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyPurpose {
    /// c = 1: encryption.
    Encryption,
    /// c = 2: message authentication.
    MessageAuthentication,
    /// c = 3: decryption of the PACE nonce with the password.
    Password,
}

impl KeyPurpose {
    fn counter(self) -> u32 {
        match self {
            Self::Encryption => 1,
            Self::MessageAuthentication => 2,
            Self::Password => 3,
        }
    }
}

impl SymmetricKey {
    /// KDF(K, c) of ICAO 9303-11 §9.7.1; DES keys get odd parity.
    pub(crate) fn derive(cipher: Cipher, secret: &[u8], purpose: KeyPurpose) -> Result<Self, CryptoError> {
        let mut input = Zeroizing::new(secret.to_vec());
        input.extend(purpose.counter().to_be_bytes());
        let digest = Zeroizing::new(match cipher {
            Cipher::TripleDes | Cipher::Aes128 => DigestAlgorithm::Sha1.digest(&input),
            Cipher::Aes192 | Cipher::Aes256 => DigestAlgorithm::Sha256.digest(&input),
        });
        let mut key =
            Zeroizing::new(digest.get(..cipher.key_length()).ok_or(CryptoError::KeyLength)?.to_vec());
        if cipher == Cipher::TripleDes {
            key.iter_mut().for_each(|byte| *byte = with_odd_parity(*byte));
        }
        Self::new(cipher, &key)
    }
}

fn with_odd_parity(byte: u8) -> u8 {
    if (byte >> 1).count_ones().is_multiple_of(2) { byte | 1 } else { byte & 0xFE }
}

/// The two keys of a secure messaging session, K_S,Enc and K_S,MAC.
#[derive(Debug, Clone)]
pub struct SessionKeys {
    /// K_S,Enc
    pub encryption: SymmetricKey,
    /// K_S,MAC
    pub authentication: SymmetricKey,
}

impl SessionKeys {
    /// Both keys from one shared secret.
    pub fn derive(cipher: Cipher, secret: &[u8]) -> Result<Self, CryptoError> {
        Ok(Self {
            encryption: SymmetricKey::derive(cipher, secret, KeyPurpose::Encryption)?,
            authentication: SymmetricKey::derive(cipher, secret, KeyPurpose::MessageAuthentication)?,
        })
    }

    /// The cipher both are for.
    pub fn cipher(&self) -> Cipher {
        self.encryption.cipher()
    }
}
