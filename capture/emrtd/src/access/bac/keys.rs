//! The cryptograms of Basic Access Control, ICAO 9303-11 §4.3.1 and appendix D: shared by terminal and chip.

use crate::crypto::{Cipher, CryptoError, SessionKeys};
use crate::password::MrzKey;
use crate::secure_messaging::SecureMessaging;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// What one side contributes and what it saw of the other: S = own nonce ‖ other's nonce ‖ own keying material.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Keying {
    /// The nonce of the side that made the cryptogram.
    pub own_nonce: [u8; 8],
    /// The nonce of the other side.
    pub other_nonce: [u8; 8],
    /// The keying material of the side that made the cryptogram.
    pub material: [u8; 16],
}

/// The document basic access keys K_Enc and K_MAC.
pub struct BacKeys(SessionKeys);

impl BacKeys {
    /// The keys of a document, ICAO 9303-11 §9.7.2.
    pub fn derive(key: &MrzKey) -> Result<Self, CryptoError> {
        let seed = key.seed();
        let seed = seed.get(..16).ok_or(CryptoError::KeyLength)?;
        Ok(Self(SessionKeys::derive(Cipher::TripleDes, seed)?))
    }

    /// K_Enc and K_MAC.
    pub fn keys(&self) -> &SessionKeys {
        &self.0
    }

    /// E ‖ M over `keying`.
    pub fn seal(&self, keying: &Keying) -> Result<Vec<u8>, CryptoError> {
        let plain = Zeroizing::new([&keying.own_nonce[..], &keying.other_nonce, &keying.material].concat());
        let mut out = self.0.encryption.encrypt(None, &plain)?;
        let mac = self.0.authentication.mac(&out)?;
        out.extend(mac);
        Ok(out)
    }

    /// What the other side sealed, or `None` when the MAC is not made with these keys.
    pub fn open(&self, cryptogram: &[u8]) -> Result<Option<Keying>, CryptoError> {
        let Some((encrypted, mac)) = cryptogram.split_last_chunk::<8>() else { return Ok(None) };
        if encrypted.len() != 32 || !self.0.authentication.verify_mac(encrypted, mac)? {
            return Ok(None);
        }
        let plain = Zeroizing::new(self.0.encryption.decrypt(None, encrypted)?);
        Ok(split(&plain))
    }
}

fn split(plain: &[u8]) -> Option<Keying> {
    let (own_nonce, rest) = plain.split_first_chunk::<8>()?;
    let (other_nonce, material) = rest.split_first_chunk::<8>()?;
    let material = <[u8; 16]>::try_from(material).ok()?;
    Some(Keying { own_nonce: *own_nonce, other_nonce: *other_nonce, material })
}

/// The session both sides start: K_seed = K.IFD xor K.IC, counter = last four bytes of RND.IC and of RND.IFD.
pub fn session(terminal: &Keying, chip: &Keying) -> Result<SecureMessaging, CryptoError> {
    let seed: Zeroizing<Vec<u8>> =
        Zeroizing::new(terminal.material.iter().zip(&chip.material).map(|(a, b)| a ^ b).collect());
    let half = |nonce: [u8; 8]| u64::from_be_bytes(nonce) & 0xFFFF_FFFF;
    let counter = (half(chip.own_nonce) << 32) | half(terminal.own_nonce);
    Ok(SecureMessaging::new(SessionKeys::derive(Cipher::TripleDes, &seed)?, u128::from(counter)))
}
