//! The officer's own key: PKCS#8 under a PIN, and no other kind.

use crate::flow::{PinProblem, Secret};
use openssl::pkey::PKey;
use ring::rand::SystemRandom;
use std::fmt;
use verifier::jws::{KeySet, SigningKey};
use zeroize::Zeroizing;

const ENCRYPTED: &[u8] = b"-----BEGIN ENCRYPTED PRIVATE KEY-----";

/// The key file, still closed, and the officers who are enrolled.
pub struct OfficerKey {
    /// The content of the key file.
    pub pem: Zeroizing<Vec<u8>>,
    /// The public keys of all enrolled officers.
    pub enrolled: KeySet,
}

/// Never shows the key.
impl fmt::Debug for OfficerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OfficerKey")
    }
}

/// Opens a key with its PIN; a key that anybody can open is not taken.
pub fn unlock(pem: &[u8], pin: &Secret) -> Result<SigningKey, PinProblem> {
    if !pem.windows(ENCRYPTED.len()).any(|window| window == ENCRYPTED) {
        return Err(if pem.starts_with(b"-----BEGIN") {
            PinProblem::NotEncrypted
        } else {
            PinProblem::Unusable
        });
    }
    let key =
        PKey::private_key_from_pem_passphrase(pem, pin.text().as_bytes()).map_err(|_| PinProblem::Wrong)?;
    let der = Zeroizing::new(key.private_key_to_pkcs8().map_err(|_| PinProblem::Unusable)?);
    SigningKey::from_pkcs8(&der, &SystemRandom::new()).map_err(|_| PinProblem::Unusable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use openssl::symm::Cipher;

    fn pem(pin: Option<&str>) -> Vec<u8> {
        let der = SigningKey::generate(&SystemRandom::new()).unwrap();
        let key = PKey::private_key_from_pkcs8(&der).unwrap();
        match pin {
            Some(pin) => key.private_key_to_pem_pkcs8_passphrase(Cipher::aes_256_cbc(), pin.as_bytes()),
            None => key.private_key_to_pem_pkcs8(),
        }
        .unwrap()
    }

    #[test]
    fn only_a_protected_key_with_its_pin_opens() {
        let protected = pem(Some("246810"));
        assert!(unlock(&protected, &Secret::new("246810")).is_ok());
        assert_eq!(unlock(&protected, &Secret::new("246811")).err(), Some(PinProblem::Wrong));
        assert_eq!(unlock(&pem(None), &Secret::new("246810")).err(), Some(PinProblem::NotEncrypted));
        assert_eq!(unlock(b"no key", &Secret::new("246810")).err(), Some(PinProblem::Unusable));
    }
}
