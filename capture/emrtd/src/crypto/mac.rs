//! Message authentication codes of eight bytes: retail MAC (ISO/IEC 9797-1 algorithm 3) and CMAC, ICAO 9303-11 §9.8.6.2.

use super::cipher::cbc;
use super::{Cipher, CryptoError, SymmetricKey, padding};
use openssl::pkey::PKey;
use openssl::sign::Signer;
use openssl::symm::Mode;
use zeroize::Zeroizing;

/// The length of every MAC in bytes.
const MAC_LENGTH: usize = 8;

impl SymmetricKey {
    /// The MAC of `data`: retail MAC with padding method 2 for triple DES, CMAC cut to eight bytes for AES.
    pub fn mac(&self, data: &[u8]) -> Result<[u8; MAC_LENGTH], CryptoError> {
        let full = match self.cipher() {
            Cipher::TripleDes => self.retail_mac(&padding::pad(data, 8))?,
            Cipher::Aes128 | Cipher::Aes192 | Cipher::Aes256 => self.cmac(data)?,
        };
        full.first_chunk().copied().ok_or(CryptoError::Library)
    }

    /// True when `mac` is the MAC of `data`; takes the same time whatever the bytes are.
    pub fn verify_mac(&self, data: &[u8], mac: &[u8]) -> Result<bool, CryptoError> {
        let expected = self.mac(data)?;
        Ok(mac.len() == MAC_LENGTH && openssl::memcmp::eq(&expected, mac))
    }

    /// DES is triple DES with the same key thrice: chained over all blocks but the last, which the whole key closes.
    fn retail_mac(&self, padded: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let split = padded.len().checked_sub(8).ok_or(CryptoError::NotBlockAligned)?;
        let (head, last) = padded.split_at_checked(split).ok_or(CryptoError::NotBlockAligned)?;
        let single = Zeroizing::new(self.secret_bytes().get(..8).unwrap_or_default().repeat(3));
        let chained = cbc(Cipher::TripleDes, Mode::Encrypt, &single, None, head)?;
        let iv = chained.last_chunk::<8>().copied().unwrap_or_default();
        self.encrypt(Some(&iv), last)
    }

    fn cmac(&self, data: &[u8]) -> Result<Vec<u8>, CryptoError> {
        let key = PKey::cmac(&self.cipher().cbc(), self.secret_bytes())?;
        Ok(Signer::new_without_digest(&key)?.sign_oneshot_to_vec(data)?)
    }
}
